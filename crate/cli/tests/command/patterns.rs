//! `--format` with a pattern, with a file of one, and with what is neither.

use crate::run::{file, run, run_with};
use serde_json::json;

const LINES: &str = "till 7 <<2024-01-01 10:00:10>> took 12 ms ~ paid\n\
    till 8 <<2024-01-01 10:00:11>> took 3 ms ~ refused\n\
    \tby the bank\n\
    till 9 <<2024-01-01 10:00:12>> paid late\n";
const PATTERN: &str = "till $till <<$time>> took $took ms ~ $message";

#[test]
fn a_pattern_is_a_format_for_every_command() {
    let log = file("patterns.log", LINES.as_bytes());
    let own = file("patterns.txt", format!("# shop\n{PATTERN}\n").as_bytes());
    let scanned = run_with(&format!("scan {log} --json --format"), PATTERN).quietly().json();
    assert_eq!(scanned["sources"][0]["format"], "pattern");
    assert_eq!(
        scanned["lines"],
        json!({ "total": 4, "records": 2, "continuations": 1, "blank": 0, "unparsed": 1, "untimed": 0 })
    );
    assert_eq!(
        scanned["unparsed"][0]["reason"],
        "stopped at >> took, column 29: this does not stand there"
    );
    let named = run(&format!("scan {log} --json --format @{own}")).quietly().json();
    assert_eq!(named["sources"][0]["format"], "shop");
    assert_eq!(named["fields"], scanned["fields"]);

    let lines =
        run_with(&format!("lines {log} --json --filter took>5 --format"), PATTERN).quietly();
    let record = lines.json();
    assert_eq!((&record["till"], &record["took"]), (&json!(7), &json!(12)));
    assert_eq!(
        (&record["message"], &record["@timestamp"]),
        (&json!("paid"), &json!("2024-01-01T10:00:10Z"))
    );

    let templates = run_with(&format!("templates {log} --json --format"), PATTERN).quietly().json();
    assert_eq!(templates["records"], 2);
}

#[test]
fn what_is_no_format_is_refused_before_anything_is_read() {
    let log = file("patterns-refused.log", LINES.as_bytes());
    for (format, told) in [
        ("comined", "there is no format \"comined\""),
        ("%{NUMBR:a}", "at %{NUMBR:a}: no pattern is called NUMBR; is NUMBER meant?"),
        ("@/nowhere/pattern", "the file /nowhere/pattern can't be read"),
    ] {
        let ended = run_with(&format!("scan {log} --format"), format);
        assert_eq!((ended.code, &*ended.stdout), (2, ""), "{format}");
        assert!(ended.stderr.contains(told), "{}", ended.stderr);
    }
}
