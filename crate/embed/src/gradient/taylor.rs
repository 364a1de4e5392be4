//! Repulsion of points that lie close together, as all do in the first iterations: there a mesh would take
//! differences of almost equal numbers, but the first terms of the kernel's series are all but exact.

use super::kernel::Kernel;
use crate::CHUNK;
use rayon::prelude::*;

/// Extent below which the neglected terms are below 0.2 % of the forces.
pub(super) fn largest_extent(kernel: Kernel) -> f32 {
    0.25 * kernel.width() as f32
}

/// As [`Repulsion::forces`](super::Repulsion::forces), with the kernel taken as 1 - r^2 and its slope by r^2
/// as -1 + (1 + 1 / dof) r^2: the sums over all pairs then follow from moments of the positions.
pub(super) fn forces(kernel: Kernel, positions: &[f32], forces: &mut [f32]) -> f64 {
    let count = (positions.len() / 2) as f64;
    let mean = sum(positions, |p| p).map(|sum| sum / count);
    let centred = |p: [f64; 2]| [p[0] - mean[0], p[1] - mean[1]];
    let [xx, yy, xy, cubic_x, cubic_y] = sum(positions, |p| {
        let [x, y] = centred(p);
        let square = x * x + y * y;
        [x * x, y * y, x * y, square * x, square * y]
    });
    let squares = xx + yy;
    let bend = 1.0 + 1.0 / kernel.dof;
    forces.par_chunks_mut(2).zip(positions.par_chunks(2)).with_min_len(CHUNK).for_each(
        |(force, position)| {
            let [x, y] = centred([f64::from(position[0]), f64::from(position[1])]);
            // The sum over j of |y_i - y_j|^2 (y_i - y_j), for positions whose sum is 0.
            let radial = count * (x * x + y * y) + squares;
            let far_x = radial * x + 2.0 * (xx * x + xy * y) - cubic_x;
            let far_y = radial * y + 2.0 * (xy * x + yy * y) - cubic_y;
            force[0] = (count * x - bend * far_x) as f32;
            force[1] = (count * y - bend * far_y) as f32;
        },
    );
    count * (count - 1.0) - 2.0 * count * squares
}

/// Sums over all points, in the order of fixed chunks.
fn sum<const N: usize>(positions: &[f32], terms: impl Fn([f64; 2]) -> [f64; N] + Sync) -> [f64; N] {
    let add = |mut total: [f64; N], part: [f64; N]| {
        total.iter_mut().zip(part).for_each(|(total, part)| *total += part);
        total
    };
    let parts: Vec<[f64; N]> = positions
        .par_chunks(2 * CHUNK)
        .map(|points| {
            points
                .chunks_exact(2)
                .map(|p| terms([f64::from(p[0]), f64::from(p[1])]))
                .fold([0.0; N], add)
        })
        .collect();
    parts.into_iter().fold([0.0; N], add)
}
