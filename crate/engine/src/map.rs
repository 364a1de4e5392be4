/*!
The map of a session: groups of records, their feature matrix, and the embedding of it, step by step.
*/

use crate::pass::{Gather, PassId};
use crate::session::Session;
use logatlas_core::features::{By, Groups, Keys, MOST_GROUPS, Matrix};
use logatlas_core::query::Filter;
use logatlas_embed::{Error, Options, Progress, Tsne};
use std::sync::Arc;

/// Groups laid out so that those that behave alike lie together.
pub struct Map {
    /// The groups and their features.
    pub matrix: Matrix,
    tsne: Tsne,
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
        let keys = pass.with_total(|gathered| match gathered {
            Gather::Summary(summary) => Some(Keys::choose(&by, summary, MOST_GROUPS)),
            Gather::Groups(_) => None,
        })?;
        Some(self.begin(filter, Some(Groups::new(Arc::new(keys)))))
    }

    /// The map of the groups counted by a pass, before its first step. None if the pass has ended or counts no groups.
    ///
    /// # Errors
    /// When the options can't be met.
    pub fn map(&self, groups: PassId, options: &Options) -> Option<Result<Map, Error>> {
        let matrix = self.pass_or_scan(Some(groups))?.with_total(|gathered| match gathered {
            Gather::Groups(groups) => Some(Matrix::new(groups)),
            Gather::Summary(_) => None,
        })?;
        Some(self.pool.install(|| Map::new(matrix, options)))
    }
}

impl Map {
    /// Lays out the rows of a matrix.
    ///
    /// # Errors
    /// When the options can't be met.
    pub fn new(matrix: Matrix, options: &Options) -> Result<Self, Error> {
        let rows =
            logatlas_embed::Matrix::new(&matrix.scaled, matrix.rows(), matrix.columns.len())?;
        let tsne = Tsne::new(rows, options)?;
        let positions = tsne.positions().into();
        Ok(Self { matrix, tsne, positions })
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
