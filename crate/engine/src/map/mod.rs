/*!
The map of a session: groups of records, their feature matrix, and the embedding of it, step by step. What is read off a map
that has come to rest, clusters and outliers, is in `findings`; how a map takes over the places of an earlier one in `warm`; what its points are
coloured by in `ranks` and `tints`.
*/

mod findings;
mod ranks;
mod tints;
mod warm;

pub use findings::{Cluster, Outlier};
pub use tints::Coloured;
pub use warm::Places;

use crate::lock;
use crate::pass::{Gather, PassId};
use crate::session::Session;
use logatlas_core::features::{
    By, Groups, Keys, MOST_GROUPS, MOST_RECORDS, Matrix, Records, Visits, Weights,
};
use logatlas_core::query::Filter;
use logatlas_embed::{Error, Initialization, Neighbours, Options, Phase, Progress, Tsne};
use std::sync::Arc;

/// The largest perplexity that a running map can be changed to: so many neighbours are found beforehand.
pub const MOST_PERPLEXITY: f64 = 100.0;
/// For more points than this no more neighbours are found than the perplexity asks for: they would take too much memory.
const MANY: usize = 20_000;
/// Iterations that a map gets to follow a change of what it is made by.
const FOLLOWING: usize = 250;

/// What of a running map may be changed; what is not given stays.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// Effective number of neighbours, up to [`MOST_PERPLEXITY`].
    pub perplexity: Option<f64>,
    /// Factor on attraction.
    pub exaggeration: Option<f64>,
    /// Degrees of freedom of the kernel: below 1 clusters fall apart into smaller ones.
    pub dof: Option<f64>,
    /// How much the features count.
    pub weights: Option<Weights>,
}

/// Groups laid out so that those that behave alike lie together.
pub struct Map {
    /// The groups and their features.
    pub matrix: Matrix,
    /// Their coordinates as the features count.
    weighed: Vec<f32>,
    tsne: Tsne,
    /// As they are now.
    options: Options,
    /// The newest positions, x and y of each group; it stays where it is in memory, so that a page can read it there.
    positions: Box<[f32]>,
}

impl Session {
    /// Begins to look for the sessions of the records that a filter means, if these are to be the groups: which there are is known
    /// only when all records were seen. `chosen_from` as in [`begin_groups`](Self::begin_groups).
    pub fn begin_visits(
        self: &Arc<Self>,
        by: &str,
        filter: Filter,
        chosen_from: Option<PassId>,
    ) -> Option<PassId> {
        if By::parse(by) != By::Session {
            return None;
        }
        let clients = Arc::new(self.keys(&By::Session, chosen_from)?);
        Some(self.begin_to_gather(filter, Gather::Visits(Box::new(Visits::new(clients)))))
    }

    /// Begins to count the groups of the records that a filter means: the most frequent ones of a pass with the same filter
    /// (without one, of all); of sessions those that the pass `visits` has found. None if that pass has ended.
    pub fn begin_groups(
        self: &Arc<Self>,
        by: &str,
        filter: Filter,
        chosen_from: Option<PassId>,
        visits: Option<PassId>,
    ) -> Option<PassId> {
        let gather = match By::parse(by) {
            By::Record => Gather::Records(Box::new(Records::new(MOST_RECORDS))),
            By::Session => {
                let keys =
                    self.pass_or_scan(Some(visits?))?.with_total(|gathered| match gathered {
                        Gather::Visits(visits) => Some(Keys::of_visits(visits, MOST_GROUPS)),
                        _ => None,
                    })?;
                Gather::Groups(Box::new(Groups::new(Arc::new(keys))))
            }
            by => Gather::Groups(Box::new(Groups::new(Arc::new(self.keys(&by, chosen_from)?)))),
        };
        Some(self.begin_to_gather(filter, gather))
    }

    fn keys(&self, by: &By, chosen_from: Option<PassId>) -> Option<Keys> {
        let merged = self.templates();
        self.pass_or_scan(chosen_from)?.with_total(|gathered| match gathered {
            Gather::Summary(summary) => {
                Some(Keys::choose(by, summary, merged.clone(), MOST_GROUPS))
            }
            _ => None,
        })
    }

    /// The map of the groups counted by a pass, before its first step. Groups that were on an earlier map keep their `places`.
    /// None if the pass has ended or counts no groups.
    ///
    /// # Errors
    /// When the options or weights can't be met.
    pub fn map(
        &self,
        groups: PassId,
        options: &Options,
        weights: &Weights,
        places: Option<&Places>,
    ) -> Option<Result<Map, Error>> {
        let matrix = self.pass_or_scan(Some(groups))?.with_total(|gathered| match gathered {
            Gather::Groups(groups) => Some(Matrix::new(groups)),
            Gather::Records(records) => Some(self.matrix_of(records)),
            _ => None,
        })?;
        Some(self.pool.install(|| Map::new(matrix, options, weights, places)))
    }

    fn matrix_of(&self, records: &Records) -> Matrix {
        let chunks = lock(&self.chunks);
        let sources = self.sources();
        Matrix::of_records(records, &self.templates(), |slice, line| {
            // While lines before it are still being read, its number is not known.
            let number = chunks.first_line(slice).map(|first| first + u64::from(line) + 1);
            let number = number.map_or_else(|| "…".into(), |number| number.to_string());
            match sources.get(slice.source as usize) {
                Some(source) if sources.len() > 1 => format!("{}:{number}", source.name),
                _ => format!("line {number}:"),
            }
        })
    }
}

impl Map {
    /// Lays out the rows of a matrix whose columns count so much, from the places of an earlier map if there are any.
    ///
    /// # Errors
    /// When the options can't be met, or no column counts.
    pub fn new(
        matrix: Matrix,
        options: &Options,
        weights: &Weights,
        places: Option<&Places>,
    ) -> Result<Self, Error> {
        options.validate()?;
        let weighed = weighed(&matrix, weights)?;
        let rows = logatlas_embed::Matrix::new(&weighed, matrix.rows(), matrix.columns.len())?;
        let neighbours = neighbours(rows, options.perplexity);
        let start = places.and_then(|places| places.start(&matrix.names, &neighbours));
        let tsne = match start {
            None => Tsne::with_neighbours(rows, neighbours, options)?,
            Some(start) => Tsne::with_neighbours(rows, neighbours, &placed(start, options))?,
        };
        let positions = tsne.positions().into();
        Ok(Self { matrix, weighed, tsne, options: options.clone(), positions })
    }

    /// Changes what the map is made by, and gives the points time to follow from where they are.
    ///
    /// # Errors
    /// When a value can't be met; those before it are changed.
    pub fn change(&mut self, change: Change) -> Result<(), Error> {
        if let Some(perplexity) = change.perplexity {
            self.tsne.set_perplexity(perplexity)?;
            self.options.perplexity = perplexity;
        }
        if let Some(dof) = change.dof {
            self.tsne.set_dof(dof)?;
            self.options.dof = dof;
        }
        if let Some(exaggeration) = change.exaggeration {
            self.tsne.set_exaggeration(exaggeration)?;
            self.options.exaggeration = Some(exaggeration);
        }
        if let Some(weights) = change.weights {
            self.weigh(&weights)?;
        }
        let Progress { iteration, total, .. } = self.tsne.progress();
        let missing = FOLLOWING.saturating_sub(total - iteration);
        if missing > 0 {
            let [_, following] = Options { n_iter: missing, ..self.options.clone() }.phases();
            self.tsne.push_phase(Phase { name: "following", ..following })?;
        }
        Ok(())
    }

    /// Finds neighbours by other weights; the points begin where they are.
    fn weigh(&mut self, weights: &Weights) -> Result<(), Error> {
        let weighed = weighed(&self.matrix, weights)?;
        let (count, columns) = (self.matrix.rows(), self.matrix.columns.len());
        let rows = logatlas_embed::Matrix::new(&weighed, count, columns)?;
        let neighbours = neighbours(rows, self.options.perplexity);
        let options = placed(self.positions.to_vec(), &self.options);
        self.tsne = Tsne::with_neighbours(rows, neighbours, &Options { n_iter: 0, ..options })?;
        self.weighed = weighed;
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
}

/// The coordinates of all rows as their columns count.
fn weighed(matrix: &Matrix, weights: &Weights) -> Result<Vec<f32>, Error> {
    let weighed = matrix.weighed(weights);
    let nothing = |values: &[f32]| values.iter().all(|value| *value == 0.0);
    if nothing(&weighed) && !nothing(&matrix.scaled) {
        let expected = "above 0 for a feature in which the points differ";
        return Err(Error::Option { name: "weights", value: 0.0, expected });
    }
    Ok(weighed)
}

/// The neighbours for this perplexity and, unless there are many rows, for any that the map can be changed to.
fn neighbours(rows: logatlas_embed::Matrix<'_>, perplexity: f64) -> Neighbours {
    let most = if rows.rows() > MANY { perplexity } else { perplexity.max(MOST_PERPLEXITY) };
    Neighbours::search(rows, most)
}

/// The same options for points that have their places: what need not be untangled again is not pulled together first.
fn placed(start: Vec<f32>, options: &Options) -> Options {
    Options {
        initialization: Initialization::Given(start),
        early_exaggeration_iter: 0,
        ..options.clone()
    }
}
