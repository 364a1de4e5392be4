/*!
A filter's text into tokens. What a word may hold depends on where it stands: a value may hold colons, a name may not.
*/

use super::write::{Keyword, keyword};
use super::{FilterError, Glob, Op};

/// Longer texts between slashes are not taken for a regular expression; keeps the search for the closing slash short.
const MAX_PATTERN: usize = 4096;

/// Where a token is expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Where a term may start, or go on.
    Term,
    /// Behind a colon or a comparison.
    Value,
}

/// What a filter is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Open,
    Close,
    Colon,
    Compare(Op),
    Keyword(Keyword),
    Word {
        glob: Glob,
        quoted: bool,
    },
    /// What stood between the slashes.
    Regex(String),
    End,
}

/// A token and where it stands, in bytes.
#[derive(Clone, Debug)]
pub(super) struct Spanned {
    pub(super) token: Token,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The token that starts at or behind this byte.
pub(super) fn token(text: &str, from: usize, place: Place) -> Result<Spanned, FilterError> {
    let tail = text.get(from..).unwrap_or_default();
    let rest = tail.trim_start();
    let start = from + tail.len() - rest.len();
    let simple = |token, len| Ok(Spanned { token, start, end: start + len });
    let mut characters = rest.chars();
    match (characters.next(), characters.next()) {
        (None, _) => simple(Token::End, 0),
        (Some('('), _) => simple(Token::Open, 1),
        (Some(')'), _) => simple(Token::Close, 1),
        (Some(':'), _) if place == Place::Term => simple(Token::Colon, 1),
        (Some('<'), Some('=')) => simple(Token::Compare(Op::AtMost), 2),
        (Some('<'), _) => simple(Token::Compare(Op::Less), 1),
        (Some('>'), Some('=')) => simple(Token::Compare(Op::AtLeast), 2),
        (Some('>'), _) => simple(Token::Compare(Op::Greater), 1),
        (Some('"'), _) => quoted(rest, start),
        (Some('/'), _) => match regex(rest) {
            Some(source) => simple(Token::Regex(source.to_owned()), source.len() + 2),
            None => bare(rest, start, place),
        },
        _ => bare(rest, start, place),
    }
}

/// What stands between a slash and the next one that is neither escaped nor in brackets, if a term ends there.
fn regex(rest: &str) -> Option<&str> {
    let mut in_brackets = false;
    let mut escaped = false;
    for (at, byte) in rest.bytes().enumerate().skip(1).take(MAX_PATTERN) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'[' => in_brackets = true,
            b']' => in_brackets = false,
            b'/' if !in_brackets => {
                let after = rest.get(at + 1..)?.chars().next();
                let ends = after.is_none_or(|c| c.is_whitespace() || c == ')');
                return rest.get(1..at).filter(|source| ends && !source.is_empty());
            }
            _ => {}
        }
    }
    None
}

/// Gathers the characters of a word.
#[derive(Default)]
struct Pieces {
    done: Vec<String>,
    open: String,
    escaped: bool,
}

impl Pieces {
    fn star(&mut self) {
        self.done.push(std::mem::take(&mut self.open));
    }

    /// Adds the character that the backslash at this byte of the filter gives; returns how many bytes it took.
    fn escape(&mut self, rest: &str, at: usize) -> Result<usize, FilterError> {
        self.escaped = true;
        let Some(character) = rest.chars().nth(1) else {
            return Err(FilterError::new(at, "expected a character after the backslash"));
        };
        let given = match character {
            't' => '\t',
            'n' => '\n',
            'r' => '\r',
            'u' => {
                let digits = rest.get(2..6).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
                let code = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
                let Some(given) = code.and_then(char::from_u32) else {
                    let message = "expected four hexadecimal digits of a character after \\u; write \\\\ for a backslash";
                    return Err(FilterError::new(at, message));
                };
                self.open.push(given);
                return Ok(6);
            }
            other => other,
        };
        self.open.push(given);
        Ok(1 + character.len_utf8())
    }

    fn finish(mut self) -> Glob {
        self.star();
        Glob::from_pieces(self.done)
    }
}

fn quoted(rest: &str, start: usize) -> Result<Spanned, FilterError> {
    let mut pieces = Pieces::default();
    let mut at = 1;
    while let Some(tail) = rest.get(at..) {
        at += match tail.chars().next() {
            None => break,
            Some('"') => {
                let token = Token::Word { glob: pieces.finish(), quoted: true };
                return Ok(Spanned { token, start, end: start + at + 1 });
            }
            Some('\\') => pieces.escape(tail, start + at)?,
            Some('*') => {
                pieces.star();
                1
            }
            Some(other) => {
                pieces.open.push(other);
                other.len_utf8()
            }
        };
    }
    Err(FilterError::new(start, "expected a closing quotation mark for this one"))
}

fn bare(rest: &str, start: usize, place: Place) -> Result<Spanned, FilterError> {
    let mut pieces = Pieces::default();
    let mut at = 0;
    while let Some(tail) = rest.get(at..) {
        at += match tail.chars().next() {
            None | Some('(' | ')' | '<' | '>' | '"') => break,
            Some(':') if place == Place::Term => break,
            Some(white) if white.is_whitespace() => break,
            Some('\\') => pieces.escape(tail, start + at)?,
            Some('*') => {
                pieces.star();
                1
            }
            Some(other) => {
                pieces.open.push(other);
                other.len_utf8()
            }
        };
    }
    let escaped = pieces.escaped;
    let glob = pieces.finish();
    let joins = glob.as_literal().filter(|_| !escaped).and_then(keyword);
    let token = match joins {
        Some(keyword) => Token::Keyword(keyword),
        None => Token::Word { glob, quoted: false },
    };
    Ok(Spanned { token, start, end: start + at })
}
