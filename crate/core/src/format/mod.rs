/*!
What logatlas reads: one file a format, one line in [`ALL`].

A [`Format`] looks at sample lines of a source and, where they are its own, makes a [`Reader`] for it: the format
with everything settled that the source leaves open (which key holds the time, which year is meant).
*/

pub mod block;
pub mod escape;
pub mod parts;

mod access;
mod auditd;
mod blocks;
mod cef;
mod chosen;
mod cmtrace;
mod dated;
mod facility;
mod headed;
mod infer;
mod journal;
mod json;
mod levels;
mod logfmt;
mod meaning;
mod message;
pub(crate) mod mixed;
mod number;
mod pairs;
pub mod pattern;
pub(crate) mod plain;
mod pretty;
mod priority;
mod source;
mod syslog;
mod syslog5424;
mod table;
pub(crate) mod text;
mod tree;
mod unlevelled;
mod wrapped;

pub use chosen::{Chosen, NotChosen};

use crate::bytes::same;
use crate::field::FieldTable;
use crate::record::{Outcome, Reason, Record};
use crate::time::{Hints, Timestamp};
use std::sync::Arc;
use tree::KeyTree;

/// A kind of log that logatlas reads.
pub trait Format: Sync {
    /// The short name for commands and snapshots, as in `combined`.
    fn name(&self) -> &'static str;

    /// The name for people, as in `Combined access log (nginx, Apache)`.
    fn title(&self) -> &'static str;

    /// A line of this format, behind its header where it needs one.
    fn sample(&self) -> &'static str;

    /// How much a line that it reads says for this format: 1 where lines have a shape of their own, less where almost any
    /// line can be read.
    fn weight(&self) -> f64 {
        1.0
    }

    /// Whether its lines hold lines of other formats.
    fn is_wrapping(&self) -> bool {
        false
    }

    /// The lines inside those of a sample; none for formats that hold no lines.
    fn inside(&self, _sample: &Sample<'_>) -> Vec<Vec<u8>> {
        Vec::new()
    }

    /// A reader for the source that these lines were taken from, if the lines inside them are read by `inner`.
    fn around(&self, _sample: &Sample<'_>, _inner: &Arc<dyn Reader>) -> Option<Arc<dyn Reader>> {
        None
    }

    /// A reader for the source that these lines were taken from. Made even if few of them fit: the score decides.
    fn reader(&self, sample: &Sample<'_>) -> Arc<dyn Reader>;
}

/// Reads the lines of one source.
///
/// What a line turns out to be depends on the line alone, never on the lines before it: that is what lets a file be cut
/// anywhere. `state` only spares work.
pub trait Reader: Send + Sync {
    /// Reads one line into an empty record.
    fn read<'a>(&self, line: &'a [u8], state: &mut State, record: &mut Record<'a>) -> Outcome;

    /// Whether a line starts a record rather than going on with the one before it.
    fn begins_record(&self, _line: &[u8]) -> bool {
        true
    }

    /// Whether it reads nearly any line with a time in it: then what it reads says nothing against other formats.
    fn is_vague(&self) -> bool {
        false
    }

    /// Whether `read` is to be given all lines of a record at once, see [`block`], rather than its first alone. A line by itself is
    /// read too, as far as it goes.
    fn is_block(&self) -> bool {
        false
    }

    /// Whether the lines behind the message of a record belong to it, where all of them are read.
    fn message_goes_on(&self) -> bool {
        false
    }

    /// Whether a line may have been written in parts, each a line of its own: see [`parts`].
    fn is_parted(&self) -> bool {
        false
    }

    /// Whether `next`, the line behind `line`, is a further part of it.
    fn joins(&self, _line: &[u8], _next: &[u8]) -> bool {
        false
    }

    /// Writes the line whose parts these are, as it would stand in one piece.
    fn join(&self, _parts: &[&[u8]], _whole: &mut Vec<u8>) {}

    /// Why it could not read a line, as a sentence without a beginning; `reason` is what it said when it refused it.
    fn explain(&self, _line: &[u8], reason: Reason) -> String {
        reason.to_string()
    }
}

/// Lines of a source, and what is known of it from outside.
#[derive(Clone, Copy, Debug)]
pub struct Sample<'a> {
    /// Some of its lines, blank ones left out.
    pub lines: &'a [&'a [u8]],
    /// When it was last changed, and the zone of times that name none.
    pub hints: Hints,
}

/// Every format, the more specific before the more general: of two that read a source equally well the first is taken.
pub const ALL: &[&dyn Format] = &[
    &wrapped::Docker,
    &wrapped::Cri,
    &wrapped::Prefixed,
    &access::Combined,
    &access::Common,
    &json::Json,
    &pretty::Pretty,
    &syslog5424::Syslog5424,
    &syslog::Syslog,
    &auditd::Auditd,
    &cmtrace::CmTrace,
    &cef::Cef,
    &journal::Journal,
    &logfmt::Logfmt,
    &pairs::Pairs,
    &table::W3c,
    &table::Csv,
    &table::Columns,
    &blocks::Blocks,
    &headed::Headed,
    &text::Text,
    &levels::Levels,
    &plain::Plain,
];

/// The format of this name.
pub fn by_name(name: &str) -> Option<&'static dyn Format> {
    ALL.iter().copied().find(|format| format.name() == name)
}

/// What readers carry from line to line: the names of the slice's fields, and memories that spare work.
#[derive(Debug, Default)]
pub struct State {
    /// Numbers the names of fields.
    pub fields: FieldTable,
    /// The last timestamp read.
    pub times: TimeMemo,
    /// The keys of JSON objects met so far.
    objects: KeyTree,
    /// The keys of pairs outside objects met so far.
    pairs: KeyTree,
    /// The same of lines inside other lines, whose keys mean something else.
    inner: (KeyTree, KeyTree),
    /// Memory to work in.
    scratch: Vec<u8>,
    /// The places of the cells of a line.
    cells: Vec<std::ops::Range<usize>>,
    /// The groups of an expression that a line matched.
    groups: Option<regex::bytes::CaptureLocations>,
}

impl State {
    /// Forgets the names of the slice that is done.
    pub fn clear(&mut self) {
        self.fields = FieldTable::default();
        self.objects.clear();
        self.pairs.clear();
        self.inner.0.clear();
        self.inner.1.clear();
    }

    /// Reads a line inside another one: the keys of the two are remembered apart.
    fn inside<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> T {
        let swap = |state: &mut Self| {
            std::mem::swap(&mut state.objects, &mut state.inner.0);
            std::mem::swap(&mut state.pairs, &mut state.inner.1);
        };
        swap(self);
        let result = read(self);
        swap(self);
        result
    }
}

/// The last timestamp and what it was read as: neighbouring lines often repeat it.
#[derive(Debug, Default)]
pub struct TimeMemo {
    text: [u8; 32],
    len: usize,
    time: Option<(Timestamp, usize)>,
}

impl TimeMemo {
    /// What `parse` returns for `text`, from memory where the last text was the same.
    ///
    /// `parse` must depend on its argument alone and be the same from call to call.
    pub fn parse(
        &mut self,
        text: &[u8],
        parse: impl FnOnce(&[u8]) -> Option<(Timestamp, usize)>,
    ) -> Option<(Timestamp, usize)> {
        if self.time.is_some() && same(self.text.get(..self.len).unwrap_or_default(), text) {
            return self.time;
        }
        let time = parse(text);
        if let Some(slot) = self.text.get_mut(..text.len()) {
            slot.copy_from_slice(text);
            self.len = text.len();
            self.time = time;
        }
        time
    }
}
