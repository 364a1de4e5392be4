//! Reading digits and names one after another from bytes that may end anywhere.

use super::digits::two;

/// A place in some bytes. It is `Copy`: an attempt that may fail is made on a copy.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// How many bytes lie behind.
    pub(super) fn consumed(&self) -> usize {
        self.at
    }

    /// What lies ahead.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// The byte `ahead` of the next one, where 0 is the next one.
    #[inline]
    pub(super) fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    /// The next `N` bytes, not consumed; `None` where fewer are left.
    #[inline]
    pub(super) fn chunk<const N: usize>(&self) -> Option<&'a [u8; N]> {
        self.bytes.get(self.at..)?.first_chunk::<N>()
    }

    /// Steps over `count` bytes that have been peeked at.
    #[inline]
    pub(super) fn skip(&mut self, count: usize) {
        self.at = (self.at + count).min(self.bytes.len());
    }

    /// Consumes `byte` if it comes next.
    #[inline]
    pub(super) fn eat(&mut self, byte: u8) -> bool {
        let next = self.peek(0) == Some(byte);
        self.at += usize::from(next);
        next
    }

    /// Consumes up to `most` spaces and tells how many.
    #[inline]
    pub(super) fn spaces(&mut self, most: usize) -> usize {
        let mut count = 0;
        while count < most && self.eat(b' ') {
            count += 1;
        }
        count
    }

    /// Consumes one of `- / .`, the separators of dates made of numbers.
    #[inline]
    pub(super) fn date_separator(&mut self) -> Option<u8> {
        let byte = self.peek(0).filter(|b| matches!(b, b'-' | b'/' | b'.'))?;
        self.at += 1;
        Some(byte)
    }

    /// Consumes what may stand between a date and a time: one of `T t _ - : |` or a tab, or one or two
    /// spaces with a comma before them or not, or with one or two dashes between them. Returns the byte that decides (a space for the latter).
    #[inline]
    pub(super) fn date_time_separator(&mut self) -> Option<u8> {
        let byte = self.peek(0)?;
        match byte {
            b'T' | b't' | b'_' | b'-' | b':' | b'|' | b'\t' => {
                self.at += 1;
                Some(byte)
            }
            b'@' if self.peek(3) == Some(b':') => {
                self.at += 1;
                Some(byte)
            }
            b' ' | b',' => {
                let comma = usize::from(byte == b',');
                let mut after = Self { at: self.at + comma, ..*self };
                if after.spaces(2) == 0 {
                    return None;
                }
                if after.peek(0) == Some(b'-') {
                    let dashes = 1 + usize::from(after.peek(1) == Some(b'-'));
                    if after.peek(dashes) == Some(b' ') {
                        after.at += dashes + 1;
                    }
                }
                *self = after;
                Some(b' ')
            }
            _ => None,
        }
    }

    /// Consumes a number of `least` to `most` digits, `most` <= 9. Digits beyond `most` are left.
    #[inline]
    pub(super) fn number(&mut self, least: usize, most: usize) -> Option<u32> {
        let mut value = 0;
        let mut count = 0;
        while count < most {
            match self.peek(count) {
                Some(byte @ b'0'..=b'9') => value = value * 10 + u32::from(byte - b'0'),
                _ => break,
            }
            count += 1;
        }
        if count < least {
            return None;
        }
        self.at += count;
        Some(value)
    }

    /// Consumes exactly two digits.
    #[inline]
    pub(super) fn two(&mut self) -> Option<u32> {
        let value = two(*self.chunk::<2>()?)?;
        self.at += 2;
        Some(value)
    }

    /// Whether what lies behind ends here as a word or number: no letter or digit follows.
    #[inline]
    pub(super) fn at_boundary(&self) -> bool {
        !self.peek(0).is_some_and(|byte| byte.is_ascii_alphanumeric())
    }

    /// Whether a digit comes next.
    #[inline]
    pub(super) fn at_digit(&self) -> bool {
        self.peek(0).is_some_and(|byte| byte.is_ascii_digit())
    }

    /// Whether the second or third byte from here is a colon: a time with colons, not just digits.
    #[inline]
    pub(super) fn has_colon_after_hour(&self) -> bool {
        self.peek(2) == Some(b':') || self.peek(1) == Some(b':')
    }

    /// Consumes an English month, short or in full, in any case; 1..=12.
    pub(super) fn month(&mut self) -> Option<u32> {
        let month = month(*self.chunk::<3>()?)?;
        self.at += 3;
        self.rest_of_name(MONTH_ENDINGS.get(month as usize - 1)?);
        Some(month)
    }

    /// Consumes an English day of the week, short or in full, in any case.
    pub(super) fn weekday(&mut self) -> Option<()> {
        let [a, b, c] = *self.chunk::<3>()?;
        let ending = match &[a | 32, b | 32, c | 32] {
            b"mon" | b"fri" | b"sun" => "day",
            b"tue" => "sday",
            b"wed" => "nesday",
            b"thu" => "rsday",
            b"sat" => "urday",
            _ => return None,
        };
        self.at += 3;
        self.rest_of_name(ending);
        Some(())
    }

    fn rest_of_name(&mut self, ending: &str) {
        let next = self.bytes.get(self.at..self.at + ending.len());
        if next.is_some_and(|next| next.eq_ignore_ascii_case(ending.as_bytes())) {
            self.at += ending.len();
        }
    }
}

const MONTH_ENDINGS: [&str; 12] =
    ["uary", "ruary", "ch", "il", "", "e", "y", "ust", "tember", "ober", "ember", "ember"];

/// The month that three letters abbreviate in English, in any case; 1..=12.
#[inline]
pub(super) fn month(letters: [u8; 3]) -> Option<u32> {
    let letters = letters.map(|letter| letter | 32);
    let (name, month) = MONTHS[month_slot(letters)];
    (name == letters).then_some(u32::from(month))
}

/// Where a month is in [`MONTHS`]: the sums of its second and third letter differ in the last five bits.
const fn month_slot(letters: [u8; 3]) -> usize {
    (letters[1].wrapping_add(letters[2]) % 32) as usize
}

/// A perfect hash of the months; the empty slots hold a name that no letters have.
const MONTHS: [([u8; 3], u8); 32] = {
    const NAMES: &[u8; 36] = b"janfebmaraprmayjunjulaugsepoctnovdec";
    let mut table = [([0; 3], 0); 32];
    let mut month = 0;
    while month < 12 {
        let name = [NAMES[month * 3], NAMES[month * 3 + 1], NAMES[month * 3 + 2]];
        assert!(table[month_slot(name)].1 == 0);
        table[month_slot(name)] = (name, month as u8 + 1);
        month += 1;
    }
    table
};
