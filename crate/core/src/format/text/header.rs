/*!
What stands between the time and the message: level, thread, process, logger, host and program. A part takes only
what it is certain of and leaves the rest to the message.
*/

use super::brackets::{brackets, is_dotted};
use super::stand::escape_sequence;
use super::take::{
    host_and_source, host_and_time, level, logger, mark, number, pair, program, tag, up_to_level,
};
use crate::field;
use crate::format::State;
use crate::record::Record;
use crate::time::{self, Hints};

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

/// A logger's name is no longer than this.
pub(super) const MAX_LOGGER: usize = 100;

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
