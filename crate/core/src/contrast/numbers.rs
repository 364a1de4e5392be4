/*!
Numbers that are larger, or smaller, among some records.
*/

use super::measure::Sides;
use super::{Contrast, Says};
use crate::field::{self, Kind};
use crate::query;
use crate::summary::FieldSummary;
use crate::summary::histogram::{self, Histogram};

/// The bound that tells most, of all between the buckets of a field's histogram.
pub(super) fn bounds(
    sides: &Sides,
    name: &str,
    part: Option<&FieldSummary>,
    whole: &FieldSummary,
    found: &mut Vec<Contrast>,
) {
    // Codes have no order that means anything.
    let Some(part) = part.filter(|_| field::number_kind(name) == Kind::Number) else { return };
    let (inside, all) = (&part.numbers.histogram, &whole.numbers.histogram);
    let Some(best) = best(sides, inside, all) else { return };
    let (bound, _) = histogram::bounds(best.bucket);
    let below = best.below.1;
    let (says, sign, inside, all) = if best.above {
        (Says::AtLeast(bound), ">=", inside.count() - best.below.0, all.count() - below)
    } else {
        (Says::Below(bound), "<", best.below.0, below)
    };
    let filter = || format!("{} {sign} {}", query::name(name), bound);
    found.extend(sides.contrast(name, says, filter, inside, all));
}

/// The first bucket above a bound, and the counts below it in the part and in both.
struct Bound {
    bucket: i32,
    below: (u64, u64),
    /// Whether the part lies above the bound rather than below.
    above: bool,
    score: f64,
}

fn best(sides: &Sides, inside: &Histogram, all: &Histogram) -> Option<Bound> {
    let mut best: Option<Bound> = None;
    let mut below = (0, 0);
    let mut of_part = inside.counts().peekable();
    for (bucket, count) in all.counts() {
        for above in [true, false] {
            let (inside, all) =
                if above { (inside.count() - below.0, all.count() - below.1) } else { below };
            // Only the side on which the part is more frequent says something about it.
            let more = sides.excess(inside, all);
            let score = if more { sides.score(inside, all) } else { 0.0 };
            // Negative buckets end, not start, with their bound.
            if bucket >= 0 && below.1 > 0 && best.as_ref().is_none_or(|best| score > best.score) {
                best = Some(Bound { bucket, below, above, score });
            }
        }
        below.1 += count;
        while let Some((_, count)) = of_part.next_if(|(of, _)| *of <= bucket) {
            below.0 += count;
        }
    }
    best
}
