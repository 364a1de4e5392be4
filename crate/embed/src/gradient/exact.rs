//! Repulsion from every pair: the measure of the faster ways, and itself the fastest for few points.

use super::{Kernel, Repulsion};
use crate::{
    CHUNK,
    simd::{LANES, Simd, Work, dispatch},
};
use rayon::prelude::*;

/// Points that are summed in 32 bits before the sum moves to 64.
const TILE: usize = 1024;
/// Padding of the last group of lanes: so far away that it adds exactly 0, and its square is still finite.
const FAR: f32 = 1e18;

/// Sums all pairs; keeps its buffers between calls.
pub(crate) struct Exact {
    kernel: Kernel,
    x: Vec<[f32; LANES]>,
    y: Vec<[f32; LANES]>,
}

impl Exact {
    pub(crate) fn new(kernel: Kernel) -> Self {
        Self { kernel, x: Vec::new(), y: Vec::new() }
    }

    /// The force on one point, in 64 bits.
    pub(crate) fn force(kernel: Kernel, positions: &[f32], row: usize) -> [f64; 2] {
        let [_, x, y] = general([positions[2 * row], positions[2 * row + 1]], positions, kernel);
        [x, y]
    }
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
        let (x, y, kernel) = (&self.x, &self.y, self.kernel);
        let others = positions;
        let parts: Vec<f64> = positions
            .par_chunks(2 * CHUNK / 8)
            .zip(forces.par_chunks_mut(2 * CHUNK / 8))
            .map(|(positions, forces)| {
                let mut total = 0.0;
                let points = positions.as_chunks::<2>().0.iter();
                for (&point, force) in points.zip(forces.chunks_exact_mut(2)) {
                    let [z, fx, fy] = if kernel == Kernel::STUDENT {
                        dispatch(Student { point, x, y })
                    } else {
                        general(point, others, kernel)
                    };
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

/// Sums of q, q w dx and q w dy over all points, seen from one position; for this kernel w is q.
struct Student<'a> {
    point: [f32; 2],
    x: &'a [[f32; LANES]],
    y: &'a [[f32; LANES]],
}

impl Work for Student<'_> {
    type Output = [f64; 3];

    fn on<S: Simd>(self, simd: S) -> [f64; 3] {
        let mut total = [0.0; 3];
        simd.run(
            #[inline(always)]
            || {
                let [x, y] = self.point.map(|v| simd.splat(v));
                let one = simd.splat(1.0);
                for (xs, ys) in self.x.chunks(TILE / LANES).zip(self.y.chunks(TILE / LANES)) {
                    let mut sums = [simd.splat(0.0); 3];
                    for (xs, ys) in xs.iter().zip(ys) {
                        let dx = simd.sub(x, simd.load(*xs));
                        let dy = simd.sub(y, simd.load(*ys));
                        let squared = simd.add(simd.mul(dx, dx), simd.mul(dy, dy));
                        let q = simd.div(one, simd.add(one, squared));
                        let square = simd.mul(q, q);
                        sums[0] = simd.add(sums[0], q);
                        sums[1] = simd.add(sums[1], simd.mul(square, dx));
                        sums[2] = simd.add(sums[2], simd.mul(square, dy));
                    }
                    for (total, sum) in total.iter_mut().zip(sums) {
                        // In 64 bits: the point's own 1 is taken off again.
                        *total += simd.lanes(sum).iter().copied().map(f64::from).sum::<f64>();
                    }
                }
            },
        );
        total
    }
}

/// The same for any kernel.
fn general([x, y]: [f32; 2], points: &[f32], kernel: Kernel) -> [f64; 3] {
    let mut total = [0.0; 3];
    for point in points.chunks_exact(2) {
        let dx = f64::from(x) - f64::from(point[0]);
        let dy = f64::from(y) - f64::from(point[1]);
        let squared = dx * dx + dy * dy;
        let q = kernel.similarity(squared);
        let force = q / (1.0 + squared / kernel.dof);
        total = [total[0] + q, total[1] + force * dx, total[2] + force * dy];
    }
    total
}
