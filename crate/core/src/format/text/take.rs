/*!
What each part of a header takes from what stands next, and how many bytes that is.
*/

use super::brackets::{inside, process_or_thread};
use super::context;
use super::header::MAX_LOGGER;
use super::numbers::digits;
use crate::field;
use crate::format::priority::priority_of;
use crate::format::source::source;
use crate::format::{State, facility};
use crate::record::Record;
use crate::severity::Severity;
use crate::time::{self, Hints};
use memchr::memchr;

/// A host's name is no longer than this.
const MAX_HOST: usize = 64;
/// So many spaces at most stand between a name and what is set in a column behind it.
pub(super) const MAX_PADDING: usize = 80;
/// A level is looked for in so many bytes.
const MAX_CONTEXT: usize = 120;

/// How many letters `bytes` starts with.
pub(in crate::format) fn letters(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| byte.is_ascii_alphabetic()).count()
}

/// The bytes of what names a level, before it.
fn level_key(rest: &[u8]) -> usize {
    let keys = [&b"level="[..], b"lvl=", b"severity=", b"LEVEL: "];
    keys.into_iter().find(|key| rest.starts_with(key)).map_or(0, <[u8]>::len)
}

/// `level=audit `, `LEVEL: Event`: what is named as a level is none of the message, even if it is no level that is known.
pub(super) fn named_level<'a>(
    rest: &'a [u8],
    state: &mut State,
    record: &mut Record<'a>,
) -> Option<usize> {
    let key = level_key(rest);
    let length = letters(rest.get(key..)?);
    let word = rest.get(key..key + length).filter(|_| key > 0 && length > 0)?;
    if Severity::from_name(word).is_some() || !matches!(rest.get(key + length), None | Some(b' ')) {
        return None;
    }
    context::put(word, state, record);
    Some(key + length)
}

pub(super) fn level<'a>(rest: &'a [u8], record: &mut Record<'a>) -> Option<usize> {
    let close = match rest.first()? {
        b'[' => Some(b']'),
        b'(' => Some(b')'),
        b'<' => Some(b'>'),
        _ => None,
    };
    let mut at = usize::from(close.is_some());
    if close.is_none() {
        at += level_key(rest);
    }
    if close.is_some() {
        at += rest.iter().skip(at).take(4).take_while(|&&byte| byte == b' ').count();
    }
    let length = letters(rest.get(at..)?);
    let step = match rest.get(at + length..)? {
        [b'1'..=b'9', next, ..] if length > 4 && !next.is_ascii_alphanumeric() => 1,
        _ => 0,
    };
    let word = rest.get(at..at + length + step)?;
    let severity = Severity::from_name(word)?;
    at += word.len();
    match close {
        Some(close) => {
            at += rest.iter().skip(at).take(4).take_while(|&&byte| byte == b' ').count();
            if rest.get(at) != Some(&close) {
                return None;
            }
            at += 1;
        }
        None => {
            // The line of the code behind it: `Debug( 445):`.
            at += if word.len() > 1 { line_number(rest.get(at..)?) } else { 0 };
            let after = rest.get(at);
            let apart = after.is_none_or(|&byte| b" \t:|]/,;-[>)\x1b*!".contains(&byte));
            // A single letter must stand alone; a small one before a space.
            let lone = word.len() > 1
                || (b"iwed".contains(word.first()?) && after == Some(&b' '))
                || (word.first()?.is_ascii_uppercase()
                    && after.is_some_and(|&byte| b" \t/:|!".contains(&byte))
                    && !rest.get(at + 1).is_some_and(u8::is_ascii_digit));
            if !apart || !lone {
                return None;
            }
        }
    }
    record.severity = record.severity.or(Some(severity));
    // Telegraf's letters have a mark behind them.
    at += usize::from(word.len() == 1 && rest.get(at) == Some(&b'!'));
    // Firefox writes the module behind the letter: `D/nsHttp `.
    if let Some(behind) = rest.get(at..).and_then(|behind| behind.strip_prefix(b"/"))
        && word.len() == 1
        && let Some(end) = memchr(b' ', behind.get(..behind.len().min(MAX_HOST))?)
        && let Some(name) = behind.get(..end).filter(|name| is_word(name))
    {
        record.text(field::LOGGER, name);
        at += 1 + end;
    }
    // Icinga writes what wrote it: `warning/ApiListener: `.
    if let Some(behind) = rest.get(at..).and_then(|behind| behind.strip_prefix(b"/"))
        && word.len() > 1
        && let Some(end) = memchr(b':', behind.get(..behind.len().min(MAX_HOST))?)
        && let Some(name) = behind.get(..end).filter(|name| is_word(name))
    {
        record.text(field::LOGGER, name);
        at += 2 + end;
    }
    // Celery writes the process behind it: `INFO/MainProcess]`.
    if let Some(behind) = rest.get(at..).and_then(|behind| behind.strip_prefix(b"/"))
        && let Some(end) = memchr(b']', behind.get(..behind.len().min(MAX_HOST))?)
        && let Some(name) = behind.get(..end).filter(|name| is_word(name))
    {
        record.text(field::THREAD, name);
        at += 1 + end;
    }
    Some(at)
}

/// Whether a text is one word as programs are called.
pub(super) fn is_word(text: &[u8]) -> bool {
    text.iter().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(byte))
}

/// A word that may be the name of a host or node.
fn host(rest: &[u8]) -> Option<&[u8]> {
    let word = rest.get(..memchr(b' ', rest.get(..rest.len().min(MAX_HOST))?)?)?;
    let is_host = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-:/@".contains(byte);
    let named = word.first()?.is_ascii_alphanumeric()
        && !word.iter().all(u8::is_ascii_digit)
        && word.iter().all(is_host)
        && !word.ends_with(b":")
        && Severity::from_name(word).is_none();
    named.then_some(word)
}

pub(super) fn host_and_source<'a>(rest: &'a [u8], record: &mut Record<'a>) -> Option<usize> {
    let host = host(rest)?;
    let behind = rest.get(host.len() + 1..)?;
    let Some(source) = source(behind) else {
        let used = padded_program(behind, record)?;
        record.text(field::HOST, host);
        return Some(host.len() + 1 + used);
    };
    record.severity = record.severity.or(source.level).or_else(|| facility::mnemonic(source.name));
    record.text(field::HOST, host);
    record.text(field::SERVICE, source.name);
    record.text(field::PID, source.pid);
    Some(host.len() + 1 + source.length)
}

pub(super) fn host_and_time<'a>(
    rest: &'a [u8],
    hints: &Hints,
    record: &mut Record<'a>,
) -> Option<usize> {
    let host = host(rest)?;
    let found = time::find(rest.get(host.len() + 1..)?, 1, hints)?;
    record.text(field::HOST, host);
    Some(host.len() + 1 + found.end)
}

pub(super) fn program<'a>(rest: &'a [u8], record: &mut Record<'a>) -> Option<usize> {
    program_behind(rest, 0, record)
}

/// The same with space before the process, as in columns: `pacemakerd      [1234]`.
fn padded_program<'a>(rest: &'a [u8], record: &mut Record<'a>) -> Option<usize> {
    program_behind(rest, MAX_PADDING, record)
}

fn program_behind<'a>(rest: &'a [u8], padding: usize, record: &mut Record<'a>) -> Option<usize> {
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_./-".contains(byte);
    let length = rest.iter().take(MAX_HOST).take_while(|byte| is_name(byte)).count();
    let name = rest.get(..length)?;
    let spaces = rest.iter().skip(length).take(padding).take_while(|byte| **byte == b' ').count();
    let after = rest.get(length + spaces..)?;
    let inside = inside(after).filter(|_| after.starts_with(b"["))?;
    // A thread may follow the process: `unbound[412:0]`.
    let (pid, thread) = inside.split_at(digits(inside));
    let thread = if thread.is_empty() { thread } else { thread.strip_prefix(b":")? };
    if digits(thread) != thread.len() {
        return None;
    }
    let used = length + spaces + inside.len() + 2;
    let closed = matches!(rest.get(used), None | Some(b' ' | b':'));
    if pid.is_empty() || !closed || !name.first()?.is_ascii_alphabetic() {
        return None;
    }
    record.text(field::SERVICE, name);
    record.text(field::PID, pid);
    record.text(field::THREAD, thread);
    Some(used)
}

pub(in crate::format) fn tag<'a>(rest: &'a [u8], record: &mut Record<'a>) -> Option<usize> {
    let [letter, b'/', rest @ ..] = rest else { return None };
    let severity = Severity::from_name(&[*letter]).filter(|_| letter.is_ascii_uppercase())?;
    // Where the process stands before it, a bracket closes all: `1702: 2395 D/WindowManager ]`.
    if let Some(name) = rest.strip_suffix(b" ]").filter(|name| is_word(name.trim_ascii())) {
        record.severity = record.severity.or(Some(severity));
        record.text(field::LOGGER, name.trim_ascii());
        return Some(rest.len() + 2);
    }
    let open = memchr(b'(', rest.get(..rest.len().min(MAX_LOGGER))?)?;
    let pid = inside(rest.get(open..)?)?;
    let digits = pid.trim_ascii();
    if open == 0 || digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    record.severity = record.severity.or(Some(severity));
    record.text(field::LOGGER, rest.get(..open)?.trim_ascii());
    record.text(field::PID, digits);
    Some(open + pid.len() + 4)
}

/// `kernel:`, `sshd[12]:` where no host stands before it.
pub(super) fn lone_source<'a>(rest: &'a [u8], record: &mut Record<'a>) -> Option<usize> {
    let source = source(rest)?;
    record.text(field::SERVICE, source.name);
    record.text(field::PID, source.pid);
    Some(source.length)
}

/// `daemon.info `, `system,error `: the facility of syslog, or topics.
pub(super) fn topics<'a>(rest: &'a [u8], record: &mut Record<'a>) -> Option<usize> {
    if let Some((priority, used)) = facility::facility(rest) {
        priority_of(Some(priority), record);
        return Some(used);
    }
    let (severity, used) = facility::topics(rest)?;
    record.severity = record.severity.or(Some(severity));
    record.text(field::LOGGER, rest.get(..used)?);
    Some(used)
}

pub(super) fn mark(rest: &[u8], record: &mut Record<'_>) -> Option<usize> {
    let [b' ', sign, b' ', behind @ ..] = rest else { return None };
    let severity = match sign {
        // Further stars separate further parts.
        b'*' if memchr::memmem::find(behind, b" * ").is_some() => return None,
        b'.' => Severity::Debug,
        b'-' => Severity::Trace,
        b'*' => Severity::Info,
        b'#' => Severity::Warn,
        _ => return None,
    };
    record.severity = record.severity.or(Some(severity));
    Some(2)
}

/// Whether the word of a level is rather what a message is about.
pub(in crate::format) fn is_subject(word: &[u8]) -> bool {
    [&b"config"[..], b"fine", b"note", b"statement", b"failure", b"fail", b"fault", b"failed"]
        .iter()
        .any(|subject| word.eq_ignore_ascii_case(subject))
}

/// What Postgres writes in the place of a level where it goes on about the message before.
pub(super) fn supplement(word: &[u8]) -> Option<Severity> {
    matches!(word, b"DETAIL" | b"HINT" | b"CONTEXT" | b"QUERY" | b"LOCATION")
        .then_some(Severity::Info)
}

pub(super) fn up_to_level<'a>(
    rest: &'a [u8],
    state: &mut State,
    record: &mut Record<'a>,
) -> Option<usize> {
    let mut at = 0;
    while at < rest.len().min(MAX_CONTEXT) {
        let word = rest.get(at..)?;
        let length = letters(word);
        if length == 0 {
            at += 1;
            continue;
        }
        let text = word.get(..length)?;
        let apart = |byte: Option<&u8>| byte.is_none_or(|&byte| b" \t:[]|,".contains(&byte));
        let before = at.checked_sub(1).and_then(|before| rest.get(before));
        if length > 2
            && text.iter().all(u8::is_ascii_uppercase)
            && apart(before)
            && apart(word.get(length))
            && let Some(severity) = Severity::from_name(text).or_else(|| supplement(text))
        {
            record.severity = record.severity.or(Some(severity));
            let mut before = rest.get(..at)?;
            // The process in brackets at its end or its start.
            for open in memchr::memchr_iter(b'[', before) {
                let digits = inside(before.get(open..)?)
                    .filter(|inside| !inside.is_empty() && inside.iter().all(u8::is_ascii_digit));
                if let Some(digits) = digits {
                    process_or_thread(digits, record);
                    before = if open == 0 {
                        before.get(digits.len() + 2..)?
                    } else {
                        before.get(..open)?
                    };
                    break;
                }
            }
            context::put(before, state, record);
            return Some(at + length);
        }
        at += length;
    }
    None
}

/// The bytes of the line's number behind a file: `(844)`, as Chromium writes it.
pub(super) fn line_number(after: &[u8]) -> usize {
    let number = if after.first() == Some(&b'(') { inside(after).unwrap_or_default() } else { b"" };
    let numeric = is_number(number.trim_ascii_start());
    if numeric { number.len() + 2 } else { 0 }
}

fn is_number(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(u8::is_ascii_digit)
}
