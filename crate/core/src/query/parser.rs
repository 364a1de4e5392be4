/*!
Recursive descent over a filter's tokens. Each level of nesting is counted, each list is a loop, so neither deep nor
long filters endanger the stack.
*/

use super::lexer::{self, Place, Spanned, Token};
use super::write::Keyword;
use super::{Expr, FilterError, Glob, Op, Pattern, Test, When, value};
use crate::field::{MESSAGE_NAME, SEVERITY_ALIAS, SEVERITY_NAME, TIME_NAME};
use crate::severity::Severity;

/// Parentheses and `not`s within each other, at most.
pub const MAX_DEPTH: usize = 64;
/// Terms of a filter, at most.
pub const MAX_TERMS: usize = 20_000;
/// Regular expressions of a filter, at most: each may take megabytes.
const MAX_PATTERNS: usize = 32;
/// Characters of the filter that an error repeats, at most.
const MAX_SHOWN: usize = 40;

/// Parses a whole filter.
pub(super) fn parse(text: &str) -> Result<Expr, FilterError> {
    let mut parser = Parser { text, at: 0, peeked: None, depth: 0, terms: 0, patterns: 0 };
    if parser.peek(Place::Term)?.token == Token::End {
        return Ok(Expr::All);
    }
    let expr = parser.any(&Subject::Record)?;
    let next = parser.take(Place::Term)?;
    match next.token {
        Token::End => Ok(expr),
        _ => Err(parser.unexpected(&next, "the end of the filter, \"and\" or \"or\"")),
    }
}

/// What a value is asked of.
enum Subject {
    /// The record's lines, unless a field is named.
    Record,
    /// This field: inside the parentheses of `field : (...)`.
    Field(String),
}

impl Subject {
    fn place(&self) -> Place {
        match self {
            Self::Record => Place::Term,
            Self::Field(_) => Place::Value,
        }
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    peeked: Option<(Place, Spanned)>,
    depth: usize,
    terms: usize,
    patterns: usize,
}

impl Parser<'_> {
    fn peek(&mut self, place: Place) -> Result<&Spanned, FilterError> {
        let fresh = match self.peeked.take() {
            Some((seen, token)) if seen == place => token,
            _ => lexer::token(self.text, self.at, place)?,
        };
        Ok(&self.peeked.insert((place, fresh)).1)
    }

    fn take(&mut self, place: Place) -> Result<Spanned, FilterError> {
        let token = match self.peeked.take() {
            Some((seen, token)) if seen == place => token,
            _ => lexer::token(self.text, self.at, place)?,
        };
        self.at = token.end;
        Ok(token)
    }

    fn any(&mut self, subject: &Subject) -> Result<Expr, FilterError> {
        let mut parts = vec![self.all(subject)?];
        while self.peek(subject.place())?.token == Token::Keyword(Keyword::Or) {
            self.take(subject.place())?;
            parts.push(self.all(subject)?);
        }
        Ok(Expr::or(parts))
    }

    fn all(&mut self, subject: &Subject) -> Result<Expr, FilterError> {
        let mut parts = vec![self.one(subject)?];
        loop {
            match self.peek(subject.place())?.token {
                Token::Keyword(Keyword::And) => {
                    self.take(subject.place())?;
                }
                Token::Keyword(Keyword::Not)
                | Token::Open
                | Token::Word { .. }
                | Token::Regex(_) => {}
                _ => return Ok(Expr::and(parts)),
            }
            parts.push(self.one(subject)?);
        }
    }

    fn one(&mut self, subject: &Subject) -> Result<Expr, FilterError> {
        let next = self.take(subject.place())?;
        match next.token {
            Token::Keyword(Keyword::Not) => {
                self.deeper(next.start)?;
                let part = self.one(subject)?;
                self.depth -= 1;
                Ok(Expr::Not(Box::new(part)))
            }
            Token::Open => self.parenthesised(subject, next.start),
            Token::Word { glob, quoted } => match subject {
                Subject::Field(name) => self.like(name.clone(), glob, next.start),
                Subject::Record => self.term(glob, quoted, next.start),
            },
            Token::Regex(source) => match subject {
                Subject::Field(name) => self.matching(name.clone(), &source, next.start),
                Subject::Record => Ok(Expr::Regex(self.pattern(&source, next.start)?)),
            },
            _ => Err(self.unexpected(
                &next,
                match subject {
                    Subject::Record => "a field, a word, a quoted phrase or \"(\"",
                    Subject::Field(_) => "a value",
                },
            )),
        }
    }

    /// What follows an opening parenthesis at this byte.
    fn parenthesised(&mut self, subject: &Subject, open: usize) -> Result<Expr, FilterError> {
        self.deeper(open)?;
        let inner = self.any(subject)?;
        self.depth -= 1;
        let close = self.take(subject.place())?;
        match close.token {
            Token::Close => Ok(inner),
            Token::End => {
                Err(FilterError::new(open, "expected a closing parenthesis for this one"))
            }
            _ => Err(self.unexpected(&close, "\")\", \"and\" or \"or\"")),
        }
    }

    fn deeper(&mut self, at: usize) -> Result<(), FilterError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            let message = format!("this is nested too deeply: at most {MAX_DEPTH} levels are read");
            return Err(FilterError::new(at, message));
        }
        Ok(())
    }

    fn count(&mut self, at: usize) -> Result<(), FilterError> {
        self.terms += 1;
        if self.terms > MAX_TERMS {
            let message = format!("the filter is too long: at most {MAX_TERMS} terms are read");
            return Err(FilterError::new(at, message));
        }
        Ok(())
    }

    /// A word at the start of a term: the name of a field if an operator follows, else something to look for.
    fn term(&mut self, glob: Glob, quoted: bool, start: usize) -> Result<Expr, FilterError> {
        let op = match &self.peek(Place::Term)?.token {
            Token::Colon => None,
            Token::Compare(op) => Some(*op),
            _ => {
                self.count(start)?;
                let hint = glob.as_literal().filter(|_| !quoted).and_then(foreign_operator);
                return match hint {
                    Some(hint) => Err(FilterError::new(start, hint)),
                    None => Ok(Expr::Text(glob)),
                };
            }
        };
        let name = match glob.as_literal() {
            Some("") => return Err(FilterError::new(start, "expected the name of a field")),
            Some(name) => name.to_owned(),
            None => {
                let message = "expected the name of one field: a star cannot stand in a name";
                return Err(FilterError::new(start, message));
            }
        };
        self.take(Place::Term)?;
        let value = self.take(Place::Value)?;
        match (value.token, op) {
            (Token::Word { glob, .. }, None) => self.like(name, glob, value.start),
            (Token::Word { glob, .. }, Some(op)) => self.compare(name, op, &glob, value.start),
            (Token::Regex(source), None) => self.matching(name, &source, value.start),
            (Token::Open, None) => self.parenthesised(&Subject::Field(name), value.start),
            (token, _) => {
                let sign = op.map_or(":", Op::symbol);
                let expected = format!("a value after \"{sign}\"");
                Err(self.unexpected(&Spanned { token, ..value }, &expected))
            }
        }
    }

    fn like(&mut self, name: String, glob: Glob, at: usize) -> Result<Expr, FilterError> {
        self.count(at)?;
        let test = match glob.as_literal() {
            _ if name == MESSAGE_NAME => return Ok(Expr::Text(glob)),
            _ if name != TIME_NAME || glob.is_any() => Test::Like(glob),
            text => Test::Time(None, text.and_then(When::new).ok_or_else(|| not_a_time(at))?),
        };
        Ok(Expr::Field(name, test))
    }

    fn compare(
        &mut self,
        name: String,
        op: Op,
        glob: &Glob,
        at: usize,
    ) -> Result<Expr, FilterError> {
        self.count(at)?;
        let Some(text) = glob.as_literal() else {
            let message = format!("expected a value without a star after \"{}\"", op.symbol());
            return Err(FilterError::new(at, message));
        };
        let test = match name.as_str() {
            TIME_NAME => Test::Time(Some(op), When::new(text).ok_or_else(|| not_a_time(at))?),
            MESSAGE_NAME => {
                return Err(FilterError::new(
                    at,
                    "a message has no order: only \":\" can ask for it",
                ));
            }
            SEVERITY_NAME | SEVERITY_ALIAS
                if Severity::from_name(text.as_bytes()).is_none()
                    && value::number(text).is_none() =>
            {
                let message = "expected a severity: trace, debug, info, warn, error or fatal";
                return Err(FilterError::new(at, message));
            }
            _ => Test::Compare(op, text.to_owned()),
        };
        Ok(Expr::Field(name, test))
    }

    fn matching(&mut self, name: String, source: &str, at: usize) -> Result<Expr, FilterError> {
        if name == TIME_NAME {
            return Err(not_a_time(at));
        }
        let pattern = self.pattern(source, at)?;
        if name == MESSAGE_NAME {
            return Ok(Expr::Regex(pattern));
        }
        Ok(Expr::Field(name, Test::Regex(pattern)))
    }

    fn pattern(&mut self, source: &str, at: usize) -> Result<Pattern, FilterError> {
        self.count(at)?;
        self.patterns += 1;
        if self.patterns > MAX_PATTERNS {
            let message =
                format!("at most {MAX_PATTERNS} regular expressions are read; join some with |");
            return Err(FilterError::new(at, message));
        }
        Pattern::new(source).map_err(|message| FilterError::new(at, message))
    }

    fn unexpected(&self, found: &Spanned, expected: &str) -> FilterError {
        let found_text = match found.token {
            Token::End => "the end of the filter".to_owned(),
            _ => {
                let text = self.text.get(found.start..found.end).unwrap_or_default();
                let mut shown: String = text.chars().take(MAX_SHOWN).collect();
                if shown.len() < text.len() {
                    shown.push('…');
                }
                format!("\"{shown}\"")
            }
        };
        FilterError::new(found.start, format!("expected {expected}, found {found_text}"))
    }
}

fn not_a_time(at: usize) -> FilterError {
    let message = "expected a time such as 2024-05-01 or \"2024-05-01T10:00:00Z\"";
    FilterError::new(at, message)
}

/// What to write instead of the operators of other languages.
fn foreign_operator(word: &str) -> Option<&'static str> {
    Some(match word {
        "=" | "==" => "expected \":\" between a field and its value; quote this to look for it",
        "!=" => "expected \"not field : value\" for what differs; quote this to look for it",
        "&&" => "expected \"and\" between two terms; quote this to look for it",
        "||" => "expected \"or\" between two terms; quote this to look for it",
        _ => return None,
    })
}
