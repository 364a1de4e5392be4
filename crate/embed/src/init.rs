//! Where the points start: close together, so that the first steps see all of them at once.

use crate::{Error, Initialization, Matrix, pca, rng::Rng};

/// Standard deviation of x at the start (openTSNE's), small against the unit width of the t-SNE kernel.
const SPREAD: f64 = 1e-4;
/// Standard deviation of what is added to principal components, so that equal rows can part.
const JITTER: f64 = 1e-6;
/// Largest coordinate that may be given: beyond it 32-bit floats no longer tell neighbours apart.
const FARTHEST: f32 = 1e6;

/// Initial positions, x and y of each row in turn.
///
/// # Errors
/// [`Error::Initialization`] or [`Error::InitialPosition`] for given positions that do not fit.
pub(crate) fn positions(
    matrix: Matrix<'_>,
    initialization: &Initialization,
    seed: u64,
) -> Result<Vec<f32>, Error> {
    let mut rng = Rng::new(seed);
    let count = 2 * matrix.rows();
    match initialization {
        Initialization::Random => Ok((0..count).map(|_| (SPREAD * rng.normal()) as f32).collect()),
        Initialization::Pca => {
            let scores = pca::scores(&matrix.rescaled(), matrix.rows(), matrix.columns(), &mut rng);
            let squares: f64 = scores.iter().step_by(2).map(|x| x * x).sum();
            let deviation = (squares / matrix.rows().max(1) as f64).sqrt();
            let scale = if deviation > 0.0 { SPREAD / deviation } else { 0.0 };
            Ok(scores.iter().map(|x| (x * scale + JITTER * rng.normal()) as f32).collect())
        }
        Initialization::Given(given) if given.len() != count => {
            Err(Error::Initialization { given: given.len(), needed: count })
        }
        Initialization::Given(given) => {
            match given.iter().position(|x| x.is_nan() || x.abs() > FARTHEST) {
                Some(at) => Err(Error::InitialPosition { row: at / 2 }),
                None => Ok(given.clone()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn principal_components_start_at_the_stated_spread() {
        let mut rng = Rng::new(2);
        let values: Vec<f32> = (0..600).map(|_| 1e20 * rng.normal() as f32).collect();
        let matrix = Matrix::new(&values, 200, 3).unwrap();
        let positions = positions(matrix, &Initialization::Pca, 0).unwrap();
        let squares: f64 = positions.iter().step_by(2).map(|&x| f64::from(x) * f64::from(x)).sum();
        assert!(((squares / 200.0).sqrt() / SPREAD - 1.0).abs() < 0.01);
    }

    #[test]
    fn equal_rows_start_apart() {
        let matrix = Matrix::new(&[4.0; 60], 20, 3).unwrap();
        let mut positions = positions(matrix, &Initialization::Pca, 0).unwrap();
        positions.sort_by(f32::total_cmp);
        positions.dedup();
        assert_eq!(positions.len(), 40);
        assert!(positions.iter().all(|x| x.abs() < 1e-5));
    }

    #[test]
    fn given_positions_are_checked() {
        let matrix = Matrix::new(&[0.0; 3], 3, 1).unwrap();
        let start = |given: &[f32]| positions(matrix, &Initialization::Given(given.to_vec()), 0);
        assert_eq!(start(&[0.0; 5]), Err(Error::Initialization { given: 5, needed: 6 }));
        assert_eq!(
            start(&[0.0, 1.0, 2.0, f32::NAN, 0.0, 0.0]),
            Err(Error::InitialPosition { row: 1 })
        );
        assert_eq!(start(&[2e6, 0.0, 0.0, 0.0, 0.0, 0.0]), Err(Error::InitialPosition { row: 0 }));
        assert_eq!(start(&[1.0; 6]), Ok(vec![1.0; 6]));
    }
}
