//! Maps of a session: the same however the log was read, changed while they run, begun where an earlier one ended.

use crate::common::{Way, generated, pass, scan};
use logatlas_core::generate::Kind;
use logatlas_core::query;
use logatlas_embed::Options;
use logatlas_engine::map::{Change, Map, Places};
use logatlas_engine::{PassId, Session};
use std::sync::Arc;

/// Few iterations: what is asked here does not need a good map.
fn options() -> Options {
    Options { early_exaggeration_iter: 30, n_iter: 40, perplexity: 8.0, ..Options::default() }
}

fn map(session: &Arc<Session>, filter: &str, from: Option<PassId>, places: Option<&Places>) -> Map {
    let filter = query::parse(filter).unwrap();
    let groups = session.begin_groups("client", filter, from).unwrap();
    session.wait();
    session.map(groups, &options(), places).unwrap().unwrap()
}

fn finished(mut map: Map) -> Map {
    while !map.finished() {
        map.step(10);
    }
    map
}

#[test]
fn a_map_does_not_hang_on_the_way_of_reading() {
    let log = generated(Kind::Combined, 1_500, 5);
    let of = |way: Way| finished(map(&scan(way, &[&log]), "", None, None));
    let one = of(Way::default());
    let other = of(Way { slice: 700, threads: 3, seed: 9, ..Way::default() });
    assert!(one.matrix.rows() > 20);
    assert_eq!(one.matrix, other.matrix);
    assert_eq!(one.positions(), other.positions());
}

#[test]
fn a_changed_map_goes_on_from_where_it_is() {
    let log = generated(Kind::Combined, 1_500, 5);
    let mut map = finished(map(&scan(Way::default(), &[&log]), "", None, None));
    let before = map.positions().to_vec();
    map.change(Change { perplexity: Some(3.0), exaggeration: Some(2.0), dof: Some(0.7) }).unwrap();
    assert!(!map.finished());
    assert_eq!(map.positions(), before);
    let map = finished(map);
    assert!(map.positions().iter().all(|x| x.is_finite()));
    assert_ne!(map.positions(), before);
}

#[test]
fn a_filtered_map_begins_where_its_groups_were() {
    let log = generated(Kind::Combined, 1_500, 5);
    let session = scan(Way::default(), &[&log]);
    let whole = finished(map(&session, "", None, None));
    let filter = "status < 400";
    let from = pass(&session, &[&log], filter);
    let part = map(&session, filter, Some(from), Some(&whole.places()));
    let mut kept = 0;
    for (row, name) in part.matrix.names.iter().enumerate() {
        let Some(before) = whole.matrix.names.iter().position(|other| other == name) else {
            continue;
        };
        // The new map lies around its own middle, so it is moved as a whole.
        let shift =
            |map: &Map, row: usize| [map.positions()[2 * row], map.positions()[2 * row + 1]];
        let ([a, b], [c, d]) = (shift(&part, row), shift(&whole, before));
        let ([e, f], [g, h]) = (
            shift(&part, 0),
            shift(
                &whole,
                whole.matrix.names.iter().position(|n| *n == part.matrix.names[0]).unwrap(),
            ),
        );
        assert!((a - e - (c - g)).abs() < 1e-3 && (b - f - (d - h)).abs() < 1e-3, "{name}");
        kept += 1;
    }
    assert!(kept > 20);
}

#[test]
fn clusters_and_outliers_are_groups_of_the_map_with_reasons() {
    let log = generated(Kind::Combined, 6_000, 5);
    let session = scan(Way { threads: 2, ..Way::default() }, &[&log]);
    let map = finished(map(&session, "", None, None));
    let clusters = map.clusters().unwrap();
    let mut rows: Vec<u32> = clusters.iter().flat_map(|c| c.rows.clone()).collect();
    let all = rows.len();
    rows.sort_unstable();
    rows.dedup();
    assert_eq!(rows.len(), all, "a group is in one cluster at most");
    assert!(rows.iter().all(|&row| (row as usize) < map.matrix.rows()));
    assert!(clusters.is_sorted_by(|a, b| a.records >= b.records));
    if clusters.len() > 1 {
        assert!(clusters.iter().any(|cluster| !cluster.label.is_empty()));
    }
    let outliers = map.outliers(10);
    assert!(outliers.len() <= 10 && outliers.is_sorted_by(|a, b| a.score >= b.score));
    assert!(outliers.iter().all(|outlier| !outlier.reasons.is_empty()));
    assert!((0.0..=1.0).contains(&map.faithfulness().unwrap()));
}
