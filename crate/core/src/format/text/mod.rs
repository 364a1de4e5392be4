/*!
Text with timestamps: the logs of programs that write a time, perhaps a level, a thread and a logger, and a message.

```text
2024-01-31 10:11:12,123 INFO [main] org.example.Server: started in 12 ms
[Wed Jan 31 10:11:12 2024] [error] [client 203.0.113.7] File does not exist
```

Where the time stands, how it is written and what follows it is settled from the sample. Where the lines of a source
begin with a time, a line that does not is a continuation of the record before it, as a stack trace is. Elsewhere only
lines that begin with white space are.
*/

mod brackets;
mod header;
mod learn;
mod stand;

#[cfg(test)]
mod tests;

use super::{Format, Reader, Sample, State};
use crate::record::{Outcome, Reason, Record, Value};
use crate::time::{self, Hints};
use header::{Cursor, Part};
use stand::Stand;
use std::sync::Arc;

/// Text with timestamps.
pub struct Text;

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
        let (stand, timed) = stand::learn(sample);
        let (parts, trailing_logger) = match &stand {
            Some(stand) => learn::parts(sample, stand),
            None => (Vec::new(), false),
        };
        Arc::new(TextReader { hints: sample.hints, timed, stand, parts, trailing_logger })
    }
}

struct TextReader {
    hints: Hints,
    /// Whether there is a time in any line at all: without one this is not the format.
    timed: bool,
    /// Where lines begin with a time; nothing where times stand anywhere.
    stand: Option<Stand>,
    /// What follows the time, in its order; each of them may be missing from a line.
    parts: Vec<Part>,
    /// Whether lines end with the logger in parentheses.
    trailing_logger: bool,
}

impl Reader for TextReader {
    fn read<'a>(&self, line: &'a [u8], state: &mut State, record: &mut Record<'a>) -> Outcome {
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
            record.time = time::find(line, WITHIN, &self.hints).map(|found| found.time);
            record.message = Some(Value::Text(line));
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
            header::context(context, state, record);
        }
        for part in &self.parts {
            part.take(&mut cursor, &self.hints, state, record);
        }
        let message = cursor.message();
        if !message.is_empty() {
            record.message = Some(Value::Text(message));
        }
        Outcome::Record
    }

    fn begins_record(&self, line: &[u8]) -> bool {
        match &self.stand {
            Some(stand) => stand.head(line, &self.hints).is_some(),
            None => !matches!(line.first(), Some(b' ' | b'\t')),
        }
    }
}
