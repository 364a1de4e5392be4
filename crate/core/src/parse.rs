/*!
A slice of text into [`Columns`]: every line goes to the source's reader and is accounted for.
*/

use crate::columns::{Batch, Columns, ColumnsBuilder};
use crate::derive::Known;
use crate::dictionary::Seed;
use crate::format::block::{MAX_BLOCK, MAX_LINES};
use crate::format::{Reader, State};
use crate::record::{Outcome, Record};
use crate::split::{self, Line};

/// Parses slices; one a thread, reused from slice to slice.
#[derive(Debug)]
pub struct Parser {
    state: State,
    builder: ColumnsBuilder,
}

impl Parser {
    /// A parser for a session of this seed.
    pub fn new(seed: Seed) -> Self {
        Self::knowing(seed, Known::default())
    }

    /// The same with lists to look values up in.
    pub fn knowing(seed: Seed, known: Known) -> Self {
        Self { state: State::default(), builder: ColumnsBuilder::new(seed).knowing(known) }
    }

    /// Parses the lines of a slice that starts at the start of a line.
    pub fn parse(&mut self, slice: &[u8], reader: &dyn Reader) -> Columns {
        let Self { state, builder } = self;
        if reader.is_block() {
            let batch = Blocks { slice, reader, state, builder, batch: Batch::default() }.read();
            let columns = builder.take(slice.len(), &state.fields, batch);
            state.clear();
            return columns;
        }
        let mut record = Record::default();
        let mut batch = Batch::default();
        for line in split::lines(slice) {
            if line.bytes.is_empty() || line.bytes.trim_ascii().is_empty() {
                builder.blank();
                continue;
            }
            record.clear();
            match reader.read(line.bytes, state, &mut record) {
                Outcome::Record => {
                    builder.record(line.start, line.end, &record, &state.fields, &mut batch);
                }
                Outcome::Continuation => builder.continuation(line.end),
                Outcome::Unparsed(reason) => {
                    builder.unparsed(line.start, line.bytes, || reader.explain(line.bytes, reason));
                }
            }
            if line.is_overlong() {
                builder.overlong();
            }
        }
        let columns = builder.take(slice.len(), &state.fields, batch);
        state.clear();
        columns
    }
}

/// A slice whose records are read from all of their lines at once.
struct Blocks<'s, 'a> {
    slice: &'a [u8],
    reader: &'s dyn Reader,
    state: &'s mut State,
    builder: &'s mut ColumnsBuilder,
    batch: Batch<'a>,
}

impl<'a> Blocks<'_, 'a> {
    /// Adds all lines; hands back what was not yet added of their values.
    fn read(mut self) -> Batch<'a> {
        let mut block: Vec<Line<'a>> = Vec::new();
        // Whether more lines of the last record follow that are not read any more.
        let mut beyond = true;
        for line in split::lines(self.slice) {
            let blank = line.bytes.trim_ascii().is_empty();
            if !blank && self.reader.begins_record(line.bytes) {
                self.finish(&block);
                block.clear();
                beyond = false;
            } else if block.len() >= MAX_LINES {
                self.finish(&block);
                block.clear();
                beyond = true;
            }
            if beyond {
                self.further(&line);
            } else {
                block.push(line);
            }
        }
        self.finish(&block);
        self.batch
    }

    /// Adds a record of these lines.
    fn finish(&mut self, block: &[Line<'a>]) {
        let [first, rest @ ..] = block else { return };
        let last = block.iter().rfind(|line| !line.bytes.trim_ascii().is_empty()).unwrap_or(first);
        let end = last.end.min(first.start + MAX_BLOCK);
        let text = self.slice.get(first.start..end).unwrap_or_default();
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        let mut record = Record::default();
        let reader = self.reader;
        match reader.read(text, self.state, &mut record) {
            Outcome::Record => {
                let fields = &self.state.fields;
                self.builder.record(first.start, first.end, &record, fields, &mut self.batch);
            }
            Outcome::Continuation => self.builder.continuation(first.end),
            Outcome::Unparsed(reason) => {
                self.builder.unparsed(first.start, first.bytes, || reader.explain(text, reason));
            }
        }
        if first.is_overlong() {
            self.builder.overlong();
        }
        for line in rest {
            self.further(line);
        }
    }

    /// Adds a line behind the first one of a record.
    fn further(&mut self, line: &Line<'_>) {
        if line.bytes.trim_ascii().is_empty() {
            self.builder.blank();
        } else {
            self.builder.continuation(line.end);
        }
        if line.is_overlong() {
            self.builder.overlong();
        }
    }
}
