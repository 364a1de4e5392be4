/*!
The matrix that is to be embedded, from a file in either format.
*/

use super::{csv, npy};
use crate::error::{Error, Problem};
use crate::files;
use std::fs;
use std::io::{self, Read};
use std::path::Path;

/// A matrix, row by row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Table {
    /// Points.
    pub(crate) rows: usize,
    /// Features of each.
    pub(crate) columns: usize,
    /// `rows` x `columns` values.
    pub(crate) values: Vec<f32>,
}

impl Table {
    /// A matrix of values that may have more digits than 32 bits hold. Each column is moved so that the middle of its
    /// range is 0, which t-SNE does not notice: times in milliseconds since 1970 would lose all but minutes.
    pub(crate) fn of_doubles(rows: usize, columns: usize, values: &[f64]) -> Self {
        let mut low = vec![f64::INFINITY; columns];
        let mut high = vec![f64::NEG_INFINITY; columns];
        for row in values.chunks_exact(columns.max(1)) {
            for ((low, high), value) in low.iter_mut().zip(&mut high).zip(row) {
                *low = low.min(*value);
                *high = high.max(*value);
            }
        }
        let middle: Vec<f64> = low.iter().zip(&high).map(|(l, h)| l / 2.0 + h / 2.0).collect();
        let moved = values
            .chunks_exact(columns.max(1))
            .flat_map(|row| row.iter().zip(&middle).map(|(value, middle)| (value - middle) as f32));
        Self { rows, columns, values: moved.collect() }
    }
}

/// Reads a matrix; its first bytes tell the format.
pub(super) fn read(path: &Path) -> Result<Table, Error> {
    let name = files::name(path);
    let bytes = if files::is_stdin(path) {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(path)
    };
    match bytes {
        Err(error) => Err(Error::File { name, problem: Problem::new(0, error) }),
        Ok(bytes) if bytes.starts_with(npy::MAGIC) => {
            npy::parse(&bytes).map_err(|error| Error::Npy { name, error })
        }
        Ok(bytes) => csv::parse(&bytes).map_err(|error| Error::Csv { name, error }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_common_offset_costs_no_digits() {
        let base = 1_710_115_200_000.0;
        let table = Table::of_doubles(3, 2, &[base, 1.0, base + 1.0, 2.0, base + 2.0, 3.0]);
        assert_eq!(table.values, [-1.0, -1.0, 0.0, 0.0, 1.0, 1.0]);
    }

    #[test]
    fn extreme_columns_stay_numbers_and_missing_values_stay_missing() {
        let table = Table::of_doubles(2, 2, &[-1e38, f64::NAN, 1e38, 0.0]);
        assert_eq!(table.values[0], -1e38);
        assert!(table.values[1].is_nan() && table.values[3] == 0.0);
        assert!(Table::of_doubles(3, 0, &[]).values.is_empty());
    }
}
