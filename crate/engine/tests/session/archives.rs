//! Archives: their members are read, counted, filtered and shown as the files that they are.

use crate::common::{Way, accounted, difference, generated, json, pass, read, scan};
use flate2::{Compression, write::GzEncoder};
use logatlas_core::field::FILE_NAME;
use logatlas_core::generate::Kind;
use logatlas_core::snapshot::Snapshot;
use logatlas_engine::Session;
use logatlas_engine::excerpt::Excerpts;
use logatlas_engine::lines::Order;
use logatlas_engine::source::file_of;
use proptest::prelude::*;
use std::io::Write;
use std::sync::Arc;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    for (name, bytes) in members {
        let mut block = [0; 512];
        block[..name.len()].copy_from_slice(name.as_bytes());
        block[124..136].copy_from_slice(format!("{:011o}\0", bytes.len()).as_bytes());
        block[148..156].fill(b' ');
        block[156] = b'0';
        let sum: u32 = block.iter().map(|&byte| u32::from(byte)).sum();
        block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        out.extend(block);
        out.extend(*bytes);
        out.resize(out.len().next_multiple_of(512), 0);
    }
    out.resize(out.len() + 1024, 0);
    out
}

/// A snapshot without what tells where things were read.
fn bare(session: &Session) -> String {
    let mut snapshot: Snapshot = session.snapshot(None).unwrap();
    snapshot.sources.clear();
    snapshot.unparsed.clear();
    snapshot.fields.retain(|field| field.name != FILE_NAME);
    serde_json::to_string_pretty(&snapshot).unwrap()
}

/// The text of all records, out of files that are not read in place.
fn texts(session: &Arc<Session>, files: &[&[u8]]) -> Vec<String> {
    let search = session.search(None, Order::File, 0, u64::MAX);
    assert!(search.stretches().is_empty());
    let window = session.window(search, &[]);
    let stretches = window.stretches();
    let texts = read(session, files, &stretches);
    // Asked for all at once they are the same.
    let of_files = stretches.chunk_by(|a, b| file_of(a.0) == file_of(b.0));
    let at_once = of_files.flat_map(|of_file| {
        let mut excerpts = Excerpts::new(session, of_file).unwrap();
        let file = files[file_of(of_file[0].0) as usize];
        let _done = file.chunks(100).all(|piece| excerpts.push(piece));
        excerpts.finish()
    });
    assert!(at_once.eq(texts.iter().cloned()));
    session.lines(&window, &texts).into_iter().map(|line| line.text).collect()
}

fn way() -> impl Strategy<Value = Way> {
    (200..5_000usize, 0..=4usize, prop_oneof![Just(0), Just(1 << 30)], 1..3_000usize).prop_map(
        |(slice, threads, budget, piece)| Way { slice, threads, budget, piece, ..Way::default() },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn members_are_read_as_the_files_that_they_are(
        kinds in prop::collection::vec((0..Kind::ALL.len(), 1..80u64, any::<bool>()), 1..4),
        packed in any::<bool>(),
        way in way(),
    ) {
        let logs: Vec<Vec<u8>> =
            kinds.iter().map(|&(kind, lines, _)| generated(Kind::ALL[kind], lines, lines)).collect();
        let inside: Vec<Vec<u8>> = logs.iter().zip(&kinds)
            .map(|(log, &(_, _, packed))| if packed { gzip(log) } else { log.clone() }).collect();
        let named: Vec<(&str, &[u8])> =
            ["a.log", "b.log", "c.log"].into_iter().zip(inside.iter().map(Vec::as_slice)).collect();
        let archive = if packed { gzip(&tar(&named)) } else { tar(&named) };
        let first = logs[0].as_slice();
        let files = [first, archive.as_slice(), first];
        let session = scan(way, &files);
        accounted(&session.snapshot(None).unwrap());
        let reference = scan(Way::default(), &files);
        prop_assert_eq!(difference(&json(&session, None), &json(&reference, None)), None);

        let mut plain = vec![first];
        plain.extend(logs.iter().map(Vec::as_slice));
        plain.push(first);
        let one_by_one = scan(Way::default(), &plain);
        prop_assert_eq!(difference(&bare(&session), &bare(&one_by_one)), None);

        for filter in ["status >= 400 or level : error", "GET", "zzz"] {
            let mine = pass(&session, &files, filter);
            let theirs = pass(&one_by_one, &plain, filter);
            prop_assert_eq!(session.matches(Some(mine)), one_by_one.matches(Some(theirs)));
        }
        let all = session.matches(None);
        let shown = texts(&session, &files);
        prop_assert_eq!(shown.len() as u64, all);
        prop_assert_eq!(shown, texts(&one_by_one, &plain));
    }
}

#[test]
fn ten_thousand_members_are_sources_in_their_order() {
    let names: Vec<String> = (0..10_000).map(|n| format!("{n}.log")).collect();
    let line = b"2024-05-01T10:00:00Z INFO started\n";
    let members: Vec<(&str, &[u8])> = names.iter().map(|name| (&**name, &line[..])).collect();
    let archive = gzip(&tar(&members));
    let session = scan(Way { threads: 2, slice: 4096, ..Way::default() }, &[&archive]);
    let snapshot = session.snapshot(None).unwrap();
    assert_eq!((snapshot.lines.records, snapshot.sources.len()), (10_000, 10_001));
    assert_eq!(snapshot.sources[10_000].name, "file0: 9999.log");
    assert_eq!(snapshot.sources[0].members.unwrap().read, 10_000);
}

#[test]
fn a_bomb_is_one_long_line_in_a_few_slots() {
    let archive = gzip(&tar(&[("bomb.log", &vec![b'x'; 64 << 20]), ("a.log", b"10:00 on\n")]));
    assert!(archive.len() < 1 << 20);
    let session = scan(Way { threads: 1, slice: 1 << 16, ..Way::default() }, &[&archive]);
    assert_eq!(session.snapshot(None).unwrap().lines.total, 2);
}
