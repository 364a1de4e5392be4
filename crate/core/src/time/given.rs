//! A layout that somebody has written down in the letters of `strftime`: `%d/%b/%Y:%H:%M:%S %z`.

use super::clock::{Clock, fraction};
use super::cursor::Cursor;
use super::epoch::parse_epoch;
use super::resolve::{Date, century, instant, instant_without_year};
use super::{Hints, Timestamp, zone};

/// Reads times of one layout.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GivenLayout {
    parts: Vec<Part>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Literal(u8),
    /// Any white space, also none.
    Space,
    Year,
    YearOfCentury,
    Month,
    MonthName,
    Day,
    DayOfYear,
    Weekday,
    Hour,
    Minute,
    Second,
    /// Digits behind the point.
    Fraction,
    Meridiem,
    Zone,
    /// Seconds, milliseconds, microseconds or nanoseconds since 1970, told by their magnitude.
    Epoch,
}

/// What was read so far.
#[derive(Default)]
struct Found {
    year: Option<i32>,
    month: Option<u32>,
    day: Option<u32>,
    day_of_year: Option<u32>,
    hour: u32,
    minute: u32,
    second: u32,
    nanos: u32,
    /// Whether it is after noon, on a clock of 12 hours.
    afternoon: Option<bool>,
    zone: Option<i32>,
    epoch: Option<Timestamp>,
}

impl GivenLayout {
    /// Understands a layout: the letters of POSIX `strptime` and `%f %L %N` (fractions), `%s` and, alone, `%f` and `%*`
    /// (numbers since 1970). On failure the letter that has no meaning.
    pub fn new(layout: &str) -> Result<Self, char> {
        let mut parts = Vec::new();
        let mut letters = layout.chars();
        while let Some(letter) = letters.next() {
            if letter.is_ascii_whitespace() {
                parts.push(Part::Space);
                continue;
            }
            if letter != '%' {
                let mut utf8 = [0; 4];
                parts.extend(letter.encode_utf8(&mut utf8).bytes().map(Part::Literal));
                continue;
            }
            let mut letter = letters.next().unwrap_or('%');
            // Modifiers: padding, case, alternatives of a locale, the number of digits.
            while matches!(letter, '-' | '_' | '0' | '^' | '#' | 'E' | 'O' | '1'..='9') {
                letter = letters.next().unwrap_or('%');
            }
            let alone = matches!(letter, 'f' | '*') && layout.len() == 2;
            let nested = match letter {
                'D' => "%m/%d/%y",
                'F' => "%Y-%m-%d",
                'T' => "%H:%M:%S",
                'R' => "%H:%M",
                'r' => "%I:%M:%S %p",
                'c' => "%a %b %e %H:%M:%S %Y",
                _ => "",
            };
            if !nested.is_empty() {
                parts.extend(Self::new(nested)?.parts);
                continue;
            }
            parts.push(match letter {
                _ if alone => Part::Epoch,
                'Y' => Part::Year,
                'y' => Part::YearOfCentury,
                'm' => Part::Month,
                'b' | 'B' | 'h' => Part::MonthName,
                'd' | 'e' => Part::Day,
                'j' => Part::DayOfYear,
                'a' | 'A' => Part::Weekday,
                'H' | 'I' | 'k' | 'l' => Part::Hour,
                'M' => Part::Minute,
                'S' => Part::Second,
                'f' | 'L' | 'N' => Part::Fraction,
                'p' | 'P' => Part::Meridiem,
                'z' | 'Z' => Part::Zone,
                's' => Part::Epoch,
                'n' | 't' => Part::Space,
                '%' => Part::Literal(b'%'),
                other => return Err(other),
            });
        }
        Ok(Self { parts })
    }

    /// Goes on with another layout behind a literal: that of a date and that of a time make one.
    pub fn extend(&mut self, between: &[u8], other: &Self) {
        self.parts.extend(between.iter().map(|&byte| Part::Literal(byte)));
        self.parts.extend_from_slice(&other.parts);
    }

    /// Whether it names a day, rather than the time of any.
    pub fn has_date(&self) -> bool {
        let dated = |part: &Part| {
            matches!(
                part,
                Part::Day | Part::Month | Part::MonthName | Part::DayOfYear | Part::Epoch
            )
        };
        self.parts.iter().any(dated)
    }

    /// Whether it names a time of the day.
    pub fn has_clock(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::Hour | Part::Epoch))
    }

    /// Reads a time that starts at the first of `bytes`; returns it with the number of bytes read. A fraction behind the seconds is
    /// read though the layout has none; so is a zone behind the end, which does not count as read. Without a date it is the
    /// time since midnight.
    pub fn parse(&self, bytes: &[u8], hints: &Hints) -> Option<(Timestamp, usize)> {
        let mut cursor = Cursor::new(bytes);
        let mut found = Found::default();
        let mut parts = self.parts.iter().peekable();
        while let Some(part) = parts.next() {
            found.read(*part, &mut cursor)?;
            let point = cursor.peek(0).filter(|byte| matches!(byte, b'.' | b','));
            if *part == Part::Second
                && point.is_some()
                && parts.peek() != Some(&&Part::Literal(point?))
            {
                found.nanos = fraction(&mut cursor);
            }
        }
        let consumed = cursor.consumed();
        if found.zone.is_none() && self.has_clock() {
            found.zone = zone::parse(&mut cursor);
        }
        Some((found.time(self.has_date(), hints)?, consumed))
    }
}

impl Found {
    fn read(&mut self, part: Part, cursor: &mut Cursor<'_>) -> Option<()> {
        match part {
            Part::Literal(byte) => return cursor.eat(byte).then_some(()),
            Part::Space => while cursor.spaces(1) + usize::from(cursor.eat(b'\t')) > 0 {},
            Part::Year => self.year = Some(cursor.number(4, 4)? as i32),
            Part::YearOfCentury => self.year = Some(century(cursor.two()?)),
            Part::Month => self.month = Some(cursor.number(1, 2)?),
            Part::MonthName => self.month = Some(cursor.month()?),
            Part::Day => {
                cursor.spaces(1);
                self.day = Some(cursor.number(1, 2)?);
            }
            Part::DayOfYear => self.day_of_year = Some(cursor.number(1, 3)?),
            Part::Weekday => cursor.weekday()?,
            Part::Hour => {
                cursor.spaces(1);
                self.hour = cursor.number(1, 2)?;
            }
            Part::Minute => self.minute = cursor.number(1, 2)?,
            Part::Second => self.second = cursor.number(1, 2)?,
            Part::Fraction => {
                let before = cursor.consumed();
                let digits = cursor.number(1, 9)?;
                let missing = 9u32.saturating_sub((cursor.consumed() - before) as u32);
                self.nanos = digits * 10u32.pow(missing);
            }
            Part::Meridiem => {
                let half = cursor.peek(0)? | 32;
                if !matches!(half, b'a' | b'p') || cursor.peek(1)? | 32 != b'm' {
                    return None;
                }
                cursor.skip(2);
                self.afternoon = Some(half == b'p');
            }
            Part::Zone => self.zone = Some(zone::parse(cursor)?),
            Part::Epoch => {
                let (time, used) = parse_epoch(cursor.rest())?;
                cursor.skip(used);
                self.epoch = Some(time);
            }
        }
        Some(())
    }

    /// The instant of all parts together, where there is one.
    fn time(&self, has_date: bool, hints: &Hints) -> Option<Timestamp> {
        if self.epoch.is_some() {
            return self.epoch;
        }
        let hour = match self.afternoon {
            None => self.hour,
            Some(_) if !(1..=12).contains(&self.hour) => return None,
            Some(afternoon) => self.hour % 12 + 12 * u32::from(afternoon),
        };
        let clock = Clock::new(hour, self.minute, self.second, self.nanos)?;
        if !has_date {
            let date = Date { year: 1970, month: 1, day: 1 };
            return instant(date, clock, Some(0), hints);
        }
        if let Some(day) = self.day_of_year {
            let first = Date { year: self.year?, month: 1, day: 1 };
            let start = instant(first, clock, self.zone, hints)?;
            let days = i64::from(day.checked_sub(1).filter(|day| *day < 366)?);
            return start
                .as_nanos()
                .checked_add(days * 86_400_000_000_000)
                .map(Timestamp::from_nanos);
        }
        let (month, day) = (self.month?, self.day.unwrap_or(1));
        match self.year {
            Some(year) => instant(Date { year, month, day }, clock, self.zone, hints),
            None => instant_without_year(month, day, clock, self.zone, hints),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(layout: &str, text: &str) -> Option<(String, usize)> {
        let layout = GivenLayout::new(layout).unwrap();
        let (time, used) = layout.parse(text.as_bytes(), &Hints::default())?;
        Some((time.to_rfc3339(), used))
    }

    #[test]
    fn layouts_are_read_as_they_were_written_down() {
        for (layout, text, time) in [
            ("%d/%b/%Y:%H:%M:%S %z", "10/Oct/2000:13:55:36 -0700", "2000-10-10T20:55:36Z"),
            ("%m/%d/%Y %I:%M:%S %p", "02/01/2024 01:02:03 PM", "2024-02-01T13:02:03Z"),
            ("%d.%m.%y %T", "01.02.24 03:04:05", "2024-02-01T03:04:05Z"),
            ("%F %T.%f", "2024-02-01 03:04:05.25", "2024-02-01T03:04:05.250Z"),
            ("%F %T,%3N", "2024-02-01 03:04:05,250", "2024-02-01T03:04:05.250Z"),
            ("%b %e %H:%M", "Feb  1 03:04", "1972-02-01T03:04:00Z"),
            ("%Y %j %R", "2024 60 03:04", "2024-02-29T03:04:00Z"),
            ("%s", "1700758468", "2023-11-23T16:54:28Z"),
            ("%f", "1700758468000000", "2023-11-23T16:54:28Z"),
            ("%*", "1700758468000", "2023-11-23T16:54:28Z"),
            ("%c", "Sun Dec  4 04:47:44 2005", "2005-12-04T04:47:44Z"),
            ("%T", "03:04:05", "1970-01-01T03:04:05Z"),
        ] {
            assert_eq!(read(layout, text), Some((time.to_owned(), text.len())), "{layout} {text}");
        }
    }

    #[test]
    fn what_a_layout_leaves_out_is_read_all_the_same() {
        assert_eq!(
            read("%F %T", "2024-02-01 03:04:05.25 x").unwrap(),
            ("2024-02-01T03:04:05.250Z".into(), 22)
        );
        assert_eq!(
            read("%F %T", "2024-02-01 03:04:05 +0100]").unwrap(),
            ("2024-02-01T02:04:05Z".into(), 19)
        );
    }

    #[test]
    fn dates_that_do_not_exist_and_letters_without_meaning_are_refused() {
        assert_eq!(read("%F", "2024-02-30"), None);
        assert_eq!(read("%F %I:%M %p", "2024-02-01 13:00 PM"), None);
        assert_eq!(read("%Y %j", "2024 0"), None);
        assert_eq!(GivenLayout::new("%Y-%Q"), Err('Q'));
        assert_eq!(read("%s", "-"), None);
    }
}
