//! Where the points start: close together, so that the first steps see all of them at once.

use crate::{Affinities, Error, Initialization, Matrix, NewAffinities, pca, rng::Rng, spectral};
use rayon::prelude::*;

/// Standard deviation of x at the start (openTSNE's), small against the unit width of the t-SNE kernel.
const SPREAD: f64 = 1e-4;
/// Standard deviation of what is added to computed coordinates, so that equal rows can part.
const JITTER: f64 = 1e-6;
/// Largest coordinate that may be given: beyond it 32-bit floats no longer tell neighbours apart.
const FARTHEST: f32 = 1e6;

/// Initial positions, x and y of each row in turn.
///
/// # Errors
/// [`Error::Initialization`] or [`Error::InitialPosition`] for given positions that do not fit.
pub(crate) fn positions(
    matrix: Matrix<'_>,
    affinities: &Affinities,
    initialization: &Initialization,
    seed: u64,
) -> Result<Vec<f32>, Error> {
    let mut rng = Rng::new(seed);
    let count = 2 * matrix.rows();
    match initialization {
        Initialization::Random => Ok((0..count).map(|_| (SPREAD * rng.normal()) as f32).collect()),
        Initialization::Pca => {
            let scores = pca::scores(&matrix.rescaled(), matrix.rows(), matrix.columns(), &mut rng);
            Ok(small(&scores, &mut rng))
        }
        Initialization::Spectral => {
            let coordinates = spectral::coordinates(affinities, &mut rng);
            Ok(small(&coordinates, &mut rng))
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

/// Coordinates scaled to the spread of a start, with jitter.
fn small(coordinates: &[f64], rng: &mut Rng) -> Vec<f32> {
    let deviation = deviation_of_x(coordinates);
    let scale = if deviation > 0.0 { SPREAD / deviation } else { 0.0 };
    coordinates.iter().map(|x| (x * scale + JITTER * rng.normal()) as f32).collect()
}

fn deviation_of_x(coordinates: &[f64]) -> f64 {
    let count = (coordinates.len() / 2).max(1) as f64;
    let mean = coordinates.iter().step_by(2).sum::<f64>() / count;
    let squares: f64 = coordinates.iter().step_by(2).map(|x| (x - mean) * (x - mean)).sum();
    (squares / count).sqrt()
}

/// Scales positions, x and y of each row in turn, so that the standard deviation of x is 1e-4: what a finished
/// map needs to be the start of another. Positions without any spread in x stay as they are.
pub fn rescale(positions: &mut [f32]) {
    let wide: Vec<f64> = positions.iter().copied().map(f64::from).collect();
    let deviation = deviation_of_x(&wide);
    if deviation > 0.0 && deviation.is_finite() {
        let scale = SPREAD / deviation;
        positions.iter_mut().zip(wide).for_each(|(x, wide)| *x = (wide * scale) as f32);
    }
}

/// Adds normal noise to positions, of the standard deviation of x times `share`, so that equal ones can part.
pub fn jitter(positions: &mut [f32], share: f64, seed: u64) {
    let wide: Vec<f64> = positions.iter().copied().map(f64::from).collect();
    let scale = deviation_of_x(&wide) * share;
    let mut rng = Rng::new(seed);
    positions.iter_mut().zip(wide).for_each(|(x, wide)| *x = (wide + scale * rng.normal()) as f32);
}

/// Places each new row at the mean of the positions of its neighbours (`reference`, x and y of each row of the
/// embedding in turn), weighted by its affinities.
///
/// # Errors
/// [`Error::Initialization`] if a neighbour has no position.
pub fn weighted_mean(reference: &[f32], affinities: &NewAffinities) -> Result<Vec<f32>, Error> {
    place(reference, affinities, |columns, values| {
        let mut sums = [0.0; 3];
        for (&column, &p) in columns.iter().zip(values) {
            let p = f64::from(p);
            sums[0] += p * f64::from(reference[2 * column as usize]);
            sums[1] += p * f64::from(reference[2 * column as usize + 1]);
            sums[2] += p;
        }
        [(sums[0] / sums[2]) as f32, (sums[1] / sums[2]) as f32]
    })
}

/// Places each new row at the median of the positions of its neighbours, in x and in y (openTSNE's start for new
/// points): one far neighbour does not pull it away.
///
/// # Errors
/// [`Error::Initialization`] if a neighbour has no position.
pub fn median(reference: &[f32], affinities: &NewAffinities) -> Result<Vec<f32>, Error> {
    place(reference, affinities, |columns, _| {
        [0, 1].map(|axis| {
            let mut along: Vec<f32> =
                columns.iter().map(|&column| reference[2 * column as usize + axis]).collect();
            along.sort_unstable_by(f32::total_cmp);
            let (low, high) = (along[(along.len() - 1) / 2], along[along.len() / 2]);
            low + (high - low) / 2.0
        })
    })
}

/// A position for each new row from its neighbours and their weights; the origin for a row without any.
fn place(
    reference: &[f32],
    affinities: &NewAffinities,
    position: impl Fn(&[u32], &[f32]) -> [f32; 2] + Sync,
) -> Result<Vec<f32>, Error> {
    let mut placed = vec![0.0; 2 * affinities.rows()];
    let farthest = (0..affinities.rows()).flat_map(|row| affinities.row(row).0).max();
    if let Some(&row) = farthest.filter(|&&row| row as usize >= reference.len() / 2) {
        return Err(Error::Initialization { given: reference.len(), needed: 2 * row as usize + 2 });
    }
    placed.par_chunks_mut(2).with_min_len(64).enumerate().for_each(|(row, placed)| {
        let (columns, values) = affinities.row(row);
        if !columns.is_empty() {
            placed.copy_from_slice(&position(columns, values));
        }
    });
    Ok(placed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Affinity, Neighbours, Search};

    fn positions(
        matrix: Matrix<'_>,
        initialization: &Initialization,
        seed: u64,
    ) -> Result<Vec<f32>, Error> {
        let affinities = Affinities::new(&Neighbours::search(matrix, 30.0), 30.0).unwrap();
        super::positions(matrix, &affinities, initialization, seed)
    }

    fn spread(positions: &[f32]) -> f64 {
        deviation_of_x(&positions.iter().copied().map(f64::from).collect::<Vec<f64>>())
    }

    #[test]
    fn a_start_has_the_stated_spread_and_comes_from_its_seed() {
        let mut rng = Rng::new(2);
        let values: Vec<f32> = (0..600).map(|_| 1e20 * rng.normal() as f32).collect();
        let matrix = Matrix::new(&values, 200, 3).unwrap();
        for initialization in
            [Initialization::Pca, Initialization::Spectral, Initialization::Random]
        {
            let start = positions(matrix, &initialization, 0).unwrap();
            assert!((spread(&start) / SPREAD - 1.0).abs() < 0.15, "{initialization:?}");
            assert_eq!(start, positions(matrix, &initialization, 0).unwrap());
            assert_ne!(start, positions(matrix, &initialization, 1).unwrap());
        }
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

    #[test]
    fn rescaling_and_jitter_keep_the_arrangement() {
        let mut rng = Rng::new(6);
        let before: Vec<f32> = (0..400).map(|_| 30.0 * rng.normal() as f32).collect();
        let mut after = before.clone();
        rescale(&mut after);
        assert!((spread(&after) / SPREAD - 1.0).abs() < 1e-5);
        let scale = before[7] / after[7];
        assert!(before.iter().zip(&after).all(|(b, a)| (b - a * scale).abs() <= 1e-4 * b.abs()));
        let mut moved = before.clone();
        jitter(&mut moved, 0.01, 3);
        let change: Vec<f32> = before.iter().zip(&moved).map(|(b, a)| a - b).collect();
        assert!((spread(&change) / spread(&before) / 0.01 - 1.0).abs() < 0.2);
        let mut still = [2.0, 1.0, 2.0, 5.0];
        rescale(&mut still);
        jitter(&mut still, 0.01, 3);
        assert_eq!(still, [2.0, 1.0, 2.0, 5.0]);
    }

    #[test]
    fn new_rows_are_placed_among_their_neighbours() {
        let old = Matrix::new(&[0.0, 1.0, 2.0, 100.0], 4, 1).unwrap();
        let new = Matrix::new(&[0.9, 99.0], 2, 1).unwrap();
        let neighbours = Neighbours::query(old, new, 3, &Search::default()).unwrap();
        let reference = [0.0, 8.0, 1.0, 9.0, 5.0, 10.0, 300.0, -4.0];
        let uniform = Affinity::Uniform { k: 3, symmetrization: crate::Symmetrization::None };
        let affinities = Affinities::to_new(&neighbours, &uniform).unwrap();
        assert_eq!(median(&reference, &affinities), Ok(vec![1.0, 9.0, 5.0, 9.0]));
        let means = weighted_mean(&reference, &affinities).unwrap();
        assert!([2.0, 9.0, 102.0, 5.0].iter().zip(means).all(|(e, m)| (e - m).abs() < 1e-4));
        let two = Affinity::Uniform { k: 2, symmetrization: crate::Symmetrization::None };
        let two = Affinities::to_new(&neighbours, &two).unwrap();
        assert_eq!(median(&reference, &two).unwrap()[..2], [0.5, 8.5]);
        assert_eq!(
            median(&reference[..6], &affinities),
            Err(Error::Initialization { given: 6, needed: 8 })
        );
    }
}
