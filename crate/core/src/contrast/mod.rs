/*!
What sets some records apart from all others: conditions that hold for them far more, or far less, often than elsewhere.

Each condition is a filter: a value of a field, a field being there at all, a number above or below a bound, a stretch of
time. With the share `p` of the chosen records and the share `q` of the others for which it holds, its score is
`(p - q) * log2(p / q)`: its part of Jeffreys' divergence between the two (Jeffreys 1946), which does not grow with the number of
records. Half a record is added on either side, so that a few records prove little; and what could well be chance is left out
by the likelihood-ratio test (Dunning 1993).
*/

mod measure;
mod numbers;
mod times;
mod words;

#[cfg(test)]
mod tests;

use crate::field::{ROUTE_NAME, TEMPLATE_NAME};
use crate::summary::Summary;
use crate::template::Merged;
use measure::Sides;
use serde::Serialize;

/// So many conditions about one field at most: the rest would say the same again.
const A_FIELD: usize = 2;

/// A condition and how often it holds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Contrast {
    /// The full name of the field that it is about.
    pub field: String,
    /// Its short name.
    pub alias: Option<&'static str>,
    /// What is said of the field, as people read it.
    pub says: Says,
    /// The condition as a filter.
    pub filter: String,
    /// The chosen records for which it holds.
    pub count: u64,
    /// The share of the chosen records for which it holds, 0 to 1.
    pub share: f64,
    /// The share of the other records for which it holds, 0 to 1.
    pub elsewhere: f64,
    /// How much it tells the two apart, in bits; 0 for not at all.
    pub score: f64,
}

/// What a condition says of a field.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Says {
    /// It has this value.
    Is(String),
    /// It has a value.
    Exists,
    /// It is a number, at least this.
    AtLeast(f64),
    /// It is a number below this.
    Below(f64),
    /// It lies between these times, RFC 3339, the second one no longer within.
    Between(String, String),
}

/// The conditions that set the records of `part` apart from the rest of `whole`, the most telling first, at most `most`. Fields for
/// which `skip` is true are left out. `part` must be a summary of some of the records of `whole`;
/// `merged` tells the template or route of each signature.
///
/// Takes time linear in the listed values, the buckets of the histograms and the square of the bins of the timeline (240).
pub fn contrasts(
    part: &Summary,
    whole: &Summary,
    merged: &Merged,
    most: usize,
    skip: impl Fn(&str) -> bool,
) -> Vec<Contrast> {
    let sides = Sides::new(part.lines.records, whole.lines.records);
    if sides.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    words::severities(&sides, part, whole, &mut found);
    let (inside, all) = (part.template_counts(merged), whole.template_counts(merged));
    words::mined(&sides, TEMPLATE_NAME, &inside, &all, &mut found);
    let (inside, all) = (part.routes(merged), whole.routes(merged));
    words::mined(&sides, ROUTE_NAME, &inside, &all, &mut found);
    for (name, of_whole) in &whole.fields {
        let of_part = part.fields.get(name);
        words::values(&sides, name, (part, of_part), (whole, of_whole), &mut found);
        numbers::bounds(&sides, name, of_part, of_whole, &mut found);
    }
    times::stretch(&sides, part, whole, &mut found);
    found.retain(|contrast| !skip(&contrast.field));
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.filter.cmp(&b.filter)));
    let mut kept: Vec<Contrast> = Vec::new();
    for contrast in found {
        if kept.len() < most && of_field(&kept, &contrast.field) < A_FIELD {
            kept.push(contrast);
        }
    }
    kept
}

fn of_field(contrasts: &[Contrast], field: &str) -> usize {
    contrasts.iter().filter(|contrast| contrast.field == field).count()
}
