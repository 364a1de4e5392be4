/*!
What a source is: every format tries to read some of its lines, and the one that reads most of them is taken.
*/

use crate::format::escape::unescape;
use crate::format::mixed::Mixed;
use crate::format::text::Stray;
use crate::format::{ALL, Format, Reader, Sample, State, block};
use crate::record::{Outcome, Record, Value};
use crate::severity::Class;
use crate::time::Timestamp;
use serde::Serialize;
use std::collections::BTreeSet;
use std::sync::Arc;

/// So much of the beginning of a source is enough to tell what it is, in bytes.
pub const HEAD: usize = 256 << 10;
/// At most so many lines are tried.
pub const MAX_SAMPLE: usize = 500;

/// So many of them follow one another.
const RUN: usize = 20;

/// What a line that goes on with a record counts, where one that starts a record counts 1.
const CONTINUATION: f64 = 0.1;
/// As many continuation lines count for a record.
const CONTINUATIONS: f64 = 40.0;
/// A second format is taken if it reads this share of the lines, and two of them.
const SECOND: f64 = 0.03;
/// A source has at most so many formats.
const MAX_FORMATS: usize = 3;

/// What a source was found to be.
#[derive(Clone)]
pub struct Detection {
    /// The format of most of its lines.
    pub format: &'static dyn Format,
    /// Further formats, of the lines that the first could not read.
    pub also: Vec<&'static dyn Format>,
    /// Reads the source: all its formats in turn.
    pub reader: Arc<dyn Reader>,
    /// Every format, the best first; of equals the more specific first.
    pub candidates: Vec<Candidate>,
}

/// How well a format fits a source.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Candidate {
    /// The short name of the format.
    pub name: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// The share of the sample that it reads, weighted by how much that says for it: 0 to 1.
    pub score: f64,
}

/// Finds out what a source is. Never fails: what nothing else reads is plain text.
pub fn detect(sample: &Sample<'_>) -> Detection {
    among(ALL, sample)
}

/// The same of lines that were wrapped in those of another format, which are taken to be wrapped only once.
pub(crate) fn detect_inside(sample: &Sample<'_>) -> Detection {
    let inside: Vec<_> = ALL.iter().copied().filter(|format| !format.is_wrapping()).collect();
    among(&inside, sample)
}

fn among(formats: &[&'static dyn Format], sample: &Sample<'_>) -> Detection {
    let mut tried: Vec<Trial> = formats.iter().map(|&format| Trial::new(format, sample)).collect();
    // A stable sort: of equals the first in the list stays first.
    tried.sort_by(|a, b| b.score.total_cmp(&a.score));
    let candidates = tried.iter().map(Trial::candidate).collect();
    let plain = tried.iter().position(|trial| trial.format.name() == "plain").unwrap_or(0);
    let best = if tried.first().is_some_and(|trial| trial.score > 0.0) { 0 } else { plain };
    let mut trial = tried.swap_remove(best);
    let format = trial.format;
    let mut also = Vec::new();
    // One that reads a record from all its lines cannot leave some of them to others.
    let whole = trial.reader.is_block();
    let mut readers = vec![trial.reader];
    let mut unread: Vec<&[u8]> = sample.lines.to_vec();
    let mut done: Vec<&[u8]> = Vec::new();
    while readers.len() < MAX_FORMATS && !whole {
        let lines = unread.iter().zip(&trial.read);
        done.extend(lines.clone().filter(|(_, read)| **read).map(|(line, _)| *line));
        unread = lines.filter(|(_, read)| !**read).map(|(line, _)| *line).collect();
        let rest = Sample { lines: &unread, hints: sample.hints };
        let trials = formats.iter().map(|&format| Trial::new(format, &rest));
        let trials = trials.filter(|trial| trial.adds(sample.lines.len(), &done));
        // The first of equals, as above.
        let Some(next) = trials.reduce(|a, b| if b.score > a.score { b } else { a }) else { break };
        also.push(next.format);
        readers.push(Arc::clone(&next.reader));
        trial = next;
    }
    if format.name() != "plain" && !whole && has_strays(sample, &readers) {
        readers.push(Arc::new(Stray { hints: sample.hints }));
    }
    let reader = match readers.as_slice() {
        [only] => Arc::clone(only),
        _ => Arc::new(Mixed { readers }),
    };
    Detection { format, also, reader, candidates }
}

/// Whether lines that none of the readers takes begin with a time, unlike those that they take: where these do so too, the others
/// are rather torn ones of the same format.
fn has_strays(sample: &Sample<'_>, readers: &[Arc<dyn Reader>]) -> bool {
    let stray = Stray { hints: sample.hints };
    let mut state = State::default();
    let (mut taken, mut alike, mut strays) = (0usize, 0usize, 0usize);
    for line in sample.lines {
        let refused = readers.iter().all(|reader| {
            let read = reader.read(line, &mut state, &mut Record::default());
            matches!(read, Outcome::Unparsed(_))
        });
        let begins = stray.read(line, &mut state, &mut Record::default()) == Outcome::Record;
        strays += usize::from(refused && begins);
        taken += usize::from(!refused);
        alike += usize::from(!refused && begins);
    }
    strays > 0 && alike * 2 < taken
}

/// How one format fared.
struct Trial {
    format: &'static dyn Format,
    reader: Arc<dyn Reader>,
    score: f64,
    records: usize,
    /// Of each line whether it was read.
    read: Vec<bool>,
}

impl Trial {
    fn new(format: &'static dyn Format, sample: &Sample<'_>) -> Self {
        let reader = format.reader(sample);
        let mut state = State::default();
        let (mut records, mut continuations, mut sum) = (0usize, 0usize, 0.0);
        let mut read = Vec::with_capacity(sample.lines.len());
        block::each(&*reader, sample.lines, &mut state, |_, outcome, record, _| {
            match outcome {
                Outcome::Record => {
                    records += 1;
                    // Of a record of which nothing but its text is known, little was understood; the levels of plain text
                    // stand in the lines of any.
                    let known = record.time.is_some()
                        || (record.severity.is_some() && format.name() != "plain")
                        || !record.values.is_empty();
                    sum += if known { 1.0 } else { CONTINUATION };
                }
                Outcome::Continuation => continuations += 1,
                Outcome::Unparsed(_) => {}
            }
            read.push(!matches!(outcome, Outcome::Unparsed(_)));
        });
        // Where lines are wrapped, or read together, those that go on with a record say as much for it as the others.
        let worth = if format.is_wrapping() || reader.is_block() { 1.0 } else { CONTINUATION };
        sum += worth * (continuations as f64).min(CONTINUATIONS * records as f64);
        let score = format.weight() * sum / sample.lines.len().max(1) as f64;
        Self { format, reader, score, records, read }
    }

    /// Whether it is worth having beside the formats that read the lines `done`, of `total` lines. One that would read those
    /// too does not tell its own lines from anything else: it would take broken lines for its own.
    fn adds(&self, total: usize, done: &[&[u8]]) -> bool {
        if self.format.name() == "plain" || self.reader.is_vague() || self.records < 2 {
            return false;
        }
        let mut state = State::default();
        let mut reads = |line: &&&[u8]| {
            self.reader.read(line, &mut state, &mut Record::default()) == Outcome::Record
        };
        self.records as f64 >= SECOND * total as f64
            && done.iter().filter(&mut reads).count() * 2 <= done.len()
    }

    fn candidate(&self) -> Candidate {
        Candidate { name: self.format.name(), title: self.format.title(), score: self.score }
    }
}

/// Lines to detect the format from: those of the first [`HEAD`] bytes that are not blank, at most [`MAX_SAMPLE`] of them, in
/// runs that are evenly spread, so that records of several lines are seen whole. The last one is left out, as its end may be
/// missing, unless it ends in a newline or is the only one.
pub fn sample_lines(head: &[u8]) -> Vec<&[u8]> {
    let head = head.get(..HEAD).unwrap_or(head);
    let complete = memchr::memrchr(b'\n', head).map_or(head, |end| head.get(..end).unwrap_or(head));
    let lines: Vec<&[u8]> = crate::split::lines(complete)
        .map(|line| line.bytes)
        .filter(|line| !line.trim_ascii().is_empty())
        .collect();
    if lines.len() <= MAX_SAMPLE {
        return lines;
    }
    let runs = MAX_SAMPLE / RUN;
    (0..MAX_SAMPLE)
        .filter_map(|i| lines.get((i / RUN) * lines.len() / runs + i % RUN).copied())
        .collect()
}

/// A line as a reader sees it, for people.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PreviewRow {
    /// The line. What is not UTF-8 is replaced by U+FFFD, here and below.
    pub text: String,
    /// `record`, `continuation` or `unparsed`.
    pub outcome: &'static str,
    /// Why it could not be read.
    pub reason: Option<String>,
    /// When it happened: RFC 3339 in UTC.
    pub time: Option<String>,
    /// The lower-case name of its severity.
    pub level: Option<&'static str>,
    /// Its free text.
    pub message: Option<String>,
    /// Its values under their full names, in the order of the line; of two of one name only the first.
    pub fields: Vec<(String, String)>,
}

/// Lines as a reader sees them. All but text, outcome and reason is empty where a line starts no record.
pub fn preview(reader: &dyn Reader, lines: &[&[u8]]) -> Vec<PreviewRow> {
    let mut rows = Vec::with_capacity(lines.len());
    let mut state = State::default();
    block::each(reader, lines, &mut state, |line, outcome, record, state| {
        rows.push(row(reader, line, outcome, record, state));
    });
    rows
}

fn row(
    reader: &dyn Reader,
    line: &[u8],
    outcome: Outcome,
    record: &Record<'_>,
    state: &State,
) -> PreviewRow {
    let (outcome, reason) = match outcome {
        Outcome::Record => ("record", None),
        Outcome::Continuation => ("continuation", None),
        Outcome::Unparsed(reason) => ("unparsed", Some(reader.explain(line, reason))),
    };
    let nothing = Record::default();
    let record = if outcome == "record" { record } else { &nothing };
    let mut known = BTreeSet::new();
    let fields = record.values.iter().filter(|(field, _)| known.insert(*field));
    PreviewRow {
        text: String::from_utf8_lossy(line).into_owned(),
        outcome,
        reason,
        time: record.time.map(Timestamp::to_rfc3339),
        level: record.severity.map(|severity| Class::from(severity).name()),
        message: record.message.map(text),
        fields: fields
            .map(|&(field, value)| (state.fields.name(field).to_owned(), text(value)))
            .collect(),
    }
}

fn text(value: Value<'_>) -> String {
    match value {
        Value::Text(text) => String::from_utf8_lossy(text).into_owned(),
        Value::Number(number) => number.to_string(),
        Value::Escaped(escaped) => {
            let mut text = Vec::new();
            unescape(escaped, &mut text);
            String::from_utf8_lossy(&text).into_owned()
        }
    }
}

#[cfg(test)]
#[path = "detect_tests.rs"]
mod tests;
