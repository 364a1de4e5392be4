/*!
What each part of a header takes from what stands next, and how many bytes that is.
*/

use super::brackets::{inside, is_dotted, process_or_thread};
use super::header::{MAX_LOGGER, context};
use crate::field;
use crate::format::State;
use crate::format::syslog::source;
use crate::record::Record;
use crate::severity::Severity;
use crate::time::{self, Hints};
use memchr::memchr;

/// A host's name is no longer than this.
const MAX_HOST: usize = 64;
/// A level is looked for in so many bytes.
const MAX_CONTEXT: usize = 120;

/// How many letters `bytes` starts with.
pub(in crate::format) fn letters(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| byte.is_ascii_alphabetic()).count()
}

pub(super) fn level<'a>(rest: &'a [u8], record: &mut Record<'a>) -> Option<usize> {
    let close = match rest.first()? {
        b'[' => Some(b']'),
        b'(' => Some(b')'),
        b'<' => Some(b'>'),
        _ => None,
    };
    let mut at = usize::from(close.is_some());
    for key in [&b"level="[..], b"lvl=", b"severity="] {
        at += if close.is_none() && rest.starts_with(key) { key.len() } else { 0 };
    }
    if close.is_some() {
        at += rest.iter().skip(at).take(4).take_while(|&&byte| byte == b' ').count();
    }
    let word = rest.get(at..at + letters(rest.get(at..)?))?;
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
            let after = rest.get(at);
            let apart = after.is_none_or(|&byte| b" \t:|]/,;-[>)\x1b*".contains(&byte));
            // A single letter must stand alone, and be a capital.
            let lone = word.len() > 1
                || (word.first()?.is_ascii_uppercase()
                    && after.is_some_and(|&byte| b" \t/:|".contains(&byte)));
            if !apart || !lone {
                return None;
            }
        }
    }
    record.severity = record.severity.or(Some(severity));
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
fn is_word(text: &[u8]) -> bool {
    text.iter().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(byte))
}

/// A word that may be the name of a host or node.
fn host(rest: &[u8]) -> Option<&[u8]> {
    let word = rest.get(..memchr(b' ', rest.get(..rest.len().min(MAX_HOST))?)?)?;
    let is_host = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-:/@".contains(byte);
    let named = word.first()?.is_ascii_alphanumeric()
        && word.iter().all(is_host)
        && !word.ends_with(b":")
        && Severity::from_name(word).is_none();
    named.then_some(word)
}

pub(super) fn host_and_source<'a>(rest: &'a [u8], record: &mut Record<'a>) -> Option<usize> {
    let host = host(rest)?;
    let source = source(rest.get(host.len() + 1..)?)?;
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

/// How many digits `bytes` starts with, up to eleven.
fn digits(bytes: &[u8]) -> usize {
    bytes.iter().take(11).take_while(|byte| byte.is_ascii_digit()).count()
}

pub(super) fn number<'a>(rest: &'a [u8], record: &mut Record<'a>) -> Option<usize> {
    // Ruby's logger puts a sign before the process.
    let sign = usize::from(rest.first() == Some(&b'#'));
    let rest = rest.get(sign..)?;
    let length = digits(rest);
    let whole = rest.get(..length).filter(|whole| (1..=10).contains(&whole.len()))?;
    let next = rest.get(length)?;
    let closed = matches!(next, b' ' | b'\t' | b'|') || (sign == 1 && *next == b']');
    if !closed {
        return None;
    }
    process_or_thread(whole, record);
    Some(sign + length)
}

pub(super) fn program<'a>(rest: &'a [u8], record: &mut Record<'a>) -> Option<usize> {
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_./-".contains(byte);
    let length = rest.iter().take(MAX_HOST).take_while(|byte| is_name(byte)).count();
    let (name, after) = rest.split_at_checked(length)?;
    let inside = inside(after).filter(|_| after.starts_with(b"["))?;
    // A thread may follow the process: `unbound[412:0]`.
    let (pid, thread) = inside.split_at(digits(inside));
    let thread = if thread.is_empty() { thread } else { thread.strip_prefix(b":")? };
    if digits(thread) != thread.len() {
        return None;
    }
    let used = length + inside.len() + 2;
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

pub(super) fn mark(rest: &[u8], record: &mut Record<'_>) -> Option<usize> {
    let [b' ', sign, b' ', ..] = rest else { return None };
    let severity = match sign {
        b'.' => Severity::Debug,
        b'-' => Severity::Trace,
        b'*' => Severity::Info,
        b'#' => Severity::Warn,
        _ => return None,
    };
    record.severity = record.severity.or(Some(severity));
    Some(2)
}

pub(super) fn pair<'a>(rest: &'a [u8], record: &mut Record<'a>) -> Option<usize> {
    let process = digits(rest);
    let after = rest.get(process..)?.strip_prefix(b"#")?;
    let thread = digits(after);
    if process == 0 || thread == 0 || after.get(thread) != Some(&b':') {
        return None;
    }
    record.text(field::PID, rest.get(..process)?);
    record.text(field::THREAD, after.get(..thread)?);
    Some(process + thread + 2)
}

pub(super) fn logger<'a>(rest: &'a [u8], record: &mut Record<'a>) -> Option<usize> {
    if !rest.first().is_some_and(|first| first.is_ascii_alphabetic() || *first == b'_') {
        return None;
    }
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.$:/@#*-".contains(byte);
    let length = rest.iter().take(MAX_LOGGER).take_while(|byte| is_name(byte)).count();
    let (name, after) = rest.split_at(length);
    let (name, used) = match (name, after) {
        ([name @ .., b':'], [] | [b' ' | b'\t', ..]) => (name, length),
        (_, [b' ', b'-' | b':' | b'|', b' ', ..]) => (name, length + 2),
        (_, [b' ', b'-', b'-', ..] | [b' ', b' ' | b'\t', ..] | [b'|' | b']' | b'\t', ..]) => {
            (name, length)
        }
        (_, [b' ', ..]) if is_dotted(name) => (name, length),
        _ => return None,
    };
    // Where some lines name what wrote them, others have a level in its place: `sched: ...`, `error: ...`.
    let lone = name.len() > 3 && name.iter().all(u8::is_ascii_alphabetic);
    if let Some(severity) = Severity::from_name(name).filter(|_| lone && !is_subject(name)) {
        record.severity = record.severity.or(Some(severity));
        return Some(used);
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
    Some(used)
}

/// Whether the word of a level is rather what a message is about.
fn is_subject(word: &[u8]) -> bool {
    [&b"config"[..], b"fine", b"note", b"statement", b"failure", b"fail", b"fault", b"failed"]
        .iter()
        .any(|subject| word.eq_ignore_ascii_case(subject))
}

/// What Postgres writes in the place of a level where it goes on about the message before.
fn supplement(word: &[u8]) -> Option<Severity> {
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
            context(before, state, record);
            return Some(at + length);
        }
        at += length;
    }
    None
}
