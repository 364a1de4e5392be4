//! How fine a mesh to use, and whether nearby pairs are summed one by one: whichever takes the least work for the
//! map as it is, at the same error.

use super::convolve::padded;
use super::kernel::{Kernel, Near};
use crate::CHUNK;
use rayon::prelude::*;

/// Distances of nodes where the mesh does everything, in widths of the kernel: the first is for finished maps.
const SPACINGS: [f64; 6] = [0.35, 0.25, 0.18, 0.125, 0.09, 0.0625];
/// What the square of such a distance times the crowding may be. The crowding is the share of all points that lies
/// within a unit of area around a point: points at one place see one error of the mesh, so that it adds up where
/// exaggeration keeps clusters small. Forces are then 0.3 to 0.8 % off (rms).
const MOST_CROWDED: f64 = 2.2e-4;
/// Distances of nodes with a near part, and its cutoff in such distances. The coarser the mesh, the shorter may
/// the cutoff be: forces on finished maps are 0.2 to 0.5 % off.
pub(super) const WITH_NEAR: [(f64, f64); 8] = [
    (0.5, 3.0),
    (0.7, 3.0),
    (1.0, 2.8),
    (1.4, 2.6),
    (2.0, 2.4),
    (2.8, 2.3),
    (4.0, 2.2),
    (5.6, 2.2),
];
/// Nodes along an axis at most; a few far outliers would otherwise ask for any amount of memory.
const MOST_NODES: usize = 1024;
/// Nodes that a point's spline touches beyond the one before it, and one to spare for rounding.
pub(super) const MARGIN: usize = 5;
const MOST_CELLS: f64 = (MOST_NODES - 2 * MARGIN) as f64;
/// Work of a node of the padded mesh for each factor of two of its size, and of a pair that is summed: nanoseconds
/// of one thread where this was measured, of which only the ratio counts.
pub(super) const NODE_WORK: f64 = 0.3;
pub(super) const PAIR_WORK: f64 = 0.4;
/// Work of a point that has a near part at all.
const NEAR_WORK: f64 = 20.0;
/// Share of the pairs that are looked at which lie within the cutoff.
const WITHIN: f64 = 0.45;
/// Width of the squares in which the density is estimated, in units of the map.
const SQUARE: f64 = 2.0;
/// Such squares along an axis at most.
const MOST_SQUARES: f64 = 1024.0;

/// A mesh for the map as it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Plan {
    /// Distance of nodes in units of the map.
    pub(super) spacing: f64,
    /// The part that is summed pair by pair.
    pub(super) near: Option<Near>,
}

impl Plan {
    /// The cheapest plan for positions between `low` and `low + extent`.
    pub(super) fn new(kernel: Kernel, positions: &[f32], low: [f32; 2], extent: [f32; 2]) -> Self {
        let longest = f64::from(extent[0].max(extent[1]));
        let rows = (positions.len() / 2) as f64;
        let width = kernel.width();
        let work = |spacing: f64| {
            let nodes =
                extent.map(|extent| padded((f64::from(extent) / spacing) as usize + MARGIN) as f64);
            let size = nodes[0] * nodes[1];
            NODE_WORK * size * f64::from((size as u64).max(1).ilog2())
        };
        let fits = |spacing: f64| longest <= spacing * MOST_CELLS;
        let pairs = pairs_per_area(positions, low, longest);
        let crowding = pairs * width * width / (rows * rows);
        let fine = |spacing: &f64| spacing * spacing * crowding <= MOST_CROWDED;
        let finest = SPACINGS[SPACINGS.len() - 1];
        let spacing = SPACINGS.into_iter().find(fine).unwrap_or(finest) * width;
        let mesh_only = Self::coarsened(spacing, longest);
        // A mesh that had to be made coarser is a last resort.
        let penalty = if fits(spacing) { 1.0 } else { 100.0 };
        let mut best = (penalty * work(mesh_only.spacing), mesh_only);
        if kernel == Kernel::STUDENT {
            for (spacing, nodes) in WITH_NEAR.into_iter().filter(|(spacing, _)| fits(*spacing)) {
                let cutoff = spacing * nodes;
                let near = pairs * std::f64::consts::PI * cutoff * cutoff / WITHIN * PAIR_WORK
                    + NEAR_WORK * rows;
                let work = work(spacing) + near;
                if work < best.0 {
                    best = (work, Self { spacing, near: Some(Near { cutoff }) });
                }
            }
        }
        best.1
    }

    /// The plan in which the mesh does everything, for points that are not crowded.
    pub(super) fn mesh_only(kernel: Kernel, extent: [f32; 2]) -> Self {
        Self::coarsened(SPACINGS[0] * kernel.width(), f64::from(extent[0].max(extent[1])))
    }

    /// A mesh for everything, no finer than its nodes can be.
    fn coarsened(mut spacing: f64, longest: f64) -> Self {
        while longest > spacing * MOST_CELLS {
            spacing *= 1.25;
        }
        Self { spacing, near: None }
    }
}

/// The integral of the squared density of the points: times the area of a disc, about the number of ordered pairs
/// that lie within its radius.
fn pairs_per_area(positions: &[f32], low: [f32; 2], longest: f64) -> f64 {
    let width = SQUARE.max(longest / MOST_SQUARES);
    let across = (longest / width) as usize + 2;
    let inverse = (1.0 / width) as f32;
    let mut squares = vec![0u32; positions.len() / 2];
    squares.par_chunks_mut(CHUNK).zip(positions.par_chunks(2 * CHUNK)).for_each(
        |(squares, points)| {
            for (square, point) in squares.iter_mut().zip(points.chunks_exact(2)) {
                let [row, column] =
                    [0, 1].map(|axis| ((point[axis] - low[axis]) * inverse) as usize);
                *square = (row.min(across - 1) * across + column.min(across - 1)) as u32;
            }
        },
    );
    let mut counts = vec![0u32; across * across];
    for square in squares {
        counts[square as usize] += 1;
    }
    let squares: u64 = counts.iter().map(|&count| u64::from(count) * u64::from(count)).sum();
    squares as f64 / (width * width)
}
