//! Between instants and the calendar, after Howard Hinnant, "chrono-Compatible Low-Level Date
//! Algorithms" (<https://howardhinnant.github.io/date_algorithms.html>): years start in March, so that
//! the leap day comes last and the length of the months follows one straight line.

use super::Timestamp;

const SECONDS_PER_DAY: i64 = 86_400;
/// Days from 0000-03-01 to 1970-01-01.
const EPOCH_DAY: i64 = 719_468;
/// Days of one 400-year cycle of the Gregorian calendar.
const DAYS_PER_ERA: u32 = 146_097;

/// A point in time as calendar and clock show it (proleptic Gregorian calendar).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Civil {
    /// Year of the common era.
    pub year: i32,
    /// 1..=12
    pub month: u8,
    /// 1..=31
    pub day: u8,
    /// 0..=23
    pub hour: u8,
    /// 0..=59
    pub minute: u8,
    /// 0..=59
    pub second: u8,
    /// 0..=999_999_999
    pub nanos: u32,
    /// ISO 8601: 1 is Monday, 7 is Sunday.
    pub weekday: u8,
}

impl Timestamp {
    /// What calendar and clock show at this instant, `offset` seconds east of UTC.
    pub fn civil(self, offset: i32) -> Civil {
        let local = self.as_unix_seconds() + i64::from(offset);
        let second_of_day = local.rem_euclid(SECONDS_PER_DAY) as u32;
        // A Timestamp is at most 293 years, an offset at most 69 years from the epoch: never negative.
        let days = (local.div_euclid(SECONDS_PER_DAY) + EPOCH_DAY) as u32;
        let (era, day_of_era) = (days / DAYS_PER_ERA, days % DAYS_PER_ERA);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        Civil {
            year: (era * 400 + year_of_era + u32::from(month <= 2)) as i32,
            month: month as u8,
            day: day as u8,
            hour: (second_of_day / 3_600) as u8,
            minute: (second_of_day / 60 % 60) as u8,
            second: (second_of_day % 60) as u8,
            nanos: self.subsecond_nanos(),
            // 0000-03-01 was a Wednesday.
            weekday: ((days + 2) % 7 + 1) as u8,
        }
    }
}

impl Civil {
    /// The instant at which a clock `offset` seconds east of UTC shows this; `weekday` is not read.
    /// `None` where the date or the time does not exist or a [`Timestamp`] cannot hold it.
    pub fn timestamp(self, offset: i32) -> Option<Timestamp> {
        if self.hour > 23 || self.minute > 59 || self.second > 59 || self.nanos > 999_999_999 {
            return None;
        }
        let days = days_from_civil(self.year, u32::from(self.month), u32::from(self.day))?;
        let (hour, minute) = (i64::from(self.hour), i64::from(self.minute));
        let of_day = (hour * 60 + minute) * 60 + i64::from(self.second);
        let seconds = days * SECONDS_PER_DAY + of_day - i64::from(offset);
        Timestamp::from_parts(seconds, self.nanos)
    }
}

/// Days from 1970-01-01 to a date, or `None` where there is no such date or its year lies outside what
/// a [`Timestamp`] can hold (1677..=2262).
pub(super) fn days_from_civil(year: i32, month: u32, day: u32) -> Option<i64> {
    if !(1677..=2262).contains(&year)
        || !(1..=12).contains(&month)
        || day == 0
        || (day > 28 && day > days_in_month(year, month))
    {
        return None;
    }
    let years = year as u32 - u32::from(month <= 2);
    let month_from_march = if month > 2 { month - 3 } else { month + 9 };
    let before_year = years * 365 + years / 4 - years / 100 + years / 400;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    Some(i64::from(before_year + day_of_year) - EPOCH_DAY)
}

fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        2 if is_leap_year(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn is_leap_year(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_follow_one_another_through_the_whole_range() {
        let mut expected = days_from_civil(1677, 1, 1).unwrap();
        for year in 1677..=2262 {
            for month in 1..=12 {
                for day in 1..=days_in_month(year, month) {
                    assert_eq!(days_from_civil(year, month, day), Some(expected));
                    expected += 1;
                }
                assert_eq!(days_from_civil(year, month, days_in_month(year, month) + 1), None);
                assert_eq!(days_from_civil(year, month, 0), None);
            }
        }
        assert_eq!(days_from_civil(1970, 1, 1), Some(0));
    }

    #[test]
    fn the_weekday_is_that_of_the_calendar() {
        for (seconds, weekday) in
            [(0, 4), (-1, 3), (1_700_000_000, 2), (1_700_000_000 + 86_400 * 5, 7)]
        {
            assert_eq!(Timestamp::from_unix_seconds(seconds).unwrap().civil(0).weekday, weekday);
        }
    }

    #[test]
    fn an_offset_moves_the_clock_and_back() {
        let time = Timestamp::from_unix_seconds(1_700_000_000).unwrap();
        for offset in [0, 3_600, -3_600, 19_800, 86_399, -86_399, i32::MAX, i32::MIN] {
            let civil = time.civil(offset);
            assert!((1..=12).contains(&civil.month) && (1..=31).contains(&civil.day));
            assert_eq!(civil.timestamp(offset), Some(time));
        }
        let edges = [Timestamp::MIN, Timestamp::MAX];
        for time in edges {
            assert_eq!(time.civil(0).timestamp(0), Some(time));
        }
    }

    #[test]
    fn impossible_clocks_are_refused() {
        let noon = Timestamp::from_nanos(0).civil(0);
        for wrong in [
            Civil { hour: 24, ..noon },
            Civil { minute: 60, ..noon },
            Civil { second: 60, ..noon },
            Civil { nanos: 1_000_000_000, ..noon },
            Civil { month: 13, ..noon },
            Civil { month: 2, day: 29, ..noon },
        ] {
            assert_eq!(wrong.timestamp(0), None);
        }
    }
}
