/*!
The counts of groups as a matrix: a row a group, a column a feature.
*/

use super::catalogue::{Scale, Unit, features};
use super::groups::Groups;
use super::scale::{Scaler, borne_out, quantile};
use serde::Serialize;

/// A column of the matrix.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FeatureColumn {
    /// A short name, as in `5xx share`.
    pub name: String,
    /// What it says, as a sentence; tells of groups that have no such value.
    pub description: String,
    /// What the raw values are measured in.
    pub unit: Unit,
    /// How the coordinates are made of the raw values.
    pub scale: Scale,
    /// The median of the raw values.
    pub typical: f32,
    /// Groups that have no such value; the median stands for it.
    pub missing: u64,
    #[serde(skip)]
    pub(super) scaler: Scaler,
}

impl FeatureColumn {
    /// How far a raw value of a group of so many records lies from what is typical, in spreads.
    pub(super) fn score(&self, value: f32, records: u64) -> f32 {
        let sure = borne_out(self.scale, value.into(), self.typical.into(), records);
        self.scaler.score(sure) as f32
    }
}

/// Groups and their features. Rows are in the order of their records, the most first, ties by name; columns that are the
/// same for all groups are left out.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Matrix {
    /// The name of each group: its value, or the start of its stretch of time.
    pub names: Vec<String>,
    /// A filter for each group that means its records.
    pub filters: Vec<String>,
    /// The records of each group.
    pub counts: Vec<u64>,
    /// The features.
    pub columns: Vec<FeatureColumn>,
    /// Raw values, row by row.
    pub values: Vec<f32>,
    /// Coordinates for the embedding, row by row.
    pub scaled: Vec<f32>,
    /// Records whose value is none of the groups'.
    pub other: u64,
    /// Records without a value to be grouped by.
    pub none: u64,
}

impl Matrix {
    /// The matrix of all groups that have records.
    pub fn new(groups: &Groups) -> Self {
        let mut rows: Vec<_> = groups
            .stats
            .iter()
            .enumerate()
            .filter(|(_, stats)| stats.records > 0)
            .map(|(group, stats)| (stats, groups.keys.describe(group)))
            .collect();
        rows.sort_by(|(a, named_a), (b, named_b)| {
            b.records.cmp(&a.records).then_with(|| named_a.cmp(named_b))
        });
        let mut columns = Vec::new();
        let mut by_column: Vec<(Vec<f64>, Vec<f64>)> = Vec::new();
        for feature in features(groups.keys.by()) {
            let values: Vec<Option<f64>> =
                rows.iter().map(|(stats, _)| feature.value(stats)).collect();
            let mut sorted: Vec<f64> = values.iter().flatten().copied().collect();
            sorted.sort_unstable_by(f64::total_cmp);
            let Some(typical) = quantile(&sorted, 50) else { continue };
            let missing = values.len() - sorted.len();
            let values: Vec<f64> = values.iter().map(|value| value.unwrap_or(typical)).collect();
            let sure: Vec<f64> = values
                .iter()
                .zip(&rows)
                .map(|(&value, (stats, _))| borne_out(feature.scale, value, typical, stats.records))
                .collect();
            let Some(scaler) = Scaler::fit(feature.scale, feature.weight, &sure) else {
                continue;
            };
            let mut description = feature.description;
            if missing > 0 {
                let groups = if missing == 1 { "group has" } else { "groups have" };
                description += &format!(" {missing} {groups} none; the median stands for it.");
            }
            columns.push(FeatureColumn {
                name: feature.name,
                description,
                unit: feature.unit,
                scale: feature.scale,
                typical: typical as f32,
                missing: missing as u64,
                scaler,
            });
            by_column.push((values, sure));
        }
        let mut values = Vec::with_capacity(rows.len() * columns.len());
        let mut scaled = Vec::with_capacity(rows.len() * columns.len());
        for row in 0..rows.len() {
            for (column, (raw, sure)) in columns.iter().zip(&by_column) {
                values.push(raw.get(row).copied().unwrap_or_default() as f32);
                let sure = sure.get(row).copied().unwrap_or_default();
                scaled.push(column.scaler.coordinate(sure) as f32);
            }
        }
        let counts = rows.iter().map(|(stats, _)| stats.records).collect();
        let (names, filters) = rows.into_iter().map(|(_, described)| described).unzip();
        let (other, none) = (groups.other, groups.none);
        Self { names, filters, counts, columns, values, scaled, other, none }
    }

    /// How many groups there are.
    pub fn rows(&self) -> usize {
        self.names.len()
    }

    /// The raw values of a group.
    pub fn row(&self, row: usize) -> &[f32] {
        let width = self.columns.len();
        self.values.get(row * width..(row + 1) * width).unwrap_or_default()
    }
}
