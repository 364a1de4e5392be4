//! From what a line says to an instant: the zone and the year that it leaves out come from the hints.

use super::civil::days_from_civil;
use super::clock::Clock;
use super::{Hints, Timestamp};

/// The year of dates without one where nothing tells when the file was written.
const YEAR_WITHOUT_HINT: i32 = 1972;

/// A date as it was read, not yet checked.
#[derive(Clone, Copy)]
pub(super) struct Date {
    pub(super) year: i32,
    pub(super) month: u32,
    pub(super) day: u32,
}

/// The instant of a full date; `zone` in seconds east of UTC, that of `hints` where it is `None`.
#[inline]
pub(super) fn instant(
    date: Date,
    clock: Clock,
    zone: Option<i32>,
    hints: &Hints,
) -> Option<Timestamp> {
    let days = days_from_civil(date.year, date.month, date.day)?;
    let offset = zone.unwrap_or(hints.utc_offset_seconds);
    let seconds = days * 86_400 + i64::from(clock.seconds) - i64::from(offset);
    Timestamp::from_parts(seconds, clock.nanos)
}

/// The instant of a date that has no year: the latest one not after [`latest`] and that exists (eight
/// years may lie between two leap days).
pub(super) fn instant_without_year(
    month: u32,
    day: u32,
    clock: Clock,
    zone: Option<i32>,
    hints: &Hints,
) -> Option<Timestamp> {
    let in_year = |year| instant(Date { year, month, day }, clock, zone, hints);
    let Some(latest) = latest(hints) else { return in_year(YEAR_WITHOUT_HINT) };
    let newest = latest.civil(zone.unwrap_or(hints.utc_offset_seconds)).year;
    (newest - 8..=newest).rev().filter_map(in_year).find(|&time| time <= latest)
}

/// The last moment that a record of the file can sensibly have: one day after the file was written.
pub(super) fn latest(hints: &Hints) -> Option<Timestamp> {
    const DAY: i64 = 86_400_000_000_000;
    hints.modified.map(|time| Timestamp::from_nanos(time.as_nanos().saturating_add(DAY)))
}

/// The year of two digits, by POSIX `strptime`: 69..=99 is the 20th century, 00..=68 the 21st.
pub(super) fn century(two_digits: u32) -> i32 {
    two_digits as i32 + if two_digits >= 69 { 1_900 } else { 2_000 }
}

#[cfg(test)]
mod tests {
    use super::super::{Layout, parse_iso};
    use super::*;

    fn year_of(line: &str, modified: &str) -> Option<i32> {
        let (modified, _) = parse_iso(modified.as_bytes(), &Hints::default()).unwrap();
        let hints = Hints { modified: Some(modified), utc_offset_seconds: 0 };
        let (time, _) = Layout::Syslog.parse(line.as_bytes(), &hints)?;
        assert!(time.as_nanos() <= modified.as_nanos() + 86_400_000_000_000);
        Some(time.civil(0).year)
    }

    #[test]
    fn at_new_year_december_belongs_to_the_year_before() {
        assert_eq!(year_of("Dec 31 23:59:59", "2024-01-01T00:00:05Z"), Some(2023));
        assert_eq!(year_of("Jan  1 00:00:01", "2024-01-01T00:00:05Z"), Some(2024));
        assert_eq!(year_of("Jan  1 00:00:01", "2023-12-31T23:59:58Z"), Some(2024));
        assert_eq!(year_of("Jan  2 00:00:01", "2023-12-31T23:59:58Z"), Some(2023));
    }

    #[test]
    fn a_leap_day_goes_to_the_last_leap_year() {
        assert_eq!(year_of("Feb 29 12:00:00", "2024-03-01T00:00:00Z"), Some(2024));
        assert_eq!(year_of("Feb 29 12:00:00", "2024-02-28T12:00:00Z"), Some(2024));
        assert_eq!(year_of("Feb 29 12:00:00", "2024-02-27T12:00:00Z"), Some(2020));
        assert_eq!(year_of("Feb 29 12:00:00", "2023-12-31T00:00:00Z"), Some(2020));
        assert_eq!(year_of("Feb 29 12:00:00", "1904-01-01T00:00:00Z"), Some(1896));
        assert_eq!(year_of("Feb 30 12:00:00", "2024-03-01T00:00:00Z"), None);
    }

    #[test]
    fn without_any_hint_every_date_exists() {
        let hints = Hints::default();
        let (time, _) = Layout::Syslog.parse(b"Feb 29 12:00:00", &hints).unwrap();
        assert_eq!(time.to_rfc3339(), "1972-02-29T12:00:00Z");
    }

    #[test]
    fn the_zone_of_the_hints_applies_only_where_the_line_names_none() {
        let hints = Hints { modified: None, utc_offset_seconds: 7_200 };
        let read = |text: &[u8]| parse_iso(text, &hints).unwrap().0.to_rfc3339();
        assert_eq!(read(b"2024-01-31 01:30:00"), "2024-01-30T23:30:00Z");
        assert_eq!(read(b"2024-01-31 01:30:00Z"), "2024-01-31T01:30:00Z");
    }

    #[test]
    fn two_digit_years_turn_at_69() {
        assert_eq!((century(68), century(69), century(0)), (2068, 1969, 2000));
    }
}
