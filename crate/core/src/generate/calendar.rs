//! Times as the log formats write them. The date and time of a second are formatted once and reused
//! for all lines of that second.

use super::digits::{decimal, padded};

const MONTHS: [&[u8; 3]; 12] = [
    b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec",
];

/// Seconds in a day.
pub(super) const DAY: i64 = 86_400;

/// Year, month (1 to 12) and day (1 to 31) of a day counted from 1970-01-01, in the proleptic
/// Gregorian calendar, after Hinnant, "chrono-compatible low-level date algorithms".
pub(super) fn civil(days: i64) -> (i64, u8, u8) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (era * 400 + year_of_era + i64::from(month <= 2), month as u8, day as u8)
}

/// Day of the week, 0 for Monday to 6 for Sunday.
pub(super) fn weekday(days: i64) -> usize {
    (days + 3).rem_euclid(7) as usize
}

/// A time, ready to be written in any of the layouts.
#[derive(Clone, Debug)]
pub(super) struct Stamp {
    second: i64,
    micros: u32,
    year: [u8; 4],
    month: u8,
    day: u8,
    clock: [u8; 8],
}

impl Stamp {
    /// 1970-01-01 00:00:00 UTC.
    pub(super) fn new() -> Self {
        Self { second: 0, micros: 0, year: *b"1970", month: 1, day: 1, clock: *b"00:00:00" }
    }

    /// Moves to a time in microseconds since 1970-01-01 UTC.
    #[inline]
    pub(super) fn set(&mut self, time: i64) {
        let second = time.div_euclid(1_000_000);
        self.micros = time.rem_euclid(1_000_000) as u32;
        if second != self.second {
            self.second = second;
            let (year, month, day) = civil(second.div_euclid(DAY));
            let within = second.rem_euclid(DAY) as u64;
            self.year = padded(year as u64);
            (self.month, self.day) = (month, day);
            for (part, value) in
                self.clock.chunks_mut(3).zip([within / 3600, within / 60 % 60, within % 60])
            {
                part[..2].copy_from_slice(&padded::<2>(value));
            }
        }
    }

    fn month_name(&self) -> &'static [u8; 3] {
        MONTHS[usize::from(self.month) - 1]
    }

    /// `11/Mar/2024:08:12:45 +0000`.
    #[inline]
    pub(super) fn common(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&padded::<2>(self.day.into()));
        out.push(b'/');
        out.extend_from_slice(self.month_name());
        out.push(b'/');
        out.extend_from_slice(&self.year);
        out.push(b':');
        out.extend_from_slice(&self.clock);
        out.extend_from_slice(b" +0000");
    }

    fn date(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.year);
        out.push(b'-');
        out.extend_from_slice(&padded::<2>(self.month.into()));
        out.push(b'-');
        out.extend_from_slice(&padded::<2>(self.day.into()));
    }

    /// `2024-03-11T08:12:45.123Z`, with milliseconds or, if `micros`, microseconds (RFC 3339).
    pub(super) fn rfc3339(&self, out: &mut Vec<u8>, micros: bool) {
        self.date(out);
        out.push(b'T');
        out.extend_from_slice(&self.clock);
        out.push(b'.');
        if micros {
            out.extend_from_slice(&padded::<6>(self.micros.into()));
        } else {
            out.extend_from_slice(&padded::<3>((self.micros / 1000).into()));
        }
        out.push(b'Z');
    }

    /// `2024-03-11 08:12:45,123`, the ISO8601 layout of log4j.
    pub(super) fn log4j(&self, out: &mut Vec<u8>) {
        self.date(out);
        out.push(b' ');
        out.extend_from_slice(&self.clock);
        out.push(b',');
        out.extend_from_slice(&padded::<3>((self.micros / 1000).into()));
    }

    /// `Mar  1 08:12:45`: no year, the day padded with a space (RFC 3164).
    pub(super) fn bsd(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.month_name());
        out.extend_from_slice(if self.day < 10 { b"  " } else { b" " });
        decimal(out, self.day.into());
        out.push(b' ');
        out.extend_from_slice(&self.clock);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_agree_with_an_independent_calendar() {
        for days in (0..2_932_896).step_by(97).chain([0, 58, 59, 11_016, 2_932_896]) {
            let date = jiff::civil::date(1970, 1, 1) + jiff::Span::new().days(days);
            assert_eq!(civil(days), (date.year().into(), date.month() as u8, date.day() as u8));
            assert_eq!(weekday(days), date.weekday().to_monday_zero_offset() as usize);
        }
    }

    #[test]
    fn every_layout_writes_the_same_time() {
        let mut stamp = Stamp::new();
        stamp.set(1_709_280_765_123_456);
        let mut out = Vec::new();
        stamp.common(&mut out);
        out.push(b'|');
        stamp.rfc3339(&mut out, false);
        out.push(b'|');
        stamp.rfc3339(&mut out, true);
        out.push(b'|');
        stamp.log4j(&mut out);
        out.push(b'|');
        stamp.bsd(&mut out);
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "01/Mar/2024:08:12:45 +0000|2024-03-01T08:12:45.123Z|2024-03-01T08:12:45.123456Z|\
             2024-03-01 08:12:45,123|Mar  1 08:12:45"
        );
    }
}
