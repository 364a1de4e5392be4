/*!
What stands between the time and the message: level, thread, process, logger, host and program. A part takes only
what it is certain of and leaves the rest to the message.
*/

use super::brackets::{braces, brackets, inside, is_dotted};
use super::loggers::{logger, thread_and_logger};
use super::numbers::{number, pair, pointer};
use super::places::{letter_column, name_before_bracket, place};
use super::prose::{word_and_logger, word_column, words_and_bracket, words_and_level};
use super::roles::Role;
use super::rows::{barred_pairs, cell, enclosed, row, unframed};
use super::take::{
    host_and_source, host_and_time, level, lone_source, mark, named_level, program, tag, topics,
    up_to_level,
};
use super::words::escape_sequence;
use crate::field;
use crate::format::State;
use crate::record::Record;
use crate::time::{self, Hints};

/// A part of the header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// `INFO`, `[warn]`, `E`.
    Level,
    /// `daemon.info`, `system,error`.
    Topics,
    /// `sshd[1234]:`, `kernel:`, behind a facility.
    LoneSource,
    /// `host sshd[1234]:`
    HostAndSource,
    /// Another time, as the first one was the short form of it; it is passed over.
    Time,
    /// `node 2024-01-31 10:11:12`: a host and another time.
    HostAndTime,
    /// `1234`: a process, and the second time a thread.
    Number,
    /// `0x7f1234567700`, `0000002a`: a thread by an address of memory, or a number like one.
    Pointer,
    /// `1234#0:`: a process and a thread.
    Pair,
    /// `hostd[1234]:`: a program and its process.
    Source,
    /// `D/WindowManager( 1702):`: Android's level, tag and process.
    Tag,
    /// The sign of a level as Redis writes it: `#`, `*`, `-` or `.`.
    Mark,
    /// `[main]`, `(worker-1)`: whatever such brackets can hold.
    Brackets(Role),
    /// `javax.enterprise.web|`: a word or pairs between bars.
    Cell(Role),
    /// `<Security> <web1> <main> <`: all brackets of a row but the last one, which holds the message.
    Row,
    /// `p=12 u=root |`
    BarredPairs,
    /// What the bracket of the time holds behind it.
    Enclosed,
    /// `I`: a level as a letter in a column, among other letters.
    LetterColumn,
    /// `../../source/server.c:12(main)`: a place in the code.
    Place,
    /// `web` of `web[]`, where nothing but brackets follows.
    NameBeforeBracket,
    /// `{8c1b2f0a}`: an id, or nothing.
    Braces,
    /// `[pid 12]`, `[client 203.0.113.7]`: brackets that say themselves what they hold.
    Tagged,
    /// `org.example.Server:`, `server -`.
    Logger,
    /// `main org.example.Server -`
    ThreadAndLogger,
    /// `shop org.example.Server:`: a word of any kind and a logger.
    WordAndLogger,
    /// `node1 corosync notice  [TOTEM ]`: words, and a level in small letters.
    WordsAndLevel,
    /// `Error`, `User`: a word in a column of which most are levels.
    WordColumn,
    /// `admin 203.0.113.7 /secure [c.a.j.web.Loader]`: what a request brings along, and a logger.
    WordsAndBracket,
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
                // What CockroachDB sets before the text that is not redacted.
                _ if rest.starts_with("⋮".as_bytes()) => "⋮".len(),
                [0x1b, ..] => escape_sequence(rest),
                _ => return,
            };
        }
    }

    /// What the brackets that stand next hold, or the cell.
    pub(super) fn group(&self) -> Option<&'a [u8]> {
        let mut ahead = self.clone();
        ahead.separators();
        let rest = ahead.rest();
        let content = inside(rest).or_else(|| {
            let window = rest.get(..rest.len().min(MAX_LOGGER))?;
            rest.get(..memchr::memchr(b'|', window)?)
        });
        content.map(<[u8]>::trim_ascii)
    }

    /// The rest of the line without the separator before it.
    pub(super) fn message(&self) -> &'a [u8] {
        let mut rest = self.rest();
        // The bracket of the time or of the last part, one separator, and space around them.
        for separators in [&b"])>\""[..], b"-:|,", b"-:|,", b"-:|,"] {
            rest = colourless(rest).trim_ascii_start();
            rest = rest.strip_prefix("⋮ ".as_bytes()).unwrap_or(rest);
            if rest.starts_with(b"--") {
                rest = rest.get(dashes(rest)..).unwrap_or_default();
            } else if let [first, tail @ ..] = rest
                && separators.contains(first)
                && (b"|,".contains(first)
                    || tail.first().is_none_or(|next| b" \t:-,|[".contains(next)))
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

/// The line without space and these signs at its end.
fn shortened<'a>(line: &'a [u8], end: &[u8]) -> &'a [u8] {
    let line = line.trim_ascii_end();
    line.strip_suffix(end).unwrap_or(line)
}

/// How many of the dashes at the start of `rest` are a separator: up to three before a space, none of an option or a line.
fn dashes(rest: &[u8]) -> usize {
    let count = rest.iter().take_while(|byte| **byte == b'-').count();
    let apart = matches!(rest.get(count), Some(b' ' | b'\t' | b'['));
    if apart && count < 4 { count } else { 0 }
}

/// Without the escape sequences of a terminal that it starts with.
fn colourless(mut bytes: &[u8]) -> &[u8] {
    while bytes.first() == Some(&0x1b) {
        bytes = bytes.get(escape_sequence(bytes)..).unwrap_or_default();
    }
    bytes
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
        if !matches!(self, Self::Mark | Self::Enclosed) {
            ahead.separators();
        }
        match self {
            Self::Row => ahead.line = shortened(ahead.line, b">"),
            Self::Cell(_) => ahead.line = unframed(ahead.line),
            _ => {}
        }
        let rest = ahead.rest();
        let barred = || cursor.rest().trim_ascii_start().starts_with(b"|");
        let used = match self {
            Self::Level => level(rest, record).or_else(|| named_level(rest, state, record)),
            Self::Topics => topics(rest, record),
            Self::LoneSource => lone_source(rest, record),
            Self::HostAndSource => host_and_source(rest, record),
            Self::Time => time::find(rest, 1, hints).map(|found| found.end),
            Self::HostAndTime => host_and_time(rest, hints, record),
            Self::Number => number(rest, state, record),
            Self::Pointer => pointer(rest, record),
            Self::Pair => pair(rest, record),
            Self::Source => program(rest, record),
            Self::Tag => tag(rest, record),
            Self::Mark => mark(rest, record),
            Self::Brackets(role) => brackets(rest, Some(role), state, record),
            Self::Cell(role) if barred() => cell(rest, role, state, record),
            Self::Cell(_) => None,
            Self::Row => row(rest, state, record),
            Self::BarredPairs => barred_pairs(rest, state, record),
            Self::Enclosed => enclosed(rest, record),
            Self::LetterColumn => letter_column(rest, record),
            Self::Place => place(rest, record),
            Self::NameBeforeBracket => name_before_bracket(rest, record),
            Self::Braces => braces(rest, state, record),
            Self::Tagged => brackets(rest, None, state, record),
            Self::Logger => logger(rest, record),
            Self::ThreadAndLogger => thread_and_logger(rest, record),
            Self::WordAndLogger => word_and_logger(rest, state, record),
            Self::WordsAndLevel => words_and_level(rest, state, record),
            Self::WordColumn => word_column(rest, state, record),
            Self::WordsAndBracket => words_and_bracket(rest, state, record),
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
