/*!
The stretch of time in which some records lie, and the others do not.
*/

use super::measure::Sides;
use super::{Contrast, Says};
use crate::field::TIME_NAME;
use crate::query;
use crate::summary::Summary;
use crate::time::Timestamp;

/// Bins that are looked at; every run of them is one stretch.
const BINS: usize = 240;
/// A stretch holds at least this share of the part: one that holds less is no summary of it.
const LEAST_SHARE: f64 = 0.5;

/// The run of bins that tells most among those that hold at least half of the part.
pub(super) fn stretch(sides: &Sides, part: &Summary, whole: &Summary, found: &mut Vec<Contrast>) {
    let Some(shown) = whole.timeline.shown(BINS) else { return };
    let all = shown.totals();
    let inside = part.timeline.counts(shown.start, shown.step, all.len());
    let sums = |counts: &[u64]| -> Vec<u64> {
        let steps = counts.iter().scan(0, |sum, count| {
            *sum += count;
            Some(*sum)
        });
        std::iter::once(0).chain(steps).collect()
    };
    let (of_part, of_all) = (sums(&inside), sums(&all));
    let least = (part.lines.records as f64 * LEAST_SHARE) as u64;
    let mut best: Option<(f64, usize, usize, u64, u64)> = None;
    for (from, (a, b)) in of_part.iter().zip(&of_all).enumerate() {
        for (to, (c, d)) in of_part.iter().zip(&of_all).enumerate().skip(from + 1) {
            let (inside, all) = (c - a, d - b);
            if inside < least.max(1) || !sides.excess(inside, all) {
                continue;
            }
            let score = sides.score(inside, all);
            if best.is_none_or(|(known, ..)| score > known) {
                best = Some((score, from, to, inside, all));
            }
        }
    }
    let Some((_, from, to, inside, all)) = best else { return };
    let time = |bin: usize| {
        Timestamp::from_nanos(shown.start.saturating_add(shown.step.saturating_mul(bin as i64)))
    };
    let (start, end) = (time(from), time(to));
    let says = Says::Between(start.to_rfc3339(), end.to_rfc3339());
    let filter = || query::time_range(start, end);
    found.extend(sides.contrast(TIME_NAME, says, filter, inside, all));
}
