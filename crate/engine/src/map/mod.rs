/*!
The map of a session: groups of records, their feature matrix, and the embedding of it, step by step. What is read off a map
that has come to rest, clusters and outliers, is in `findings`; how a map takes over the places of an earlier one in `warm`.
*/

mod findings;
mod warm;

pub use findings::{Cluster, Outlier};
pub use warm::Places;

use crate::pass::{Gather, PassId};
use crate::session::Session;
use logatlas_core::features::{By, Groups, Keys, MOST_GROUPS, Matrix};
use logatlas_core::query::Filter;
use logatlas_embed::{Error, Initialization, Neighbours, Options, Phase, Progress, Tsne};
use std::sync::Arc;

/// The largest perplexity that a running map can be changed to: so many neighbours are found beforehand.
pub const MOST_PERPLEXITY: f64 = 100.0;
/// Iterations that a map gets to follow a change of what it is made by.
const FOLLOWING: usize = 250;

/// What of a running map may be changed; what is not given stays.
#[derive(Clone, Copy, Debug, Default)]
pub struct Change {
    /// Effective number of neighbours, up to [`MOST_PERPLEXITY`].
    pub perplexity: Option<f64>,
    /// Factor on attraction.
    pub exaggeration: Option<f64>,
    /// Degrees of freedom of the kernel: below 1 clusters fall apart into smaller ones.
    pub dof: Option<f64>,
}

/// Groups laid out so that those that behave alike lie together.
pub struct Map {
    /// The groups and their features.
    pub matrix: Matrix,
    tsne: Tsne,
    /// Of the phases to come.
    exaggeration: f64,
    /// The newest positions, x and y of each group; it stays where it is in memory, so that a page can read it there.
    positions: Box<[f32]>,
}

impl Session {
    /// Begins to count the groups of the records that a filter means: the most frequent ones of a pass with the same filter
    /// (without one, of all). None if that pass has ended.
    pub fn begin_groups(
        self: &Arc<Self>,
        by: &str,
        filter: Filter,
        chosen_from: Option<PassId>,
    ) -> Option<PassId> {
        let pass = self.pass_or_scan(chosen_from)?;
        let by = By::parse(by);
        let merged = self.templates();
        let keys = pass.with_total(|gathered| match gathered {
            Gather::Summary(summary) => {
                Some(Keys::choose(&by, summary, merged.clone(), MOST_GROUPS))
            }
            _ => None,
        })?;
        Some(self.begin(filter, Some(Groups::new(Arc::new(keys)))))
    }

    /// The map of the groups counted by a pass, before its first step. Groups that were on an earlier map keep their `places`.
    /// None if the pass has ended or counts no groups.
    ///
    /// # Errors
    /// When the options can't be met.
    pub fn map(
        &self,
        groups: PassId,
        options: &Options,
        places: Option<&Places>,
    ) -> Option<Result<Map, Error>> {
        let matrix = self.pass_or_scan(Some(groups))?.with_total(|gathered| match gathered {
            Gather::Groups(groups) => Some(Matrix::new(groups)),
            _ => None,
        })?;
        Some(self.pool.install(|| Map::new(matrix, options, places)))
    }
}

impl Map {
    /// Lays out the rows of a matrix, from the places of an earlier map if there are any.
    ///
    /// # Errors
    /// When the options can't be met.
    pub fn new(matrix: Matrix, options: &Options, places: Option<&Places>) -> Result<Self, Error> {
        options.validate()?;
        let rows =
            logatlas_embed::Matrix::new(&matrix.scaled, matrix.rows(), matrix.columns.len())?;
        let neighbours = Neighbours::search(rows, options.perplexity.max(MOST_PERPLEXITY));
        let start = places.and_then(|places| places.start(&matrix.names, &neighbours));
        let tsne = match start {
            None => Tsne::with_neighbours(rows, neighbours, options)?,
            Some(start) => {
                // What has its place already need not be untangled again.
                let options = Options {
                    initialization: Initialization::Given(start),
                    early_exaggeration_iter: 0,
                    ..options.clone()
                };
                Tsne::with_neighbours(rows, neighbours, &options)?
            }
        };
        let positions = tsne.positions().into();
        Ok(Self { matrix, tsne, exaggeration: options.exaggeration.unwrap_or(1.0), positions })
    }

    /// Changes what the map is made by, and gives the points time to follow from where they are.
    ///
    /// # Errors
    /// When a value can't be met; those before it are changed.
    pub fn change(&mut self, change: Change) -> Result<(), Error> {
        if let Some(perplexity) = change.perplexity {
            self.tsne.set_perplexity(perplexity)?;
        }
        if let Some(dof) = change.dof {
            self.tsne.set_dof(dof)?;
        }
        if let Some(exaggeration) = change.exaggeration {
            self.tsne.set_exaggeration(exaggeration)?;
            self.exaggeration = exaggeration;
        }
        let Progress { iteration, total, .. } = self.tsne.progress();
        let missing = FOLLOWING.saturating_sub(total - iteration);
        if missing > 0 {
            let options = Options {
                exaggeration: Some(self.exaggeration),
                n_iter: missing,
                ..Options::default()
            };
            let [_, following] = options.phases();
            self.tsne.push_phase(Phase { name: "following", ..following })?;
        }
        Ok(())
    }

    /// Where each group lies, for a later map to start from.
    pub fn places(&self) -> Places {
        Places::new(&self.matrix.names, &self.positions)
    }

    /// Goes on for so many iterations.
    pub fn step(&mut self, iterations: usize) -> Progress {
        let progress = self.tsne.step(iterations);
        self.positions.copy_from_slice(self.tsne.positions());
        progress
    }

    /// How far the embedding is.
    pub fn progress(&self) -> Progress {
        self.tsne.progress()
    }

    /// Whether all iterations are done.
    pub fn finished(&self) -> bool {
        self.tsne.finished()
    }

    /// The newest positions: x and y of each group.
    pub fn positions(&self) -> &[f32] {
        &self.positions
    }

    /// Where each group stands among all by one feature, 0 the lowest to 1 the highest; equals share the middle of their places.
    pub fn ranks(&self, column: usize) -> Vec<f32> {
        let rows = self.matrix.rows();
        let value = |row: usize| self.matrix.row(row).get(column).copied().unwrap_or(0.0);
        let mut order: Vec<usize> = (0..rows).collect();
        order.sort_by(|&a, &b| value(a).total_cmp(&value(b)));
        let mut ranks = vec![0.5; rows];
        let last = rows.saturating_sub(1).max(1) as f32;
        let mut place = 0;
        for equals in order.chunk_by(|&a, &b| value(a) == value(b)) {
            let middle = place as f32 + (equals.len() - 1) as f32 / 2.0;
            for &row in equals {
                if let Some(rank) = ranks.get_mut(row) {
                    *rank = middle / last;
                }
            }
            place += equals.len();
        }
        ranks
    }
}
