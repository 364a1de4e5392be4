/*!
Times in filters: an instant, or all of a day, minute or second that was written no finer.
*/

use super::Op;
use crate::columns::UNTIMED;
use crate::time::{Hints, parse_epoch, parse_iso};
use std::ops::RangeInclusive;

const SECOND: i64 = 1_000_000_000;
const MINUTE: i64 = 60 * SECOND;
const DAY: i64 = 24 * 60 * MINUTE;

/// A time as it was written, and the stretch of time that it stands for, as Elasticsearch rounds range bounds.
#[derive(Clone, Debug)]
pub struct When {
    text: String,
    /// Nanoseconds since the epoch.
    first: i64,
    last: i64,
}

impl When {
    /// Reads `2024-05-01`, `2024-05-01T10:00`, `2024-05-01 10:00:00.123+02:00` and the like (see
    /// [`parse_iso`]), in UTC where no zone is named, or the digits of a Unix time.
    pub fn new(text: &str) -> Option<Self> {
        let bytes = text.trim().as_bytes();
        let all = |(time, len)| if len == bytes.len() { Some(time) } else { None };
        let (time, unit) = match parse_iso(bytes, &Hints::default()).and_then(all) {
            Some(time) => (time, unit(bytes)),
            None => (parse_epoch(bytes).and_then(all)?, 1),
        };
        let first = time.as_nanos();
        Some(Self { text: text.to_owned(), first, last: first.saturating_add(unit - 1) })
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The nanoseconds within this stretch, or those that lie so to it.
    pub fn range(&self, op: Option<Op>) -> RangeInclusive<i64> {
        const EARLIEST: i64 = UNTIMED + 1;
        match op {
            None => self.first..=self.last,
            Some(Op::AtLeast) => self.first..=i64::MAX,
            Some(Op::Greater) => self.last.saturating_add(1)..=i64::MAX,
            Some(Op::AtMost) => EARLIEST..=self.last,
            Some(Op::Less) => EARLIEST..=self.first.saturating_sub(1),
        }
    }
}

impl PartialEq for When {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for When {}

/// The finest unit that an ISO 8601 time gives, in nanoseconds: its numbers are counted up to the zone.
fn unit(text: &[u8]) -> i64 {
    let mut parts = 0;
    let mut digits = 0;
    let mut fraction = None;
    let mut colon = false;
    for (index, &byte) in text.iter().enumerate() {
        if byte.is_ascii_digit() {
            digits += 1;
            continue;
        }
        parts += numbers(digits, parts);
        digits = 0;
        colon |= byte == b':';
        match byte {
            b'.' | b',' if parts >= 6 => fraction = Some(index + 1),
            // A third colon is another way to write milliseconds.
            b':' if parts >= 6 => fraction = Some(index + 1),
            b'T' | b't' | b'_' | b':' | b'/' | b'.' | b',' => {}
            b' ' | b'\t' | b'-' if parts < 5 || (byte == b'-' && !colon && parts < 6) => {}
            _ => break,
        }
        if fraction.is_some() {
            break;
        }
    }
    parts += numbers(digits, parts);
    if let Some(start) = fraction {
        let digits = text.iter().skip(start).take_while(|byte| byte.is_ascii_digit()).count();
        return (digits..9).fold(1, |unit, _| unit * 10);
    }
    match parts {
        ..=3 => DAY,
        4 | 5 => MINUTE,
        _ => SECOND,
    }
}

/// How many numbers of a date and time a run of digits holds, if so many came before it.
fn numbers(digits: usize, before: u32) -> u32 {
    match (digits, before) {
        (0, _) => 0,
        (14, 0) => 6,
        (8, 0) | (6, 3) => 3,
        (4, 3) => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_no_finer_stands_for_all_of_it() {
        for (text, unit) in [
            ("2024-05-01", DAY),
            ("20240501", DAY),
            ("2024-05-01T10:00", MINUTE),
            ("2024-05-01T10:00Z", MINUTE),
            ("2024-05-01 10:00+02:00", MINUTE),
            ("2024-05-01T10:00:00", SECOND),
            ("2024-05-01T10:00:00Z", SECOND),
            ("2024-05-01 10:00:00 +0200", SECOND),
            ("20240501101112", SECOND),
            ("20240501T101112Z", SECOND),
            ("2024-05-01T10:00:00.5Z", SECOND / 10),
            ("2024-05-01T10:00:00.123456789-03:00", 1),
            ("1714557600", 1),
        ] {
            let when = When::new(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(when.last - when.first + 1, unit, "{text}");
        }
        assert!(When::new("2024-05-01T10:00:00Zebra").is_none());
        assert!(When::new("yesterday").is_none());
    }

    #[test]
    fn a_bound_and_its_opposite_share_the_timeline() {
        let when = When::new("2024-05-01").unwrap();
        let (start, end) = (when.first, when.first + DAY);
        assert!(when.range(None).contains(&start) && !when.range(None).contains(&end));
        assert_eq!(*when.range(Some(Op::Less)).end() + 1, *when.range(Some(Op::AtLeast)).start());
        assert_eq!(*when.range(Some(Op::AtMost)).end() + 1, *when.range(Some(Op::Greater)).start());
        assert_eq!(*when.range(Some(Op::Greater)).start(), end);
    }
}
