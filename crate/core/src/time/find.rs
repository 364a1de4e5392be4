//! Looking for the first timestamp of a line, with as little work as possible where there is none.

use super::clock::is_twelve_hour;
use super::cursor::{Cursor, month};
use super::resolve::latest;
use super::{Hints, Layout, Timestamp, iso};
use crate::severity::Severity;

/// A timestamp found in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// How it is written.
    pub layout: Layout,
    /// Its first byte in the line.
    pub start: usize,
    /// The byte after its last.
    pub end: usize,
    /// The instant.
    pub time: Timestamp,
}

/// What lies before a word of the line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Nothing but punctuation and space, a level, or brackets.
    LineStart,
    /// An opening bracket or a bar, with space behind it or not.
    Bracketed,
    /// Some other word.
    Inside,
}

/// Finds the first timestamp that starts in the first `within` bytes of `line` (160 is plenty).
///
/// It may start at the beginning of the line or behind a space, a bracket, a quote, `=`, `:`, `,` and the
/// like, but not behind a letter, a digit or what joins words (`. - _ / + @ % \ ~`), nor end in front of
/// one. Escape sequences of terminals are stepped over. Layouts that other numbers are easily taken for
/// (a date alone, a month and a day with a point between them, six digits twice, `yyyymmddhhmmss`) count only at the start of the
/// line or behind a bracket; a number of seconds since the epoch also needs the closing bracket, or else
/// its date in the next word (`1131566461 2005.11.09`).
///
/// `03/04/2024` is read with the day first, unless AM or PM follows or the other reading alone is not
/// later than the file (`hints.modified`); a caller that has seen many lines knows better and pins the
/// [`Layout`]. Time taken is linear in `within`.
pub fn find(line: &[u8], within: usize, hints: &Hints) -> Option<Found> {
    let mut place = Place::LineStart;
    let mut may_start = true;
    let mut opened = line.first() == Some(&b'[');
    let mut at = 0;
    while at < within {
        let byte = *line.get(at)?;
        match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => {
                let start = at;
                if may_start
                    && (byte < b'a' || place == Place::LineStart)
                    && let Some(found) = at_word(line, at, place, hints)
                {
                    return Some(found);
                }
                while line.get(at + 1).is_some_and(u8::is_ascii_alphanumeric) && at < within {
                    at += 1;
                }
                may_start = false;
                // A level changes nothing, nor does its letter in the first bracket: `[I 10:11:12 App]`.
                let word = line.get(start..=at).unwrap_or_default();
                let level = match place {
                    Place::LineStart => word.len() > 3 && Severity::from_name(word).is_some(),
                    Place::Bracketed => start == 1 && matches!(word, [b'A'..=b'Z']),
                    Place::Inside => false,
                };
                place = if level { place } else { Place::Inside };
            }
            // Nor do the first brackets of a line.
            b']' if opened && place != Place::LineStart => {
                (opened, may_start, place) = (false, true, Place::LineStart);
            }
            b'@' if place == Place::LineStart
                && let Some(found) = attempt(Layout::Tai64, line, at, hints) =>
            {
                return Some(found);
            }
            b'%' if at == 0 => {}
            b'.' if at.checked_sub(1).is_none_or(|before| line.get(before) == Some(&b' ')) => {
                may_start = true;
            }
            b'.' | b'-' | b'_' | b'/' | b'+' | b'@' | b'%' | b'\\' | b'~' => may_start = false,
            b'[' | b'(' | b'{' | b'<' | b'|' => {
                may_start = true;
                place = Place::Bracketed;
            }
            0x1b if line.get(at + 1) == Some(&b'[') => {
                // ECMA-48: parameters, then one byte that ends the sequence.
                at += 2;
                while line.get(at).is_some_and(|byte| (b'0'..=b'?').contains(byte)) {
                    at += 1;
                }
                may_start = true;
            }
            _ => may_start = true,
        }
        at += 1;
    }
    None
}

/// The timestamp that the word at `start` begins. Only layouts that its first bytes allow are tried.
fn at_word(line: &[u8], start: usize, place: Place, hints: &Hints) -> Option<Found> {
    let word = line.get(start..)?;
    let exposed = place != Place::Inside;
    let attempt = |layout| attempt(layout, line, start, hints);
    if !word.first()?.is_ascii_digit() {
        return at_letter(line, start, exposed, hints);
    }
    let digits = word.iter().take(20).take_while(|byte| byte.is_ascii_digit()).count();
    match (digits, word.get(digits)) {
        (1 | 2, Some(b' ' | b'-' | b'/'))
            if word.get(digits + 1).is_some_and(u8::is_ascii_alphabetic) =>
        {
            attempt(Layout::AccessLog).or_else(|| attempt(Layout::DayMonthName))
        }
        (2, Some(b'A'..=b'Z')) => attempt(Layout::DayMonthName),
        (1 | 2, Some(b'-' | b'/' | b'.')) => short_numbers(line, start, hints).or_else(|| {
            attempt(Layout::MonthDay).filter(|_| exposed || word.get(2) != Some(&b'.'))
        }),
        (1 | 2, Some(b':')) => attempt(Layout::ClockFirst).or_else(|| {
            attempt(Layout::TimeOfDay).filter(|found| {
                // In the middle of a line only one to the microsecond is certain to be more than a duration.
                let precise = found.end - start >= 15;
                (exposed && !followed_by_date(line, found, hints)) || precise
            })
        }),
        (4, Some(b' ' | b'-' | b'/')) if word.get(5).is_some_and(u8::is_ascii_alphabetic) => {
            attempt(Layout::YearMonthName)
        }
        (4, Some(b'-' | b'/' | b'.')) => attempt(Layout::Iso).or_else(|| {
            // `2021.1.3` is rather a version.
            let date = exposed.then(|| attempt(Layout::Date)).flatten();
            let date = date.filter(|date| date.end - start == 10);
            let joined = exposed || line.get(..start).is_some_and(|before| before.ends_with(b":"));
            date.or_else(|| joined.then(|| attempt(Layout::Glog))?)
        }),
        (6, _) if exposed => attempt(Layout::Compact),
        (8, _) => attempt(Layout::Iso),
        (14 | 17, _) if exposed => attempt(Layout::Iso),
        (10 | 13 | 16 | 19, _) => {
            attempt(Layout::Epoch).filter(|found| is_epoch(line, found, place, hints))
        }
        _ => None,
    }
}

/// A month, a day of the week, or the letter in front of glog's timestamp.
fn at_letter(line: &[u8], start: usize, exposed: bool, hints: &Hints) -> Option<Found> {
    let word = line.get(start..)?;
    let name @ [initial, next, _] = *word.first_chunk::<3>()?;
    if initial.is_ascii_lowercase() {
        return month(name).and_then(|_| attempt(Layout::Syslog, line, start, hints));
    }
    if next.is_ascii_digit() {
        let glog = exposed && matches!(initial, b'I' | b'W' | b'E' | b'F' | b'D' | b'V');
        let body = |layout| attempt(layout, line, start + 1, hints);
        return glog.then(|| {
            body(Layout::Glog).or_else(|| body(Layout::Iso)).or_else(|| body(Layout::Compact))
        })?;
    }
    if month(name).is_some() {
        return attempt(Layout::Syslog, line, start, hints);
    }
    Cursor::new(word).weekday()?;
    attempt(Layout::Asctime, line, start, hints)
        .or_else(|| attempt(Layout::DayMonthName, line, start, hints))
}

/// The layouts with three short numbers: the first that is not later than the file, or else the first.
fn short_numbers(line: &[u8], start: usize, hints: &Hints) -> Option<Found> {
    let latest = latest(hints).unwrap_or(Timestamp::MAX);
    let mut fallback = None;
    for layout in [Layout::ShortYear, Layout::DayFirst, Layout::MonthFirst] {
        let Some(mut found) = attempt(layout, line, start, hints) else { continue };
        // The 12-hour clock and the month first go together.
        if layout == Layout::DayFirst && is_twelve_hour(line.get(start..found.end)?) {
            found = attempt(Layout::MonthFirst, line, start, hints).unwrap_or(found);
        }
        if found.time <= latest {
            return Some(found);
        }
        fallback = fallback.or(Some(found));
    }
    fallback
}

/// Whether the time of day at `found` has its date behind it: then that is not the time alone.
fn followed_by_date(line: &[u8], found: &Found, hints: &Hints) -> bool {
    let rest = line.get(found.end..).unwrap_or_default();
    let rest = rest.get(1..).filter(|_| rest.first() == Some(&b' ')).unwrap_or_default();
    iso::parse_iso(rest, hints).is_some()
}

fn attempt(layout: Layout, line: &[u8], start: usize, hints: &Hints) -> Option<Found> {
    let (time, length) = layout.parse(line.get(start..)?, hints)?;
    let end = start + length;
    let mut after = Cursor::new(line.get(end..)?);
    if !after.at_boundary() {
        return None;
    }
    if matches!(after.peek(0), Some(b'.' | b':' | b'-' | b'/')) && layout != Layout::Epoch {
        let colon = after.peek(0) == Some(b':');
        after.skip(1);
        // More digits behind a colon than a fraction has are another number.
        let another =
            colon && after.number(4, 9).is_some() && matches!(after.peek(0), Some(b' ' | b':'));
        if after.at_digit() && !another {
            return None;
        }
    }
    Some(Found { layout, start, end, time })
}

/// Whether what surrounds a likely number makes it a timestamp.
fn is_epoch(line: &[u8], found: &Found, place: Place, hints: &Hints) -> bool {
    const TWO_DAYS: u64 = 2 * 86_400_000_000_000;
    let next = line.get(found.end);
    let closed = matches!(next, Some(b']' | b')' | b'}' | b'>' | b'|' | b':'));
    let separated = matches!(next, None | Some(b' ' | b'\t' | b',' | b';' | b'\r' | b'\n'));
    match place {
        Place::LineStart if closed || separated => true,
        Place::Bracketed if closed => true,
        _ => line
            .get(found.end + 1..)
            .filter(|_| next == Some(&b' '))
            .and_then(|rest| iso::parse_iso(rest, hints))
            .is_some_and(|(date, _)| date.as_nanos().abs_diff(found.time.as_nanos()) <= TWO_DAYS),
    }
}
