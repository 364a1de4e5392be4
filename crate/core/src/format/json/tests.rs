//! JSON lines, against serde_json as the oracle.

use super::scan::{self, Stop};
use super::*;
use crate::format::escape::unescape;
use crate::record::Reason;
use crate::severity::Severity;
use crate::time::Hints;
use proptest::prelude::*;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// A leaf as it should be read: nothing for null, numbers as numbers, everything else as text.
#[derive(Clone, Debug)]
enum Leaf {
    Text(String),
    Number(f64),
    /// An array, of which only that it is there is compared.
    Array,
}

impl PartialEq for Leaf {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Array, Self::Array) => true,
            // What was read does not tell a text that begins as an array does.
            (Self::Array, Self::Text(text)) => text.starts_with('['),
            (Self::Text(a), Self::Text(b)) => a == b,
            // serde_json is not always right in the last digit.
            (Self::Number(a), Self::Number(b)) => (a - b).abs() <= 1e-15 * a.abs(),
            // Nor does it keep the digits of integers that do not fit 64 bits.
            (Self::Text(text), Self::Number(number)) => text.parse() == Ok(*number),
            _ => false,
        }
    }
}

/// What serde_json makes of a value: its leaves in order, keys joined with dots.
enum Oracle {
    Leaf(Option<Leaf>),
    Object(Vec<(String, Oracle)>),
}

impl<'de> Deserialize<'de> for Oracle {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OracleVisitor)
    }
}

struct OracleVisitor;

impl<'de> Visitor<'de> for OracleVisitor {
    type Value = Oracle;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Oracle, E> {
        Ok(Oracle::Leaf(None))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Oracle, E> {
        Ok(Oracle::Leaf(Some(Leaf::Text(value.to_string()))))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Oracle, E> {
        Ok(Oracle::Leaf(Some(integer(&value.to_string()))))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Oracle, E> {
        Ok(Oracle::Leaf(Some(integer(&value.to_string()))))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Oracle, E> {
        Ok(Oracle::Leaf(Some(Leaf::Number(value))))
    }

    fn visit_str<E>(self, value: &str) -> Result<Oracle, E> {
        Ok(Oracle::Leaf((!value.is_empty()).then(|| Leaf::Text(value.to_owned()))))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Oracle, A::Error> {
        while access.next_element::<Oracle>()?.is_some() {}
        Ok(Oracle::Leaf(Some(Leaf::Array)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Oracle, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = access.next_entry()? {
            members.push(member);
        }
        Ok(Oracle::Object(members))
    }
}

fn integer(text: &str) -> Leaf {
    match text.trim_start_matches('-').len() {
        0..=15 => Leaf::Number(text.parse().unwrap()),
        _ => Leaf::Text(text.to_owned()),
    }
}

fn flatten(path: &str, members: Vec<(String, Oracle)>, out: &mut Vec<(String, Leaf)>) {
    for (key, value) in members {
        let path = if path.is_empty() { key } else { format!("{path}.{key}") };
        match value {
            Oracle::Leaf(Some(leaf)) => out.push((path, leaf)),
            Oracle::Leaf(None) => {}
            Oracle::Object(members) => flatten(&path, members, out),
        }
    }
}

fn expected(line: &str) -> Result<Vec<(String, Leaf)>, String> {
    match serde_json::from_str(line) {
        Ok(Oracle::Object(members)) => {
            let mut out = Vec::new();
            flatten("", members, &mut out);
            Ok(out)
        }
        Ok(Oracle::Leaf(_)) => Err("no object".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

fn leaf(value: Value<'_>) -> Leaf {
    let text = |bytes: &[u8]| Leaf::Text(String::from_utf8(bytes.to_vec()).unwrap());
    match value {
        Value::Number(number) => Leaf::Number(number),
        Value::Text([b'[', ..]) => Leaf::Array,
        Value::Text(bytes) => text(bytes),
        Value::Escaped(bytes) => {
            let mut out = Vec::new();
            unescape(bytes, &mut out);
            text(&out)
        }
    }
}

/// Reads with a reader that takes every key for a value.
fn read(line: &str, state: &mut State) -> Result<Vec<(String, Leaf)>, Reason> {
    let reader = JsonReader { settled: Settled::default() };
    let mut record = Record::default();
    match reader.read(line.as_bytes(), state, &mut record) {
        Outcome::Record => Ok(record
            .values
            .iter()
            .map(|&(field, value)| (state.fields.name(field).to_owned(), leaf(value)))
            .collect()),
        Outcome::Unparsed(reason) => Err(reason),
        Outcome::Continuation => panic!("no JSON line is a continuation"),
    }
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    let text = "[a-z\\\\\"/\n\té😀\u{1}]{0,12}";
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        (-1000i64..1000).prop_map(Into::into),
        (-1e9..1e9f64).prop_map(Into::into),
        text.prop_filter("told apart from arrays", |t| !t.starts_with('[')).prop_map(Into::into),
    ];
    let value = leaf.prop_recursive(4, 32, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
            prop::collection::hash_map("[a-e\"é]{1,3}", inner, 0..5)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    });
    prop::collection::hash_map("[a-e]{1,2}", value, 0..6)
        .prop_map(|map| serde_json::Value::Object(map.into_iter().collect()))
}

proptest! {
    #[test]
    fn objects_have_the_leaves_that_serde_finds(lines in prop::collection::vec((json(), any::<bool>()), 1..5)) {
        // One state for all lines: what is remembered of one must not show in the next.
        let mut state = State::default();
        for (value, pretty) in lines {
            let line = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
            let line = line.unwrap();
            prop_assert_eq!(read(&line, &mut state), Ok(expected(&line).unwrap()));
        }
    }

    #[test]
    fn broken_objects_are_refused_where_serde_refuses_them(value in json(), at in any::<prop::sample::Index>(), with in prop::sample::select(vec!["", "\"", "\\", "{", "}", "[", "]", ",", ":", " ", "0", "x", "-", "\u{1}"])) {
        let mut line = serde_json::to_string(&value).unwrap();
        let at = (0..=at.index(line.len())).rev().find(|&at| line.is_char_boundary(at)).unwrap();
        let width = line[at..].chars().next().map_or(0, char::len_utf8);
        line.replace_range(at..at + width, with);
        match (read(&line, &mut State::default()), expected(&line)) {
            (Ok(read), Ok(expected)) => prop_assert_eq!(read, expected),
            (Err(reason), Err(_)) => prop_assert!(reason.at as usize <= line.len()),
            (Ok(_), Err(error)) => prop_assert!(error.contains("surrogate") || error.contains("out of range"), "{}: {}", line, error),
            (Err(reason), Ok(_)) => prop_assert!(false, "{}: {}", line, reason),
        }
    }

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(prop_oneof![prop::sample::select(b"{}[]\":,\\u0-9.e tfn".to_vec()), any::<u8>()], 0..80)) {
        let reader = JsonReader { settled: Settled::default() };
        let outcome = reader.read(&bytes, &mut State::default(), &mut Record::default());
        if let Ok(text) = std::str::from_utf8(&bytes) {
            prop_assert_eq!(outcome == Outcome::Record, expected(text).is_ok());
        }
    }
}

#[test]
fn a_reason_points_at_the_byte() {
    for (line, at) in [
        ("", 0),
        ("[1]", 0),
        (r#"{"a" 1}"#, 5),
        (r#"{"a":1"#, 6),
        (r#"{"a":"x"#, 7),
        (r#"{"a":01}"#, 6),
        (r#"{"a":1} x"#, 8),
        (r#"{"a":[1,{"b":}]}"#, 13),
    ] {
        assert_eq!(read(line, &mut State::default()).map_err(|r| r.at), Err(at), "{line}");
    }
}

#[test]
fn deep_objects_and_hostile_brackets_are_bounded() {
    let nest = |levels: usize| format!("{}1{}", "{\"a\":".repeat(levels), "}".repeat(levels));
    let read = |line: &str| read(line, &mut State::default());
    let inside = read(&nest(scan::MAX_DEPTH)).unwrap();
    assert_eq!(inside, [(["a"; scan::MAX_DEPTH].join("."), Leaf::Number(1.0))]);
    let deeper = read(&nest(scan::MAX_DEPTH + 1)).unwrap();
    assert_eq!(deeper[0].1, Leaf::Text(r#"{"a":1}"#.to_owned()));
    assert!(read(&format!("{{\"a\":{}", "[".repeat(1 << 20))).is_err());
}

#[test]
fn lines_with_more_keys_than_are_remembered_are_read_alike() {
    let nulls = |from: u32| -> String {
        (from..from + 1500).map(|key| format!("\"k{key}\":null,")).collect()
    };
    let line = |from| format!("{{{}\"a\":{{\"b\":1,\"c\":[2]}},\"d\":\"e\"}}", nulls(from));
    let mut state = State::default();
    let fresh = read(&line(0), &mut state).unwrap();
    assert_eq!(fresh.len(), 3);
    // The second line has more new keys than there is room for.
    assert_eq!(read(&line(1500), &mut state), Ok(fresh.clone()));
    assert_eq!(read(&line(9000), &mut state), Ok(fresh));
}

#[test]
fn a_tree_without_room_stops_the_scan() {
    let mut state = State::default();
    let long = format!("{{\"{}\":1}}", "k".repeat(300));
    state.objects.restart();
    let mut record = Record::default();
    let settled = Settled::default();
    let State { fields, objects, scratch, .. } = &mut state;
    let mut leaves =
        Remembered { settled: &settled, tree: objects, fields, scratch, record: &mut record };
    assert_eq!(scan::object(long.as_bytes(), &mut leaves), Err(Stop::Full));
    let read = read(&long, &mut State::default()).unwrap();
    assert_eq!(read[0].0.len(), 256);
}

/// Reads the first of these lines with the reader that they give.
fn first(lines: &[&str]) -> (Option<String>, Option<Severity>, Option<Leaf>, Vec<String>) {
    let bytes: Vec<&[u8]> = lines.iter().map(|line| line.as_bytes()).collect();
    let reader = Json.reader(&Sample { lines: &bytes, hints: Hints::default() });
    let mut state = State::default();
    let mut record = Record::default();
    assert_eq!(reader.read(bytes[0], &mut state, &mut record), Outcome::Record);
    let names = record.values.iter().map(|&(field, _)| state.fields.name(field).to_owned());
    (
        record.time.map(crate::time::Timestamp::to_rfc3339),
        record.severity,
        record.message.map(leaf),
        names.collect(),
    )
}

#[test]
fn keys_of_well_known_loggers_are_found() {
    let time = "2023-11-23T16:54:28Z";
    for (line, severity, message, rest) in [
        (
            r#"{"level":"warn","ts":1700758468.0,"logger":"a","msg":"m"}"#,
            Severity::Warn,
            Some("m"),
            "logger",
        ),
        (
            r#"{"name":"app","pid":7,"level":30,"msg":"m","time":"2023-11-23T16:54:28.000Z","v":0}"#,
            Severity::Info,
            Some("m"),
            "name pid v",
        ),
        (r#"{"level":50,"time":1700758468000,"msg":"m"}"#, Severity::Error, Some("m"), ""),
        (
            r#"{"@timestamp":"2023-11-23T16:54:28Z","log.level":"ERROR","message":"m","ecs.version":"1.2"}"#,
            Severity::Error,
            Some("m"),
            "ecs.version",
        ),
        (
            r#"{"@timestamp":"2023-11-23T16:54:28Z","log":{"level":"ERROR"},"message":"m"}"#,
            Severity::Error,
            Some("m"),
            "",
        ),
        (
            r#"{"t":{"$date":"2023-11-23T16:54:28.000+00:00"},"s":"I","c":"NETWORK","id":1,"msg":"m"}"#,
            Severity::Info,
            Some("m"),
            "c id",
        ),
        (
            r#"{"timestamp":"2023-11-23T16:54:28Z","level":"INFO","fields":{"message":"m","a":1},"target":"x"}"#,
            Severity::Info,
            Some("m"),
            "fields.a target",
        ),
        (
            r#"{"version":"1.1","host":"h","short_message":"m","timestamp":1700758468.0,"level":3}"#,
            Severity::Error,
            Some("m"),
            "version host",
        ),
        (
            r#"{"__REALTIME_TIMESTAMP":"1700758468000000","PRIORITY":"4","MESSAGE":"m","_PID":"1"}"#,
            Severity::Warn,
            Some("m"),
            "_PID",
        ),
        (
            r#"{"@t":"2023-11-23T16:54:28\u002B00:00","@l":"Fatal","@mt":"m"}"#,
            Severity::Fatal,
            Some("m"),
            "",
        ),
        (
            r#"{"wann":"23/Nov/2023:16:54:28 +0000","level":"info","msg":"","path":"/"}"#,
            Severity::Info,
            None,
            "path",
        ),
    ] {
        let (found, level, text, names) = first(&[line]);
        assert_eq!(found.as_deref(), Some(time), "{line}");
        assert_eq!(level, Some(severity), "{line}");
        assert_eq!(text, message.map(|m| Leaf::Text(m.to_owned())), "{line}");
        assert_eq!(names.join(" "), rest, "{line}");
    }
}

#[test]
fn numbers_that_are_no_levels_or_times_stay_values() {
    let line = r#"{"t":12.5,"s":30,"alert":{"severity":3},"level":"blue","flow":{"start":"2023-11-23T16:54:28Z"},"a":1}"#;
    let (time, level, message, names) = first(&[line, r#"{"a":2}"#, r#"{"a":3}"#]);
    assert_eq!((time, level, message), (None, None, None));
    assert_eq!(names, ["t", "s", "alert.severity", "level", "flow.start", "a"]);
}

#[test]
fn lines_of_two_writers_have_each_their_keys() {
    let one = r#"{"ts":1700758468,"msg":"m"}"#;
    let other = r#"{"time":"2023-11-23T16:54:28Z","message":"n"}"#;
    assert_eq!(first(&[one, one, other]).0, first(&[other, one, one]).0);
    assert_eq!(first(&[other, one, one]).2, Some(Leaf::Text("n".to_owned())));
}
