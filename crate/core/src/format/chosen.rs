/*!
The format that somebody asked for instead of what is detected: by its name, or as a pattern.
*/

use super::pattern::{self, Fault, Pattern};
use super::{ALL, Format, Reader, Sample, State, by_name};
use crate::record::{Outcome, Record};
use std::fmt;
use std::sync::Arc;

/// What was asked for.
pub enum Chosen {
    /// One of [`ALL`](super::ALL).
    Named(&'static dyn Format),
    /// One of the user's own.
    Own(Pattern),
}

/// Why there is no such format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotChosen {
    /// It is neither a name nor a pattern.
    Unknown(String),
    /// It is a pattern with a fault.
    Pattern(Fault),
}

impl Chosen {
    /// Finds the format of this name, or compiles this pattern.
    ///
    /// # Errors
    /// What was asked for is neither.
    pub fn new(wish: &str) -> Result<Self, NotChosen> {
        if let Some(format) = by_name(wish) {
            return Ok(Self::Named(format));
        }
        if !pattern::is_pattern(wish) {
            return Err(NotChosen::Unknown(wish.to_owned()));
        }
        Pattern::new(wish).map(Self::Own).map_err(NotChosen::Pattern)
    }

    /// Its short name, or that of the pattern.
    pub fn name(&self) -> &str {
        match self {
            Self::Named(format) => format.name(),
            Self::Own(pattern) => pattern.name(),
        }
    }

    /// A reader for the source that these lines were taken from.
    pub fn reader(self, sample: &Sample<'_>) -> Arc<dyn Reader> {
        match self {
            Self::Named(format) => format.reader(sample),
            Self::Own(pattern) => placed(pattern.reader(sample.hints), sample),
        }
    }
}

/// A reader for lines that a pattern reads: whole, or those inside them.
fn placed(pattern: Arc<dyn Reader>, sample: &Sample<'_>) -> Arc<dyn Reader> {
    let around = holding(&*pattern, sample).and_then(|(format, _)| format.around(sample, &pattern));
    around.unwrap_or(pattern)
}

/// The format inside whose lines a reader reads more than it does of whole lines, and what is inside; none where that holds for none.
pub(super) fn holding(
    reader: &dyn Reader,
    sample: &Sample<'_>,
) -> Option<(&'static dyn Format, Vec<Vec<u8>>)> {
    let mut most = count_read(reader, sample.lines.iter().copied());
    let mut best = None;
    for format in ALL {
        let inside = format.inside(sample);
        let read = count_read(reader, inside.iter().map(Vec::as_slice));
        // The first of equals, since the more specific stands before the more general.
        if read > most {
            most = read;
            best = Some((*format, inside));
        }
    }
    best
}

/// How many lines a reader takes for records.
pub(super) fn count_read<'a>(reader: &dyn Reader, lines: impl Iterator<Item = &'a [u8]>) -> usize {
    let mut state = State::default();
    let is_read =
        |line: &&[u8]| reader.read(line, &mut state, &mut Record::default()) == Outcome::Record;
    lines.filter(is_read).count()
}

impl fmt::Display for NotChosen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(wish) => {
                write!(
                    f,
                    "there is no format {wish:?}, and it has no fields as a pattern has: none of "
                )?;
                f.write_str("%{NAME:field}, (?<field>...), $field and %h")
            }
            Self::Pattern(fault) => write!(f, "the pattern can't be used: {fault}"),
        }
    }
}

#[cfg(test)]
#[path = "chosen_tests.rs"]
mod tests;
