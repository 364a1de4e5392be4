//! The shape of a URL's path: what names a thing rather than a kind of thing is masked.

use super::address::uuid;
use super::classes::{DIGIT, run};
use super::date::date;
use super::mask::Mask;
use super::word::Word;
use super::{MAX_BYTES, Sink};

/// From this length on, a segment with digits, of letters that make no name, is an identifier.
const LONG: usize = 20;

/// The longest file extension, without its dot.
const EXTENSION: usize = 5;

/**
Appends the shape of a URL path to `out`: `/api/users/123/orders/6f1c0a9be2` becomes
`/api/users/<num>/orders/<hex>`.

Only a segment that varies as a whole is masked: a number, a UUID, a hexadecimal string (by the rule of `<hex>`
in messages), a date, an identifier of 20 bytes or more of the base64 or base64url alphabet. What follows its
last dot is kept if it looks like a file extension: `/img/48213.png` becomes `/img/<num>.png`. Everything else
stays as it is, empty segments and percent signs included. A query or fragment is left out. Of a path longer than
[`MAX_BYTES`] the rest is `<*>`, from the segment on that reaches over the limit.
*/
pub fn path_shape(path: &[u8], out: &mut Vec<u8>) {
    let path = path.split(|byte| matches!(byte, b'?' | b'#')).next().unwrap_or_default();
    let mut start = 0;
    for segment in path.split(|&byte| byte == b'/') {
        if start > 0 {
            out.put(b"/");
        }
        let end = start + segment.len();
        if end > MAX_BYTES {
            out.put(Mask::Rest.text());
            return;
        }
        shape_segment(segment, out);
        start = end + 1;
    }
}

fn shape_segment(segment: &[u8], out: &mut Vec<u8>) {
    let (stem, extension) = segment.split_at(stem_length(segment));
    if let Some(mask) = variable(segment) {
        out.put(mask.text());
    } else if let Some(mask) = variable(stem) {
        out.put(mask.text());
        out.put(extension);
    } else {
        out.put(segment);
    }
}

/// Where the file extension begins: a dot, a letter, and few letters or digits more.
fn stem_length(segment: &[u8]) -> usize {
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
    let whole = Some(segment.len());
    let word = Word::at(segment);
    if segment.is_empty() {
        None
    } else if run(segment, DIGIT) == segment.len() {
        Some(Mask::Num)
    } else if uuid(segment) == whole {
        Some(Mask::Uuid)
    } else if let Some((mask @ (Mask::Date | Mask::Time), length)) = date(segment)
        && length == segment.len()
    {
        Some(mask)
    } else if word.length == segment.len() && word.mask(segment) == Some(Mask::Hex) {
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
    let shuffled = any(u8::is_ascii_uppercase) && any(u8::is_ascii_lowercase);
    let unbroken = !any(|byte| matches!(byte, b'-' | b'_'));
    segment.len() >= LONG
        && segment.iter().all(alphabet)
        && any(u8::is_ascii_digit)
        && (shuffled || unbroken)
}
