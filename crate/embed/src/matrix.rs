//! The input: a row-major matrix whose every value is known to be a number.

use crate::Error;

/// A view of `rows` x `columns` finite values, row by row.
#[derive(Debug, Clone, Copy)]
pub struct Matrix<'a> {
    values: &'a [f32],
    rows: usize,
    columns: usize,
}

impl<'a> Matrix<'a> {
    /// Checks the shape and every value.
    ///
    /// # Errors
    /// [`Error::Shape`], [`Error::TooManyRows`], or [`Error::NotFinite`] for the first NaN or infinity in
    /// reading order.
    pub fn new(values: &'a [f32], rows: usize, columns: usize) -> Result<Self, Error> {
        if rows.checked_mul(columns) != Some(values.len()) {
            return Err(Error::Shape { values: values.len(), rows, columns });
        }
        if u32::try_from(rows).is_err() {
            return Err(Error::TooManyRows { rows });
        }
        match values.iter().position(|value| !value.is_finite()) {
            Some(at) => {
                Err(Error::NotFinite { row: at / columns, column: at % columns, value: values[at] })
            }
            None => Ok(Self { values, rows, columns }),
        }
    }

    /// Number of rows, the points to embed.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns, the features of each point.
    pub fn columns(&self) -> usize {
        self.columns
    }

    pub(crate) fn values(&self) -> &'a [f32] {
        self.values
    }

    /// What [`Scale::apply`] is to do to these rows and to those of `more`, which has as many columns.
    pub(crate) fn scale(&self, more: Option<Matrix<'_>>) -> Scale {
        let sample: Vec<usize> =
            (0..CENTRES.min(self.rows)).map(|at| at * self.rows / CENTRES.min(self.rows)).collect();
        let centres: Vec<f64> = (0..self.columns)
            .map(|column| {
                let mut values: Vec<f32> =
                    sample.iter().map(|row| self.values[row * self.columns + column]).collect();
                values.sort_by(f32::total_cmp);
                values.get(values.len() / 2).copied().map_or(0.0, f64::from)
            })
            .collect();
        let mut widest: f64 = 0.0;
        for matrix in [Some(*self), more].into_iter().flatten() {
            for row in matrix.values.chunks_exact(self.columns.max(1)) {
                for (&value, centre) in row.iter().zip(&centres) {
                    widest = widest.max((f64::from(value) - centre).abs());
                }
            }
        }
        Scale { centres, factor: inverse_power_of_two(widest) * LARGEST }
    }

    /// A copy under its own [`scale`](Self::scale).
    pub(crate) fn rescaled(&self) -> Vec<f32> {
        self.scale(None).apply(*self)
    }
}

/// Rows from which the centre of a column is taken.
const CENTRES: usize = 101;
/// No value of a rescaled matrix is twice as far from 0: squared distances of up to 2^20 columns stay below the
/// largest float, and those of values that are 1e33 times smaller above the smallest.
const LARGEST: f64 = (1u64 << 50) as f64;

/// A shift of each column and one power of two for all, as far as possible without loss.
///
/// t-SNE does not change under either, but squared distances of 32-bit floats would overflow at 1e20, vanish at
/// 1e-23, and lose their digits to a large common offset. Columns are centred on the median of some rows, which
/// a few extreme values do not move.
#[derive(Debug, Clone)]
pub(crate) struct Scale {
    centres: Vec<f64>,
    /// The power of two.
    pub(crate) factor: f64,
}

impl Scale {
    /// A copy of the rows of `matrix`, shifted and scaled.
    pub(crate) fn apply(&self, matrix: Matrix<'_>) -> Vec<f32> {
        let mut scaled = Vec::with_capacity(matrix.values.len());
        for row in matrix.values.chunks_exact(self.centres.len().max(1)) {
            // Adding zero leaves no minus zero: equal values have equal bits.
            scaled.extend(
                row.iter().zip(&self.centres).map(|(&value, centre)| {
                    ((f64::from(value) - centre) * self.factor) as f32 + 0.0
                }),
            );
        }
        scaled
    }
}

/// The power of two that brings a positive, normal `value` into 1..2; 1 for 0.
pub(crate) fn inverse_power_of_two(value: f64) -> f64 {
    if value <= 0.0 {
        return 1.0;
    }
    let exponent = value.to_bits() >> 52;
    f64::from_bits((2046 - exponent) << 52)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_value_is_named_by_row_and_column() {
        let mut values = vec![0.0; 12];
        values[7] = f32::NEG_INFINITY;
        let error = Matrix::new(&values, 4, 3).unwrap_err();
        assert_eq!(error, Error::NotFinite { row: 2, column: 1, value: f32::NEG_INFINITY });
        assert!(error.to_string().contains("row 2, column 1"));
        values[7] = f32::NAN;
        assert!(matches!(
            Matrix::new(&values, 4, 3),
            Err(Error::NotFinite { row: 2, column: 1, .. })
        ));
    }

    #[test]
    fn a_wrong_shape_is_refused() {
        assert!(matches!(Matrix::new(&[1.0; 5], 2, 3), Err(Error::Shape { .. })));
        assert!(matches!(Matrix::new(&[], usize::MAX, 2), Err(Error::Shape { .. })));
        assert!(Matrix::new(&[], 0, 3).is_ok());
        assert!(Matrix::new(&[], 3, 0).is_ok());
    }

    #[test]
    fn rescaling_keeps_differences_and_removes_offsets() {
        let values = [1e30, 7.0, 3e30, 7.0, 2e30, 7.0];
        let scaled = Matrix::new(&values, 3, 2).unwrap().rescaled();
        assert_eq!([scaled[1], scaled[3], scaled[5]], [0.0; 3]);
        let (one, largest) = (scaled[4] - scaled[0], LARGEST as f32);
        assert!((scaled[2] - scaled[4]) / one - 1.0 < 1e-6);
        assert!(one >= largest && one < 2.0 * largest);
        let tiny = [1e-40, 3e-40];
        let scaled = Matrix::new(&tiny, 2, 1).unwrap().rescaled();
        assert!(scaled[1] - scaled[0] >= largest);
        let extreme = [f32::MAX, -f32::MAX];
        assert!(Matrix::new(&extreme, 2, 1).unwrap().rescaled().iter().all(|x| x.is_finite()));
    }

    #[test]
    fn a_few_extreme_values_leave_the_others_apart() {
        let mut values: Vec<f32> = (0..40).map(|x| x as f32 / 8.0).collect();
        values[17] = 1e30;
        values[30] = -1e30;
        let matrix = Matrix::new(&values, 20, 2).unwrap();
        let scaled = matrix.rescaled();
        let unit = matrix.scale(None).factor as f32;
        for at in (0..40).filter(|at| ![15, 17, 28, 30].contains(at)).take(36) {
            let difference = scaled[at + 2 * usize::from(at < 2)] - scaled[at];
            let expected = values[at + 2 * usize::from(at < 2)] - values[at];
            assert_eq!(difference / unit, expected);
            assert!(difference == 0.0 || difference * difference > 0.0);
        }
    }
}
