/*!
Messages that are records of another format themselves: JSON, logfmt or access logs that syslog carries.
*/

use super::{Format, Reader, Sample, State, access, json, logfmt, table};
use crate::record::{Outcome, Record};
use crate::time::Hints;
use std::sync::Arc;

/// What messages may be; none of these looks for others inside.
const FORMATS: [&dyn Format; 5] =
    [&json::Json, &access::Combined, &access::Common, &table::Columns, &logfmt::Logfmt];
/// So many messages of ten must be of the format.
const MOST: usize = 6;

/// Reads the messages of a source.
#[derive(Default)]
pub(super) struct Messages {
    reader: Option<Arc<dyn Reader>>,
}

impl Messages {
    /// Finds out from those of a sample what they are.
    pub(super) fn learn(messages: &[&[u8]], hints: Hints) -> Self {
        let sample = Sample { lines: messages, hints };
        let reads = |reader: &Arc<dyn Reader>| {
            let mut state = State::default();
            let read = |message: &&&[u8]| {
                reader.read(message, &mut state, &mut Record::default()) == Outcome::Record
            };
            messages.iter().filter(read).count() * 10 >= messages.len() * MOST
        };
        let readers = FORMATS.iter().map(|format| format.reader(&sample));
        let reader = if messages.is_empty() { None } else { { readers }.find(reads) };
        Self { reader }
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
