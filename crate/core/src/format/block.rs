/*!
Readers that read a record from all of its lines at once.

A record reaches from a line that begins one to the line before the next; a slice is never cut within it, up to
[`MAX_RECORD`](crate::split::MAX_RECORD). Of a record with more than [`MAX_BLOCK`] bytes or [`MAX_LINES`] lines the rest is not read: a bound
that is met before a slice may be cut, so that what is read does not depend on the cut.
*/

use super::{Reader, State};
use crate::record::{Outcome, Record};

/// So many bytes of a record are read.
pub const MAX_BLOCK: usize = 256 << 10;
/// And so many lines.
pub const MAX_LINES: usize = 4096;

/// So many of the lines belong to the record that the first of them begins.
pub fn extent(reader: &dyn Reader, lines: &[&[u8]]) -> usize {
    let further = lines.iter().skip(1).take_while(|line| !reader.begins_record(line));
    lines.len().min(1 + further.count())
}

/// The lines of a record joined, as far as they are read.
pub fn join(lines: &[&[u8]], text: &mut Vec<u8>) {
    text.clear();
    for (number, line) in lines.iter().take(MAX_LINES).enumerate() {
        if number > 0 {
            text.push(b'\n');
        }
        text.extend_from_slice(line);
    }
    text.truncate(MAX_BLOCK);
}

/// What each of the lines of a sample is, however the reader reads them. `done` is told of each line with its outcome and, where it
/// starts a record, what was read.
pub(crate) fn each(
    reader: &dyn Reader,
    lines: &[&[u8]],
    state: &mut State,
    mut done: impl FnMut(&[u8], Outcome, &Record<'_>, &State),
) {
    if reader.is_parted() {
        return each_of_parts(reader, lines, state, done);
    }
    if !reader.is_block() {
        let mut record = Record::default();
        for line in lines {
            record.clear();
            let outcome = reader.read(line, state, &mut record);
            done(line, outcome, &record, state);
        }
        return;
    }
    let mut rest = lines;
    let mut text = Vec::new();
    while let Some(&first) = rest.first() {
        let (block, after) = rest.split_at(extent(reader, rest));
        rest = after;
        let mut record = Record::default();
        let outcome = if reader.begins_record(first) {
            join(block, &mut text);
            reader.read(&text, state, &mut record)
        } else {
            Outcome::Continuation
        };
        done(first, outcome, &record, state);
        for line in block.iter().skip(1) {
            done(line, Outcome::Continuation, &Record::default(), state);
        }
    }
}

/// The same where lines may stand in parts.
fn each_of_parts(
    reader: &dyn Reader,
    lines: &[&[u8]],
    state: &mut State,
    mut done: impl FnMut(&[u8], Outcome, &Record<'_>, &State),
) {
    let mut rest = lines;
    let mut whole = Vec::new();
    while let Some(&first) = rest.first() {
        let pairs = rest.iter().zip(rest.iter().skip(1));
        let further = pairs.take_while(|(line, next)| reader.joins(line, next)).count();
        let (parts, after) = rest.split_at(rest.len().min(1 + further));
        rest = after;
        let mut text = first;
        if further > 0 {
            whole.clear();
            reader.join(parts, &mut whole);
            text = &whole;
        }
        let mut record = Record::default();
        let outcome = reader.read(text, state, &mut record);
        done(first, outcome, &record, state);
        for part in parts.iter().skip(1) {
            done(part, Outcome::Continuation, &Record::default(), state);
        }
    }
}
