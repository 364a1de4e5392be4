//! What bad input gets: a defined result, every line accounted for, nothing lost, nothing hung.

use crate::common::{Way, accounted, difference, feed, generated, json, pass, scan, session};
use logatlas_core::generate::Kind;
use logatlas_core::split::MAX_LINE;
use logatlas_engine::{Hints, State};
use std::io::Write;

#[test]
fn nothing_at_all_is_a_log_of_no_lines() {
    let snapshot = scan(Way::default(), &[b""]).snapshot(None).unwrap();
    assert_eq!(snapshot.lines.total, 0);
    assert_eq!(snapshot.covered, 1.0);
    accounted(&snapshot);
}

#[test]
fn a_line_without_end_is_one_line_and_said_to_be_cut() {
    // Longer than what is read of a line, and than a slot; what follows is read as ever.
    let line = generated(Kind::Combined, 1, 1);
    let mut log = line.clone();
    log.extend(std::iter::repeat_n(b'x', 5 * MAX_LINE));
    log.push(b'\n');
    log.extend(&line);
    for slice in [1_000, 1 << 20, 16 << 20] {
        let snapshot =
            scan(Way { slice, threads: 2, ..Way::default() }, &[&log]).snapshot(None).unwrap();
        accounted(&snapshot);
        assert_eq!(
            (snapshot.lines.total, snapshot.lines.records, snapshot.lines.unparsed),
            (3, 2, 1)
        );
        let said: Vec<_> = snapshot.approximations.iter().map(|a| a.text.as_str()).collect();
        assert!(said.iter().any(|text| text.contains("One line is longer than 1 MiB")), "{said:?}");
    }
}

#[test]
fn of_a_record_of_many_lines_the_same_part_is_searched_however_it_is_cut() {
    // Enough of them for the format to be seen.
    let mut log = b"2024-03-11 09:48:26,084 INFO [main] a.B - before\n".repeat(2_000);
    log.extend(b"2024-03-11 09:48:26,084 ERROR [main] a.B - first\n");
    log.extend(b"\tat a.early.Place(Place.java:7)\n".repeat(20_000));
    log.extend(b"\tat a.middle.Place(Place.java:7)\n".repeat(30_000));
    log.extend(b"\tat a.late.Place(Place.java:7)\n".repeat(40_000));
    log.extend(b"2024-03-11 09:48:27,084 INFO [main] a.B - second\n");
    for slice in [1_000, 1 << 20, 16 << 20] {
        let session = scan(Way { slice, threads: 2, ..Way::default() }, &[&log]);
        let lines = session.snapshot(None).unwrap().lines;
        assert_eq!((lines.records, lines.continuations), (2_002, 90_000));
        let found = |filter| session.matches(Some(pass(&session, &[&log], filter)));
        assert_eq!([found("early"), found("middle"), found("late"), found("second")], [1, 1, 0, 1]);
    }
}

#[test]
fn zeros_and_broken_utf8_are_lines_like_others() {
    let mut log = generated(Kind::Combined, 50, 2);
    log.extend(b"\0\0\0\n\xff\xfe\xfd\n");
    let snapshot = scan(Way { slice: 1_000, ..Way::default() }, &[&log]).snapshot(None).unwrap();
    accounted(&snapshot);
    assert_eq!(
        (snapshot.lines.total, snapshot.lines.records, snapshot.lines.unparsed),
        (52, 50, 2)
    );
    assert_eq!(snapshot.unparsed[0].line, Some(51));
}

#[test]
fn carriage_returns_and_utf16_make_no_difference() {
    let log = generated(Kind::Combined, 80, 6);
    let text = String::from_utf8(log.clone()).unwrap();
    let windows = text.replace('\n', "\r\n");
    let mut utf16 = vec![0xff, 0xfe];
    utf16.extend(windows.encode_utf16().flat_map(u16::to_le_bytes));
    let plain = scan(Way::default(), &[&log]).snapshot(None).unwrap();
    for bytes in [windows.as_bytes(), &utf16] {
        let snapshot = scan(Way { slice: 900, piece: 333, ..Way::default() }, &[bytes])
            .snapshot(None)
            .unwrap();
        assert_eq!(snapshot.lines, plain.lines);
        assert_eq!(
            serde_json::to_string(&snapshot.fields).unwrap(),
            serde_json::to_string(&plain.fields).unwrap()
        );
    }
}

#[test]
fn text_that_ends_within_a_character_can_be_read_again() {
    let log = generated(Kind::Combined, 80, 6);
    let text = String::from_utf8(log).unwrap();
    let mut utf16 = vec![0xfe, 0xff];
    utf16.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    utf16.push(0);
    let session = scan(Way { slice: 5_000, budget: 0, ..Way::default() }, &[&utf16]);
    let all = session.snapshot(None).unwrap();
    accounted(&all);
    assert_eq!((all.lines.total, all.lines.records), (81, 80));
    let id = pass(&session, &[&utf16], "HTTP");
    assert_eq!(session.snapshot(Some(id)).unwrap().lines.records, 80);
}

#[test]
fn what_does_not_look_like_a_log_is_read_and_said_to_be_odd() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\x08\x06\0\0\0\x1f\xf3\xffa\0\0\0\x04sBIT";
    let snapshot = scan(Way::default(), &[png, b"", b"plain words\n"]).snapshot(None).unwrap();
    accounted(&snapshot);
    assert_eq!(snapshot.lines.total, 4);
    let notices: Vec<_> = snapshot.sources.iter().map(|source| source.notice.as_deref()).collect();
    assert!(notices[0].unwrap().contains("does not look like text"));
    assert!(notices[1].unwrap().contains("is empty"));
    assert_eq!(notices[2], None);
    assert_eq!(snapshot.covered, 1.0);
}

#[test]
fn a_source_that_breaks_off_is_not_counted_as_covered() {
    let log = generated(Kind::Combined, 1_000, 3);
    let half = log.len() / 2;
    let session = session(Way::default());
    let size = log.len() as u64;
    for bytes in [&log[..], &log[..half]] {
        let number = session.add_source("log".into(), size, &log, Hints::default(), None);
        feed(&session, number, bytes, 1_000);
    }
    session.sources()[1].fail("it is gone".into(), half as u64);
    session.wait();
    session.end_scan();
    let snapshot = session.snapshot(None).unwrap();
    accounted(&snapshot);
    let share = (size + half as u64) as f64 / (2 * size) as f64;
    assert_eq!(snapshot.covered, share);
    assert_eq!(snapshot.sources[1].error.as_deref(), Some("it is gone"));
}

#[test]
fn a_torn_gzip_keeps_what_came_before_the_tear() {
    let log = generated(Kind::Combined, 5_000, 7);
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(&log).unwrap();
    let mut packed = encoder.finish().unwrap();
    packed.truncate(packed.len() / 2);
    let snapshot =
        scan(Way { slice: 50_000, ..Way::default() }, &[&packed]).snapshot(None).unwrap();
    accounted(&snapshot);
    assert!(snapshot.lines.records > 1_000);
    let error = snapshot.sources[0].error.clone().unwrap();
    assert!(error.contains("byte"), "{error}");
}

#[test]
fn cancel_keeps_what_was_read_and_says_how_much_that_is() {
    let log = generated(Kind::Combined, 2_000, 8);
    let session = session(Way { slice: 10_000, threads: 2, ..Way::default() });
    session.control.set(logatlas_engine::control::Word::BytesTotal, log.len() as u64);
    let number = session.add_source("log".into(), log.len() as u64, &log, Hints::default(), None);
    let mut feed = logatlas_engine::Feed::new(&session, number).unwrap();
    for piece in log.chunks(5_000).take(20) {
        let mut rest = piece;
        while !rest.is_empty() {
            let space = feed.space().unwrap();
            let count = rest.len().min(space.len());
            space[..count].copy_from_slice(&rest[..count]);
            feed.filled(count);
            rest = &rest[count..];
        }
        session.control.add(logatlas_engine::control::Word::BytesDone, piece.len() as u64);
    }
    session.cancel();
    assert!(feed.space().is_none());
    feed.finish();
    session.wait();
    session.end_scan();
    assert_eq!(session.control.state(), State::Cancelled);
    let snapshot = session.snapshot(None).unwrap();
    accounted(&snapshot);
    assert!(snapshot.lines.records > 100 && snapshot.lines.records < 2_000);
    let share = 100_000.0 / log.len() as f64;
    assert!((snapshot.covered - share).abs() < 1e-9, "{} for {share}", snapshot.covered);
}

#[test]
fn a_forced_format_is_used_and_what_it_can_not_read_is_counted() {
    let log = generated(Kind::Json, 30, 9);
    let session = session(Way::default());
    let number = session.add_source("log".into(), 0, &log, Hints::default(), Some("combined"));
    feed(&session, number, &log, 1_000);
    session.wait();
    session.end_scan();
    let snapshot = session.snapshot(None).unwrap();
    accounted(&snapshot);
    assert_eq!(snapshot.sources[0].format, "combined");
    assert_eq!(snapshot.lines.unparsed, 30);
    assert_eq!(snapshot.unparsed.len(), 20);
}

#[test]
fn a_million_distinct_values_stay_within_the_bounds_and_are_estimated() {
    let mut log = Vec::new();
    for n in 0..1_000_000u32 {
        let client =
            if n % 50 == 0 { [10, 9, 9, 9] } else { n.wrapping_mul(2_654_435_761).to_be_bytes() };
        let [a, b, c, d] = client;
        writeln!(log, "{a}.{b}.{c}.{d} - - [01/Jan/2024:10:00:00 +0000] \"GET / HTTP/1.1\" 200 5")
            .unwrap();
    }
    let ways = [
        Way { slice: 16 << 20, threads: 2, ..Way::default() },
        Way { slice: 1 << 20, threads: 3, seed: 5, ..Way::default() },
    ];
    let [one, two] = ways.map(|way| scan(way, &[&log]));
    assert_eq!(difference(&json(&one, None), &json(&two, None)), None);
    let snapshot = one.snapshot(None).unwrap();
    accounted(&snapshot);
    let client = snapshot.fields.iter().find(|field| field.name == "client.address").unwrap();
    let exact = 980_001.0;
    assert!((client.distinct as f64 - exact).abs() / exact < 0.04, "{}", client.distinct);
    assert_eq!(client.top[0].value, "10.9.9.9");
    assert!((20_000..20_800).contains(&client.top[0].count), "{}", client.top[0].count);
    assert!(
        snapshot
            .approximations
            .iter()
            .any(|a| a.what == "client.address.distinct" && a.error.is_some())
    );
}

#[test]
fn lines_that_are_all_new_are_counted_within_bounds_however_they_are_cut() {
    // Letters only, which no mask takes for a value.
    let word = |mut n: u64| {
        let mut letters = Vec::new();
        while letters.is_empty() || n > 0 {
            letters.push(b'a' + (n % 20) as u8);
            n /= 20;
        }
        String::from_utf8(letters).unwrap()
    };
    let line = |n: u64| format!("{} {} has {}\n", word(n * 7919), word(n), word(n * 31 % 977));
    let of = |lines: u64| (0..lines).map(line).collect::<String>().into_bytes();
    let (one, twice) = (of(150_000), of(300_000));
    let reference = scan(Way::default(), &[&twice]);
    for (log, lines) in [(&one, 150_000), (&twice, 300_000)] {
        let session = scan(Way { slice: 700_000, threads: 3, seed: 5, ..Way::default() }, &[log]);
        let snapshot = session.snapshot(None).unwrap();
        accounted(&snapshot);
        assert_eq!(snapshot.lines.records, lines);
        // Twice the lines, and no more is kept.
        let kept = session.summary().signatures.len();
        assert!((1..=1 << 17).contains(&kept), "{kept} signatures");
        assert!(snapshot.approximations.iter().any(|a| a.what == "templates"));
        if log == &twice {
            assert_eq!(difference(&json(&session, None), &json(&reference, None)), None);
        }
    }
}
