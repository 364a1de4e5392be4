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
        match self.take(line, true, state, record) {
            Some(()) => Outcome::Record,
            None => Outcome::Unparsed(Reason::new(0, "a time at the beginning")),
        }
    }
}

impl Stray {
    /// Reads a line with a time behind a level or nothing, or behind any two words where `words` may stand there.
    pub(super) fn take<'a>(
        &self,
        line: &'a [u8],
        words: bool,
        state: &mut State,
        record: &mut Record<'a>,
    ) -> Option<()> {
        let whole = |found: &Found| !matches!(found.layout, Layout::Date | Layout::TimeOfDay);
        let found = time::find(line, WITHIN, &self.hints).filter(whole)?;
        let before = line.get(..found.start).filter(|before| is_apart(before))?;
        let severity = before.split(|byte| *byte == b' ').find_map(level);
        let mut names = before.split(|byte| !byte.is_ascii_alphanumeric());
        let told = |name: &[u8]| name.is_empty() || level(name).is_some();
        if !words && !names.all(told) {
            return None;
        }
        record.time = Some(found.time);
        record.severity = severity;
        let mut cursor = Cursor::new(line, found.end);
        if record.severity.is_none() {
            Part::Level.take(&mut cursor, &self.hints, state, record);
        }
        let message = cursor.message();
        if !message.is_empty() {
            record.message = Some(Value::Text(message));
        }
        Some(())
    }
}
