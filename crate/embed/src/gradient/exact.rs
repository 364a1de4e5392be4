//! Repulsion from every pair: the measure of the faster ways, and itself the fastest for few points.

use super::Repulsion;
use crate::CHUNK;
use rayon::prelude::*;

/// Points that are summed at once.
const LANES: usize = 8;
/// Points that are summed in 32 bits before the sum moves to 64.
const TILE: usize = 1024;
/// Padding of the last group of lanes: so far away that it adds exactly 0, and its square is still finite.
const FAR: f32 = 1e18;

/// Sums all pairs; keeps its buffers between calls.
#[derive(Default)]
pub(crate) struct Exact {
    x: Vec<[f32; LANES]>,
    y: Vec<[f32; LANES]>,
}

impl Repulsion for Exact {
    fn forces(&mut self, positions: &[f32], forces: &mut [f32]) -> f64 {
        let groups = (positions.len() / 2).div_ceil(LANES);
        for (axis, lanes) in [&mut self.x, &mut self.y].into_iter().enumerate() {
            lanes.clear();
            lanes.resize(groups, [FAR; LANES]);
            for (at, position) in positions.chunks_exact(2).enumerate() {
                lanes[at / LANES][at % LANES] = position[axis];
            }
        }
        let (x, y) = (&self.x, &self.y);
        let parts: Vec<f64> = positions
            .par_chunks(2 * CHUNK / 8)
            .zip(forces.par_chunks_mut(2 * CHUNK / 8))
            .map(|(positions, forces)| {
                let mut total = 0.0;
                for (position, force) in positions.chunks_exact(2).zip(forces.chunks_exact_mut(2)) {
                    let [z, fx, fy] = row(position[0], position[1], x, y);
                    force[0] = fx as f32;
                    force[1] = fy as f32;
                    // The point itself was among the pairs with q = 1 and no force.
                    total += z - 1.0;
                }
                total
            })
            .collect();
        parts.iter().sum::<f64>().max(f64::MIN_POSITIVE)
    }
}

/// Sums of q, q^2 dx and q^2 dy over all points, seen from one position.
fn row(x: f32, y: f32, xs: &[[f32; LANES]], ys: &[[f32; LANES]]) -> [f64; 3] {
    let mut total = [0.0; 3];
    for (xs, ys) in xs.chunks(TILE / LANES).zip(ys.chunks(TILE / LANES)) {
        let mut sums = [[0.0f32; LANES]; 3];
        for (xs, ys) in xs.iter().zip(ys) {
            for lane in 0..LANES {
                let dx = x - xs[lane];
                let dy = y - ys[lane];
                let q = 1.0 / (1.0 + dx * dx + dy * dy);
                let square = q * q;
                sums[0][lane] += q;
                sums[1][lane] += square * dx;
                sums[2][lane] += square * dy;
            }
        }
        for (total, lanes) in total.iter_mut().zip(sums) {
            *total += lanes.iter().copied().map(f64::from).sum::<f64>();
        }
    }
    total
}
