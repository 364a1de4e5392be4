//! `logatlas map`.

use crate::run::{Ended, file, gzip, log, run, run_on};
use std::collections::BTreeSet;

const SHORT: &str = "--perplexity 8 --early-exaggeration-iter 60 --n-iter 80";

/// The rows of a table without quotes.
fn rows(csv: &str) -> Vec<(String, [f64; 4])> {
    let mut lines = csv.lines();
    assert_eq!(lines.next(), Some("name,x,y,cluster,outlier"));
    lines
        .map(|line| {
            let mut cells = line.split(',');
            let name = cells.next().unwrap().to_owned();
            let numbers: Vec<f64> = cells.map(|cell| cell.parse().unwrap()).collect();
            (name, numbers.try_into().unwrap())
        })
        .collect()
}

fn clients(text: &str) -> BTreeSet<String> {
    text.lines().map(|line| line.split(' ').next().unwrap().to_owned()).collect()
}

#[test]
fn every_client_is_a_point_whatever_the_way_of_reading() {
    let text = log("--format combined --lines 3000 --seed 3 --clients 60");
    let path = file("map-clients.log", text.as_bytes());
    let map = run(&format!("map {path} --by client {SHORT} --threads 1")).quietly().stdout;
    let rows = rows(&map);
    let names: BTreeSet<String> = rows.iter().map(|(name, _)| name.clone()).collect();
    assert_eq!(names, clients(&text));
    assert_eq!(names.len(), rows.len());
    for (name, [x, y, cluster, outlier]) in &rows {
        assert!(x.is_finite() && y.is_finite() && *cluster >= -1.0 && *outlier > 0.0, "{name}");
    }
    assert_eq!(map, run(&format!("map {path} --by client {SHORT} --threads 3")).quietly().stdout);
    assert_eq!(
        map,
        run_on(&format!("map - --by client {SHORT}"), text.as_bytes()).quietly().stdout
    );
    let packed = file("map-clients.log.gz", &gzip(text.as_bytes()));
    assert_eq!(map, run(&format!("map {packed} --by client {SHORT}")).quietly().stdout);
}

#[test]
fn a_filter_leaves_the_clients_that_it_means() {
    let text = log("--format combined --lines 3000 --seed 3 --clients 60");
    let path = file("map-filter.log", text.as_bytes());
    let posts: String = text
        .lines()
        .filter(|line| line.contains("\"POST "))
        .map(|line| format!("{line}\n"))
        .collect();
    let ended = run_filter(&format!("map {path} --by client {SHORT} --json"), "method : POST");
    let report = ended.quietly().json();
    let points = report["points"].as_array().unwrap();
    let names: BTreeSet<String> =
        points.iter().map(|point| point["name"].as_str().unwrap().to_owned()).collect();
    assert_eq!(names, clients(&posts));
    let records: u64 = points.iter().map(|point| point["records"].as_u64().unwrap()).sum();
    assert_eq!(records, posts.lines().count() as u64);
}

fn run_filter(arguments: &str, filter: &str) -> Ended {
    let mut command = crate::run::command(arguments);
    command.args(["--filter", filter]).output().unwrap().into()
}

#[test]
fn the_report_names_clusters_outliers_features_and_quality() {
    let text = log("--format combined --lines 4000 --seed 5 --clients 120");
    let path = file("map-report.log", text.as_bytes());
    let csv = file("map-report.csv", b"");
    let report = run(&format!("map {path} --by client {SHORT} --json -o {csv}")).quietly().json();
    let points = report["points"].as_array().unwrap();
    let clusters = report["clusters"].as_array().unwrap();
    for (point, (name, [x, y, cluster, _])) in
        points.iter().zip(rows(&std::fs::read_to_string(&csv).unwrap()))
    {
        assert_eq!(point["name"], name);
        assert_eq!(
            (point["x"].as_f64().unwrap() as f32, point["y"].as_f64().unwrap() as f32),
            (x as f32, y as f32)
        );
        assert_eq!(point["cluster"].as_f64().unwrap_or(-1.0), cluster);
    }
    let members: u64 = clusters.iter().map(|cluster| cluster["points"].as_u64().unwrap()).sum();
    assert_eq!(members as usize, points.iter().filter(|point| point["cluster"].is_u64()).count());
    let columns = report["columns"].as_array().unwrap();
    assert!(columns.iter().any(|column| column["name"] == "4xx share"));
    assert!(columns.iter().all(|column| column["description"].as_str().unwrap().ends_with('.')));
    for name in ["neighbour_preservation", "trustworthiness", "continuity", "spearman"] {
        assert!(report["quality"][name].as_f64().unwrap() <= 1.0, "{name}");
    }
    let told = run(&format!("map {path} --by client {SHORT} -o {csv}")).quietly().stdout;
    assert!(told.contains("104 points by client") && told.contains("stay nearest"), "{told}");
}

#[test]
fn what_has_nothing_to_group_by_matches_nothing() {
    let path = file("map-nothing.log", log("--format combined --lines 50 --seed 1").as_bytes());
    let nothing = |ended: Ended| assert_eq!((ended.code, &*ended.stdout), (1, ""), "{ended:?}");
    nothing(run(&format!("map {path} --by no.such.field")));
    nothing(run_filter(&format!("map {path} --by client"), "status : 999"));
    for by in ["path", "template", "time", "host", "method"] {
        let ended = run(&format!("map {path} --by {by} {SHORT}"));
        assert!(ended.code < 2, "{by}: {ended:?}");
    }
}

#[test]
fn what_cannot_be_mapped_is_said() {
    let path = file("map-refused.log", log("--format combined --lines 50 --seed 1").as_bytes());
    let refused = |ended: Ended, named: &str| {
        assert_eq!((ended.code, &*ended.stdout), (2, ""), "{ended:?}");
        assert!(ended.stderr.contains(named), "no {named:?} in {}", ended.stderr);
    };
    refused(run(&format!("map {path}")), "--by");
    refused(
        run(&format!("map {path} --by client --perplexity 0.5")),
        "no map by client: perplexity is 0.5",
    );
    refused(run("map no-such.log --by client"), "no-such.log: there is no such file");
    refused(
        run_filter(&format!("map {path} --by client"), "status >="),
        "the filter can't be understood",
    );
    refused(
        run(&format!("map {path} --by client {SHORT} -o /no-such/map.csv")),
        "/no-such/map.csv: could not be written",
    );
}

#[test]
fn sessions_and_records_are_points_too() {
    let text = log("--format combined --lines 2000 --seed 3 --clients 40");
    let path = file("map-points.log", text.as_bytes());
    let of = |by: &str| {
        let report = run(&format!("map {path} --by {by} {SHORT} --json")).quietly().json();
        let points = report["points"].as_array().unwrap().clone();
        let records: u64 = points.iter().map(|point| point["records"].as_u64().unwrap()).sum();
        (points, records + report["other"].as_u64().unwrap() + report["none"].as_u64().unwrap())
    };
    let (sessions, all) = of("session");
    assert_eq!(all, 2000);
    let clients = clients(&text);
    assert!(sessions.len() > clients.len());
    for session in &sessions {
        let (client, _) = session["name"].as_str().unwrap().split_once(", ").unwrap();
        assert!(clients.contains(client), "{session}");
    }
    let (records, all) = of("record");
    assert_eq!((records.len(), all), (2000, 2000));
    assert!(records[0]["name"].as_str().unwrap().starts_with("line "));
}

#[test]
fn what_counts_changes_the_map_and_unknown_features_are_named() {
    let text = log("--format combined --lines 2000 --seed 3 --clients 40");
    let path = file("map-weights.log", text.as_bytes());
    let of = |weights: &str| run(&format!("map {path} --by client {SHORT} {weights}"));
    let usual = of("").quietly().stdout;
    assert_ne!(of("--weight times=0 --weight status=3").quietly().stdout, usual);
    assert_eq!(of("--weight times=1").quietly().stdout, usual);
    let unknown = of("--weight colour=2");
    assert_eq!(unknown.code, 2);
    assert!(
        unknown.stderr.contains("no feature is called \"colour\"; there are volume"),
        "{unknown:?}"
    );
    let odd = of("--weight times=-1");
    assert!(odd.code == 2 && odd.stderr.contains("from 0 to 100"), "{odd:?}");
}
