//! Plain numbers since the Unix epoch: seconds, milliseconds, microseconds or nanoseconds.
//!
//! The unit shows in the magnitude of the integer part: below 10^11 seconds, below 10^14 milliseconds,
//! below 10^17 microseconds, then nanoseconds. That reads every moment from 1973 to 2262 rightly in
//! each of them.

use super::Timestamp;
use super::clock::fraction;
use super::cursor::Cursor;

/// Nanoseconds in one of the unit that an integer part of this magnitude is written in.
fn unit(magnitude: u64) -> i64 {
    match magnitude {
        0..100_000_000_000 => 1_000_000_000,
        100_000_000_000..100_000_000_000_000 => 1_000_000,
        100_000_000_000_000..100_000_000_000_000_000 => 1_000,
        _ => 1,
    }
}

/// The instant that a whole number of seconds, milliseconds, microseconds or nanoseconds stands for, by
/// its magnitude. `None` outside 1677..2262.
pub fn from_epoch_integer(number: i64) -> Option<Timestamp> {
    number.checked_mul(unit(number.unsigned_abs())).map(Timestamp::from_nanos)
}

/// As [`from_epoch_integer`] for a double, which holds today's date to a quarter of a microsecond: the
/// instant is rounded to a microsecond. `None` also where it is not finite.
pub fn from_epoch_number(number: f64) -> Option<Timestamp> {
    // Beyond this a double is whole, and 2^63 is the first that an i64 cannot hold.
    if !number.is_finite() || number.abs() >= 9_223_372_036_854_775_808.0 {
        return None;
    }
    let unit = unit(number.abs() as u64);
    if unit <= 1_000 {
        let micros = if unit == 1 { number / 1_000.0 } else { number };
        return (micros.round() as i64).checked_mul(1_000).map(Timestamp::from_nanos);
    }
    let micros = unit / 1_000;
    let whole = (number.trunc() as i64).checked_mul(unit)?;
    let fraction = (number.fract() * micros as f64).round() as i64 * 1_000;
    whole.checked_add(fraction).map(Timestamp::from_nanos)
}

/// Reads a number as [`from_epoch_integer`] does: up to 19 digits, a sign or none, and a fraction of the
/// unit behind a `.`, which is kept to the nanosecond (`1700758468.384019`).
///
/// Returns the instant and the number of bytes read; `None` where more digits, a letter or a second
/// point follow.
pub fn parse_epoch(bytes: &[u8]) -> Option<(Timestamp, usize)> {
    let (time, consumed, _) = number(bytes)?;
    Some((time, consumed))
}

/// As [`parse_epoch`], and only what can hardly be another number: 10, 13, 16 or 19 digits, no sign, from
/// 2001-09-09 (where seconds come to ten digits) to the end of 2100.
pub(super) fn likely(bytes: &[u8]) -> Option<(Timestamp, usize)> {
    const END_OF_2100: i64 = 4_133_980_800_000_000_000;
    let (time, consumed, digits) = number(bytes)?;
    let likely = matches!(digits, 10 | 13 | 16 | 19)
        && bytes.first().is_some_and(u8::is_ascii_digit)
        && (1_000_000_000_000_000_000..END_OF_2100).contains(&time.as_nanos());
    likely.then_some((time, consumed))
}

/// The instant, the bytes read and the digits before the point.
fn number(bytes: &[u8]) -> Option<(Timestamp, usize, usize)> {
    let mut cursor = Cursor::new(bytes);
    let negative = cursor.eat(b'-');
    let start = cursor.consumed();
    let mut magnitude: u64 = 0;
    while let Some(byte @ b'0'..=b'9') = cursor.peek(0) {
        // Nineteen digits fit in 64 bits.
        if cursor.consumed() - start == 19 {
            return None;
        }
        magnitude = magnitude * 10 + u64::from(byte - b'0');
        cursor.skip(1);
    }
    let digits = cursor.consumed() - start;
    if digits == 0 {
        return None;
    }
    let unit = unit(magnitude);
    let part = match cursor.peek(0) {
        // A thousand-millionth of the unit is a nanosecond or less; what is less is cut off.
        Some(b'.') => i64::from(fraction(&mut cursor)) / (1_000_000_000 / unit),
        _ => 0,
    };
    let point = cursor.peek(0) == Some(b'.') && cursor.peek(1).is_some_and(|b| b.is_ascii_digit());
    if !cursor.at_boundary() || point {
        return None;
    }
    let nanos = i64::try_from(magnitude).ok()?.checked_mul(unit)?.checked_add(part)?;
    let time = Timestamp::from_nanos(if negative { -nanos } else { nanos });
    Some((time, cursor.consumed(), digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(i64, usize)> {
        parse_epoch(text.as_bytes()).map(|(time, consumed)| (time.as_nanos(), consumed))
    }

    #[test]
    fn the_magnitude_tells_the_unit() {
        for text in [
            "1700758468",
            "1700758468000",
            "1700758468000000",
            "1700758468000000000",
            "1700758468.0",
        ] {
            assert_eq!(read(text), Some((1_700_758_468_000_000_000, text.len())), "{text}");
        }
        assert_eq!(
            from_epoch_integer(1_700_758_468_123),
            Some(Timestamp::from_nanos(1_700_758_468_123_000_000))
        );
        assert_eq!(from_epoch_integer(-1), Some(Timestamp::from_nanos(-1_000_000_000)));
        assert_eq!(from_epoch_integer(99_999_999_999), None);
        assert_eq!(from_epoch_integer(i64::MIN), Some(Timestamp::MIN));
    }

    #[test]
    fn fractions_are_of_the_unit_and_exact() {
        for (text, nanos) in [
            ("1700758468.384019", 1_700_758_468_384_019_000),
            ("1700758468.3840190011", 1_700_758_468_384_019_001),
            ("1700758468384.019 x", 1_700_758_468_384_019_000),
            ("1700758468384019.5", 1_700_758_468_384_019_500),
            ("1700758468384019001.9", 1_700_758_468_384_019_001),
            ("-1.5", -1_500_000_000),
            ("0", 0),
        ] {
            assert_eq!(read(text).map(|(nanos, _)| nanos), Some(nanos), "{text}");
        }
    }

    #[test]
    fn doubles_round_to_the_microsecond() {
        for (number, nanos) in [
            (1_700_758_468.384_019, 1_700_758_468_384_019_000),
            (1_700_758_468_384.019, 1_700_758_468_384_019_000),
            (1_700_758_468_384_019.0, 1_700_758_468_384_019_000),
            (-1.5, -1_500_000_000),
        ] {
            assert_eq!(from_epoch_number(number).map(Timestamp::as_nanos), Some(nanos), "{number}");
        }
        for number in [f64::NAN, f64::INFINITY, 1e300, -1e300, 99_999_999_999.0, 9.3e18] {
            assert_eq!(from_epoch_number(number), None, "{number}");
        }
    }

    #[test]
    fn other_numbers_are_refused() {
        for text in
            ["", "-", ".5", "12a", "1.2.3", "12345678901234567890", "9999999999999999999", "1e9"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn only_full_length_numbers_of_this_century_are_likely() {
        assert!(likely(b"1700758468.384019").is_some());
        for text in ["170075846", "0999999999", "4133980800", "17007584681", "-1700758468"] {
            assert_eq!(likely(text.as_bytes()), None, "{text}");
        }
    }
}
