//! A t-SNE run that is advanced step by step, so that a page can draw the map while it forms.

use crate::{
    Affinities, Error, Matrix, Neighbours, Options, Phase,
    gradient::{Kernel, Repulsion, repulsion},
    init,
    optimise::Optimiser,
    quality::divergence,
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

/// An embedding in the making. It keeps no reference to the matrix.
pub struct Tsne {
    neighbours: Neighbours,
    affinities: Affinities,
    optimiser: Optimiser,
    repulsion: Box<dyn Repulsion>,
    kernel: Kernel,
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
        let neighbours = Neighbours::search(matrix, options.perplexity);
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
        let rows = matrix.rows();
        if neighbours.rows() != rows {
            return Err(Error::NeighbourRows { given: neighbours.rows(), needed: rows });
        }
        let start = init::positions(matrix, &options.initialization, options.random_state)?;
        let affinities = Affinities::new(&neighbours, options.perplexity)?;
        let kernel = Kernel { dof: options.dof };
        Ok(Self {
            neighbours,
            affinities,
            optimiser: Optimiser::new(start),
            repulsion: repulsion(options.negative_gradient_method, kernel, rows),
            kernel,
            // A point alone has nothing to move it.
            phases: if rows < 2 { Vec::new() } else { options.phases().to_vec() },
            iteration: 0,
            kl: None,
        })
    }

    /// Does up to `iterations` iterations, fewer where the last phase ends. How a run is cut into steps does not
    /// change its result.
    pub fn step(&mut self, iterations: usize) -> Progress {
        for _ in 0..iterations {
            let Some(phase) = phase_at(&self.phases, self.iteration) else { break };
            let measured =
                (self.iteration + 1).is_multiple_of(KL_EVERY).then(|| self.positions().to_vec());
            let z =
                self.optimiser.iterate(&self.affinities, &mut *self.repulsion, self.kernel, phase);
            self.iteration += 1;
            if self.finished() {
                self.kl = Some(self.divergence());
            } else if let Some(positions) = measured {
                self.kl = Some(divergence(&self.affinities, &positions, z, self.kernel));
            }
        }
        self.progress()
    }

    /// How far the run has come.
    pub fn progress(&self) -> Progress {
        Progress {
            iteration: self.iteration,
            total: self.total(),
            phase: phase_at(&self.phases, self.iteration).map_or("finished", |phase| phase.name),
            kl: self.kl,
        }
    }

    /// Whether all iterations of all phases are done.
    pub fn finished(&self) -> bool {
        self.iteration >= self.total()
    }

    /// The map as it stands: x and y of each row in turn, finite, with their mean at the origin.
    pub fn positions(&self) -> &[f32] {
        self.optimiser.positions()
    }

    /// The neighbours that were found.
    pub fn neighbours(&self) -> &Neighbours {
        &self.neighbours
    }

    /// The affinities in use.
    pub fn affinities(&self) -> &Affinities {
        &self.affinities
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
        self.affinities = Affinities::new(&self.neighbours, perplexity)?;
        self.kl = None;
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
        divergence(&self.affinities, positions, z, self.kernel)
    }
}

/// The phase that iteration number `iteration` (from 0) belongs to.
fn phase_at(phases: &[Phase], iteration: usize) -> Option<&Phase> {
    let mut end = 0;
    phases.iter().find(|phase| {
        end += phase.iterations;
        iteration < end
    })
}

#[cfg(test)]
mod tests;
