//! `logatlas templates` against the records, and filters by template against both.

use crate::run::{file, run, run_on, run_with};
use serde_json::Value;
use std::collections::BTreeMap;

/// Lines of two programs: names that vary, and states that do not.
fn log(lines: usize) -> String {
    let names = ["anna", "bela", "carl", "dora", "emil"];
    let states = ["up", "down"];
    let line = |n: usize| match n % 3 {
        0 => format!("user {} logged in from 10.0.0.{}\n", names[n % 5], n % 9),
        1 => format!("state of disk {n} is {}\n", states[n % 2]),
        _ => "all is well\n".to_owned(),
    };
    (0..lines).map(line).collect()
}

#[test]
fn every_record_has_one_of_the_templates_and_their_counts_are_its_records() {
    let (one, two) = (log(300), log(77));
    let (first, second) =
        (file("templates-1.log", one.as_bytes()), file("templates-2.log", two.as_bytes()));
    let all = run(&format!("templates {first} {second} --json")).quietly().json();
    assert_eq!(all["records"], 377);
    let templates = all["templates"].as_array().unwrap();
    let mut texts: Vec<&str> = templates.iter().map(|t| t["text"].as_str().unwrap()).collect();
    texts.sort_unstable();
    assert_eq!(
        texts,
        [
            "all is well",
            "state of disk <num> is down",
            "state of disk <num> is up",
            "user <*> logged in from <ip>",
        ]
    );
    let expected: BTreeMap<&str, u64> = templates
        .iter()
        .map(|t| (t["id"].as_str().unwrap(), t["count"].as_u64().unwrap()))
        .collect();
    let assigned = run(&format!("templates {first} {second} --assign")).quietly().stdout;
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for id in assigned.lines() {
        *counts.entry(id).or_default() += 1;
    }
    assert_eq!(counts, expected);
    // The third line of each log is the same message.
    let ids: Vec<&str> = assigned.lines().collect();
    assert_eq!(ids[2], ids[302]);
    let json = run(&format!("templates {first} {second} --assign --json")).quietly().stdout;
    let rows: Vec<Value> = json.lines().map(|row| serde_json::from_str(row).unwrap()).collect();
    assert!(rows.iter().map(|row| row["template"].as_str().unwrap()).eq(ids.iter().copied()));
    assert_eq!((&rows[302]["line"], &rows[302]["file"]), (&3.into(), &Value::from(second)));
}

#[test]
fn a_filter_by_template_reads_the_files_first() {
    let text = log(300);
    let path = file("templates-filter.log", text.as_bytes());
    let filter = "template : \"user <*> logged in from <ip>\"";
    let found = run_with(&format!("lines {path} --filter"), filter).quietly().stdout;
    let wanted: Vec<&str> = text.lines().filter(|line| line.starts_with("user")).collect();
    assert!(found.lines().eq(wanted.iter().copied()));
    let snapshot = run_with(&format!("scan {path} --json --filter"), filter).quietly().json();
    assert_eq!(snapshot["lines"]["records"], wanted.len());
}

#[test]
fn a_pipe_has_templates_but_can_not_be_read_twice() {
    let shown = run_on("templates -", log(30).as_bytes()).quietly().stdout;
    assert!(shown.contains("user <*> logged in from <ip>"), "{shown}");
    for arguments in ["templates - --assign", "lines - --filter template:x"] {
        let ended = run_on(arguments, b"a b\n");
        assert_eq!((ended.code, &*ended.stdout), (2, ""));
        assert!(ended.stderr.contains("save it to a file"), "{}", ended.stderr);
    }
}

#[test]
fn the_parameters_of_a_template_are_the_values_in_its_records() {
    let path = file("templates-parameters.log", log(300).as_bytes());
    let all = run(&format!("templates {path} --json")).quietly().json();
    let templates = all["templates"].as_array().unwrap();
    let users = templates.iter().find(|t| t["text"] == "user <*> logged in from <ip>").unwrap();
    let id = users["id"].as_str().unwrap();
    let found = run(&format!("templates {path} --json --parameters {id}")).quietly().json();
    assert_eq!((&found["id"], &found["records"]), (&users["id"], &users["count"]));
    let [names, addresses] = found["parameters"].as_array().unwrap().as_slice() else {
        panic!("{found}");
    };
    assert_eq!(
        (&names["name"], &names["class"], &names["distinct"]),
        (&"word".into(), &"*".into(), &5.into())
    );
    let counts: BTreeMap<&str, u64> = names["top"]
        .as_array()
        .unwrap()
        .iter()
        .map(|top| (top["value"].as_str().unwrap(), top["count"].as_u64().unwrap()))
        .collect();
    let mut expected: BTreeMap<&str, u64> = BTreeMap::new();
    let text = log(300);
    for line in text.lines().filter_map(|line| line.strip_prefix("user ")) {
        *expected.entry(line.split(' ').next().unwrap()).or_default() += 1;
    }
    assert_eq!(counts, expected);
    assert_eq!(addresses["distinct"], 3);
    let example = found["examples"][0].as_array().unwrap();
    let parts: Vec<&str> = example.iter().map(|part| part["text"].as_str().unwrap()).collect();
    assert_eq!(parts, ["user ", "anna", " logged in from ", "10.0.0.0"]);
    let shown = run(&format!("templates {path} --parameters {id}")).quietly().stdout;
    assert!(shown.contains("word <*>: 5 values") && shown.contains("anna"), "{shown}");
}

/// Records of several slices of a file: all that is asked twice crosses their borders.
fn long() -> String {
    let states = ["up", "down"];
    let line = |n: usize| match n % 3 {
        0 => format!(
            "2024-05-01T10:{:02}:00Z INFO user {n} took {} of {}\n",
            n / 3 % 60,
            n % 5,
            "x".repeat(150)
        ),
        1 => format!(
            "2024-05-01T11:00:00Z WARN state of disk {n} is {}\n\tand so on\n",
            states[n % 2]
        ),
        _ => "2024-05-01T12:00:00Z INFO all is well\n".to_owned(),
    };
    (0..150_000).map(line).collect()
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let path = file("templates-threads.log", long().as_bytes());
    let all = run(&format!("templates {path} --json --threads 1")).quietly().stdout;
    assert_eq!(run(&format!("templates {path} --json --threads 3")).quietly().stdout, all);
    let all: Value = serde_json::from_str(&all).unwrap();
    let id = all["templates"][0]["id"].as_str().unwrap();
    for arguments in
        ["--assign".into(), "--assign --json".into(), format!("--json --parameters {id}")]
    {
        let of = |threads: usize| {
            run(&format!("templates {path} {arguments} --threads {threads}")).quietly().stdout
        };
        let one = of(1);
        assert!(one == of(2) && one == of(5), "{arguments}");
        if arguments == "--assign" {
            assert_eq!(one.lines().count(), 150_000);
        }
    }
    std::fs::remove_file(path).unwrap();
}

#[test]
fn templates_are_counted_over_time() {
    let text = long();
    let path = file("templates-times.log", text.as_bytes());
    let all = run(&format!("templates {path} --json")).quietly().json();
    assert_eq!(all["start"], "2024-05-01T10:00:00Z");
    let step = all["step"].as_f64().unwrap();
    for template in all["templates"].as_array().unwrap() {
        let counts = template["counts"].as_array().unwrap();
        assert_eq!(
            counts.iter().map(|count| count.as_u64().unwrap()).sum::<u64>(),
            template["count"]
        );
        let first = counts.iter().position(|count| count != 0).unwrap() as f64 * step / 60.0;
        let minute = |time: &str| {
            60.0 * (time[11..13].parse::<f64>().unwrap() - 10.0)
                + time[14..16].parse::<f64>().unwrap()
        };
        let seen = minute(template["first"].as_str().unwrap());
        assert!(first <= seen && seen < first + step / 60.0, "{template}");
        assert!(template["followed"].is_u64() && template["next"][0]["id"].is_string());
    }
    std::fs::remove_file(path).unwrap();
}

#[test]
fn a_filter_by_the_value_of_a_variable_means_its_records() {
    let text = log(300);
    let path = file("templates-value.log", text.as_bytes());
    let all = run(&format!("templates {path} --json")).quietly().json();
    let templates = all["templates"].as_array().unwrap();
    let users = templates.iter().find(|t| t["text"] == "user <*> logged in from <ip>").unwrap();
    let filter = format!("template.{}.1 : anna", users["id"].as_str().unwrap());
    let found = run_with(&format!("lines {path} --filter"), &filter).quietly().stdout;
    let wanted: Vec<&str> = text.lines().filter(|line| line.starts_with("user anna ")).collect();
    assert!(!wanted.is_empty() && found.lines().eq(wanted.iter().copied()), "{found}");
    let not = run_with(&format!("scan {path} --json --filter"), &format!("not {filter}"));
    assert_eq!(not.quietly().json()["lines"]["records"], 300 - wanted.len());
}

#[test]
fn a_template_that_is_not_there_matches_nothing() {
    let path = file("templates-none.log", log(30).as_bytes());
    let ended = run(&format!("templates {path} --parameters 0123456789abcdef"));
    assert_eq!((ended.code, &*ended.stdout), (1, ""));
    assert!(ended.stderr.contains("no template has the id"), "{}", ended.stderr);
}
