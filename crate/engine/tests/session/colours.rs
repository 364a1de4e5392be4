//! Colours for a terminal are left out wherever they begin, and change nothing else.

use crate::common::{Way, difference, generated, json, listed, pass, scan};
use logatlas_core::generate::Kind;
use logatlas_core::snapshot::Snapshot;
use logatlas_engine::lines::{Line, Order};
use logatlas_engine::{PassId, Session};
use proptest::prelude::*;
use std::sync::Arc;

/// A snapshot without what tells sizes and places.
fn bare(session: &Session, id: Option<PassId>) -> String {
    let mut snapshot: Snapshot = session.snapshot(id).unwrap();
    snapshot.sources.clear();
    snapshot.unparsed.iter_mut().for_each(|line| line.byte = 0);
    serde_json::to_string_pretty(&snapshot).unwrap()
}

fn lines(session: &Arc<Session>, files: &[&[u8]]) -> Vec<Line> {
    listed(session, files, None, Order::Time, (0, u64::MAX))
}

/// Colours put into a text at these places of those behind `from`, never into a line end of Windows.
fn coloured(text: &[u8], from: usize, places: &[prop::sample::Index]) -> Vec<u8> {
    let mut text = text.to_vec();
    for (n, place) in places.iter().enumerate() {
        let at = from + place.index(text.len() - from);
        let sequence: &[u8] = if n % 2 == 0 { b"\x1B[1;31m" } else { b"\x1B[0m" };
        // Not into a sequence that is there already.
        let before = text[..at].iter().rposition(|byte| *byte == 0x1B);
        if before.is_none_or(|before| text[before..at].contains(&b'm')) {
            text.splice(at..at, sequence.iter().copied());
        }
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_text_with_colours_is_read_as_the_same_without(
        kind in 0..Kind::ALL.len(),
        count in 1..300u64,
        from in any::<prop::sample::Index>(),
        places in prop::collection::vec(any::<prop::sample::Index>(), 1..40),
        (slice, threads, piece) in (200..5_000usize, 0..4usize, 1..3_000usize),
        budget in prop_oneof![Just(0), Just(1 << 30)],
    ) {
        let plain = generated(Kind::ALL[kind], count, count);
        let painted = coloured(&plain, from.index(plain.len()), &places);
        let way = Way { slice, threads, piece, budget, ..Way::default() };
        let (files, reference) = ([painted.as_slice()], [plain.as_slice()]);
        let (session, other) = (scan(way, &files), scan(Way::default(), &reference));
        prop_assert_eq!(difference(&bare(&session, None), &bare(&other, None)), None);
        prop_assert_eq!(lines(&session, &files), lines(&other, &reference));
        for filter in ["/[a-z]\"?$/", "1", "level >= warn or status >= 400"] {
            let mine = pass(&session, &files, filter);
            let theirs = pass(&other, &reference, filter);
            prop_assert_eq!(difference(&bare(&session, Some(mine)), &bare(&other, Some(theirs))), None);
        }
        let again = scan(Way::default(), &files);
        prop_assert_eq!(difference(&json(&session, None), &json(&again, None)), None);
    }
}

#[test]
fn colours_that_begin_late_are_left_out_and_told() {
    let plain = b"2024-05-01T10:00:00Z INFO all is well\n".repeat(5_000);
    let late =
        [&plain[..], b"2024-05-01T10:00:01Z \x1B[31mERROR\x1B[0m it \x1B[1mbroke\x1B[0m\r\n"];
    let late = late.concat();
    for budget in [0, 1 << 30] {
        let way = Way { slice: 50_000, threads: 2, budget, ..Way::default() };
        let session = scan(way, &[&late]);
        let snapshot = session.snapshot(None).unwrap();
        assert!(snapshot.sources[0].colours);
        assert_eq!(snapshot.templates.len(), 2);
        let id = pass(&session, &[&late], "level : error and /broke$/");
        let found = listed(&session, &[&late], Some(id), Order::File, (0, 10));
        let texts: Vec<&str> = found.iter().map(|line| &*line.text).collect();
        assert_eq!(texts, ["2024-05-01T10:00:01Z ERROR it broke"]);
        assert_eq!((found[0].line, found[0].cut), (Some(5_001), false));
    }
    assert!(!scan(Way::default(), &[&plain]).snapshot(None).unwrap().sources[0].colours);
}
