//! The nearest neighbours of every row: the only thing about the data that t-SNE needs besides the start.

mod exact;

use crate::Matrix;

/// The `k` nearest rows of each row by Euclidean distance, nearest first; a row is not its own neighbour.
#[derive(Debug, Clone, PartialEq)]
pub struct Neighbours {
    rows: usize,
    k: usize,
    indices: Vec<u32>,
    squared_distances: Vec<f32>,
}

impl Neighbours {
    /// Searches the neighbours that an embedding of `matrix` at this perplexity needs: three times the
    /// perplexity, or all other rows if there are fewer. Equal distances are ordered by row.
    pub fn search(matrix: Matrix<'_>, perplexity: f64) -> Self {
        Self::nearest(matrix, needed(matrix.rows(), perplexity))
    }

    /// Searches the `k` nearest rows, or all other rows if there are fewer.
    pub(crate) fn nearest(matrix: Matrix<'_>, k: usize) -> Self {
        exact::search(&matrix.rescaled(), matrix.rows(), matrix.columns(), k)
    }

    /// Number of rows whose neighbours these are.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Neighbours known for each row.
    pub fn k(&self) -> usize {
        self.k
    }

    /// Neighbours of `row`, nearest first, with their squared distances. The distances are those of the matrix
    /// after one common scaling: only their ratios mean something.
    ///
    /// # Panics
    /// If `row` is not below [`rows`](Self::rows).
    pub fn of(&self, row: usize) -> (&[u32], &[f32]) {
        let range = row * self.k..(row + 1) * self.k;
        (&self.indices[range.clone()], &self.squared_distances[range])
    }
}

/// Perplexity that `rows` rows allow: at most a third of the other rows (openTSNE's rule), at least 1.
pub(crate) fn allowed_perplexity(rows: usize, perplexity: f64) -> f64 {
    perplexity.min(rows.saturating_sub(1) as f64 / 3.0).max(1.0)
}

/// Neighbours of each of `rows` rows that `perplexity` needs.
pub(crate) fn needed(rows: usize, perplexity: f64) -> usize {
    let three_times = (3.0 * allowed_perplexity(rows, perplexity)).floor() as usize;
    three_times.min(rows.saturating_sub(1))
}
