/*!
Values that are more, or less, frequent among some records, and fields that only some of them have.
*/

use super::measure::Sides;
use super::{Contrast, Says};
use crate::field::SEVERITY_NAME;
use crate::query;
use crate::severity::Class;
use crate::summary::values::{Counted, Values};
use crate::summary::{FieldSummary, Summary};
use std::collections::{BTreeMap, BTreeSet};

/// So many of the most frequent values on either side are looked at.
const LISTED: usize = 64;

/// Grades of severity.
pub(super) fn severities(
    sides: &Sides,
    part: &Summary,
    whole: &Summary,
    found: &mut Vec<Contrast>,
) {
    let counts = part.classes.iter().zip(&whole.classes).enumerate();
    for (class, (&inside, &all)) in counts.take(7).skip(1) {
        let name = Class(class as u8).name();
        let filter = || query::term(SEVERITY_NAME, name);
        found.extend(sides.contrast(SEVERITY_NAME, Says::Is(name.into()), filter, inside, all));
    }
}

/// Templates or routes, with their counts on either side, the most frequent first.
pub(super) fn mined<T: AsRef<[u8]> + Ord>(
    sides: &Sides,
    name: &str,
    part: &[(u64, T)],
    whole: &[(u64, T)],
    found: &mut Vec<Contrast>,
) {
    let listed: BTreeSet<&T> =
        part.iter().take(LISTED).chain(whole.iter().take(LISTED)).map(|(_, text)| text).collect();
    let inside: BTreeMap<&T, u64> = part.iter().map(|(count, text)| (text, *count)).collect();
    for (all, text) in whole.iter().filter(|(_, text)| listed.contains(text)) {
        let inside = inside.get(text).copied().unwrap_or(0);
        let text = String::from_utf8_lossy(text.as_ref());
        let filter = || query::term(name, &text);
        found.extend(sides.contrast(name, Says::Is(text.to_string()), filter, inside, *all));
    }
}

/// The values of a field, words and counted numbers, and whether it is there.
pub(super) fn values(
    sides: &Sides,
    name: &str,
    (part, of_part): (&Summary, Option<&FieldSummary>),
    (whole, of_whole): (&Summary, &FieldSummary),
    found: &mut Vec<Contrast>,
) {
    let present = of_part.map_or(0, FieldSummary::present);
    let filter = || format!("{} : *", query::name(name));
    found.extend(sides.contrast(name, Says::Exists, filter, present, of_whole.present()));
    let words = of_part.map(|of| (&of.values, part.top_values(name, LISTED)));
    each(sides, name, words, (&of_whole.values, whole.top_values(name, LISTED)), found);
    let counted = |of: &FieldSummary| -> BTreeMap<u64, u64> {
        let all = of.numbers.top(usize::MAX).into_iter();
        all.map(|(number, count)| (number.to_bits(), count)).collect()
    };
    let inside = of_part.map(counted).unwrap_or_default();
    for (bits, all) in counted(of_whole) {
        let number = f64::from_bits(bits).to_string();
        let inside = inside.get(&bits).copied().unwrap_or(0);
        let filter = || query::term(name, &number);
        found.extend(sides.contrast(name, Says::Is(number.clone()), filter, inside, all));
    }
}

/// Values that are listed on either side. Where counts are estimates nothing is compared: a difference of two estimates tells
/// little.
fn each(
    sides: &Sides,
    name: &str,
    part: Option<(&Values, Vec<Counted>)>,
    (whole, mut listed): (&Values, Vec<Counted>),
    found: &mut Vec<Contrast>,
) {
    if !whole.is_exact() {
        return;
    }
    let (part, more) = part.unzip();
    listed.extend(more.unwrap_or_default());
    listed.sort_unstable_by(|a, b| a.value.cmp(&b.value));
    listed.dedup_by(|a, b| a.value == b.value);
    for Counted { value, .. } in listed {
        let inside = part.map_or(0, |values| values.count(&value));
        let text = String::from_utf8_lossy(&value);
        let filter = || query::term(name, &text);
        let says = Says::Is(text.to_string());
        found.extend(sides.contrast(name, says, filter, inside, whole.count(&value)));
    }
}
