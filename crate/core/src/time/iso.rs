//! ISO 8601 and RFC 3339, year first, with the freedoms that logs take.

use super::clock::Clock;
use super::cursor::Cursor;
use super::digits::{Shape, two};
use super::resolve::{Date, instant};
use super::{Hints, Timestamp, zone};

/// Reads a date with the year first, and the time that follows it if one does.
///
/// - date: `2024-01-31`, `2024/01/31`, `2024.1.31`, `20240131`
/// - between: `T`, `t`, `_`, `-`, `:`, `@`, tab, one or two spaces (or a comma and spaces); nothing in
///   `20240131101112`
/// - time: `10:11:12`, `10:11`, `101112`, `T1011`, and behind `T _ -` also `10.11.12` or `10-11-12`
/// - fraction: `.` or `,` and digits, those beyond the ninth cut off; `:` and milliseconds
/// - zone: `Z`, `+01`, `+0100`, `+01:00`, ` +0100`, ` UTC`, ` CET`, ... or that of `hints`
///
/// A date alone is its midnight. Returns the instant and the number of bytes read, or `None` where
/// `bytes` does not start with such a date or the date or time does not exist.
#[inline]
pub fn parse_iso(bytes: &[u8], hints: &Hints) -> Option<(Timestamp, usize)> {
    date_time(bytes, hints).or_else(|| date_only(bytes, hints))
}

/// As [`parse_iso`] with a time.
#[inline]
pub(super) fn date_time(bytes: &[u8], hints: &Hints) -> Option<(Timestamp, usize)> {
    let mut cursor = Cursor::new(bytes);
    let (date, separator) = date(&mut cursor)?;
    let clock = match separator {
        Some(_) => clock_after_separated(&mut cursor)?,
        None => clock_after_compact(&mut cursor)?,
    };
    let zone = zone::parse(&mut cursor);
    Some((instant(date, clock, zone, hints)?, cursor.consumed()))
}

/// As [`parse_iso`] without a time; `None` where something follows that looks like one.
#[cold]
pub(super) fn date_only(bytes: &[u8], hints: &Hints) -> Option<(Timestamp, usize)> {
    let mut cursor = Cursor::new(bytes);
    let (date, _) = date(&mut cursor)?;
    let mut after = cursor;
    if after.at_digit()
        || (after.date_time_separator().is_some()
            && after.number(1, 2).is_some()
            && after.peek(0) == Some(b':'))
    {
        return None;
    }
    Some((instant(date, Clock::MIDNIGHT, None, hints)?, cursor.consumed()))
}

/// A date with the year first, and its separator if it has one.
#[inline]
fn date(cursor: &mut Cursor<'_>) -> Option<(Date, Option<u8>)> {
    const YEAR_MONTH: Shape = Shape::new(b"0000?00?");
    if let Some(&[year_month @ .., d, e]) = cursor.chunk::<10>()
        && let (separator @ (b'-' | b'/' | b'.'), again) = (year_month[4], year_month[7])
        && separator == again
        && let (Some(pairs), Some(day)) = (YEAR_MONTH.pairs(year_month), two([d, e]))
    {
        cursor.skip(10);
        let year = (pairs.at(0) * 100 + pairs.at(2)) as i32;
        return Some((Date { year, month: pairs.at(5), day }, Some(separator)));
    }
    let year = cursor.number(4, 4)? as i32;
    let Some(separator) = cursor.date_separator() else {
        return Some((Date { year, month: cursor.two()?, day: cursor.two()? }, None));
    };
    let month = cursor.number(1, 2)?;
    let day = cursor.eat(separator).then(|| cursor.number(1, 2))??;
    Some((Date { year, month, day }, Some(separator)))
}

#[inline]
fn clock_after_separated(cursor: &mut Cursor<'_>) -> Option<Clock> {
    let separator = cursor.date_time_separator()?;
    if cursor.has_colon_after_hour() {
        return match separator {
            // `2024-01-31-05:00` is a date with a zone, which no log has and nothing here reads.
            b'-' => Clock::parse(cursor),
            _ => Clock::parse_or_minutes(cursor),
        };
    }
    match (separator, cursor.peek(2)?) {
        (b'T' | b't' | b'_' | b'-', mark @ (b'.' | b'-')) => Clock::separated(cursor, mark),
        (b'T' | b't', _) => Clock::compact(cursor),
        (_, b'h') => Clock::lettered(cursor),
        _ => None,
    }
}

fn clock_after_compact(cursor: &mut Cursor<'_>) -> Option<Clock> {
    if cursor.at_digit() {
        return compact_with_millis(cursor);
    }
    let separator = cursor.date_time_separator()?;
    if cursor.has_colon_after_hour() {
        return Clock::parse(cursor);
    }
    let mut seconds = *cursor;
    if let Some(clock) = Clock::compact(&mut seconds) {
        *cursor = seconds;
        return Some(clock);
    }
    matches!(separator, b'T' | b't').then(|| Clock::compact_minutes(cursor))?
}

/// `hhmmss` directly behind `yyyymmdd`, with or without three digits of milliseconds.
fn compact_with_millis(cursor: &mut Cursor<'_>) -> Option<Clock> {
    let mut seconds = *cursor;
    if let Some(clock) = Clock::compact(&mut seconds) {
        *cursor = seconds;
        return Some(clock);
    }
    let (mut whole, digits) = (Cursor::new(cursor.chunk::<6>()?), *cursor.chunk::<9>()?);
    let millis = Cursor::new(&digits[6..]).number(3, 3)?;
    cursor.skip(9);
    if cursor.at_digit() {
        return None;
    }
    Some(Clock { nanos: millis * 1_000_000, ..Clock::compact(&mut whole)? })
}
