//! zstd, bzip2 and xz against the crates' own decoders: cut in every way, in several members, damaged, and asking for too much.

use std::io::{Read, Write};

use proptest::prelude::*;

use super::tests::unpack_from;
use super::*;

const TEXT: &[u8] = b"GET /a 200\nGET /b 404\nGET /a 200\nPOST /c 500 with some more to say\n";

/// A container, and what packs text into it.
type Packer = (Container, fn(&[u8]) -> Vec<u8>);

const PACKERS: [Packer; 3] =
    [(Container::Zstd, zstd), (Container::Bzip2, bzip2), (Container::Xz, xz)];

fn zstd(text: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(text, ruzstd::encoding::CompressionLevel::Fastest)
}

fn bzip2(text: &[u8]) -> Vec<u8> {
    let mut encoder = ::bzip2::write::BzEncoder::new(Vec::new(), ::bzip2::Compression::fast());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

fn xz(text: &[u8]) -> Vec<u8> {
    let options = lzma_rust2::XzOptions::with_preset(1);
    let mut encoder = lzma_rust2::XzWriter::new(Vec::new(), options).unwrap();
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

/// Text that packs badly enough to fill blocks.
fn long_text() -> Vec<u8> {
    (0..9_000_u32)
        .flat_map(|i| {
            format!("{i} GET /{:x} {}\n", i.wrapping_mul(2_654_435_761), i % 7).into_bytes()
        })
        .collect()
}

fn fixture(extension: &str) -> Vec<u8> {
    let folder =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/packed");
    std::fs::read(folder.join(format!("app.log.{extension}"))).unwrap()
}

#[test]
fn files_of_the_usual_tools_hold_the_same_text() {
    let mut text = Vec::new();
    flate2::read::MultiGzDecoder::new(fixture("gz").as_slice()).read_to_end(&mut text).unwrap();
    assert_eq!(text.iter().filter(|&&byte| byte == b'\n').count(), 900);
    for (extension, container) in
        [("zst", Container::Zstd), ("bz2", Container::Bzip2), ("xz", Container::Xz)]
    {
        let packed = fixture(extension);
        assert_eq!(sniff(&packed).container, container);
        assert_eq!(sniff(&packed[..64]).container, container);
        for (cut, room) in [(packed.len(), 1 << 20), (1, 1 << 16), (7, 13), (1000, 1)] {
            assert!(unpack_from(container, &packed, cut, room) == (text.clone(), None));
        }
    }
}

#[test]
fn members_one_after_another_and_zero_padding_are_one_text() {
    for (container, pack) in PACKERS {
        let mut source = [pack(b"one\n"), pack(b""), pack(b"two\n")].concat();
        source.extend([0; 700]);
        assert_eq!(unpack_from(container, &source, 5, 3), (b"one\ntwo\n".to_vec(), None));
        source.extend(pack(b"three\n"));
        assert_eq!(unpack_from(container, &source, 64, 64), (b"one\ntwo\nthree\n".to_vec(), None));
    }
    let skipped = [&[0x5E, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3][..], &zstd(TEXT)].concat();
    assert_eq!(sniff(&skipped).container, Container::Zstd);
    assert_eq!(unpack_from(Container::Zstd, &skipped, 2, 9), (TEXT.to_vec(), None));
}

#[test]
fn every_truncation_keeps_what_came_before_and_says_where_it_ends() {
    for (container, pack) in PACKERS {
        let source = [pack(TEXT), pack(TEXT)].concat();
        let first = source.len() / 2;
        for length in 1..source.len() {
            let (text, fault) = unpack_from(container, &source[..length], 7, 9);
            assert!([TEXT, TEXT].concat().starts_with(&text));
            assert!(length < first || text.len() >= TEXT.len());
            let expected = (length != first).then_some(Fault::Truncated { at: length as u64 });
            assert_eq!(fault, expected, "{container:?}: {length} bytes");
        }
        let long = pack(&long_text());
        let (text, fault) = unpack_from(container, &long[..long.len() * 9 / 10], 4096, 4096);
        assert!(text.len() > 1000 && long_text().starts_with(&text), "{container:?}");
        assert!(matches!(fault, Some(Fault::Truncated { .. })));
    }
}

#[test]
fn every_corruption_of_a_byte_is_found_or_harmless_however_the_source_is_cut() {
    for (container, pack) in PACKERS {
        let text = [TEXT, &long_text()[..400]].concat();
        let source = pack(&text);
        for at in 0..source.len() {
            for flip in [0x01, 0x10, 0xFF] {
                let mut damaged = source.clone();
                damaged[at] ^= flip;
                let (whole, fault) = unpack_from(container, &damaged, damaged.len(), 4096);
                for (cut, room) in [(1, 1), (1, 64), (13, 5)] {
                    let pieces = unpack_from(container, &damaged, cut, room);
                    assert_eq!(
                        pieces,
                        (whole.clone(), fault),
                        "{container:?}: byte {at}, cut {cut}, room {room}"
                    );
                }
                assert!(fault.is_some() || whole == text, "{container:?}: byte {at}");
            }
        }
    }
}

#[test]
fn damage_deep_in_a_long_stream_is_reported_alike_however_the_stream_is_cut() {
    // Text that packs badly fills blocks; runs come out long after the bytes that they are made of.
    let runs: Vec<u8> = (0..2_000_u32).flat_map(|i| vec![b'a' + (i * i % 7) as u8; 200]).collect();
    let packed = PACKERS.into_iter().flat_map(|(container, pack)| {
        [long_text(), runs.clone()].map(|text| (container, pack(&text)))
    });
    for (container, source) in packed {
        for at in (20..source.len() - 40).step_by(1 + source.len() / 40) {
            let mut damaged = source.clone();
            damaged[at] ^= 0x5A;
            let (whole, fault) = unpack_from(container, &damaged, damaged.len(), 1 << 20);
            assert!(fault.is_some());
            for (cut, room) in [(1, 64), (1000, 1000), (300, 1 << 20)] {
                let pieces = unpack_from(container, &damaged, cut, room);
                assert!(
                    pieces == (whole.clone(), fault),
                    "{container:?}: byte {at}, cut {cut}: {} of {}, {:?} or {fault:?}",
                    pieces.0.len(),
                    whole.len(),
                    pieces.1
                );
            }
        }
    }
}

#[test]
fn what_is_no_member_after_a_member_is_left_out_with_a_word() {
    for (container, pack) in PACKERS {
        let packed = pack(TEXT);
        let at = packed.len() as u64;
        for rest in [b"and more that is text".to_vec(), [&packed[..1], b"............"].concat()] {
            let source = [&packed[..], &rest].concat();
            let found = unpack_from(container, &source, 10, 100);
            assert_eq!(found, (TEXT.to_vec(), Some(Fault::Trailing { at })));
        }
        let plain = unpack_from(container, b"plain text", 2, 2);
        assert_eq!(plain, (vec![], Some(Fault::Header { at: 0 })));
    }
}

#[test]
fn who_asks_for_too_much_memory_or_a_dictionary_is_told() {
    // A window of 2 GiB.
    let greedy = [zstd::MAGIC, &[0x00, 21 << 3, 0, 0, 0, 0]].concat();
    let fault = Fault::Window { at: 0, most: 128 << 20 };
    assert_eq!(unpack_from(Container::Zstd, &greedy, 3, 9), (vec![], Some(fault)));
    let greedy = DecodeError { container: "zstd", fault }.to_string();
    assert!(greedy.contains("more than 128 MiB"), "{greedy}");
    let foreign = [zstd::MAGIC, &[0x01, 3 << 3, 7, 0, 0, 0, 0, 0, 0]].concat();
    let fault = Some(Fault::Dictionary { at: 0 });
    assert_eq!(unpack_from(Container::Zstd, &foreign, 3, 9), (vec![], fault));

    let mut options = lzma_rust2::XzOptions::with_preset(0);
    options.lzma_options.dict_size = 1 << 30;
    let mut encoder = lzma_rust2::XzWriter::new(Vec::new(), options).unwrap();
    encoder.write_all(TEXT).unwrap();
    let greedy = [xz(b"first\n"), encoder.finish().unwrap()].concat();
    let fault = Fault::Window { at: xz(b"first\n").len() as u64, most: 128 << 20 };
    assert_eq!(unpack_from(Container::Xz, &greedy, 9, 9), (b"first\n".to_vec(), Some(fault)));
}

#[test]
fn a_bomb_is_handed_out_piece_by_piece() {
    for (container, pack) in PACKERS {
        let source = pack(&vec![b'x'; 20 << 20]);
        let mut decoder = Decoder::new(container, Encoding::Utf8);
        let (mut room, mut input, mut length) = (vec![0; 1000], source.as_slice(), 0);
        loop {
            let step = decoder.decode(input, &mut room).unwrap();
            input = &input[step.consumed..];
            length += step.produced;
            assert!(room[..step.produced].iter().all(|&byte| byte == b'x'));
            if step.produced < room.len() && input.is_empty() {
                break;
            }
        }
        loop {
            match decoder.finish(&mut room).unwrap() {
                0 => break,
                count => length += count,
            }
        }
        assert_eq!(length, 20 << 20);
    }
}

proptest! {
    #[test]
    fn a_stream_cut_in_any_way_gives_the_same_text(
        members in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..400), 0..4),
        cut in 1_usize..50,
        room in 1_usize..50,
        which in 0..PACKERS.len(),
    ) {
        let (container, pack) = PACKERS[which];
        let source: Vec<u8> = members.iter().flat_map(|text| pack(text)).collect();
        let text = members.concat();
        let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&text);
        prop_assert_eq!(unpack_from(container, &source, cut, room), (text.to_vec(), None));
    }

    #[test]
    fn random_bytes_behind_a_good_beginning_end_in_text_or_a_fault(
        noise in prop::collection::vec(any::<u8>(), 0..300),
        good in 4_usize..60,
        cut in 1_usize..50,
        which in 0..PACKERS.len(),
    ) {
        let (container, pack) = PACKERS[which];
        let packed = pack(TEXT);
        let source = [&packed[..good.min(packed.len())], &noise].concat();
        let pieces = unpack_from(container, &source, cut, 16);
        let whole = unpack_from(container, &source, source.len(), 4096);
        prop_assert!(whole.1.is_none_or(|fault| fault.position() <= source.len() as u64));
        prop_assert_eq!(pieces, whole);
    }
}
