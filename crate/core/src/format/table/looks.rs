/*!
What a cell looks like: what a column without a name holds is told by it.
*/

use crate::format::{access, meaning, number};
use crate::record::Value;
use crate::time::{self, Hints, Layout};

/// Whether the cell is a time as a whole: a date and a time, or a number that can hardly be anything else.
pub(super) fn whole_time(cell: &[u8], hints: &Hints) -> bool {
    let found = time::find(cell, 1, hints);
    let digits = |layout: Layout| layout == Layout::Epoch;
    found.is_some_and(|found| {
        found.end == cell.len()
            && found.layout != Layout::TimeOfDay
            && found.layout != Layout::Date
            && (cell.contains(&b':') || digits(found.layout))
    })
}

pub(super) fn is_request(cell: &[u8]) -> bool {
    let mut words = cell.split(|&byte| byte == b' ');
    let method = words.next().is_some_and(is_method);
    method && cell.windows(6).any(|six| six == b" HTTP/")
}

/// A request without its version, between bars: `GET      "/a"`.
pub(super) fn is_bare_request(cell: &[u8]) -> bool {
    let (method, target) = cell.split_at(memchr::memchr(b' ', cell).unwrap_or(cell.len()));
    let target = target.trim_ascii();
    is_method(method) && (target.starts_with(b"/") || target.starts_with(b"\"/"))
}

pub(super) fn is_method(cell: &[u8]) -> bool {
    const METHODS: [&[u8]; 9] =
        [b"GET", b"POST", b"PUT", b"HEAD", b"DELETE", b"PATCH", b"OPTIONS", b"CONNECT", b"TRACE"];
    METHODS.contains(&cell)
}

pub(super) fn is_status(cell: &[u8]) -> bool {
    cell.len() == 3
        && matches!(cell.first(), Some(b'1'..=b'5'))
        && cell.iter().all(u8::is_ascii_digit)
}

/// `TCP_MISS/200`
pub(super) fn is_outcome(cell: &[u8]) -> bool {
    let Some(slash) = memchr::memrchr(b'/', cell) else { return false };
    let (outcome, status) = cell.split_at(slash);
    // A request that was given up has no status.
    let status = status.get(1..).unwrap_or_default();
    outcome.len() > 2
        && outcome.iter().all(|byte| byte.is_ascii_uppercase() || *byte == b'_')
        && (is_status(status) || status == b"000")
}

pub(super) fn is_url(cell: &[u8]) -> bool {
    cell.windows(3).take(12).any(|three| three == b"://")
}

/// The letter of a level; N is for notice. T and F alone may be true and false.
pub(super) fn is_level_letter(cell: &[u8]) -> bool {
    matches!(cell, [b'T' | b'D' | b'N' | b'I' | b'W' | b'E' | b'C' | b'F'])
}

pub(super) fn is_agent(cell: &[u8]) -> bool {
    cell.starts_with(b"Mozilla/") || cell.starts_with(b"curl/")
}

pub(super) fn is_address(cell: &[u8]) -> bool {
    // `10:11:12` could be the end of a long address too.
    if meaning::read_clock(Value::Text(cell)).is_some() {
        return false;
    }
    let bare = cell.iter().rposition(|&byte| byte == b':').and_then(|colon| cell.get(..colon));
    access::is_address(cell) || bare.is_some_and(access::is_address)
}

/// Whether a cell looks like one of a table rather than a word of prose.
pub(super) fn is_typed(cell: &[u8]) -> bool {
    matches!(number::of_word(cell), Value::Number(_))
        || cell.iter().any(|byte| b"/:._ %".contains(byte))
        || is_method(cell)
}
