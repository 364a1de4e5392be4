//! `logatlas generate` and `logatlas formats`.

use crate::run::{log, run};

#[test]
fn the_same_seed_gives_the_same_log_and_another_one_another() {
    let kinds = ["combined", "common", "json", "syslog", "syslog5424", "logfmt", "text"];
    for kind in kinds {
        let arguments = format!("--format {kind} --lines 3000 --clients 50 --span 12h");
        let first = log(&format!("{arguments} --seed 5"));
        assert_eq!(first.lines().count(), 3000, "{kind}");
        assert!(first.ends_with('\n'));
        assert_eq!(first, log(&format!("{arguments} --seed 5")));
        assert_ne!(first, log(&format!("{arguments} --seed 6")));
    }
}

#[test]
fn the_log_lies_in_the_span_that_was_asked_for() {
    let text = log("--lines 500 --start 2023-05-06T07:00:00Z --span 1h");
    assert!(text.lines().all(|line| line.contains("[06/May/2023:07:")), "{text}");
}

#[test]
fn what_can_not_be_generated_is_told() {
    for (arguments, named) in [
        ("--format xml", "combined, common"),
        ("--span never", "7d"),
        ("--start soon", "2024-03-11"),
        ("--lines many", "many"),
    ] {
        let ended = run(&format!("generate {arguments}"));
        assert_eq!((ended.code, &*ended.stdout), (2, ""));
        assert!(ended.stderr.contains(named), "{}", ended.stderr);
    }
}

#[test]
fn every_format_is_listed_with_a_sample() {
    let listed = run("formats").quietly().stdout;
    for (name, sample) in
        [("combined", "\"GET /a?b=c HTTP/1.1\" 200"), ("common", "[10/Oct/2000:13:55:36 -0700]")]
    {
        assert!(listed.lines().any(|line| line.starts_with(name)), "{listed}");
        assert!(listed.contains(sample), "{listed}");
    }
}
