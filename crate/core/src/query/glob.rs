/*!
Text in which a star stands for any run of characters, and how it is matched in linear time.
*/

use memchr::memmem::Finder;

/// Text with wildcards, as the literal pieces between them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Glob {
    /// At least one; only the first and the last may be empty.
    pieces: Vec<String>,
}

impl Glob {
    /// Text without a wildcard.
    pub fn literal(text: impl Into<String>) -> Self {
        Self { pieces: vec![text.into()] }
    }

    /// These pieces with a wildcard between each two; several wildcards in a row are one.
    pub fn from_pieces(pieces: Vec<String>) -> Self {
        let last = pieces.len().saturating_sub(1);
        let kept = |(index, piece): (usize, String)| {
            (index == 0 || index == last || !piece.is_empty()).then_some(piece)
        };
        let mut pieces: Vec<String> = pieces.into_iter().enumerate().filter_map(kept).collect();
        if pieces.is_empty() {
            pieces.push(String::new());
        }
        Self { pieces }
    }

    /// The pieces between the wildcards, one more than there are wildcards.
    pub fn pieces(&self) -> &[String] {
        &self.pieces
    }

    /// The text, where there is no wildcard in it.
    pub fn as_literal(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [text] => Some(text),
            _ => None,
        }
    }

    /// Whether this is a wildcard and nothing else.
    pub fn is_any(&self) -> bool {
        self.pieces.len() == 2 && self.pieces.iter().all(String::is_empty)
    }
}

/// A [`Glob`] made ready to be matched against whole values.
#[derive(Clone, Debug)]
pub(super) struct GlobMatcher {
    prefix: Box<[u8]>,
    middle: Vec<Finder<'static>>,
    /// Absent where there is no wildcard: then the prefix is all.
    suffix: Option<Box<[u8]>>,
}

impl GlobMatcher {
    pub(super) fn new(glob: &Glob) -> Self {
        let bytes = |piece: &String| Box::from(piece.as_bytes());
        let (first, rest) = match glob.pieces.split_first() {
            Some((first, rest)) => (bytes(first), rest),
            None => (Box::default(), glob.pieces.as_slice()),
        };
        let (middle, suffix) = match rest.split_last() {
            Some((last, middle)) => (middle, Some(bytes(last))),
            None => (rest, None),
        };
        let finder = |piece: &String| Finder::new(piece.as_bytes()).into_owned();
        Self { prefix: first, middle: middle.iter().map(finder).collect(), suffix }
    }

    /// Whether the whole value fits. The leftmost place of each piece leaves most room for those behind it, so nothing
    /// is ever tried twice.
    pub(super) fn matches(&self, value: &[u8]) -> bool {
        let Some(mut rest) = value.strip_prefix(&*self.prefix) else { return false };
        let Some(suffix) = &self.suffix else { return rest.is_empty() };
        for finder in &self.middle {
            let after = finder.find(rest).map(|at| at + finder.needle().len());
            let Some(behind) = after.and_then(|after| rest.get(after..)) else { return false };
            rest = behind;
        }
        rest.ends_with(suffix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The definition of a wildcard: it stands for some beginning of the rest.
    fn naive(pieces: &[String], value: &[u8]) -> bool {
        let Some((first, more)) = pieces.split_first() else { return false };
        let Some(rest) = value.strip_prefix(first.as_bytes()) else { return false };
        if more.is_empty() {
            return rest.is_empty();
        }
        (0..=rest.len()).any(|skipped| naive(more, &rest[skipped..]))
    }

    proptest! {
        #[test]
        fn globs_match_as_if_every_run_were_tried(pieces in prop::collection::vec("[ab]{0,2}", 1..5), value in "[ab]{0,10}") {
            let glob = Glob::from_pieces(pieces.clone());
            prop_assert_eq!(GlobMatcher::new(&glob).matches(value.as_bytes()), naive(&pieces, value.as_bytes()));
        }
    }
}
