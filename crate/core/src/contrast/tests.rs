//! Contrasts of small made-up logs: what they say is what their filters find.

use super::*;
use crate::columns::{Batch, Columns, ColumnsBuilder, Selection};
use crate::dictionary::Seed;
use crate::field::FieldTable;
use crate::query;
use crate::record::{Record, Value};
use crate::severity::Severity;
use crate::summary::{Origin, Summary};
use crate::time::Timestamp;
use proptest::prelude::*;

const DAY: i64 = 1_714_521_600;
const ORIGIN: Origin = Origin { source: 0, offset: 0 };

#[derive(Clone, Debug)]
struct Line {
    second: Option<i64>,
    severity: Option<Severity>,
    client: Option<&'static str>,
    note: Option<&'static str>,
    bytes: Option<f64>,
    status: Option<f64>,
}

fn columns(lines: &[Line]) -> Columns {
    let mut builder = ColumnsBuilder::new(Seed(7));
    let mut fields = FieldTable::default();
    let mut batch = Batch::default();
    for (at, line) in lines.iter().enumerate() {
        let mut record = Record {
            time: line.second.map(|s| Timestamp::from_nanos((DAY + s) * 1_000_000_000)),
            severity: line.severity,
            ..Record::default()
        };
        let texts = [("client.address", line.client), ("note", line.note)];
        for (name, text) in texts {
            if let (Some(text), Some(field)) = (text, fields.intern(name)) {
                record.values.push((field, Value::Text(text.as_bytes())));
            }
        }
        let numbers =
            [("http.response.body.size", line.bytes), ("http.response.status_code", line.status)];
        for (name, number) in numbers {
            if let (Some(number), Some(field)) = (number, fields.intern(name)) {
                record.values.push((field, Value::Number(number)));
            }
        }
        builder.record(at * 10, at * 10 + 9, &record, &fields, &mut batch);
    }
    builder.take(lines.len() * 10, &fields, batch)
}

fn of(columns: &Columns, selection: &Selection) -> Summary {
    let mut summary = Summary::new(Seed(7));
    summary.add_selected(columns, selection, ORIGIN);
    summary
}

fn compare(lines: &[Line], chosen: &str) -> (Columns, Vec<Contrast>) {
    let columns = columns(lines);
    let part = of(&columns, &query::parse(chosen).unwrap().maybe(&columns));
    let whole = of(&columns, &Selection::all(columns.rows));
    let found = contrasts(&part, &whole, &whole.merged(), 20, |_| false);
    (columns, found)
}

/// A quiet day, and in its third hour one client that is refused.
fn attack() -> Vec<Line> {
    let quiet = (0..2000).map(|n| Line {
        second: Some(n * 43),
        severity: None,
        client: Some(["10.0.0.1", "10.0.0.2", "10.0.0.3"][n as usize % 3]),
        note: (n % 2 == 0).then_some("cached"),
        bytes: Some(5000.0 + (n % 100) as f64 * 40.0),
        status: Some(if n % 50 == 0 { 404.0 } else { 200.0 }),
    });
    let refused = (0..200).map(|n| Line {
        second: Some(7200 + n * 5),
        severity: Some(Severity::Warn),
        client: Some("203.0.113.7"),
        note: None,
        bytes: Some(120.0 + (n % 7) as f64),
        status: Some(401.0),
    });
    quiet.chain(refused).collect()
}

#[test]
fn what_sets_an_attack_apart_is_told_first() {
    let (_, found) = compare(&attack(), "status : 401");
    let said: Vec<(&str, &Says)> = found.iter().map(|c| (c.field.as_str(), &c.says)).collect();
    assert!(said.contains(&("client.address", &Says::Is("203.0.113.7".into()))));
    assert!(said.iter().any(|(_, says)| matches!(says, Says::Below(bound) if *bound < 5000.0)));
    assert!(said.contains(&("note", &Says::Exists)));
    let between = found.iter().find(|c| matches!(c.says, Says::Between(..))).unwrap();
    assert!(between.share == 1.0 && between.elsewhere < 0.03, "{between:?}");
    assert!(found.is_sorted_by(|a, b| a.score >= b.score));
    assert!(found.iter().all(|c| of_field(&found, &c.field) <= A_FIELD));
}

#[test]
fn all_records_or_none_are_not_set_apart() {
    assert_eq!(compare(&attack(), "").1, []);
    assert_eq!(compare(&attack(), "client : nobody").1, []);
}

#[test]
fn fields_can_be_left_out() {
    let columns = columns(&attack());
    let part = of(&columns, &query::parse("status : 401").unwrap().maybe(&columns));
    let whole = of(&columns, &Selection::all(columns.rows));
    let found = contrasts(&part, &whole, &whole.merged(), 3, |field| field == "client.address");
    assert_eq!(found.len(), 3);
    assert!(found.iter().all(|contrast| contrast.field != "client.address"));
}

proptest! {
    #[test]
    fn a_contrast_counts_what_its_filter_finds(
        lines in prop::collection::vec(line(), 30..200),
        chosen in prop::sample::select(vec!["status >= 400", "bytes > 10", "client : 10.0.0.1", "note : *", "level >= warn"]),
    ) {
        let (columns, found) = compare(&lines, chosen);
        let part = query::parse(chosen).unwrap().maybe(&columns);
        for contrast in &found {
            let both = query::parse(&format!("({chosen}) and {}", contrast.filter)).unwrap();
            prop_assert_eq!(both.maybe(&columns).count() as u64, contrast.count, "{}", &contrast.filter);
            let all = query::parse(&contrast.filter).unwrap().maybe(&columns).count() as u64;
            let rest = (columns.rows - part.count()) as f64;
            prop_assert_eq!((all - contrast.count) as f64 / rest, contrast.elsewhere);
            prop_assert_eq!(contrast.count as f64 / part.count() as f64, contrast.share);
        }
    }
}

fn line() -> impl Strategy<Value = Line> {
    let words = |words: &'static [&'static str]| prop::option::of(prop::sample::select(words));
    (
        prop::option::weighted(0.9, 0..200_000i64),
        prop::option::of(prop::sample::select(vec![Severity::Info, Severity::Error])),
        words(&["10.0.0.1", "10.0.0.2", "a b", "or", "*"]),
        words(&["", "x", "/x/", "\"q\" \\ :"]),
        prop::option::of(prop_oneof![-20.0..20.0f64, Just(0.0), (0..50u32).prop_map(f64::from)]),
        prop::option::of(prop::sample::select(vec![200.0, 301.0, 404.0, 503.0])),
    )
        .prop_map(|(second, severity, client, note, bytes, status)| Line {
            second,
            severity,
            client,
            note,
            bytes,
            status,
        })
}
