//! Block power iteration: the parts that finding principal components and spectral coordinates share.

/// Vectors that are iterated; more than are wanted, for quick convergence (Halko, Martinsson and Tropp 2011).
pub(crate) const BLOCK: usize = 8;

/// [`BLOCK`] vectors side by side: their first entries, their second entries and so on.
pub(crate) type Basis = Vec<[f64; BLOCK]>;

/// A symmetric matrix over the vectors of a block.
pub(crate) type Small = [[f64; BLOCK]; BLOCK];

/// Gram-Schmidt over the block's vectors, twice for accuracy; a vector that depends on earlier ones becomes 0.
pub(crate) fn orthonormalise(basis: &mut [[f64; BLOCK]]) {
    for b in 0..BLOCK {
        let before: f64 = basis.iter().map(|v| v[b] * v[b]).sum::<f64>().sqrt();
        for _ in 0..2 {
            let mut overlaps = [0.0; BLOCK];
            for v in basis.iter() {
                for a in 0..b {
                    overlaps[a] += v[a] * v[b];
                }
            }
            for v in basis.iter_mut() {
                for a in 0..b {
                    v[b] -= overlaps[a] * v[a];
                }
            }
        }
        let norm = basis.iter().map(|v| v[b] * v[b]).sum::<f64>().sqrt();
        let scale = if norm > 1e-10 * before { 1.0 / norm } else { 0.0 };
        for v in basis.iter_mut() {
            v[b] *= scale;
        }
    }
}

/// The products of each vector of `basis` with each of `image`.
pub(crate) fn products(basis: &[[f64; BLOCK]], image: &[[f64; BLOCK]]) -> Small {
    let mut products = [[0.0; BLOCK]; BLOCK];
    for (v, w) in basis.iter().zip(image) {
        for (row, a) in products.iter_mut().zip(v) {
            for (product, b) in row.iter_mut().zip(w) {
                *product += a * b;
            }
        }
    }
    products
}

/// Eigenvalues of a symmetric matrix, falling, with their eigenvectors, by cyclic Jacobi rotations.
pub(crate) fn eigen(mut matrix: Small) -> [(f64, [f64; BLOCK]); BLOCK] {
    let mut vectors: Small =
        std::array::from_fn(|a| std::array::from_fn(|b| f64::from(u8::from(a == b))));
    for _ in 0..30 {
        for p in 0..BLOCK {
            for q in p + 1..BLOCK {
                if matrix[p][q] == 0.0 {
                    continue;
                }
                let theta = (matrix[q][q] - matrix[p][p]) / (2.0 * matrix[p][q]);
                let t = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
                let c = 1.0 / (t * t + 1.0).sqrt();
                let s = t * c;
                for row in &mut matrix {
                    (row[p], row[q]) = (c * row[p] - s * row[q], s * row[p] + c * row[q]);
                }
                rotate_rows(&mut matrix, p, q, c, s);
                rotate_rows(&mut vectors, p, q, c, s);
            }
        }
    }
    let mut order: [usize; BLOCK] = std::array::from_fn(|at| at);
    order.sort_by(|&a, &b| matrix[b][b].total_cmp(&matrix[a][a]));
    order.map(|at| (matrix[at][at], vectors[at]))
}

fn rotate_rows(table: &mut Small, p: usize, q: usize, c: f64, s: f64) {
    let (first, second) = (table[p], table[q]);
    table[p] = std::array::from_fn(|at| c * first[at] - s * second[at]);
    table[q] = std::array::from_fn(|at| s * first[at] + c * second[at]);
}

pub(crate) fn dot(a: &[f64; BLOCK], b: &[f64; BLOCK]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;

    #[test]
    fn eigenvectors_are_stretched_by_their_eigenvalues() {
        let mut rng = Rng::new(4);
        let square: Small = std::array::from_fn(|_| std::array::from_fn(|_| rng.normal()));
        let matrix: Small =
            std::array::from_fn(|a| std::array::from_fn(|b| square[a][b] + square[b][a]));
        let pairs = eigen(matrix);
        assert!(pairs.is_sorted_by(|a, b| a.0 >= b.0));
        for (value, vector) in pairs {
            assert!((dot(&vector, &vector) - 1.0).abs() < 1e-12);
            for (row, x) in matrix.iter().zip(&vector) {
                assert!((dot(row, &vector) - value * x).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn a_basis_becomes_orthonormal_and_what_depends_becomes_zero() {
        let mut rng = Rng::new(5);
        let mut basis: Basis = (0..40).map(|_| std::array::from_fn(|_| rng.normal())).collect();
        basis.iter_mut().for_each(|v| v[3] = 2.0 * v[0] - v[1]);
        orthonormalise(&mut basis);
        for (a, row) in products(&basis, &basis).iter().enumerate() {
            for (b, product) in row.iter().enumerate() {
                let expected = if a == b && a != 3 { 1.0 } else { 0.0 };
                assert!((product - expected).abs() < 1e-12);
            }
        }
    }
}
