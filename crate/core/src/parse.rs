/*!
A slice of text into [`Columns`]: every line goes to the source's reader and is accounted for.
*/

use crate::columns::{Batch, Columns, ColumnsBuilder};
use crate::derive::Known;
use crate::dictionary::Seed;
use crate::format::block::{MAX_BLOCK, MAX_LINES};
use crate::format::{Reader, State, parts};
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

    /// Parses the lines of a slice that starts at the start of a line, and whose colours were [left out](crate::colours).
    pub fn parse(&mut self, slice: &[u8], reader: &dyn Reader) -> Columns {
        let Self { state, builder } = self;
        if reader.is_block() {
            let batch = Blocks { slice, reader, state, builder, batch: Batch::of(slice) }.read();
            let columns = builder.take(slice.len(), &state.fields, batch);
            state.clear();
            return columns;
        }
        if reader.is_parted() {
            return self.parse_parts(slice, reader);
        }
        let mut record = Record::default();
        let mut batch = Batch::of(slice);
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

    /// The same where lines may have been written in parts: those that were are put together first, all others are read where
    /// they stand.
    fn parse_parts(&mut self, slice: &[u8], reader: &dyn Reader) -> Columns {
        let Self { state, builder } = self;
        let wholes = parts::wholes(slice, reader);
        let mut wholes = wholes.iter().peekable();
        let mut record = Record::default();
        let mut batch = Batch::of(slice);
        // Where the line starts that is none of the parts of the one before it.
        let mut next = 0;
        for line in split::lines(slice) {
            if line.start < next {
                builder.continuation(line.end);
            } else if line.bytes.trim_ascii().is_empty() {
                builder.blank();
            } else {
                let whole = wholes.next_if(|whole| whole.start == line.start);
                next = whole.map_or(0, |whole| whole.end);
                let text = whole.map_or(line.bytes, |whole| whole.text.as_slice());
                record.clear();
                let outcome = reader.read(text, state, &mut record);
                match outcome {
                    Outcome::Record => {
                        builder.record(line.start, line.end, &record, &state.fields, &mut batch);
                    }
                    Outcome::Continuation => builder.continuation(line.end),
                    Outcome::Unparsed(reason) => {
                        let why = || reader.explain(line.bytes, reason);
                        builder.unparsed(line.start, line.bytes, why);
                    }
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

/// Reads a record once more, of which these are the bytes ([`Columns::extent`]), into an emptied one; false if it is none any more.
/// A record of several lines is read from the same of them as before.
pub fn again<'a>(
    bytes: &'a [u8],
    reader: &dyn Reader,
    state: &mut State,
    record: &mut Record<'a>,
) -> bool {
    record.clear();
    let text = if reader.is_block() {
        let last = split::lines(bytes).take(MAX_LINES).last().map_or(0, |line| line.end);
        let text = bytes.get(..last.min(MAX_BLOCK)).unwrap_or_default();
        split::without_returns(text)
    } else {
        split::lines(bytes).next().map_or(&[][..], |line| line.bytes)
    };
    reader.read(text, state, record) == Outcome::Record
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
        let text = split::without_returns(text);
        let mut record = Record::default();
        let reader = self.reader;
        match reader.read(text, self.state, &mut record) {
            Outcome::Record => {
                let fields = &self.state.fields;
                self.builder.record(first.start, first.end, &record, fields, &mut self.batch);
            }
            Outcome::Continuation => {
                // Its first line begins a record by itself, so that a slice may be cut before it.
                self.builder.set_apart();
                self.builder.continuation(first.end);
            }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::pattern::Pattern;
    use crate::split::cut;
    use crate::time::Hints;

    #[test]
    fn what_goes_on_with_a_line_that_could_not_be_read_is_no_part_of_a_record() {
        let reader = Pattern::new("%h:%>s").unwrap().reader(Hints::default());
        let text = b"a:200\n\tmore\n\n\tstill\nbroken\n\tnot\nb:200\n";
        let columns = Parser::new(Seed(1)).parse(text, &*reader);
        let texts: Vec<&[u8]> = (0..columns.rows).map(|row| &text[columns.extent(row)]).collect();
        assert_eq!(texts, [&b"a:200\n\tmore\n\n\tstill"[..], b"b:200"]);
        // Nor is a slice cut at white space within a record.
        assert_eq!(cut(&text[..20], &*reader), 0);
        assert_eq!(cut(&text[..35], &*reader), 20);
    }
}
