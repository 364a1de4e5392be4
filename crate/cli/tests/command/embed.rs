//! `logatlas embed`.

use crate::run::{Ended, file, run, run_on};
use serde_json::Value;
use std::fs;

/// Two clouds of 40 points in 5 dimensions, one row a line.
fn clouds() -> String {
    let mut state = 1u32;
    let mut noise = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(state >> 16) / 65_536.0
    };
    (0..80)
        .map(|row| {
            let centre = if row % 2 == 0 { 0.0 } else { 20.0 };
            let values: Vec<String> = (0..5).map(|_| (centre + noise()).to_string()).collect();
            format!("{}\n", values.join(","))
        })
        .collect()
}

fn positions(csv: &str) -> Vec<[f64; 2]> {
    let mut lines = csv.lines();
    assert_eq!(lines.next(), Some("x,y"));
    lines
        .map(|line| {
            let (x, y) = line.split_once(',').unwrap();
            [x.parse().unwrap(), y.parse().unwrap()]
        })
        .collect()
}

const SHORT: &str = "--perplexity 10 --early-exaggeration-iter 100 --n-iter 100";

#[test]
fn what_lies_together_stays_together_and_threads_change_nothing() {
    let input = file("embed-clouds.csv", format!("a,b,c,d,e\n{}", clouds()).as_bytes());
    let one = run(&format!("embed {input} {SHORT} --threads 1")).quietly().stdout;
    assert_eq!(one, run(&format!("embed {input} {SHORT} --threads 3")).quietly().stdout);
    assert_eq!(one, run_on(&format!("embed - {SHORT}"), clouds().as_bytes()).quietly().stdout);
    let map = positions(&one);
    assert_eq!(map.len(), 80);
    let squared = |a: [f64; 2], b: [f64; 2]| (a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2);
    for (row, &place) in map.iter().enumerate() {
        let others = (0..map.len()).filter(|&other| other != row);
        let nearest =
            others.min_by(|&a, &b| squared(place, map[a]).total_cmp(&squared(place, map[b])));
        assert_eq!(nearest.unwrap() % 2, row % 2, "row {row}");
    }
}

#[test]
fn the_report_has_every_phase_and_the_divergence() {
    let input = file("embed-report.csv", clouds().as_bytes());
    let report = run(&format!("embed {input} {SHORT} --json")).quietly().json();
    let number = |value: &Value| value.as_f64().unwrap();
    assert_eq!([&report["n"], &report["d"], &report["iterations"]].map(number), [80.0, 5.0, 200.0]);
    assert_eq!(report["perplexity"], 10.0);
    assert!((0.0..5.0).contains(&number(&report["kl_divergence"])), "{report}");
    let seconds = report["seconds"].as_object().unwrap();
    let mut phases: Vec<&String> = seconds.keys().collect();
    phases.sort();
    assert_eq!(phases, ["affinities", "early", "main", "neighbours"]);
    assert!(seconds.values().all(|seconds| number(seconds) >= 0.0));
}

#[test]
fn numpy_files_and_tables_hold_the_same_positions() {
    let input = file("embed-both.csv", clouds().as_bytes());
    let (npy, csv) = (file("embed-out.npy", b""), file("embed-out.csv", b""));
    let told = run(&format!("embed {input} {SHORT} -o {npy}")).quietly().stdout;
    assert!(told.contains("80 rows of 5 columns") && told.contains("neighbours"), "{told}");
    run(&format!("embed {input} {SHORT} -o {csv} --json")).quietly();
    let table = positions(&fs::read_to_string(&csv).unwrap());
    let bytes = fs::read(&npy).unwrap();
    assert!(bytes.starts_with(b"\x93NUMPY\x01\x00"));
    let (_, data) = bytes.split_at(bytes.len() - 80 * 2 * 4);
    let stored: Vec<f32> =
        data.chunks(4).map(|b| f32::from_le_bytes(b.try_into().unwrap())).collect();
    assert_eq!(stored, table.concat().iter().map(|&position| position as f32).collect::<Vec<_>>());
    // What was written can be embedded in turn.
    run(&format!("embed {npy} {SHORT} --json")).quietly();
}

#[test]
fn what_can_not_be_embedded_is_named() {
    let refused = |ended: &Ended, named: &str| {
        assert_eq!((ended.code, &*ended.stdout), (2, ""), "{ended:?}");
        assert!(ended.stderr.contains(named), "no {named:?} in {}", ended.stderr);
    };
    let input = file("embed-bad.csv", b"1,2\n3,four\n");
    refused(&run(&format!("embed {input}")), "embed-bad.csv: line 2, column 2 is \"four\"");
    refused(&run("embed no-such.npy"), "no-such.npy: there is no such file");
    refused(&run(&format!("embed {}", env!("CARGO_TARGET_TMPDIR"))), "is a directory");
    let good = file("embed-good.csv", clouds().as_bytes());
    refused(
        &run(&format!("embed {good} -o map.png")),
        "map.png: the name must end in .npy or .csv",
    );
    refused(&run(&format!("embed {good} --perplexity 0.5")), "perplexity is 0.5");
    refused(
        &run(&format!("embed {good} {SHORT} -o /no-such/map.npy")),
        "/no-such/map.npy: could not be written",
    );
    let cut = file("embed-cut.npy", b"\x93NUMPY\x01\x00\x76\x00{'descr'");
    refused(&run(&format!("embed {cut}")), "embed-cut.npy: the header of the .npy file is damaged");
}

#[test]
fn clusters_outliers_and_quality_are_told_when_asked_for() {
    let input = file("embed-clusters.csv", clouds().as_bytes());
    let csv = file("embed-clusters-out.csv", b"");
    let report = run(&format!("embed {input} {SHORT} --clusters --quality --json -o {csv}"))
        .quietly()
        .json();
    assert_eq!(report["clusters"], 2, "{report}");
    assert!(report["noise"].as_u64().unwrap() < 20, "{report}");
    let quality = &report["quality"];
    assert_eq!(quality["sampled"], 80);
    for name in ["neighbour_preservation", "trustworthiness", "continuity", "spearman"] {
        assert!((0.3..=1.0).contains(&quality[name].as_f64().unwrap()), "{name}: {quality}");
    }
    let table = fs::read_to_string(&csv).unwrap();
    let mut lines = table.lines();
    assert_eq!(lines.next(), Some("x,y,cluster,outlier"));
    let rows: Vec<Vec<f64>> =
        lines.map(|line| line.split(',').map(|value| value.parse().unwrap()).collect()).collect();
    assert_eq!(rows.len(), 80);
    let named = rows.iter().enumerate().filter(|(_, values)| values[2] >= 0.0);
    // Clusters of one size are numbered by their first row, and the clouds take turns.
    let first = rows[0][2].max(0.0) as usize;
    assert!(named.clone().all(|(row, values)| (values[2] as usize + first) % 2 == row % 2));
    assert!(rows.iter().all(|values| (0.5..3.0).contains(&values[3])));
    let told =
        run(&format!("embed {input} {SHORT} --clusters --quality -o {csv}")).quietly().stdout;
    assert!(told.contains("2 clusters") && told.contains("stay nearest"), "{told}");
}

#[test]
fn a_sample_is_embedded_and_the_rest_placed() {
    let input = file("embed-sample.csv", clouds().as_bytes());
    let command = format!("embed {input} {SHORT} --sample 50");
    let map = run(&command).quietly().stdout;
    assert_eq!(positions(&map).len(), 80);
    assert_eq!(map, run(&format!("{command} --threads 1")).quietly().stdout);
    assert_ne!(map, run(&format!("{command} --seed 5")).quietly().stdout);
    let report = run(&format!("{command} --json")).quietly().json();
    assert!(report["kl_divergence"].is_null() && report["seconds"]["all"].is_number(), "{report}");
}

#[test]
fn every_parameter_changes_the_map_and_bad_ones_are_named() {
    let input = file("embed-parameters.csv", clouds().as_bytes());
    let plain = run(&format!("embed {input} {SHORT}")).quietly().stdout;
    for parameter in [
        "--metric cosine",
        "--metric manhattan",
        "--initialization random",
        "--early-exaggeration 4",
        "--exaggeration 3",
        "--learning-rate 50",
        "--dof 0.6",
        "--max-step-norm 0.1",
        "--seed 3",
    ] {
        let other = run(&format!("embed {input} {SHORT} {parameter}")).quietly().stdout;
        assert_eq!(positions(&other).len(), 80, "{parameter}");
        assert_ne!(other, plain, "{parameter}");
    }
    let long = "--perplexity 10 --n-iter 5000 --least-improvement 0.02 --json";
    let report = run(&format!("embed {input} {long}")).quietly().json();
    assert!(report["iterations"].as_u64().unwrap() < 5250, "{report}");
    for (parameter, named) in [("--dof 0", "dof is 0"), ("--exaggeration -1", "exaggeration is -1")]
    {
        let ended = run(&format!("embed {input} {}", parameter.replace(' ', "=")));
        assert_eq!(ended.code, 2);
        assert!(ended.stderr.contains(named), "{}", ended.stderr);
    }
}
