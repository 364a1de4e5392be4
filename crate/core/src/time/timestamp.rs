//! An instant: nanoseconds since the Unix epoch in 64 bits.

use std::fmt;

const NANOS_PER_SECOND: i64 = 1_000_000_000;

/// Nanoseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
///
/// It covers 1677-09-21T00:12:43.145224192Z to 2262-04-11T23:47:16.854775807Z. [`Display`](fmt::Display)
/// writes RFC 3339 in UTC, with 3, 6 or 9 digits of fraction where there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The earliest instant.
    pub const MIN: Self = Self(i64::MIN);
    /// The latest instant.
    pub const MAX: Self = Self(i64::MAX);

    /// The instant that lies `nanos` after the epoch.
    pub const fn from_nanos(nanos: i64) -> Self {
        Self(nanos)
    }

    /// The instant that lies `seconds` after the epoch, or `None` outside 1677..2262.
    pub fn from_unix_seconds(seconds: i64) -> Option<Self> {
        Self::from_parts(seconds, 0)
    }

    /// `seconds` after the epoch plus `nanos` (below a thousand million), `None` where out of range.
    pub(super) fn from_parts(seconds: i64, nanos: u32) -> Option<Self> {
        // The product may overflow where the sum would not: in the very first second of the range.
        match seconds.checked_mul(NANOS_PER_SECOND) {
            Some(whole) => whole.checked_add(i64::from(nanos)),
            None => {
                let wide = i128::from(seconds) * i128::from(NANOS_PER_SECOND) + i128::from(nanos);
                i64::try_from(wide).ok()
            }
        }
        .map(Self)
    }

    /// Nanoseconds since the epoch.
    pub const fn as_nanos(self) -> i64 {
        self.0
    }

    /// Whole seconds since the epoch, rounded towards the past.
    pub const fn as_unix_seconds(self) -> i64 {
        self.0.div_euclid(NANOS_PER_SECOND)
    }

    /// Nanoseconds since the last whole second, 0..=999_999_999.
    pub const fn subsecond_nanos(self) -> u32 {
        self.0.rem_euclid(NANOS_PER_SECOND) as u32
    }

    /// RFC 3339 in UTC: `2024-01-31T10:11:12Z`, or `...:12.250Z` where there is a fraction.
    pub fn to_rfc3339(self) -> String {
        self.to_string()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let civil = self.civil(0);
        write!(f, "{:04}-{:02}-{:02}T", civil.year, civil.month, civil.day)?;
        write!(f, "{:02}:{:02}:{:02}", civil.hour, civil.minute, civil.second)?;
        match civil.nanos {
            0 => f.write_str("Z"),
            n if n % 1_000_000 == 0 => write!(f, ".{:03}Z", n / 1_000_000),
            n if n % 1_000 == 0 => write!(f, ".{:06}Z", n / 1_000),
            n => write!(f, ".{n:09}Z"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_of_the_range_print_and_parse_back() {
        for (time, text) in [
            (Timestamp::MIN, "1677-09-21T00:12:43.145224192Z"),
            (Timestamp::MAX, "2262-04-11T23:47:16.854775807Z"),
        ] {
            assert_eq!(time.to_rfc3339(), text);
            let seconds = time.as_unix_seconds();
            assert_eq!(Timestamp::from_parts(seconds, time.subsecond_nanos()), Some(time));
        }
    }

    #[test]
    fn one_nanosecond_outside_the_range_is_refused() {
        assert_eq!(Timestamp::from_parts(9_223_372_036, 854_775_808), None);
        assert_eq!(Timestamp::from_parts(-9_223_372_037, 145_224_191), None);
        assert_eq!(Timestamp::from_unix_seconds(i64::MAX), None);
        assert_eq!(Timestamp::from_unix_seconds(i64::MIN), None);
    }

    #[test]
    fn the_fraction_takes_as_few_groups_of_three_digits_as_it_needs() {
        for (nanos, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (250_000_000, "1970-01-01T00:00:00.250Z"),
            (1_000, "1970-01-01T00:00:00.000001Z"),
            (-1, "1969-12-31T23:59:59.999999999Z"),
        ] {
            assert_eq!(Timestamp::from_nanos(nanos).to_rfc3339(), text);
        }
    }
}
