/*!
Loggers in a header: names before a sign, in a column, behind a thread or before one.
*/

use super::brackets::{inside, is_dotted};
use super::header::MAX_LOGGER;
use super::take::{MAX_PADDING, is_subject, line_number};
use crate::field;
use crate::record::Record;
use crate::severity::Severity;
use memchr::memchr;

/// A column of names is at least as wide.
const FULL: usize = 12;
/// A mark behind a name is no longer than this.
const MAX_MARK: usize = 8;

pub(super) fn logger<'a>(rest: &'a [u8], record: &mut Record<'a>) -> Option<usize> {
    // IntelliJ's loggers have a sign before them.
    let sign = usize::from(rest.first() == Some(&b'#'));
    let rest = rest.get(sign..)?;
    if !rest.first().is_some_and(|first| first.is_ascii_alphabetic() || *first == b'_') {
        return None;
    }
    let mut length = name_length(rest);
    length += line_number(rest.get(length..)?);
    let (name, after) = rest.split_at(length);
    if let Some((thread, used)) = thread_before_dash(after).filter(|_| sign == 0) {
        record.text(field::LOGGER, name);
        record.text(field::THREAD, thread);
        return Some(length + used);
    }
    let marked = length + mark_before_dash(after);
    let (name, used) = match (name, after) {
        _ if sign > 0 && !is_dotted(name) => return None,
        _ if marked > length => (rest.get(..marked)?, marked + 2),
        ([name @ .., b':'], [] | [b' ' | b'\t', ..]) => (name, length),
        (_, [b' ', b'-' | b':' | b'|', b' ', ..]) => (name, length + 2),
        // The names of a column are padded: `o.e.shop.Cart         : `.
        (_, [b' ', b' ', ..]) if padded(after) => {
            (name, length + after.len() - after.trim_ascii_start().len() + 1)
        }
        // A name that fills its column stands before the letter of a level.
        (_, [b' ', b'A'..=b'Z', b' ', ..]) if length >= FULL => (name, length),
        (_, [b' ', b'-', b'-', ..] | [b' ', b' ' | b'\t', ..] | [b'|' | b']' | b'\t', ..]) => {
            (name, length)
        }
        (_, [b' ', ..]) if is_dotted(name) => (name, length),
        _ => return None,
    };
    // The key of the message is none.
    if matches!(name, b"msg" | b"message") {
        return None;
    }
    // Where some lines name what wrote them, others have a level in its place: `sched: ...`, `error: ...`.
    let lone = name.len() > 3 && name.iter().all(u8::is_ascii_alphabetic);
    if let Some(severity) = Severity::from_name(name).filter(|_| lone && !is_subject(name)) {
        record.severity = record.severity.or(Some(severity));
        return Some(sign + used);
    }
    // A thread by its number: `T:1234`.
    if let [b'A'..=b'Z', b':', digits @ ..] = name
        && digits.iter().all(u8::is_ascii_digit)
    {
        record.text(field::THREAD, digits);
        return Some(sign + used);
    }
    // PHP's Monolog writes the level behind the channel: `app.ERROR:`.
    let (channel, level) = match memchr::memrchr(b'.', name) {
        Some(dot) => name.split_at(dot),
        None => (name, &[][..]),
    };
    let level = level.get(1..).unwrap_or_default();
    let capitals = level.len() > 3 && level.iter().all(u8::is_ascii_uppercase);
    match Severity::from_name(level).filter(|_| capitals) {
        Some(severity) => {
            record.severity = record.severity.or(Some(severity));
            record.text(field::LOGGER, channel);
        }
        None => record.text(field::LOGGER, name),
    }
    Some(sign + used)
}

/// How long the name of a logger at the start of `rest` is. A part of it may stand in brackets behind a dot
/// (`o.a.c.c.C.[.[.[/].[dispatcherServlet]`).
fn name_length(rest: &[u8]) -> usize {
    let (mut open, mut before) = (false, 0);
    let is_name = |&&byte: &&u8| {
        let bracket = (byte == b'[' && before == b'.') || (byte == b']' && open);
        open = if bracket { byte == b'[' } else { open };
        before = byte;
        bracket || byte.is_ascii_alphanumeric() || b"_.$:/@#*-".contains(&byte)
    };
    rest.iter().take(MAX_LOGGER).take_while(is_name).count()
}

/// Whether space and a colon or dash of its own stand here.
fn padded(after: &[u8]) -> bool {
    let spaces = after.iter().take(MAX_PADDING).take_while(|byte| **byte == b' ').count();
    matches!(after.get(spaces..), Some([b':' | b'-' | b'|', b' ', ..] | [b':']))
}

/// ` [thread] - ` behind a logger: the thread, and the bytes up to the dash.
fn thread_before_dash(after: &[u8]) -> Option<(&[u8], usize)> {
    let spaces = after.iter().take(MAX_PADDING).take_while(|byte| **byte == b' ').count();
    let bracket = after.get(spaces..).filter(|rest| spaces > 0 && rest.starts_with(b"["))?;
    let thread = inside(bracket)?;
    let dash = bracket.get(thread.len() + 2..)?.starts_with(b" - ");
    // `(null)` is what log4net has for nothing.
    let name = if thread.starts_with(b"(") { b"" } else { thread.trim_ascii() };
    dash.then_some((name, spaces + thread.len() + 2))
}

/// The bytes of ` *64`, ` (2)` where it stands between a name and ` - `: signs and digits, which belong to the name.
fn mark_before_dash(after: &[u8]) -> usize {
    let Some([b' ', mark @ ..]) = after.get(..after.len().min(MAX_MARK + 4)) else { return 0 };
    let Some(end) = memchr(b' ', mark) else { return 0 };
    let (mark, behind) = mark.split_at(end);
    let signs = mark.first().is_some_and(|sign| b"*(#@".contains(sign));
    let digits = mark.iter().any(u8::is_ascii_digit);
    let letters = mark.iter().any(u8::is_ascii_alphabetic);
    if signs && digits && !letters && behind.starts_with(b" - ") { end + 1 } else { 0 }
}

/// `main org.example.Server - `: a thread and a logger before a dash.
pub(super) fn thread_and_logger<'a>(rest: &'a [u8], record: &mut Record<'a>) -> Option<usize> {
    let window = rest.get(..rest.len().min(2 * MAX_LOGGER))?;
    let end = memchr::memmem::find(window, b" - ")?;
    let (thread, logger) = window.get(..end)?.split_at(memchr(b' ', window.get(..end)?)?);
    let logger = logger.trim_ascii();
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.$:/#-".contains(byte);
    let named = logger.first()?.is_ascii_alphabetic() && logger.iter().all(is_name);
    if !named || !is_thread(thread) || Severity::from_name(logger).is_some() {
        return None;
    }
    record.text(field::THREAD, thread);
    record.text(field::LOGGER, logger);
    Some(end + 2)
}

/// Whether this may be the name of a thread: a word that prose would not have.
fn is_thread(name: &[u8]) -> bool {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.:#@/-".contains(byte);
    let marked = name.iter().any(|byte| byte.is_ascii_digit() || b"-_#".contains(byte));
    (marked || name == b"main") && name.iter().all(plain)
}
