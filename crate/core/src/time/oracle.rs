//! Random timestamps, printed and read by jiff, against ours; and bytes that nobody meant as a time.

use super::{
    Hints, Layout, Timestamp, find, from_epoch_integer, from_epoch_number, parse_epoch, parse_iso,
};
use jiff::fmt::strtime;
use jiff::tz::Offset;
use proptest::prelude::*;

/// The `strftime` forms of each layout and the digits of fraction that they keep.
const FORMS: [(Layout, &str, u32); 24] = [
    (Layout::AccessLog, "%d/%b/%Y:%H:%M:%S %z", 0),
    (Layout::AccessLog, "%d/%b/%Y:%H:%M:%S.%3f %z", 3),
    (Layout::Iso, "%Y-%m-%dT%H:%M:%S%.9f%:z", 9),
    (Layout::Iso, "%Y-%m-%d %H:%M:%S,%3f %z", 3),
    (Layout::Iso, "%Y/%m/%d %H:%M:%S.%6f%z", 6),
    (Layout::Iso, "%Y.%m.%d_%H:%M:%S%:z", 0),
    (Layout::Iso, "%Y%m%dT%H%M%S%z", 0),
    (Layout::Iso, "%Y-%m-%d-%H.%M.%S.%6f%:z", 6),
    (Layout::Iso, "%Y-%-m-%-d %-I:%M:%S %p %z", 0),
    (Layout::Syslog, "%b %e %Y %H:%M:%S %z", 0),
    (Layout::Syslog, "%B %-d, %Y %-I:%M:%S.%3f %p %z", 3),
    (Layout::Asctime, "%a %b %e %H:%M:%S.%6f %Y %z", 6),
    (Layout::Asctime, "%a %b %d %Y %H:%M:%S GMT%z", 0),
    (Layout::Asctime, "%A %B %d %H:%M:%S %z %Y", 0),
    (Layout::DayMonthName, "%a, %d %b %Y %H:%M:%S %z", 0),
    (Layout::DayMonthName, "%A, %d-%b-%Y %H:%M:%S %z", 0),
    (Layout::DayMonthName, "%-d %B %Y %H:%M:%S.%9f %z", 9),
    (Layout::DayFirst, "%d/%m/%Y %H:%M:%S.%3f %z", 3),
    (Layout::DayFirst, "%-d.%-m.%Y, %H:%M:%S %z", 0),
    (Layout::MonthFirst, "%m/%d/%Y %I:%M:%S %p %z", 0),
    (Layout::MonthFirst, "%-m-%-d-%Y %H:%M:%S%:z", 0),
    (Layout::ShortYear, "%y/%m/%d %H:%M:%S.%6f %z", 6),
    (Layout::MonthDay, "%m-%d %H:%M:%S.%6f %z", 6),
    (Layout::Glog, "%m%d %H:%M:%S.%6f %z", 6),
];

/// The layouts without a zone, read in that of the hints.
const LOCAL_FORMS: [(Layout, &str, u32); 8] = [
    (Layout::AccessLog, "%d/%b/%Y:%H:%M:%S", 0),
    (Layout::Iso, "%Y-%m-%d %H:%M:%S.%6f", 6),
    (Layout::Compact, "%y%m%d %H%M%S", 0),
    (Layout::Compact, "%y%m%d %k:%M:%S", 0),
    (Layout::Syslog, "%b %e %H:%M:%S", 0),
    (Layout::Asctime, "%a %b %e %H:%M:%S.%3f", 3),
    (Layout::DayMonthName, "%d %b %H:%M:%S.%3f", 3),
    (Layout::ShortYear, "%y.%m.%d %H:%M:%S", 0),
];

fn print(form: &str, nanos: i64, offset: i32) -> String {
    let time = jiff::Timestamp::from_nanosecond(i128::from(nanos)).unwrap();
    let zone = Offset::from_seconds(offset).unwrap().to_time_zone();
    strtime::format(form, &time.to_zoned(zone)).unwrap()
}

/// Cut to as many digits of fraction as were printed.
fn keep(nanos: i64, digits: u32) -> i64 {
    nanos - nanos.rem_euclid(10_i64.pow(9 - digits))
}

/// Nanoseconds from 1970 to 2068, where years of two digits are read rightly.
fn this_age() -> std::ops::Range<i64> {
    86_400_000_000_000..3_124_137_600_000_000_000
}

/// Seconds east of UTC, in whole minutes as zones are printed.
fn offsets() -> impl Strategy<Value = i32> {
    (-23 * 60 - 59..=23 * 60 + 59).prop_map(|minutes| minutes * 60)
}

/// Examples with some bytes replaced and the end cut off: these get furthest into the parsers.
fn damaged() -> impl Strategy<Value = Vec<u8>> {
    let edits = prop::collection::vec(
        (0..40_usize, prop::sample::select(b"0919:./- ,TZzAPMm+\xff".to_vec())),
        0..4,
    );
    (prop::sample::select(Layout::ALL.to_vec()), edits, 0..40_usize).prop_map(
        |(layout, edits, cut)| {
            let mut bytes = layout.example().as_bytes().to_vec();
            for (at, byte) in edits {
                if let Some(place) = bytes.get_mut(at) {
                    *place = byte;
                }
            }
            bytes.truncate(cut);
            bytes
        },
    )
}

fn check_any_bytes(bytes: &[u8], hints: &Hints) {
    for layout in Layout::ALL {
        if let Some((_, consumed)) = layout.parse(bytes, hints) {
            assert!((1..=bytes.len()).contains(&consumed), "{layout:?}");
        }
    }
    for read in [parse_iso(bytes, hints), parse_epoch(bytes)].into_iter().flatten() {
        assert!((1..=bytes.len()).contains(&read.1));
    }
    if let Some(found) = find(bytes, bytes.len(), hints) {
        assert!(found.start < found.end && found.end <= bytes.len());
        let again = found.layout.parse(&bytes[found.start..], hints);
        assert_eq!(again, Some((found.time, found.end - found.start)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_jiff_prints_with_a_zone_is_read_to_the_same_instant(
        nanos in this_age(), offset in offsets(), (layout, form, digits) in prop::sample::select(FORMS.to_vec()),
    ) {
        let text = print(form, nanos, offset);
        // A year is inferred at most one day ahead and less than a year back.
        let hints = Hints { modified: Some(Timestamp::from_nanos(nanos)), utc_offset_seconds: 1 };
        let expected = Timestamp::from_nanos(keep(nanos, digits));
        prop_assert_eq!(layout.parse(text.as_bytes(), &hints), Some((expected, text.len())), "{}", text);
    }

    #[test]
    fn what_jiff_prints_without_a_zone_is_read_in_that_of_the_hints(
        nanos in this_age(), offset in offsets(), (layout, form, digits) in prop::sample::select(LOCAL_FORMS.to_vec()),
    ) {
        let text = print(form, nanos, offset);
        let hints = Hints { modified: Some(Timestamp::from_nanos(nanos)), utc_offset_seconds: offset };
        let expected = Timestamp::from_nanos(keep(nanos, digits));
        prop_assert_eq!(layout.parse(text.as_bytes(), &hints), Some((expected, text.len())), "{}", text);
    }

    #[test]
    fn instants_print_and_read_as_in_jiff_over_the_whole_range(nanos in any::<i64>()) {
        let time = Timestamp::from_nanos(nanos);
        let text = time.to_rfc3339();
        let theirs: jiff::Timestamp = text.parse().unwrap();
        prop_assert_eq!(theirs.as_nanosecond(), i128::from(nanos));
        prop_assert_eq!(parse_iso(text.as_bytes(), &Hints::default()), Some((time, text.len())));
    }

    #[test]
    fn the_calendar_is_that_of_jiff(nanos in any::<i64>(), offset in -90_000..90_000_i32) {
        let time = Timestamp::from_nanos(nanos);
        let ours = time.civil(offset);
        let instant = jiff::Timestamp::from_nanosecond(i128::from(nanos)).unwrap();
        let theirs = Offset::from_seconds(offset).unwrap().to_datetime(instant);
        prop_assert_eq!((ours.year, ours.month, ours.day),
            (i32::from(theirs.year()), theirs.month() as u8, theirs.day() as u8));
        prop_assert_eq!((ours.hour, ours.minute, ours.second, ours.nanos),
            (theirs.hour() as u8, theirs.minute() as u8, theirs.second() as u8, theirs.subsec_nanosecond() as u32));
        prop_assert_eq!(ours.weekday, theirs.weekday().to_monday_one_offset() as u8);
    }

    #[test]
    fn the_inferred_year_is_the_latest_that_is_not_in_the_future(
        nanos in this_age(), modified in this_age(),
    ) {
        let text = print("%m-%d %H:%M:%S", nanos, 0);
        let modified = Timestamp::from_nanos(modified);
        let hints = Hints { modified: Some(modified), utc_offset_seconds: 0 };
        let (time, _) = Layout::MonthDay.parse(text.as_bytes(), &hints).unwrap();
        let limit = modified.as_nanos() + 86_400_000_000_000;
        prop_assert!(time.as_nanos() <= limit);
        let civil = time.civil(0);
        for year in civil.year + 1..=civil.year + 8 {
            let later = super::Civil { year, ..civil }.timestamp(0);
            prop_assert!(later.is_none_or(|later| later.as_nanos() > limit));
        }
    }

    #[test]
    fn epoch_numbers_of_every_unit_agree(micros in 100_000_000_000_000..4_102_444_800_000_000_i64) {
        let expected = Timestamp::from_nanos(micros * 1_000);
        let seconds = format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000);
        let millis = format!("{}.{:03}", micros / 1_000, micros % 1_000);
        for text in [seconds, millis, micros.to_string(), (micros * 1_000).to_string()] {
            prop_assert_eq!(parse_epoch(text.as_bytes()), Some((expected, text.len())), "{}", text);
            if text.len() < 19 {
                prop_assert_eq!(from_epoch_number(text.parse().unwrap()), Some(expected), "{}", text);
            }
        }
        prop_assert_eq!(from_epoch_integer(micros), Some(expected));
    }

    #[test]
    fn any_bytes_are_read_within_their_bounds(
        bytes in prop::collection::vec(any::<u8>(), 0..64), zone in any::<i32>(), modified in any::<Option<i64>>(),
    ) {
        let hints = Hints { modified: modified.map(Timestamp::from_nanos), utc_offset_seconds: zone };
        check_any_bytes(&bytes, &hints);
    }

    #[test]
    fn damaged_timestamps_are_read_within_their_bounds(bytes in damaged(), modified in any::<Option<i64>>()) {
        let hints = Hints { modified: modified.map(Timestamp::from_nanos), utc_offset_seconds: 0 };
        check_any_bytes(&bytes, &hints);
    }

    #[test]
    fn any_double_is_an_instant_or_nothing(number in any::<f64>()) {
        if let Some(time) = from_epoch_number(number) {
            prop_assert_eq!(time.as_nanos() < 0, number < 0.0 && time.as_nanos() != 0);
        }
    }
}
