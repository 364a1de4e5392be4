/*!
Lines of no format among those of others, which begin with a time all the same.
*/

use super::WITHIN;
use super::header::{Cursor, Part};
use super::words::{is_apart, level};
use crate::format::{Reader, State};
use crate::record::{Outcome, Reason, Record, Value};
use crate::time::{self, Found, Hints, Layout};

/// Reads any line that has a time behind at most two words, and its level next to it. Only for what all formats of a source
/// refuse: the torn lines of most formats have no time there.
pub(crate) struct Stray {
    /// For times that leave something out.
    pub(crate) hints: Hints,
}

impl Reader for Stray {
    fn read<'a>(&self, line: &'a [u8], state: &mut State, record: &mut Record<'a>) -> Outcome {
        let whole = |found: &Found| !matches!(found.layout, Layout::Date | Layout::TimeOfDay);
        let found = time::find(line, WITHIN, &self.hints).filter(whole);
        let head = found.and_then(|found| {
            let before = line.get(..found.start)?;
            is_apart(before).then_some((found, before))
        });
        let Some((found, before)) = head else {
            return Outcome::Unparsed(Reason::new(0, "a time at the beginning"));
        };
        record.time = Some(found.time);
        record.severity = before.split(|byte| *byte == b' ').find_map(level);
        let mut cursor = Cursor::new(line, found.end);
        if record.severity.is_none() {
            Part::Level.take(&mut cursor, &self.hints, state, record);
        }
        let message = cursor.message();
        if !message.is_empty() {
            record.message = Some(Value::Text(message));
        }
        Outcome::Record
    }
}
