//! The shape of a URL's path: what names a thing rather than a kind of thing is masked.

use super::address::uuid;
use super::classes::{DIGIT, WORD, run};
use super::date::date;
use super::mask::Mask;
use super::word::Word;
use super::{MAX_BYTES, Sink};

/// From this length on, a segment with digits, of letters that make no name, is an identifier.
const LONG: usize = 20;

/// A shorter segment without digits stays as it is: of what is masked only UUIDs need none.
const UUID: usize = 36;

/// So many digits between signs are a number; fewer tell versions and sizes.
const NUMBER: usize = 3;

/// The longest file extension, without its dot.
const EXTENSION: usize = 5;

/**
Appends the shape of a URL path to `out`: `/api/users/123/orders/6f1c0a9be2` becomes
`/api/users/<num>/orders/<hex>`.

A segment that varies as a whole is masked: a number, a UUID, a hexadecimal string (by the rule of `<hex>`
in messages), a date, an identifier of 20 bytes or more of the base64 or base64url alphabet. What follows its
last dot is kept if it looks like a file extension: `/img/48213.png` becomes `/img/<num>.png`. In other segments
numbers of three digits or more are, if they stand between signs: `/p/red-chair-6413` becomes
`/p/red-chair-<num>`. Everything else stays as it is, empty segments and percent signs included. A query or fragment is left out. Of a path longer than
[`MAX_BYTES`] the rest is `<*>`, from the segment on that reaches over the limit.
*/
pub fn path_shape(path: &[u8], out: &mut Vec<u8>) {
    shape(path, out);
}

/// [`path_shape`] into any sink.
pub(super) fn shape(path: &[u8], out: &mut impl Sink) {
    // What was not yet copied begins at `kept`, the segment at hand at `start`.
    let (mut kept, mut start) = (0, 0);
    let mut digits = false;
    let mut end = 0;
    let mut rest = path.iter();
    loop {
        let byte = rest.next().copied().unwrap_or(b'?');
        digits |= byte.is_ascii_digit();
        if !matches!(byte, b'/' | b'?' | b'#') {
            end += 1;
            continue;
        }
        if end > MAX_BYTES {
            out.put(path.get(kept..start).unwrap_or_default());
            return out.put_for(Mask::Rest.text(), start, path.len());
        }
        if digits || end - start >= UUID {
            out.put(path.get(kept..start).unwrap_or_default());
            shape_segment(path.get(start..end).unwrap_or_default(), start, out);
            kept = end;
        }
        if byte != b'/' {
            return out.put(path.get(kept..end).unwrap_or_default());
        }
        end += 1;
        start = end;
        digits = false;
    }
}

/// The segment begins at the byte `at` of the path.
fn shape_segment(segment: &[u8], at: usize, out: &mut impl Sink) {
    if let Some(mask) = variable(segment) {
        return out.put_for(mask.text(), at, at + segment.len());
    }
    let (stem, extension) = segment.split_at(stem_length(segment));
    let mask = if extension.is_empty() { None } else { variable(stem) };
    match mask {
        Some(mask) => {
            out.put_for(mask.text(), at, at + stem.len());
            out.put(extension);
        }
        None => numbers(segment, at, out),
    }
}

/// Masks the numbers in a segment, which begins at the byte `at` of the path.
fn numbers(segment: &[u8], at: usize, out: &mut impl Sink) {
    let (mut kept, mut from) = (0, 0);
    while let Some(&byte) = segment.get(from) {
        let end = from + run(segment.get(from..).unwrap_or_default(), WORD).max(1);
        let number = byte.is_ascii_digit()
            && end - from >= NUMBER
            && run(segment.get(from..end).unwrap_or_default(), DIGIT) == end - from;
        if number {
            out.put(segment.get(kept..from).unwrap_or_default());
            out.put_for(Mask::Num.text(), at + from, at + end);
            kept = end;
        }
        from = end;
    }
    out.put(segment.get(kept..).unwrap_or_default());
}

/// Where the file extension begins: a dot, a letter, and few letters or digits more.
pub(super) fn stem_length(segment: &[u8]) -> usize {
    let dot = segment.iter().rposition(|&byte| byte == b'.').unwrap_or(segment.len());
    match segment.get(dot + 1..) {
        Some([first, rest @ ..])
            if first.is_ascii_alphabetic()
                && rest.len() < EXTENSION
                && rest.iter().all(u8::is_ascii_alphanumeric) =>
        {
            dot
        }
        _ => segment.len(),
    }
}

/// The mask of a segment that varies as a whole.
fn variable(segment: &[u8]) -> Option<Mask> {
    if segment.is_empty() {
        return None;
    }
    let leading = run(segment, DIGIT);
    if leading == segment.len() {
        return Some(Mask::Num);
    }
    if segment.len() == UUID && uuid(segment) == Some(UUID) {
        return Some(Mask::Uuid);
    }
    if leading > 0
        && let Some((mask @ (Mask::Date | Mask::Time), length)) = date(segment)
        && length == segment.len()
    {
        return Some(mask);
    }
    let word = Word::at(segment);
    if word.length == segment.len() && word.mask(segment) == Some(Mask::Hex) {
        Some(Mask::Hex)
    } else if is_long_id(segment) {
        Some(Mask::Id)
    } else {
        None
    }
}

/// Long, with digits, and with capitals among small letters or without any hyphen: `how-to-win-in-10-days` is a title.
fn is_long_id(segment: &[u8]) -> bool {
    let any = |class: fn(&u8) -> bool| segment.iter().any(class);
    let alphabet =
        |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'+' | b'=');
    let shuffled = || any(u8::is_ascii_uppercase) && any(u8::is_ascii_lowercase);
    let unbroken = || !any(|byte| matches!(byte, b'-' | b'_'));
    segment.len() >= LONG
        && segment.iter().all(alphabet)
        && any(u8::is_ascii_digit)
        && (unbroken() || shuffled())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Segment by segment, each looked at whatever is in it.
    fn naive(path: &[u8]) -> Vec<u8> {
        let path = path.split(|byte| matches!(byte, b'?' | b'#')).next().unwrap_or_default();
        let (mut out, mut end) = (Vec::new(), 0);
        for (index, segment) in path.split(|&byte| byte == b'/').enumerate() {
            end += segment.len() + usize::from(index > 0);
            if index > 0 {
                out.push(b'/');
            }
            if end > MAX_BYTES {
                out.extend_from_slice(Mask::Rest.text());
                return out;
            }
            shape_segment(segment, 0, &mut out);
        }
        out
    }

    proptest! {
        #[test]
        fn segments_that_are_passed_over_would_have_stayed(path in prop::collection::vec(prop_oneof![
            "[a-z]{0,12}", "[0-9]{1,4}", "[0-9a-f]{6,12}", "[a-f]{8}-[a-f]{4}-[a-f]{4}-[a-f]{4}-[a-f]{12}(\\.png)?",
            "[A-Za-z0-9_-]{20,30}", "20[0-9]{2}-[01][0-9]-[0-3][0-9]", "[a-z.?#\u{e9}]{0,4}", "[a-f-]{36,40}", "x{600}",
        ], 0..7)) {
            let path = path.join("/");
            let mut shape = Vec::new();
            path_shape(path.as_bytes(), &mut shape);
            prop_assert_eq!(shape, naive(path.as_bytes()), "{}", path);
        }
    }
}
