/*!
Why a pattern can't be used, and where a line stopped following one.
*/

use std::fmt;
use std::ops::Range;

/// What is wrong with a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where in the text of the pattern, in bytes.
    pub place: Range<usize>,
    /// The token that stands there; empty where the pattern as a whole is meant.
    pub token: String,
    /// What is wrong with it, as a sentence without a beginning.
    pub why: String,
}

impl Fault {
    /// A fault of this part of `source`.
    pub(super) fn new(source: &str, place: Range<usize>, why: impl Into<String>) -> Self {
        let token = source.get(place.clone()).unwrap_or_default().to_owned();
        Self { place, token, why: why.into() }
    }

    /// A fault of the pattern as a whole.
    pub(super) fn whole(source: &str, why: impl Into<String>) -> Self {
        Self { place: 0..source.len(), token: String::new(), why: why.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.token.is_empty() {
            write!(f, "at {}: ", self.token)?;
        }
        f.write_str(&self.why)
    }
}

/// Where a line stopped following a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stop {
    /// The token that did not fit: its place in the text of the pattern, in bytes. Empty, at the end, where the line goes on.
    pub(super) place: Range<usize>,
    /// The byte of the line from which on it did not fit.
    pub(super) at: usize,
    /// What was missing.
    pub(super) why: Why,
}

/// What did not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// What stands between two fields is not there.
    Literal,
    /// What ends the field does not follow.
    Unended,
    /// It is no time.
    Time,
    /// It is no number.
    Number,
    /// The line goes on behind the pattern.
    Rest,
    /// An expression does not match.
    Regex,
}

impl Why {
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Literal => "this does not stand there",
            Self::Unended => "what ends it does not follow",
            Self::Time => "this is no such time",
            Self::Number => "this is no number",
            Self::Rest => "the line goes on",
            Self::Regex => "nothing there matches it",
        }
    }
}
