//! The nearest neighbours of every row: the only thing about the data that t-SNE needs besides the start.

mod duplicates;
mod given;
mod lists;
mod measure;
mod metric;
mod nearest;
mod scan;
mod search;
#[cfg(test)]
mod tests;
mod tiles;

pub use metric::Metric;
pub use search::{Method, Search};

use crate::{Error, Matrix};

/// The `k` nearest rows of each row, nearest first; a row is not its own neighbour.
#[derive(Debug, Clone, PartialEq)]
pub struct Neighbours {
    rows: usize,
    others: usize,
    k: usize,
    indices: Vec<u32>,
    squared_distances: Vec<f32>,
    unit: f64,
    recall: f64,
}

impl Neighbours {
    /// Searches the neighbours that an embedding of `matrix` at this perplexity needs: three times the
    /// perplexity, or all other rows if there are fewer. The metric is the Euclidean, the method the faster one.
    pub fn search(matrix: Matrix<'_>, perplexity: f64) -> Self {
        let k = needed(matrix.rows().saturating_sub(1), perplexity);
        search::among_themselves(matrix, k, &Search::default()).0
    }

    /// Searches the `k` nearest rows, or all other rows if there are fewer, comparing all with all.
    pub(crate) fn nearest(matrix: Matrix<'_>, k: usize) -> Self {
        search::among_themselves(matrix, k, &Search { method: Method::Exact, ..Search::default() })
            .0
    }

    /// Searches the `k` nearest rows, or all other rows if there are fewer. Equal distances are ordered by row;
    /// of more equal rows than are wanted, each row gets others.
    ///
    /// # Errors
    /// [`Error::Cancelled`] if [`Search::watch`] said so.
    pub fn with(matrix: Matrix<'_>, k: usize, search: &Search<'_>) -> Result<Self, Error> {
        match search::among_themselves(matrix, k, search) {
            (_, false) => Err(Error::Cancelled),
            (neighbours, true) => Ok(neighbours),
        }
    }

    /// Searches the `k` rows of `reference`, or all if there are fewer, that are nearest to each row of `new`:
    /// what [`Affinities::to_new`](crate::Affinities::to_new) places new points by.
    ///
    /// # Errors
    /// [`Error::Columns`] if the two do not have the same number of columns; [`Error::Cancelled`].
    pub fn query(
        reference: Matrix<'_>,
        new: Matrix<'_>,
        k: usize,
        search: &Search<'_>,
    ) -> Result<Self, Error> {
        if reference.columns() != new.columns() {
            return Err(Error::Columns { given: new.columns(), needed: reference.columns() });
        }
        match search::of_others(reference, new, k, search) {
            (_, false) => Err(Error::Cancelled),
            (neighbours, true) => Ok(neighbours),
        }
    }

    /// Number of rows whose neighbours these are.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Rows that each row had to choose its neighbours from.
    pub fn others(&self) -> usize {
        self.others
    }

    /// Neighbours known for each row.
    pub fn k(&self) -> usize {
        self.k
    }

    /// Neighbours of `row`, nearest first, with their squared distances. These are in a scale of their own:
    /// divide a distance by [`unit`](Self::unit) to have it in that of the matrix.
    ///
    /// # Panics
    /// If `row` is not below [`rows`](Self::rows).
    pub fn of(&self, row: usize) -> (&[u32], &[f32]) {
        let range = row * self.k..(row + 1) * self.k;
        (&self.indices[range.clone()], &self.squared_distances[range])
    }

    /// Length here of what has length 1 by the metric: a power of two.
    pub fn unit(&self) -> f64 {
        self.unit
    }

    /// The share of the true neighbours that was found: 1 for an exact search; for an approximate one as
    /// measured on some rows.
    pub fn recall(&self) -> f64 {
        self.recall
    }
}

/// Perplexity that so many `others` to choose from allow: at most a third of them (openTSNE's rule), at least 1.
pub(crate) fn allowed_perplexity(others: usize, perplexity: f64) -> f64 {
    perplexity.min(others as f64 / 3.0).max(1.0)
}

/// Neighbours that each row needs at `perplexity`, of so many `others`.
pub(crate) fn needed(others: usize, perplexity: f64) -> usize {
    ((3.0 * allowed_perplexity(others, perplexity)).floor() as usize).min(others)
}
