/*!
Places in the code, levels as letters in a column, names before brackets.
*/

use super::brackets::{inside, is_place};
use crate::field;
use crate::record::Record;
use crate::severity::Severity;
use memchr::memchr;

/// A place in the code is no longer.
const MAX_PLACE: usize = 160;
/// A name before a bracket is no longer.
const MAX_NAME: usize = 24;

/// `util/log/event.go:32 `, `../../source3/smbd/server.c:1784(main)`: the file, its line, and perhaps the function.
pub(super) fn place<'a>(rest: &'a [u8], record: &mut Record<'a>) -> Option<usize> {
    let window = rest.get(..rest.len().min(MAX_PLACE))?;
    let end = memchr(b' ', window).unwrap_or(window.len());
    let word = window.get(..end)?;
    let name = word.strip_suffix(b":").unwrap_or(word);
    let open = memchr(b'(', name).unwrap_or(name.len());
    let (file, function) = name.split_at(open);
    let whole = function.is_empty()
        || inside(function).is_some_and(|inside| inside.len() + 2 == function.len());
    // `example.org:443` is a host and its port.
    if !whole || !is_place(file) || (function.is_empty() && !file.contains(&b'/')) {
        return None;
    }
    record.text(field::LOGGER, name);
    Some(end)
}

/// `I   `, `R `, `3 `: a letter or digit in a column, of which some are levels. WebSphere has O and R for what a program printed, A for
/// audit, C and D for configuration and details, numbers for traces.
///
/// Source: IBM WebSphere Application Server, "Log and trace interpretation".
pub(super) fn letter_column(rest: &[u8], record: &mut Record<'_>) -> Option<usize> {
    let [letter, b' ', ..] = rest else { return None };
    let severity = match letter {
        b'F' => Some(Severity::Fatal),
        b'E' => Some(Severity::Error),
        b'W' => Some(Severity::Warn),
        b'I' | b'A' => Some(Severity::Info),
        b'C' | b'D' | b'1' => Some(Severity::Debug),
        b'2' | b'3' => Some(Severity::Trace),
        b'O' | b'R' | b'Z' => None,
        _ => return None,
    };
    record.severity = record.severity.or(severity);
    Some(1)
}

/// The name that a bracket touches: `web[]`, `ce[AYxk2b]`.
pub(super) fn name_before_bracket<'a>(rest: &'a [u8], record: &mut Record<'a>) -> Option<usize> {
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-".contains(byte);
    let length = rest.iter().take(MAX_NAME).take_while(|byte| is_name(byte)).count();
    let (name, after) = rest.split_at(length);
    if !name.first()?.is_ascii_alphabetic() || !after.starts_with(b"[") {
        return None;
    }
    // Another bracket behind it makes it a header rather than an index.
    let used = inside(after)?.len() + 2;
    if !after.get(used..)?.starts_with(b"[") {
        return None;
    }
    record.text(field::SERVICE, name);
    Some(length)
}
