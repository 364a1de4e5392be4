//! Archives built byte by byte, unfolded in pieces of every size: what is in them, what is left out, and what damage leaves.

use proptest::prelude::*;

use super::*;
use crate::decode::Fault;

mod build;

use build::{BZIP2, Zipped, gzip, tar, tar_member, zip};

/// What came out of an archive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Found {
    members: Vec<(String, Vec<u8>)>,
    skipped: Vec<Skipped>,
    damaged: Vec<(String, Fault)>,
    fault: Option<Fault>,
}

impl Found {
    fn take(&mut self, step: &Step, bytes: &[u8], open: &mut bool) {
        if !bytes.is_empty() {
            assert!(*open);
            self.members.last_mut().unwrap().1.extend_from_slice(bytes);
        }
        match step.event.clone() {
            None => {}
            Some(Event::Begin(entry)) => {
                assert!(!*open);
                *open = true;
                self.members.push((entry.name, Vec::new()));
            }
            Some(Event::End) => {
                assert!(*open);
                *open = false;
            }
            Some(Event::Skipped(skipped)) => self.skipped.push(skipped),
            Some(Event::Damaged { within, error }) => self.damaged.push((within, error.fault)),
        }
    }
}

/// Unfolds a source handed over in pieces of `cut` bytes, with room for `room`.
fn unfolded(source: &[u8], cut: usize, room: usize) -> Found {
    let sniffed = crate::decode::sniff(source);
    let Some(archive) = sniffed.archive else { return Found::default() };
    unfolded_as(sniffed.container, archive, source, cut, room)
}

fn unfolded_as(
    container: Container,
    archive: Archive,
    source: &[u8],
    cut: usize,
    room: usize,
) -> Found {
    let mut unfold = Unfold::new(container, archive);
    let (mut found, mut open, mut output) = (Found::default(), false, vec![0; room]);
    let mut pieces = source.chunks(cut);
    let mut input = pieces.next();
    loop {
        let result = match input {
            Some(piece) => unfold.decode(piece, &mut output),
            None => unfold.finish(&mut output),
        };
        let step = match result {
            Ok(step) => step,
            Err(error) => {
                found.fault = Some(error.fault);
                break;
            }
        };
        found.take(&step, &output[..step.produced], &mut open);
        let idle = step.produced == 0 && step.event.is_none();
        match input {
            Some(piece) => {
                let rest = &piece[step.consumed..];
                assert!(!idle || rest.is_empty());
                input = if idle { pieces.next() } else { Some(rest) };
            }
            None if idle => break,
            None => {}
        }
    }
    assert!(!open);
    found
}

#[test]
fn the_head_of_a_member_is_there_when_it_begins() {
    let long = LOG.repeat(20_000);
    let source = gzip(&tar(&[tar_member("a", b'0', LOG), tar_member("b", b'0', &long)]));
    let mut unfold = Unfold::new(Container::Gzip, Archive::Tar);
    let (mut output, mut rest, mut heads) = (vec![0; 4096], source.as_slice(), Vec::new());
    loop {
        let step = unfold.decode(rest, &mut output).unwrap();
        rest = &rest[step.consumed..];
        if let Some(Event::Begin(_)) = step.event {
            heads.push(unfold.head().to_vec());
        }
        if step.produced == 0 && step.event.is_none() {
            break;
        }
    }
    assert!(heads == [LOG, &long[..crate::decode::HEAD]]);
}

/// The same however the source is cut.
fn whole(source: &[u8]) -> Found {
    let found = unfolded(source, source.len().max(1), 1 << 16);
    for (cut, room) in [(1, 1), (3, 1 << 16), (700, 5)] {
        assert_eq!(unfolded(source, cut, room), found, "cut {cut}, room {room}");
    }
    found
}

fn named(members: &[(&str, &[u8])]) -> Vec<(String, Vec<u8>)> {
    members.iter().map(|&(name, bytes)| (name.into(), bytes.to_vec())).collect()
}

const LOG: &[u8] = b"10:00 INFO started\n10:01 WARN slow\n10:02 INFO ended\n";

#[test]
fn members_come_out_of_a_tar_whole_and_what_is_no_file_is_left_out() {
    let long = format!("logs/{}/app.log", "deep/".repeat(40));
    let source = tar(&[
        tar_member("logs/", b'5', b""),
        tar_member("logs/a.log", b'0', LOG),
        tar_member("logs/link", b'2', b""),
        tar_member("logs/empty.log", b'0', b""),
        [
            tar_member("././@LongLink", b'L', long.as_bytes()),
            tar_member(&long[..90], b'0', b"long\n"),
        ]
        .concat(),
        [
            tar_member("x", b'x', b"18 path=logs/p\xC3\xA4x\n12 comment=\n"),
            tar_member("short", b'0', b"pax\n"),
        ]
        .concat(),
        [tar_member("x", b'x', b"22 GNU.sparse.major=1\n"), tar_member("sparse", b'0', LOG)]
            .concat(),
        tar_member("sparse", b'S', LOG),
        tar_member("logs/b.log", b'0', &[b'x'; 1024]),
    ]);
    let found = whole(&source);
    let expected: [(&str, &[u8]); 4] = [
        ("logs/a.log", LOG),
        (&long, b"long\n"),
        ("logs/päx", b"pax\n"),
        ("logs/b.log", &[b'x'; 1024]),
    ];
    assert_eq!(found.members, named(&expected));
    let skipped =
        [Skipped::Directory, Skipped::Special, Skipped::Empty, Skipped::Sparse, Skipped::Sparse];
    assert_eq!((found.skipped, found.damaged, found.fault), (skipped.to_vec(), vec![], None));
}

#[test]
fn members_come_out_of_a_zip_whatever_way_they_were_stored() {
    let ways = [
        Zipped { name: "a.log", text: LOG, ..Zipped::default() },
        Zipped { name: "b.log", text: LOG, deflate: true, ..Zipped::default() },
        Zipped { name: "c.log", text: LOG, deflate: true, described: true, ..Zipped::default() },
        Zipped {
            name: "d.log",
            text: LOG,
            deflate: true,
            described: true,
            wide: true,
            ..Zipped::default()
        },
        Zipped { name: "e.log", text: LOG, deflate: true, wide: true, ..Zipped::default() },
        Zipped { name: "logs/", ..Zipped::default() },
        Zipped { name: "none.log", ..Zipped::default() },
        Zipped { name: "none.log", deflate: true, described: true, ..Zipped::default() },
        Zipped { name: "secret.log", text: LOG, encrypted: true, ..Zipped::default() },
        Zipped { name: "odd.log", text: LOG, method: Some(9), ..Zipped::default() },
        Zipped { name: "f.log", text: b"last\n", ..Zipped::default() },
    ];
    let found = whole(&zip(&ways));
    let names = ["a.log", "b.log", "c.log", "d.log", "e.log"].map(|name| (name, LOG));
    assert_eq!(found.members, named(&[&names[..], &[("f.log", b"last\n")]].concat()));
    use Skipped::{Directory, Empty, Encrypted, Method};
    assert_eq!(found.skipped, [Directory, Empty, Empty, Encrypted, Method]);
    assert_eq!((found.damaged, found.fault), (vec![], None));
    assert_eq!(whole(&zip(&[])), Found::default());
}

#[test]
fn a_member_may_go_on_after_the_last_of_its_packed_bytes_was_taken() {
    let long = LOG.repeat(10_000);
    let big = Zipped { name: "big.log", text: &long, method: Some(BZIP2), ..Zipped::default() };
    let next = Zipped { name: "next.log", text: LOG, ..Zipped::default() };
    let source = zip(&[big, next]);
    assert!(source.len() < 8_000);
    let found = whole(&source);
    assert_eq!(found.members, named(&[("big.log", &long), ("next.log", LOG)]));
    assert_eq!((found.damaged, found.fault), (vec![], None));
}

#[test]
fn packed_archives_and_archives_in_archives_are_unfolded() {
    let inner = gzip(&tar(&[tar_member("deep.log", b'0', LOG)]));
    let packed = gzip(LOG);
    let source = zip(&[
        Zipped { name: "in.tar.gz", text: &inner, ..Zipped::default() },
        Zipped { name: "a.log.gz", text: &packed, deflate: true, ..Zipped::default() },
    ]);
    let found = whole(&gzip(&source));
    // What is packed and no archive is handed out as it is.
    assert_eq!(found.members, named(&[("in.tar.gz: deep.log", LOG), ("a.log.gz", &packed)]));
    assert_eq!(found.fault, None);

    let mut nested = zip(&[Zipped { name: "a.log", text: LOG, ..Zipped::default() }]);
    for _ in 0..4 {
        nested = zip(&[Zipped { name: "n.zip", text: &nested, ..Zipped::default() }]);
    }
    let found = whole(&nested);
    assert_eq!((found.members.len(), found.skipped), (0, vec![Skipped::Deep]));
}

#[test]
fn a_damaged_member_costs_itself_and_not_the_others() {
    let noise: Vec<u8> =
        (0..400_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let three = ["a.log", "b.log", "c.log"].map(|name| Zipped {
        name,
        text: &noise,
        deflate: true,
        ..Zipped::default()
    });
    let source = zip(&three);
    let mut seen = 0;
    for at in (0..source.len() - 100).step_by(3) {
        let mut damaged = source.clone();
        damaged[at] ^= 0x41;
        let found = whole(&damaged);
        let wrong = found.members.iter().filter(|(_, bytes)| *bytes != noise).count();
        // Of a changed name nothing is known but that it is another.
        assert!(wrong == 0 || found.fault.is_some() || found.damaged.len() == 1, "byte {at}");
        seen += usize::from(found.damaged.len() == 1 && found.members.len() == 3);
    }
    assert!(seen > 100, "{seen}");
}

#[test]
fn damage_where_nothing_tells_the_length_keeps_what_came_before() {
    let text: Vec<u8> =
        (0..900_u32).flat_map(|i| format!("{i} {}\n", i * i % 977).into_bytes()).collect();
    let streamed =
        Zipped { name: "a.log", text: &text, deflate: true, described: true, ..Zipped::default() };
    let source = zip(&[streamed]);
    let mut kept = 0;
    for at in (50..source.len() - 60).step_by(61) {
        let mut damaged = source.clone();
        damaged[at] ^= 0x41;
        let found = whole(&damaged);
        assert!(found.fault.is_some() || found.damaged.len() == 1, "byte {at}");
        kept += found.members.first().map_or(0, |(_, bytes)| bytes.len());
    }
    assert!(kept > text.len(), "{kept}");
}

#[test]
fn every_truncation_keeps_what_came_before_and_says_so() {
    let zipped = zip(&[
        Zipped { name: "a.log", text: LOG, deflate: true, described: true, ..Zipped::default() },
        Zipped { name: "b.log", text: LOG, ..Zipped::default() },
    ]);
    let tarred = tar(&[tar_member("a.log", b'0', LOG), tar_member("b.log", b'0', LOG)]);
    for (source, step) in [(&zipped, 1), (&tarred, 37), (&gzip(&tarred), 3)] {
        let all = whole(source).members;
        for length in (1..source.len()).step_by(step) {
            let found = whole(&source[..length]);
            for (member, (name, bytes)) in all.iter().zip(&found.members) {
                assert!(member.0 == *name && member.1.starts_with(bytes), "{length} bytes");
            }
            let whole = found.members == all;
            assert!(whole || found.fault.is_some() || length < 512, "{length} bytes");
        }
    }
}

#[test]
fn a_lying_size_ends_in_a_fault() {
    let mut source = tar(&[tar_member("a.log", b'0', LOG)]);
    build::set_size(&mut source, b"00077777777\0");
    let found = whole(&source);
    assert_eq!(found.members.len(), 1);
    assert!(found.members[0].1.starts_with(LOG));
    assert_eq!(found.fault, Some(Fault::Truncated { at: source.len() as u64 }));
    build::set_size(&mut source, b"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF");
    let found = unfolded_as(Container::Plain, Archive::Tar, &source, 9, 9);
    assert_eq!(found.fault, Some(Fault::Header { at: 0 }));
}

#[test]
fn ten_thousand_members_are_ten_thousand_members() {
    let many: Vec<Vec<u8>> =
        (0..10_000).map(|i| tar_member(&format!("{i}.log"), b'0', b"x\n")).collect();
    let found = unfolded(&gzip(&tar(&many)), 4096, 4096);
    assert_eq!((found.members.len(), found.fault), (10_000, None));
    assert_eq!(found.members[9_999], ("9999.log".into(), b"x\n".to_vec()));
}

#[test]
fn the_time_of_a_member_is_told() {
    let time = |source: &[u8]| {
        let sniffed = crate::decode::sniff(source);
        let mut unfold = Unfold::new(sniffed.container, sniffed.archive.unwrap());
        match unfold.decode(source, &mut [0; 9]).unwrap().event {
            Some(Event::Begin(entry)) => entry.modified,
            _ => None,
        }
    };
    assert_eq!(time(&tar(&[tar_member("a", b'0', LOG)])), Some(0o14_000_000_000));
    // 2024-02-29 12:34:56 as MS-DOS has it.
    let zipped = Zipped {
        name: "a",
        text: LOG,
        time: (12 << 11 | 34 << 5 | 28, 44 << 9 | 2 << 5 | 29),
        ..Zipped::default()
    };
    assert_eq!(time(&zip(&[zipped])), Some(1_709_210_096));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_members_come_out_as_they_went_in(
        texts in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..900), 0..5),
        way in 0..16_usize,
    ) {
        let names: Vec<String> = (0..texts.len()).map(|i| format!("{i}.log")).collect();
        let expected: Vec<(String, Vec<u8>)> = names.iter().cloned().zip(texts.iter().cloned()).collect();
        prop_assume!(texts.iter().all(|text| crate::decode::sniff(text).archive.is_none()));
        let zipped: Vec<Zipped> = names.iter().zip(&texts).map(|(name, text)| Zipped {
            name, text, deflate: way & 1 != 0, described: way & 3 == 3, wide: way & 4 != 0, ..Zipped::default()
        }).collect();
        let tarred: Vec<Vec<u8>> = expected.iter().map(|(name, text)| tar_member(name, b'0', text)).collect();
        for source in [zip(&zipped), tar(&tarred)] {
            let source = if way & 8 != 0 { gzip(&source) } else { source };
            if !texts.is_empty() {
                prop_assert_eq!(whole(&source), Found { members: expected.clone(), ..Found::default() });
            }
        }
    }

    #[test]
    fn random_bytes_end_in_members_or_a_fault(noise in prop::collection::vec(any::<u8>(), 0..600), at in 0..300_usize) {
        let mut zipped = zip(&[
            Zipped { name: "a.log", text: LOG, deflate: true, ..Zipped::default() },
            Zipped { name: "b.log", text: LOG, ..Zipped::default() },
        ]);
        zipped.truncate(at);
        zipped.extend(&noise);
        whole(&zipped);
        unfolded_as(Container::Plain, Archive::Tar, &noise, 7, 7);
    }
}
