//! Windows-1252 and colours: told by the head, and turned into plain UTF-8 however the text is cut.

use proptest::prelude::*;

use super::tests::decode;
use super::*;

fn transcode(source: &[u8], encoding: Encoding, colours: bool, cut: usize, room: usize) -> Vec<u8> {
    let decoder = Decoder::new(Container::Plain, encoding).without_colours(colours);
    let (text, fault) = decode(decoder, source, cut, room);
    assert_eq!(fault, None);
    text
}

fn encoding_of(head: &[u8]) -> Encoding {
    sniff(head).encoding
}

#[test]
fn latin1_is_told_from_utf8_with_errors() {
    let latin1 = b"10:00 Stra\xDFe gesperrt, 20 \xB0C\n10:01 \x84M\xFCller\x93 \x96 \xDCbergabe f\xFCr 5 \x80\n";
    assert_eq!(encoding_of(latin1), Encoding::Windows1252);
    assert_eq!(
        encoding_of(&[&b"10:00 ok\n".repeat(6000), &latin1[..]].concat()),
        Encoding::Windows1252
    );
    let utf8: [&[u8]; 7] = [
        "10:00 Straße gesperrt".as_bytes(),
        // A character that is cut off, at the end or before something else.
        b"10:00 Stra\xC3",
        b"10:00 Stra\xC3\xE2\x82 and more of it",
        // Bytes that are no words of any kind.
        b"10:00 \xFF\xFE\xFD\n GET /\xC0\xAF..\xC0\xAF 200 and more\n",
        // Mostly right, and wrong at times.
        "10:00 Straße, Größe\n10:01 h\u{FFFD}".as_bytes(),
        b"\xEF\xBB\xBFStra\xDFe with a mark of UTF-8",
        // Cyrillic in a code page of its own.
        b"10:00 \xCF\xF0\xE8\xE2\xE5\xF2, \xEC\xE8\xF0 and more\n",
    ];
    for text in utf8 {
        assert_eq!(encoding_of(text), Encoding::Utf8, "{}", String::from_utf8_lossy(text));
    }
}

#[test]
fn windows_1252_becomes_the_characters_that_it_stands_for() {
    let text = "€‚Œ Ž‘’“”•–—™œžŸ ¡ÿ\u{81}Äß\n";
    let source =
        b"\x80\x82\x8C \x8E\x91\x92\x93\x94\x95\x96\x97\x99\x9C\x9E\x9F \xA1\xFF\x81\xC4\xDF\n";
    for (cut, room) in [(1, 1), (3, 2), (64, 64)] {
        let found = transcode(source, Encoding::Windows1252, false, cut, room);
        assert_eq!(String::from_utf8(found).unwrap(), text);
    }
    assert!(!Decoder::new(Container::Plain, Encoding::Windows1252).is_identity());
}

#[test]
fn colours_are_left_out_and_nothing_else() {
    let cases: [(&[u8], &[u8]); 8] = [
        (b"\x1B[31mred\x1B[0m and plain\n", b"red and plain\n"),
        (b"\x1B[1;38;5;208mlevel\x1B[m", b"level"),
        (b"a\x1B[2K\x1B[1Gb", b"ab"),
        (b"\x1B]0;title", b"]0;title"),
        (b"broken \x1B[3\nnext", b"broken \nnext"),
        (b"ends \x1B", b"ends "),
        (b"ends \x1B[3", b"ends "),
        (b"\x1B\x1B[31mtwice", b"twice"),
    ];
    for (source, text) in cases {
        for (cut, room) in [(1, 1), (2, 1), (1, 9), (64, 3), (64, 64)] {
            let found = transcode(source, Encoding::Utf8, true, cut, room);
            assert_eq!(String::from_utf8_lossy(&found), String::from_utf8_lossy(text));
        }
    }
    assert!(sniff(b"10:00 \x1B[32mINFO\x1B[0m on\n").colours);
    assert!(!sniff(b"10:00 INFO [32m\n").colours && !sniff(b"a bell\x07 and \x1B alone").colours);
    let decoder = Decoder::new(Container::Plain, Encoding::Utf8);
    assert!(decoder.is_identity() && !decoder.without_colours(true).is_identity());
}

/// As slow and obvious as it gets.
fn plain(text: &[u8]) -> Vec<u8> {
    let mut left = Vec::new();
    let mut at = 0;
    while at < text.len() {
        if text[at] != 0x1B {
            left.push(text[at]);
            at += 1;
            continue;
        }
        at += 1;
        if text.get(at) == Some(&b'[') {
            at += 1;
            at += text[at..].iter().take_while(|byte| (0x20..0x40).contains(*byte)).count();
            at += usize::from(text.get(at).is_some_and(|byte| (0x40..0x7F).contains(byte)));
        }
    }
    left
}

proptest! {
    #[test]
    fn any_text_cut_in_any_way_is_left_without_its_colours(
        parts in prop::collection::vec(prop_oneof![
            Just(b"\x1B[31m".to_vec()), Just(b"\x1B".to_vec()), Just(b"[".to_vec()), Just(b"\n".to_vec()),
            prop::collection::vec(any::<u8>(), 0..9),
        ], 0..12),
        cut in 1_usize..9,
        room in 1_usize..9,
    ) {
        let source = [b"x".to_vec(), parts.concat()].concat();
        prop_assert_eq!(transcode(&source, Encoding::Utf8, true, cut, room), plain(&source));
    }

    #[test]
    fn any_bytes_are_characters_of_windows_1252(
        source in prop::collection::vec(any::<u8>(), 0..80),
        cut in 1_usize..9,
        room in 1_usize..9,
    ) {
        let text = String::from_utf8(transcode(&source, Encoding::Windows1252, false, cut, room)).unwrap();
        prop_assert_eq!(text.chars().count(), source.len());
        for (character, byte) in text.chars().zip(&source) {
            prop_assert!(character == char::from(*byte) || (0x80..0xA0).contains(byte));
        }
    }
}
