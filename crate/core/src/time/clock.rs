//! The time of day: `13:55:36`, `9:05:03.250 PM`, `135536`, `13.55.36,25`.

use super::cursor::Cursor;
use super::digits::Shape;

/// A time of day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Clock {
    /// Seconds since midnight, 0..=86_399.
    pub(super) seconds: u32,
    /// 0..=999_999_999
    pub(super) nanos: u32,
}

impl Clock {
    pub(super) const MIDNIGHT: Self = Self { seconds: 0, nanos: 0 };

    #[inline]
    pub(super) fn new(hour: u32, minute: u32, second: u32, nanos: u32) -> Option<Self> {
        if hour > 23 || minute > 59 {
            return None;
        }
        let (second, nanos) = match second {
            0..=59 => (second, nanos),
            60 if minute % 15 == 14 => (59, 999_999_999),
            _ => return None,
        };
        Some(Self { seconds: (hour * 60 + minute) * 60 + second, nanos })
    }

    /// `hh:mm:ss` with an optional fraction and an optional AM or PM. A digit may be missing from each
    /// number, as from programs that do not pad.
    #[inline]
    pub(super) fn parse(cursor: &mut Cursor<'_>) -> Option<Self> {
        const PADDED: Shape = Shape::new(b"00:00:00");
        let Some(pairs) = cursor.chunk().and_then(|&text| PADDED.pairs(text)) else {
            return Self::separated(cursor, b':');
        };
        cursor.skip(8);
        Self::with_fraction(cursor, pairs.at(0), pairs.at(3), pairs.at(6))
    }

    /// As [`Clock::parse`], or `hh:mm` alone.
    #[inline]
    pub(super) fn parse_or_minutes(cursor: &mut Cursor<'_>) -> Option<Self> {
        let mut full = *cursor;
        if let Some(clock) = Self::parse(&mut full) {
            *cursor = full;
            return Some(clock);
        }
        let hour = cursor.number(1, 2)?;
        if !cursor.eat(b':') {
            return None;
        }
        let minute = cursor.two()?;
        // Seconds that were refused above must not pass by being left out.
        if cursor.at_digit() || cursor.peek(0) == Some(b':') {
            return None;
        }
        Self::new(meridiem(cursor, hour), minute, 0, 0)
    }

    /// As [`Clock::parse`] with any separator.
    pub(super) fn separated(cursor: &mut Cursor<'_>, separator: u8) -> Option<Self> {
        let hour = cursor.number(1, 2)?;
        let minute = cursor.eat(separator).then(|| cursor.number(1, 2))??;
        let second = cursor.eat(separator).then(|| cursor.number(1, 2))??;
        Self::with_fraction(cursor, hour, minute, second)
    }

    /// `13h55.36`, as OpenVAS writes it.
    pub(super) fn lettered(cursor: &mut Cursor<'_>) -> Option<Self> {
        const PADDED: Shape = Shape::new(b"00h00.00");
        let pairs = PADDED.pairs(*cursor.chunk()?)?;
        cursor.skip(8);
        if cursor.at_digit() {
            return None;
        }
        Self::new(pairs.at(0), pairs.at(3), pairs.at(6), 0)
    }

    #[inline]
    fn with_fraction(cursor: &mut Cursor<'_>, hour: u32, minute: u32, second: u32) -> Option<Self> {
        let (hour, nanos) = match cursor.peek(0) {
            None | Some(b'Z' | b'+' | b'-' | b']') => (hour, 0),
            Some(b'0'..=b'9') => return None,
            Some(_) => {
                let nanos = fraction(cursor);
                (meridiem(cursor, hour), nanos)
            }
        };
        Self::new(hour, minute, second, nanos)
    }

    /// `hhmmss` with an optional fraction.
    pub(super) fn compact(cursor: &mut Cursor<'_>) -> Option<Self> {
        let (hour, minute, second) = (cursor.two()?, cursor.two()?, cursor.two()?);
        let nanos = fraction(cursor);
        if cursor.at_digit() {
            return None;
        }
        Self::new(hour, minute, second, nanos)
    }

    /// `hhmm`.
    pub(super) fn compact_minutes(cursor: &mut Cursor<'_>) -> Option<Self> {
        let (hour, minute) = (cursor.two()?, cursor.two()?);
        if cursor.at_digit() {
            return None;
        }
        Self::new(hour, minute, 0, 0)
    }
}

/// Consumes a fraction of a second, in nanoseconds: `.` or `,` and any number of digits, those beyond
/// the ninth cut off; or `:` and one to three digits, which are milliseconds, padded or not.
#[inline]
pub(super) fn fraction(cursor: &mut Cursor<'_>) -> u32 {
    let Some(mark @ (b'.' | b',' | b':')) = cursor.peek(0) else { return 0 };
    let mut after = *cursor;
    after.skip(1);
    let start = after.consumed();
    let most = if mark == b':' { 3 } else { 9 };
    let Some(value) = after.number(1, most) else { return 0 };
    let count = after.consumed() - start;
    if mark == b':' {
        if !after.at_boundary() || after.peek(0) == Some(b':') {
            return 0;
        }
        *cursor = after;
        return value * 1_000_000;
    }
    while after.at_digit() {
        after.skip(1);
    }
    *cursor = after;
    const SCALE: [u32; 10] =
        [1_000_000_000, 100_000_000, 10_000_000, 1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];
    value * SCALE[count]
}

/// Consumes AM or PM (`am`, `p.m.`, after a space or not) and returns the hour on the 24-hour clock.
/// Where the hour is not one of a 12-hour clock it is no such mark, but the next word.
#[inline]
fn meridiem(cursor: &mut Cursor<'_>, hour: u32) -> u32 {
    let gap = match cursor.peek(0) {
        Some(b' ') => 1,
        Some(b'A' | b'a' | b'P' | b'p') => 0,
        // The narrow no-break space (U+202F) that CLDR 42 and later put before AM and PM.
        Some(0xe2) if cursor.chunk::<3>() == Some(b"\xe2\x80\xaf") => 3,
        _ => return hour,
    };
    let Some(letter @ (b'A' | b'a' | b'P' | b'p')) = cursor.peek(gap) else { return hour };
    let mut after = *cursor;
    after.skip(gap + 1);
    let dotted = after.eat(b'.');
    if !(after.eat(b'M') || after.eat(b'm')) {
        return hour;
    }
    if dotted {
        after.eat(b'.');
    }
    if !after.at_boundary() || !(1..=12).contains(&hour) {
        return hour;
    }
    *cursor = after;
    hour % 12 + if letter | 32 == b'p' { 12 } else { 0 }
}

/// Whether AM or PM stands anywhere in a timestamp; no zone and no name of a month or day has it.
pub(super) fn is_twelve_hour(timestamp: &[u8]) -> bool {
    let half = |byte: &u8| matches!(byte, b'A' | b'a' | b'P' | b'p');
    let mark = timestamp.iter().rposition(half).and_then(|at| timestamp.get(at + 1..));
    matches!(mark, Some([b'M' | b'm', ..] | [b'.', b'M' | b'm', ..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(u32, u32, usize)> {
        let mut cursor = Cursor::new(text.as_bytes());
        Clock::parse_or_minutes(&mut cursor)
            .map(|clock| (clock.seconds, clock.nanos, cursor.consumed()))
    }

    #[test]
    fn spellings_of_the_time_of_day() {
        for (text, seconds, nanos, consumed) in [
            ("13:55:36", 50_136, 0, 8),
            ("13:55:36.5 x", 50_136, 500_000_000, 10),
            ("13:55:36,123", 50_136, 123_000_000, 12),
            ("13:55:36.1234567899", 50_136, 123_456_789, 19),
            ("13:55:36, Info", 50_136, 0, 8),
            ("0:7:20:44|", 440, 44_000_000, 9),
            ("13:55:36:12:1", 50_136, 0, 8),
            ("13:55", 50_100, 0, 5),
            ("9:05 PM", 75_900, 0, 7),
            ("12:00:00 AM", 0, 0, 11),
            ("12:00:00\u{202f}p.m.", 43_200, 0, 15),
            ("13:55:36 am", 50_136, 0, 8),
            ("10:00:00 America", 36_000, 0, 8),
            ("23:59:60.5", 86_399, 999_999_999, 10),
        ] {
            assert_eq!(read(text), Some((seconds, nanos, consumed)), "{text}");
        }
    }

    #[test]
    fn impossible_times_of_day_are_refused() {
        for text in
            ["24:00:00", "23:60:00", "23:59:61", "12:00:60", "1:2", "12:00:000", "12:00:", "", "12"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
