/*!
A matrix as it grows, feature by feature.
*/

use super::feature::Feature;
use super::matrix::{FeatureColumn, Matrix};
use super::scale::{Scaler, borne_out, quantile};

/// Columns of a matrix whose rows stand for so many records each.
pub(super) struct Builder<'a> {
    records: &'a [u64],
    columns: Vec<FeatureColumn>,
    /// The raw values of each column, and as far as the records bear them out.
    values: Vec<(Vec<f64>, Vec<f64>)>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(records: &'a [u64]) -> Self {
        Self { records, columns: Vec::new(), values: Vec::new() }
    }

    /// Adds a feature with its value for each row. One that is the same everywhere is left out.
    pub(super) fn add(&mut self, feature: Feature, values: &[Option<f64>]) {
        let mut sorted: Vec<f64> = values.iter().flatten().copied().collect();
        sorted.sort_unstable_by(f64::total_cmp);
        let Some(typical) = quantile(&sorted, 50) else { return };
        let missing = values.len() - sorted.len();
        let values: Vec<f64> = values.iter().map(|value| value.unwrap_or(typical)).collect();
        let sure: Vec<f64> = values
            .iter()
            .zip(self.records)
            .map(|(&value, &records)| borne_out(feature.scale, value, typical, records))
            .collect();
        let Some(scaler) = Scaler::fit(feature.scale, feature.weight, &sure) else { return };
        let mut description = feature.description;
        if missing > 0 {
            let have = if missing == 1 { "has" } else { "have" };
            description += &format!(" {missing} {have} none; the median stands for it.");
        }
        self.columns.push(FeatureColumn {
            block: feature.block,
            name: feature.name,
            description,
            unit: feature.unit,
            scale: feature.scale,
            typical: typical as f32,
            missing: missing as u64,
            scaler,
        });
        self.values.push((values, sure));
    }

    /// The columns as a matrix whose rows have no names yet.
    pub(super) fn finish(self) -> Matrix {
        let size = self.records.len() * self.columns.len();
        let (mut values, mut scaled) = (Vec::with_capacity(size), Vec::with_capacity(size));
        for row in 0..self.records.len() {
            for (column, (raw, sure)) in self.columns.iter().zip(&self.values) {
                values.push(raw.get(row).copied().unwrap_or_default() as f32);
                let sure = sure.get(row).copied().unwrap_or_default();
                scaled.push(column.scaler.coordinate(sure) as f32);
            }
        }
        Matrix { columns: self.columns, values, scaled, ..Matrix::default() }
    }
}
