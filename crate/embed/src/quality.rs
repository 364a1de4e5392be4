//! How good a map is: the objective of t-SNE, and how many neighbours stayed neighbours.

mod sampled;

pub use sampled::{Quality, quality};

use crate::{
    Affinities, Error, Matrix, NegativeGradientMethod, Neighbours,
    affinity::Blocks,
    gradient::{Exact, Kernel, Repulsion, repulsion},
    options::check_dof,
};
use rayon::prelude::*;

/// The Kullback-Leibler divergence of the map from the affinities, in nats, with Z summed over every pair: the
/// value that t-SNE minimises. Comparable only between maps of the same rows at the same perplexity. 0 for
/// fewer than two rows. `dof` is that of the run, 1 by default.
///
/// # Errors
/// [`Error::Initialization`] unless `positions` holds x and y of each row; [`Error::Option`] for `dof`.
pub fn kl_divergence(affinities: &Affinities, positions: &[f32], dof: f64) -> Result<f64, Error> {
    check_dof(dof)?;
    check_length(positions, affinities.rows())?;
    if affinities.rows() < 2 {
        return Ok(0.0);
    }
    let kernel = Kernel { dof };
    let z = Exact::new(kernel).forces(positions, &mut vec![0.0; positions.len()]);
    Ok(Blocks::new(affinities).divergence(positions, z, kernel))
}

/// The share of each row's `k` nearest rows that are among its `k` nearest points on the map, averaged over the
/// rows: 1 is perfect, k / rows is chance (the "KNN" of Kobak and Berens 2019, with k = 10). Takes time
/// proportional to the square of the rows. 1 where there are no neighbours to keep.
///
/// # Errors
/// [`Error::Initialization`] unless `positions` holds x and y of each row; [`Error::NotFinite`] for a position
/// that is no number.
pub fn neighbour_preservation(
    matrix: Matrix<'_>,
    positions: &[f32],
    k: usize,
) -> Result<f64, Error> {
    check_length(positions, matrix.rows())?;
    let map = Neighbours::nearest(Matrix::new(positions, matrix.rows(), 2)?, k);
    let data = Neighbours::nearest(matrix, k);
    if data.k() == 0 {
        return Ok(1.0);
    }
    let kept: u64 = (0..matrix.rows())
        .map(|row| {
            let near = map.of(row).0;
            data.of(row).0.iter().filter(|index| near.contains(index)).count() as u64
        })
        .sum();
    Ok(kept as f64 / (matrix.rows() * data.k()) as f64)
}

/// Root mean square of the error that a way of summing repulsion makes, relative to that of the exact forces, on
/// about `sample` points of the map, every n-th of them; 0 where there are no forces.
///
/// # Errors
/// [`Error::Option`] for `dof`.
pub fn repulsion_error(
    positions: &[f32],
    dof: f64,
    method: NegativeGradientMethod,
    sample: usize,
) -> Result<f64, Error> {
    check_dof(dof)?;
    let kernel = Kernel { dof };
    let mut forces = vec![0.0; positions.len()];
    repulsion(method, kernel, positions.len() / 2).forces(positions, &mut forces);
    let every = (positions.len() / 2).div_ceil(sample.max(1)).max(1);
    let errors: Vec<[f64; 2]> = (0..positions.len() / 2)
        .into_par_iter()
        .step_by(every)
        .map(|row| {
            let [x, y] = Exact::force(kernel, positions, row);
            let (dx, dy) = (f64::from(forces[2 * row]) - x, f64::from(forces[2 * row + 1]) - y);
            [dx * dx + dy * dy, x * x + y * y]
        })
        .collect();
    let [error, all] = errors.iter().fold([0.0; 2], |a, b| [a[0] + b[0], a[1] + b[1]]);
    Ok(if all > 0.0 { (error / all).sqrt() } else { 0.0 })
}

fn check_length(positions: &[f32], rows: usize) -> Result<(), Error> {
    if positions.len() == 2 * rows {
        Ok(())
    } else {
        Err(Error::Initialization { given: positions.len(), needed: 2 * rows })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;

    #[test]
    fn a_copy_keeps_all_neighbours_and_a_shuffle_few() {
        let mut rng = Rng::new(1);
        let values: Vec<f32> = (0..600).map(|_| rng.normal() as f32).collect();
        let matrix = Matrix::new(&values, 300, 2).unwrap();
        assert_eq!(neighbour_preservation(matrix, &values, 10), Ok(1.0));
        let other: Vec<f32> = (0..600).map(|_| rng.normal() as f32).collect();
        assert!(neighbour_preservation(matrix, &other, 10).unwrap() < 0.1);
        assert!(neighbour_preservation(matrix, &other[..10], 10).is_err());
    }

    #[test]
    fn two_points_have_no_divergence_at_any_distance() {
        let matrix = Matrix::new(&[0.0, 1.0], 2, 1).unwrap();
        let affinities = Affinities::new(&Neighbours::search(matrix, 30.0), 30.0).unwrap();
        for distance in [0.0, 1.0, 1000.0] {
            let kl = kl_divergence(&affinities, &[0.0, 0.0, distance, 0.0], 1.0).unwrap();
            assert!(kl.abs() < 1e-3, "{kl} at {distance}");
        }
        assert!(kl_divergence(&affinities, &[0.0], 1.0).is_err());
    }
}
