//! Several files together on the command line.

use crate::run::{Ended, file, gzip, log, run, run_on, run_with};
use serde_json::json;
use std::fmt::Write;

#[test]
fn records_are_told_apart_by_their_file() {
    let one = file("files-one.log", log("--lines 300").as_bytes());
    let two = file("files-two.log", log("--lines 200 --seed 9").as_bytes());
    let found = run(&format!("scan {one} {two} --json")).quietly().json();
    let field = |snapshot: &serde_json::Value| {
        let fields = snapshot["fields"].as_array().unwrap();
        fields.iter().find(|field| field["name"] == "log.file.name").cloned()
    };
    let files = field(&found).unwrap();
    assert_eq!(files["alias"], "file");
    assert_eq!(
        files["top"],
        json!([{ "value": one, "count": 300 }, { "value": two, "count": 200 }])
    );
    let text = run(&format!("lines {two}")).quietly().stdout;
    let found = run_with(&format!("lines {one} {two} --filter"), "file : *two.log").quietly();
    assert!(found.stdout == text);
    assert_eq!(run_with(&format!("lines {one} --filter"), "file : *two.log").code, 1);
    assert_eq!(field(&run(&format!("scan {one} --json")).quietly().json()), None);
}

/// Lines with times in milliseconds, of a file of this name, the later ones of which may go back.
fn timed(name: &str, times: impl Iterator<Item = u64>) -> String {
    let mut text = String::new();
    for (n, time) in times.enumerate() {
        let (minutes, seconds, millis) = (time / 60_000, time / 1000 % 60, time % 1000);
        let at = format!("2024-05-01T10:{minutes:02}:{seconds:02}.{millis:03}Z");
        writeln!(text, "{at} INFO {name} wrote line {n}").unwrap();
        if n % 100 == 7 {
            writeln!(text, "    and went on").unwrap();
        }
    }
    text
}

/// The records of texts by the latest time so far, of equals those of the first text first.
fn by_time(texts: &[&str]) -> String {
    let mut records: Vec<(String, String)> = Vec::new();
    for text in texts {
        let mut latest = String::new();
        for line in text.lines() {
            if line.starts_with(' ') {
                writeln!(records.last_mut().unwrap().1, "{line}").unwrap();
                continue;
            }
            latest = latest.max(line.split(' ').next().unwrap().to_owned());
            records.push((latest.clone(), format!("{line}\n")));
        }
    }
    records.sort_by(|a, b| a.0.cmp(&b.0));
    records.into_iter().map(|(_, record)| record).collect()
}

#[test]
fn lines_of_several_files_come_by_time() {
    let one = timed("one", (0..40_000).map(|n| n * 50));
    let two = timed("two", (0..25_000).map(|n| n * 70 - n % 9 * 60 % (n * 70 + 1)));
    let three = timed("three", (0..3_000).map(|n| 100_000 + n * 7));
    let paths = [
        file("merge-one.log", one.as_bytes()),
        file("merge-two.log.gz", &gzip(two.as_bytes())),
        file("merge-three.log", three.as_bytes()),
    ];
    let wanted = by_time(&[&one, &two, &three]);
    for threads in ["1", "4"] {
        let found = run(&format!("lines {} --threads {threads}", paths.join(" "))).quietly();
        assert!(found.stdout == wanted, "{threads} threads");
    }
    let [first, second, third] = &paths;
    let found = run_on(&format!("lines {first} - {third}"), two.as_bytes()).quietly();
    assert!(found.stdout == wanted);
    let some = run(&format!("lines {first} {second} {third} --count 1234")).quietly().stdout;
    assert!(wanted.starts_with(&some));
    assert_eq!(some.lines().filter(|line| line.contains(" wrote ")).count(), 1234);
    let found = run_with(&format!("lines {first} {second} {third} --json --filter"), "line and 77");
    let found = found.quietly().stdout;
    let lines = wanted.lines().filter(|line| line.contains("77") && line.contains("line"));
    assert_eq!(found.lines().count(), lines.clone().count());
    for (record, line) in found.lines().zip(lines) {
        let record: serde_json::Value = serde_json::from_str(record).unwrap();
        assert!(line.ends_with(record["message"].as_str().unwrap().lines().next().unwrap()));
        let number = record["line"].as_u64().unwrap() as usize;
        let text = match record["file"].as_str().unwrap() {
            name if name == first => &one,
            name if name == second => &two,
            _ => &three,
        };
        assert_eq!(text.lines().nth(number - 1), Some(line));
    }
}

#[test]
fn a_file_that_can_not_be_read_is_told_and_the_others_are_merged() {
    let folder = env!("CARGO_TARGET_TMPDIR");
    let one = file("merge-left.log", timed("one", 0..10).as_bytes());
    let two = file("merge-right.log", timed("two", 0..10).as_bytes());
    let found = run(&format!("lines {one} {folder} {two}"));
    assert_eq!((found.code, found.stdout.lines().count()), (0, 22));
    assert!(found.stderr.contains(folder), "{}", found.stderr);
    assert_eq!(run(&format!("lines {folder} {folder}")).code, 2);
}

#[test]
fn rotated_files_are_taken_from_the_oldest_on() {
    let name = file("rotated.log", b"3\n");
    file("rotated.log.1", b"2\n");
    file("rotated.log.10.gz", &gzip(b"0\n"));
    file("rotated.log.2.gz", &gzip(b"1\n"));
    let arguments = ["", ".1", ".10.gz", ".2.gz"].map(|end| format!("{name}{end}")).join(" ");
    for order in ["--by time", "--by file"] {
        assert_eq!(run(&format!("lines {arguments} {order}")).quietly().stdout, "0\n1\n2\n3\n");
    }
    let found = run(&format!("scan {arguments} --json")).quietly().json();
    let names: Vec<&str> =
        found["sources"].as_array().unwrap().iter().map(|s| s["name"].as_str().unwrap()).collect();
    let ends = [".10.gz", ".2.gz", ".1", ""].map(|end| format!("{name}{end}"));
    assert_eq!(names, ends);
}

#[cfg(unix)]
#[test]
fn no_file_is_lost_where_few_may_be_open() {
    use std::process::Command;
    for (count, lines, limit) in [(50, 5000, 32), (300, 3, 24)] {
        let name = |number: usize| format!("few-open-{limit}-{number}.log");
        let paths: Vec<String> = (0..count)
            .map(|number| {
                let at = format!("2024-05-01T10:{:02}:{:02}Z", number / 60, number % 60);
                let before = format!("{at} INFO {}\n", "word ".repeat(15)).repeat(lines);
                file(&name(number), format!("{before}{at} ERROR end of {number}\n").as_bytes())
            })
            .collect();
        let limited = format!("ulimit -n {limit} && exec \"$0\" \"$@\"");
        let mut command = Command::new("sh");
        command.args(["-c", &limited, env!("CARGO_BIN_EXE_logatlas"), "lines"]);
        command.args(["--filter", "level : error"]).args(&paths);
        let found = Ended::from(command.output().unwrap()).quietly().stdout;
        let found: Vec<&str> =
            found.lines().filter_map(|line| line.split(' ').next_back()).collect();
        let wanted: Vec<String> = (0..count).map(|number| number.to_string()).collect();
        assert_eq!(found, wanted);
    }
}
