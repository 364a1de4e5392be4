//! The layouts made of numbers alone that do not start with a year of four digits.

use super::clock::Clock;
use super::cursor::Cursor;
use super::resolve::{Date, century, instant, instant_without_year};
use super::{Hints, Timestamp, zone};

/// `17/06/09 20:10:40`: year of two digits, month, day (Spark). All of two digits.
pub(super) fn short_year(bytes: &[u8], hints: &Hints) -> Option<(Timestamp, usize)> {
    let mut cursor = Cursor::new(bytes);
    let year = cursor.two()?;
    let separator = cursor.date_separator()?;
    let month = cursor.two()?;
    let day = cursor.eat(separator).then(|| cursor.two())??;
    cursor.date_time_separator()?;
    let clock = Clock::parse(&mut cursor)?;
    with_zone(cursor, Date { year: century(year), month, day }, clock, hints)
}

/// `081109 203615` (HDFS) or `081109 20:36:15`, the hour padded with a space or not (MySQL).
pub(super) fn compact(bytes: &[u8], hints: &Hints) -> Option<(Timestamp, usize)> {
    let mut cursor = Cursor::new(bytes);
    let date = Date { year: century(cursor.two()?), month: cursor.two()?, day: cursor.two()? };
    cursor.date_time_separator().filter(|&byte| byte != b':')?;
    let clock = match cursor.has_colon_after_hour() {
        true => Clock::parse(&mut cursor)?,
        false => Clock::compact(&mut cursor)?,
    };
    Some((instant(date, clock, None, hints)?, cursor.consumed()))
}

/// `03-17 16:13:38.811`: month and day of two digits each (Android), also with `/` or `.`, `01/31-10:11:12.5` (Snort), and
/// `01-31|10:11:12.5` (Ethereum).
pub(super) fn month_day(bytes: &[u8], hints: &Hints) -> Option<(Timestamp, usize)> {
    let mut cursor = Cursor::new(bytes);
    let month = cursor.two()?;
    let separator = cursor.date_separator()?;
    without_year(cursor, month, if separator == b'/' { b" -" } else { b" |" }, hints)
}

/// `0102 15:04:05.000000`: month and day without a separator, the body of glog and klog behind the
/// letter of the severity; or `0102/150405.000`, as Chromium writes it.
pub(super) fn glog(bytes: &[u8], hints: &Hints) -> Option<(Timestamp, usize)> {
    let mut cursor = Cursor::new(bytes);
    let month = cursor.two()?;
    if cursor.peek(2) != Some(b'/') {
        return without_year(cursor, month, b" ", hints);
    }
    let day = cursor.two()?;
    cursor.skip(1);
    let clock = Clock::compact(&mut cursor)?;
    Some((instant_without_year(month, day, clock, None, hints)?, cursor.consumed()))
}

/// Day of two digits, one of `separators`, time.
fn without_year(
    mut cursor: Cursor<'_>,
    month: u32,
    separators: &[u8],
    hints: &Hints,
) -> Option<(Timestamp, usize)> {
    let day = cursor.two()?;
    cursor.date_time_separator().filter(|byte| separators.contains(byte))?;
    let clock = Clock::parse(&mut cursor)?;
    let zone = zone::parse(&mut cursor);
    Some((instant_without_year(month, day, clock, zone, hints)?, cursor.consumed()))
}

/// `31/01/2024 10:11:12`, `31.1.2024 10:11`, `31-01-24, 10:11:12`.
pub(super) fn day_first(bytes: &[u8], hints: &Hints) -> Option<(Timestamp, usize)> {
    let (cursor, [day, month], year, clock) = year_last(bytes)?;
    with_zone(cursor, Date { year, month, day }, clock, hints)
}

/// `01/31/2024 10:11:12 PM`, `1/31/2024, 10:11 PM`, `01-31-24 10:11:12`.
pub(super) fn month_first(bytes: &[u8], hints: &Hints) -> Option<(Timestamp, usize)> {
    let (cursor, [month, day], year, clock) = year_last(bytes)?;
    with_zone(cursor, Date { year, month, day }, clock, hints)
}

/// Two numbers, a year and a time. A year of two digits needs slashes or the numbers to be as long, and the time to
/// have seconds: `1.2.10 12:30` is rather a version and something else.
fn year_last(bytes: &[u8]) -> Option<(Cursor<'_>, [u32; 2], i32, Clock)> {
    let mut cursor = Cursor::new(bytes);
    let first = cursor.number(1, 2)?;
    let separator = cursor.date_separator()?;
    let second = cursor.number(1, 2)?;
    if !cursor.eat(separator) {
        return None;
    }
    let start = cursor.consumed();
    let digits = cursor.number(2, 4)?;
    let length = cursor.consumed() - start;
    cursor.date_time_separator()?;
    let (year, clock) = match length {
        4 => (digits as i32, Clock::parse_or_minutes(&mut cursor)?),
        2 if start == 6 || separator == b'/' => (century(digits), Clock::parse(&mut cursor)?),
        _ => return None,
    };
    Some((cursor, [first, second], year, clock))
}

fn with_zone(
    mut cursor: Cursor<'_>,
    date: Date,
    clock: Clock,
    hints: &Hints,
) -> Option<(Timestamp, usize)> {
    let zone = zone::parse(&mut cursor);
    Some((instant(date, clock, zone, hints)?, cursor.consumed()))
}
