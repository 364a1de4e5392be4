//! Spectral coordinates: the slowest modes of a random walk over the affinities (Laplacian eigenmaps: Belkin and
//! Niyogi 2003).

use crate::{
    Affinities, CHUNK,
    rng::Rng,
    subspace::{BLOCK, Basis, dot, eigen, orthonormalise, products},
};
use rayon::prelude::*;

/// Degree of the polynomial that tells the wanted modes from the others.
const DEGREE: usize = 12;
/// How often it is applied at most.
const ROUNDS: usize = 40;
/// Change of the wanted eigenvalues between two rounds, relative to their distance from 1, that is small enough.
const TOLERANCE: f64 = 1e-4;

/// x and y of each row: the second and third eigenvector of A v = l D v, each times its l, for the affinities A
/// and the diagonal D of their sums. The largest entry of each is positive. A mode that few rows do not have is 0.
pub(crate) fn coordinates(affinities: &Affinities, rng: &mut Rng) -> Vec<f64> {
    let rows = affinities.rows();
    let walk = Walk::new(affinities);
    let mut basis: Basis = (0..rows).map(|_| std::array::from_fn(|_| rng.normal())).collect();
    // The first mode is known: it leads back to the sums themselves.
    for (v, root) in basis.iter_mut().zip(&walk.roots) {
        v[0] = *root;
    }
    orthonormalise(&mut basis);
    let mut values = [0.0; BLOCK];
    for _ in 0..ROUNDS {
        let image = walk.step(&basis);
        let pairs = eigen(products(&basis, &image));
        let turned =
            |v: &[f64; BLOCK]| -> [f64; BLOCK] { std::array::from_fn(|at| dot(v, &pairs[at].1)) };
        basis = basis.iter().map(turned).collect();
        let last = values;
        values = pairs.map(|pair| pair.0);
        let settled = |at: usize| {
            (values[at] - last[at]).abs() <= TOLERANCE * (1.0 - values[at]).abs() + 1e-12
        };
        if settled(1) && settled(2) {
            break;
        }
        basis = walk.filtered(&basis, values[BLOCK - 1]);
        orthonormalise(&mut basis);
    }
    let mut found = vec![0.0; 2 * rows];
    for axis in 0..2 {
        let scaled = |row: usize| {
            let root = walk.roots[row];
            if root > 0.0 { basis[row][axis + 1] * values[axis + 1] / root } else { 0.0 }
        };
        let largest =
            (0..rows).map(scaled).fold(0.0, |a: f64, b| if b.abs() > a.abs() { b } else { a });
        let sign = if largest < 0.0 { -1.0 } else { 1.0 };
        (0..rows).for_each(|row| found[2 * row + axis] = sign * scaled(row));
    }
    found
}

/// D^-1/2 A D^-1/2, whose eigenvalues are those of the walk.
struct Walk<'a> {
    affinities: &'a Affinities,
    /// Square roots of the sums of the rows.
    roots: Vec<f64>,
}

impl<'a> Walk<'a> {
    fn new(affinities: &'a Affinities) -> Self {
        let sum = |row| affinities.row(row).1.iter().map(|&p| f64::from(p)).sum::<f64>();
        let roots = (0..affinities.rows()).map(|row| sum(row).sqrt()).collect();
        Self { affinities, roots }
    }

    fn step(&self, basis: &[[f64; BLOCK]]) -> Basis {
        (0..basis.len())
            .into_par_iter()
            .with_min_len(CHUNK)
            .map(|row| {
                let mut sum = [0.0; BLOCK];
                let (columns, values) = self.affinities.row(row);
                for (&column, &p) in columns.iter().zip(values) {
                    let weight = f64::from(p) / (self.roots[row] * self.roots[column as usize]);
                    for (sum, x) in sum.iter_mut().zip(&basis[column as usize]) {
                        *sum += weight * x;
                    }
                }
                sum
            })
            .collect()
    }

    /// A Chebyshev polynomial of the walk that stays within 1 for eigenvalues between -1 and `low` and grows
    /// steeply above.
    fn filtered(&self, basis: &[[f64; BLOCK]], low: f64) -> Basis {
        let low = low.clamp(-0.5, 0.999_999);
        let (middle, half) = ((low - 1.0) / 2.0, (low + 1.0) / 2.0);
        let centred = |basis: &Basis| -> Basis {
            let mut image = self.step(basis);
            for (image, v) in image.iter_mut().zip(basis) {
                for (image, x) in image.iter_mut().zip(v) {
                    *image = (*image - middle * x) / half;
                }
            }
            image
        };
        let mut before = basis.to_vec();
        let mut now = centred(&before);
        for _ in 1..DEGREE {
            let mut next = centred(&now);
            for (next, before) in next.iter_mut().zip(&before) {
                for (next, before) in next.iter_mut().zip(before) {
                    *next = 2.0 * *next - before;
                }
            }
            before = now;
            now = next;
        }
        now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A ring or a path of rows, each drawn to the next.
    fn chain(rows: usize, ring: bool) -> Affinities {
        let (mut offsets, mut columns) = (vec![0], Vec::new());
        for row in 0..rows {
            columns.extend((row > 0).then(|| row as u32 - 1));
            columns.extend((row + 1 < rows).then_some(row as u32 + 1));
            if ring && row == 0 {
                columns.push(rows as u32 - 1);
            }
            if ring && row + 1 == rows {
                columns.push(0);
            }
            offsets.push(columns.len());
        }
        Affinities::precomputed(&offsets, &columns, &vec![1.0; columns.len()]).unwrap()
    }

    fn correlation(a: &[f64], b: &[f64]) -> f64 {
        let mean = |x: &[f64]| x.iter().sum::<f64>() / x.len() as f64;
        let (ma, mb) = (mean(a), mean(b));
        let sum = |f: &dyn Fn(f64, f64) -> f64| -> f64 {
            a.iter().zip(b).map(|(a, b)| f(a - ma, b - mb)).sum()
        };
        sum(&|a, b| a * b) / (sum(&|a, _| a * a) * sum(&|_, b| b * b)).sqrt()
    }

    #[test]
    fn a_path_is_laid_out_by_its_known_modes() {
        // The walk on a path of n has the modes cos(pi k i / (n - 1)).
        let rows = 60;
        let found = coordinates(&chain(rows, false), &mut Rng::new(1));
        for axis in 0..2 {
            let mode: Vec<f64> = (0..rows)
                .map(|row| {
                    (std::f64::consts::PI * (axis + 1) as f64 * row as f64 / (rows - 1) as f64)
                        .cos()
                })
                .collect();
            let coordinate: Vec<f64> = found.iter().copied().skip(axis).step_by(2).collect();
            let r = correlation(&mode, &coordinate);
            assert!(r.abs() > 0.999_99, "mode {axis}: {r}");
        }
    }

    #[test]
    fn a_ring_becomes_a_circle() {
        let found = coordinates(&chain(100, true), &mut Rng::new(2));
        let radius = |point: &[f64]| (point[0] * point[0] + point[1] * point[1]).sqrt();
        let first = radius(&found[..2]);
        assert!(first > 0.0);
        assert!(found.chunks_exact(2).all(|point| (radius(point) / first - 1.0).abs() < 1e-3));
    }

    #[test]
    fn few_unconnected_and_no_rows_have_coordinates() {
        for rows in 0..6 {
            assert!(
                coordinates(&chain(rows, false), &mut Rng::new(3)).iter().all(|x| x.is_finite())
            );
        }
        let pairs = Affinities::precomputed(&[0, 1, 2, 3, 4, 4], &[1, 0, 3, 2], &[1.0; 4]).unwrap();
        assert!(coordinates(&pairs, &mut Rng::new(3)).iter().all(|x| x.is_finite()));
    }
}
