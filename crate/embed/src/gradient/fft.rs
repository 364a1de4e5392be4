//! Repulsion by particle mesh: charges are spread to a grid, the grid is convolved with the kernel by Fourier
//! transforms, and the potential and its slope are read back at the points.
//!
//! With psi(y) the sum of 1 / (1 + |y - y_j|^2), Z is the sum of psi(y_i) - 1, and the force on a point is
//! -1/2 of psi's gradient: one grid there and one back, where FIt-SNE (Linderman et al. 2019) convolves four.
//! Particle-mesh t-SNE goes back to Delchevalerie et al. (2021).

use super::{
    Repulsion,
    convolve::Convolution,
    kernel::Kernel,
    mesh::Mesh,
    near::{Pairs, Sorted, Sums},
    plan::Plan,
    taylor,
};
use crate::{
    CHUNK,
    simd::{Eight, LANES, Number, Simd, Work, dispatch},
};
use rayon::prelude::*;

/// Groups of points whose forces one task sums.
const TASK: usize = 32;
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
        let mesh = &Mesh::new(low, extent, plan.spacing);
        let sorted = &Sorted::new(positions, mesh.nodes, |point| mesh.cell(point));
        let mut grid = mesh.spread(sorted);
        let convolution = self.convolution(mesh.nodes, plan);
        convolution.apply(&mut grid, mesh.nodes[1]);
        let pairs = plan.near.map(|near| Pairs::new(sorted, near, low, plan.spacing));
        let own = convolution.near();
        let sums = dispatch(Gather { mesh, potential: &grid, own, sorted, pairs });
        let z = hand_out(sorted, &sums, forces);
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

/// The kernel's sums for every group of points: the mesh's part and that of the pairs which are near.
struct Gather<'a> {
    mesh: &'a Mesh,
    potential: &'a [f32],
    own: &'a [[f32; 4]; 4],
    sorted: &'a Sorted,
    pairs: Option<Pairs<'a>>,
}

impl Work for Gather<'_> {
    type Output = Vec<Sums>;

    fn on<S: Simd>(self, simd: S) -> Vec<Sums> {
        let Self { mesh, potential, own, sorted, pairs } = self;
        let mut all = vec![[[0.0; LANES]; 3]; sorted.groups()];
        all.par_chunks_mut(TASK).enumerate().for_each(|(task, all)| {
            simd.run(
                #[inline(always)]
                || {
                    for (group, sums) in (task * TASK..).zip(all) {
                        let points = sorted.group(group);
                        let [psi, x, y] = mesh.read_group(simd, potential, own, points);
                        let scale = psi.constant(-0.5 * mesh.inverse_spacing);
                        *sums = [psi, x * scale, y * scale].map(Eight::lanes);
                        if let Some(pairs) = &pairs {
                            let near = pairs.of(simd, group);
                            for (sums, near) in sums.iter_mut().zip(near) {
                                for (sum, near) in sums.iter_mut().zip(near) {
                                    *sum += near;
                                }
                            }
                        }
                    }
                },
            );
        });
        all
    }
}

/// Writes the force on each point from the sums of its group, and returns Z.
fn hand_out(sorted: &Sorted, sums: &[Sums], forces: &mut [f32]) -> f64 {
    let parts: Vec<f64> = sorted
        .slots()
        .par_chunks(CHUNK)
        .zip(forces.par_chunks_mut(2 * CHUNK))
        .map(|(slots, forces)| {
            let mut z = 0.0;
            for (&slot, force) in slots.iter().zip(forces.chunks_exact_mut(2)) {
                let [psi, x, y] = &sums[slot as usize / LANES];
                let lane = slot as usize % LANES;
                z += f64::from(psi[lane]);
                force[0] = x[lane];
                force[1] = y[lane];
            }
            z
        })
        .collect();
    parts.iter().sum()
}
