//! Windows-1252: told by the head, and turned into UTF-8 however the text is cut.

use proptest::prelude::*;

use super::tests::decode;
use super::*;

fn transcode(source: &[u8], encoding: Encoding, cut: usize, room: usize) -> Vec<u8> {
    let decoder = Decoder::new(Container::Plain, encoding);
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
        let found = transcode(source, Encoding::Windows1252, cut, room);
        assert_eq!(String::from_utf8(found).unwrap(), text);
    }
    assert!(!Decoder::new(Container::Plain, Encoding::Windows1252).is_identity());
}

proptest! {
    #[test]
    fn any_bytes_are_characters_of_windows_1252(
        source in prop::collection::vec(any::<u8>(), 0..80),
        cut in 1_usize..9,
        room in 1_usize..9,
    ) {
        let text = String::from_utf8(transcode(&source, Encoding::Windows1252, cut, room)).unwrap();
        prop_assert_eq!(text.chars().count(), source.len());
        for (character, byte) in text.chars().zip(&source) {
            prop_assert!(character == char::from(*byte) || (0x80..0xA0).contains(byte));
        }
    }
}
