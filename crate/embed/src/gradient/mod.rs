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
    simd::{LANES, Simd},
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

/// sum_j P_ij w_ij (y_i - y_j) for one row, given its entries of P.
#[inline(always)]
pub(crate) fn attraction<S: Simd>(
    simd: S,
    (columns, values): (&[u32], &[f32]),
    points: &[[f32; 2]],
    row: usize,
    inverse_dof: f32,
) -> [f32; 2] {
    let own = points[row];
    let [mut x, mut y] = [simd.splat(0.0); 2];
    let (columns, rest) = columns.as_chunks::<LANES>();
    let (values, rest_values) = values.as_chunks::<LANES>();
    for (columns, values) in columns.iter().zip(values) {
        let mut others = [own; LANES];
        for lane in 0..LANES {
            others[lane] = points[columns[lane] as usize];
        }
        let pulls = pulls(simd, *values, own, &others, inverse_dof);
        (x, y) = (simd.add(x, pulls[0]), simd.add(y, pulls[1]));
    }
    if !rest.is_empty() {
        // Lanes without a neighbour keep a difference of 0 and add nothing.
        let mut others = [own; LANES];
        let mut p = [0.0; LANES];
        for (lane, (&column, &value)) in rest.iter().zip(rest_values).enumerate() {
            others[lane] = points[column as usize];
            p[lane] = value;
        }
        let pulls = pulls(simd, p, own, &others, inverse_dof);
        (x, y) = (simd.add(x, pulls[0]), simd.add(y, pulls[1]));
    }
    [simd.total(x), simd.total(y)]
}

/// The terms of eight neighbours.
#[inline(always)]
fn pulls<S: Simd>(
    simd: S,
    p: [f32; LANES],
    own: [f32; 2],
    others: &[[f32; 2]; LANES],
    inverse_dof: f32,
) -> [S::Vector; 2] {
    let [a, b, c, d, e, f, g, h] = *others;
    let x = simd.load([a[0], b[0], c[0], d[0], e[0], f[0], g[0], h[0]]);
    let y = simd.load([a[1], b[1], c[1], d[1], e[1], f[1], g[1], h[1]]);
    let dx = simd.sub(simd.splat(own[0]), x);
    let dy = simd.sub(simd.splat(own[1]), y);
    let squared = simd.add(simd.mul(dx, dx), simd.mul(dy, dy));
    let spread = simd.add(simd.splat(1.0), simd.mul(squared, simd.splat(inverse_dof)));
    let weight = simd.div(simd.load(p), spread);
    [simd.mul(weight, dx), simd.mul(weight, dy)]
}

#[cfg(test)]
mod tests;
