/*!
Lines that were written in parts, because a program wrote a longer line than what wraps it takes at a time (Kubernetes' flag `P`, a
docker line without its newline).

The first part begins a record, whatever is in it, and the others are its continuation. A part that ends beyond [`MAX_RECORD`]
bytes from the start of the first is none any more: it stands for itself, and parts behind it are its own. So all that matters for a
line stands between the start of its record and the line, and any cut gives the same.
*/

use super::Reader;
use crate::split::{self, Line, MAX_RECORD};

/// Follows the lines of a slice.
#[derive(Debug, Default)]
pub struct Follower<'a> {
    before: Option<&'a [u8]>,
    /// Where the line starts whose parts follow.
    start: usize,
}

impl<'a> Follower<'a> {
    /// Whether the next line is a further part of the one before it.
    pub fn is_part(&mut self, reader: &dyn Reader, line: &Line<'a>) -> bool {
        let part = self.before.is_some_and(|before| reader.joins(before, line.bytes))
            && line.end - self.start <= MAX_RECORD;
        self.before = Some(line.bytes);
        if !part {
            self.start = line.start;
        }
        part
    }
}

/// A line put together from its parts.
#[derive(Debug)]
pub struct Whole {
    /// Where its first part starts, in bytes from the start of the text.
    pub start: usize,
    /// Where the newline of its last part stands, or the text ends.
    pub end: usize,
    /// The line as it would stand in one piece.
    pub text: Vec<u8>,
}

/// The lines of a text that stand in parts.
pub fn wholes(text: &[u8], reader: &dyn Reader) -> Vec<Whole> {
    let mut wholes = Vec::new();
    let mut parts: Vec<Line<'_>> = Vec::new();
    let mut finish = |parts: &mut Vec<Line<'_>>| {
        if let [first, .., last] = parts.as_slice() {
            let pieces: Vec<&[u8]> = parts.iter().map(|line| line.bytes).collect();
            let mut whole = Whole { start: first.start, end: last.end, text: Vec::new() };
            reader.join(&pieces, &mut whole.text);
            wholes.push(whole);
        }
        parts.clear();
    };
    let mut follower = Follower::default();
    for line in split::lines(text) {
        if !follower.is_part(reader, &line) {
            finish(&mut parts);
        }
        parts.push(line);
    }
    finish(&mut parts);
    wholes
}
