//! Detection: which format wins on which lines, and that it never fails.

use super::*;
use crate::format::by_name;
use crate::time::Hints;
use proptest::prelude::*;

fn of(text: &str) -> Detection {
    detect(&Sample { lines: &sample_lines(text.as_bytes()), hints: Hints::default() })
}

fn name(text: &str) -> &'static str {
    of(text).format.name()
}

#[test]
fn every_format_is_told_by_its_own_sample() {
    for format in ALL {
        let text = format!("{}\n", format.sample());
        assert_eq!(name(&text), format.name());
        let detection = of(&text);
        let rows = preview(&*detection.reader, &sample_lines(text.as_bytes()));
        assert!(rows.iter().any(|row| row.outcome == "record"), "{text}");
        assert!(detection.also.is_empty());
    }
}

#[test]
fn a_source_of_nothing_is_plain() {
    assert_eq!(name(""), "plain");
    assert_eq!(name("\n  \n"), "plain");
    assert_eq!(name("just words\nand more\n"), "plain");
}

#[test]
fn a_specific_format_beats_text_in_spite_of_some_broken_lines() {
    let good = by_name("combined").unwrap().sample();
    let text = format!("{good}\n{}\n{good}\n{good}\n", &good[..good.len() - 5]);
    assert_eq!(name(&text), "combined");
}

#[test]
fn a_second_format_reads_what_the_first_does_not() {
    let json = r#"{"time":"2024-01-31T10:11:12Z","level":"info","msg":"a"}"#;
    let logfmt = "time=2024-01-31T10:11:12Z level=info msg=b";
    let text = format!("{json}\n{json}\n{logfmt}\n{json}\n{logfmt}\nneither\n");
    let detection = of(&text);
    assert_eq!(detection.format.name(), "json");
    assert_eq!(detection.also.iter().map(|format| format.name()).collect::<Vec<_>>(), ["logfmt"]);
    let rows = preview(&*detection.reader, &[json.as_bytes(), logfmt.as_bytes(), b"neither"]);
    let messages: Vec<_> = rows.iter().map(|row| row.message.as_deref()).collect();
    assert_eq!(messages, [Some("a"), Some("b"), None]);
    assert_eq!(
        rows[2].reason.as_deref(),
        Some("expected an object in braces at byte 0 of the line")
    );
}

#[test]
fn a_stray_line_with_a_time_at_its_start_is_a_record() {
    let json = r#"{"time":"2024-01-31T10:11:12Z","level":"info","msg":"a"}"#;
    let detection = of(&format!("{json}\nDEBUG: plugin: 2024/01/31 10:11:13 late\n{json}\n"));
    assert!(detection.also.is_empty());
    let row = &preview(&*detection.reader, &[b"DEBUG: plugin: 2024/01/31 10:11:13 late"])[0];
    assert_eq!((row.outcome, row.level), ("record", Some("debug")));
    assert_eq!(row.time.as_deref(), Some("2024-01-31T10:11:13Z"));
}

#[test]
fn broken_lines_with_a_time_somewhere_are_no_second_format() {
    let json = r#"{"time":"2024-01-31T10:11:12Z","level":"info","msg":"a"}"#;
    let detection = of(&format!("{json}\n{json}\n{json}\n{0}\n{0}\n", &json[..50]));
    assert_eq!(detection.format.name(), "json");
    assert!(detection.also.is_empty());
}

#[test]
fn candidates_are_all_formats_with_the_best_first() {
    let candidates = of("2024-01-31 10:11:12 INFO x\n").candidates;
    assert_eq!(candidates.len(), ALL.len());
    assert_eq!(candidates[0].name, "text");
    assert!(candidates.windows(2).all(|two| two[0].score >= two[1].score));
    assert!(candidates.iter().all(|candidate| (0.0..=1.0).contains(&candidate.score)));
}

#[test]
fn the_sample_is_whole_lines_in_runs_evenly_spread() {
    assert_eq!(sample_lines(b"a\n\nb\nhal"), [b"a", b"b"]);
    assert_eq!(sample_lines(b"only"), [b"only"]);
    let many: String = (0..2000).map(|i| format!("{i}\n")).collect();
    let sample = sample_lines(many.as_bytes());
    assert_eq!(sample.len(), MAX_SAMPLE);
    assert_eq!((sample[0], sample[1]), (&b"0"[..], &b"1"[..]));
    assert_eq!((sample[RUN], sample[MAX_SAMPLE - 1]), (&b"80"[..], &b"1939"[..]));
    let long = vec![b'x'; HEAD + 10];
    assert_eq!(sample_lines(&long)[0].len(), HEAD);
}

#[test]
fn values_are_shown_unescaped_and_of_twins_the_first() {
    let line = br#"{"a":"x\ny","a":2,"n":1.5}"#;
    let reader =
        by_name("json").unwrap().reader(&Sample { lines: &[line], hints: Hints::default() });
    let row = &preview(&*reader, &[line])[0];
    let fields: Vec<_> = row.fields.iter().map(|(name, value)| (&**name, &**value)).collect();
    assert_eq!(fields, [("a", "x\ny"), ("n", "1.5")]);
}

proptest! {
    #[test]
    fn any_bytes_are_something(bytes in prop::collection::vec(prop_oneof![Just(b'\n'), any::<u8>()], 0..300)) {
        let lines = sample_lines(&bytes);
        let detection = detect(&Sample { lines: &lines, hints: Hints::default() });
        prop_assert_eq!(preview(&*detection.reader, &lines).len(), lines.len());
    }
}
