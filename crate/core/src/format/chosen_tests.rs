//! Patterns of users on lines that others have wrapped.

use super::*;
use crate::detect::{PreviewRow, preview};
use crate::time::Hints;

const PATTERN: &str = r#"till $till "$request" took $took ms"#;

fn rows(pattern: &str, text: &str) -> Vec<PreviewRow> {
    let lines: Vec<&[u8]> = text.lines().map(str::as_bytes).collect();
    let sample = Sample { lines: &lines, hints: Hints::default() };
    preview(&*Chosen::new(pattern).ok().unwrap().reader(&sample), &lines)
}

fn field<'r>(row: &'r PreviewRow, name: &str) -> Option<&'r str> {
    row.fields.iter().find(|(field, _)| &**field == name).map(|(_, value)| &**value)
}

#[test]
fn a_pattern_reads_what_is_inside_of_any_wrapping() {
    let inside = r#"till 7 "GET /a HTTP/1.1" took 12 ms"#;
    let escaped = inside.replace('"', "\\\"");
    let wrapped = [
        format!("2024-01-31T10:11:12.5Z stdout F {inside}"),
        format!(r#"{{"log":"{escaped}\n","stream":"stdout","time":"2024-01-31T10:11:12.5Z"}}"#),
        format!("[pod/web-5d9c/web] {inside}"),
        format!("<13>Jan 31 10:11:12 db1 app[7]: {inside}"),
        format!(r#"<13>1 2024-01-31T10:11:12.5Z db1 app 7 - [a@1 b="c"] {inside}"#),
    ];
    let told = ["log.iostream", "log.iostream", "k8s.pod.name", "host.name", "service.name"];
    for (line, told) in wrapped.iter().zip(told) {
        let rows = rows(PATTERN, line);
        assert_eq!(rows[0].outcome, "record", "{line}");
        assert_eq!(field(&rows[0], "till"), Some("7"), "{line}");
        assert_eq!(field(&rows[0], "took"), Some("12"), "{line}");
        assert_eq!(field(&rows[0], "url.path"), Some("/a"), "{line}");
        assert!(field(&rows[0], told).is_some(), "{told} of {line}: {:?}", rows[0].fields);
        let timed = !line.starts_with("[pod");
        assert_eq!(rows[0].time.is_some(), timed, "{line}");
    }
    // Whole lines come first.
    assert_eq!(rows(PATTERN, inside)[0].outcome, "record");
}

#[test]
fn what_the_pattern_can_not_read_inside_is_told_as_it_is_of_whole_lines() {
    for line in [
        "2024-01-31T10:11:12.5Z stdout F till 8 closed",
        r#"{"log":"till 8 closed\n","stream":"stdout","time":"2024-01-31T10:11:12.5Z"}"#,
        "web-1  | till 8 closed",
        "Jan 31 10:11:12 db1 app[7]: till 8 closed",
        "<13>1 2024-01-31T10:11:12.5Z db1 app 7 - - till 8 closed",
    ] {
        let good = line.replace("till 8 closed", r#"till 7 "GET / HTTP/1.1" took 12 ms"#).replace(
            r#""GET / HTTP/1.1""#,
            if line.starts_with('{') { r#"\"GET / HTTP/1.1\""# } else { r#""GET / HTTP/1.1""# },
        );
        let text = [good.as_str(), line].join("\n");
        let lines: Vec<&[u8]> = text.lines().map(str::as_bytes).collect();
        let sample = Sample { lines: &lines, hints: Hints::default() };
        let reader = Chosen::new(PATTERN).ok().unwrap().reader(&sample);
        let read = |line: &[u8]| reader.read(line, &mut State::default(), &mut Record::default());
        assert_eq!(read(lines[0]), Outcome::Record, "{good}");
        let Outcome::Unparsed(reason) = read(lines[1]) else { panic!("{line} was read") };
        let why = reader.explain(lines[1], reason);
        assert!(why.starts_with("stopped at "), "{line}: {why}");
    }
}

#[test]
fn lines_that_go_on_inside_go_on_with_their_record() {
    let rows = rows(
        "job $job broke",
        "2024-01-31T10:11:12.1Z stderr F job 7 broke\n2024-01-31T10:11:12.1Z stderr F \tat a.B.c\n",
    );
    assert_eq!([rows[0].outcome, rows[1].outcome], ["record", "continuation"]);
}

#[test]
fn a_trial_shows_what_is_inside() {
    let lines = ["web-1  | job 7 broke", "web-1  | job 8 broke", "web-1  | no job"];
    let lines = lines.map(str::as_bytes);
    let trial = pattern::trial("job $job broke", &lines, Hints::default());
    assert_eq!((trial.matched, trial.rows.len()), (2, 3));
    assert_eq!(trial.rows[0].parts[0].text, "job ");
}
