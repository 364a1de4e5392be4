//! Tables: headers, cells and what they mean.

use super::*;
use crate::detect::{PreviewRow, preview};
use crate::time::Hints;
use proptest::prelude::*;

fn rows(format: &dyn Format, text: &str) -> Vec<PreviewRow> {
    let lines: Vec<&[u8]> = text.lines().map(str::as_bytes).collect();
    let reader = format.reader(&Sample { lines: &lines, hints: Hints::default() });
    preview(&*reader, &lines)
}

fn shown(row: &PreviewRow) -> String {
    let fields: Vec<String> =
        row.fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!(
        "{} {} {} {}",
        row.time.as_deref().unwrap_or(row.outcome),
        row.level.unwrap_or("-"),
        row.message.as_deref().unwrap_or("-"),
        fields.join(" ")
    )
}

#[test]
fn a_later_header_names_the_lines_with_as_many_cells() {
    let text = "#Fields: date time c-ip sc-status\n2024-01-31 10:11:12 203.0.113.7 200\n\
                #Fields: date time c-ip\n2024-01-31 10:11:13 203.0.113.8\n2024-01-31 10:11:14 a b c d\n\
                2024-01-31 10:11:15 203.0.113.9 404";
    let found: Vec<String> = rows(&W3c, text).iter().map(shown).collect();
    assert_eq!(
        found[1],
        "2024-01-31T10:11:12Z - - client.address=203.0.113.7 http.response.status_code=200"
    );
    assert_eq!(found[3], "2024-01-31T10:11:13Z - - client.address=203.0.113.8");
    assert!(found[4].starts_with("unparsed"));
    assert_eq!(
        found[5],
        "2024-01-31T10:11:15Z - - client.address=203.0.113.9 http.response.status_code=404"
    );
}

#[test]
fn a_header_with_commas_has_cells_between_commas() {
    let text = "#Software: Mail Server\n#Fields: date-time,connector-id,remote-endpoint,data\n\
                2024-01-31T10:11:12.123Z,IN\\Default,203.0.113.7:50123,\"EHLO a, b\"";
    let found = shown(&rows(&W3c, text)[2]);
    assert!(found.starts_with("2024-01-31T10:11:12.123Z"), "{found}");
    assert!(found.contains(" EHLO a, b connector-id="), "{found}");
}

#[test]
fn date_and_time_may_stand_in_two_columns() {
    let found =
        rows(&Csv, "day;clock;level;text\n31.01.2024;10:11:12;INFO;a\n31.01.2024;10:11:13;WARN;b");
    assert_eq!(shown(&found[1]), "2024-01-31T10:11:12Z info a ");
    assert_eq!(shown(&found[2]), "2024-01-31T10:11:13Z warn b ");
    let found = rows(&Csv, "x, 01/31/24, 10:11:12, W3, 200\ny, 01/31/24, 10:11:13, W3, 404");
    assert!(shown(&found[1]).starts_with("2024-01-31T10:11:13Z"), "{}", shown(&found[1]));
}

#[test]
fn a_cell_in_quotes_goes_on_in_the_next_line() {
    let text = "time,level,who,message,n\n2024-01-31T10:11:12Z,INFO,a,\"one\ntwo, three\",7\n2024-01-31T10:11:13Z,WARN,b,x,8";
    let outcomes: Vec<&str> = rows(&Csv, text).iter().map(|row| row.outcome).collect();
    assert_eq!(outcomes, ["continuation", "record", "continuation", "record"]);
}

#[test]
fn prose_is_no_table() {
    for text in [
        "one, two and three\nfour, five, six",
        "a b c d e f\ng h i j k l",
        "2024-01-31 10:11:12,123 INFO a\n2024-01-31 10:11:12,124 INFO b",
    ] {
        for format in [&W3c as &dyn Format, &Csv, &Columns] {
            assert!(rows(format, text).iter().all(|row| row.outcome == "unparsed"), "{text}");
        }
    }
}

#[test]
fn what_a_proxy_did_holds_the_status() {
    let line = |outcome: &str| {
        format!(
            "1706695872.123 45 203.0.113.7 {outcome} 51200 GET http://a.example/ - NONE/- text/html\n"
        )
    };
    let outcomes = ["TCP_MISS/404", "TCP_MISS_ABORTED/000", "TCP_HIT/x", "NONE/200"];
    let usual = line("TCP_HIT/200").repeat(26);
    let lines = outcomes.map(line).concat() + &usual;
    let rows = rows(&Columns, &lines);
    let value = |at: usize, name: &str| {
        let fields: &[(String, String)] = &rows[at].fields;
        fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone())
    };
    let read =
        [0, 1, 2, 3].map(|at| (value(at, "outcome"), value(at, "http.response.status_code")));
    let expected = [
        ("TCP_MISS", Some("404")),
        ("TCP_MISS_ABORTED", None),
        ("TCP_HIT/x", None),
        ("NONE", Some("200")),
    ];
    assert_eq!(
        read,
        expected.map(|(outcome, status)| (Some(outcome.to_owned()), status.map(str::to_owned)))
    );
}

proptest! {
    #[test]
    fn whether_a_line_begins_a_record_agrees_with_reading_it(
        lines in prop::collection::vec("(2024-01-31 10:11:1[0-9]|#Fields: date|x)?[ ,\"a-z0-9]{0,20}", 1..8),
    ) {
        let text = "time,a,b\n2024-01-31 10:11:12,1,2\n2024-01-31 10:11:13,3,4";
        let sample: Vec<&[u8]> = text.lines().map(str::as_bytes).collect();
        for format in [&W3c as &dyn Format, &Csv, &Columns] {
            let reader = format.reader(&Sample { lines: &sample, hints: Hints::default() });
            for line in &lines {
                let outcome = reader.read(line.as_bytes(), &mut State::default(), &mut Record::default());
                prop_assert_eq!(reader.begins_record(line.as_bytes()), outcome != Outcome::Continuation);
            }
        }
    }
}
