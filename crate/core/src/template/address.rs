//! Addresses and UUIDs. Every function looks at the front of the text and gives the length of what it found.

use super::classes::{DIGIT, HEX, WORD, byte, ends_word, is, run};

/// Octets of a MAC address; InfiniBand's have 20, and firewalls log a whole Ethernet header.
const MAC_OCTETS: std::ops::RangeInclusive<usize> = 6..=20;

/// The text form of RFC 9562: hexadecimal digits in groups of 8, 4, 4, 4 and 12.
pub(super) fn uuid(text: &[u8]) -> Option<usize> {
    let mut length = 0;
    for (group, separator) in [(8, true), (4, true), (4, true), (4, true), (12, false)] {
        let rest = text.get(length..length + group)?;
        if run(rest, HEX) != group || separator && byte(text, length + group) != b'-' {
            return None;
        }
        length += group + usize::from(separator);
    }
    ends_word(text, length).then_some(length)
}

/// Octets of two hexadecimal digits, all joined by `:` or all by `-`.
pub(super) fn mac(text: &[u8]) -> Option<usize> {
    let separator = byte(text, 2);
    let octet = |index: usize| {
        let start = index * 3;
        let joined = index == 0 || byte(text, start - 1) == separator;
        joined && text.len() >= start + 2 && run(&text[start..start + 2], HEX) == 2
    };
    if !matches!(separator, b':' | b'-') {
        return None;
    }
    let octets = (0..*MAC_OCTETS.end()).take_while(|&index| octet(index)).count();
    let length = (octets * 3).checked_sub(1)?;
    (MAC_OCTETS.contains(&octets) && ends_word(text, length)).then_some(length)
}

/// Four numbers up to 255, and a port.
pub(super) fn ipv4(text: &[u8]) -> Option<usize> {
    let mut length = 0;
    for octet in 0..4 {
        let (mut value, mut digits) = (0, 0);
        while let digit @ b'0'..=b'9' = byte(text, length + digits) {
            value = value * 10 + u32::from(digit - b'0');
            digits += 1;
            if value > 255 || digits > 3 {
                return None;
            }
        }
        length += digits;
        let next = byte(text, length);
        if digits == 0 || octet < 3 && next != b'.' {
            return None;
        }
        length += usize::from(octet < 3);
    }
    let ends = match byte(text, length) {
        b'.' => !is(byte(text, length + 1), DIGIT),
        next => !is(next, WORD),
    };
    ends.then(|| length + port(&text[length..]))
}

fn port(text: &[u8]) -> usize {
    if byte(text, 0) != b':' {
        return 0;
    }
    let length = 1 + run(&text[1..], DIGIT);
    if (2..=6).contains(&length) && ends_word(text, length) { length } else { 0 }
}

/// RFC 4291, section 2.2: eight groups, or fewer with `::` for those that are zero; the last two may be IPv4;
/// a zone (`%eth0`). Needs a digit, so that `dead::beef` stays a name.
pub(super) fn ipv6(text: &[u8]) -> Option<usize> {
    let (mut length, mut groups, mut gap) = (0, 0, false);
    if text.starts_with(b"::") {
        (length, gap) = (2, true);
    }
    loop {
        if (gap || groups == 6)
            && let Some(embedded) = ipv4(&text[length..])
        {
            length += embedded;
            groups += 2;
            break;
        }
        let group = run(&text[length..], HEX);
        if group > 4 || groups == 8 {
            return None;
        }
        length += group;
        groups += usize::from(group > 0);
        match (byte(text, length), byte(text, length + 1)) {
            (b':', b':') if !gap => {
                gap = true;
                length += 2;
                if !is(byte(text, length), HEX) {
                    break;
                }
            }
            (b':', next) if is(next, HEX) => length += 1,
            _ => break,
        }
    }
    let whole = if gap { (1..8).contains(&groups) } else { groups == 8 };
    let digit = text[..length].iter().any(u8::is_ascii_digit);
    if !whole || !digit || !ends_word(text, length) || text[length..].starts_with(b"::") {
        return None;
    }
    let zone = if byte(text, length) == b'%' { run(&text[length + 1..], WORD) } else { 0 };
    Some(length + if zone > 0 { zone + 1 } else { 0 })
}
