//! The metrics, and the form of the rows in which each is compared.

use super::tiles::{Tiles, bound_norms};
use crate::Matrix;
use rayon::prelude::*;

/// How far apart two rows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Metric {
    /// The root of the sum of squared differences.
    #[default]
    Euclidean,
    /// 1 less the cosine of the angle between the rows; a row of zeros is at 1 from all others but its like.
    Cosine,
    /// The sum of absolute differences.
    Manhattan,
    /// The share of columns that differ.
    Hamming,
    /// 1 less the shared members over all members of two sets, whose members are the columns that are not 0;
    /// two empty sets are at 0.
    Jaccard,
}

/// Rows as they are compared.
#[derive(Debug, Clone)]
pub(super) struct Points {
    pub(super) metric: Metric,
    pub(super) values: Vec<f32>,
    pub(super) rows: usize,
    pub(super) columns: usize,
    /// What the metric wants to know of each row.
    pub(super) norms: Vec<f32>,
    /// Length in these rows of 1 in the matrix.
    pub(super) unit: f64,
}

impl Points {
    /// The rows of `matrix`, followed by those of `more`, which has as many columns.
    pub(super) fn new(matrix: Matrix<'_>, more: Option<Matrix<'_>>, metric: Metric) -> Self {
        let rows = matrix.rows() + more.map_or(0, |more| more.rows());
        let mut columns = matrix.columns();
        let all = || matrix.values().iter().chain(more.map_or(&[][..], |more| more.values()));
        let (values, unit) = match metric {
            Metric::Euclidean | Metric::Manhattan => {
                let scale = matrix.scale(more);
                let mut values = scale.apply(matrix);
                if let Some(more) = more {
                    values.extend(scale.apply(more));
                }
                (values, scale.factor)
            }
            Metric::Cosine => {
                let values: Vec<f32> = all().copied().collect();
                let (values, wider) = directions(&values, columns, rows);
                columns = wider;
                (values, 1.0)
            }
            // Minus zero is to equal zero in its bits too.
            Metric::Hamming => (all().map(|&value| value + 0.0).collect(), 1.0),
            Metric::Jaccard => {
                (all().map(|&value| if value == 0.0 { 0.0 } else { 1.0 }).collect(), 1.0)
            }
        };
        Self::with_norms(metric, values, rows, columns, unit)
    }

    fn with_norms(
        metric: Metric,
        values: Vec<f32>,
        rows: usize,
        columns: usize,
        unit: f64,
    ) -> Self {
        let norms = match metric {
            Metric::Euclidean | Metric::Cosine => bound_norms(&values, rows, columns),
            Metric::Jaccard if columns > 0 => {
                values.chunks_exact(columns).map(|row| row.iter().sum()).collect()
            }
            Metric::Manhattan | Metric::Hamming | Metric::Jaccard => vec![0.0; rows],
        };
        Self { metric, values, rows, columns, norms, unit }
    }

    pub(super) fn row(&self, row: usize) -> &[f32] {
        &self.values[row * self.columns..(row + 1) * self.columns]
    }

    /// The first `count` rows as candidates.
    pub(super) fn tiles(&self, count: usize) -> Tiles {
        let rows: Vec<u32> = (0..count as u32).collect();
        let mut tiles = Tiles::new(self.columns);
        tiles.push(&rows, &self.values, &self.norms);
        tiles
    }

    /// Only these rows, in this order.
    pub(super) fn select(&self, rows: &[u32]) -> Self {
        let mut values = Vec::with_capacity(rows.len() * self.columns);
        for &row in rows {
            values.extend_from_slice(self.row(row as usize));
        }
        let norms = rows.iter().map(|&row| self.norms[row as usize]).collect();
        Self { values, norms, rows: rows.len(), ..*self }
    }

    /// The same with norms for values that were changed.
    pub(super) fn renewed(self) -> Self {
        Self::with_norms(self.metric, self.values, self.rows, self.columns, self.unit)
    }

    /// The square of the metric from what the search compared, in the units of these rows.
    pub(super) fn squared(&self, compared: f32) -> f32 {
        let distance = match self.metric {
            Metric::Euclidean => return compared,
            Metric::Cosine => compared / 2.0,
            Metric::Manhattan | Metric::Jaccard => compared,
            Metric::Hamming => compared / self.columns.max(1) as f32,
        };
        distance * distance
    }
}

/// Each row divided by its length, so that the squared Euclidean distance of two is twice their cosine
/// distance; and the number of columns, one more where rows of zeros need a direction of their own.
fn directions(values: &[f32], columns: usize, rows: usize) -> (Vec<f32>, usize) {
    if columns == 0 {
        return (Vec::new(), 0);
    }
    let zeros = values.chunks_exact(columns).any(|row| row.iter().all(|&value| value == 0.0));
    let wider = columns + usize::from(zeros);
    let mut unit = vec![0.0; rows * wider];
    unit.par_chunks_exact_mut(wider).zip(values.par_chunks_exact(columns)).for_each(
        |(unit, row)| {
            let square: f64 = row.iter().map(|&value| f64::from(value) * f64::from(value)).sum();
            if square > 0.0 {
                let inverse = 1.0 / square.sqrt();
                for (unit, &value) in unit.iter_mut().zip(row) {
                    *unit = (f64::from(value) * inverse) as f32 + 0.0;
                }
            } else {
                unit[columns] = 1.0;
            }
        },
    );
    (unit, wider)
}
