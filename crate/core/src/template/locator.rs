//! URLs, absolute paths, e-mail addresses. Each looks at the front of the text and gives a length.

use super::classes::{DELIMITER, LETTER, PATH, SLASH, WORD, byte, is, run};
use super::mask::{Found, Mask};
use crate::bytes::{find, outside};
use wide::u8x16;

/// What begins here, if it names a place.
pub(super) fn locator(text: &[u8]) -> Found {
    match byte(text, 0) {
        b'/' => unix_path(text).map(|length| (Mask::Path, length)),
        b'\\' => share(text).map(|length| (Mask::Path, length)),
        _ => match drive(text) {
            Some(length) => Some((Mask::Path, length)),
            None => url(text).map(|length| (Mask::Url, length)),
        },
    }
}

/// A scheme, `://`, and everything up to white space, a quote, a bracket; but not the full stop after it.
fn url(text: &[u8]) -> Option<usize> {
    let scheme =
        text.iter().position(|&byte| !is(byte, WORD) && !matches!(byte, b'+' | b'-' | b'.'))?;
    if scheme < 2 || !text[scheme..].starts_with(b"://") {
        return None;
    }
    let inside = |byte: u8| !is(byte, DELIMITER) || matches!(byte, b'=' | b',' | b';');
    let start = scheme + 3;
    let length = text[start..].iter().position(|&byte| !inside(byte)).unwrap_or(text.len() - start);
    let rest = trimmed(&text[start..start + length], b".,;:!?");
    (rest > 0).then_some(start + rest)
}

/// `/var/log/x`: at least two segments, for `/x` alone may as well be a sign or a route.
fn unix_path(text: &[u8]) -> Option<usize> {
    let first = segment(text.get(1..)?);
    let second = 1 + first;
    if first == 0 || byte(text, second) != b'/' || segment(&text[second + 1..]) == 0 {
        return None;
    }
    Some(segments(text))
}

/// The length of an absolute path of two segments or more at the front of the text that has nothing but letters, digits and `-._/`
/// in it, does not end in a dot, and ends where no path goes on; 0 if there is none.
#[inline(never)]
pub(super) fn path_length(text: &[u8]) -> usize {
    let Some(front) = text.first_chunk() else { return any_path_length(text) };
    // Most end here. All of it is looked at whatever is in it: how long a path is cannot be foretold.
    let (outside, slashes) = front_places(front);
    if outside == 0 {
        return any_path_length(text);
    }
    let length = outside.trailing_zeros() as usize;
    let inside = (outside & outside.wrapping_neg()) - 1;
    let slashes = slashes & inside;
    let others = slashes & slashes.wrapping_sub(1);
    let second = others & others.wrapping_neg();
    // It begins with a slash; something else stands behind that one and behind the next.
    if slashes & 0b11 != 1 || (second << 1) & inside & !slashes == 0 {
        return 0;
    }
    if ends_path(byte(front, length - 1), byte(front, length)) { length } else { 0 }
}

/// The same, of paths of any length.
#[inline(never)]
fn any_path_length(text: &[u8]) -> usize {
    let mut length = 0;
    for block in text.as_chunks().0 {
        let outside = places(block).0;
        length += BLOCK.min(outside.trailing_zeros() as usize);
        if outside != 0 {
            break;
        }
    }
    let within = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-'..=b'/' | b'_');
    length += text.get(length..).unwrap_or_default().iter().take_while(within).count();
    let path = text.get(..length).unwrap_or_default();
    let second = path.get(1..).and_then(|rest| find(b'/', rest)).unwrap_or(0) + 1;
    let two = second > 1 && !matches!(byte(path, second + 1), b'/' | b' ');
    let last = path.last().copied().unwrap_or_default();
    if byte(path, 0) == b'/' && two && ends_path(last, byte(text, length)) { length } else { 0 }
}

/// Whether a path ends between these bytes.
#[inline(always)]
fn ends_path(last: u8, after: u8) -> bool {
    last != b'.' && (after == b'?' || after != b'=' && is(after, DELIMITER))
}

/// Bytes that are looked at together.
const BLOCK: usize = 16;
/// What is looked at first.
pub(super) const FRONT: usize = 3 * BLOCK;

/// Which bytes belong to no path and which are slashes, a bit each.
#[inline(always)]
fn front_places(front: &[u8; FRONT]) -> (u64, u64) {
    let (mut outside, mut slashes) = (0, 0);
    for (index, block) in front.as_chunks().0.iter().enumerate() {
        let (others, these) = places(block);
        outside |= u64::from(others) << (index * BLOCK);
        slashes |= u64::from(these) << (index * BLOCK);
    }
    (outside, slashes)
}

/// The same of one block.
#[inline(always)]
fn places(block: &[u8; BLOCK]) -> (u32, u32) {
    let bytes = u8x16::new(*block);
    let others = outside(bytes, b'-'..=b'9')
        & outside(bytes | u8x16::splat(0x20), b'a'..=b'z')
        & !bytes.simd_eq(u8x16::splat(b'_')).cast_signed();
    (others.to_bitmask(), bytes.simd_eq(u8x16::splat(b'/')).to_bitmask())
}

/// `C:\x`, `C:/x`.
fn drive(text: &[u8]) -> Option<usize> {
    let is_drive =
        byte(text, 0).is_ascii_alphabetic() && byte(text, 1) == b':' && is(byte(text, 2), SLASH);
    let length = 2 + segments(text.get(2..)?);
    (is_drive && length > 3).then_some(length)
}

/// `\\server\share`.
fn share(text: &[u8]) -> Option<usize> {
    let length = segments(text);
    (text.starts_with(b"\\\\") && text[2..length].contains(&b'\\')).then_some(length)
}

fn segment(text: &[u8]) -> usize {
    run(text, WORD | PATH)
}

fn segments(text: &[u8]) -> usize {
    let length = run(text, WORD | PATH | SLASH);
    trimmed(&text[..length], b".!=")
}

/// A local part, `@`, and a domain that has a dot and ends in letters.
pub(super) fn email(text: &[u8]) -> Found {
    let local = run_of(text, |byte| matches!(byte, b'.' | b'_' | b'%' | b'+' | b'-'));
    if local == 0 || byte(text, local) != b'@' {
        return None;
    }
    let domain = &text[local + 1..];
    let domain = &domain[..run_of(domain, |byte| matches!(byte, b'.' | b'-'))];
    let domain = &domain[..trimmed(domain, b".-")];
    let dot = domain.iter().rposition(|&byte| byte == b'.')?;
    let top = &domain[dot + 1..];
    (top.len() > 1 && run(top, LETTER) == top.len())
        .then_some((Mask::Email, local + 1 + domain.len()))
}

fn run_of(text: &[u8], also: impl Fn(u8) -> bool) -> usize {
    text.iter().position(|&byte| !is(byte, WORD) && !also(byte)).unwrap_or(text.len())
}

/// The length without the bytes of `set` at the end.
fn trimmed(text: &[u8], set: &[u8]) -> usize {
    text.iter().rposition(|byte| !set.contains(byte)).map_or(0, |last| last + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// [`path_length`], byte by byte.
    fn plainly(text: &[u8]) -> usize {
        let inside = |byte: &&u8| byte.is_ascii_alphanumeric() || b"-._/".contains(byte);
        let path = &text[..text.iter().take_while(inside).count()];
        let segments: Vec<&[u8]> = path.split(|&byte| byte == b'/').collect();
        let after = text.get(path.len()).copied().unwrap_or(b' ');
        let whole =
            (after == b'?' || after != b'=' && is(after, DELIMITER)) && !path.ends_with(b".");
        match segments[..] {
            [b"", first, second, ..] if whole && !first.is_empty() && !second.is_empty() => {
                path.len()
            }
            _ => 0,
        }
    }

    #[test]
    fn a_path_has_two_segments_and_ends_where_no_other_goes_on() {
        let long = format!("/srv/{}", "x".repeat(60));
        for path in ["/var/log/x", "/a/b", "/a/b/", "/a-b_c/0.gz", "/a/..x", &long] {
            for (behind, ends) in [
                ("", true),
                (" ", true),
                ("?q=1", true),
                ("=1", false),
                (". ", false),
                (":", false),
            ] {
                let wanted = if ends { path.len() } else { 0 };
                // What stands far behind it does not count, whether it is looked at or not.
                for more in ["", &format!(" {}", "/".repeat(60))] {
                    let text = format!("{path}{behind}{more}");
                    assert_eq!(path_length(text.as_bytes()), wanted, "{text}");
                }
            }
        }
        for other in ["", "/", "/a", "//a/b", "/a//b", "a/b/c", &"/".repeat(60)] {
            assert_eq!(path_length(other.as_bytes()), 0, "{other}");
        }
    }

    proptest! {
        #[test]
        fn paths_are_those_that_are_found_byte_by_byte(text in "/?[a-z/]{0,9}[a-z0-9._/-]{0,70}[ ?=:@Z\\[.]?", byte in prop_oneof![any::<u8>(), Just(b' ')], behind in ".{0,50}") {
            let text = [text.as_bytes(), &[byte], behind.as_bytes()].concat();
            prop_assert_eq!(path_length(&text), plainly(&text));
        }
    }
}
