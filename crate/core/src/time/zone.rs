//! The zone behind a time: `Z`, `+02`, `+0200`, `+02:00`, ` +0200`, ` CEST`, ` GMT+0200`, ` GMT +0200`.

use super::cursor::Cursor;
use super::digits::two;

const HOUR: i32 = 3_600;

/// Consumes a zone, if there is one, and returns its offset in seconds east of UTC.
///
/// Abbreviations are taken in capitals only. A zone that is none of the known ones is left where it is.
#[inline]
pub(super) fn parse(cursor: &mut Cursor<'_>) -> Option<i32> {
    let next = cursor.peek(0)?;
    // The three most common ones, before the general case.
    let usual = match cursor.chunk::<6>() {
        Some(&[b'Z', b' ' | b'"', ..]) => {
            cursor.skip(1);
            return Some(0);
        }
        Some(&[b' ', sign @ (b'+' | b'-'), h, i, m, n]) => Some((sign, [h, i], [m, n])),
        Some(&[sign @ (b'+' | b'-'), h, i, b':', m, n]) => Some((sign, [h, i], [m, n])),
        _ => None,
    };
    if let Some((sign, hours, minutes)) = usual
        && !cursor.peek(6).is_some_and(|byte| byte.is_ascii_alphanumeric())
        && let (Some(hours), Some(minutes)) = (two(hours), two(minutes))
    {
        let offset = seconds(sign, hours, minutes)?;
        cursor.skip(6);
        return Some(offset);
    }
    if matches!(next, b'+' | b'-' | b' ' | b'z' | b'A'..=b'Z') { any(cursor) } else { None }
}

fn any(cursor: &mut Cursor<'_>) -> Option<i32> {
    let mut after = *cursor;
    let offset = match after.peek(0)? {
        b'+' | b'-' => numeric(&mut after, true)?,
        b' ' => {
            after.skip(1);
            match after.peek(0)? {
                // A bare `-05` behind a space is rather a number of the message.
                b'+' | b'-' => numeric(&mut after, false)?,
                _ => named(&mut after)?,
            }
        }
        b'z' if !after.peek(1).is_some_and(|byte| byte.is_ascii_alphanumeric()) => {
            after.skip(1);
            0
        }
        _ => named(&mut after)?,
    };
    *cursor = after;
    Some(offset)
}

/// A sign, two digits of hours (to 23), and two of minutes (to 59) with or without a colon; the minutes
/// may be left out where `hours_suffice`.
fn numeric(cursor: &mut Cursor<'_>, hours_suffice: bool) -> Option<i32> {
    let sign = cursor.peek(0).filter(|byte| matches!(byte, b'+' | b'-'))?;
    cursor.skip(1);
    // DB2 writes the minutes alone: `+060`.
    let mut three = *cursor;
    if let Some(minutes) = three.number(3, 3).filter(|minutes| hours_suffice && minutes % 15 == 0)
        && three.at_boundary()
        && three.peek(0) != Some(b':')
    {
        *cursor = three;
        return seconds(sign, minutes / 60, minutes % 60);
    }
    let hours = cursor.two()?;
    let mut after = *cursor;
    after.eat(b':');
    let minutes = match after.two() {
        Some(minutes) => {
            *cursor = after;
            minutes
        }
        None if hours_suffice => 0,
        None => return None,
    };
    if !cursor.at_boundary() {
        return None;
    }
    seconds(sign, hours, minutes)
}

#[inline]
fn seconds(sign: u8, hours: u32, minutes: u32) -> Option<i32> {
    if hours > 23 || minutes > 59 {
        return None;
    }
    let offset = (hours * 60 + minutes) as i32 * 60;
    Some(if sign == b'-' { -offset } else { offset })
}

fn named(cursor: &mut Cursor<'_>) -> Option<i32> {
    let letter = |ahead| cursor.peek(ahead).filter(u8::is_ascii_uppercase).unwrap_or(b' ');
    let name = [letter(0), letter(1), letter(2), letter(3)];
    let (offset, length) = match &name {
        b"UTC " | b"GMT " => (0, 3),
        [b'Z', b' ', ..] => (0, 1),
        b"WET " => (0, 3),
        b"BST " | b"CET " => (HOUR, 3),
        b"WEST" => (HOUR, 4),
        b"EET " => (2 * HOUR, 3),
        b"CEST" => (2 * HOUR, 4),
        b"MSK " => (3 * HOUR, 3),
        b"EEST" => (3 * HOUR, 4),
        b"IST " => (5 * HOUR + HOUR / 2, 3),
        b"SAST" => (2 * HOUR, 4),
        b"PKT " => (5 * HOUR, 3),
        b"WIB " => (7 * HOUR, 3),
        b"AWST" => (8 * HOUR, 4),
        b"ACST" => (9 * HOUR + HOUR / 2, 4),
        b"ACDT" => (10 * HOUR + HOUR / 2, 4),
        b"AKDT" => (-8 * HOUR, 4),
        b"AKST" => (-9 * HOUR, 4),
        b"HST " => (-10 * HOUR, 3),
        b"HKT " | b"SGT " => (8 * HOUR, 3),
        b"JST " | b"KST " => (9 * HOUR, 3),
        b"AEST" => (10 * HOUR, 4),
        b"AEDT" => (11 * HOUR, 4),
        b"NZST" => (12 * HOUR, 4),
        b"NZDT" => (13 * HOUR, 4),
        b"EDT " => (-4 * HOUR, 3),
        b"EST " | b"CDT " => (-5 * HOUR, 3),
        b"CST " | b"MDT " => (-6 * HOUR, 3),
        b"MST " | b"PDT " => (-7 * HOUR, 3),
        b"PST " => (-8 * HOUR, 3),
        _ => return None,
    };
    cursor.skip(length);
    let number = cursor.peek(0) == Some(b'.') && cursor.peek(1).is_some_and(|b| b.is_ascii_digit());
    if !cursor.at_boundary() || number {
        return None;
    }
    // `GMT+0200`, as JavaScript prints dates, or with a space between them.
    let mut after = *cursor;
    let spaced = name.starts_with(b"GMT")
        && after.peek(0) == Some(b' ')
        && matches!(after.peek(1), Some(b'+' | b'-'));
    after.skip(usize::from(spaced));
    if let (0, 3, Some(offset)) = (offset, length, numeric(&mut after, !spaced)) {
        *cursor = after;
        return Some(offset);
    }
    Some(offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(i32, usize)> {
        let mut cursor = Cursor::new(text.as_bytes());
        parse(&mut cursor).map(|offset| (offset, cursor.consumed()))
    }

    #[test]
    fn spellings_of_a_zone() {
        for (text, offset, consumed) in [
            ("Z", 0, 1),
            ("z]", 0, 1),
            ("Z]", 0, 1),
            ("+02", 7_200, 3),
            ("+0230 x", 9_000, 5),
            ("-07:00", -25_200, 6),
            ("-060", -3_600, 4),
            ("+330 x", 19_800, 4),
            ("-00:00", 0, 6),
            (" -0700]", -25_200, 6),
            (" UTC", 0, 4),
            (" CEST host", 7_200, 5),
            (" PST:", -28_800, 4),
            (" GMT+0100 (CET)", 3_600, 9),
            (" GMT +0100 x", 3_600, 10),
            (" UTC -05 x", 0, 4),
            (" UTC -1000 x", 0, 4),
            ("UTC-05", -18_000, 6),
            (" IST", 19_800, 4),
            (" ACDT x", 37_800, 5),
            (" AKST]", -32_400, 5),
        ] {
            assert_eq!(read(text), Some((offset, consumed)), "{text}");
        }
    }

    #[test]
    fn words_and_numbers_are_not_zones() {
        for text in [
            "",
            " ",
            "+",
            "+2",
            "+24",
            "+02:60",
            "+02000",
            " -05 x",
            " 0200",
            " INFO",
            " ESTABLISHED",
            " utc",
            "Zebra",
            "zone",
            " Z3",
            " Z.9",
            "-1x",
            "UTCx",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
