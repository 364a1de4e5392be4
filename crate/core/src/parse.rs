/*!
A slice of text into [`Columns`]: every line goes to the source's reader and is accounted for.
*/

use crate::columns::{Batch, Columns, ColumnsBuilder};
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
        Self { state: State::default(), builder: ColumnsBuilder::new(seed) }
    }

    /// Parses the lines of a slice that starts at the start of a line.
    pub fn parse(&mut self, slice: &[u8], reader: &dyn Reader) -> Columns {
        let Self { state, builder } = self;
        if reader.is_block() {
            blocks(slice, reader, state, builder);
            let columns = builder.take(slice.len(), &state.fields);
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
                Outcome::Unparsed(reason) => builder.unparsed(line.start, line.bytes, reason),
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

/// Parses a slice whose records are read from all of their lines at once.
fn blocks(slice: &[u8], reader: &dyn Reader, state: &mut State, builder: &mut ColumnsBuilder) {
    let mut block: Vec<Line<'_>> = Vec::new();
    // Whether more lines of the last record follow that are not read any more.
    let mut beyond = true;
    for line in split::lines(slice) {
        let blank = line.bytes.trim_ascii().is_empty();
        if !blank && reader.begins_record(line.bytes) {
            finish(slice, &block, reader, state, builder);
            block.clear();
            beyond = false;
        } else if block.len() >= MAX_LINES {
            finish(slice, &block, reader, state, builder);
            block.clear();
            beyond = true;
        }
        if beyond {
            further(&line, blank, builder);
        } else {
            block.push(line);
        }
    }
    finish(slice, &block, reader, state, builder);
}

/// Adds a record of these lines.
fn finish(
    slice: &[u8],
    block: &[Line<'_>],
    reader: &dyn Reader,
    state: &mut State,
    builder: &mut ColumnsBuilder,
) {
    let [first, rest @ ..] = block else { return };
    let last = block.iter().rfind(|line| !line.bytes.trim_ascii().is_empty()).unwrap_or(first);
    let end = last.end.min(first.start + MAX_BLOCK);
    let text = slice.get(first.start..end).unwrap_or_default();
    let text = text.strip_suffix(b"\r").unwrap_or(text);
    let mut record = Record::default();
    match reader.read(text, state, &mut record) {
        Outcome::Record => builder.record(first.start, first.end, &record, &state.fields),
        Outcome::Continuation => builder.continuation(first.end),
        Outcome::Unparsed(reason) => builder.unparsed(first.start, first.bytes, reason),
    }
    if first.is_overlong() {
        builder.overlong();
    }
    for line in rest {
        further(line, line.bytes.trim_ascii().is_empty(), builder);
    }
}

/// Adds a line behind the first one of a record.
fn further(line: &Line<'_>, blank: bool, builder: &mut ColumnsBuilder) {
    if blank {
        builder.blank();
    } else {
        builder.continuation(line.end);
    }
    if line.is_overlong() {
        builder.overlong();
    }
}
