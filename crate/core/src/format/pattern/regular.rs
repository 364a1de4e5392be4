/*!
Patterns that are regular expressions, on an engine without backtracking.

Where a line stopped matching is found out afterwards, for the few lines that are shown: the longest row of parts from the first
on that still matches.
*/

use super::fault::{Fault, Stop, Why};
use super::grok::{Expansion, Piece};
use super::target::Cell;
use crate::query::last_line;
use regex::bytes::{CaptureLocations, Regex, RegexBuilder};
use std::ops::Range;
use std::sync::OnceLock;

/// The most memory that a compiled expression may take, and its lazy automaton, in bytes each.
const SIZE_LIMIT: usize = 4 << 20;
/// Of so many parts it is found out at which of them a line stopped; those behind count as one.
const MAX_PARTS: usize = 64;

/// A compiled pattern.
#[derive(Debug)]
pub(super) struct Regular {
    regex: Regex,
    /// The group of each field, and whether its text may stand in quotes.
    groups: Vec<(usize, bool)>,
    text: String,
    parts: Vec<Piece>,
    /// The first part, the first two, and so on, compiled when a line has to be explained.
    prefixes: Vec<OnceLock<Option<Regex>>>,
}

impl Regular {
    /// Compiles a pattern that was spelled out, and tells what becomes of what each of its fields finds.
    ///
    /// # Errors
    /// It is no expression, has no field, or takes too much memory; where that can be told, at which of its parts.
    pub(super) fn new(expansion: Expansion, source: &str) -> Result<(Self, Vec<Cell>), Fault> {
        let Expansion { text, fields, mut parts } = expansion;
        let regex = compile(&text).map_err(|error| {
            let upto =
                |part: &&Piece| text.get(..part.end).is_none_or(|text| compile(text).is_err());
            let place = parts.iter().find(upto).map_or(0..source.len(), |part| part.place.clone());
            Fault::new(source, place, says(&error))
        })?;
        if fields.is_empty() {
            return Err(Fault::whole(source, "it has no field"));
        }
        let names: Vec<Option<&str>> = regex.capture_names().collect();
        let group = |field: usize| {
            let name = format!("f{field}");
            names.iter().position(|known| *known == Some(name.as_str())).unwrap_or(0)
        };
        let groups = (0..).zip(&fields).map(|(at, field)| (group(at), field.quoted)).collect();
        parts.truncate(MAX_PARTS);
        let prefixes = parts.iter().map(|_| OnceLock::new()).collect();
        let cells = fields.into_iter().map(|field| field.cell).collect();
        Ok((Self { groups, regex, text, parts, prefixes }, cells))
    }

    /// Finds the fields in a line: where each of them stands goes to `cells`, nothing for one that took no part. False where the line
    /// does not match. `memory` is used again from line to line.
    pub(super) fn scan(
        &self,
        line: &[u8],
        memory: &mut Option<CaptureLocations>,
        cells: &mut Vec<Range<usize>>,
    ) -> bool {
        cells.clear();
        // Memory of an expression with as many groups is as good as its own.
        let fits = memory.as_ref().is_some_and(|memory| memory.len() == self.regex.captures_len());
        if !fits {
            *memory = Some(self.regex.capture_locations());
        }
        let Some(memory) = memory else { return false };
        if self.regex.captures_read(memory, line).is_none() {
            return false;
        }
        for &(group, quoted) in &self.groups {
            let found = memory.get(group).map_or(0..0, |(from, to)| from..to);
            cells.push(if quoted { unquoted(line, found) } else { found });
        }
        true
    }

    /// Where a line that does not match stopped doing so.
    pub(super) fn stop(&self, line: &[u8]) -> Stop {
        let matching = |count: usize| {
            let prefix = self.prefixes.get(count.checked_sub(1)?)?;
            let end = self.parts.get(count - 1)?.end;
            let regex = prefix.get_or_init(|| compile(self.text.get(..end)?).ok());
            regex.as_ref()?.find(line).map(|found| found.end())
        };
        // A row of parts matches only where every shorter one does.
        let (mut most, mut at, mut beyond) = (0, 0, self.parts.len());
        while most + 1 < beyond {
            let middle = most.midpoint(beyond);
            match matching(middle) {
                Some(end) => (most, at) = (middle, end),
                None => beyond = middle,
            }
        }
        let place = self.parts.get(most).map_or(0..0, |part| part.place.clone());
        Stop { place, at, why: Why::Regex }
    }
}

fn unquoted(line: &[u8], found: Range<usize>) -> Range<usize> {
    match line.get(found.clone()) {
        Some([first @ (b'"' | b'\'' | b'`'), .., last]) if first == last => {
            found.start + 1..found.end - 1
        }
        _ => found,
    }
}

/// Bytes first, so that `.` is any; where letters beyond ASCII stand in a class that does not do.
fn compile(text: &str) -> Result<Regex, regex::Error> {
    let build = |unicode| {
        let mut builder = RegexBuilder::new(text);
        builder.unicode(unicode).size_limit(SIZE_LIMIT).dfa_size_limit(SIZE_LIMIT).build()
    };
    build(false).or_else(|_| build(true))
}

fn says(error: &regex::Error) -> String {
    match error {
        regex::Error::CompiledTooBig(_) => "it is too large; make its repetitions smaller".into(),
        error => last_line(error),
    }
}
