/*!
Messages that are records of another format themselves: JSON, logfmt or access logs that syslog carries.
*/

use super::chosen::count_read;
use super::{Format, Reader, Sample, State, access, cef, json, logfmt, pairs, table};
use crate::record::{Outcome, Reason, Record};
use crate::time::Hints;
use std::sync::Arc;

/// What messages may be; none of these looks for others inside.
const FORMATS: [&dyn Format; 7] = [
    &json::Json,
    &cef::Cef,
    &access::Combined,
    &access::Common,
    &table::Columns,
    &logfmt::Logfmt,
    &pairs::Pairs,
];
/// So many messages of ten must be of the format.
const MOST: usize = 6;

/// Reads the messages of a source.
#[derive(Default)]
pub(super) struct Messages {
    reader: Option<Arc<dyn Reader>>,
    /// Whether somebody asked for it: then a message that it can't read is none.
    chosen: bool,
    /// Whether the format has a shape that other text has not.
    certain: bool,
}

impl Messages {
    /// Finds out from those of a sample what they are.
    pub(super) fn learn(messages: &[&[u8]], hints: Hints) -> Self {
        let sample = Sample { lines: messages, hints };
        let reads = |reader: &Arc<dyn Reader>| {
            count_read(&**reader, messages.iter().copied()) * 10 >= messages.len() * MOST
        };
        let readers = FORMATS.iter().map(|format| (format.weight(), format.reader(&sample)));
        let rows = std::iter::once_with(|| (table::Csv.weight(), table::rows(&sample)));
        let found = match messages {
            [] => None,
            _ => readers.chain(rows).find(|(_, reader)| reads(reader)),
        };
        let certain = found.as_ref().is_some_and(|(weight, _)| *weight >= 0.9);
        Self { reader: found.map(|(_, reader)| reader), chosen: false, certain }
    }

    /// Whether messages were found to be of a format that no other text is taken for.
    pub(super) fn are_certain(&self) -> bool {
        self.certain
    }

    /// All of them are to be read by this reader.
    pub(super) fn chosen(reader: &Arc<dyn Reader>) -> Self {
        Self { reader: Some(reader.clone()), chosen: true, certain: true }
    }

    /// Why a message that was not read, at this place of its line, must not be one.
    pub(super) fn refused(&self, at: usize) -> Option<Reason> {
        self.chosen.then(|| Reason::new(at, "what was asked for"))
    }

    /// The same for people.
    pub(super) fn explain(&self, message: &[u8], reason: Reason) -> String {
        match &self.reader {
            Some(reader) if self.chosen => reader.explain(message, reason),
            _ => reason.to_string(),
        }
    }

    /// Reads a message into an empty record; leaves it empty where the message is none of the format.
    #[inline]
    pub(super) fn read<'a>(
        &self,
        message: &'a [u8],
        state: &mut State,
        record: &mut Record<'a>,
    ) -> bool {
        let Some(reader) = &self.reader else { return false };
        let read = state.inside(|state| reader.read(message, state, record)) == Outcome::Record;
        if !read {
            record.clear();
        }
        read
    }
}
