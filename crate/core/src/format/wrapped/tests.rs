//! Wrapped logs: what is inside is read, and what the wrapping says is kept.

use super::*;
use crate::detect::{PreviewRow, detect, preview};
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
