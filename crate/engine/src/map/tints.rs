/*!
Colours for the groups of a map by a field that they are not made of.
*/

use super::{Map, ranks};
use crate::pass::{Gather, PassId};
use crate::session::Session;
use logatlas_core::features::{Tint, Tints};
use logatlas_core::query::Filter;
use std::sync::Arc;

/// What the points of a map have in a field.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Coloured {
    /// The field's most frequent values; empty where it is one of numbers.
    pub values: Vec<String>,
    /// The place of each point's value among them, -1 for another or none.
    pub of_row: Vec<i8>,
    /// Of numbers instead where each point stands among all that have any, 0 to 1; not a number where it has none.
    pub ranks: Vec<f32>,
}

impl Session {
    /// Begins to see what the groups of a map have in a field, in the records that a filter means: that of the map. `chosen_from`
    /// is a finished pass with the same filter. None if that has ended, or the points of the map are no groups.
    pub fn begin_tints(
        self: &Arc<Self>,
        map: &Map,
        field: &str,
        filter: Filter,
        chosen_from: Option<PassId>,
    ) -> Option<PassId> {
        let keys = map.matrix.keys()?;
        let merged = self.templates();
        let tints = self.pass_or_scan(chosen_from)?.with_total(|gathered| match gathered {
            Gather::Summary(summary) => {
                Some(Tints::choose(keys.clone(), field, summary, merged.clone()))
            }
            _ => None,
        })?;
        Some(self.begin_to_gather(filter, Gather::Tints(Box::new(tints))))
    }

    /// What such a pass has seen; none if it has ended.
    pub fn coloured(&self, tints: PassId, map: &Map) -> Option<Coloured> {
        let tint = self.pass_or_scan(Some(tints))?.with_total(|gathered| match gathered {
            Gather::Tints(tints) => Some(tints.of(&map.matrix)),
            _ => None,
        })?;
        Some(match tint {
            Tint::Words(labels) => {
                Coloured { values: labels.values, of_row: labels.of_row, ..Coloured::default() }
            }
            Tint::Numbers(heights) => Coloured { ranks: ranked(&heights), ..Coloured::default() },
        })
    }
}

/// Ranks among those that have a value.
fn ranked(heights: &[Option<f64>]) -> Vec<f32> {
    let known: Vec<f64> = heights.iter().flatten().copied().collect();
    let mut ranks = ranks::of(&known).into_iter();
    heights.iter().map(|height| height.and_then(|_| ranks.next()).unwrap_or(f32::NAN)).collect()
}
