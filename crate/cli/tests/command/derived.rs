//! Fields that no line holds: routes, parameters, what user agents are.

use crate::run::{file, log, run, run_on, run_with};
use serde_json::Value;
use std::collections::BTreeMap;

/// How many records have each value of a field, by the lines as JSON; records without it under null.
fn tally(lines: &str, name: &str) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for line in lines.lines() {
        let record: Value = serde_json::from_str(line).unwrap();
        *counts.entry(record[name].as_str().unwrap_or("(none)").to_owned()).or_default() += 1;
    }
    counts
}

#[test]
fn the_lines_as_json_have_the_values_that_the_summary_counts() {
    let path = file("derived.log", log("--lines 20000 --seed 5").as_bytes());
    let snapshot = run(&format!("scan {path} --json")).quietly().json();
    let lines = run(&format!("lines {path} --json")).quietly().stdout;
    for name in [
        "http.route",
        "user_agent.name",
        "user_agent.os.name",
        "device.model.name",
        "user_agent.synthetic.type",
    ] {
        let fields = snapshot["fields"].as_array().unwrap();
        let field = fields.iter().find(|field| field["name"] == name).unwrap();
        let counts = tally(&lines, name);
        let none = counts.get("(none)").copied().unwrap_or(0);
        assert_eq!(field["none"], none, "{name}");
        assert_eq!(field["distinct"], (counts.len() - usize::from(none > 0)) as u64, "{name}");
        for top in field["top"].as_array().unwrap() {
            assert_eq!(top["count"], counts[top["value"].as_str().unwrap()], "{name} {top}");
        }
    }
}

#[test]
fn filters_go_by_derived_values_and_by_parameters() {
    let path = file("derived-filter.log", log("--lines 20000 --seed 6").as_bytes());
    let count = |filter: &str| {
        let found = run_with(&format!("lines {path} --json --filter"), filter);
        (found.code, found.stdout.lines().count())
    };
    let all = run(&format!("lines {path} --json")).quietly().stdout;
    let routes = tally(&all, "http.route");
    let wanted = routes["/api/users/{int}/orders/{uuid}"] as usize;
    assert_eq!(count(r#"route : "/api/users/{int}/orders/{uuid}""#), (0, wanted));
    let bots = tally(&all, "user_agent.synthetic.type")["bot"] as usize;
    assert_eq!(count("bot : bot"), (0, bots));
    let queries = tally(&all, "url.query");
    let with = |test: &dyn Fn(&str) -> bool| {
        let some = queries.iter().filter(|(query, _)| query.split('&').any(test));
        some.map(|(_, count)| *count as usize).sum::<usize>()
    };
    assert_eq!(count("query.page : *"), (0, with(&|pair| pair.starts_with("page="))));
    assert_eq!(count("url.query.page : 2"), (0, with(&|pair| pair == "page=2")));
    assert_eq!(count(r#""url.query.page" : 2"#).0, 0);
    assert_eq!(count("query.nothing : *"), (1, 0));
}

#[test]
fn a_pipe_has_all_but_routes_and_says_so_if_it_is_asked_for_one() {
    let text = log("--lines 200 --seed 7");
    let lines = run_on("lines - --json", text.as_bytes()).quietly().stdout;
    assert_eq!(tally(&lines, "http.route").len(), 1);
    assert!(tally(&lines, "user_agent.name").len() > 1);
    let refused = run_on("lines - --json --filter route:*", text.as_bytes());
    assert_eq!(refused.code, 2);
    assert!(refused.stderr.contains("can't be read twice"), "{}", refused.stderr);
    let summary = run_on("scan -", text.as_bytes()).quietly().stdout;
    assert!(summary.contains("http.route (route)") && summary.contains("query parameters: "));
}
