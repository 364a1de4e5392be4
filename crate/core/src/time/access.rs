//! The layout of Common Log Format, `10/Oct/2000:13:55:36 -0700`: the hottest of all.

use super::clock::Clock;
use super::cursor::{Cursor, month};
use super::digits::{Shape, two};
use super::resolve::{Date, instant};
use super::{Hints, Timestamp, zone};

/// Reads `10/Oct/2000:13:55:36 -0700` (Apache `%t`, nginx `$time_local`), without brackets. A fraction
/// of the second may follow it (HAProxy) and the zone may be missing.
///
/// Returns the instant and the number of bytes read, or `None` where `bytes` does not start with it.
#[inline]
pub fn parse_access_log(bytes: &[u8], hints: &Hints) -> Option<(Timestamp, usize)> {
    const AROUND_YEAR: Shape = Shape::new(b"??/0000:");
    let mut cursor = Cursor::new(bytes);
    let &[d, e, b'/', m, rest @ ..] = cursor.chunk::<12>()? else { return None };
    let pairs = AROUND_YEAR.pairs(rest)?;
    let year = (pairs.at(3) * 100 + pairs.at(5)) as i32;
    let date = Date { year, month: month([m, rest[0], rest[1]])?, day: two([d, e])? };
    cursor.skip(12);
    let clock = Clock::parse(&mut cursor)?;
    let zone = zone::parse(&mut cursor);
    Some((instant(date, clock, zone, hints)?, cursor.consumed()))
}
