//! Numbers, with their units. The text begins with a digit.

use super::classes::{DIGIT, LETTER, WORD, byte, ends_word, is, run};
use super::mask::{Found, Mask};

/// `12`, `12.5`, `1.2.3`: the length, and how many numbers there are between the dots.
pub(super) fn dotted(text: &[u8]) -> (usize, usize) {
    let (mut length, mut parts) = (run(text, DIGIT), 1);
    while byte(text, length) == b'.' && is(byte(text, length + 1), DIGIT) {
        length += 1 + run(&text[length + 1..], DIGIT);
        parts += 1;
    }
    (length, parts)
}

/// A number of `parts` parts, known to be `length` bytes long at the front of the text, with its exponent or unit.
/// `None` if it is rather the beginning of a word.
pub(super) fn measured(text: &[u8], length: usize, parts: usize) -> Found {
    let length = length + exponent(&text[length..], parts);
    if let Some((mask, unit)) = unit(&text[length..]) {
        return Some((mask, length + unit));
    }
    // A dotted number is no word, whatever follows: `2.6.32rc1`.
    (parts > 1 || ends_word(text, length)).then_some((Mask::Num, length))
}

/// The length of `,123,456` after `before` digits, if those are at most three.
pub(super) fn thousands(text: &[u8], before: usize) -> usize {
    let mut length = 0;
    while before <= 3 && byte(text, length) == b',' && run(&text[length + 1..], DIGIT) == 3 {
        length += 4;
    }
    if ends_word(text, length) { length } else { 0 }
}

/// The length of `e5`, `E-10`; without a sign or a decimal point before it, it is rather an identifier.
fn exponent(text: &[u8], parts: usize) -> usize {
    if !matches!(byte(text, 0), b'e' | b'E') {
        return 0;
    }
    let sign = usize::from(matches!(byte(text, 1), b'+' | b'-'));
    let length = 1 + sign + run(&text[1 + sign..], DIGIT);
    let is_exponent = length > 1 + sign && (sign == 1 || parts == 2);
    if is_exponent && ends_word(text, length) { length } else { 0 }
}

/// A unit right after a number, glued to it or after one space.
fn unit(text: &[u8]) -> Found {
    let space = usize::from(text.first() == Some(&b' '));
    let near = &text[space..text.len().min(space + LONGEST_UNIT + 1)];
    let word = &near[..run(near, LETTER)];
    let mask = measure(word)?;
    let length = space + word.len();
    // Neither is `1f` of `00:1f.2` nor `5m` of `5m.3`.
    if byte(text, length) == b'.' && is(byte(text, length + 1), WORD) {
        return None;
    }
    if is(byte(text, length), DIGIT) {
        return if space == 0 && mask == Mask::Duration { compound(text, length) } else { None };
    }
    // A lone letter after a space is a unit only where it can hardly be anything else.
    let plain = space == 0 || word.len() > 1 || matches!(word, b"B" | b"s");
    plain.then_some((mask, length))
}

/// `h30m5s`, of which the first `length` bytes are known.
fn compound(text: &[u8], mut length: usize) -> Found {
    while is(byte(text, length), DIGIT) {
        length += dotted(&text[length..]).0;
        let letters = run(&text[length..], LETTER);
        if measure(&text[length..length + letters])? != Mask::Duration {
            return None;
        }
        length += letters;
    }
    Some((Mask::Duration, length))
}

/// Bytes of the longest word that [`measure`] knows.
pub(super) const LONGEST_UNIT: usize = 4;

fn measure(word: &[u8]) -> Option<Mask> {
    match word {
        b"ns" | b"us" | b"\xC2\xB5s" | b"\xCE\xBCs" | b"ms" | b"s" | b"sec" | b"secs" => {
            Some(Mask::Duration)
        }
        b"m" | b"min" | b"mins" | b"h" | b"hr" | b"hrs" | b"d" => Some(Mask::Duration),
        b"B" | b"k" | b"K" | b"M" | b"G" | b"T" => Some(Mask::Size),
        [b'k' | b'K' | b'M' | b'G' | b'T' | b'P', b'B' | b'b'] => Some(Mask::Size),
        b"mb" | b"gb" | b"tb" => Some(Mask::Size),
        [b'K' | b'M' | b'G' | b'T' | b'P', b'i', b'B'] => Some(Mask::Size),
        _ => None,
    }
}
