//! Maps of a session: the same however the log was read, changed while they run, begun where an earlier one ended.

use crate::common::{Way, generated, pass, reread, scan};
use logatlas_core::features::Weights;
use logatlas_core::generate::Kind;
use logatlas_core::query;
use logatlas_embed::{Error, Options};
use logatlas_engine::map::{Change, Map, Places};
use logatlas_engine::{PassId, Session};
use std::sync::Arc;

/// Few iterations: what is asked here does not need a good map.
fn options() -> Options {
    Options { early_exaggeration_iter: 30, n_iter: 40, perplexity: 8.0, ..Options::default() }
}

fn map(session: &Arc<Session>, filter: &str, from: Option<PassId>, places: Option<&Places>) -> Map {
    let filter = query::parse(filter).unwrap();
    let groups = session.begin_groups("client", filter, from, None).unwrap();
    session.wait();
    session.map(groups, &options(), &Weights::default(), places).unwrap().unwrap()
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
    let change = Change { perplexity: Some(3.0), exaggeration: Some(2.0), ..Change::default() };
    map.change(Change { dof: Some(0.7), ..change }).unwrap();
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
    let quality = map.quality().unwrap();
    assert!((0.3..=1.0).contains(&quality.neighbour_preservation), "{quality:?}");
    assert!((0.5..=1.0).contains(&quality.trustworthiness), "{quality:?}");
}

#[test]
fn other_weights_move_the_points_from_where_they_are() {
    let log = generated(Kind::Combined, 1_500, 5);
    let mut map = finished(map(&scan(Way::default(), &[&log]), "", None, None));
    let before = map.positions().to_vec();
    let mut weights = Weights::default();
    assert!(weights.set("times", 0.0) && weights.set("status", 3.0));
    map.change(Change { weights: Some(weights), ..Change::default() }).unwrap();
    // The new map lies around its own middle, so it is moved as a whole.
    let apart = |positions: &[f32], row: usize| positions[2 * row] - positions[0];
    let moved = |now: &[f32], row| (apart(now, row) - apart(&before, row)).abs();
    assert!((0..map.matrix.rows()).all(|row| moved(map.positions(), row) < 1e-3));
    let map = finished(map);
    assert!(map.positions().iter().all(|x| x.is_finite()));
    assert!((0..map.matrix.rows()).any(|row| moved(map.positions(), row) > 0.1));
}

#[test]
fn features_that_count_nothing_are_as_if_there_were_none() {
    let log = generated(Kind::Combined, 1_500, 5);
    let session = scan(Way::default(), &[&log]);
    let groups = session.begin_groups("client", query::parse("").unwrap(), None, None).unwrap();
    let of = |names: &[&str]| {
        let mut weights = Weights::default();
        names.iter().for_each(|name| assert!(weights.set(name, 0.0)));
        session.map(groups, &options(), &weights, None).unwrap()
    };
    let usual = of(&[]).unwrap();
    let mut blocks: Vec<&str> = usual.matrix.columns.iter().map(|c| c.block.name()).collect();
    blocks.dedup();
    assert!(matches!(of(&blocks), Err(Error::Option { name: "weights", .. })));
    let of_block: Vec<&str> = usual
        .matrix
        .columns
        .iter()
        .filter(|c| c.block.name() == "status")
        .map(|c| c.name.as_str())
        .collect();
    assert_eq!(of(&["status"]).unwrap().positions(), of(&of_block).unwrap().positions());
}

/// A map by sessions or records, with everything read again that the cache has dropped.
fn map_by(session: &Arc<Session>, sources: &[&[u8]], by: &str) -> Map {
    let all = || query::parse("").unwrap();
    let visits = session.begin_visits(by, all(), None);
    visits.into_iter().for_each(|visits| reread(session, sources, visits));
    let groups = session.begin_groups(by, all(), None, visits).unwrap();
    reread(session, sources, groups);
    session.map(groups, &options(), &Weights::default(), None).unwrap().unwrap()
}

#[test]
fn sessions_and_records_do_not_hang_on_the_way_of_reading() {
    let log = generated(Kind::Combined, 3_000, 5);
    let (head, tail) = log.split_at(log.iter().rposition(|&byte| byte == b'\n').unwrap() / 2);
    let cut = head.iter().rposition(|&byte| byte == b'\n').unwrap() + 1;
    let (first, second) = ([head, tail].concat()[..cut].to_vec(), log[cut..].to_vec());
    for by in ["session", "record"] {
        let of = |way: Way, sources: &[&[u8]]| map_by(&scan(way, sources), sources, by).matrix;
        let one = of(Way::default(), &[&first, &second]);
        let other = Way { slice: 900, threads: 3, seed: 9, budget: 0, ..Way::default() };
        assert_eq!(one, of(other, &[&first, &second]), "{by}");
        assert!(one.rows() > 100, "{by}");
        if by == "session" {
            // Neighbouring records of a client in two files are one session all the same.
            assert_eq!(one, of(Way::default(), &[&log]), "{by}");
            assert_eq!(one.counts.iter().sum::<u64>() + one.other + one.none, 3_000);
        } else {
            assert!(one.names[0].starts_with("file"), "{}", one.names[0]);
            let whole = of(Way::default(), &[&log]);
            assert!(whole.names.iter().all(|name| name.starts_with("line ")), "{by}");
        }
    }
}

#[test]
fn a_session_and_a_record_have_filters_that_mean_them() {
    let log = generated(Kind::Combined, 1_000, 5);
    let session = scan(Way::default(), &[&log]);
    for by in ["session", "record"] {
        let matrix = map_by(&session, &[&log], by).matrix;
        for (filter, &count) in matrix.filters.iter().zip(&matrix.counts).take(40) {
            let id = pass(&session, &[&log], filter);
            let found = session.matches(Some(id));
            // Of records there may be more that are the same in all that the filter says.
            assert!(
                found == count || (by == "record" && found > count),
                "{filter}: {found} {count}"
            );
        }
    }
}

#[test]
fn what_points_are_coloured_by_does_not_hang_on_the_way_of_reading() {
    let log = generated(Kind::Combined, 2_000, 5);
    for (field, filter) in
        [("status", ""), ("bytes", ""), ("path", "status >= 400"), ("device", "")]
    {
        let of = |way: Way| {
            let session = scan(way, &[&log]);
            let from = (!filter.is_empty()).then(|| pass(&session, &[&log], filter));
            let meant = || query::parse(filter).unwrap();
            let groups = session.begin_groups("client", meant(), from, None).unwrap();
            reread(&session, &[&log], groups);
            let map = session.map(groups, &options(), &Weights::default(), None).unwrap().unwrap();
            let tints = session.begin_tints(&map, field, meant(), from).unwrap();
            reread(&session, &[&log], tints);
            session.coloured(tints, &map).unwrap()
        };
        let one = of(Way::default());
        assert_eq!(one, of(Way { slice: 700, threads: 3, seed: 9, budget: 0, ..Way::default() }));
        if field == "bytes" {
            assert!(one.values.is_empty() && one.ranks.contains(&0.0) && one.ranks.contains(&1.0));
        } else {
            assert!(
                one.values.len() > 1 && one.of_row.contains(&0) && one.of_row.contains(&1),
                "{field}: {one:?}"
            );
        }
    }
}
