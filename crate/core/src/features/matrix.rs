/*!
The counts of groups as a matrix: a row a group, a column a feature.
*/

use super::block::{Block, Weights};
use super::build::Builder;
use super::catalogue::features;
use super::feature::{Feature, Scale, Unit};
use super::groups::Groups;
use super::labels::Labels;
use super::scale::{Scaler, borne_out};
use super::seen::Seen;
use super::{By, Keys, tokens};
use serde::Serialize;
use std::sync::Arc;

/// A column of the matrix.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FeatureColumn {
    /// What it is about; see [`Block`].
    pub block: Block,
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
    /// Coordinates for the embedding before they are [weighed](Self::weighed), row by row.
    pub scaled: Vec<f32>,
    /// What the rows are called in other columns than those of the features.
    pub labels: Vec<Labels>,
    /// Records whose value is none of the groups'.
    pub other: u64,
    /// Records without a value to be grouped by.
    pub none: u64,
    /// What its groups were chosen by, and the number of each row's group among these; none where rows stand for themselves.
    #[serde(skip)]
    pub(super) groups: Option<(Arc<Keys>, Vec<u32>)>,
    #[serde(skip)]
    pub(super) seen: Seen,
}

impl Matrix {
    /// The matrix of all groups that have records.
    pub fn new(groups: &Groups) -> Self {
        let mut rows: Vec<_> = groups
            .stats
            .iter()
            .enumerate()
            .filter(|(_, stats)| stats.records > 0)
            .map(|(group, stats)| (stats, groups.keys.describe(group), group as u32))
            .collect();
        rows.sort_by(|(a, named_a, _), (b, named_b, _)| {
            b.records.cmp(&a.records).then_with(|| named_a.cmp(named_b))
        });
        let numbers = rows.iter().map(|(_, _, group)| *group).collect();
        let counts: Vec<u64> = rows.iter().map(|(stats, ..)| stats.records).collect();
        let mut builder = Builder::new(&counts);
        for counted in features(groups.keys.by()) {
            let values = rows.iter().map(|(stats, ..)| counted.value(stats)).collect::<Vec<_>>();
            builder.add(counted.feature, &values);
        }
        if *groups.keys.by() == By::Template {
            let texts = rows.iter().map(|(_, (name, _), _)| tokens::words(name.as_bytes()));
            words(&mut builder, Block::Words, "words", &texts.collect::<Vec<_>>());
        }
        let seen = Seen {
            hours: rows.iter().map(|(stats, ..)| stats.hours).collect(),
            common: rows.iter().map(|(stats, ..)| stats.common.clone()).collect(),
            names: groups.keys.rarity().common(),
        };
        let (names, filters) = rows.into_iter().map(|(_, described, _)| described).unzip();
        let built = builder.finish();
        Self {
            names,
            filters,
            counts,
            other: groups.other,
            none: groups.none,
            groups: Some((groups.keys.clone(), numbers)),
            seen,
            ..built
        }
    }

    /// The coordinates for the embedding, row by row, with these factors on their columns.
    pub fn weighed(&self, weights: &Weights) -> Vec<f32> {
        let factors: Vec<f32> =
            self.columns.iter().map(|column| weights.of(column.block, &column.name)).collect();
        let factors = factors.iter().cycle();
        self.scaled.iter().zip(factors).map(|(value, factor)| value * factor).collect()
    }

    /// What its groups were chosen by; none where rows stand for themselves.
    pub fn keys(&self) -> Option<&Arc<Keys>> {
        self.groups.as_ref().map(|(keys, _)| keys)
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

/// Adds vectors of tokens, a text a row.
pub(super) fn words(builder: &mut Builder<'_>, block: Block, name: &str, texts: &[Vec<u64>]) {
    let vectors = tokens::vectors(texts);
    for at in 0..tokens::WIDTH {
        let description = format!(
            "Coordinate {} of {} of the {name}: each goes to one by its hash, with a sign, and counts the more the rarer it \
             is (IDF); the whole has length 1.",
            at + 1,
            tokens::WIDTH
        );
        let feature =
            Feature::coordinate(block, format!("{name} {}/{}", at + 1, tokens::WIDTH), description);
        let values = vectors.iter().skip(at).step_by(tokens::WIDTH).copied().map(Some);
        builder.add(feature.scaled(Scale::Plain), &values.collect::<Vec<_>>());
    }
}
