/*!
Several formats in one source: what one reader cannot read the next one tries.
*/

use super::{Reader, State};
use crate::record::{Outcome, Record};
use std::sync::Arc;

/// Tries readers in turn. What a line turns out to be depends on the line alone, as with any of them.
pub(crate) struct Mixed {
    /// The main one first.
    pub(crate) readers: Vec<Arc<dyn Reader>>,
}

impl Reader for Mixed {
    fn read<'a>(&self, line: &'a [u8], state: &mut State, record: &mut Record<'a>) -> Outcome {
        let mut refused = None;
        for reader in &self.readers {
            record.clear();
            match reader.read(line, state, record) {
                Outcome::Unparsed(reason) => refused = refused.or(Some(Outcome::Unparsed(reason))),
                outcome => return outcome,
            }
        }
        refused.unwrap_or(Outcome::Continuation)
    }

    fn is_parted(&self) -> bool {
        self.readers.iter().any(|reader| reader.is_parted())
    }

    fn joins(&self, line: &[u8], next: &[u8]) -> bool {
        self.readers.iter().any(|reader| reader.joins(line, next))
    }

    fn join(&self, parts: &[&[u8]], whole: &mut Vec<u8>) {
        let [first, second, ..] = parts else { return };
        if let Some(reader) = self.readers.iter().find(|reader| reader.joins(first, second)) {
            reader.join(parts, whole);
        }
    }

    fn begins_record(&self, line: &[u8]) -> bool {
        // Only where one of them takes the line for a continuation does it matter which one gets to see it.
        self.readers.iter().all(|reader| reader.begins_record(line))
            || self.read(line, &mut State::default(), &mut Record::default())
                != Outcome::Continuation
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::{Sample, by_name};
    use crate::time::Hints;

    #[test]
    fn each_line_goes_to_the_first_that_reads_it() {
        let sample = ["2024-01-31 10:11:12 INFO a", "{\"a\":1}"].map(str::as_bytes);
        let reader = |name: &str, lines: &[&[u8]]| {
            by_name(name).unwrap().reader(&Sample { lines, hints: Hints::default() })
        };
        let mixed =
            Mixed { readers: vec![reader("json", &sample[1..]), reader("text", &sample[..1])] };
        for (line, outcome) in [
            (sample[0], Outcome::Record),
            (sample[1], Outcome::Record),
            (b"{\"a\":", Outcome::Continuation),
            (b" {\"a\":2}", Outcome::Record),
            (b"\tat x", Outcome::Continuation),
        ] {
            let read = mixed.read(line, &mut State::default(), &mut Record::default());
            assert_eq!(read, outcome);
            assert_eq!(mixed.begins_record(line), outcome != Outcome::Continuation);
        }
    }
}
