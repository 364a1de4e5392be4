//! A word with digits in it: a number, an address, an identifier, or a name with a number.

use super::address::{ipv4, ipv6, mac, uuid};
use super::classes::{CLASSES, DIGIT, HEX, LETTER, WORD, byte, is, run};
use super::date::{clock, date, day_first};
use super::mask::{Found, Mask};
use super::number::{dotted, measured, thousands};

/// The letters and digits at the front of a text, counted.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Word {
    pub(super) length: usize,
    digits: usize,
    /// How often a letter follows a digit or a digit a letter.
    changes: usize,
    digit_first: bool,
    /// Some letter is no hexadecimal digit.
    beyond_hex: bool,
}

impl Word {
    pub(super) fn at(text: &[u8]) -> Self {
        let digit_first = is(byte(text, 0), DIGIT);
        let mut word = Self { digit_first, ..Self::default() };
        let mut previous = digit_first;
        for &byte in text {
            let class = CLASSES[usize::from(byte)];
            if class & WORD == 0 {
                break;
            }
            let digit = class & DIGIT != 0;
            word.length += 1;
            word.digits += usize::from(digit);
            word.changes += usize::from(digit != previous);
            word.beyond_hex |= class & HEX == 0;
            previous = digit;
        }
        word
    }

    pub(super) fn has_digits(self) -> bool {
        self.digits > 0
    }

    /// Long enough, and of letters and digits so mixed, that no name looks like it.
    fn is_hex(self) -> bool {
        let mixed = self.changes > 0 && !self.beyond_hex;
        mixed && (self.length >= 8 || self.length >= 6 && self.changes > 1)
    }

    /// Letters and digits alternate, more than they do in `Stage1Task2`.
    fn is_id(self) -> bool {
        let digit_runs = (self.changes + 1 + usize::from(self.digit_first)) / 2;
        let letter_runs = self.changes + 1 - digit_runs;
        let letters = self.length - self.digits;
        digit_runs > 2 || digit_runs == 2 && letters <= 2 * letter_runs + 3
    }

    /// The class of a word taken for itself, but for plain numbers.
    pub(super) fn mask(self, text: &[u8]) -> Option<Mask> {
        match text {
            _ if self.is_hex() => Some(Mask::Hex),
            [b'0', b'x' | b'X', rest @ ..]
                if self.length > 2 && run(rest, HEX) == self.length - 2 =>
            {
                Some(Mask::Hex)
            }
            _ if self.is_id() => Some(Mask::Id),
            _ => None,
        }
    }
}

/// What the text begins with, if it varies as a whole. It begins with a letter or digit.
pub(super) fn token(text: &[u8]) -> Found {
    let digits = run(text, DIGIT);
    if digits > 0 && !is(byte(text, digits), LETTER) {
        return plain(text, digits).or(Some((Mask::Num, digits)));
    }
    let word = Word::at(text);
    let address = if word.beyond_hex { None } else { address(text, word.length) };
    let number = || if digits > 0 { measured(text, digits, 1) } else { None };
    let itself = || if word.has_digits() { Some((word.mask(text)?, word.length)) } else { None };
    address.or_else(number).or_else(itself)
}

/// More than the `digits` that the text begins with: told by what follows them.
fn plain(text: &[u8], digits: usize) -> Found {
    match text.get(digits)? {
        b':' => address(text, digits).or_else(|| Some((Mask::Time, clock(text)?))),
        b'-' => address(text, digits).or_else(|| date(text)),
        b'/' => date(text),
        b'.' => match ipv4(text) {
            Some(length) => Some((Mask::Ip, length)),
            None => date(text).or_else(|| {
                let (length, parts) = dotted(text);
                measured(text, length, parts)
            }),
        },
        b',' => measured(text, digits + thousands(&text[digits..], digits), 1),
        b' ' => {
            day_first(text).map(|length| (Mask::Date, length)).or_else(|| measured(text, digits, 1))
        }
        _ => None,
    }
}

/// What begins with a group of `length` hexadecimal digits.
fn address(text: &[u8], length: usize) -> Found {
    match (length, byte(text, length)) {
        (8, b'-') => Some((Mask::Uuid, uuid(text)?)),
        (2, b'-') => Some((Mask::Mac, mac(text)?)),
        // The groups of an address may look like octets.
        (1..=4, b':') => match (mac(text), ipv6(text)) {
            (Some(mac), ip) if ip.is_none_or(|ip| ip <= mac) => Some((Mask::Mac, mac)),
            (_, ip) => Some((Mask::Ip, ip?)),
        },
        _ => None,
    }
}
