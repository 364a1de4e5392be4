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

    /// A copy with every column centred on the middle of its range and all of it scaled by one power of two,
    /// so that the widest column spans between 2 and 4.
    ///
    /// t-SNE does not change under either, but squared distances of 32-bit floats would overflow at 1e20,
    /// vanish at 1e-23, and lose their digits to a large common offset.
    pub(crate) fn rescaled(&self) -> Vec<f32> {
        if self.columns == 0 {
            return Vec::new();
        }
        let mut low = vec![f32::INFINITY; self.columns];
        let mut high = vec![f32::NEG_INFINITY; self.columns];
        for row in self.values.chunks_exact(self.columns) {
            for ((low, high), &value) in low.iter_mut().zip(&mut high).zip(row) {
                *low = low.min(value);
                *high = high.max(value);
            }
        }
        let middle: Vec<f64> =
            low.iter().zip(&high).map(|(&l, &h)| (f64::from(l) + f64::from(h)) / 2.0).collect();
        let widest =
            high.iter().zip(&middle).fold(0.0, |widest: f64, (&h, m)| widest.max(f64::from(h) - m));
        let scale = inverse_power_of_two(widest);
        let mut scaled = Vec::with_capacity(self.values.len());
        for row in self.values.chunks_exact(self.columns) {
            scaled.extend(
                row.iter().zip(&middle).map(|(&value, m)| ((f64::from(value) - m) * scale) as f32),
            );
        }
        scaled
    }
}

/// The power of two that brings a positive, normal `value` into 1..2; 1 for 0.
fn inverse_power_of_two(value: f64) -> f64 {
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
        assert!((scaled[0] + scaled[2]).abs() < 1e-6 && scaled[4].abs() < 1e-6);
        assert!(scaled[2] >= 1.0 && scaled[2] < 2.0);
        let tiny = [1e-40, 3e-40];
        let scaled = Matrix::new(&tiny, 2, 1).unwrap().rescaled();
        assert!(scaled[1] - scaled[0] >= 2.0);
        let extreme = [f32::MAX, -f32::MAX];
        assert!(Matrix::new(&extreme, 2, 1).unwrap().rescaled()[0].is_finite());
    }
}
