//! Matrices of small made-up logs: any cut, any order, and a recount by hand.

use super::*;
use crate::agents::{Agents, LIST};
use crate::columns::{Batch, Columns, ColumnsBuilder, Selection};
use crate::derive::Known;
use crate::dictionary::Seed;
use crate::field::FieldTable;
use crate::record::{Record, Value};
use crate::severity::Severity;
use crate::summary::{Origin, Summary};
use crate::time::Timestamp;
use proptest::prelude::*;
use std::sync::{Arc, LazyLock};

/// One record: its time in seconds, its severity, its message, and its values.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    pub(super) time: Option<i64>,
    pub(super) severity: Option<Severity>,
    pub(super) message: Option<&'static str>,
    pub(super) texts: Vec<(&'static str, String)>,
    pub(super) numbers: Vec<(&'static str, f64)>,
}

/// 2024-05-01, in seconds.
pub(super) const DAY: i64 = 1_714_521_600;

static AGENTS: LazyLock<Arc<Agents>> = LazyLock::new(|| Arc::new(Agents::new(LIST)));

pub(super) fn columns(seed: u64, lines: &[Line]) -> Columns {
    let known = Known { agents: Some(AGENTS.clone()) };
    let mut builder = ColumnsBuilder::new(Seed(seed)).knowing(known);
    let mut fields = FieldTable::default();
    let mut batch = Batch::default();
    for (at, line) in lines.iter().enumerate() {
        let mut record = Record {
            time: line.time.map(|seconds| Timestamp::from_nanos((DAY + seconds) * 1_000_000_000)),
            severity: line.severity,
            message: line.message.map(|message| Value::Text(message.as_bytes())),
            ..Record::default()
        };
        for (name, value) in &line.texts {
            let field = fields.intern(name).expect("room for a field");
            record.values.push((field, Value::Text(value.as_bytes())));
        }
        for (name, value) in &line.numbers {
            let field = fields.intern(name).expect("room for a field");
            record.values.push((field, Value::Number(*value)));
        }
        builder.record(at * 10, at * 10 + 9, &record, &fields, &mut batch);
    }
    builder.take(lines.len() * 10, &fields, batch)
}

pub(super) fn summary(lines: &[Line]) -> Summary {
    let mut summary = Summary::new(Seed(0));
    let columns = columns(0, lines);
    let origin = Origin { source: 0, offset: 0 };
    summary.add(&columns, origin);
    summary
}

fn matrix(by: &str, lines: &[Line]) -> Matrix {
    let keys = Arc::new(Keys::choose(&By::parse(by), &summary(lines), Arc::default(), MOST_GROUPS));
    let mut groups = Groups::new(keys);
    let columns = columns(0, lines);
    groups.add(&columns, &Selection::all(columns.rows));
    Matrix::new(&groups)
}

pub(super) fn lines() -> impl Strategy<Value = Vec<Line>> {
    let words = |words: &'static [&'static str]| {
        prop::option::of(prop::sample::select(words).prop_map(str::to_owned))
    };
    let line = (
        prop::option::weighted(0.9, 0..200_000i64),
        prop::option::of(prop::sample::select(vec![Severity::Info, Severity::Error])),
        prop::option::of(prop::sample::select(vec!["job done", "job lost", "started"])),
        words(&["10.0.0.1", "10.0.0.2", "10.0.0.3"]),
        words(&["GET", "POST", "BREW"]),
        (words(&["/a", "/b", "/c"]), words(&["/x", "/a"])),
        words(&["curl/8", "Mozilla/5.0", "Googlebot/2.1"]),
        prop::option::of(prop::sample::select(vec![200.0, 301.0, 404.0, 503.0])),
        (prop::option::of(0.0..1e6f64), prop::option::of(1e-4..10.0f64)),
    );
    let line = line.prop_map(
        |(time, severity, message, client, method, paths, agent, status, quantities)| {
            let texts = [
                ("client.address", client),
                ("http.request.method", method),
                ("url.path", paths.0),
                ("uri", paths.1),
                ("user_agent.original", agent),
            ];
            let numbers = [
                ("http.response.status_code", status),
                ("http.response.body.size", quantities.0),
                ("elapsed", quantities.1),
            ];
            Line {
                time,
                severity,
                message,
                texts: texts.into_iter().filter_map(|(name, value)| Some((name, value?))).collect(),
                numbers: numbers
                    .into_iter()
                    .filter_map(|(name, value)| Some((name, value?)))
                    .collect(),
            }
        },
    );
    prop::collection::vec(line, 1..60)
}

proptest! {
    #[test]
    fn any_cut_and_any_order_of_merging_give_the_same_matrix(
        lines in lines(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..5),
        by in prop::sample::select(vec!["client", "path", "template", "minute", "method", "status"]),
        most in prop::sample::select(vec![2usize, 10, MOST_GROUPS]),
        backwards: bool,
    ) {
        let keys = Arc::new(Keys::choose(&By::parse(by), &summary(&lines), Arc::default(), most));
        prop_assert!(keys.len() <= most);
        let mut whole = Groups::new(keys.clone());
        let all = columns(1, &lines);
        whole.add(&all, &Selection::all(all.rows));

        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(lines.len())).collect();
        cuts.extend([0, lines.len()]);
        cuts.sort_unstable();
        let mut parts: Vec<Groups> = cuts.windows(2).enumerate().map(|(seed, cut)| {
            let part = columns(seed as u64 + 2, &lines[cut[0]..cut[1]]);
            let mut groups = whole.emptied();
            groups.add(&part, &Selection::all(part.rows));
            groups
        }).collect();
        if backwards {
            parts.reverse();
        }
        let mut merged = Groups::new(keys);
        parts.iter().for_each(|part| merged.merge(part));
        prop_assert_eq!(&merged, &whole);

        let matrix = Matrix::new(&merged);
        prop_assert_eq!(&matrix, &Matrix::new(&whole));
        let grouped: u64 = matrix.counts.iter().sum();
        prop_assert_eq!(grouped + matrix.other + matrix.none, lines.len() as u64);
        prop_assert_eq!(matrix.values.len(), matrix.rows() * matrix.columns.len());
        prop_assert_eq!(matrix.scaled.len(), matrix.values.len());
        prop_assert!(matrix.scaled.iter().chain(&matrix.values).all(|value| value.is_finite()));
        prop_assert!(matrix.counts.windows(2).all(|pair| pair[0] >= pair[1]));
    }

    #[test]
    fn the_filter_of_a_group_means_its_records(lines in lines(), by in prop::sample::select(vec!["client", "template", "minute", "status"])) {
        let all = columns(3, &lines);
        let matrix = matrix(by, &lines);
        for (filter, &count) in matrix.filters.iter().zip(&matrix.counts) {
            let found = crate::query::parse(filter).expect("a filter").maybe(&all).count();
            prop_assert_eq!(found as u64, count, "{}", filter);
        }
    }

    #[test]
    fn shares_and_counts_are_those_of_a_recount(lines in lines()) {
        let matrix = matrix("client", &lines);
        for (row, name) in matrix.names.iter().enumerate() {
            let own: Vec<&Line> = lines
                .iter()
                .filter(|line| line.texts.iter().any(|(field, value)| *field == "client.address" && value == name))
                .collect();
            prop_assert_eq!(matrix.counts[row], own.len() as u64);
            let has = |line: &Line, name: &str, value: &str| {
                line.texts.iter().any(|(field, text)| *field == name && text == value)
            };
            let status = |line: &Line| line.numbers.iter().find(|(name, _)| name.ends_with("status_code")).map(|n| n.1);
            let expected = |column: &str| -> Option<f64> {
                let count = |test: &dyn Fn(&Line) -> bool| own.iter().filter(|line| test(line)).count() as f64;
                Some(match column {
                    "records" => return Some(own.len() as f64),
                    "5xx share" => count(&|line| status(line) == Some(503.0)),
                    "2xx share" => count(&|line| status(line) == Some(200.0)),
                    "failure share" => count(&|line| match line.severity {
                        Some(severity) => severity >= Severity::Error,
                        None => status(line) == Some(503.0),
                    }),
                    "GET share" => count(&|line| has(line, "http.request.method", "GET")),
                    "other method share" => count(&|line| has(line, "http.request.method", "BREW")),
                    "bot share" => count(&|line| has(line, "user_agent.original", "Googlebot/2.1")),
                    "info share" => count(&|line| line.severity == Some(Severity::Info)),
                    _ => return None,
                } / own.len() as f64)
            };
            // Of the two fields that mean the path the first by name counts.
            let path = |line: &&Line| {
                let of = |field: &str| line.texts.iter().find(|(name, _)| *name == field).map(|text| text.1.clone());
                of("uri").or_else(|| of("url.path"))
            };
            let paths: std::collections::BTreeSet<String> = own.iter().filter_map(path).collect();
            for (column, &value) in matrix.columns.iter().zip(matrix.row(row)) {
                if let Some(expected) = expected(&column.name) {
                    prop_assert_eq!(value, expected as f32, "{} of {}", column.name, name);
                }
                if column.name == "different paths" && !paths.is_empty() {
                    prop_assert_eq!(value.round() as usize, paths.len());
                }
            }
        }
    }
}

pub(super) fn request(client: usize, second: i64, status: f64) -> Line {
    Line {
        time: Some(second),
        texts: vec![
            ("client.address", format!("10.0.0.{client}")),
            ("url.path", "/".to_owned()),
            ("http.request.method", "GET".to_owned()),
        ],
        numbers: vec![("http.response.status_code", status)],
        ..Line::default()
    }
}

#[test]
fn what_sets_a_group_apart_comes_first() {
    let mut lines: Vec<Line> = Vec::new();
    for client in 0..40 {
        for second in 0..20 {
            let fails = client == 7 && second % 2 == 0;
            let status = if fails { 503.0 } else { 200.0 };
            lines.push(request(client, second * 3600, status));
        }
    }
    let matrix = matrix("client", &lines);
    let failing = matrix.names.iter().position(|name| name == "10.0.0.7").expect("the client");
    let reasons = matrix.explain(failing);
    assert!(reasons[0].score.abs() > 3.0);
    let texts: Vec<&str> = reasons.iter().take(3).map(|reason| reason.text.as_str()).collect();
    assert!(texts.contains(&"5xx share 50 % (typical 0 %)"), "{texts:?}");
    let ordinary = matrix.explain((failing + 1) % matrix.rows());
    assert!(ordinary.iter().all(|reason| reason.score.abs() < 1.0), "{ordinary:?}");
}

#[test]
fn columns_that_say_nothing_are_left_out_and_missing_values_are_told() {
    let mut lines: Vec<Line> = (0..30).map(|at| request(at % 5, at as i64, 200.0)).collect();
    for (at, line) in lines.iter_mut().enumerate().filter(|(at, _)| at % 5 > 0) {
        line.numbers.push(("http.response.body.size", 100.0 * at as f64));
    }
    let matrix = matrix("client", &lines);
    let names: Vec<&str> = matrix.columns.iter().map(|column| column.name.as_str()).collect();
    assert!(!names.contains(&"GET share") && !names.contains(&"duration p50"), "{names:?}");
    let bytes = matrix.columns.iter().find(|column| column.name == "bytes p50").expect("bytes");
    assert_eq!(bytes.missing, 1);
    assert!(bytes.description.ends_with("1 has none; the median stands for it."));
}

#[test]
fn a_field_that_means_the_same_stands_in() {
    let line = |ip: &str| Line { texts: vec![("remote_ip", ip.to_owned())], ..Line::default() };
    let lines = [line("a"), line("a"), line("b")];
    let matrix = matrix("client", &lines);
    assert_eq!(
        (matrix.names.as_slice(), matrix.counts.as_slice()),
        (&["a".to_owned(), "b".to_owned()][..], &[2, 1][..])
    );
    assert_eq!(matrix.filters[0], "remote_ip : a");
}

#[test]
fn stretches_of_time_widen_until_they_are_few_enough() {
    let lines: Vec<Line> = (0..100).map(|at| request(1, at * 3600, 200.0)).collect();
    let width = |most| Keys::choose(&By::Minute, &summary(&lines), Arc::default(), most).seconds();
    assert_eq!(width(10_000), Some(60.0));
    assert_eq!(width(1_000), Some(600.0));
    assert_eq!(width(100), Some(3_600.0));
    assert_eq!(width(5), Some(86_400.0));
}

#[test]
fn nothing_to_group_by_gives_an_empty_matrix() {
    let lines = [Line::default(), Line::default()];
    for by in ["client", "minute", "no such field"] {
        let matrix = matrix(by, &lines);
        assert_eq!((matrix.rows(), matrix.none, matrix.other), (0, 2, 0), "{by}");
        assert!(matrix.explain(0).is_empty());
    }
}
