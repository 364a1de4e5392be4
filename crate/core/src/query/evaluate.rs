/*!
Runs a compiled filter on the columns of one slice.

Every part narrows the rows that are still undecided. Columns are asked once a distinct value; lines are read only
where no column could decide.
*/

use super::Text;
use super::compile::{FieldTest, Plan};
use super::value::Matcher;
use crate::columns::{Columns, NumberColumn, Numbers, Rows, Selection, each_width};
use crate::field::{QUERY_NAME, TEMPLATE_NAME};
use crate::split::without_returns;
use crate::summary::parameters::pairs;
use crate::template::readable;
use foldhash::fast::FixedState;
use hashbrown::HashMap;

/// The text of the records.
#[derive(Clone, Copy)]
enum Lines<'a> {
    Known(Text<'a>),
    /// Not at hand: every test of it is taken to come out so.
    Assumed(bool),
}

/// The rows that pass.
pub(super) fn select(plan: &Plan, columns: &Columns, text: Text<'_>) -> Selection {
    narrow(plan, columns, Lines::Known(text), Selection::all(columns.rows))
}

/// The rows that pass or may pass, by the columns alone.
pub(super) fn maybe(plan: &Plan, columns: &Columns) -> Selection {
    narrow(plan, columns, Lines::Assumed(true), Selection::all(columns.rows))
}

/// Those of the rows `within` that pass.
fn narrow(plan: &Plan, columns: &Columns, lines: Lines<'_>, within: Selection) -> Selection {
    match plan {
        Plan::All => within,
        Plan::Field(test) => within.and(field(test, columns)),
        Plan::Time(range) => {
            let times = &columns.times;
            let test = |row: usize| times.get(row).is_some_and(|time| range.contains(time));
            within.and(Selection::matching(columns.rows, test))
        }
        Plan::Text(search) => found(columns, lines, within, |text| search.is_match(text)),
        Plan::Regex(pattern) => found(columns, lines, within, |text| pattern.is_match(text)),
        Plan::Variable(test) => match lines {
            Lines::Known(text) => test.select(columns, text, within),
            Lines::Assumed(true) => within.and(test.candidates(columns).0),
            Lines::Assumed(false) => Selection::none(columns.rows),
        },
        Plan::And(parts) => parts.iter().fold(within, |within, part| match within.count() {
            0 => within,
            _ => narrow(part, columns, lines, within),
        }),
        Plan::Or(parts) => {
            let mut passed = Selection::none(columns.rows);
            let mut undecided = within;
            for part in parts {
                let more = narrow(part, columns, lines, undecided.clone());
                undecided = undecided.and(more.clone().complement());
                passed = passed.or(more);
            }
            passed
        }
        Plan::Not(part) => {
            // What may pass is what does not surely fail.
            let lines = match lines {
                Lines::Assumed(outcome) => Lines::Assumed(!outcome),
                known @ Lines::Known(_) => known,
            };
            let failed = narrow(part, columns, lines, within.clone());
            within.and(failed.complement())
        }
    }
}

fn found(
    columns: &Columns,
    lines: Lines<'_>,
    within: Selection,
    is_match: impl Fn(&[u8]) -> bool,
) -> Selection {
    match lines {
        Lines::Assumed(true) => within,
        Lines::Assumed(false) => Selection::none(columns.rows),
        Lines::Known(Text { bytes, .. }) => {
            let mut found = Selection::none(columns.rows);
            within.for_each(|row| {
                let text = bytes.get(columns.extent(row)).unwrap_or_default();
                if is_match(without_returns(text)) {
                    found.insert(row);
                }
            });
            found
        }
    }
}

fn field(test: &FieldTest, columns: &Columns) -> Selection {
    let rows = columns.rows;
    let mut passed = Selection::none(rows);
    if test.severities != 0 {
        let passes = |row: usize| {
            let class = columns.classes.get(row).copied().unwrap_or(0);
            test.severities.checked_shr(class.into()).unwrap_or(0) & 1 == 1
        };
        passed = passed.or(Selection::matching(rows, passes));
    }
    let template = test.names.iter().any(|name| **name == *TEMPLATE_NAME);
    if let (true, Some(merged), Some(templates)) = (template, &test.merged, &columns.templates) {
        let passes = |text: &[u8]| test.matcher.template(&merged.of(text));
        passed = passed.or(templates.matching(rows, passes));
    }
    if let (true, Some(templates)) = (test.signature, &columns.templates) {
        passed = passed.or(templates.matching(rows, |text| test.matcher.template(&readable(text))));
    }
    if let Some(parameter) = &test.parameter {
        let passes = |(name, value): (&[u8], &[u8])| {
            name == parameter.as_bytes() && test.matcher.text(value)
        };
        for queries in columns.words_of(QUERY_NAME) {
            passed = passed.or(queries.matching(rows, |query| pairs(query).any(passes)));
        }
    }
    for name in &test.names {
        for words in columns.words_of(name) {
            passed = passed.or(match &test.merged {
                Some(merged) if words.is_route() => {
                    words.matching(rows, |signature| test.matcher.text(&merged.route(signature)))
                }
                _ => words.matching(rows, |value| test.matcher.text(value)),
            });
        }
        if let Some(number) = columns.field(name).and_then(|column| column.number.as_ref()) {
            passed = passed.or(numbers(&test.matcher, number, rows));
        }
    }
    passed
}

fn numbers(matcher: &Matcher, column: &NumberColumn, rows: usize) -> Selection {
    let mut scratch = String::new();
    if let (Rows::All, Numbers::Whole(numbers)) = (&column.rows, &column.numbers)
        && let Some(largest) = numbers.largest().filter(|&largest| (largest as usize) < rows)
    {
        // There are fewer numbers than rows: try each number that may occur, then look it up.
        let passing: Vec<bool> =
            (0..=largest).map(|number| matcher.number(number.into(), &mut scratch)).collect();
        return each_width!(numbers, numbers => Selection::of(
            numbers.iter().map(|&number| passing.get(number as usize) == Some(&true)),
        ));
    }
    let mut passed = Selection::none(rows);
    let mut known: HashMap<u64, bool, FixedState> = HashMap::default();
    column.each(&Selection::all(rows), &mut |row, number| {
        let passes = if matcher.reads_digits() {
            let known = known.entry(number.to_bits());
            *known.or_insert_with(|| matcher.number(number, &mut scratch))
        } else {
            matcher.number(number, &mut scratch)
        };
        if passes {
            passed.insert(row);
        }
    });
    passed
}
