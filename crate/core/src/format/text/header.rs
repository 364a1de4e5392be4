/*!
What stands between the time and the message: level, thread, process, logger, host and program. A part takes only
what it is certain of and leaves the rest to the message.
*/

use super::brackets::{brackets, inside, is_dotted, process_or_thread};
use super::stand::escape_sequence;
use crate::field;
use crate::format::State;
use crate::format::syslog::source;
use crate::record::Record;
use crate::severity::Severity;
use crate::time::{self, Hints};
use memchr::memchr;

/// A part of the header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// `INFO`, `[warn]`, `E`.
    Level,
    /// `host sshd[1234]:`
    HostAndSource,
    /// Another time, as the first one was the short form of it; it is passed over.
    Time,
    /// `node 2024-01-31 10:11:12`: a host and another time.
    HostAndTime,
    /// `1234`: a process, and the second time a thread.
    Number,
    /// `1234#0:`: a process and a thread.
    Pair,
    /// `hostd[1234]:`: a program and its process.
    Source,
    /// `D/WindowManager( 1702):`: Android's level, tag and process.
    Tag,
    /// The sign of a level as Redis writes it: `#`, `*`, `-` or `.`.
    Mark,
    /// `[main]`, `(worker-1)`: whatever such brackets can hold.
    Brackets,
    /// `[pid 12]`, `[client 203.0.113.7]`: brackets that say themselves what they hold.
    Tagged,
    /// `org.example.Server:`, `server -`.
    Logger,
    /// Anything up to a level in capitals.
    UpToLevel,
}

/// A host's name is no longer than this.
const MAX_HOST: usize = 64;
/// A logger's name is no longer than this.
const MAX_LOGGER: usize = 100;
/// A level is looked for in so many bytes.
const MAX_CONTEXT: usize = 120;

/// A place behind the time that only moves forward.
#[derive(Clone, Debug)]
pub(super) struct Cursor<'a> {
    line: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(line: &'a [u8], at: usize) -> Self {
        Self { line, at }
    }

    pub(super) fn rest(&self) -> &'a [u8] {
        self.line.get(self.at..).unwrap_or_default()
    }

    /// Passes over what separates the parts of a header.
    fn separators(&mut self) {
        loop {
            let rest = self.rest();
            self.at += match rest {
                [b' ' | b'\t' | b'|' | b',' | b';' | b':' | b']' | b'>' | b')' | b'"', ..] => 1,
                [b'-', b' ' | b'-' | b'[' | b'|', ..] | [b'-', b'>', ..] => 1,
                [0x1b, ..] => escape_sequence(rest),
                _ => return,
            };
        }
    }

    /// The rest of the line without the separator before it.
    pub(super) fn message(&self) -> &'a [u8] {
        let mut rest = self.rest();
        // The bracket of the time or of the last part, one separator, and space around them.
        for separators in [&b"])>\""[..], b"-:|,", b"-:|,", b"-:|,"] {
            rest = colourless(rest).trim_ascii_start();
            if let [first, tail @ ..] = rest
                && separators.contains(first)
                && (*first == b'|' || tail.first().is_none_or(|next| b" \t:-,|[".contains(next)))
            {
                rest = tail;
            }
        }
        colourless(rest).trim_ascii()
    }

    /// Takes `(org.example.Server)` off the end of the line.
    pub(super) fn trailing_logger(&mut self, record: &mut Record<'a>) -> bool {
        let line = self.line.trim_ascii_end();
        let tail = line.get(line.len().saturating_sub(MAX_LOGGER)..).unwrap_or_default();
        let name = tail.strip_suffix(b")").and_then(|inside| {
            let open = memchr::memrchr(b'(', inside)?;
            inside.get(open + 1..).filter(|name| is_dotted(name))
        });
        let Some(name) = name.filter(|name| line.len() - name.len() >= self.at + 3) else {
            return false;
        };
        record.text(field::LOGGER, name);
        self.line = line.get(..line.len() - name.len() - 2).unwrap_or_default();
        true
    }
}

/// Without the escape sequences of a terminal that it starts with.
fn colourless(mut bytes: &[u8]) -> &[u8] {
    while bytes.first() == Some(&0x1b) {
        bytes = bytes.get(escape_sequence(bytes)..).unwrap_or_default();
    }
    bytes
}

/// Puts what stands before the level or the time into a field of its own.
pub(super) fn context<'a>(bytes: &'a [u8], state: &mut State, record: &mut Record<'a>) {
    let is_edge = |byte: &u8| b" \t:|,;-".contains(byte);
    let start = bytes.iter().position(|byte| !is_edge(byte)).unwrap_or(bytes.len());
    let ends = |byte: &u8| !is_edge(byte) && !b"[(<{*".contains(byte);
    let end = bytes.iter().rposition(ends).map_or(start, |last| last + 1);
    // The letter of a level that is spelled out further on says nothing more.
    let Some(text) = bytes.get(start..end).filter(|text| text.len() > 1) else { return };
    if text.iter().any(u8::is_ascii_alphanumeric)
        && let Some(field) = state.fields.intern("context")
    {
        record.text(field, text);
    }
}

impl Part {
    /// Takes the part from the line where it is there. Nothing is taken and nothing moves where it is not.
    pub(super) fn take<'a>(
        self,
        cursor: &mut Cursor<'a>,
        hints: &Hints,
        state: &mut State,
        record: &mut Record<'a>,
    ) -> bool {
        let mut ahead = cursor.clone();
        if self != Self::Mark {
            ahead.separators();
        }
        let rest = ahead.rest();
        let used = match self {
            Self::Level => level(rest, record),
            Self::HostAndSource => host_and_source(rest, record),
            Self::Time => time::find(rest, 1, hints).map(|found| found.end),
            Self::HostAndTime => host_and_time(rest, hints, record),
            Self::Number => number(rest, record),
            Self::Pair => pair(rest, record),
            Self::Source => program(rest, record),
            Self::Tag => tag(rest, record),
            Self::Mark => mark(rest, record),
            Self::Brackets => brackets(rest, true, record),
            Self::Tagged => brackets(rest, false, record),
            Self::Logger => logger(rest, record),
            Self::UpToLevel => up_to_level(rest, state, record),
        };
        match used {
            Some(used) => {
                *cursor = Cursor { line: ahead.line, at: ahead.at + used };
                true
            }
            None => false,
        }
    }
}

/// How many letters `bytes` starts with.
pub(in crate::format) fn letters(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| byte.is_ascii_alphabetic()).count()
}

fn level(rest: &[u8], record: &mut Record<'_>) -> Option<usize> {
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
    Some(at)
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

fn host_and_source<'a>(rest: &'a [u8], record: &mut Record<'a>) -> Option<usize> {
    let host = host(rest)?;
    let source = source(rest.get(host.len() + 1..)?)?;
    record.text(field::HOST, host);
    record.text(field::SERVICE, source.name);
    record.text(field::PID, source.pid);
    Some(host.len() + 1 + source.length)
}

fn host_and_time<'a>(rest: &'a [u8], hints: &Hints, record: &mut Record<'a>) -> Option<usize> {
    let host = host(rest)?;
    let found = time::find(rest.get(host.len() + 1..)?, 1, hints)?;
    record.text(field::HOST, host);
    Some(host.len() + 1 + found.end)
}

/// How many digits `bytes` starts with, up to eleven.
fn digits(bytes: &[u8]) -> usize {
    bytes.iter().take(11).take_while(|byte| byte.is_ascii_digit()).count()
}

fn number<'a>(rest: &'a [u8], record: &mut Record<'a>) -> Option<usize> {
    // Ruby's logger puts a sign before the process.
    let sign = usize::from(rest.first() == Some(&b'#'));
    let rest = rest.get(sign..)?;
    let length = digits(rest);
    let whole = rest.get(..length).filter(|whole| (1..=10).contains(&whole.len()))?;
    let next = rest.get(length)?;
    if !matches!(next, b' ' | b'\t' | b'|') && !(sign == 1 && *next == b']') {
        return None;
    }
    process_or_thread(whole, record);
    Some(sign + length)
}

fn program<'a>(rest: &'a [u8], record: &mut Record<'a>) -> Option<usize> {
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_./-".contains(byte);
    let length = rest.iter().take(MAX_HOST).take_while(|byte| is_name(byte)).count();
    let (name, after) = rest.split_at_checked(length)?;
    let pid = inside(after).filter(|pid| after.starts_with(b"[") && digits(pid) == pid.len())?;
    let used = length + pid.len() + 2;
    let closed = matches!(rest.get(used), None | Some(b' ' | b':'));
    if pid.is_empty() || !closed || !name.first()?.is_ascii_alphabetic() {
        return None;
    }
    record.text(field::SERVICE, name);
    record.text(field::PID, pid);
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

fn mark(rest: &[u8], record: &mut Record<'_>) -> Option<usize> {
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

fn pair<'a>(rest: &'a [u8], record: &mut Record<'a>) -> Option<usize> {
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

fn logger<'a>(rest: &'a [u8], record: &mut Record<'a>) -> Option<usize> {
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

/// What Postgres writes in the place of a level where it goes on about the message before.
fn supplement(word: &[u8]) -> Option<Severity> {
    matches!(word, b"DETAIL" | b"HINT" | b"CONTEXT" | b"QUERY" | b"LOCATION")
        .then_some(Severity::Info)
}

fn up_to_level<'a>(rest: &'a [u8], state: &mut State, record: &mut Record<'a>) -> Option<usize> {
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
