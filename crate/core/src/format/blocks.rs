/*!
Records of several lines, each a name, a colon and a value, with the time below their first line.

```text
API: PutObject(bucket=logs)
Time: 10:11:12 UTC 01/31/2024
Error: disk full (cmd.StorageErr)
```

A record begins at each line that has the name of the first one. What is no such line goes on with the one before. Behind the
name of a level stands the message.
*/

use super::infer::Survey;
use super::meaning::{Settled, read_clock, read_time};
use super::{Format, Reader, Sample, State, block, number};
use crate::record::{Outcome, Reason, Record, Value};
use crate::severity::Severity;
use crate::time::Hints;
use memchr::memchr;
use std::sync::Arc;

/// Records of named lines.
pub struct Blocks;

/// A name is no longer.
const MAX_NAME: usize = 32;
/// And has no more words.
const MAX_WORDS: usize = 3;

impl Format for Blocks {
    fn name(&self) -> &'static str {
        "blocks"
    }

    fn title(&self) -> &'static str {
        "Records of several lines, each a name and a value"
    }

    fn sample(&self) -> &'static str {
        "API: PutObject(bucket=logs)\nTime: 2024-01-31T10:11:12Z\nError: disk full (cmd.StorageErr)"
    }

    fn weight(&self) -> f64 {
        0.4
    }

    fn reader(&self, sample: &Sample<'_>) -> Arc<dyn Reader> {
        let mut reader = BlocksReader { first: first(sample), settled: Settled::default() };
        let mut survey = Survey::new(sample.hints);
        let mut rest = sample.lines;
        while let Some(&line) = rest.first() {
            let (lines, after) = rest.split_at(block::extent(&reader, rest));
            rest = after;
            if reader.first.is_some() && reader.begins_record(line) {
                survey.line();
                for (name, value) in lines.iter().filter_map(|line| pair(line)) {
                    survey.value(&String::from_utf8_lossy(name), number::of_word(value), value);
                }
            }
        }
        reader.settled = survey.settle();
        Arc::new(reader)
    }
}

struct BlocksReader {
    /// The name that begins a record; nothing where this is not the format.
    first: Option<Vec<u8>>,
    settled: Settled,
}

impl Reader for BlocksReader {
    fn read<'a>(&self, text: &'a [u8], state: &mut State, record: &mut Record<'a>) -> Outcome {
        if self.first.is_none() {
            return Outcome::Unparsed(Reason::new(0, "records of named lines"));
        }
        if !self.begins_record(text) {
            return Outcome::Continuation;
        }
        let State { fields, scratch, .. } = state;
        for (name, raw) in text.split(|byte| *byte == b'\n').filter_map(pair) {
            let Ok(path) = std::str::from_utf8(name) else { continue };
            if let Some(severity) = Severity::from_name(name).filter(|_| name.len() > 3)
                && record.message.is_none()
            {
                record.severity = record.severity.or(Some(severity));
                record.message = Some(Value::Text(raw)).filter(|_| !raw.is_empty());
                continue;
            }
            let meaning = self.settled.meaning(path, fields);
            self.settled.put(meaning, number::of_word(raw), raw, record, scratch);
        }
        Outcome::Record
    }

    fn begins_record(&self, line: &[u8]) -> bool {
        let Some(first) = &self.first else { return true };
        line.strip_prefix(first.as_slice())
            .is_some_and(|rest| rest.trim_ascii_start().first() == Some(&b':'))
    }

    fn is_block(&self) -> bool {
        self.first.is_some()
    }
}

/// The name that begins the records of a sample: most lines that are not set in have names, and below each line with this
/// one, before the next of them, stands a time.
fn first(sample: &Sample<'_>) -> Option<Vec<u8>> {
    let (name, _) = pair(sample.lines.first()?)?;
    let flush = |line: &&&[u8]| !matches!(line.first(), Some(b' ' | b'\t'));
    let (mut lines, mut named, mut records, mut timed) = (0usize, 0usize, 0usize, 0usize);
    let mut open = false;
    for line in sample.lines.iter().filter(flush) {
        lines += 1;
        let Some((other, value)) = pair(line) else { continue };
        named += 1;
        let dated = is_time(value, &sample.hints);
        if other == name {
            records += 1;
            open = !dated;
        } else if dated && open {
            timed += 1;
            open = false;
        }
    }
    let usual = records > 0 && timed * 10 >= records * 9 && named * 10 >= lines * 8;
    usual.then(|| name.to_vec())
}

/// Whether a value is a time and nothing else: its date may stand in a line of its own.
fn is_time(value: &[u8], hints: &Hints) -> bool {
    let text = Value::Text(value);
    let whole = || read_time(text, value, hints, &mut Vec::new()).is_some();
    value.contains(&b':') && (whole() || read_clock(text).is_some())
}

/// The name and the value of a line.
fn pair(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = memchr(b':', line.get(..line.len().min(MAX_NAME))?)?;
    let (name, value) = (line.get(..colon)?, line.get(colon + 1..)?);
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b" _-./".contains(byte);
    let name = name.trim_ascii_end();
    let named = name.first()?.is_ascii_alphabetic()
        && name.iter().all(is_name)
        && name.iter().filter(|byte| **byte == b' ').count() < MAX_WORDS
        && matches!(value.first(), None | Some(b' ' | b'\t'));
    named.then_some((name, value.trim_ascii()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn begins(lines: &[&str]) -> Option<String> {
        let lines: Vec<&[u8]> = lines.iter().map(|line| line.as_bytes()).collect();
        first(&Sample { lines: &lines, hints: Hints::default() })
            .map(|name| String::from_utf8(name).unwrap())
    }

    #[test]
    fn the_name_above_a_time_begins_records() {
        let time = "Time: 10:11:12 UTC 01/31/2024";
        assert_eq!(begins(&["API: a", time, "  x", "API: b", time]).as_deref(), Some("API"));
        assert_eq!(
            begins(&["Log Name: a", "Date:  1/31/2024 10:11:12 AM"]).as_deref(),
            Some("Log Name")
        );
        for lines in [
            &["API: a", "API: b", time][..],
            &["Start: 2024-01-31 10:11:12", "Command: x"],
            &["API: a", time, "2024-01-31 10:11:12 x"],
            &["API: a", "Time: soon"],
            &["http://x: a", time],
            &[],
        ] {
            assert_eq!(begins(lines), None, "{lines:?}");
        }
    }

    proptest! {
        #[test]
        fn whether_a_line_begins_a_record_agrees_with_reading_it(line in "(API|Api)?:? ?[ -~]{0,20}") {
            for first in [None, Some(b"API".to_vec())] {
                let reader = BlocksReader { first, settled: Settled::default() };
                let outcome = reader.read(line.as_bytes(), &mut State::default(), &mut Record::default());
                prop_assert_eq!(reader.begins_record(line.as_bytes()), outcome != Outcome::Continuation);
            }
        }
    }
}
