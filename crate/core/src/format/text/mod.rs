/*!
Text with timestamps: the logs of programs that write a time, perhaps a level, a thread and a logger, and a message.

```text
2024-01-31 10:11:12,123 INFO [main] org.example.Server: started in 12 ms
[Wed Jan 31 10:11:12 2024] [error] [client 203.0.113.7] File does not exist
```

Where the time stands, how it is written and what follows it is settled from the sample. Where the lines of a source
begin with a time, a line that does not is a continuation of the record before it, as a stack trace is. Where times stand anywhere a line
without one is; and where few lines have any, only those that begin with white space are.
*/

mod below;
mod brackets;
mod context;
mod header;
mod ids;
pub(super) mod late;
mod learn;
mod loggers;
mod numbers;
mod places;
mod prose;
mod roles;
mod rows;
mod stand;
mod stray;
pub(super) mod take;
mod words;

#[cfg(test)]
mod tests;

use super::plain::Plain;
use super::{Format, Reader, Sample, State, block};
use crate::record::{Outcome, Reason, Record, Value};
use crate::split::without_returns;
use crate::time::{self, Hints, Timestamp};
use below::Below;
use header::{Cursor, Part};
use late::Levels;
use memchr::memchr;
pub(in crate::format) use roles::{is_logger, is_thread};
use stand::Stand;
use std::sync::Arc;
pub(crate) use stray::Stray;

/// Text with timestamps.
pub struct Text;

/// Where one line in so many has a time, those between them belong to it.
const FREQUENT: usize = 10;
/// A time is looked for in so many bytes at the start of a line.
const WITHIN: usize = 160;

impl Format for Text {
    fn name(&self) -> &'static str {
        "text"
    }

    fn title(&self) -> &'static str {
        "Text with timestamps"
    }

    fn sample(&self) -> &'static str {
        "2024-01-31 10:11:12,123 INFO [main] org.example.Server: started in 12 ms"
    }

    fn weight(&self) -> f64 {
        0.4
    }

    fn reader(&self, sample: &Sample<'_>) -> Arc<dyn Reader> {
        let (stand, times) = stand::learn(sample);
        let (timed, frequent) = (times > 0, times * FREQUENT >= sample.lines.len());
        let (parts, trailing_logger) = match &stand {
            Some(stand) => learn::parts(sample, stand),
            None => (Vec::new(), false),
        };
        let mut reader = TextReader {
            below: Below::Rest,
            hints: sample.hints,
            timed,
            frequent,
            stand,
            parts,
            trailing_logger,
            levels: Levels { leading: false, some: false, within: true },
        };
        reader.below = reader.what_is_below(sample);
        reader.levels = reader.late_levels(sample);
        Arc::new(reader)
    }
}

struct TextReader {
    hints: Hints,
    /// Whether there is a time in any line at all: without one this is not the format.
    timed: bool,
    /// Whether so many lines have a time that one without belongs to the line before it.
    frequent: bool,
    /// Where lines begin with a time; nothing where times stand anywhere.
    stand: Option<Stand>,
    /// What follows the time, in its order; each of them may be missing from a line.
    parts: Vec<Part>,
    /// What follows the first line of a record.
    below: Below,
    /// Whether lines end with the logger in parentheses.
    trailing_logger: bool,
    /// Levels that are none of the parts.
    levels: Levels,
}

impl Reader for TextReader {
    fn read<'a>(&self, text: &'a [u8], state: &mut State, record: &mut Record<'a>) -> Outcome {
        let end = if self.is_block() { memchr(b'\n', text) } else { None };
        let (line, below) = text.split_at(end.unwrap_or(text.len()));
        let line = without_returns(line);
        let Some(stand) = &self.stand else {
            if !self.begins_record(line) {
                return Outcome::Continuation;
            }
            if !self.timed {
                return Outcome::Unparsed(Reason::new(
                    0,
                    "a time in the first lines of the source",
                ));
            }
            // A level stands beside a time that nothing else stands before, or where plain text has it.
            let stray = Stray { hints: self.hints };
            if stray.take(line, false, state, record).is_none() {
                Plain.read(line, state, record);
                record.time = self.found(line);
            }
            return Outcome::Record;
        };
        let Some(head) = stand.head(line, &self.hints) else { return Outcome::Continuation };
        record.time = Some(head.time);
        record.severity = head.severity;
        let mut cursor = Cursor::new(line, head.end);
        if self.trailing_logger {
            cursor.trailing_logger(record);
        }
        if head.context.0 < head.context.1 {
            let context = line.get(head.context.0..head.context.1).unwrap_or_default();
            context::context(context, head.glued, state, record);
        }
        for part in &self.parts {
            part.take(&mut cursor, &self.hints, state, record);
        }
        let below = below.get(1..).unwrap_or_default();
        let mut message = cursor.message();
        if self.below == Below::Message {
            if below::is_groups(message) {
                context::put(message, state, record);
                message = below::message(below);
            } else if below::is_bare(message) {
                message = below::message(below);
            }
        }
        if record.severity.is_none() && self.below != Below::Level {
            let used = late::level_of(message, self.levels, record);
            message = message.get(used..).unwrap_or_default().trim_ascii_start();
        }
        if !message.is_empty() {
            record.message = Some(Value::Text(message));
        }
        if self.below == Below::Level
            && let Some((severity, message)) = below::level_of(below)
        {
            record.severity = record.severity.or(Some(severity));
            record.message = Some(Value::Text(message));
        }
        Outcome::Record
    }

    fn is_vague(&self) -> bool {
        self.stand.is_none()
    }

    fn is_block(&self) -> bool {
        self.below != Below::Rest
    }

    fn message_goes_on(&self) -> bool {
        true
    }

    fn begins_record(&self, line: &[u8]) -> bool {
        match &self.stand {
            Some(stand) => stand.head(line, &self.hints).is_some(),
            None if matches!(line.first(), Some(b' ' | b'\t')) => false,
            None => !self.frequent || self.found(line).is_some(),
        }
    }
}

impl TextReader {
    /// What most lines that begin a record have below them.
    fn what_is_below(&self, sample: &Sample<'_>) -> Below {
        let Some(stand) = &self.stand else { return Below::Rest };
        let begins = |line: &[u8]| stand.head(line, &self.hints).is_some();
        let mut state = State::default();
        let (mut pairs, mut leveled, mut bare) = (0usize, 0usize, 0usize);
        for two in sample.lines.windows(2) {
            if let [first, second] = two
                && begins(first)
                && !begins(second)
            {
                pairs += 1;
                let mut record = Record::default();
                self.read(first, &mut state, &mut record);
                let message = match record.message {
                    Some(Value::Text(message)) => message,
                    _ => &[],
                };
                bare += usize::from(below::is_bare(message) || below::is_groups(message));
                // The first line has the name of a method then, and no text of its own.
                let named = message.iter().filter(|byte| **byte == b' ').count() < 2;
                leveled += usize::from(named && below::level_of(second).is_some());
            }
        }
        let most = |count: usize| pairs > 0 && count * 10 >= pairs * 8;
        let records = sample.lines.iter().filter(|line| begins(line)).count();
        if most(leveled) && pairs * 10 >= records * 8 {
            Below::Level
        } else if most(bare) {
            Below::Message
        } else {
            Below::Rest
        }
    }

    /// Where levels stand that are none of the parts, from the messages of the sample.
    fn late_levels(&self, sample: &Sample<'_>) -> Levels {
        let (mut records, mut leading, mut within) = (0usize, 0usize, false);
        block::each(self, sample.lines, &mut State::default(), |_, outcome, record, _| {
            if outcome == Outcome::Record {
                records += 1;
                let Some(Value::Text(message)) = record.message else { return };
                leading += usize::from(late::leads(message));
                within |= record.severity.is_some() && late::within(message).is_some();
            }
        });
        Levels { leading: leading > 0 && leading * 2 >= records, some: leading > 0, within }
    }

    /// The first time anywhere in a line.
    fn found(&self, line: &[u8]) -> Option<Timestamp> {
        time::find(line, WITHIN, &self.hints).map(|found| found.time)
    }
}
