/*!
JSON objects printed over several lines, one after the other or in an array.

```text
{
  "time": "2024-01-31T10:11:12Z",
  "message": "started"
}
```

An object begins at a line that opens a brace as far in as those of the sample do.

Source: RFC 8259.
*/

use super::json::{JsonReader, survey};
use super::{Format, Reader, Sample, State, block};
use crate::record::{Outcome, Reason, Record};
use std::sync::Arc;

/// JSON over several lines.
pub struct Pretty;

/// Objects are set in by no more than so many spaces.
const MAX_INDENT: usize = 8;

impl Format for Pretty {
    fn name(&self) -> &'static str {
        "json-pretty"
    }

    fn title(&self) -> &'static str {
        "JSON objects over several lines"
    }

    fn sample(&self) -> &'static str {
        "{\n  \"time\": \"2024-01-31T10:11:12Z\",\n  \"message\": \"started\"\n}"
    }

    fn reader(&self, sample: &Sample<'_>) -> Arc<dyn Reader> {
        let opens = |line: &&&[u8]| line.trim_ascii() == b"{";
        let first = sample.lines.iter().filter(opens).filter_map(|line| indent(line)).min();
        let begin = |line: &&&[u8]| first.is_some() && indent(line) == first;
        let begun = sample.lines.iter().filter(begin).count();
        let open = sample.lines.iter().filter(begin).filter(opens).count();
        // Objects on one line have a format of their own, even if some of them are torn.
        let indent = first.filter(|_| open * 2 > begun);
        let mut reader = PrettyReader { indent, json: JsonReader::default() };
        let mut texts = Vec::new();
        let mut rest = sample.lines;
        while let Some(&first) = rest.first() {
            let (lines, after) = rest.split_at(block::extent(&reader, rest));
            rest = after;
            if reader.begins_record(first) {
                let mut text = Vec::new();
                block::join(lines, &mut text);
                texts.push(text);
            }
        }
        let objects: Vec<&[u8]> = texts.iter().map(|text| object(text)).collect();
        reader.json = survey(&Sample { lines: &objects, hints: sample.hints });
        Arc::new(reader)
    }
}

struct PrettyReader {
    /// How far the objects are set in; nothing where there are none.
    indent: Option<usize>,
    json: JsonReader,
}

impl Reader for PrettyReader {
    fn read<'a>(&self, text: &'a [u8], state: &mut State, record: &mut Record<'a>) -> Outcome {
        if !self.begins_record(text) {
            return Outcome::Continuation;
        }
        if self.indent.is_none() {
            return Outcome::Unparsed(Reason::new(0, "an opening brace alone in a line"));
        }
        self.json.read(object(text), state, record)
    }

    fn begins_record(&self, line: &[u8]) -> bool {
        let begins = indent(line).filter(|_| self.indent.is_some());
        self.indent.is_none() || begins.is_some_and(|indent| Some(indent) == self.indent)
    }

    fn is_block(&self) -> bool {
        self.indent.is_some()
    }
}

/// How many spaces or tabs stand before the opening brace of a line, where that is what it starts with.
fn indent(line: &[u8]) -> Option<usize> {
    let spaces = line.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    (line.get(spaces) == Some(&b'{') && spaces <= MAX_INDENT).then_some(spaces)
}

/// The object without what an array puts behind it.
fn object(text: &[u8]) -> &[u8] {
    let mut text = text.trim_ascii();
    while let [rest @ .., b',' | b']'] = text {
        text = rest.trim_ascii_end();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::{detect, preview};
    use crate::dictionary::Seed;
    use crate::parse::Parser;
    use crate::time::Hints;
    use proptest::prelude::*;

    const ARRAY: &str = "[\n  {\n    \"time\": \"2024-01-31T10:11:12Z\",\n    \"level\": \"warn\",\n    \"a\": {\n      \"b\": 1\n    }\n  },\n  {\n    \"time\": \"2024-01-31T10:11:13Z\"\n  }\n]\n";

    #[test]
    fn the_objects_of_an_array_are_records() {
        let lines: Vec<&[u8]> = ARRAY.lines().map(str::as_bytes).collect();
        let found = detect(&Sample { lines: &lines, hints: Hints::default() });
        assert_eq!(found.format.name(), "json-pretty");
        let rows = preview(&*found.reader, &lines);
        assert_eq!(rows[1].time.as_deref(), Some("2024-01-31T10:11:12Z"));
        assert_eq!((rows[1].level, &rows[1].fields[0].0[..]), (Some("warn"), "a.b"));
        assert_eq!(rows[8].time.as_deref(), Some("2024-01-31T10:11:13Z"));
        assert_eq!(rows.iter().filter(|row| row.outcome == "record").count(), 2);
    }

    proptest! {
        #[test]
        fn a_cut_between_records_changes_nothing(parts in prop::collection::vec("(\\{\n|  \"a\": 1\n|\\}\n|x\n|\n){0,6}", 1..6)) {
            let sample: Vec<&[u8]> = "{\n  \"a\": 1\n}".lines().map(str::as_bytes).collect();
            let reader = Pretty.reader(&Sample { lines: &sample, hints: Hints::default() });
            let text = parts.concat().into_bytes();
            let whole = Parser::new(Seed(1)).parse(&text, &*reader).counts;
            let mut ends: Vec<usize> = memchr::memchr_iter(b'\n', &text).map(|at| at + 1).collect();
            ends.retain(|&at| text.get(at..).is_some_and(|rest| reader.begins_record(rest.split(|&b| b == b'\n').next().unwrap_or_default()) && !rest.is_empty() && rest[0] != b'\n'));
            for at in ends {
                let before = Parser::new(Seed(1)).parse(&text[..at], &*reader).counts;
                let after = Parser::new(Seed(1)).parse(&text[at..], &*reader).counts;
                prop_assert_eq!(before.records + after.records, whole.records);
                prop_assert_eq!(before.unparsed + after.unparsed, whole.unparsed);
                prop_assert_eq!(before.continuations + after.continuations, whole.continuations);
                prop_assert_eq!(before.total + after.total, whole.total);
            }
        }
    }
}
