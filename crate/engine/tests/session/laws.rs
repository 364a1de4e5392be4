//! Law 1: any cut, any number of threads, any order of merging give the same snapshot, byte for byte.
//! Law 2: every line is accounted for.

use crate::common::{Way, accounted, difference, feed, generated, json, pass, scan, session};
use logatlas_core::generate::Kind;
use logatlas_engine::Hints;
use proptest::prelude::*;

/// A log of some kind with noise in it: blank lines, random bytes, lines of another format.
fn noisy_log() -> impl Strategy<Value = Vec<u8>> {
    let noise = prop_oneof![
        Just(b"\n".to_vec()),
        Just(b"   \r\n".to_vec()),
        Just(b"10.0.0.1 - - [01/Jan/2024:10:00:00 +0000] \"GET / HTTP".to_vec()),
        prop::collection::vec(any::<u8>(), 0..60),
    ];
    (
        0..Kind::ALL.len(),
        1..120u64,
        any::<u64>(),
        prop::collection::vec((any::<prop::sample::Index>(), noise), 0..12),
    )
        .prop_map(|(kind, lines, seed, noise)| {
            let mut log = generated(Kind::ALL[kind], lines, seed);
            for (at, bytes) in noise {
                let at = at.index(log.len());
                log.splice(at..at, bytes);
            }
            log
        })
}

fn way() -> impl Strategy<Value = Way> {
    (
        64..5_000usize,
        0..=8usize,
        any::<u64>(),
        prop_oneof![Just(0), Just(20_000), Just(1 << 30)],
        1..3_000usize,
    )
        .prop_map(|(slice, threads, seed, budget, piece)| Way {
            slice,
            threads,
            seed,
            budget,
            piece,
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn what_sets_records_apart_does_not_hang_on_the_way_of_reading(log in noisy_log(), way in way()) {
        let apart = |way: Way| {
            let session = scan(way, &[&log]);
            let pass = pass(&session, &[&log], "status >= 400 or level >= warn");
            session.contrasts(pass, 20).map(|found| format!("{found:?}"))
        };
        prop_assert_eq!(apart(way), apart(Way::default()));
    }

    #[test]
    fn any_way_of_reading_gives_the_same_snapshot(log in noisy_log(), other in noisy_log(), way in way()) {
        let sources = [log.as_slice(), other.as_slice()];
        let reference = scan(Way::default(), &sources);
        let session = scan(way, &sources);
        prop_assert_eq!(difference(&json(&session, None), &json(&reference, None)), None);
        accounted(&session.snapshot(None).unwrap());
    }

    #[test]
    fn the_lines_of_a_log_are_counted_as_a_plain_count_does(log in noisy_log(), way in way()) {
        let newlines = log.iter().filter(|&&byte| byte == b'\n').count() as u64;
        let open = u64::from(log.last().is_some_and(|&byte| byte != b'\n'));
        let snapshot = scan(way, &[&log]).snapshot(None).unwrap();
        prop_assert_eq!(snapshot.lines.total, newlines + open);
    }

    #[test]
    fn any_way_of_filtering_gives_the_same_snapshot(log in noisy_log(), way in way(), filter in prop_oneof![
        Just("status >= 400"), Just("not level : info"), Just("GET"), Just("method : GET and not /robots/"), Just("zzz"),
    ]) {
        let sources = [log.as_slice()];
        let reference = scan(Way::default(), &sources);
        let expected = json(&reference, Some(pass(&reference, &sources, filter)));
        let session = scan(way, &sources);
        let id = pass(&session, &sources, filter);
        prop_assert_eq!(difference(&json(&session, Some(id)), &expected), None);
        accounted(&session.snapshot(Some(id)).unwrap());
    }

    #[test]
    fn a_filter_counts_the_same_before_and_after_all_words_are_numbered(log in noisy_log(), way in way()) {
        let filter = "status >= 400 or level >= warn";
        let session = session(way);
        let before = session.begin(logatlas_core::query::parse(filter).unwrap());
        let number = session.add_source("file0".into(), log.len() as u64, &log, Hints::default(), None);
        feed(&session, number, &log, way.piece);
        session.wait();
        session.end_scan();
        let after = pass(&session, &[&log], filter);
        prop_assert_eq!(difference(&json(&session, Some(before)), &json(&session, Some(after))), None);
    }

    #[test]
    fn a_filter_and_its_opposite_share_out_the_records(log in noisy_log(), way in way()) {
        let sources = [log.as_slice()];
        let session = scan(way, &sources);
        let mine = pass(&session, &sources, "status < 400 or level : info");
        let rest = pass(&session, &sources, "not (status < 400 or level : info)");
        let all = session.snapshot(None).unwrap().lines.records;
        prop_assert_eq!(session.matches(Some(mine)) + session.matches(Some(rest)), all);
    }
}
