//! The layouts that name the month: syslog, asctime, RFC 2822 and their relatives.

use super::clock::Clock;
use super::cursor::Cursor;
use super::resolve::{Date, century, instant, instant_without_year};
use super::{Hints, Timestamp, zone};

/// `Oct  5 22:14:15` (RFC 3164), `Oct 05 22:14:15.123`, `Oct 5 2024 22:14:15`, `Oct 5, 2024 9:14:15 PM`,
/// `oct/05/2024 22:14:15`, with a zone behind it or not.
pub(super) fn syslog(bytes: &[u8], hints: &Hints) -> Option<(Timestamp, usize)> {
    let mut cursor = Cursor::new(bytes);
    let time = month_day(&mut cursor, false, hints)?;
    Some((time, cursor.consumed()))
}

/// `Sun Dec 04 04:47:44 2005` (C `asctime`), with a fraction (Apache), with a zone before the year
/// (`date`), with the year before the time (JavaScript), or without a year.
pub(super) fn asctime(bytes: &[u8], hints: &Hints) -> Option<(Timestamp, usize)> {
    let mut cursor = Cursor::new(bytes);
    cursor.weekday()?;
    cursor.eat(b',');
    if cursor.spaces(2) == 0 {
        return None;
    }
    let time = month_day(&mut cursor, true, hints)?;
    Some((time, cursor.consumed()))
}

/// `Mon d [yyyy] hh:mm:ss [zone] [yyyy]`; a year at the end is no surprise where `year_may_end`.
fn month_day(cursor: &mut Cursor<'_>, year_may_end: bool, hints: &Hints) -> Option<Timestamp> {
    let month = cursor.month()?;
    let separator = if cursor.spaces(2) == 0 { Some(joint(cursor)?) } else { None };
    let day = cursor.number(1, 2)?;
    let mut year = match separator {
        Some(separator) if cursor.eat(separator) => Some(cursor.number(4, 4)? as i32),
        Some(_) => None,
        None => year_before_time(cursor),
    };
    cursor.date_time_separator().filter(|byte| matches!(byte, b' ' | b'T' | b':'))?;
    let clock = Clock::parse(cursor)?;
    let mut zone = zone::parse(cursor);
    if year.is_none() && cursor.peek(0) == Some(b' ') {
        year = year_after_time(cursor, year_may_end);
        zone = zone.or_else(|| if year.is_some() { zone::parse(cursor) } else { None });
    }
    match year {
        Some(year) => instant(Date { year, month, day }, clock, zone, hints),
        None => instant_without_year(month, day, clock, zone, hints),
    }
}

/// Consumes what joins the parts of a date.
#[cold]
fn joint(cursor: &mut Cursor<'_>) -> Option<u8> {
    cursor.date_separator().filter(|&byte| byte != b'.')
}

/// `2024 Jan 31 10:11:12`, `2024-Jan-31 10:11:12.123`, `2024/Jan/31 10:11:12`, with a zone behind it or not.
pub(super) fn year_month(bytes: &[u8], hints: &Hints) -> Option<(Timestamp, usize)> {
    let mut cursor = Cursor::new(bytes);
    let year = cursor.number(4, 4)? as i32;
    let separator = cursor.peek(0).filter(|byte| matches!(byte, b' ' | b'-' | b'/'))?;
    cursor.skip(1);
    let month = cursor.month()?;
    if !cursor.eat(separator) {
        return None;
    }
    // A day of one digit may be padded.
    cursor.spaces(1);
    let day = cursor.number(1, 2)?;
    cursor.date_time_separator()?;
    let clock = Clock::parse(&mut cursor)?;
    let zone = zone::parse(&mut cursor);
    Some((instant(Date { year, month, day }, clock, zone, hints)?, cursor.consumed()))
}

/// Four digits behind a space or a comma and a space, unless they are `2024:`.
fn year_before_time(cursor: &mut Cursor<'_>) -> Option<i32> {
    let mut after = *cursor;
    after.date_time_separator().filter(|&byte| byte == b' ')?;
    let year = after.number(4, 4)? as i32;
    if !after.at_boundary() {
        return None;
    }
    *cursor = after;
    Some(year)
}

/// Four digits behind a space; where a year is not `usual` there, only one of these decades.
fn year_after_time(cursor: &mut Cursor<'_>, usual: bool) -> Option<i32> {
    let mut after = *cursor;
    after.skip(1);
    let year = after.number(4, 4)? as i32;
    if !after.at_boundary()
        || !(usual || ((2_000..2_040).contains(&year) && after.peek(0) == Some(b' ')))
    {
        return None;
    }
    *cursor = after;
    Some(year)
}

/// `Tue, 15 Nov 1994 08:12:31 GMT` (RFC 2822, HTTP), `Sunday, 06-Nov-94 08:49:37 GMT` (RFC 850),
/// `15-Nov-1994 08:12:31.123` (BIND, Tomcat), `15 Nov 08:12:31.123` (Redis). Two digits of a year turn
/// at 69.
pub(super) fn day_month(bytes: &[u8], hints: &Hints) -> Option<(Timestamp, usize)> {
    let mut cursor = Cursor::new(bytes);
    if !cursor.at_digit() {
        cursor.weekday()?;
        cursor.eat(b',');
        if cursor.spaces(2) == 0 {
            return None;
        }
    }
    let day = cursor.number(1, 2)?;
    // Minecraft joins them: `31Jan2024 10:11:12`.
    let joined = cursor.peek(0).is_some_and(|byte| byte.is_ascii_uppercase());
    let separator = match joined {
        true => b'-',
        false => cursor.peek(0).filter(|byte| matches!(byte, b' ' | b'-' | b'/'))?,
    };
    cursor.skip(usize::from(!joined));
    let month = cursor.month()?;
    // Bacula writes neither year nor seconds: `31-Jan 10:11`.
    if separator == b'-' && !joined && cursor.peek(0) == Some(b' ') {
        cursor.skip(1);
        let clock = Clock::parse_or_minutes(&mut cursor)?;
        let time = instant_without_year(month, day, clock, None, hints)?;
        return Some((time, cursor.consumed()));
    }
    if !joined && !cursor.eat(separator) {
        return None;
    }
    let year = year_and_separator(&mut cursor);
    // Erlang's reports have `31-Jan-2024::10:11:12`.
    if year.is_some() {
        cursor.eat(b':');
    }
    let clock = Clock::parse(&mut cursor)?;
    let zone = zone::parse(&mut cursor);
    let time = match year {
        Some(year) => instant(Date { year, month, day }, clock, zone, hints),
        None if separator == b' ' => instant_without_year(month, day, clock, zone, hints),
        None => None,
    };
    Some((time?, cursor.consumed()))
}

/// A year of four or two digits and what separates it from the time; nothing where a time comes next.
fn year_and_separator(cursor: &mut Cursor<'_>) -> Option<i32> {
    let mut after = *cursor;
    let start = after.consumed();
    let digits = after.number(2, 4)?;
    let length = after.consumed() - start;
    let separator = after.date_time_separator()?;
    let year = match length {
        4 => digits as i32,
        // `08:` is the hour of a date without a year.
        2 if separator != b':' => century(digits),
        _ => return None,
    };
    *cursor = after;
    Some(year)
}
