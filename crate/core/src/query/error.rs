/*!
Why a filter could not be read.
*/

use std::fmt;

/// A filter that could not be read: a sentence for its author, and the place to point at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterError {
    /// Where, in bytes from the start of the filter; always at the start of a character or at the end of the filter.
    pub at: usize,
    /// What was expected there, or what is wrong.
    pub message: String,
}

impl FilterError {
    pub(super) fn new(at: usize, message: impl Into<String>) -> Self {
        Self { at, message: message.into() }
    }
}

impl fmt::Display for FilterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (at byte {} of the filter)", self.message, self.at)
    }
}

impl std::error::Error for FilterError {}
