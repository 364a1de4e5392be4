//! `logatlas lines` against the lines themselves.

use crate::run::{file, gzip, log, run, run_on, run_with, status};
use serde_json::{Value, json};
use std::fs::File;
use std::time::{Duration, UNIX_EPOCH};

#[test]
fn without_a_filter_every_record_comes_back_as_it_stands() {
    let text = log("--lines 50000 --seed 8").replacen('\n', "\r\n", 100);
    let plain = file("lines-all.log", text.as_bytes());
    let packed = file("lines-all.log.gz", &gzip(text.as_bytes()));
    for arguments in [format!("{plain} --threads 1"), format!("{plain} --threads 3"), packed] {
        assert!(run(&format!("lines {arguments}")).quietly().stdout == text, "{arguments}");
    }
    assert!(run_on("lines -", text.as_bytes()).quietly().stdout == text);
    // Two files follow each other as they were named, if that is asked for.
    let both = run(&format!("lines {plain} {plain} --by file")).quietly().stdout;
    assert!(both == text.repeat(2));
}

#[test]
fn a_filter_keeps_order_and_count_stops() {
    let text = log("--lines 50000 --seed 8");
    let path = file("lines-filter.log", text.as_bytes());
    let wanted: Vec<&str> = text.lines().filter(|line| status(line) >= 500).collect();
    assert!(wanted.len() > 20);
    let found =
        run_with(&format!("lines {path} --threads 2 --filter"), "status >= 500").quietly().stdout;
    assert!(found.lines().eq(wanted.iter().copied()));
    let found =
        run_with(&format!("lines {path} --count 7 --filter"), "status >= 500").quietly().stdout;
    assert_eq!(found.lines().collect::<Vec<_>>(), wanted[..7]);
    let found = run_with(&format!("lines {path} --count 0 --filter"), "status >= 500");
    assert_eq!((found.code, &*found.stdout), (1, ""));
}

#[test]
fn json_has_every_field_by_its_name() {
    let line = r#"203.0.113.7 - alice [10/Oct/2000:13:55:36 -0700] "GET /a?b=c HTTP/1.1" 200 2326 "https://example.org/" "M \"x\" ü""#;
    let text = format!("\n{line}\nno request\n{line}\n");
    let path = file("lines-json.log", text.as_bytes());
    let found = run(&format!("lines {path} --json")).quietly().stdout;
    let found: Vec<Value> = found.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let numbers: Vec<&Value> = found.iter().map(|record| &record["line"]).collect();
    assert_eq!(numbers, [&json!(2), &json!(4)]);
    let wanted = json!({
        "file": path, "line": 2, "@timestamp": "2000-10-10T20:55:36Z",
        "client.address": "203.0.113.7", "user.name": "alice", "http.request.method": "GET", "url.path": "/a", "http.route": "/a",
        "url.query": "b=c", "network.protocol.version": "1.1", "http.response.status_code": 200,
        "http.response.body.size": 2326, "http.request.header.referer": "https://example.org/",
        "user_agent.original": found[0]["user_agent.original"],
    });
    assert_eq!(found[0], wanted);
    assert!(found[0]["user_agent.original"].as_str().unwrap().ends_with('ü'));
}

#[test]
fn a_stack_trace_stays_whole_and_belongs_to_its_message() {
    let text = log("--format text --lines 8000 --seed 3");
    let path = file("lines-text.log", text.as_bytes());
    assert!(run(&format!("lines {path}")).quietly().stdout == text);
    let mut traces = 0;
    for record in run(&format!("lines {path} --json")).quietly().stdout.lines() {
        let record: Value = serde_json::from_str(record).unwrap();
        let (line, message) =
            (record["line"].as_u64().unwrap(), record["message"].as_str().unwrap());
        let mut stands = text.lines().skip(line as usize - 1);
        let mut said = message.lines();
        assert!(stands.next().unwrap().ends_with(said.next().unwrap()), "{record}");
        traces += said.clone().count();
        assert!(said.eq(stands.take_while(|line| !line.starts_with("2024-"))), "{record}");
    }
    assert!(traces > 0);
}

#[test]
fn a_year_that_is_left_out_is_that_of_the_file() {
    let line = b"Mar 11 00:00:01 web-1 systemd[1]: Started session-1.scope.\n";
    let years = ["2019", "2023"];
    let files = years.map(|year| {
        let path = file(&format!("lines-{year}.log"), line);
        let seconds = (year.parse::<u64>().unwrap() - 1970) * 31_556_952 + 200 * 86_400;
        let changed = UNIX_EPOCH + Duration::from_secs(seconds);
        File::options().write(true).open(&path).unwrap().set_modified(changed).unwrap();
        path
    });
    let found = run(&format!("lines {} --json --threads 1", files.join(" "))).quietly().stdout;
    for (record, year) in found.lines().zip(years) {
        let record: Value = serde_json::from_str(record).unwrap();
        assert_eq!(record["@timestamp"], format!("{year}-03-11T00:00:01Z"));
    }
    assert_eq!(found.lines().count(), 2);
}

#[test]
fn line_numbers_count_on_through_every_slice() {
    let text = log("--lines 60000 --seed 1");
    let numbers: Vec<usize> =
        (1..).zip(text.lines()).filter(|(_, line)| status(line) >= 500).map(|(n, _)| n).collect();
    let found =
        run_on("lines - --json --threads 2 --filter status>=500", text.as_bytes()).quietly().stdout;
    let number = |line: &str| {
        let record: Value = serde_json::from_str(line).unwrap();
        record["line"].as_u64().unwrap() as usize
    };
    assert!(found.lines().map(number).eq(numbers));
}

#[test]
fn colours_are_left_out_wherever_they_begin() {
    let plain = log("--format text --lines 4000 --seed 5");
    let painted = plain.replace("ERROR", "\x1b[31mERROR\x1b[0m").replace("00:", "\x1b[m00:");
    assert!(painted.len() > plain.len());
    let text = file("lines-plain.log", plain.as_bytes());
    let colours = file("lines-painted.log", painted.as_bytes());
    for command in ["lines", "lines --filter level:error", "templates --assign", "templates"] {
        let wanted = run(&format!("{command} {text}")).quietly().stdout;
        assert!(run(&format!("{command} {colours}")).quietly().stdout == wanted, "{command}");
        assert!(!wanted.is_empty());
    }
    assert!(run(&format!("scan {colours}")).quietly().stdout.contains("colours left out"));
}

#[test]
fn hundreds_of_files_are_merged_by_time() {
    let many = 300;
    let line = |number: usize, word: &str| {
        format!("2024-01-31T10:{:02}:{:02}Z INFO {word} {number}\n", number / 60, number % 60)
    };
    // Their names are in another order than their times; the last are packed.
    let paths: Vec<String> = (0..many)
        .map(|number| {
            let time = many - 1 - number;
            let text = line(time, "a") + &line(time + 300, "b");
            match number < 280 {
                true => file(&format!("lines-many-{number}.log"), text.as_bytes()),
                false => file(&format!("lines-many-{number}.log.gz"), &gzip(text.as_bytes())),
            }
        })
        .collect();
    let wanted: String = (0..many)
        .map(|number| line(number, "a"))
        .chain((0..many).map(|number| line(number + 300, "b")))
        .collect();
    let found = run(&format!("lines {}", paths.join(" "))).quietly().stdout;
    assert!(found == wanted);
    let found = run(&format!("lines --count 3 {}", paths.join(" "))).quietly().stdout;
    assert!(wanted.starts_with(&found) && found.lines().count() == 3);
}

#[test]
fn who_names_too_many_files_to_merge_is_told_what_happens_and_what_to_do() {
    let paths: Vec<String> = (0..1_025)
        .map(|number| {
            let second = number % 60;
            file(
                &format!("many-{number}.log"),
                format!("2024-01-31 10:11:{second:02} x\n").as_bytes(),
            )
        })
        .collect();
    let most = paths[1..].join(" ");
    assert_eq!(run(&format!("lines --count 1 {most}")).quietly().stdout, "2024-01-31 10:11:00 x\n");
    let ended = run(&format!("lines {}", paths.join(" ")));
    assert_eq!((ended.code, ended.stdout.lines().count()), (0, 1_025));
    assert!(ended.stdout.starts_with("2024-01-31 10:11:00 x\n2024-01-31 10:11:01 x\n"));
    for part in ["1025 files", "one after the other", "name fewer at once", "--by file"] {
        assert!(ended.stderr.contains(part), "{part} in {}", ended.stderr);
    }
    run(&format!("lines --by file {}", paths.join(" "))).quietly();
}
