/*!
A pattern tried on some lines, for the one who is writing it.
*/

use super::Pattern;
use super::fault::Why;
use crate::detect::{PreviewRow, preview};
use crate::format::chosen::holding;
use crate::format::meaning::Settled;
use crate::format::{Sample, State};
use crate::record::Record;
use crate::time::Hints;
use serde::Serialize;
use std::ops::Range;

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Trial {
    /// What is wrong with the pattern: then there is nothing else.
    pub fault: Option<String>,
    /// The part of the pattern that it is wrong with, in UTF-16 units.
    pub place: Option<Range<usize>>,
    /// The fields: their names, and where they are written, in UTF-16 units.
    pub fields: Vec<(String, Range<usize>)>,
    /// The lines.
    pub rows: Vec<TrialRow>,
    /// How many of them are read.
    pub matched: usize,
}

/// A line under a pattern.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TrialRow {
    /// The line cut into what belongs to fields and what lies between.
    pub parts: Vec<Part>,
    /// The token at which it stopped: where it is written in the pattern, in UTF-16 units.
    pub stopped: Option<Range<usize>>,
    /// What was read.
    pub read: PreviewRow,
}

/// A part of a line. What is not UTF-8 is replaced by U+FFFD.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Part {
    /// Its text.
    pub text: String,
    /// The field that it belongs to, by its number among those of the trial.
    pub field: Option<usize>,
    /// Whether the line did not fit from here on.
    pub rest: bool,
}

/// Tries a pattern on lines, or on those inside them if it reads more of these.
pub fn trial(source: &str, lines: &[&[u8]], hints: Hints) -> Trial {
    let units = |place: &Range<usize>| {
        let upto = |end: usize| source.get(..end).unwrap_or(source).encode_utf16().count();
        upto(place.start)..upto(place.end)
    };
    let pattern = match Pattern::new(source) {
        Ok(pattern) => pattern,
        Err(fault) => {
            let place = (!fault.token.is_empty()).then(|| units(&fault.place));
            return Trial { fault: Some(fault.to_string()), place, ..Trial::default() };
        }
    };
    let settled = Settled { hints, ..Settled::default() };
    let held = Pattern::new(source).ok().and_then(|pattern| {
        let held = holding(&*pattern.reader(hints), &Sample { lines, hints });
        held.map(|(_, inside)| inside)
    });
    let held: Option<Vec<&[u8]>> =
        held.as_ref().map(|held| held.iter().map(Vec::as_slice).collect());
    let lines = held.as_deref().unwrap_or(lines);
    // Cells of literals are no fields.
    let names: Vec<&str> = pattern.cells.iter().map(|cell| cell.target.shown()).collect();
    let numbers: Vec<Option<usize>> = names
        .iter()
        .scan(0, |count, name| {
            let number = (!name.is_empty()).then_some(*count);
            *count += usize::from(number.is_some());
            Some(number)
        })
        .collect();
    let fields = pattern.cells.iter().zip(&names).filter(|(_, name)| !name.is_empty());
    let fields = fields.map(|(cell, name)| ((*name).to_owned(), units(&cell.place))).collect();
    let cut = |line: &[u8]| {
        let mut state = State::default();
        let read = pattern.read(&settled, line, &mut state, &mut Record::default());
        let stop = read.is_err().then(|| pattern.stop(&settled, line)).flatten();
        let until = stop.as_ref().map_or(line.len(), |stop| stop.at);
        // Where an expression does not match, nothing is known of its fields.
        let unknown = stop.as_ref().is_some_and(|stop| stop.why == Why::Regex);
        let mut cells: Vec<(Range<usize>, usize)> = state
            .cells
            .iter()
            .zip(&numbers)
            .filter_map(|(cell, number)| Some((cell.clone(), (*number)?)))
            .filter(|(cell, _)| !unknown && !cell.is_empty() && cell.end <= until)
            .collect();
        cells.sort_by_key(|(cell, _)| cell.start);
        let text = |range: Range<usize>| {
            String::from_utf8_lossy(line.get(range).unwrap_or_default()).into_owned()
        };
        let mut parts = Vec::new();
        let mut at = 0;
        for (cell, field) in cells {
            // A group may stand in another one: the outer one is shown.
            if cell.start < at {
                continue;
            }
            if cell.start > at {
                parts.push(Part { text: text(at..cell.start), field: None, rest: false });
            }
            at = cell.end;
            parts.push(Part { text: text(cell), field: Some(field), rest: false });
        }
        if at < until {
            parts.push(Part { text: text(at..until), field: None, rest: false });
        }
        if until < line.len() {
            parts.push(Part { text: text(until..line.len()), field: None, rest: true });
        }
        (parts, stop.map(|stop| units(&stop.place)))
    };
    let cuts: Vec<_> = lines.iter().map(|line| cut(line)).collect();
    let reader = pattern.reader(hints);
    let read = preview(&*reader, lines);
    let matched = read.iter().filter(|row| row.outcome == "record").count();
    let rows = cuts
        .into_iter()
        .zip(read)
        .map(|((parts, stopped), read)| TrialRow { parts, stopped, read })
        .collect();
    Trial { fault: None, place: None, fields, rows, matched }
}
