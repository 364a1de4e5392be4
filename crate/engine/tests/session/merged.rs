//! Records of several files by time, against all of them sorted.

use crate::common::{Way, feed, listed, pass, scan, session};
use logatlas_engine::Hints;
use logatlas_engine::lines::{Line, Order};
use proptest::prelude::*;
use std::io::Write;

/// A log in JSON: steps of time in milliseconds, some of them backwards, some records without a time, some of several lines.
fn log(name: &str, start: u64, steps: &[(i64, u8)]) -> Vec<u8> {
    let mut log = Vec::new();
    let mut at = start as i64;
    for (n, (step, kind)) in steps.iter().enumerate() {
        at += step;
        let time = match kind {
            0 => String::new(),
            _ => format!("\"ts\":{}.{:03},", 1_700_000_000 + at / 1000, at.rem_euclid(1000)),
        };
        let end = if *kind == 1 { "\n\n" } else { "\n" };
        write!(log, "{{{time}\"n\":{n},\"of\":\"{name}\"}}{end}").unwrap();
    }
    log
}

/// Steps of a log; a few of them are repeated many times over, so that a slice has many records.
fn steps() -> impl Strategy<Value = Vec<(i64, u8)>> {
    let step = prop_oneof![6 => 0..4i64, 2 => 4..2_000i64, 1 => -3_000..0i64];
    (prop::collection::vec((step, 0..20u8), 0..40), 1..150usize).prop_map(|(steps, times)| {
        let count = steps.len() * times;
        steps.into_iter().cycle().take(count).collect()
    })
}

fn way() -> impl Strategy<Value = Way> {
    (2_000..100_000usize, 0..4usize, prop_oneof![Just(0), Just(100_000), Just(1 << 30)])
        .prop_map(|(slice, threads, budget)| Way { slice, threads, budget, ..Way::default() })
}

/// What merging means: all records with the latest time in their source so far, sorted without a change among equals.
fn sorted(lines: Vec<Line>) -> Vec<Line> {
    let mut keyed: Vec<(Option<String>, Line)> = Vec::new();
    for line in lines {
        let before = keyed.last().filter(|(_, last)| last.source == line.source);
        let key = before.and_then(|(key, _)| key.clone()).max(line.time.as_deref().map(padded));
        keyed.push((key, line));
    }
    keyed.sort_by(|(a, _), (b, _)| a.cmp(b));
    keyed.into_iter().map(|(_, line)| line).collect()
}

/// A time so that the order of texts is that of times.
fn padded(time: &str) -> String {
    let (whole, fraction) = time.trim_end_matches('Z').split_once('.').unwrap_or((time, ""));
    format!("{}.{fraction:0<9}", whole.trim_end_matches('Z'))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn records_are_listed_by_time_whatever_the_cache_holds(
        logs in prop::collection::vec((0..5_000u64, steps()), 1..5),
        way in way(),
        filter in prop_oneof![Just(""), Just("n <= 3"), Just("not of : file1"), Just("of : file0 or n : 77")],
        windows in prop::collection::vec((any::<prop::sample::Index>(), 1..300u64), 4),
    ) {
        let logs: Vec<Vec<u8>> = logs.iter().enumerate()
            .map(|(n, (start, steps))| log(&format!("file{n}"), *start, steps)).collect();
        let files: Vec<&[u8]> = logs.iter().map(Vec::as_slice).collect();
        let session = scan(way, &files);
        let id = (!filter.is_empty()).then(|| pass(&session, &files, filter));
        // The times that count are those of all records, also of such as the filter leaves out.
        let all = listed(&session, &files, None, Order::File, (0, u64::MAX));
        let meant = listed(&session, &files, id, Order::File, (0, u64::MAX));
        let mut expected = sorted(all);
        expected.retain(|line| meant.contains(line));
        for (from, count) in windows {
            let from = from.index(expected.len() + 2) as u64;
            let found = listed(&session, &files, id, Order::Time, (from, count));
            let wanted: Vec<&Line> = expected.iter().skip(from as usize).take(count as usize).collect();
            prop_assert_eq!(found.iter().collect::<Vec<_>>(), wanted);
        }
        let found = listed(&session, &files, id, Order::Time, (0, u64::MAX));
        prop_assert_eq!(found, expected);
    }
}

#[test]
fn of_dropped_slices_only_a_few_blocks_are_read_for_a_window() {
    let steps = vec![(10, 2); 60_000];
    let logs = [log("a", 0, &steps), log("b", 3, &steps), log("c", 7, &steps)];
    let files: Vec<&[u8]> = logs.iter().map(Vec::as_slice).collect();
    let way = Way { slice: 1 << 20, threads: 2, budget: 0, ..Way::default() };
    let session = scan(way, &files);
    let all: usize = files.iter().map(|file| file.len()).sum();
    for from in [0, 50_000, 123_456, 179_900] {
        let search = session.search(None, Order::Time, from, 100);
        let stretches = search.stretches();
        assert!(!stretches.is_empty());
        let read: u64 = stretches.iter().map(|(_, bytes)| bytes.end - bytes.start).sum();
        assert!(read < all as u64 / 15, "{read} of {all}");
        let texts = crate::common::read(&session, &files, &stretches);
        let window = session.window(search, &texts);
        let again: u64 = window.stretches().iter().map(|(_, bytes)| bytes.end - bytes.start).sum();
        assert!(again < all as u64 / 15, "{again} of {all}");
    }
    // One source alone needs no look ahead.
    let session = scan(way, &files[..1]);
    assert!(session.search(None, Order::Time, 5_000, 100).stretches().is_empty());
}

#[test]
fn what_was_read_so_far_is_listed_by_time() {
    let logs = [log("a", 0, &[(10, 2); 20]), log("b", 5, &[(10, 2); 20])];
    let session = session(Way { slice: 200, ..Way::default() });
    let mut numbers = Vec::new();
    for bytes in &logs {
        let (name, size) = (format!("file{}", numbers.len()), bytes.len() as u64);
        numbers.push(session.add_source(name, size, bytes, Hints::default(), None));
    }
    feed(&session, numbers[0], &logs[0], 100);
    session.wait();
    let files: Vec<&[u8]> = logs.iter().map(Vec::as_slice).collect();
    let listed = || listed(&session, &files, None, Order::Time, (0, 100));
    assert_eq!(listed().len(), 20);
    feed(&session, numbers[1], &logs[1], 100);
    session.wait();
    let found = listed();
    assert_eq!(found.len(), 40);
    assert!(found.chunks(2).all(|pair| (&*pair[0].source, &*pair[1].source) == ("file0", "file1")));
}
