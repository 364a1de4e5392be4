/*!
How rare each template is among all records: what is everywhere tells little. And which are the most frequent, so that they can be counted
one by one.
*/

use super::tokens::idf;
use crate::hash::stable;
use crate::summary::Summary;
use crate::template::Merged;
use foldhash::fast::FixedState;
use hashbrown::HashMap;

/// So many templates are counted one by one.
pub(super) const COMMON: usize = 64;
/// A factor of 1, so that factors are whole numbers and sums of them do not depend on their order.
const ONE: f64 = 16.0;

/// The inverse document frequency of templates, where a document is a record, in sixteenths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Rarity {
    /// By the hash of a template, with its place among the most frequent.
    of: HashMap<u64, (i64, usize), FixedState>,
    common: Vec<String>,
    /// That of a template that was not met yet.
    unmet: i64,
}

impl Rarity {
    /// Of the templates that the signatures of these records were merged into.
    pub(super) fn new(summary: &Summary, merged: &Merged) -> Self {
        let all = summary.lines.records;
        let factor = |count: u64| (idf(all, count) * ONE) as i64;
        let templates = summary.templates(merged);
        let shown = |text: &[u8]| String::from_utf8_lossy(text).into_owned();
        let common = templates.iter().take(COMMON).map(|(_, text)| shown(text)).collect();
        let of = templates.iter().enumerate();
        let of = of.map(|(place, (facts, text))| (stable(text), (factor(facts.count), place)));
        Self { of: of.collect(), common, unmet: factor(0) }
    }

    /// The most frequent templates.
    pub(super) fn common(&self) -> Vec<String> {
        self.common.clone()
    }

    /// The factor of a template by its hash, and its place if it is one of the most frequent.
    pub(super) fn of(&self, template: u64) -> (i64, Option<usize>) {
        let known = self.of.get(&template).copied();
        let (factor, place) = known.unwrap_or((self.unmet, COMMON));
        (factor, (place < COMMON).then_some(place))
    }
}
