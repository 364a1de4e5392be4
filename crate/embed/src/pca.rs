//! The first two principal components, by block power iteration: one pass over the rows an iteration, no
//! covariance matrix, so that wide inputs cost no more than their size.

use crate::{
    CHUNK,
    rng::Rng,
    simd::vectorised,
    subspace::{BLOCK, Basis, dot, eigen, orthonormalise, products},
};
use rayon::prelude::*;

/// Passes over the data.
const PASSES: usize = 10;

/// Scores of the rows on the first two principal components, x and y of each row in turn. Each component's
/// largest weight is positive. A component that the data do not have (one column, equal rows) is 0.
pub(crate) fn scores(points: &[f32], rows: usize, columns: usize, rng: &mut Rng) -> Vec<f64> {
    if rows == 0 || columns == 0 {
        return vec![0.0; 2 * rows];
    }
    let means = column_means(points, rows, columns);
    let mut basis: Basis = (0..columns).map(|_| std::array::from_fn(|_| rng.normal())).collect();
    orthonormalise(&mut basis);
    for _ in 0..PASSES {
        basis = covariance_times(points, columns, &means, &basis);
        orthonormalise(&mut basis);
    }
    let image = covariance_times(points, columns, &means, &basis);
    let [first, second, ..] = eigen(products(&basis, &image));
    let axes: [Vec<f64>; 2] = [first, second].map(|(_, weights)| {
        let axis: Vec<f64> = basis.iter().map(|v| dot(v, &weights)).collect();
        let largest = axis.iter().fold(0.0, |a: f64, &b| if b.abs() > a.abs() { b } else { a });
        if largest < 0.0 { axis.iter().map(|weight| -weight).collect() } else { axis }
    });
    let mut scores = vec![0.0; 2 * rows];
    scores.par_chunks_mut(2).zip(points.par_chunks(columns)).with_min_len(CHUNK).for_each(
        |(score, row)| {
            for (score, axis) in score.iter_mut().zip(&axes) {
                *score = row
                    .iter()
                    .zip(&means)
                    .zip(axis)
                    .map(|((&x, mean), weight)| (f64::from(x) - mean) * weight)
                    .sum();
            }
        },
    );
    scores
}

fn column_means(points: &[f32], rows: usize, columns: usize) -> Vec<f64> {
    let mut means = vec![0.0; columns];
    for row in points.chunks_exact(columns) {
        for (mean, &value) in means.iter_mut().zip(row) {
            *mean += f64::from(value);
        }
    }
    for mean in &mut means {
        *mean /= rows as f64;
    }
    means
}

/// X^T X times `basis`, for the centred matrix X: chunks of rows in parallel, added in their order.
fn covariance_times(
    points: &[f32],
    columns: usize,
    means: &[f64],
    basis: &[[f64; BLOCK]],
) -> Basis {
    let parts: Vec<Basis> = points
        .par_chunks(columns * 4 * CHUNK)
        .map(|chunk| {
            let mut part = vec![[0.0; BLOCK]; columns];
            vectorised(|| add_covariance(chunk, means, basis, &mut part));
            part
        })
        .collect();
    let mut total = vec![[0.0; BLOCK]; columns];
    for part in parts {
        for (total, part) in total.iter_mut().zip(part) {
            for (total, part) in total.iter_mut().zip(part) {
                *total += part;
            }
        }
    }
    total
}

/// Adds what some rows contribute to [`covariance_times`].
#[inline(always)]
fn add_covariance(rows: &[f32], means: &[f64], basis: &[[f64; BLOCK]], part: &mut [[f64; BLOCK]]) {
    for row in rows.chunks_exact(means.len()) {
        let mut score = [0.0; BLOCK];
        for ((&x, mean), vector) in row.iter().zip(means).zip(basis) {
            let x = f64::from(x) - mean;
            for (score, weight) in score.iter_mut().zip(vector) {
                *score += x * weight;
            }
        }
        for ((&x, mean), sum) in row.iter().zip(means).zip(part.iter_mut()) {
            let x = f64::from(x) - mean;
            for (sum, score) in sum.iter_mut().zip(&score) {
                *sum += x * score;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn planted_axes_are_found_in_order_of_variance() {
        // Standard deviations 5 and 3 along two diagonal directions, 1 in the other eight.
        let (rows, columns) = (3000, 10);
        let mut rng = Rng::new(7);
        let mut points = vec![0.0f32; rows * columns];
        let mut planted = Vec::new();
        for row in points.chunks_exact_mut(columns) {
            row.iter_mut().for_each(|value| *value = 100.0 + rng.normal() as f32);
            let (a, b) = (5.0 * rng.normal(), 3.0 * rng.normal());
            row[0] += (a * 0.8) as f32;
            row[1] += (a * 0.6) as f32;
            row[4] += b as f32;
            planted.push((a, b));
        }
        let scores = scores(&points, rows, columns, &mut Rng::new(0));
        let correlation = |component: usize, other: &dyn Fn(&(f64, f64)) -> f64| {
            let (mut xy, mut xx, mut yy) = (0.0, 0.0, 0.0);
            for (score, planted) in scores.chunks_exact(2).zip(&planted) {
                let (x, y) = (score[component], other(planted));
                xy += x * y;
                xx += x * x;
                yy += y * y;
            }
            xy / (xx * yy).sqrt()
        };
        assert!(correlation(0, &|p| p.0) > 0.95);
        assert!(correlation(1, &|p| p.1) > 0.9);
    }

    #[test]
    fn missing_components_are_zero() {
        let line: Vec<f32> = (0..50).map(|value| value as f32).collect();
        let one_column = scores(&line, 50, 1, &mut Rng::new(0));
        assert!(one_column.chunks_exact(2).all(|score| score[1] == 0.0));
        assert!((one_column[0] + 24.5).abs() < 1e-9);
        assert!(scores(&[3.0; 40], 10, 4, &mut Rng::new(0)).iter().all(|&score| score == 0.0));
        assert_eq!(scores(&[], 3, 0, &mut Rng::new(0)), vec![0.0; 6]);
    }
}
