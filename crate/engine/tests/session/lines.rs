//! Records are listed as they stand in the sources, in order, whatever the cache holds.

use crate::common::{self, Way, generated, pass, scan};
use logatlas_core::generate::Kind;
use logatlas_engine::lines::Order;
use logatlas_engine::{PassId, Session};
use std::io::Write;
use std::sync::Arc;

fn listed(
    session: &Arc<Session>,
    text: &[u8],
    id: Option<PassId>,
    from: u64,
    count: u64,
) -> Vec<(Option<u64>, String)> {
    let lines = common::listed(session, &[text], id, Order::Time, (from, count));
    lines.into_iter().map(|line| (line.line, line.text)).collect()
}

#[test]
fn every_record_is_listed_once_and_in_order() {
    let log = generated(Kind::Combined, 500, 3);
    let text = String::from_utf8(log.clone()).unwrap();
    let expected: Vec<(Option<u64>, String)> = text
        .lines()
        .enumerate()
        .map(|(index, line)| (Some(index as u64 + 1), line.to_owned()))
        .collect();
    for budget in [0, 30_000, 1 << 30] {
        let session = scan(Way { slice: 4_000, threads: 2, budget, ..Way::default() }, &[&log]);
        assert_eq!(listed(&session, &log, None, 0, 10_000), expected);
        assert_eq!(listed(&session, &log, None, 123, 45), expected[123..168]);
        assert_eq!(listed(&session, &log, None, 500, 10), []);
    }
}

#[test]
fn a_filter_lists_what_a_plain_search_finds() {
    let log = generated(Kind::Combined, 2_000, 4);
    let text = String::from_utf8(log.clone()).unwrap();
    let expected: Vec<String> =
        text.lines().filter(|line| line.contains("\" 404 ")).map(str::to_owned).collect();
    assert!(expected.len() > 10);
    for budget in [0, 1 << 30] {
        let session = scan(Way { slice: 10_000, threads: 2, budget, ..Way::default() }, &[&log]);
        let id = pass(&session, &[&log], "status : 404");
        let found: Vec<String> =
            listed(&session, &log, Some(id), 0, 10_000).into_iter().map(|(_, text)| text).collect();
        assert_eq!(found, expected);
        assert_eq!(session.matches(Some(id)), expected.len() as u64);
    }
}

#[test]
fn a_packed_source_gives_the_same_as_its_text() {
    let log = generated(Kind::Combined, 1_000, 5);
    let mut packed = Vec::new();
    // Two members behind each other, as `cat a.gz b.gz` makes them.
    for half in log.chunks(log.len() / 2 + 1) {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(half).unwrap();
        packed.extend(encoder.finish().unwrap());
    }
    let way = Way { slice: 7_000, threads: 2, budget: 0, piece: 500, ..Way::default() };
    let plain = scan(way, &[&log]);
    let session = scan(way, &[&packed]);
    let counts = |session: &Arc<Session>, id| session.snapshot(id).unwrap().lines;
    assert_eq!(counts(&session, None), counts(&plain, None));
    let filter = "bytes > 5000 and GET";
    let mine = pass(&session, &[&packed], filter);
    let theirs = pass(&plain, &[&log], filter);
    assert!(session.matches(Some(mine)) > 0);
    assert_eq!(counts(&session, Some(mine)), counts(&plain, Some(theirs)));
    assert_eq!(
        listed(&session, &packed, Some(mine), 0, 50),
        listed(&plain, &log, Some(theirs), 0, 50)
    );
}
