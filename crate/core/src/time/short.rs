//! Times that are less than a date and a time: the time of day alone, and the hexadecimal labels of TAI64.

use super::clock::{Clock, is_twelve_hour};
use super::cursor::Cursor;
use super::{Hints, Timestamp, zone};

const DAY: i64 = 86_400_000_000_000;
/// How far a clock that wrote a line may run ahead of the one that dated the file, in nanoseconds.
const AHEAD: i64 = 3_600_000_000_000;

/// `10:11:12`, `10:11:12.123`, `[9:05:03 PM]`: a time without a date, of two digits or of one hour.
///
/// It is taken for the latest such time that is at most an hour later than the file, or for one of 1 January 1972
/// where that is not known.
pub(super) fn time_of_day(bytes: &[u8], hints: &Hints) -> Option<(Timestamp, usize)> {
    let mut cursor = Cursor::new(bytes);
    let two = bytes.get(1) != Some(&b':');
    if !bytes.get(1 + usize::from(two)..).is_some_and(|rest| rest.starts_with(b":")) {
        return None;
    }
    let clock = Clock::parse(&mut cursor).or_else(|| twelve_hours(bytes, &mut cursor))?;
    let micros = grouped_micros(&mut cursor);
    let zone = zone::parse(&mut cursor).unwrap_or(hints.utc_offset_seconds);
    let of_day = i64::from(clock.seconds) * 1_000_000_000 + i64::from(clock.nanos) + micros * 1_000;
    let shift = i64::from(zone) * 1_000_000_000;
    let nanos = match hints.modified {
        Some(modified) => {
            let limit = modified.as_nanos().saturating_add(AHEAD);
            let behind = limit.wrapping_sub(of_day - shift).rem_euclid(DAY);
            limit.checked_sub(behind)?
        }
        None => UNDATED + of_day - shift,
    };
    Some((Timestamp::from_nanos(nanos), cursor.consumed()))
}

/// `3:04PM`: without seconds only a 12-hour clock is certain to be one.
fn twelve_hours<'a>(bytes: &'a [u8], cursor: &mut Cursor<'a>) -> Option<Clock> {
    let mut after = Cursor::new(bytes);
    let clock = Clock::parse_or_minutes(&mut after)?;
    if !is_twelve_hour(bytes.get(..after.consumed())?) {
        return None;
    }
    *cursor = after;
    Some(clock)
}

/// Consumes the microseconds behind the milliseconds of a time in brackets, as Zephyr writes it: `[00:00:00.251,220]`.
fn grouped_micros(cursor: &mut Cursor<'_>) -> i64 {
    let mut after = *cursor;
    match (after.eat(b','), after.number(3, 3), after.peek(0)) {
        (true, Some(micros), Some(b']')) => {
            *cursor = after;
            i64::from(micros)
        }
        _ => 0,
    }
}

/// 1972-01-01T00:00:00Z, as for dates without a year.
const UNDATED: i64 = 63_072_000_000_000_000;

/// `@4000000065ba1c7a075bcd15`: seconds and nanoseconds as daemontools' `tai64n` writes them, or the seconds alone.
///
/// The label of a second is 2^62 + 10 + its Unix time: the programs that write it know of no leap seconds
/// (D. J. Bernstein, "TAI64, TAI64N, and TAI64NA"; libtai's `tai_now`).
pub(super) fn tai64(bytes: &[u8]) -> Option<(Timestamp, usize)> {
    let digits = bytes.strip_prefix(b"@")?;
    let length = digits.iter().take(25).take_while(|byte| byte.is_ascii_hexdigit()).count();
    if !matches!(length, 16 | 24) {
        return None;
    }
    let label = hexadecimal(digits.get(..16)?)?;
    let nanos = match digits.get(16..length)? {
        [] => 0,
        nanos => u32::try_from(hexadecimal(nanos)?).ok().filter(|&nanos| nanos < 1_000_000_000)?,
    };
    let seconds = i64::try_from(label).ok()?.checked_sub((1 << 62) + 10)?;
    Some((Timestamp::from_parts(seconds, nanos)?, 1 + length))
}

/// `65ba1c70`: the seconds since the epoch in eight hexadecimal digits, 1995 to 2038 (a date of eight digits is before that); with the nanoseconds behind a point or without.
pub(super) fn hex_epoch(bytes: &[u8]) -> Option<(Timestamp, usize)> {
    let eight = |from: usize| {
        let digits = bytes.get(from..from + 8).filter(|d| d.iter().all(u8::is_ascii_hexdigit))?;
        let whole = !bytes.get(from + 8).is_some_and(u8::is_ascii_alphanumeric);
        hexadecimal(digits).filter(|_| whole)
    };
    let seconds = i64::try_from(eight(0)?).ok()?;
    if !(0x3000_0000..0x8000_0000).contains(&seconds) {
        return None;
    }
    let nanos = if bytes.get(8) == Some(&b'.') { eight(9) } else { None };
    let nanos = nanos.and_then(|nanos| u32::try_from(nanos).ok()).filter(|&n| n < 1_000_000_000);
    Some((
        Timestamp::from_parts(seconds, nanos.unwrap_or(0))?,
        if nanos.is_some() { 17 } else { 8 },
    ))
}

fn hexadecimal(digits: &[u8]) -> Option<u64> {
    let digit = |value: u64, &byte: &u8| Some(value << 4 | u64::from((byte as char).to_digit(16)?));
    digits.iter().try_fold(0, digit)
}

#[cfg(test)]
mod tests {
    use super::super::parse_iso;
    use super::*;
    use proptest::prelude::*;

    fn written(at: &str) -> Hints {
        let modified = parse_iso(at.as_bytes(), &Hints::default()).map(|(time, _)| time);
        Hints { modified, utc_offset_seconds: 0 }
    }

    #[test]
    fn a_time_without_a_date_is_the_latest_before_the_file_was_written() {
        for (text, modified, time) in [
            ("10:11:12", "2024-01-31T12:00:00Z", "2024-01-31T10:11:12Z"),
            ("12:59:00.5", "2024-01-31T12:00:00Z", "2024-01-31T12:59:00.500Z"),
            ("13:01:00", "2024-01-31T12:00:00Z", "2024-01-30T13:01:00Z"),
            ("23:59:59", "2024-03-01T00:00:01Z", "2024-02-29T23:59:59Z"),
            ("9:05:03 PM", "2024-01-31T23:00:00Z", "2024-01-31T21:05:03Z"),
            ("9:05PM", "2024-01-31T23:00:00Z", "2024-01-31T21:05:00Z"),
        ] {
            let (found, used) = time_of_day(text.as_bytes(), &written(modified)).unwrap();
            assert_eq!((found.to_rfc3339().as_str(), used), (time, text.len()), "{text}");
        }
        let (found, _) = time_of_day(b"10:11:12", &Hints::default()).unwrap();
        assert_eq!(found.to_rfc3339(), "1972-01-01T10:11:12Z");
        for text in ["1011:12", "10:11", "24:00:00", "101:11:12", ":11:12"] {
            assert_eq!(time_of_day(text.as_bytes(), &Hints::default()), None, "{text}");
        }
    }

    #[test]
    fn labels_and_hexadecimal_seconds_are_read() {
        let expected = Timestamp::from_parts(1_706_695_792, 123_456_789);
        let read = tai64(b"@4000000065ba1c7a075bcd15 x");
        assert_eq!(read, expected.map(|time| (time, 25)));
        let whole = Timestamp::from_unix_seconds(1_706_695_792);
        assert_eq!(tai64(b"@4000000065ba1c7a"), whole.map(|time| (time, 17)));
        assert_eq!(hex_epoch(b"65ba1c70 x"), whole.map(|time| (time, 8)));
        assert_eq!(hex_epoch(b"65ba1c70.075bcd15 x"), expected.map(|time| (time, 17)));
        for text in ["@4000000065ba1c7affffffff", "@4000", "4000000065ba1c7a", "@@", ""] {
            assert_eq!(tai64(text.as_bytes()), None, "{text}");
        }
        for text in ["65ba1c7", "65ba1c70a", "ffffffff", "00000000", "65ba1c7z"] {
            assert_eq!(hex_epoch(text.as_bytes()), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_time_of_day_is_kept_and_near_the_file(
            of_day in 0..86_400_i64, offset in -50_400..50_400_i32, modified in 0..4_000_000_000_i64,
        ) {
            let (hour, minute, second) = (of_day / 3_600, of_day / 60 % 60, of_day % 60);
            let text = format!("{hour:02}:{minute:02}:{second:02}");
            let hints = Hints { modified: Timestamp::from_unix_seconds(modified), utc_offset_seconds: offset };
            let (time, _) = time_of_day(text.as_bytes(), &hints).unwrap();
            let shown = time.civil(offset);
            prop_assert_eq!((i64::from(shown.hour), i64::from(shown.minute), i64::from(shown.second)), (hour, minute, second));
            let ahead = time.as_unix_seconds() - modified;
            prop_assert!(ahead <= 3_600 && ahead > 3_600 - 86_400);
        }
    }
}
