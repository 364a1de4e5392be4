//! Gradient descent with momentum and per-coordinate gains, in phases (openTSNE's optimiser).

use crate::{
    Affinities, CHUNK,
    gradient::{Kernel, Repulsion, attraction},
    order,
    simd::{Simd, Work, dispatch},
};
use rayon::prelude::*;

/// Added to a gain whose coordinate keeps its direction (Jacobs 1988, as in all t-SNE implementations).
const GAIN_STEP: f32 = 0.2;
/// Factor on a gain whose coordinate turned.
const GAIN_DECAY: f32 = 0.8;
/// Added after the decay, so that no gain vanishes.
const LEAST_GAIN: f32 = 0.01;

/// Points that one task moves; their neighbours make it a good deal of work.
const TASK: usize = CHUNK / 4;

/// A stretch of iterations under the same parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct Phase {
    /// What to call it on screen.
    pub name: &'static str,
    /// How many iterations.
    pub iterations: usize,
    /// Factor on attraction.
    pub exaggeration: f64,
    /// Step size; `None`: rows / exaggeration.
    pub learning_rate: Option<f64>,
    /// Share of the last step that is kept.
    pub momentum: f64,
    /// The longest step of a point, in units of the embedding.
    pub max_step_norm: f64,
    /// Longer gradients of a point are shortened to this.
    pub max_grad_norm: Option<f64>,
    /// Ends the phase early: as soon as the KL divergence, evaluated every 50 iterations, has not fallen by this
    /// share of itself since the evaluation before in the same phase.
    pub least_improvement: Option<f64>,
}

/// The moving points and what the optimiser remembers of each coordinate.
#[derive(Debug, Clone)]
pub(crate) struct Optimiser {
    /// The row of each place: points are kept in an order of their own.
    rows: Vec<u32>,
    positions: Vec<f32>,
    next: Vec<f32>,
    forces: Vec<f32>,
    updates: Vec<f32>,
    gains: Vec<f32>,
}

impl Optimiser {
    /// Starts at rest from `positions`, x and y of each point in turn.
    pub(crate) fn new(positions: Vec<f32>) -> Self {
        let count = positions.len();
        Self {
            rows: (0..count as u32 / 2).collect(),
            positions,
            next: vec![0.0; count],
            forces: vec![0.0; count],
            updates: vec![0.0; count],
            gains: vec![1.0; count],
        }
    }

    /// x and y of the point at each place.
    pub(crate) fn positions(&self) -> &[f32] {
        &self.positions
    }

    /// The row of the point at each place.
    pub(crate) fn rows(&self) -> &[u32] {
        &self.rows
    }

    /// Puts the points in the order of a curve through the map. Returns the place from which each came; affinities
    /// must follow ([`Affinities::reordered`]).
    pub(crate) fn reorder(&mut self) -> Vec<u32> {
        let from = order::along_curve(&self.positions);
        self.rows = order::pick(&self.rows, &from);
        for values in [&mut self.positions, &mut self.updates, &mut self.gains] {
            let picked = order::pick(values.as_chunks::<2>().0, &from);
            values.copy_from_slice(picked.as_flattened());
        }
        from
    }

    /// One iteration: all points move at once, then their mean returns to the origin. `affinities` are in the
    /// order of the places. Returns Z of the positions before it.
    pub(crate) fn iterate(
        &mut self,
        affinities: &Affinities,
        repulsion: &mut dyn Repulsion,
        kernel: Kernel,
        phase: &Phase,
    ) -> f64 {
        let rows = self.positions.len() / 2;
        let z = repulsion.forces(&self.positions, &mut self.forces);
        let step = Step {
            exaggeration: phase.exaggeration as f32,
            inverse_z: (1.0 / z) as f32,
            rate: phase.learning_rate.unwrap_or(rows as f64 / phase.exaggeration) as f32,
            momentum: phase.momentum as f32,
            longest: phase.max_step_norm as f32,
            steepest: phase.max_grad_norm.map_or(f32::INFINITY, |norm| norm as f32),
        };
        let sums = dispatch(Move {
            points: self.positions.as_chunks::<2>().0,
            next: &mut self.next,
            forces: &self.forces,
            updates: &mut self.updates,
            gains: &mut self.gains,
            affinities,
            inverse_dof: kernel.inverse_dof(),
            step,
        });
        let mean = sums.iter().fold([0.0; 2], |total, sum| [total[0] + sum[0], total[1] + sum[1]]);
        let mean = mean.map(|sum| (sum / rows as f64) as f32);
        self.next.par_chunks_mut(2 * CHUNK).for_each(|chunk| {
            for position in chunk.chunks_exact_mut(2) {
                position[0] -= mean[0];
                position[1] -= mean[1];
            }
        });
        std::mem::swap(&mut self.positions, &mut self.next);
        z
    }
}

/// Adds attraction to the forces and moves every point; yields the sums of the new positions, task by task.
struct Move<'a> {
    points: &'a [[f32; 2]],
    next: &'a mut [f32],
    forces: &'a [f32],
    updates: &'a mut [f32],
    gains: &'a mut [f32],
    affinities: &'a Affinities,
    inverse_dof: f32,
    step: Step,
}

impl Work for Move<'_> {
    type Output = Vec<[f64; 2]>;

    fn on<S: Simd>(self, simd: S) -> Vec<[f64; 2]> {
        let Self { points, affinities, inverse_dof, step, .. } = self;
        self.next
            .par_chunks_mut(2 * TASK)
            .zip(self.forces.par_chunks(2 * TASK))
            .zip(self.updates.par_chunks_mut(2 * TASK))
            .zip(self.gains.par_chunks_mut(2 * TASK))
            .enumerate()
            .map(|(task, (((next, forces), updates), gains))| {
                simd.run(
                    #[inline(always)]
                    || {
                        let mut sum = [0.0; 2];
                        let moving = next
                            .chunks_exact_mut(2)
                            .zip(forces.chunks_exact(2))
                            .zip(updates.chunks_exact_mut(2))
                            .zip(gains.chunks_exact_mut(2));
                        for (offset, (((next, force), update), gain)) in moving.enumerate() {
                            let row = task * TASK + offset;
                            let entries = affinities.row(row);
                            let attraction = attraction(simd, entries, points, row, inverse_dof);
                            step.take(attraction, force, update, gain);
                            for axis in 0..2 {
                                next[axis] = points[row][axis] + update[axis];
                                sum[axis] += f64::from(next[axis]);
                            }
                        }
                        sum
                    },
                )
            })
            .collect()
    }
}

/// What all points of an iteration share.
pub(crate) struct Step {
    pub(crate) exaggeration: f32,
    pub(crate) inverse_z: f32,
    pub(crate) rate: f32,
    pub(crate) momentum: f32,
    pub(crate) longest: f32,
    pub(crate) steepest: f32,
}

impl Step {
    /// Updates the gains and the step of one point from the two halves of its gradient.
    #[inline(always)]
    pub(crate) fn take(
        &self,
        attraction: [f32; 2],
        force: &[f32],
        update: &mut [f32],
        gain: &mut [f32],
    ) {
        let mut gradient =
            [0, 1].map(|axis| self.exaggeration * attraction[axis] - force[axis] * self.inverse_z);
        shorten(&mut gradient, self.steepest);
        for axis in 0..2 {
            // The step goes against the gradient: differing signs mean that it still leads downhill.
            gain[axis] = if sign(update[axis]) == sign(gradient[axis]) {
                gain[axis] * GAIN_DECAY + LEAST_GAIN
            } else {
                gain[axis] + GAIN_STEP
            };
            update[axis] = self.momentum * update[axis] - self.rate * gain[axis] * gradient[axis];
        }
        shorten(update, self.longest);
    }
}

/// Scales a vector of two down to a length.
#[inline(always)]
fn shorten(vector: &mut [f32], longest: f32) {
    let length = (vector[0] * vector[0] + vector[1] * vector[1]).sqrt();
    if length > longest {
        vector[0] *= longest / length;
        vector[1] *= longest / length;
    }
}

/// -1, 0 or 1; unlike `f32::signum`, zero has none.
fn sign(value: f32) -> i8 {
    i8::from(value > 0.0) - i8::from(value < 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEP: Step = Step {
        exaggeration: 1.0,
        inverse_z: 1.0,
        rate: 10.0,
        momentum: 0.5,
        longest: 5.0,
        steepest: f32::INFINITY,
    };

    #[test]
    fn gains_rise_downhill_and_fall_after_a_turn() {
        let (mut update, mut gain) = ([-1.0, 1.0], [1.0, 1.0]);
        STEP.take([0.1, 0.1], &[0.0, 0.0], &mut update, &mut gain);
        assert_eq!(gain, [1.2, 0.81]);
        let expected: [f32; 2] = [-0.5 - 1.2, 0.5 - 0.81];
        assert!(update.iter().zip(expected).all(|(u, e)| (u - e).abs() < 1e-6));
    }

    #[test]
    fn no_step_is_longer_than_allowed() {
        let (mut update, mut gain) = ([0.0, 0.0], [1.0, 1.0]);
        STEP.take([300.0, -400.0], &[0.0, 0.0], &mut update, &mut gain);
        assert!((update[0] + 3.0).abs() < 1e-5 && (update[1] - 4.0).abs() < 1e-5);
    }

    #[test]
    fn no_gradient_is_steeper_than_allowed() {
        let (mut update, mut gain) = ([0.0, 0.0], [1.0, 1.0]);
        Step { steepest: 0.5, ..STEP }.take([3.0, 4.0], &[0.0; 2], &mut update, &mut gain);
        assert!((update[0] + 10.0 * 1.2 * 0.3).abs() < 5.0 && update[0] > -5.0);
        assert!((update[0] / update[1] - 0.75).abs() < 1e-5);
    }
}
