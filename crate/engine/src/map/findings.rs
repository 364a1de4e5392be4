/*!
What a map that has come to rest shows: groups that lie together and what they have in common, and groups that lie apart from all.
*/

use super::Map;
use logatlas_core::features::Reason;
use logatlas_embed::{Error, NOISE, Quality, clusters, outlier_scores, quality};
use serde::Serialize;

/// Neighbours that an outlier score compares with.
const NEIGHBOURS: usize = 20;
/// Groups below this score lie no farther apart than others do.
const LEAST_SCORE: f32 = 1.5;
/// Reasons that are kept of a cluster or an outlier.
const REASONS: usize = 6;
/// Neighbours that are looked for on the map to say how faithful it is.
const KEPT: usize = 10;
/// Groups on which the quality is measured.
const MEASURED: usize = 1000;

/// Groups that lie together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cluster {
    /// The rows of the groups, rising.
    pub rows: Vec<u32>,
    /// The records of all of them.
    pub records: u64,
    /// What they have in common, in a few words.
    pub label: String,
    /// The hours of the day in which their records were, where that sets them apart: `03:00–04:00`, UTC.
    pub hours: Option<String>,
    /// What sets them apart from all other groups, the most telling first.
    pub reasons: Vec<Reason>,
}

/// A group unlike all others.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outlier {
    /// Its row.
    pub row: u32,
    /// How many times sparser it lies among the features than its neighbours do: the local outlier factor (Breunig et al. 2000).
    pub score: f32,
    /// What sets it apart, the most telling first.
    pub reasons: Vec<Reason>,
}

impl Map {
    /// The clusters of the map as it stands, the one with the most records first. Groups that belong to none are in none.
    ///
    /// # Errors
    /// When the positions are not those of a map.
    pub fn clusters(&self) -> Result<Vec<Cluster>, Error> {
        let of_row = clusters(self.positions(), None)?;
        let count = of_row.iter().max().map_or(0, |last| (last + 1).max(0) as usize);
        let mut rows: Vec<Vec<u32>> = vec![Vec::new(); count];
        for (row, &cluster) in of_row.iter().enumerate().filter(|(_, cluster)| **cluster != NOISE) {
            if let Some(rows) = usize::try_from(cluster).ok().and_then(|at| rows.get_mut(at)) {
                rows.push(row as u32);
            }
        }
        let mut found: Vec<Cluster> = rows
            .into_iter()
            .map(|rows| {
                let mut reasons = self.matrix.explain_set(&rows);
                reasons.truncate(REASONS);
                let label = self.matrix.label(&rows, &reasons);
                let hours = self.matrix.hours(&rows);
                let counts = rows.iter().filter_map(|&row| self.matrix.counts.get(row as usize));
                Cluster { records: counts.sum(), rows, label, hours, reasons }
            })
            .collect();
        found.sort_by(|a, b| b.records.cmp(&a.records).then_with(|| a.rows.cmp(&b.rows)));
        Ok(found)
    }

    /// How much each group lies apart from its neighbours among the features: 1 is usual, see [`Outlier::score`].
    pub fn outlier_scores(&self) -> Vec<f32> {
        outlier_scores(self.tsne.neighbours(), NEIGHBOURS)
    }

    /// The groups that lie apart, the farthest first, at most `most`.
    pub fn outliers(&self, most: usize) -> Vec<Outlier> {
        let scores = self.outlier_scores();
        let mut far: Vec<(u32, f32)> =
            (0..).zip(scores).filter(|(_, score)| *score >= LEAST_SCORE).collect();
        far.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        far.truncate(most);
        far.into_iter()
            .map(|(row, score)| {
                let mut reasons = self.matrix.explain(row as usize);
                reasons.truncate(REASONS);
                Outlier { row, score, reasons }
            })
            .collect()
    }

    /// How faithful the map is to the features, measured on up to a thousand of its groups.
    ///
    /// # Errors
    /// When the positions are not those of a map.
    pub fn quality(&self) -> Result<Quality, Error> {
        let (rows, columns) = (self.matrix.rows(), self.matrix.columns.len());
        let matrix = logatlas_embed::Matrix::new(&self.weighed, rows, columns)?;
        quality(matrix, self.positions(), KEPT, MEASURED, 0)
    }
}
