//! Repulsion by particle mesh: charges are spread to a grid, the grid is convolved with the kernel by Fourier
//! transforms, and the potential and its slope are read back at the points.
//!
//! With psi(y) the sum of 1 / (1 + |y - y_j|^2), Z is the sum of psi(y_i) - 1, and the force on a point is
//! -1/2 of psi's gradient: one grid there and one back, where FIt-SNE (Linderman et al. 2019) convolves four.
//! Particle-mesh t-SNE goes back to Delchevalerie et al. (2021).

use super::{
    Repulsion,
    convolve::{Convolution, ROWS},
    kernel::Kernel,
    near::{BAND, NearSums, Sorted},
    plan::{MARGIN, Plan},
    spline::{overlaps, slopes, weights},
    taylor,
};
use crate::{
    CHUNK,
    simd::{Simd, Work, dispatch, vectorised},
};
use rayon::prelude::*;

/// Points whose forces one task reads.
const TASK: usize = CHUNK / 2;
/// Prepared convolutions that are kept: the extent of the map goes back and forth a little as it grows.
const KEPT: usize = 3;

/// The mesh; keeps the spectra of kernels that it used last.
pub(crate) struct ParticleMesh {
    kernel: Kernel,
    /// The one used last comes last.
    convolutions: Vec<Convolution>,
}

impl Repulsion for ParticleMesh {
    fn forces(&mut self, positions: &[f32], forces: &mut [f32]) -> f64 {
        let [low, high] = bounds(positions);
        let extent = [high[0] - low[0], high[1] - low[1]];
        let longest = extent[0].max(extent[1]);
        if longest < taylor::largest_extent(self.kernel) {
            return taylor::forces(self.kernel, positions, forces);
        }
        let plan = Plan::new(self.kernel, positions, low, extent);
        self.forces_by(plan, positions, [low, extent], forces)
    }
}

impl ParticleMesh {
    pub(crate) fn new(kernel: Kernel) -> Self {
        Self { kernel, convolutions: Vec::new() }
    }

    /// The forces by a given plan, on points between `low` and `low + extent`.
    pub(super) fn forces_by(
        &mut self,
        plan: Plan,
        positions: &[f32],
        [low, extent]: [[f32; 2]; 2],
        forces: &mut [f32],
    ) -> f64 {
        let mesh = Mesh::new(low, extent, plan.spacing);
        let sorted = Sorted::new(positions, mesh.nodes, |point| mesh.cell(point).0);
        let mut grid = mesh.spread(&sorted);
        let convolution = self.convolution(mesh.nodes, plan);
        convolution.apply(&mut grid, mesh.nodes[1]);
        let near = plan.near.map(|near| NearSums::new(&sorted, near, low, plan.spacing));
        let own = convolution.near();
        let z = dispatch(Gather { mesh, potential: &grid, own, near, positions, forces });
        // Far apart, the error of psi could exceed all of its 1 / r^2; Z is at least a pair's share.
        z.max(1e-6 * (positions.len() / 2) as f64)
    }

    fn convolution(&mut self, nodes: [usize; 2], plan: Plan) -> &Convolution {
        let last = match self.convolutions.iter().position(|kept| kept.fits(nodes, plan)) {
            Some(at) => self.convolutions.remove(at),
            None => {
                if self.convolutions.len() == KEPT {
                    self.convolutions.remove(0);
                }
                Convolution::new(nodes, plan, self.kernel)
            }
        };
        self.convolutions.push(last);
        &self.convolutions[self.convolutions.len() - 1]
    }
}

/// Smallest and largest x and y.
pub(super) fn bounds(positions: &[f32]) -> [[f32; 2]; 2] {
    positions
        .par_chunks(2 * CHUNK)
        .map(|points| {
            points.chunks_exact(2).fold(
                [[f32::INFINITY; 2], [f32::NEG_INFINITY; 2]],
                |[low, high], p| {
                    [[low[0].min(p[0]), low[1].min(p[1])], [high[0].max(p[0]), high[1].max(p[1])]]
                },
            )
        })
        .reduce(
            || [[f32::INFINITY; 2], [f32::NEG_INFINITY; 2]],
            |[a, b], [c, d]| [[a[0].min(c[0]), a[1].min(c[1])], [b[0].max(d[0]), b[1].max(d[1])]],
        )
}

/// Where the nodes lie.
pub(super) struct Mesh {
    low: [f32; 2],
    pub(super) inverse_spacing: f32,
    pub(super) nodes: [usize; 2],
}

impl Mesh {
    pub(super) fn new(low: [f32; 2], extent: [f32; 2], spacing: f64) -> Self {
        let inverse_spacing = (1.0 / spacing) as f32;
        let nodes = extent.map(|extent| (extent * inverse_spacing) as usize + MARGIN);
        Self { low, inverse_spacing, nodes }
    }

    /// The first of a point's four nodes along each axis, and how far past the second it lies.
    #[inline(always)]
    pub(super) fn cell(&self, point: &[f32]) -> ([usize; 2], [f32; 2]) {
        let scaled: [f32; 2] =
            std::array::from_fn(|axis| (point[axis] - self.low[axis]) * self.inverse_spacing);
        let first: [usize; 2] =
            std::array::from_fn(|axis| (scaled[axis] as usize).min(self.nodes[axis] - 4));
        (first, std::array::from_fn(|axis| scaled[axis] - first[axis] as f32))
    }

    /// The grid of charges, with rows added to a multiple of [`ROWS`]. Each task fills rows of its own, from
    /// points in a fixed order.
    pub(super) fn spread(&self, sorted: &Sorted) -> Vec<f32> {
        let [height, width] = self.nodes;
        let mut grid = vec![0.0; height.next_multiple_of(ROWS) * width];
        grid.par_chunks_mut(ROWS * width).enumerate().for_each(|(group, rows)| {
            vectorised(
                #[inline(always)]
                || {
                    let top = group * ROWS;
                    let bands = top.saturating_sub(3) / BAND..(top + ROWS).div_ceil(BAND);
                    for point in sorted.points(bands.start..bands.end.min(sorted.bands())) {
                        let ([row, column], [t, u]) = self.cell(&point);
                        let across = weights(u);
                        for (row, weight) in (row..).zip(weights(t)) {
                            if (top..top + ROWS).contains(&row) {
                                let at = (row - top) * width + column;
                                for (node, across) in rows[at..at + 4].iter_mut().zip(across) {
                                    *node += weight * across;
                                }
                            }
                        }
                    }
                },
            );
        });
        grid
    }

    /// The potential and its two slopes at a point, in units of the spacing and without the point's own charge.
    #[inline(always)]
    pub(super) fn read(&self, potential: &[f32], own: &[[f32; 4]; 4], point: &[f32]) -> [f32; 3] {
        let width = self.nodes[1];
        let ([row, column], [t, u]) = self.cell(point);
        let (down, down_slopes) = (weights(t), slopes(t));
        let (across, across_slopes) = (weights(u), slopes(u));
        // The point sees its own charge through the grid; that part is taken off.
        let (own_down, own_across) = (overlaps(down, down), overlaps(across, across));
        let own_down_slopes = overlaps(down, down_slopes);
        let own_across_slopes = overlaps(across, across_slopes);
        let (mut psi, mut slope_x, mut slope_y) = (0.0, 0.0, 0.0);
        for (lag, own) in own.iter().enumerate() {
            let along = dot(own, own_across);
            psi -= own_down[lag] * along;
            slope_x -= own_down_slopes[lag] * along;
            slope_y -= own_down[lag] * dot(own, own_across_slopes);
        }
        for ((row, weight), slope) in (row..).zip(down).zip(down_slopes) {
            let at = row * width + column;
            let nodes = &potential[at..at + 4];
            let along = dot(nodes, across);
            psi += weight * along;
            slope_x += slope * along;
            slope_y += weight * dot(nodes, across_slopes);
        }
        [psi, slope_x, slope_y]
    }
}

/// Writes the force on each point and yields Z.
struct Gather<'a> {
    mesh: Mesh,
    potential: &'a [f32],
    own: &'a [[f32; 4]; 4],
    near: Option<NearSums<'a>>,
    positions: &'a [f32],
    forces: &'a mut [f32],
}

impl Work for Gather<'_> {
    type Output = f64;

    fn on<S: Simd>(self, simd: S) -> f64 {
        let Self { mesh, potential, own, near, .. } = self;
        let scale = -0.5 * mesh.inverse_spacing;
        let parts: Vec<f64> = self
            .positions
            .par_chunks(2 * TASK)
            .zip(self.forces.par_chunks_mut(2 * TASK))
            .enumerate()
            .map(|(task, (positions, forces))| {
                simd.run(
                    #[inline(always)]
                    || {
                        let mut z = 0.0;
                        let points = positions.as_chunks::<2>().0.iter();
                        let rows = task * TASK..;
                        for ((&point, force), row) in
                            points.zip(forces.chunks_exact_mut(2)).zip(rows)
                        {
                            let [mut psi, slope_x, slope_y] = mesh.read(potential, own, &point);
                            force[0] = scale * slope_x;
                            force[1] = scale * slope_y;
                            if let Some(near) = &near {
                                let [value, x, y] = near.of(row);
                                psi += value;
                                force[0] += x;
                                force[1] += y;
                            }
                            z += f64::from(psi);
                        }
                        z
                    },
                )
            })
            .collect();
        parts.iter().sum()
    }
}

#[inline(always)]
fn dot(nodes: &[f32], weights: [f32; 4]) -> f32 {
    nodes.iter().zip(weights).map(|(node, weight)| node * weight).sum()
}
