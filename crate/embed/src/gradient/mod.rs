//! The two halves of the t-SNE gradient: attraction along the affinities, repulsion between all pairs.
//!
//! With w = 1 / (1 + |y_i - y_j|^2 / dof), q = w^dof and Z the sum of q over all ordered pairs, the gradient used
//! here is
//!
//! ```text
//! sum_j P_ij w_ij (y_i - y_j)  -  (1 / Z) sum_j q_ij w_ij (y_i - y_j)
//! ```
//!
//! which is a quarter of the derivative of the KL divergence; the learning rate is meant for it.

mod convolve;
mod dft;
mod exact;
mod fft;
mod field;
mod kernel;
mod mesh;
mod near;
mod plan;
mod spline;
mod taylor;

pub(crate) use self::{exact::Exact, field::Field, kernel::Kernel};

use crate::{
    NegativeGradientMethod,
    affinity::{Place, Row},
    simd::Simd,
};

/// A way to sum the repulsion between all pairs.
pub(crate) trait Repulsion: Send {
    /// Writes sum_j q_ij w_ij (y_i - y_j) for each point i and returns Z, which is above 0.
    ///
    /// `positions` and `forces` hold x and y of each point in turn. The result must not depend on earlier
    /// calls or on the number of threads.
    fn forces(&mut self, positions: &[f32], forces: &mut [f32]) -> f64;
}

/// Rows from which the mesh is faster than all pairs, for the kernel whose similarity is a mere division and for
/// the others.
const MESH_FROM: [usize; 2] = [500, 100];

/// The implementation for `method` and this many points.
pub(crate) fn repulsion(
    method: NegativeGradientMethod,
    kernel: Kernel,
    rows: usize,
) -> Box<dyn Repulsion> {
    let few = rows < MESH_FROM[usize::from(kernel != Kernel::STUDENT)];
    match method {
        NegativeGradientMethod::Auto if few => Box::new(Exact::new(kernel)),
        NegativeGradientMethod::Exact => Box::new(Exact::new(kernel)),
        NegativeGradientMethod::Auto | NegativeGradientMethod::Fft => {
            Box::new(fft::ParticleMesh::new(kernel))
        }
    }
}

/// sum_j P_ij w_ij (y_i - y_j) for the row whose point is `own`, given its entries of P.
#[inline(always)]
pub(crate) fn attraction<S: Simd, P: Place>(
    simd: S,
    row: Row<'_, P>,
    points: &P::Points,
    own: [f32; 2],
    inverse_dof: f32,
) -> [f32; 2] {
    let [own_x, own_y] = own.map(|own| simd.splat(own));
    let [one, inverse_dof] = [1.0, inverse_dof].map(|value| simd.splat(value));
    let mut sums = [simd.splat(0.0); 2];
    for (columns, values) in row.columns.iter().zip(row.values) {
        let [x, y] = simd.coordinates(columns.map(|column| column.of(points)));
        let (dx, dy) = (simd.sub(own_x, x), simd.sub(own_y, y));
        let squared = simd.add(simd.mul(dx, dx), simd.mul(dy, dy));
        let spread = simd.add(one, simd.mul(squared, inverse_dof));
        let weight = simd.div(simd.whole(*values), spread);
        sums[0] = simd.add(sums[0], simd.mul(weight, dx));
        sums[1] = simd.add(sums[1], simd.mul(weight, dy));
    }
    sums.map(|sum| simd.total(sum) * row.unit)
}

#[cfg(test)]
mod tests;
