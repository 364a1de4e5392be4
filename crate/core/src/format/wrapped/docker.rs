/*!
Docker's json-file: the line is inside a JSON string.

A line without escapes is read where it stands. Of one with escapes the text is spelled out, read, and what was found led back
to where it stands in the line.
*/

use super::{Inner, Wrapping};
use crate::format::escape::unescape;
use crate::format::json::scan::{self, Leaves, Stop};
use crate::format::{Reader, Sample, State};
use crate::record::{Outcome, Reason, Record, Value};
use crate::time::{self, Hints};

pub(super) struct DockerReader {
    pub(super) hints: Hints,
    pub(super) inner: Inner,
}

impl DockerReader {
    pub(super) fn new(sample: &Sample<'_>) -> Self {
        let texts = inside(sample);
        let rests: Vec<&[u8]> = texts.iter().map(Vec::as_slice).collect();
        Self { hints: sample.hints, inner: Inner::new(&rests, sample) }
    }
}

/// What is in the objects of a sample.
pub(super) fn inside(sample: &Sample<'_>) -> Vec<Vec<u8>> {
    let unwrapped = sample.lines.iter().filter_map(|line| unwrap(line, &sample.hints).ok());
    unwrapped.map(|wrapping| spelled(wrapping.rest).text).collect()
}

impl Reader for DockerReader {
    fn read<'a>(&self, line: &'a [u8], state: &mut State, record: &mut Record<'a>) -> Outcome {
        let wrapping = match unwrap(line, &self.hints) {
            Ok(wrapping) => wrapping,
            Err(reason) => return Outcome::Unparsed(reason),
        };
        if memchr::memchr(b'\\', wrapping.rest).is_none() {
            return self.inner.read(&wrapping, state, record);
        }
        let spelled = spelled(wrapping.rest);
        let mut found = Record::default();
        let inside = Wrapping { rest: &spelled.text, open: wrapping.open, ..Wrapping::default() };
        let outcome = self.inner.read(&inside, state, &mut found);
        if outcome == Outcome::Record {
            record.time = found.time;
            record.severity = found.severity;
            record.message = found.message.and_then(|value| spelled.back(value, wrapping.rest));
            let values = found.values.iter();
            record.values.extend(
                values.filter_map(|&(id, value)| Some((id, spelled.back(value, wrapping.rest)?))),
            );
            wrapping.add(&mut state.fields, record);
        }
        outcome
    }

    fn explain(&self, line: &[u8], reason: Reason) -> String {
        match unwrap(line, &self.hints) {
            Ok(wrapping) => self.inner.reader.explain(&spelled(wrapping.rest).text, reason),
            Err(reason) => reason.to_string(),
        }
    }

    fn begins_record(&self, line: &[u8]) -> bool {
        self.read(line, &mut State::default(), &mut Record::default()) != Outcome::Continuation
    }

    fn is_parted(&self) -> bool {
        true
    }

    fn joins(&self, line: &[u8], next: &[u8]) -> bool {
        let unwrap = |line| unwrap(line, &self.hints).ok();
        memchr::memmem::find(line, ENDED).is_none()
            && unwrap(line).zip(unwrap(next)).is_some_and(|(line, next)| line.joins(&next))
    }

    fn join(&self, parts: &[&[u8]], whole: &mut Vec<u8>) {
        let Some((first, further)) = parts.split_first() else { return };
        let log = |part| unwrap(part, &self.hints).map(|wrapping| wrapping.rest);
        // The text goes on where that of the first part ends.
        let end = log(first).map_or(first.len(), |log| {
            (log.as_ptr() as usize).wrapping_sub(first.as_ptr() as usize).saturating_add(log.len())
        });
        let (before, behind) = first.split_at_checked(end).unwrap_or((first, b""));
        whole.extend_from_slice(before);
        for part in further {
            whole.extend_from_slice(log(part).unwrap_or(part));
        }
        whole.extend_from_slice(behind);
    }
}

/// How docker writes the end of a line that is whole.
const ENDED: &[u8] = br#"\n","stream":""#;

/// The members of the object that matter.
#[derive(Default)]
struct Members<'a> {
    log: Option<&'a [u8]>,
    stream: &'a [u8],
    time: &'a [u8],
}

/// A key of the object, or of one in it.
#[derive(Clone, Copy)]
enum Key {
    Root,
    Log,
    Stream,
    Time,
    Other,
}

impl<'a> Leaves<'a> for Members<'a> {
    type Place = Key;

    fn root(&self) -> Key {
        Key::Root
    }

    fn guess(&mut self, _: Key, _: &[u8]) -> Option<(Key, usize)> {
        None
    }

    fn key(&mut self, parent: Key, key: &[u8]) -> Option<Key> {
        Some(match (parent, key) {
            (Key::Root, b"log") => Key::Log,
            (Key::Root, b"stream") => Key::Stream,
            (Key::Root, b"time") => Key::Time,
            _ => Key::Other,
        })
    }

    fn leaf(&mut self, place: Key, _: Value<'a>, raw: &'a [u8]) {
        match place {
            Key::Log => self.log = Some(raw),
            Key::Stream => self.stream = raw,
            Key::Time => self.time = raw,
            Key::Root | Key::Other => {}
        }
    }
}

/// The line inside, still escaped, without its newline.
fn unwrap<'a>(line: &'a [u8], hints: &Hints) -> Result<Wrapping<'a>, Reason> {
    let mut members = Members::default();
    scan::object(line, &mut members).map_err(|stop| match stop {
        Stop::Reason(reason) => reason,
        Stop::Full => Reason::new(0, "an object of few keys"),
    })?;
    let expected = Reason::new(1, "the keys log, stream and time");
    let log = members.log.ok_or(expected)?;
    let (time, _) = time::parse_iso(members.time, hints).ok_or(expected)?;
    if members.stream.is_empty() {
        return Err(expected);
    }
    let ended = log.strip_suffix(b"\\n");
    let rest = ended.unwrap_or(log);
    let rest = rest.strip_suffix(b"\\r").unwrap_or(rest);
    let fields = [("log.iostream", members.stream), ("", &b""[..])];
    Ok(Wrapping { time: Some(time), fields, rest, open: ended.is_none() })
}

/// A text with its escapes resolved, and where each byte of it stood.
struct Spelled {
    text: Vec<u8>,
    /// One more than bytes of text: the last one is the end.
    places: Vec<u32>,
}

fn spelled(escaped: &[u8]) -> Spelled {
    let mut spelled = Spelled { text: Vec::with_capacity(escaped.len()), places: Vec::new() };
    let mut at = 0;
    while let Some(rest) = escaped.get(at..).filter(|rest| !rest.is_empty()) {
        let length = match rest {
            // Two halves of a character outside the first plane belong together.
            [b'\\', b'u', b'd' | b'D', b'8' | b'9' | b'a' | b'b' | b'A' | b'B', ..] => 12,
            [b'\\', b'u', ..] => 6,
            [b'\\', ..] => 2,
            _ => memchr::memchr(b'\\', rest).unwrap_or(rest.len()),
        };
        let piece = rest.get(..length).unwrap_or(rest);
        let before = spelled.text.len();
        unescape(piece, &mut spelled.text);
        let plain = piece.first() != Some(&b'\\');
        for step in 0..spelled.text.len() - before {
            spelled.places.push((at + if plain { step } else { 0 }) as u32);
        }
        at += piece.len();
    }
    spelled.places.push(escaped.len() as u32);
    spelled
}

impl Spelled {
    /// A value of the text as it stands in `escaped`. Nothing where it is none of its bytes.
    fn back<'a>(&self, value: Value<'_>, escaped: &'a [u8]) -> Option<Value<'a>> {
        let bytes = match value {
            Value::Number(number) => return Some(Value::Number(number)),
            Value::Text(bytes) | Value::Escaped(bytes) => bytes,
        };
        let from = (bytes.as_ptr() as usize).checked_sub(self.text.as_ptr() as usize)?;
        let place = |at: usize| self.places.get(at).map(|&place| place as usize);
        let raw = escaped.get(place(from)?..place(from + bytes.len())?)?;
        let plain = memchr::memchr(b'\\', raw).is_none();
        Some(if plain { Value::Text(raw) } else { Value::Escaped(raw) })
    }
}
