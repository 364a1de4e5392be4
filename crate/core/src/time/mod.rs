/*!
Timestamps as logs write them, read into nanoseconds since the Unix epoch.

[`Timestamp`] is the instant and [`Civil`] its calendar form. A [`Layout`] is one family of spellings
(`10/Oct/2000:13:55:36 -0700`, `2000-10-10T13:55:36Z`, ...); [`Layout::parse`] reads one that starts at
a known byte and [`find()`] looks for the first one in a line. The two hottest layouts and plain numbers
have doors of their own: [`parse_access_log`], [`parse_iso`], [`parse_epoch`].

Every parser takes raw bytes, allocates nothing, panics on no input, runs in time linear in what it
consumes, and returns the instant with the number of bytes that it consumed. What follows those bytes
is the caller's to judge. Dates that do not exist are refused: February 30, month 13, hour 24.

A leap second (`:60`) is accepted where one can fall, in the last minute of a quarter of an hour (every
zone is a multiple of 15 minutes away from UTC), and becomes the last nanosecond of that minute, so that
order in time is kept. Day names are not checked against the date.

Zones are numeric offsets or one of these abbreviations, each for one fixed offset whatever the season:
Z UTC GMT WET (0), BST WEST CET (+1, BST the British one), CEST EET SAST (+2), EEST MSK (+3), PKT (+5), IST (+5:30,
India), WIB (+7), HKT SGT AWST (+8), JST KST (+9), ACST (+9:30), AEST (+10), ACDT (+10:30), AEDT (+11), NZST (+12),
NZDT (+13), EDT (-4), EST CDT (-5), CST MDT (-6, CST the North American one), MST PDT (-7), PST AKDT (-8), AKST (-9),
HST (-10).
*/

mod access;
mod civil;
mod clock;
mod clock_first;
mod cursor;
mod digits;
mod epoch;
mod find;
mod given;
mod iso;
mod layout;
mod named_month;
mod numeric;
mod resolve;
mod short;
mod timestamp;
mod zone;

#[cfg(test)]
mod examples;
#[cfg(test)]
mod oracle;

pub use access::parse_access_log;
pub use civil::Civil;
pub use epoch::{from_epoch_integer, from_epoch_number, parse_epoch};
pub use find::{Found, find};
pub use given::GivenLayout;
pub use iso::parse_iso;
pub use layout::Layout;
pub use timestamp::Timestamp;

/// Whether a text is the name of a day of the week, short or long, and nothing else.
pub(crate) fn is_weekday(text: &[u8]) -> bool {
    let mut cursor = cursor::Cursor::new(text);
    cursor.weekday().is_some() && cursor.consumed() == text.len()
}

/// What is known about a log from outside, for the timestamps that leave something out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hints {
    /// When the file was last written. A date without a year gets the latest year that puts it no
    /// later than one day after this (writer and file system may disagree on zone and clock). Where
    /// it is not known the year is 1972: plainly not a guess, and a leap year, so every date exists.
    pub modified: Option<Timestamp>,
    /// Seconds east of UTC of the timestamps that name no zone.
    pub utc_offset_seconds: i32,
}
