//! The two halves of the t-SNE gradient: attraction along the affinities, repulsion between all pairs.
//!
//! With q = 1 / (1 + |y_i - y_j|^2) and Z the sum of q over all ordered pairs, the gradient used here is
//!
//! ```text
//! sum_j P_ij q_ij (y_i - y_j)  -  (1 / Z) sum_j q_ij^2 (y_i - y_j)
//! ```
//!
//! which is a quarter of the derivative of the KL divergence; the learning rate is meant for it.

mod convolve;
mod dft;
mod exact;
mod fft;
mod spline;
mod taylor;

pub(crate) use self::exact::Exact;

use crate::{Affinities, NegativeGradientMethod};

/// A way to sum the repulsion between all pairs.
pub(crate) trait Repulsion: Send {
    /// Writes sum_j q_ij^2 (y_i - y_j) for each point i and returns Z, which is above 0.
    ///
    /// `positions` and `forces` hold x and y of each point in turn. The result must not depend on earlier
    /// calls or on the number of threads.
    fn forces(&mut self, positions: &[f32], forces: &mut [f32]) -> f64;
}

/// Rows from which the mesh is faster than all pairs.
const MESH_FROM: usize = 1000;

/// The implementation for `method` and this many points.
pub(crate) fn repulsion(method: NegativeGradientMethod, rows: usize) -> Box<dyn Repulsion> {
    match method {
        NegativeGradientMethod::Auto if rows < MESH_FROM => Box::new(Exact::default()),
        NegativeGradientMethod::Exact => Box::new(Exact::default()),
        NegativeGradientMethod::Auto | NegativeGradientMethod::Fft => {
            Box::new(fft::ParticleMesh::default())
        }
    }
}

/// Neighbours whose terms are computed at once.
const LANES: usize = 8;

/// sum_j P_ij q_ij (y_i - y_j) for one row.
pub(crate) fn attraction(affinities: &Affinities, positions: &[f32], row: usize) -> [f32; 2] {
    let (columns, values) = affinities.row(row);
    let (x, y) = (positions[2 * row], positions[2 * row + 1]);
    let mut sums = [[0.0f32; LANES]; 2];
    for (columns, values) in columns.chunks(LANES).zip(values.chunks(LANES)) {
        // Lanes without a neighbour keep a difference of 0 and add nothing.
        let mut terms = [[0.0f32; LANES]; 3];
        for (lane, (&column, &value)) in columns.iter().zip(values).enumerate() {
            let at = 2 * column as usize;
            terms[0][lane] = x - positions[at];
            terms[1][lane] = y - positions[at + 1];
            terms[2][lane] = value;
        }
        let [dx, dy, p] = terms;
        for lane in 0..LANES {
            let weight = p[lane] / (1.0 + dx[lane] * dx[lane] + dy[lane] * dy[lane]);
            sums[0][lane] += weight * dx[lane];
            sums[1][lane] += weight * dy[lane];
        }
    }
    sums.map(|lanes| lanes.iter().sum())
}

#[cfg(test)]
mod tests;
