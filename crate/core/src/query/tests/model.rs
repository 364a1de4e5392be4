//! Records as maps, and a filter read one record at a time: slow and obvious, to hold the fast way against.

use crate::columns::{Batch, Columns, ColumnsBuilder};
use crate::dictionary::Seed;
use crate::field::{FieldTable, TEMPLATE_NAME, TIME_NAME, well_known};
use crate::query::{Expr, Glob, Test};
use crate::record::{Record, Value as Field};
use crate::severity::Severity;
use crate::time::Timestamp;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// A value of the model.
#[derive(Clone, Debug)]
pub enum Value {
    Text(String),
    Number(f64),
}

/// A record of the model.
#[derive(Clone, Debug, Default)]
pub struct Row {
    pub line: String,
    pub time: Option<Timestamp>,
    pub severity: Option<Severity>,
    pub message: Option<String>,
    pub values: BTreeMap<String, Value>,
}

/// A record with this line and nothing else.
pub fn row(line: &str) -> Row {
    Row { line: line.to_owned(), ..Row::default() }
}

impl Row {
    pub fn text(mut self, name: &str, value: &str) -> Self {
        self.values.insert(name.to_owned(), Value::Text(value.to_owned()));
        self
    }

    pub fn number(mut self, name: &str, value: f64) -> Self {
        self.values.insert(name.to_owned(), Value::Number(value));
        self
    }

    pub fn message(self, message: &str) -> Self {
        Self { message: Some(message.to_owned()), ..self }
    }
}

/// The columns of these records and the text that they might have been read from.
pub fn columns(rows: &[Row]) -> (Columns, Vec<u8>) {
    let mut builder = ColumnsBuilder::new(Seed(1));
    let mut fields = FieldTable::default();
    let mut batch = Batch::default();
    let mut bytes = Vec::new();
    for row in rows {
        let mut record = Record {
            time: row.time,
            severity: row.severity,
            message: row.message.as_ref().map(|message| Field::Text(message.as_bytes())),
            ..Record::default()
        };
        for (name, value) in &row.values {
            let Some(field) = fields.intern(name) else { continue };
            let value = match value {
                Value::Text(text) => Field::Text(text.as_bytes()),
                Value::Number(number) => Field::Number(*number),
            };
            record.values.push((field, value));
        }
        let start = bytes.len();
        bytes.extend_from_slice(row.line.as_bytes());
        builder.record(start, bytes.len(), &record, &fields, &mut batch);
        bytes.push(b'\n');
    }
    (builder.take(bytes.len(), &fields, batch), bytes)
}

/// Terms that have something to find among [`rows`].
pub const TERMS: &[&str] = &[
    "status : 404",
    "status : 4*",
    "status : (200 or 500 or \"teapot\")",
    "status >= 300",
    "status < b",
    "status : *",
    "http.response.status_code < 404",
    "client : \"10.0.0.1\"",
    "client : (10.0.0.1 or 10.0.0.2)",
    "client : (10.* and not *2)",
    "not client : *",
    "duration > 0.5",
    "duration : /^0[.]/",
    "user : /^a/",
    "user : \"\"",
    "user > b",
    "level : error",
    "level : (err or warning)",
    "level >= warn",
    "level < INFO",
    "severity_text : *",
    "level : *R*",
    "level : /^f/",
    "template : *job*",
    "template : *",
    "@timestamp >= 2024-05-02",
    "@timestamp : 2024-05-01T00:00",
    "@timestamp <= \"2024-05-01T00:00:30Z\"",
    "@timestamp : *",
    "alpha",
    "\"Beta gamma\"",
    "al*ta",
    "/a.p/",
    "message : GAMMA",
    "*",
];

/// Records about which [`TERMS`] disagree.
pub fn rows() -> impl Strategy<Value = Row> {
    let number = |numbers: Vec<f64>| prop::sample::select(numbers).prop_map(Value::Number);
    let text = |texts: Vec<&'static str>| {
        prop::sample::select(texts).prop_map(|text| Value::Text(text.to_owned()))
    };
    let status = prop_oneof![number(vec![200.0, 301.0, 404.0, 500.0]), text(vec!["404", "teapot"])];
    let values = [
        ("http.response.status_code", status.clone().boxed()),
        ("status", status.boxed()),
        ("client.address", text(vec!["10.0.0.1", "10.0.0.2", "10.0.0.12", "::1"]).boxed()),
        ("http.server.request.duration", number(vec![0.25, 0.5, 0.75, 10.0]).boxed()),
        ("user", text(vec!["", "anna", "bob", "b"]).boxed()),
        ("level", text(vec!["error", "ERROR", "40", "INFO"]).boxed()),
    ];
    let values = values.map(|(name, value)| {
        prop::option::weighted(0.6, value).prop_map(move |value| (name.to_owned(), value))
    });
    let day = 1_714_521_600i64;
    let time = prop::sample::select(vec![0, 30, 59, 60, 86_399, 86_400, 90_000])
        .prop_map(move |seconds| Timestamp::from_nanos((day + seconds) * 1_000_000_000 + 7));
    let severity = prop::sample::select(vec![
        Severity::Trace,
        Severity::Info,
        Severity::Warn,
        Severity::Error,
        Severity::Fatal,
    ]);
    (
        "(alpha|Beta|gamma|ALP|beta|é| ){0,5}",
        prop::option::of(time),
        prop::option::of(severity),
        prop::option::of(prop::sample::select(vec!["job done", "nothing"])),
        values,
    )
        .prop_map(|(line, time, severity, message, values)| Row {
            line,
            time,
            severity,
            message: message.map(str::to_owned),
            values: values.into_iter().filter_map(|(name, value)| Some((name, value?))).collect(),
        })
}

/// Whether the filter means this record.
pub fn holds(expr: &Expr, row: &Row) -> bool {
    match expr {
        Expr::All => true,
        Expr::And(parts) => parts.iter().all(|part| holds(part, row)),
        Expr::Or(parts) => parts.iter().any(|part| holds(part, row)),
        Expr::Not(part) => !holds(part, row),
        Expr::Text(glob) => regex(glob, "(?is-u)", "", "").is_match(row.line.as_bytes()),
        Expr::Regex(pattern) => pattern.is_match(row.line.as_bytes()),
        Expr::Field(name, Test::Time(op, when)) => {
            assert_eq!(name, TIME_NAME);
            row.time.is_some_and(|time| when.range(*op).contains(&time.as_nanos()))
        }
        Expr::Field(name, Test::Like(_)) if name == TIME_NAME => row.time.is_some(),
        Expr::Field(name, test) => {
            let full = well_known(name).map_or(name.as_str(), |known| known.name);
            let mut values: Vec<Value> = Vec::new();
            values.extend(row.values.get(name).cloned());
            values.extend(row.values.get(full).cloned());
            if name == TEMPLATE_NAME {
                let mut text = Vec::new();
                match &row.message {
                    Some(message) => crate::template::text(message.as_bytes(), &mut text),
                    None => text.extend_from_slice(b"(no message)"),
                }
                values.push(Value::Text(String::from_utf8(text).expect("text")));
            }
            let severity = row.severity.filter(|_| name == "level" || name == "severity_text");
            values.iter().any(|value| passes(test, value))
                || severity.is_some_and(|severity| is_severity(test, severity))
        }
    }
}

fn regex(glob: &Glob, flags: &str, before: &str, after: &str) -> regex::bytes::Regex {
    let pieces: Vec<String> = glob.pieces().iter().map(|piece| regex::escape(piece)).collect();
    let flags = if glob.pieces().iter().all(|p| p.is_ascii()) { flags } else { "(?s)" };
    regex::bytes::Regex::new(&format!("{flags}{before}{}{after}", pieces.join(".*")))
        .expect("a glob")
}

fn passes(test: &Test, value: &Value) -> bool {
    let digits = match value {
        Value::Text(text) => text.clone(),
        Value::Number(number) => number.to_string(),
    };
    match (test, value) {
        (Test::Like(glob), Value::Number(number)) if glob.as_literal().is_some() => {
            glob.as_literal().and_then(|text| text.parse().ok()) == Some(*number)
        }
        (Test::Like(glob), _) => regex(glob, "(?s-u)", "^", "$").is_match(digits.as_bytes()),
        (Test::Regex(pattern), _) => pattern.is_match(digits.as_bytes()),
        (Test::Compare(op, bound), value) => match (bound.parse::<f64>(), value) {
            (Ok(bound), _) => {
                digits.parse().is_ok_and(|number: f64| op.accepts(number.total_cmp(&bound)))
            }
            (Err(_), Value::Text(text)) => op.accepts(text.as_str().cmp(bound)),
            (Err(_), Value::Number(_)) => false,
        },
        (Test::Time(..), _) => false,
    }
}

fn is_severity(test: &Test, severity: Severity) -> bool {
    let named = |text: &str| Severity::from_name(text.as_bytes());
    match test {
        Test::Like(glob) => match glob.as_literal() {
            Some(text) => named(text) == Some(severity),
            None => regex(glob, "(?is-u)", "^", "$").is_match(severity.name().as_bytes()),
        },
        Test::Regex(pattern) => pattern.is_match(severity.name().as_bytes()),
        Test::Compare(op, bound) => {
            named(bound).is_some_and(|bound| op.accepts(severity.cmp(&bound)))
        }
        Test::Time(..) => false,
    }
}
