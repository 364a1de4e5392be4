/*!
A slice of text into [`Columns`]: every line goes to the source's reader and is accounted for.
*/

use crate::columns::{Batch, Columns, ColumnsBuilder};
use crate::dictionary::Seed;
use crate::format::{Reader, State};
use crate::record::{Outcome, Record};
use crate::split;

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
