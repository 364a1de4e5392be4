//! Repulsion by particle mesh: charges are spread to a grid, the grid is convolved with the kernel by Fourier
//! transforms, and the potential and its slope are read back at the points.
//!
//! With psi(y) the sum of 1 / (1 + |y - y_j|^2), Z is the sum of psi(y_i) - 1, and the force on a point is
//! -1/2 of psi's gradient: one grid there and one back, where FIt-SNE (Linderman et al. 2019) convolves four.
//! Particle-mesh t-SNE goes back to Delchevalerie et al. (2021).

use super::{
    Repulsion,
    convolve::{Convolution, ROWS},
    spline::{overlaps, slopes, weights},
    taylor,
};
use crate::CHUNK;
use rayon::prelude::*;

/// Distance of nodes in units of the embedding, where the kernel has width 1. At 0.5 the final KL divergence of
/// 10,000 rows is 0.5 % higher, at 0.25 it is 0.1 % lower.
const SPACING: f64 = 0.35;
/// The same for few rows: their map is small, so that a finer mesh costs little, and each point feels few
/// others, so that errors do not average out. Gains 0.5 % of the KL divergence of 2,000 rows.
const FINE_SPACING: f64 = 0.25;
/// Rows that are no longer few.
const MANY_ROWS: usize = 5000;
/// Below this many nodes across, the spacing is halved, and below a quarter of it halved again.
const FEW_NODES: f64 = 24.0;
/// Nodes along an axis at most; a few far outliers would otherwise ask for any amount of memory.
const MOST_NODES: f64 = 1024.0;
/// Factor by which the spacing grows where the nodes would not suffice.
const COARSER: f64 = 1.25;
/// Nodes that a point's spline touches beyond the one before it, and one to spare for rounding.
const MARGIN: usize = 5;
/// Prepared convolutions that are kept: the extent of the map goes back and forth a little as it grows.
const KEPT: usize = 3;

/// The mesh; keeps the spectra of kernels that it used last.
#[derive(Default)]
pub(crate) struct ParticleMesh {
    /// The one used last comes last.
    convolutions: Vec<Convolution>,
}

impl Repulsion for ParticleMesh {
    fn forces(&mut self, positions: &[f32], forces: &mut [f32]) -> f64 {
        let [low, high] = bounds(positions);
        let extent = [high[0] - low[0], high[1] - low[1]];
        let longest = extent[0].max(extent[1]);
        if longest < taylor::LARGEST_EXTENT {
            return taylor::forces(positions, forces);
        }
        let spacing = spacing(f64::from(longest), positions.len() / 2);
        let mesh = Mesh::new(low, extent, spacing);
        let mut grid = mesh.spread(positions);
        let convolution = self.convolution(mesh.nodes, spacing);
        convolution.apply(&mut grid, mesh.nodes[1]);
        let z = mesh.gather(&grid, convolution.near(), positions, forces);
        // Far apart, the error of psi could exceed all of its 1 / r^2; Z is at least a pair's share.
        z.max(1e-6 * (positions.len() / 2) as f64)
    }
}

impl ParticleMesh {
    fn convolution(&mut self, nodes: [usize; 2], spacing: f64) -> &Convolution {
        let last = match self.convolutions.iter().position(|kept| kept.fits(nodes, spacing)) {
            Some(at) => self.convolutions.remove(at),
            None => {
                if self.convolutions.len() == KEPT {
                    self.convolutions.remove(0);
                }
                Convolution::new(nodes, spacing)
            }
        };
        self.convolutions.push(last);
        &self.convolutions[self.convolutions.len() - 1]
    }
}

/// Smallest and largest x and y.
fn bounds(positions: &[f32]) -> [[f32; 2]; 2] {
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

/// The distance of nodes for a map of this extent and number of rows.
fn spacing(extent: f64, rows: usize) -> f64 {
    let mut spacing = if rows < MANY_ROWS { FINE_SPACING } else { SPACING };
    if extent < FEW_NODES / 4.0 * spacing {
        return spacing / 4.0;
    }
    if extent < FEW_NODES * spacing {
        return spacing / 2.0;
    }
    while extent > spacing * (MOST_NODES - 2.0 * MARGIN as f64) {
        spacing *= COARSER;
    }
    spacing
}

/// Where the nodes lie.
struct Mesh {
    low: [f32; 2],
    inverse_spacing: f32,
    nodes: [usize; 2],
}

impl Mesh {
    fn new(low: [f32; 2], extent: [f32; 2], spacing: f64) -> Self {
        let inverse_spacing = (1.0 / spacing) as f32;
        let nodes = extent.map(|extent| (extent * inverse_spacing) as usize + MARGIN);
        Self { low, inverse_spacing, nodes }
    }

    /// The first of a point's four nodes along each axis, and how far past the second it lies.
    #[inline(always)]
    fn cell(&self, point: &[f32]) -> ([usize; 2], [f32; 2]) {
        let scaled: [f32; 2] =
            std::array::from_fn(|axis| (point[axis] - self.low[axis]) * self.inverse_spacing);
        let first: [usize; 2] =
            std::array::from_fn(|axis| (scaled[axis] as usize).min(self.nodes[axis] - 4));
        (first, std::array::from_fn(|axis| scaled[axis] - first[axis] as f32))
    }

    /// The grid of charges, with rows added to a multiple of [`ROWS`]. Each task fills rows of its own, from
    /// points in a fixed order: first by row of the grid, then by index.
    fn spread(&self, positions: &[f32]) -> Vec<f32> {
        let [height, width] = self.nodes;
        let mut starts = vec![0_u32; height + 1];
        for point in positions.chunks_exact(2) {
            starts[self.cell(point).0[0] + 1] += 1;
        }
        for row in 0..height {
            starts[row + 1] += starts[row];
        }
        let mut next = starts.clone();
        let mut sorted = vec![[0.0; 2]; positions.len() / 2];
        for point in positions.chunks_exact(2) {
            let slot = &mut next[self.cell(point).0[0]];
            sorted[*slot as usize] = [point[0], point[1]];
            *slot += 1;
        }
        let mut grid = vec![0.0; height.next_multiple_of(ROWS) * width];
        grid.par_chunks_mut(ROWS * width).enumerate().for_each(|(group, rows)| {
            let top = group * ROWS;
            let from = starts[top.saturating_sub(3).min(height)];
            let to = starts[(top + ROWS).min(height)];
            for point in &sorted[from as usize..to as usize] {
                let ([row, column], [t, u]) = self.cell(point);
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
        });
        grid
    }

    /// Writes the force on each point and returns Z.
    fn gather(
        &self,
        potential: &[f32],
        near: &[[f32; 4]; 4],
        positions: &[f32],
        forces: &mut [f32],
    ) -> f64 {
        let width = self.nodes[1];
        let scale = -0.5 * self.inverse_spacing;
        let parts: Vec<f64> = positions
            .par_chunks(2 * CHUNK)
            .zip(forces.par_chunks_mut(2 * CHUNK))
            .map(|(positions, forces)| {
                let mut z = 0.0;
                for (point, force) in positions.chunks_exact(2).zip(forces.chunks_exact_mut(2)) {
                    let ([row, column], [t, u]) = self.cell(point);
                    let (down, down_slopes) = (weights(t), slopes(t));
                    let (across, across_slopes) = (weights(u), slopes(u));
                    // The point sees its own charge through the grid; that part is taken off.
                    let (own_down, own_across) = (overlaps(down, down), overlaps(across, across));
                    let own_down_slopes = overlaps(down, down_slopes);
                    let own_across_slopes = overlaps(across, across_slopes);
                    let (mut psi, mut slope_x, mut slope_y) = (0.0, 0.0, 0.0);
                    for (lag, near) in near.iter().enumerate() {
                        let along = dot(near, own_across);
                        psi -= own_down[lag] * along;
                        slope_x -= own_down_slopes[lag] * along;
                        slope_y -= own_down[lag] * dot(near, own_across_slopes);
                    }
                    for ((row, weight), slope) in (row..).zip(down).zip(down_slopes) {
                        let at = row * width + column;
                        let nodes = &potential[at..at + 4];
                        let along = dot(nodes, across);
                        psi += weight * along;
                        slope_x += slope * along;
                        slope_y += weight * dot(nodes, across_slopes);
                    }
                    force[0] = scale * slope_x;
                    force[1] = scale * slope_y;
                    z += f64::from(psi);
                }
                z
            })
            .collect();
        parts.iter().sum()
    }
}

#[inline(always)]
fn dot(nodes: &[f32], weights: [f32; 4]) -> f32 {
    nodes.iter().zip(weights).map(|(node, weight)| node * weight).sum()
}
