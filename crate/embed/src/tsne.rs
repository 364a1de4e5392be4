//! A t-SNE run that is advanced step by step, so that a page can draw the map while it forms.

use crate::{
    Affinities, Error, Matrix, NegativeGradientMethod, Neighbours, Options, Phase,
    affinity::Blocks,
    gradient::{Kernel, Repulsion, repulsion},
    init,
    optimise::Optimiser,
    options::check_dof,
    order,
};

/// Iterations between two evaluations of the KL divergence, which costs about as much as an iteration.
const KL_EVERY: usize = 50;

/// How far a run has come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// Iterations done, in all phases.
    pub iteration: usize,
    /// Iterations of all phases.
    pub total: usize,
    /// Name of the phase of the next iteration, or "finished".
    pub phase: &'static str,
    /// KL divergence in nats, without exaggeration; `None` before it is first known. Evaluated every 50
    /// iterations, for the positions before the last of them, and at the end.
    pub kl: Option<f64>,
}

/// Positions, momentum, gains and place in the schedule of a run.
#[derive(Debug, Clone)]
pub struct State {
    optimiser: Optimiser,
    phases: Vec<Phase>,
    iteration: usize,
    kl: Option<f64>,
}

/// An embedding in the making. It keeps no reference to the matrix.
pub struct Tsne {
    neighbours: Neighbours,
    /// In the order of the optimiser's places.
    affinities: Blocks,
    optimiser: Optimiser,
    /// Those of the optimiser in the order of the rows.
    positions: Vec<f32>,
    repulsion: Box<dyn Repulsion>,
    kernel: Kernel,
    method: NegativeGradientMethod,
    phases: Vec<Phase>,
    iteration: usize,
    kl: Option<f64>,
}

impl Tsne {
    /// Searches neighbours and prepares everything up to the first iteration; most of the time that this takes
    /// goes into the search.
    ///
    /// # Errors
    /// [`Error::Option`], [`Error::Initialization`] or [`Error::InitialPosition`].
    pub fn new(matrix: Matrix<'_>, options: &Options) -> Result<Self, Error> {
        options.validate()?;
        let k = options.neighbours_needed(matrix.rows());
        let neighbours = Neighbours::with(matrix, k, &options.search())?;
        Self::with_neighbours(matrix, neighbours, options)
    }

    /// As [`new`](Self::new), with neighbours of the same matrix from an earlier search at this perplexity or a
    /// larger one.
    ///
    /// # Errors
    /// Those of [`new`](Self::new), [`Error::NeighbourRows`] and [`Error::TooFewNeighbours`].
    pub fn with_neighbours(
        matrix: Matrix<'_>,
        neighbours: Neighbours,
        options: &Options,
    ) -> Result<Self, Error> {
        options.validate()?;
        let affinities = Affinities::new(&neighbours, options.perplexity)?;
        Self::with_affinities(matrix, neighbours, &affinities, options)
    }

    /// As [`with_neighbours`](Self::with_neighbours), with affinities of any kind ([`Affinities::with`],
    /// [`Affinities::precomputed`]) in the place of those of the perplexity. The neighbours serve a later change of
    /// the perplexity.
    ///
    /// # Errors
    /// Those of [`new`](Self::new); [`Error::NeighbourRows`] if there are not as many rows of either.
    pub fn with_affinities(
        matrix: Matrix<'_>,
        neighbours: Neighbours,
        affinities: &Affinities,
        options: &Options,
    ) -> Result<Self, Error> {
        options.validate()?;
        let rows = matrix.rows();
        for given in [neighbours.rows(), affinities.rows()] {
            if given != rows {
                return Err(Error::NeighbourRows { given, needed: rows });
            }
        }
        let start =
            init::positions(matrix, affinities, &options.initialization, options.random_state)?;
        let kernel = Kernel { dof: options.dof };
        Ok(Self {
            neighbours,
            affinities: Blocks::new(affinities),
            positions: start.clone(),
            optimiser: Optimiser::new(start),
            repulsion: repulsion(options.negative_gradient_method, kernel, rows),
            kernel,
            method: options.negative_gradient_method,
            // A point alone has nothing to move it.
            phases: if rows < 2 { Vec::new() } else { options.phases().to_vec() },
            iteration: 0,
            kl: None,
        })
    }

    /// Does up to `iterations` iterations, fewer where the last phase ends. How a run is cut into steps does not
    /// change its result.
    pub fn step(&mut self, iterations: usize) -> Progress {
        // Inside the pool: from outside, each of the many parallel loops would hand over to it and be waited for.
        rayon::scope(|_| self.iterate(iterations));
        self.show();
        self.progress()
    }

    fn iterate(&mut self, iterations: usize) {
        for _ in 0..iterations {
            let Some(at) = phase_at(&self.phases, self.iteration) else { break };
            let phase = &self.phases[at];
            if order::due(self.iteration) {
                self.affinities = self.affinities.reordered(&self.optimiser.reorder());
            }
            let measured = (self.iteration + 1)
                .is_multiple_of(KL_EVERY)
                .then(|| self.optimiser.positions().to_vec());
            let z =
                self.optimiser.iterate(&self.affinities, &mut *self.repulsion, self.kernel, phase);
            self.iteration += 1;
            if self.finished() {
                self.kl = Some(self.divergence());
            } else if let Some(positions) = measured {
                let kl = self.affinities.divergence(&positions, z, self.kernel);
                self.stop_phase(at, kl);
            }
        }
    }

    /// Brings the positions into the order of the rows.
    fn show(&mut self) {
        let points = self.positions.as_chunks_mut::<2>().0;
        let moved = self.optimiser.positions().as_chunks::<2>().0;
        for (&row, &position) in self.optimiser.rows().iter().zip(moved) {
            points[row as usize] = position;
        }
    }

    /// Goes on to the end, or until `watch` returns false; it sees the progress every `every` iterations. The run
    /// can be continued afterwards. Returns whether it is finished.
    pub fn run(&mut self, every: usize, watch: &mut dyn FnMut(&Self) -> bool) -> bool {
        while !self.finished() {
            self.step(every.max(1));
            if !watch(self) {
                break;
            }
        }
        self.finished()
    }

    /// Takes note of the divergence, and ends the phase if it no longer improves.
    fn stop_phase(&mut self, at: usize, kl: f64) {
        let began: usize = self.phases[..at].iter().map(|phase| phase.iterations).sum();
        let before = self.kl.filter(|_| self.iteration >= began + 2 * KL_EVERY);
        self.kl = Some(kl);
        let Some((before, least)) = before.zip(self.phases[at].least_improvement) else { return };
        if before - kl < least * kl.abs() {
            self.phases[at].iterations = self.iteration - began;
            if self.finished() {
                self.kl = Some(self.divergence());
            }
        }
    }

    /// How far the run has come.
    pub fn progress(&self) -> Progress {
        Progress {
            iteration: self.iteration,
            total: self.total(),
            phase: phase_at(&self.phases, self.iteration)
                .map_or("finished", |at| self.phases[at].name),
            kl: self.kl,
        }
    }

    /// Whether all iterations of all phases are done.
    pub fn finished(&self) -> bool {
        self.iteration >= self.total()
    }

    /// The map as it stands: x and y of each row in turn, finite, with their mean at the origin.
    pub fn positions(&self) -> &[f32] {
        &self.positions
    }

    /// The neighbours that were found.
    pub fn neighbours(&self) -> &Neighbours {
        &self.neighbours
    }

    /// The affinities in use, brought into the order of the rows.
    pub fn affinities(&self) -> Affinities {
        self.affinities.affinities(self.optimiser.rows())
    }

    /// The perplexity in use, after its reduction for few rows.
    pub fn perplexity(&self) -> f64 {
        self.affinities.perplexity()
    }

    /// Goes on with another perplexity from where the points are; the neighbours are not searched again.
    /// [`push_phase`](Self::push_phase) gives the points time to follow.
    ///
    /// # Errors
    /// [`Error::Option`], or [`Error::TooFewNeighbours`] for a larger perplexity than the run began with.
    pub fn set_perplexity(&mut self, perplexity: f64) -> Result<(), Error> {
        let affinities = Affinities::new(&self.neighbours, perplexity)?;
        self.affinities = Blocks::new(&affinities).reordered(self.optimiser.rows());
        self.kl = None;
        Ok(())
    }

    /// Goes on with other degrees of freedom from where the points are.
    ///
    /// # Errors
    /// [`Error::Option`].
    pub fn set_dof(&mut self, dof: f64) -> Result<(), Error> {
        check_dof(dof)?;
        self.kernel = Kernel { dof };
        self.repulsion = repulsion(self.method, self.kernel, self.neighbours.rows());
        self.kl = None;
        Ok(())
    }

    /// Goes on with another exaggeration: in the present phase and all that follow.
    ///
    /// # Errors
    /// [`Error::Option`].
    pub fn set_exaggeration(&mut self, exaggeration: f64) -> Result<(), Error> {
        Options { exaggeration: Some(exaggeration), ..Options::default() }.validate()?;
        if let Some(at) = phase_at(&self.phases, self.iteration) {
            for phase in &mut self.phases[at..] {
                phase.exaggeration = exaggeration;
            }
        }
        Ok(())
    }

    /// What a later run of the same rows needs to go on from here as if it had never stopped.
    pub fn state(&self) -> State {
        State {
            optimiser: self.optimiser.clone(),
            phases: self.phases.clone(),
            iteration: self.iteration,
            kl: self.kl,
        }
    }

    /// Goes on from a state of a run of as many rows.
    ///
    /// # Errors
    /// [`Error::Initialization`] if it is of another number of rows.
    pub fn resume(&mut self, state: State) -> Result<(), Error> {
        let (given, needed) = (state.optimiser.positions().len(), self.positions().len());
        if given != needed {
            return Err(Error::Initialization { given, needed });
        }
        let State { optimiser, phases, iteration, kl } = state;
        let places = order::inverse(self.optimiser.rows());
        self.affinities = self.affinities.reordered(&order::pick(&places, optimiser.rows()));
        (self.optimiser, self.phases, self.iteration, self.kl) = (optimiser, phases, iteration, kl);
        self.show();
        Ok(())
    }

    /// Adds a phase after the last one. Momentum and gains carry over.
    ///
    /// # Errors
    /// [`Error::Option`] for a parameter outside the range of the option of its name.
    pub fn push_phase(&mut self, phase: Phase) -> Result<(), Error> {
        Options {
            exaggeration: Some(phase.exaggeration),
            learning_rate: phase.learning_rate,
            final_momentum: phase.momentum,
            max_step_norm: phase.max_step_norm,
            max_grad_norm: phase.max_grad_norm,
            least_improvement: phase.least_improvement,
            ..Options::default()
        }
        .validate()?;
        if self.neighbours.rows() > 1 {
            self.phases.push(phase);
        }
        Ok(())
    }

    fn total(&self) -> usize {
        self.phases.iter().map(|phase| phase.iterations).sum()
    }

    /// The divergence of the present positions.
    fn divergence(&mut self) -> f64 {
        let positions = self.optimiser.positions();
        let z = self.repulsion.forces(positions, &mut vec![0.0; positions.len()]);
        self.affinities.divergence(positions, z, self.kernel)
    }
}

/// Which phase iteration number `iteration` (from 0) belongs to.
fn phase_at(phases: &[Phase], iteration: usize) -> Option<usize> {
    let mut end = 0;
    phases.iter().position(|phase| {
        end += phase.iterations;
        iteration < end
    })
}

#[cfg(test)]
mod tests;
