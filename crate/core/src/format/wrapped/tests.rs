//! Wrapped logs: what is inside is read, and what the wrapping says is kept.

use super::*;
use crate::detect::{PreviewRow, detect, preview};
use crate::dictionary::Seed;
use crate::parse::Parser;
use crate::split::{MAX_RECORD, cut};
use proptest::prelude::*;

fn rows(text: &str) -> (&'static str, Vec<PreviewRow>) {
    let lines: Vec<&[u8]> = text.lines().map(str::as_bytes).collect();
    let found = detect(&Sample { lines: &lines, hints: Hints::default() });
    (found.format.name(), preview(&*found.reader, &lines))
}

#[test]
fn a_line_inside_a_json_string_is_read_and_led_back() {
    let (format, rows) = rows(
        r#"{"log":"{\"level\":\"error\",\"msg\":\"it \\\"broke\\\"\",\"path\":\"/a\",\"n\":7}\n","stream":"stderr","time":"2024-01-31T10:11:12.5Z"}
{"log":"{\"level\":\"info\",\"msg\":\"caf\u00e9\"}\n","stream":"stdout","time":"2024-01-31T10:11:13Z"}
{"log":"neither\n","stream":"stdout","time":"2024-01-31T10:11:14Z"}
{"log":"{\"msg\":"#,
    );
    assert_eq!(format, "docker");
    assert_eq!(rows[0].time.as_deref(), Some("2024-01-31T10:11:12.500Z"));
    assert_eq!(
        (rows[0].level, rows[0].message.as_deref()),
        (Some("error"), Some("it \\\"broke\\\""))
    );
    let fields: Vec<_> = rows[0].fields.iter().map(|(name, value)| (&**name, &**value)).collect();
    assert_eq!(fields, [("path", "/a"), ("n", "7"), ("log.iostream", "stderr")]);
    assert_eq!(rows[1].message.as_deref(), Some("café"));
    assert_eq!((rows[2].outcome, rows[2].message.as_deref()), ("record", Some("neither")));
    assert_eq!(rows[3].outcome, "unparsed");
}

#[test]
fn records_that_go_on_stay_together() {
    let (format, rows) = rows(
        "2024-01-31T10:11:12.1Z stdout F 2024-01-31 10:11:12,123 INFO [main] a.B: x\n\
         2024-01-31T10:11:12.2Z stderr F \tat a.B.c(B.java:1)\n\
         2024-01-31T10:11:12.3Z stdout F 2024-01-31 10:11:12,124 WARN [main] a.B: y\n\
         2024-01-31T10:11:12.4Z stdout F",
    );
    assert_eq!(format, "cri");
    let outcomes: Vec<_> = rows.iter().map(|row| (row.outcome, row.level)).collect();
    assert_eq!(
        outcomes,
        [
            ("record", Some("info")),
            ("continuation", None),
            ("record", Some("warn")),
            ("continuation", None)
        ]
    );
    assert_eq!(rows[2].time.as_deref(), Some("2024-01-31T10:11:12.300Z"));
}

#[test]
fn services_of_several_formats_are_told_apart() {
    let (format, rows) = rows(
        "web-1  | {\"level\":\"info\",\"msg\":\"a\"}\nweb-1  | {\"level\":\"warn\",\"msg\":\"b\"}\n\
         db-1   | 2024-01-31 10:11:12.123 UTC [1] LOG:  c\n\u{1b}[33mdb-1   |\u{1b}[0m 2024-01-31 10:11:13.123 UTC [1] ERROR:  d",
    );
    assert_eq!(format, "prefixed");
    let levels: Vec<_> = rows.iter().map(|row| row.level.unwrap_or("-")).collect();
    assert_eq!(levels, ["info", "warn", "info", "error"]);
    assert_eq!(rows[3].fields.last().map(|(_, value)| &**value), Some("db-1"));
}

#[test]
fn lines_in_parts_are_read_as_one() {
    let (format, rows) = rows(
        "2024-01-31T10:11:12.1Z stdout P {\"level\":\"error\",\"ms\n\
         2024-01-31T10:11:12.2Z stdout P g\":\"it broke\n\
         2024-01-31T10:11:12.3Z stdout F  twice\",\"n\":7}\n\
         2024-01-31T10:11:13.1Z stdout P {\"level\":\"inf\n\
         2024-01-31T10:11:13.2Z stderr F {\"level\":\"warn\",\"msg\":\"between\"}\n\
         2024-01-31T10:11:14.1Z stdout F {\"level\":\"info\",\"msg\":\"whole\"}",
    );
    assert_eq!(format, "cri");
    let read: Vec<_> =
        rows.iter().map(|row| (row.outcome, row.level, row.message.as_deref())).collect();
    assert_eq!(
        read,
        [
            ("record", Some("error"), Some("it broke twice")),
            ("continuation", None, None),
            ("continuation", None, None),
            // What stands between the parts of another stream ends them.
            ("record", None, Some("{\"level\":\"inf")),
            ("record", Some("warn"), Some("between")),
            ("record", Some("info"), Some("whole")),
        ]
    );
    assert_eq!(rows[0].time.as_deref(), Some("2024-01-31T10:11:12.100Z"));
    assert_eq!(
        rows[0].fields,
        [("n".into(), "7".into()), ("log.iostream".into(), "stdout".into())]
    );

    let (format, rows) = self::rows(
        r#"{"log":"{\"level\":\"error\",\"msg\":\"it ","stream":"stdout","time":"2024-01-31T10:11:12Z"}
{"log":"broke\"}\n","stream":"stdout","time":"2024-01-31T10:11:13Z"}
{"log":"{\"level\":\"info\",\"msg\":\"C:\\\\n\"}\n","stream":"stdout","time":"2024-01-31T10:11:14Z"}"#,
    );
    let read: Vec<_> =
        rows.iter().map(|row| (row.outcome, row.level, row.message.as_deref())).collect();
    assert_eq!(format, "docker");
    assert_eq!(read[0], ("record", Some("error"), Some("it broke")));
    assert_eq!(read[1], ("continuation", None, None));
    assert_eq!((read[2].0, read[2].1), ("record", Some("info")));
}

/// Where the records start and end, in a text read in slices of this size.
fn extents(text: &[u8], reader: &dyn Reader, size: usize) -> Vec<std::ops::Range<usize>> {
    let mut parser = Parser::new(Seed(1));
    let (mut from, mut length, mut all) = (0, size, Vec::new());
    while from < text.len() {
        let to = text.len().min(from + length);
        let end = if to < text.len() { cut(&text[from..to], reader) } else { to - from };
        if end == 0 {
            length += size;
            continue;
        }
        let columns = parser.parse(&text[from..from + end], reader);
        let rows = (0..columns.rows).map(|row| columns.extent(row));
        all.extend(rows.map(|extent| from + extent.start..from + extent.end));
        (from, length) = (from + end, size);
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn lines_in_parts_are_the_same_in_any_cut(
        lines in prop::collection::vec((any::<bool>(), 0..10u8, prop_oneof![0..40usize, 20_000..40_000usize]), 1..120),
        size in prop_oneof![50..3000usize, 100_000..900_000usize],
    ) {
        let mut text = Vec::new();
        for (at, (stderr, kind, length)) in lines.iter().enumerate() {
            let stream = if *stderr && at % 9 == 0 { "stderr" } else { "stdout" };
            let flag = if *kind < 8 { "P" } else { "F" };
            let body = match kind % 3 {
                0 => "\tat a.b.C ",
                1 => "2024-01-31 10:11:12 INFO a ",
                _ => "x ",
            };
            let line = format!("2024-01-31T10:11:12.1Z {stream} {flag} {body}{}\n", "y".repeat(*length));
            text.extend_from_slice(line.as_bytes());
        }
        let sample = [&b"2024-01-31T10:11:12.1Z stdout F 2024-01-31 10:11:12 INFO a b"[..]; 3];
        let reader = Cri.reader(&Sample { lines: &sample, hints: Hints::default() });
        let whole = extents(&text, &*reader, usize::MAX / 4);
        prop_assert!(whole.iter().all(|extent| extent.len() <= MAX_RECORD));
        prop_assert_eq!(extents(&text, &*reader, size), whole);
    }
}

proptest! {
    #[test]
    fn what_is_spelled_out_is_led_back(text in any::<String>(), cut in (0..40_usize, 0..40_usize)) {
        let json = serde_json::to_string(&text).unwrap();
        let wrapped = format!("{{\"log\":{json},\"stream\":\"stdout\",\"time\":\"2024-01-31T10:11:12Z\"}}");
        let sample = [wrapped.as_bytes()];
        let reader = Docker.reader(&Sample { lines: &sample, hints: Hints::default() });
        let mut record = Record::default();
        let outcome = reader.read(wrapped.as_bytes(), &mut State::default(), &mut record);
        prop_assert!(!matches!(outcome, Outcome::Unparsed(_)));
        prop_assert_eq!(reader.begins_record(wrapped.as_bytes()), outcome != Outcome::Continuation);
        let torn = wrapped.as_bytes().get(cut.0..wrapped.len().saturating_sub(cut.1)).unwrap_or_default();
        reader.read(torn, &mut State::default(), &mut Record::default());
    }
}
