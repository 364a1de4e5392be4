//! The families of timestamp layouts: one list for everything that names, tries or pins one.

use super::{Hints, Timestamp, access, clock_first, epoch, iso, named_month, numeric, short};

/// A family of spellings of date and time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layout {
    /// `10/Oct/2000:13:55:36 -0700`: Common Log Format.
    AccessLog,
    /// `2000-10-10T13:55:36.123Z`: ISO 8601, RFC 3339 and relatives, see
    /// [`parse_iso`](super::parse_iso), with a time.
    Iso,
    /// `Oct  5 22:14:15`: RFC 3164, with a year before the time or none; `oct/05/2023 22:14:15`.
    Syslog,
    /// `Sun Dec 04 04:47:44 2005`: C `asctime`, Apache's error log, `date`, JavaScript.
    Asctime,
    /// `Tue, 15 Nov 1994 08:12:31 GMT`: RFC 2822, HTTP, and without the day of the week.
    DayMonthName,
    /// `2024 Jan 31 10:11:12`, `2024-Jan-31 10:11:12`: the year, the name of the month, the day.
    YearMonthName,
    /// `17/06/09 20:10:40`: year, month, day of two digits each.
    ShortYear,
    /// `081109 203615`: six digits of date, and of time, or `20:36:15`.
    Compact,
    /// `03-17 16:13:38.811`: month and day.
    MonthDay,
    /// `0102 15:04:05.000000`: glog and klog, behind the letter; `0102/150405.000`: Chromium.
    Glog,
    /// `31/01/2024 10:11:12`
    DayFirst,
    /// `01/31/2024 10:11:12 PM`
    MonthFirst,
    /// `1700758468.384019`: 10, 13, 16 or 19 digits, with a fraction or none, of 2001 to 2100.
    Epoch,
    /// `2005.11.09`: a date with the year first and nothing else.
    Date,
    /// `10:11:12 UTC 01/31/2024`: the date behind the time.
    ClockFirst,
    /// `10:11:12.123`: a time without a date.
    TimeOfDay,
    /// `@4000000065ba1c7a075bcd15`: TAI64N.
    Tai64,
    /// `65ba1c70`: seconds since the epoch in hexadecimal, which [`find`](super::find()) never takes them for.
    HexEpoch,
}

impl Layout {
    /// Every layout, in the order of trial.
    pub const ALL: [Self; 18] = [
        Self::AccessLog,
        Self::Iso,
        Self::Syslog,
        Self::Asctime,
        Self::DayMonthName,
        Self::YearMonthName,
        Self::ShortYear,
        Self::Compact,
        Self::MonthDay,
        Self::Glog,
        Self::DayFirst,
        Self::MonthFirst,
        Self::Epoch,
        Self::Date,
        Self::ClockFirst,
        Self::TimeOfDay,
        Self::Tai64,
        Self::HexEpoch,
    ];

    /// The stable name, for reports and command lines.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AccessLog => "access-log",
            Self::Iso => "iso",
            Self::Syslog => "syslog",
            Self::Asctime => "asctime",
            Self::DayMonthName => "day-month-name",
            Self::YearMonthName => "year-month-name",
            Self::ShortYear => "short-year",
            Self::Compact => "compact",
            Self::MonthDay => "month-day",
            Self::Glog => "glog",
            Self::DayFirst => "day-first",
            Self::MonthFirst => "month-first",
            Self::Epoch => "epoch",
            Self::Date => "date",
            Self::ClockFirst => "clock-first",
            Self::TimeOfDay => "time-of-day",
            Self::Tai64 => "tai64",
            Self::HexEpoch => "hex-epoch",
        }
    }

    /// The layout of that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|layout| layout.name() == name)
    }

    /// A timestamp in this layout, to show to people.
    pub const fn example(self) -> &'static str {
        match self {
            Self::AccessLog => "10/Oct/2000:13:55:36 -0700",
            Self::Iso => "2000-10-10T13:55:36.123Z",
            Self::Syslog => "Oct  5 22:14:15",
            Self::Asctime => "Sun Dec 04 04:47:44 2005",
            Self::DayMonthName => "Tue, 15 Nov 1994 08:12:31 GMT",
            Self::YearMonthName => "2024 Jan 31 10:11:12",
            Self::ShortYear => "17/06/09 20:10:40",
            Self::Compact => "081109 203615",
            Self::MonthDay => "03-17 16:13:38.811",
            Self::Glog => "0102 15:04:05.000000",
            Self::DayFirst => "31/01/2024 10:11:12",
            Self::MonthFirst => "01/31/2024 10:11:12 PM",
            Self::Epoch => "1700758468.384019",
            Self::Date => "2005.11.09",
            Self::ClockFirst => "10:11:12 UTC 01/31/2024",
            Self::TimeOfDay => "10:11:12.123",
            Self::Tai64 => "@4000000065ba1c7a075bcd15",
            Self::HexEpoch => "65ba1c70",
        }
    }

    /// Reads a timestamp of this layout that starts at the first of `bytes`. Returns the instant and the
    /// number of bytes read; `None` where there is none or its date or time does not exist.
    #[inline]
    pub fn parse(self, bytes: &[u8], hints: &Hints) -> Option<(Timestamp, usize)> {
        match self {
            Self::AccessLog => access::parse_access_log(bytes, hints),
            Self::Iso => iso::date_time(bytes, hints),
            Self::Syslog => named_month::syslog(bytes, hints),
            Self::Asctime => named_month::asctime(bytes, hints),
            Self::DayMonthName => named_month::day_month(bytes, hints),
            Self::YearMonthName => named_month::year_month(bytes, hints),
            Self::ShortYear => numeric::short_year(bytes, hints),
            Self::Compact => numeric::compact(bytes, hints),
            Self::MonthDay => numeric::month_day(bytes, hints),
            Self::Glog => numeric::glog(bytes, hints),
            Self::DayFirst => numeric::day_first(bytes, hints),
            Self::MonthFirst => numeric::month_first(bytes, hints),
            Self::Epoch => epoch::likely(bytes),
            Self::Date => iso::date_only(bytes, hints),
            Self::ClockFirst => clock_first::clock_first(bytes, hints),
            Self::TimeOfDay => short::time_of_day(bytes, hints),
            Self::Tai64 => short::tai64(bytes),
            Self::HexEpoch => short::hex_epoch(bytes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_layout_reads_its_own_example_to_the_end() {
        for layout in Layout::ALL {
            let example = layout.example().as_bytes();
            let read = layout.parse(example, &Hints::default());
            assert_eq!(read.map(|(_, consumed)| consumed), Some(example.len()), "{layout:?}");
        }
    }

    #[test]
    fn every_example_is_found_as_its_own_layout() {
        for layout in Layout::ALL.into_iter().filter(|&layout| layout != Layout::HexEpoch) {
            let letter = if layout == Layout::Glog { "I" } else { "" };
            let line = format!("{letter}{} rest of the line", layout.example());
            let found = super::super::find(line.as_bytes(), 160, &Hints::default()).unwrap();
            assert_eq!((found.layout, found.start), (layout, letter.len()));
            assert_eq!(found.end, letter.len() + layout.example().len(), "{layout:?}");
        }
    }

    #[test]
    fn names_lead_back_to_their_layouts() {
        for layout in Layout::ALL {
            assert_eq!(Layout::from_name(layout.name()), Some(layout));
        }
        assert_eq!(Layout::from_name("sundial"), None);
    }
}
