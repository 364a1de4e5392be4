//! `logatlas scan` against counts made another way.

use crate::run::{Ended, file, gzip, log, run, run_on, run_with, status};
use serde_json::Value;
use std::collections::BTreeMap;

/// How often each value occurs.
fn counts<'a>(values: impl Iterator<Item = &'a str>) -> BTreeMap<&'a str, u64> {
    let mut counts = BTreeMap::new();
    values
        .filter(|value| !matches!(*value, "-" | ""))
        .for_each(|value| *counts.entry(value).or_default() += 1);
    counts
}

fn field<'a>(snapshot: &'a Value, name: &str) -> &'a Value {
    let fields = snapshot["fields"].as_array().unwrap();
    fields.iter().find(|field| field["name"] == name).unwrap_or_else(|| panic!("no {name}"))
}

/// Compares the values of a field with counts made another way.
fn assert_values(snapshot: &Value, name: &str, wanted: &BTreeMap<&str, u64>) {
    let field = field(snapshot, name);
    assert_eq!(field["distinct"], wanted.len(), "{name}");
    assert_eq!(field["present"], wanted.values().sum::<u64>(), "{name}");
    let top = field["top"].as_array().unwrap();
    assert_eq!(top.len(), wanted.len().min(100), "{name}");
    for top in top {
        assert_eq!(top["count"], wanted[top["value"].as_str().unwrap()], "{name}");
    }
}

/// The sums that every snapshot keeps.
fn assert_accounts(snapshot: &Value) {
    let number = |value: &Value| value.as_u64().unwrap();
    let lines = &snapshot["lines"];
    let kinds = ["records", "continuations", "blank", "unparsed"].map(|kind| number(&lines[kind]));
    assert_eq!(number(&lines["total"]), kinds.iter().sum::<u64>());
    let records = kinds[0];
    for field in snapshot["fields"].as_array().unwrap() {
        let top: u64 =
            field["top"].as_array().unwrap().iter().map(|top| number(&top["count"])).sum();
        assert_eq!(top + number(&field["other"]) + number(&field["none"]), records, "{field}");
    }
    let templates = snapshot["templates"].as_array().unwrap();
    let listed: u64 = templates.iter().map(|template| number(&template["count"])).sum();
    assert_eq!(listed + number(&snapshot["templates_other"]), records);
    let series = snapshot["timeline"]["series"].as_array().unwrap().iter();
    let timed: u64 =
        series.flat_map(|series| series["counts"].as_array().unwrap()).map(number).sum();
    assert_eq!(timed, records - number(&lines["untimed"]));
}

#[test]
fn an_access_log_is_counted_as_splitting_it_counts_it() {
    let text = log("--format combined --lines 20000 --seed 3 --clients 80");
    let path = file("scan-counts.log", text.as_bytes());
    let snapshot = run(&format!("scan {path} --json")).quietly().json();
    assert_accounts(&snapshot);
    assert_eq!(snapshot["version"], 1);
    assert_eq!(snapshot["covered"], 1.0);
    assert_eq!(snapshot["lines"]["records"], 20_000);
    let source = &snapshot["sources"][0];
    assert_eq!(
        (source["name"].as_str(), source["bytes"].as_u64()),
        (Some(&*path), Some(text.len() as u64))
    );
    assert_eq!(source["format"], "combined");

    let word = |index: usize| text.lines().map(move |line| line.split(' ').nth(index).unwrap());
    assert_values(&snapshot, "client.address", &counts(word(0)));
    let quoted = |index: usize| text.lines().map(move |line| line.split('"').nth(index).unwrap());
    let request =
        |index: usize| quoted(1).map(move |request| request.split(' ').nth(index).unwrap_or(""));
    assert_values(&snapshot, "http.request.method", &counts(request(0)));
    let paths = request(1).map(|target| target.split('?').next().unwrap());
    assert_values(&snapshot, "url.path", &counts(paths));
    assert_values(&snapshot, "user_agent.original", &counts(quoted(5)));
    let after_request =
        |index: usize| quoted(2).map(move |part| part.split_whitespace().nth(index).unwrap());
    assert_values(&snapshot, "http.response.status_code", &counts(after_request(0)));
    let sizes: Vec<f64> = after_request(1).filter_map(|size| size.parse().ok()).collect();
    let quantiles = &field(&snapshot, "http.response.body.size")["quantiles"];
    assert_eq!(quantiles["count"], sizes.len());
    assert_eq!(quantiles["sum"], sizes.iter().sum::<f64>());
    assert_eq!(quantiles["max"], sizes.iter().copied().fold(0.0, f64::max));
}

#[test]
fn json_lines_are_counted_as_serde_reads_them() {
    let text = log("--format json --lines 8000 --seed 3 --clients 80");
    let path = file("scan-json.log", text.as_bytes());
    let snapshot = run(&format!("scan {path} --json")).quietly().json();
    assert_accounts(&snapshot);
    assert_eq!(snapshot["sources"][0]["format"], "json");
    assert_eq!(snapshot["lines"]["records"], 8_000);
    let records: Vec<Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let severities: Vec<String> = records
        .iter()
        .map(|record| record["level"].as_str().unwrap().to_ascii_lowercase())
        .collect();
    assert_values(&snapshot, "severity_text", &counts(severities.iter().map(String::as_str)));
    let trace = |record: &Value| record["trace_id"].as_str().unwrap_or_default().to_owned();
    let traces: Vec<String> = records.iter().map(trace).collect();
    let traces = counts(traces.iter().map(String::as_str));
    let field = field(&snapshot, "trace_id");
    assert_eq!(field["distinct"], traces.len());
    assert_eq!(field["present"], traces.values().sum::<u64>());
}

#[test]
fn lines_of_a_stack_trace_go_with_their_record() {
    let text = log("--format text --lines 8000 --seed 3");
    let path = file("scan-text.log", text.as_bytes());
    let snapshot = run(&format!("scan {path} --json --threads 2")).quietly().json();
    assert_accounts(&snapshot);
    let dated = text.lines().filter(|line| line.starts_with("2024-")).count();
    assert!(dated < 8_000);
    assert_eq!(snapshot["lines"]["records"], dated);
    assert_eq!(snapshot["lines"]["continuations"], 8_000 - dated);
}

#[test]
fn threads_pipes_and_packing_do_not_change_a_byte() {
    let text = log("--lines 60000 --seed 9");
    let plain = file("scan-same.log", text.as_bytes());
    let other = file("scan-other.log", log("--lines 30000 --seed 10").as_bytes());
    let scan = |threads: u32| {
        run(&format!("scan {plain} {other} --json --threads {threads}")).quietly().stdout
    };
    let one = scan(1);
    assert_eq!(one.lines().count(), 1);
    for threads in [2, 8] {
        assert!(one == scan(threads), "{threads} threads");
    }
    // What is known of the source differs, and only that.
    let packed = file("scan-same.log.gz", &gzip(text.as_bytes()));
    let found = |ended: Ended| {
        let mut snapshot = ended.quietly().json();
        let source = snapshot["sources"][0].take();
        (snapshot, source)
    };
    let (wanted, _) = found(run(&format!("scan {plain} --json")));
    let (unpacked, source) = found(run(&format!("scan {packed} --json")));
    assert!(unpacked == wanted);
    assert_eq!(source["container"], "gzip");
    let (piped, source) = found(run_on("scan - --json", text.as_bytes()));
    assert!(piped == wanted);
    assert_eq!(
        (&source["name"], source["bytes"].as_u64()),
        (&"stdin".into(), Some(text.len() as u64))
    );
}

#[test]
fn a_filter_counts_what_a_scan_of_only_those_lines_counts() {
    let text = log("--lines 30000 --seed 4");
    let failed: String =
        text.lines().filter(|line| status(line) >= 500).map(|line| format!("{line}\n")).collect();
    let whole = file("scan-filter.log", text.as_bytes());
    let part = file("scan-failed.log", failed.as_bytes());
    let mut filtered =
        run_with(&format!("scan {whole} --json --filter"), "status >= 500").quietly().json();
    assert_accounts(&filtered);
    let mut wanted = run(&format!("scan {part} --json")).quietly().json();
    assert_ne!(wanted["lines"]["records"], 0);
    let mut piped =
        run_on("scan - --json --threads 3 --filter status>=500", text.as_bytes()).quietly().json();
    for snapshot in [&mut filtered, &mut wanted, &mut piped] {
        snapshot["sources"].take();
    }
    assert!(piped == filtered);
    // A field that only other records have is listed all the same, so that its panel stays.
    filtered["fields"].as_array_mut().unwrap().retain(|field| field["present"] != 0);
    // Templates and routes are those of all records: a few may say less of what varies.
    for snapshot in [&mut filtered, &mut wanted] {
        for field in snapshot["fields"].as_array_mut().unwrap() {
            if field["name"] == "http.route" {
                *field = field["present"].take();
            }
        }
        let templates = snapshot["templates"].take();
        let counts = templates.as_array().unwrap().iter().map(|one| one["count"].as_u64().unwrap());
        let all = counts.sum::<u64>() + snapshot["templates_other"].take().as_u64().unwrap();
        snapshot["templates"] = all.into();
        snapshot["templates_distinct"].take();
    }
    assert!(filtered == wanted);
}

#[test]
fn a_filter_that_looks_at_the_text_works_on_a_pipe_too() {
    let text = log("--lines 30000 --seed 4");
    let wanted = text.lines().filter(|line| line.to_ascii_lowercase().contains("firefox/")).count();
    assert_ne!(wanted, 0);
    let found = run_on("scan - --json --filter \"Firefox/\"", text.as_bytes()).quietly().json();
    assert_eq!(found["lines"]["records"], wanted);
}

#[test]
fn the_summary_for_people_names_what_the_snapshot_holds() {
    let mut text = log("--lines 5000 --seed 2");
    text.push_str("not a \u{1b}]0;request\u{7}\n\n");
    let path = file("scan-people.log", text.as_bytes());
    let shown = run(&format!("scan {path}")).quietly().stdout;
    let bars = shown.lines().find_map(|line| line.strip_prefix("timeline  ")).unwrap();
    assert!(bars.contains('█'), "{shown}");
    for part in [
        "5,002 lines, combined",
        "records   5,000, 1 blank line, 1 line that could not be read",
        "2xx ",
        "client.address (client): ",
        "p99 ",
        "templates: ",
        "line 5001, byte ",
        "not a ␛]0;request",
    ] {
        assert!(shown.contains(part), "no {part:?} in {shown}");
    }
    assert!(!shown.contains('\u{1b}'));
}
