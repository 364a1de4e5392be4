//! Dates and times of day. Every function looks at the front of the text.

use super::classes::{DIGIT, byte, ends_word, is, run};
use super::mask::{Found, Mask};

/// A date that begins with a digit, with the time if they are joined.
pub(super) fn date(text: &[u8]) -> Found {
    let date = numeric_date(text).or_else(|| day_first(text))?;
    if matches!(byte(text, date), b'T' | b't' | b':')
        && let Some(time) = clock(&text[date + 1..])
    {
        return Some((Mask::Time, date + 1 + time));
    }
    ends_word(text, date).then_some((Mask::Date, date))
}

/// `Oct 18`, `Oct  8, 2015`, `Sun Oct 18`, `Sun, 18 Oct 2015`. The text begins with a word of three letters.
pub(super) fn named_date(text: &[u8]) -> Found {
    if !byte(text, 0).is_ascii_uppercase() {
        return None;
    }
    let mut start = 0;
    if is_weekday(text) {
        start = 3 + usize::from(byte(text, 3) == b',');
        start += spaces(&text[start..])?;
    }
    let rest = &text[start..];
    let length = if is_month(rest) { month_first(rest) } else { day_first(rest) }?;
    ends_word(rest, length).then_some((Mask::Date, start + length))
}

/// `2015-10-18`, `17/06/09`, `18.10.2015`: three numbers of the right lengths with the same sign between them.
fn numeric_date(text: &[u8]) -> Option<usize> {
    let first = run(text, DIGIT);
    let separator = byte(text, first);
    if !matches!(separator, b'-' | b'/' | b'.') || !matches!(first, 2 | 4) {
        return None;
    }
    let second = run(&text[first + 1..], DIGIT);
    let third_at = first + 1 + second + 1;
    if second != 2 || byte(text, third_at - 1) != separator {
        return None;
    }
    let third = run(text.get(third_at..)?, DIGIT);
    let is_date = match (first, third) {
        (4, 2) | (2, 4) => true,
        (2, 2) => separator == b'/',
        _ => false,
    };
    is_date.then_some(third_at + third)
}

/// `18/Oct/2015`, `8-Oct-15`, `18 Oct 2015`.
pub(super) fn day_first(text: &[u8]) -> Option<usize> {
    let day = if is(byte(text, 1), DIGIT) { 2 } else { 1 };
    let separator = byte(text, day);
    let month = text.get(day + 1..)?;
    let joined = matches!(separator, b'/' | b'-' | b' ') && byte(month, 3) == separator;
    if !is(byte(text, 0), DIGIT) || !joined || !is_month(month) {
        return None;
    }
    let year = run(month.get(4..)?, DIGIT);
    matches!(year, 2 | 4).then_some(day + 1 + 4 + year)
}

/// `Oct 18`, `Oct  8, 2015`.
fn month_first(text: &[u8]) -> Option<usize> {
    let day_at = 3 + spaces(&text[3..])?;
    let day = run(&text[day_at..], DIGIT);
    let end = day_at + day;
    if !(1..=2).contains(&day) || byte(text, end) == b':' {
        return None;
    }
    let with_year =
        byte(text, end) == b',' && run(text.get(end + 2..).unwrap_or_default(), DIGIT) == 4;
    Some(if with_year { end + 6 } else { end })
}

/// One space or two: days below ten are padded.
fn spaces(text: &[u8]) -> Option<usize> {
    match (byte(text, 0), byte(text, 1)) {
        (b' ', b' ') => text.get(2).map(|_| 2),
        (b' ', _) => text.get(1).map(|_| 1),
        _ => None,
    }
}

/// `18:01:47`, `8:01:47.978`, `18:01:47,978Z`, `18:01:47+02:00`. Without seconds it might be anything.
pub(super) fn clock(text: &[u8]) -> Option<usize> {
    let hours = run(text, DIGIT);
    let sixty = |at: usize| {
        byte(text, at) == b':'
            && matches!(byte(text, at + 1), b'0'..=b'6')
            && is(byte(text, at + 2), DIGIT)
    };
    if !(1..=2).contains(&hours) || !sixty(hours) || !sixty(hours + 3) {
        return None;
    }
    let mut length = hours + 6;
    let fraction = run(text.get(length + 1..).unwrap_or_default(), DIGIT);
    if matches!(byte(text, length), b'.' | b',') && fraction > 0 {
        length += 1 + fraction;
    }
    length += zone(&text[length..]);
    ends_word(text, length).then_some(length)
}

/// The length of `Z`, `+0200`, `-02:00`, or 0.
fn zone(text: &[u8]) -> usize {
    let digits = |from: usize, to: usize| {
        text.get(from..to).is_some_and(|part| run(part, DIGIT) == to - from)
    };
    match byte(text, 0) {
        b'Z' => 1,
        b'+' | b'-' if digits(1, 5) => 5,
        b'+' | b'-' if digits(1, 3) && byte(text, 3) == b':' && digits(4, 6) => 6,
        _ => 0,
    }
}

pub(super) fn is_month(text: &[u8]) -> bool {
    matches!(text.get(..3), Some(b"Jan" | b"Feb" | b"Mar" | b"Apr" | b"May" | b"Jun"))
        || matches!(text.get(..3), Some(b"Jul" | b"Aug" | b"Sep" | b"Oct" | b"Nov" | b"Dec"))
}

pub(super) fn is_weekday(text: &[u8]) -> bool {
    matches!(text.get(..3), Some(b"Mon" | b"Tue" | b"Wed" | b"Thu" | b"Fri" | b"Sat" | b"Sun"))
}
