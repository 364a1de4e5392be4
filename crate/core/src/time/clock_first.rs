//! Dates that stand behind the time of day: `10:11:12 UTC 01/31/2024`, `10:11:12.5 31.01.2024`, `10:11:12, 2024-01-31`.

use super::clock::Clock;
use super::cursor::Cursor;
use super::resolve::{Date, instant};
use super::{Hints, Timestamp, zone};

/// A time of day, a zone or none, and a date of numbers with a year of four digits.
///
/// Where the year comes last the month is first between slashes and the day is first between points and dashes, unless there is
/// no such month. What is followed by another time of day is not read: that one belongs to the date.
pub(super) fn clock_first(bytes: &[u8], hints: &Hints) -> Option<(Timestamp, usize)> {
    let mut cursor = Cursor::new(bytes);
    if !cursor.has_colon_after_hour() {
        return None;
    }
    let clock = Clock::parse(&mut cursor)?;
    let zone = zone::parse(&mut cursor);
    cursor.date_time_separator().filter(|&byte| byte == b' ')?;
    let date = date(&mut cursor)?;
    let mut after = cursor;
    let another = after.date_time_separator().is_some() && after.has_colon_after_hour();
    if another || !cursor.at_boundary() {
        return None;
    }
    Some((instant(date, clock, zone, hints)?, cursor.consumed()))
}

fn date(cursor: &mut Cursor<'_>) -> Option<Date> {
    let first = cursor.number(1, 4)?;
    let separator = cursor.date_separator()?;
    let second = cursor.number(1, 2)?;
    let third = cursor.eat(separator).then(|| cursor.number(1, 4))??;
    if first > 31 {
        return (first > 999).then_some(Date { year: first as i32, month: second, day: third });
    }
    let month_first = if separator == b'/' { second > 12 || first <= 12 } else { second > 12 };
    let (month, day) = if month_first { (first, second) } else { (second, first) };
    (third > 999).then_some(Date { year: third as i32, month, day })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(String, usize)> {
        clock_first(text.as_bytes(), &Hints::default())
            .map(|(time, used)| (time.to_rfc3339(), used))
    }

    #[test]
    fn dates_behind_the_time_of_day_are_read() {
        for (text, time) in [
            ("10:11:12 UTC 01/31/2024", "2024-01-31T10:11:12Z"),
            ("10:11:12 CET 02/03/2024", "2024-02-03T09:11:12Z"),
            ("10:11:12 31/01/2024", "2024-01-31T10:11:12Z"),
            ("10:11:12.5 03.02.2024", "2024-02-03T10:11:12.500Z"),
            ("10:11:12, 2024-1-31", "2024-01-31T10:11:12Z"),
            ("1:02:03 PM 1/31/2024", "2024-01-31T13:02:03Z"),
        ] {
            assert_eq!(read(text), Some((time.to_owned(), text.len())), "{text}");
        }
    }

    #[test]
    fn other_numbers_behind_a_time_are_no_dates() {
        for text in [
            "10:11:12 1/2/24",
            "10:11:12 13/13/2024",
            "10:11:12 123.4.2024",
            "10:11:12 2024-01-31 10:11:13",
            "10:11:12 2024-01-31T10:11:13",
            "10:11:12",
            "101112 01/31/2024",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
