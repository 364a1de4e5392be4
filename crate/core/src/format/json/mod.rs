/*!
JSON lines: an object a line, with any keys (ndjson; the logs of Bunyan, pino, zap, logrus, ECS, Docker, ...).

```text
{"time":"2024-01-31T10:11:12Z","level":"info","msg":"done","request":{"path":"/a","ms":12}}
```

The keys of nested objects are joined with dots (`request.path`), arrays keep their JSON text, null and empty strings
are absent. Which keys hold the time, the level and the message is inferred from the sample. Where a key stands
twice, its first value counts.

Source: RFC 8259; ndjson.org.
*/

pub(super) mod scan;

#[cfg(test)]
mod tests;

use super::infer::Survey;
use super::meaning::Settled;
use super::tree::{KeyTree, Node, Path};
use super::{Format, Reader, Sample, State};
use crate::field::FieldTable;
use crate::record::{Outcome, Record, Value};
use scan::{Leaves, Stop};
use std::sync::Arc;

/// JSON lines.
pub struct Json;

impl Format for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn title(&self) -> &'static str {
        "JSON lines"
    }

    fn sample(&self) -> &'static str {
        r#"{"time":"2024-01-31T10:11:12Z","level":"info","msg":"done","request":{"path":"/a","ms":12}}"#
    }

    fn reader(&self, sample: &Sample<'_>) -> Arc<dyn Reader> {
        Arc::new(survey(sample))
    }
}

/// The reader of the objects of a sample.
pub(super) fn survey(sample: &Sample<'_>) -> JsonReader {
    let mut survey = Survey::new(sample.hints);
    for line in sample.lines {
        let mut leaves = Spelled::new(Vec::new(), |found: &mut Vec<_>, path: &str, value, raw| {
            found.push((path.to_owned(), value, raw));
        });
        if scan::object(line, &mut leaves).is_ok() {
            survey.line();
            for (path, value, raw) in &leaves.target {
                survey.value(path, *value, raw);
            }
        }
    }
    JsonReader { settled: survey.settle() }
}

/// Reads objects; by default all their leaves are values.
#[derive(Default)]
pub(super) struct JsonReader {
    settled: Settled,
}

impl Reader for JsonReader {
    fn read<'a>(&self, line: &'a [u8], state: &mut State, record: &mut Record<'a>) -> Outcome {
        let State { fields, objects, scratch, .. } = state;
        objects.restart();
        let settled = &self.settled;
        let mut leaves = Remembered { settled, tree: objects, fields, scratch, record };
        let mut outcome = scan::object(line, &mut leaves);
        if outcome == Err(Stop::Full) {
            record.clear();
            let target = (fields, scratch, record);
            let mut leaves = Spelled::new(target, |(fields, scratch, record), path, value, raw| {
                let meaning = settled.meaning(path, fields);
                settled.put(meaning, value, raw, record, scratch);
            });
            outcome = scan::object(line, &mut leaves);
        }
        match outcome {
            Ok(()) => Outcome::Record,
            Err(Stop::Reason(reason)) => Outcome::Unparsed(reason),
            Err(Stop::Full) => Outcome::Record,
        }
    }
}

/// Leaves by way of the keys seen before: the fast way.
struct Remembered<'r, 'a> {
    settled: &'r Settled,
    tree: &'r mut KeyTree,
    fields: &'r mut FieldTable,
    scratch: &'r mut Vec<u8>,
    record: &'r mut Record<'a>,
}

impl<'a> Leaves<'a> for Remembered<'_, 'a> {
    type Place = Node;

    fn root(&self) -> Node {
        Node::default()
    }

    #[inline]
    fn guess(&mut self, parent: Node, rest: &[u8]) -> Option<(Node, usize)> {
        self.tree.guess(parent, rest, b'"')
    }

    fn key(&mut self, parent: Node, key: &[u8]) -> Option<Node> {
        self.tree.child(parent, key)
    }

    #[inline]
    fn leaf(&mut self, place: Node, value: Value<'a>, raw: &'a [u8]) {
        let meaning = self.tree.meaning(place, |path| self.settled.meaning(path, self.fields));
        self.settled.put(meaning, value, raw, self.record, self.scratch);
    }
}

/// Leaves with their paths spelled out: for the sample, and for lines with more keys than are worth remembering.
struct Spelled<T, F> {
    path: Path,
    target: T,
    put: F,
}

impl<T, F> Spelled<T, F> {
    fn new<'a>(target: T, put: F) -> Self
    where
        F: FnMut(&mut T, &str, Value<'a>, &'a [u8]),
    {
        Self { path: Path::default(), target, put }
    }
}

impl<'a, T, F: FnMut(&mut T, &str, Value<'a>, &'a [u8])> Leaves<'a> for Spelled<T, F> {
    /// The length of the path.
    type Place = usize;

    fn root(&self) -> usize {
        0
    }

    fn guess(&mut self, _: usize, _: &[u8]) -> Option<(usize, usize)> {
        None
    }

    fn key(&mut self, parent: usize, key: &[u8]) -> Option<usize> {
        self.path.truncate(parent);
        self.path.push(key);
        Some(self.path.as_str().len())
    }

    fn leaf(&mut self, _: usize, value: Value<'a>, raw: &'a [u8]) {
        (self.put)(&mut self.target, self.path.as_str(), value, raw);
    }
}
