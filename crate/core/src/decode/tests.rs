//! The decoder against streams packed by flate2, cut in every way, and against streams that are damaged.

use std::io::Write;

use flate2::write::GzEncoder;
use flate2::{Compression, GzBuilder};
use proptest::prelude::*;

use super::*;

const TEXT: &[u8] = b"GET /a 200\nGET /b 404\nGET /a 200\nPOST /c 500 with some more to say\n";

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

/// Drives a decoder as a reader would, with input in pieces of `cut` bytes and room for `room`. Fails if a
/// call makes no progress where it promises some.
pub(super) fn decode(
    mut decoder: Decoder,
    source: &[u8],
    cut: usize,
    room: usize,
) -> (Vec<u8>, Option<DecodeError>) {
    let (mut text, mut output) = (Vec::new(), vec![0; room]);
    for mut piece in source.chunks(cut) {
        loop {
            let progress = match decoder.decode(piece, &mut output) {
                Ok(progress) => progress,
                Err(fault) => {
                    assert_eq!(decoder.decode(piece, &mut output), Err(fault));
                    return (text, Some(fault));
                }
            };
            text.extend_from_slice(&output[..progress.produced]);
            piece = &piece[progress.consumed..];
            if progress.produced < room && piece.is_empty() {
                break;
            }
            assert!(progress.produced + progress.consumed > 0 || piece.is_empty());
        }
    }
    loop {
        match decoder.finish(&mut output) {
            Ok(0) => return (text, None),
            Ok(count) => text.extend_from_slice(&output[..count]),
            Err(fault) => return (text, Some(fault)),
        }
    }
}

fn unpack(source: &[u8], cut: usize, room: usize) -> (Vec<u8>, Option<Fault>) {
    unpack_from(Container::Gzip, source, cut, room)
}

pub(super) fn unpack_from(
    container: Container,
    source: &[u8],
    cut: usize,
    room: usize,
) -> (Vec<u8>, Option<Fault>) {
    let (text, error) = decode(Decoder::new(container, Encoding::Utf8), source, cut, room);
    if let Some(DecodeError { container: named, .. }) = error {
        assert_eq!(named, container.name());
    }
    (text, error.map(|error| error.fault))
}

fn transcode(source: &[u8], encoding: Encoding, cut: usize, room: usize) -> Vec<u8> {
    let (text, fault) = decode(Decoder::new(Container::Plain, encoding), source, cut, room);
    assert_eq!(fault, None);
    text
}

#[test]
fn members_one_after_another_and_zero_padding_are_one_text() {
    let mut source = gzip(b"one\n");
    source.extend(gzip(b""));
    source.extend(gzip(b"two\n"));
    source.extend([0; 700]);
    assert_eq!(unpack(&source, 5, 3), (b"one\ntwo\n".to_vec(), None));
    source.extend(gzip(b"three\n"));
    assert_eq!(unpack(&source, 64, 64), (b"one\ntwo\nthree\n".to_vec(), None));
}

#[test]
fn every_optional_part_of_a_header_is_read() {
    let full = GzBuilder::new().extra(vec![7; 300]).filename("a.log").comment("c").mtime(1);
    for builder in [full, GzBuilder::new().extra(vec![]), GzBuilder::new().comment("only")] {
        let mut encoder = builder.write(Vec::new(), Compression::fast());
        encoder.write_all(TEXT).unwrap();
        let source = encoder.finish().unwrap();
        assert_eq!(unpack(&source, 1, 10), (TEXT.to_vec(), None));
    }
}

#[test]
fn the_checksum_of_a_header_is_verified() {
    let plain = gzip(TEXT);
    let mut header = plain[..10].to_vec();
    header[3] = 1 << 1;
    let mut crc = flate2::Crc::new();
    crc.update(&header);
    let [low, high, ..] = crc.sum().to_le_bytes();
    let with = |checksum: [u8; 2]| [&header[..], &checksum, &plain[10..]].concat();
    assert_eq!(unpack(&with([low, high]), 3, 64), (TEXT.to_vec(), None));
    assert_eq!(unpack(&with([low, !high]), 3, 64), (vec![], Some(Fault::Header { at: 0 })));
}

#[test]
fn every_truncation_keeps_what_came_before_and_says_where_it_ends() {
    let source = [gzip(TEXT), gzip(TEXT)].concat();
    let first = source.len() / 2;
    for length in 1..source.len() {
        let (text, fault) = unpack(&source[..length], 7, 9);
        assert!([TEXT, TEXT].concat().starts_with(&text));
        assert!(length < first || text.len() >= TEXT.len());
        let expected = (length != first).then_some(Fault::Truncated { at: length as u64 });
        assert_eq!(fault, expected, "{length} bytes");
    }
    assert_eq!(unpack(&[], 1, 1), (vec![], None));
}

#[test]
fn every_corruption_of_a_byte_is_found_or_harmless() {
    let noise: Vec<u8> =
        (0..200_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let text = [TEXT, &noise].concat();
    let source = gzip(&text);
    for at in 0..source.len() {
        for flip in [0x01, 0x10, 0xFF] {
            let mut damaged = source.clone();
            damaged[at] ^= flip;
            let whole = unpack(&damaged, damaged.len(), 4096);
            for (cut, room) in [(1, 1), (1, 64), (13, 5)] {
                let (pieces, fault) = unpack(&damaged, cut, room);
                assert_eq!(pieces, whole.0, "byte {at}, cut {cut}, room {room}");
                assert_eq!(fault, whole.1, "byte {at}, cut {cut}, room {room}");
            }
            assert!(whole.1.is_some() || whole.0 == text, "byte {at}");
        }
    }
}

#[test]
fn damage_deep_in_a_long_stream_is_reported_alike_however_the_stream_is_cut() {
    let text: Vec<u8> = (0..3000_u32)
        .flat_map(|i| {
            format!("{i} GET /{:x} {}\n", i.wrapping_mul(2_654_435_761), i % 7).into_bytes()
        })
        .collect();
    let source = gzip(&text);
    for at in (10..source.len() - 8).step_by(97) {
        let mut damaged = source.clone();
        damaged[at] ^= 0x5A;
        let (whole, fault) = unpack(&damaged, damaged.len(), 1 << 20);
        assert!(fault.is_some());
        for (cut, room) in [(1, 64), (1000, 1000), (300, 1 << 20)] {
            assert_eq!(unpack(&damaged, cut, room), (whole.clone(), fault), "byte {at}, cut {cut}");
        }
    }
}

#[test]
fn what_is_not_gzip_after_a_member_is_left_out_with_a_word() {
    let mut source = gzip(TEXT);
    let at = source.len() as u64;
    source.extend(b"\x1Fnot gzip");
    assert_eq!(unpack(&source, 100, 100), (TEXT.to_vec(), Some(Fault::Trailing { at })));
    assert_eq!(unpack(b"plain", 2, 2), (vec![], Some(Fault::Header { at: 0 })));
    assert!(
        DecodeError { container: "gzip", fault: Fault::Trailing { at: 12 } }
            .to_string()
            .contains("byte 12")
    );
}

#[test]
fn utf16_becomes_utf8_with_surrogates_paired_and_the_unpaired_replaced() {
    let units = [0xFEFF, 0x41, 0xE9, 0x20AC, 0xD83D, 0xDE00, 0xD83D, 0x42, 0xDE00, 0xFEFF, 0xD83D];
    let text = "Aé€😀\u{FFFD}B\u{FFFD}\u{FEFF}\u{FFFD}".as_bytes();
    let le: Vec<u8> = units.iter().flat_map(|unit: &u16| unit.to_le_bytes()).collect();
    let be: Vec<u8> = units.iter().flat_map(|unit: &u16| unit.to_be_bytes()).collect();
    for (cut, room) in [(1, 1), (2, 3), (3, 2), (64, 64)] {
        assert_eq!(transcode(&le, Encoding::Utf16Le, cut, room), text);
        assert_eq!(transcode(&be, Encoding::Utf16Be, cut, room), text);
    }
    assert_eq!(transcode(b"A\0B", Encoding::Utf16Le, 2, 1), "A\u{FFFD}".as_bytes());
}

#[test]
fn a_byte_order_mark_is_dropped_only_whole_and_only_at_the_front() {
    let cases: [(&[u8], &[u8]); 5] = [
        (b"\xEF\xBB\xBFab", b"ab"),
        (b"\xEF\xBBab", b"\xEF\xBBab"),
        (b"\xEF", b"\xEF"),
        (b"\xEF\xBB\xBF\xEF\xBB\xBF", b"\xEF\xBB\xBF"),
        (b"a\xEF\xBB\xBF", b"a\xEF\xBB\xBF"),
    ];
    for (source, text) in cases {
        for (cut, room) in [(1, 1), (2, 1), (9, 9)] {
            assert_eq!(transcode(source, Encoding::Utf8, cut, room), text);
            assert_eq!(unpack(&gzip(source), cut, room), (text.to_vec(), None));
        }
    }
}

#[test]
fn container_and_encoding_are_told_by_the_head() {
    let sniffed = |head: &[u8]| {
        let found = sniff(head);
        assert!(!found.binary);
        (found.container, found.encoding, found.bom)
    };
    let utf16 = |text: &str, bytes: fn(u16) -> [u8; 2]| {
        text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>()
    };
    let russian = utf16("Ошибка 12: нет файла\n😀", u16::to_le_bytes);
    let latin = utf16("an error\r\n", u16::to_be_bytes);
    assert_eq!(sniffed(b""), (Container::Plain, Encoding::Utf8, 0));
    assert_eq!(sniffed(TEXT), (Container::Plain, Encoding::Utf8, 0));
    assert_eq!(sniffed(b"\xEF\xBB\xBFa"), (Container::Plain, Encoding::Utf8, 3));
    assert_eq!(sniffed(&latin), (Container::Plain, Encoding::Utf16Be, 0));
    assert_eq!(sniffed(&russian), (Container::Plain, Encoding::Utf16Le, 0));
    assert_eq!(sniffed(&russian[..russian.len() - 2]), (Container::Plain, Encoding::Utf16Le, 0));
    assert_eq!(sniffed(&gzip(&russian)), (Container::Gzip, Encoding::Utf16Le, 0));
    assert_eq!(sniffed(&gzip(b"\xFF\xFEa\0")), (Container::Gzip, Encoding::Utf16Le, 2));
    assert_eq!(sniffed(&gzip(TEXT)[..20]), (Container::Gzip, Encoding::Utf8, 0));
}

#[test]
fn what_is_no_text_is_called_binary_and_odd_text_is_not() {
    let elf = b"\x7FELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3E\0\x01\0\0\0\x60\x10\0\0\0\0\0\0\x40\0\0\0";
    let png = b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\x08\x06\0\0\0\x1F\xF3\xFFa";
    assert!(looks_binary(elf) && sniff(elf).binary);
    assert!(looks_binary(png) && sniff(&gzip(png)).binary);
    let mut hole = vec![0; 4000];
    hole.extend_from_slice(&TEXT[..40]);
    for text in [
        TEXT,
        &hole,
        b"\x1B[31mred\x1B[0m\x07",
        b"8=FIX.4.2\x019=5\x0135=0\x01",
        "naïve\n".as_bytes(),
    ] {
        assert!(!looks_binary(text));
    }
    let long = [&vec![0; 100_000], TEXT].concat();
    assert!(!sniff(&long).binary && !sniff(&long[..50_000]).binary);
    assert!(sniff(&[&vec![0; 100_000], png.as_slice()].concat()).binary);
}

#[test]
fn only_plain_utf8_needs_no_decoder() {
    assert!(Decoder::new(Container::Plain, Encoding::Utf8).is_identity());
    assert!(!Decoder::new(Container::Plain, Encoding::Utf16Le).is_identity());
    assert!(!Decoder::new(Container::Gzip, Encoding::Utf8).is_identity());
}

proptest! {
    #[test]
    fn a_stream_cut_in_any_way_gives_the_same_text(
        members in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..400), 0..4),
        cut in 1_usize..50,
        room in 1_usize..50,
    ) {
        let source: Vec<u8> = members.iter().flat_map(|text| gzip(text)).collect();
        let text = members.concat();
        let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&text);
        prop_assert_eq!(unpack(&source, cut, room), (text.to_vec(), None));
    }

    #[test]
    fn random_bytes_as_utf16_agree_with_the_standard_library(
        source in prop::collection::vec(prop_oneof![any::<u8>(), Just(0), 0xD7..=0xE0_u8], 0..80),
        cut in 1_usize..9,
        room in 1_usize..9,
    ) {
        let units: Vec<u16> = source.chunks_exact(2).map(|unit| u16::from_be_bytes([unit[0], unit[1]])).collect();
        let mut text = String::from_utf16_lossy(&units);
        // Half a unit after half a pair is still one break in the text.
        let pending = units.last().is_some_and(|unit| (0xD800..0xDC00).contains(unit));
        if source.len() % 2 == 1 && !pending {
            text.push(char::REPLACEMENT_CHARACTER);
        }
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
        prop_assert_eq!(transcode(&source, Encoding::Utf16Be, cut, room), text.as_bytes());
    }

    #[test]
    fn random_bytes_behind_a_good_header_end_in_text_or_a_fault(
        noise in prop::collection::vec(any::<u8>(), 0..300),
        cut in 1_usize..50,
    ) {
        let source = [&gzip(b"")[..10], &noise].concat();
        let (text, fault) = unpack(&source, cut, 16);
        let (again, same) = unpack(&source, source.len(), 4096);
        prop_assert_eq!((text, fault), (again, same));
        prop_assert!(fault.is_some_and(|fault| fault.position() <= source.len() as u64));
    }

    #[test]
    fn sniffing_takes_any_bytes(head in prop::collection::vec(any::<u8>(), 0..100)) {
        let found = sniff(&head);
        prop_assert!(found.bom <= 3);
    }
}
