/*!
A pattern as its notation was understood: what stands between fields, and the fields. The way from any notation that separates
fields by what stands between them to a [`Delimited`](super::delimited::Delimited).
*/

use super::target::Target;
use crate::time::{GivenLayout, Layout};
use std::ops::Range;

/// One token of a pattern.
#[derive(Clone, Debug)]
pub(super) struct Token {
    /// Where it is written, in bytes of the text of the pattern.
    pub(super) place: Range<usize>,
    pub(super) kind: Kind,
}

/// What a token is.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// Bytes as they stand.
    Literal(Vec<u8>),
    /// Whatever comes up to the next literal.
    Field(Target),
    /// A time, which may hold what the next literal is. The first of a line is that of its record, another one is a value of
    /// this name.
    Time(How, &'static str),
    /// Any white space.
    Spaces,
}

/// How a time is written.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum How {
    /// In this layout.
    Known(Layout),
    /// In a layout that the pattern gives.
    Given(GivenLayout),
    /// In any. Between its parts, if there are two, stands this.
    Any(Vec<Vec<u8>>),
}

/// The tokens of a pattern, written down one after another.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) tokens: Vec<Token>,
}

impl Draft {
    /// Adds bytes that stand between fields.
    pub(super) fn literal(&mut self, bytes: &[u8], place: Range<usize>) {
        match self.tokens.last_mut() {
            Some(Token { place: before, kind: Kind::Literal(text) }) => {
                text.extend_from_slice(bytes);
                before.end = place.end;
            }
            _ => self.add(Kind::Literal(bytes.to_vec()), place),
        }
    }

    /// Adds any other token.
    pub(super) fn add(&mut self, kind: Kind, place: Range<usize>) {
        self.tokens.push(Token { place, kind });
    }

    /// Makes one token of those that belong together: of times next to each other, as a date and a time of the day are, and
    /// of a path and its query with nothing between them.
    pub(super) fn join(&mut self) {
        let mut joined: Vec<Token> = Vec::with_capacity(self.tokens.len());
        for token in std::mem::take(&mut self.tokens) {
            if let (Kind::Field(Target::Query), Some(Token { place, kind: Kind::Field(path) })) =
                (&token.kind, joined.last_mut())
                && path.is_path()
            {
                *path = Target::Request;
                place.end = token.place.end;
                continue;
            }
            joined.push(token);
            let [.., first, between, second] = joined.as_mut_slice() else { continue };
            let (Kind::Time(one, name), Kind::Literal(text), Kind::Time(other, _)) =
                (&mut first.kind, &between.kind, &second.kind)
            else {
                continue;
            };
            match (one, other) {
                (How::Given(one), How::Given(other)) if !(one.has_clock() && other.has_date()) => {
                    one.extend(text, other);
                }
                (How::Any(parts), How::Any(_)) if *name == "date" && parts.is_empty() => {
                    parts.push(text.clone());
                }
                _ => continue,
            }
            first.place.end = second.place.end;
            joined.truncate(joined.len() - 2);
        }
        self.tokens = joined;
    }
}
