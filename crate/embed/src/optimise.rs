//! Gradient descent with momentum and per-coordinate gains, in phases (openTSNE's optimiser).

use crate::{
    CHUNK,
    affinity::{Blocks, Columns, Place, Places},
    gradient::{Kernel, Repulsion, attraction},
    order,
    simd::{LANES, Simd, Work, dispatch},
};
use rayon::prelude::*;

/// Added to a gain whose coordinate keeps its direction (Jacobs 1988, as in all t-SNE implementations).
const GAIN_STEP: f32 = 0.2;
/// Factor on a gain whose coordinate turned.
const GAIN_DECAY: f32 = 0.8;
/// Added after the decay, so that no gain vanishes.
const LEAST_GAIN: f32 = 0.01;

/// Groups of points that one task moves; their neighbours make it a good deal of work.
const TASK: usize = CHUNK / 4 / LANES;

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
    /// Room for a copy of the positions.
    room: Vec<[f32; 2]>,
    forces: Vec<f32>,
    motions: Vec<Motion<LANES>>,
}

impl Optimiser {
    /// Starts at rest from `positions`, x and y of each point in turn.
    pub(crate) fn new(positions: Vec<f32>) -> Self {
        let count = positions.len();
        Self {
            rows: (0..count as u32 / 2).collect(),
            positions,
            next: vec![0.0; count],
            room: Vec::new(),
            forces: vec![0.0; count],
            motions: vec![Motion::REST; (count / 2).div_ceil(LANES)],
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
        let points = order::pick(self.positions.as_chunks::<2>().0, &from);
        self.positions.copy_from_slice(points.as_flattened());
        let before = self.motions.clone();
        for (group, from) in self.motions.iter_mut().zip(from.chunks(LANES)) {
            for (lane, &at) in from.iter().enumerate() {
                group.set(lane, &before[at as usize / LANES], at as usize % LANES);
            }
        }
        from
    }

    /// One iteration: all points move at once, then their mean returns to the origin. `affinities` are in the
    /// order of the places. Returns Z of the positions before it.
    pub(crate) fn iterate(
        &mut self,
        affinities: &Blocks,
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
        let sums = match affinities.columns() {
            Columns::Narrow(columns) => self.move_all(affinities, columns, kernel, step),
            Columns::Wide(columns) => self.move_all(affinities, columns, kernel, step),
        };
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

    /// Writes the next positions and returns their sums, task by task.
    fn move_all<P: Place>(
        &mut self,
        affinities: &Blocks,
        columns: &[Places<P>],
        kernel: Kernel,
        step: Step,
    ) -> Vec<[f64; 2]> {
        let points = self.positions.as_chunks::<2>().0;
        dispatch(Move {
            points,
            places: P::all(points, &mut self.room),
            next: &mut self.next,
            forces: &self.forces,
            motions: &mut self.motions,
            affinities,
            columns,
            inverse_dof: kernel.inverse_dof(),
            step,
        })
    }
}

/// Adds attraction to the forces and moves every point; yields the sums of the new positions, task by task.
struct Move<'a, P: Place> {
    points: &'a [[f32; 2]],
    /// The same, as the columns name them.
    places: &'a P::Points,
    next: &'a mut [f32],
    forces: &'a [f32],
    motions: &'a mut [Motion<LANES>],
    affinities: &'a Blocks,
    columns: &'a [Places<P>],
    inverse_dof: f32,
    step: Step,
}

impl<P: Place> Work for Move<'_, P> {
    type Output = Vec<[f64; 2]>;

    fn on<S: Simd>(self, simd: S) -> Vec<[f64; 2]> {
        let Self { points, places, affinities, columns, inverse_dof, step, .. } = self;
        self.next
            .par_chunks_mut(2 * LANES * TASK)
            .zip(self.forces.par_chunks(2 * LANES * TASK))
            .zip(self.motions.par_chunks_mut(TASK))
            .enumerate()
            .map(|(task, ((next, forces), motions))| {
                simd.run(
                    #[inline(always)]
                    || {
                        let mut sums = [0.0; 2];
                        let groups =
                            next.chunks_mut(2 * LANES).zip(forces.chunks(2 * LANES)).zip(motions);
                        for (group, ((next, forces), motion)) in groups.enumerate() {
                            let first = (task * TASK + group) * LANES;
                            let [mut pull, mut force] = [[[0.0; LANES]; 2]; 2];
                            for (lane, of) in forces.as_chunks::<2>().0.iter().enumerate() {
                                let row = affinities.row(columns, first + lane);
                                let found = attraction(
                                    simd,
                                    row,
                                    places,
                                    points[first + lane],
                                    inverse_dof,
                                );
                                for axis in 0..2 {
                                    pull[axis][lane] = found[axis];
                                    force[axis][lane] = of[axis];
                                }
                            }
                            step.take(pull, force, motion);
                            let points = &points[first..];
                            let next = next.as_chunks_mut::<2>().0;
                            for (lane, (next, point)) in next.iter_mut().zip(points).enumerate() {
                                for axis in 0..2 {
                                    next[axis] = point[axis] + motion.update[axis][lane];
                                    sums[axis] += f64::from(next[axis]);
                                }
                            }
                        }
                        sums
                    },
                )
            })
            .collect()
    }
}

/// What is remembered of N points: their last steps and their gains, x of all and y of all.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Motion<const N: usize> {
    pub(crate) update: [[f32; N]; 2],
    pub(crate) gain: [[f32; N]; 2],
}

impl<const N: usize> Motion<N> {
    pub(crate) const REST: Self = Self { update: [[0.0; N]; 2], gain: [[1.0; N]; 2] };

    /// Takes over one point of others.
    fn set(&mut self, lane: usize, other: &Self, of: usize) {
        for axis in 0..2 {
            self.update[axis][lane] = other.update[axis][of];
            self.gain[axis][lane] = other.gain[axis][of];
        }
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
    /// Updates the gains and steps of some points from the two halves of their gradients.
    #[inline(always)]
    pub(crate) fn take<const N: usize>(
        &self,
        attraction: [[f32; N]; 2],
        force: [[f32; N]; 2],
        motion: &mut Motion<N>,
    ) {
        let mut gradient = [[0.0; N]; 2];
        for axis in 0..2 {
            for lane in 0..N {
                gradient[axis][lane] =
                    self.exaggeration * attraction[axis][lane] - force[axis][lane] * self.inverse_z;
            }
        }
        shorten(&mut gradient, self.steepest);
        for ((update, gain), slopes) in
            motion.update.iter_mut().zip(&mut motion.gain).zip(&gradient)
        {
            for lane in 0..N {
                let (before, slope) = (update[lane], slopes[lane]);
                // The step goes against the gradient: differing signs mean that it still leads downhill. Zero has a
                // sign of its own.
                let turned = ((before > 0.0) == (slope > 0.0)) & ((before < 0.0) == (slope < 0.0));
                gain[lane] = if turned {
                    gain[lane] * GAIN_DECAY + LEAST_GAIN
                } else {
                    gain[lane] + GAIN_STEP
                };
                update[lane] = self.momentum * before - self.rate * gain[lane] * slope;
            }
        }
        shorten(&mut motion.update, self.longest);
    }
}

/// Scales vectors of two down to a length.
#[inline(always)]
fn shorten<const N: usize>([x, y]: &mut [[f32; N]; 2], longest: f32) {
    for lane in 0..N {
        let length = (x[lane] * x[lane] + y[lane] * y[lane]).sqrt();
        let factor = if length > longest { longest / length } else { 1.0 };
        x[lane] *= factor;
        y[lane] *= factor;
    }
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

    fn motion(update: [f32; 2]) -> Motion<1> {
        Motion { update: update.map(|u| [u]), ..Motion::REST }
    }

    #[test]
    fn gains_rise_downhill_and_fall_after_a_turn() {
        let mut motion = motion([-1.0, 1.0]);
        STEP.take([[0.1]; 2], [[0.0]; 2], &mut motion);
        assert_eq!(motion.gain, [[1.2], [0.81]]);
        let expected = [-0.5 - 1.2, 0.5 - 0.81];
        assert!(motion.update.iter().zip(expected).all(|([u], e): (_, f32)| (u - e).abs() < 1e-6));
        // A point at rest is neither.
        motion = self::motion([0.0, 0.0]);
        STEP.take([[0.1], [0.0]], [[0.0]; 2], &mut motion);
        assert_eq!(motion.gain, [[1.2], [0.81]]);
    }

    #[test]
    fn no_step_is_longer_than_allowed() {
        let mut motion = motion([0.0, 0.0]);
        STEP.take([[300.0], [-400.0]], [[0.0]; 2], &mut motion);
        let [[x], [y]] = motion.update;
        assert!((x + 3.0).abs() < 1e-5 && (y - 4.0).abs() < 1e-5);
    }

    #[test]
    fn no_gradient_is_steeper_than_allowed() {
        let mut motion = motion([0.0, 0.0]);
        Step { steepest: 0.5, ..STEP }.take([[3.0], [4.0]], [[0.0]; 2], &mut motion);
        let [[x], [y]] = motion.update;
        assert!((x + 10.0 * 1.2 * 0.3).abs() < 5.0 && x > -5.0);
        assert!((x / y - 0.75).abs() < 1e-5);
    }

    #[test]
    fn eight_points_step_as_one_by_one() {
        let mut rng = crate::rng::Rng::new(8);
        let mut eight = || [[(); LANES]; 2].map(|of| of.map(|()| rng.normal() as f32));
        let (pull, force, update, gain) = (eight(), eight(), eight(), eight());
        let step = Step { longest: 4.0, steepest: 1.5, ..STEP };
        let mut together = Motion { update, gain };
        step.take(pull, force, &mut together);
        for lane in 0..LANES {
            let of = |all: [[f32; LANES]; 2]| all.map(|lanes| [lanes[lane]]);
            let mut single = Motion { update: of(update), gain: of(gain) };
            step.take(of(pull), of(force), &mut single);
            assert_eq!(single.update, of(together.update));
            assert_eq!(single.gain, of(together.gain));
        }
    }
}
