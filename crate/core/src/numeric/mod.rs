/*!
Tables that are no log: a row a point and a column a feature, from NumPy's format or text.

Values that are missing (an empty cell, NaN, an infinity, `NA`) are known as such, and where the first of them is; who needs a number in
every cell refuses the table by that. Of a table with more rows than are wanted a uniform sample is read: those whose number
has the smallest hashes.
*/

mod csv;
mod error;
mod npy;
mod recognise;

pub use error::Error;
pub use npy::MAGIC;
pub use recognise::is_table;

use crate::hash::mix;

/// A table as far as it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Its columns, each with a value for every row that was read.
    pub columns: Vec<Column>,
    /// The number of each row that was read, from 1, rising.
    pub rows: Vec<u64>,
    /// How many rows there are.
    pub all: u64,
    /// The first cell of those read that holds no finite number.
    pub flaw: Option<Flaw>,
    /// The first such cell of the columns that hold numbers.
    pub gap: Option<Flaw>,
    /// Whether the columns may be of different units: those of an array are of one.
    pub units: bool,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// As the header has it, or `column 7`.
    pub name: String,
    /// Its values.
    pub values: Values,
}

/// What a column holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Numbers less `middle`, NaN where one is missing. The middle of the range is taken off before they are shortened to 32
    /// bits: times in milliseconds since 1970 would lose all but minutes.
    Numbers {
        /// A value a row.
        centred: Vec<f32>,
        /// What was taken off each.
        middle: f64,
    },
    /// Words, the longest cut; empty where one is missing.
    Words(Vec<Box<str>>),
}

/// A cell that holds no finite number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// The line of a text, or the row of an array, from 1.
    pub line: u64,
    /// The column, from 1.
    pub column: usize,
    /// What stands there, cut.
    pub text: String,
}

impl Table {
    /// Reads a table; the first bytes tell the format. At most `most` rows of it.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn read(bytes: &[u8], most: usize) -> Result<Self, Error> {
        if bytes.starts_with(MAGIC) { npy::parse(bytes, most) } else { csv::parse(bytes, most) }
    }

    /// All values row by row, each column less the middle of its range.
    ///
    /// # Errors
    /// [`Error::Value`] where a cell holds no finite number.
    pub fn values(&self) -> Result<Vec<f32>, Error> {
        let mut columns = Vec::with_capacity(self.columns.len());
        for column in &self.columns {
            if let Values::Numbers { centred, .. } = &column.values {
                columns.push(centred);
            }
        }
        match &self.flaw {
            Some(flaw) => Err(Error::Value(flaw.clone())),
            None => {
                let row = |row: usize| columns.iter().filter_map(move |column| column.get(row));
                Ok((0..self.rows.len()).flat_map(row).copied().collect())
            }
        }
    }
}

impl Values {
    /// Numbers, of which those that are not finite are missing.
    fn numbers(values: &[f64]) -> Self {
        let finite = || values.iter().copied().filter(|value| value.is_finite());
        let low = finite().fold(f64::INFINITY, f64::min);
        let high = finite().fold(f64::NEG_INFINITY, f64::max);
        let middle = if low <= high { low / 2.0 + high / 2.0 } else { 0.0 };
        let centred = values.iter().map(|&value| match (value - middle) as f32 {
            centred if centred.is_finite() => centred,
            _ => f32::NAN,
        });
        Self::Numbers { centred: centred.collect(), middle }
    }
}

/// Which of so many rows are read, rising; none for all of them.
fn sample(rows: usize, most: usize) -> Option<Vec<usize>> {
    if rows <= most {
        return None;
    }
    let mut hashes: Vec<(u64, usize)> = (0..rows).map(|row| (mix(row as u64 + 1), row)).collect();
    hashes.select_nth_unstable(most.saturating_sub(1));
    hashes.truncate(most);
    let mut chosen: Vec<usize> = hashes.into_iter().map(|(_, row)| row).collect();
    chosen.sort_unstable();
    Some(chosen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_common_offset_costs_no_digits() {
        let base = 1_710_115_200_000.0;
        let Values::Numbers { centred, middle } = Values::numbers(&[base, base + 1.0, base + 2.0])
        else {
            panic!("numbers");
        };
        assert_eq!((centred, middle), (vec![-1.0, 0.0, 1.0], base + 1.0));
    }

    #[test]
    fn extreme_columns_stay_numbers_and_missing_values_stay_missing() {
        let Values::Numbers { centred, .. } =
            Values::numbers(&[-1e38, f64::NAN, 1e38, f64::INFINITY])
        else {
            panic!("numbers");
        };
        assert!(centred[0] == -1e38 && centred[1].is_nan() && centred[3].is_nan());
        assert!(matches!(Values::numbers(&[f64::NAN]), Values::Numbers { middle: 0.0, .. }));
    }

    #[test]
    fn a_sample_is_drawn_from_everywhere_and_grows_by_rows() {
        assert_eq!(sample(10, 10), None);
        let (few, many) = (sample(10_000, 100).unwrap(), sample(10_000, 200).unwrap());
        assert_eq!((few.len(), many.len()), (100, 200));
        assert!(few.is_sorted() && few.iter().all(|row| many.contains(row)));
        let early = many.iter().filter(|&&row| row < 5_000).count();
        assert!((70..130).contains(&early), "{early}");
    }
}
