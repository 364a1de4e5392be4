/*!
Values and names as text that a filter reads back as the same.
*/

use super::Glob;
use crate::field::TIME_NAME;
use crate::time::Timestamp;

/// The value in quotation marks, with everything in it that means something escaped: stars, marks, backslashes.
pub fn quote(value: &str) -> String {
    let mut text = String::with_capacity(value.len() + 2);
    text.push('"');
    escape(&mut text, value);
    text.push('"');
    text
}

/// A field's name as a filter has it.
pub fn name(field: &str) -> String {
    field_name(field)
}

/// A filter that means the records whose field is exactly this value.
pub fn term(field: &str, value: &str) -> String {
    format!("{} : {}", field_name(field), word(&Glob::literal(value)))
}

/// A filter that means the records from `start` on and before `end`.
pub fn time_range(start: Timestamp, end: Timestamp) -> String {
    let (start, end) = (quote(&start.to_rfc3339()), quote(&end.to_rfc3339()));
    format!("{TIME_NAME} >= {start} and {TIME_NAME} < {end}")
}

fn escape(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\\' | '"' | '*' => out.extend(['\\', character]),
            other => out.push(other),
        }
    }
}

/// A value: bare where nothing in it could be mistaken, quoted otherwise.
pub(super) fn word(glob: &Glob) -> String {
    let pieces = glob.pieces();
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    let bare = glob.as_literal() != Some("")
        && pieces.iter().all(|piece| piece.chars().all(plain))
        && glob.as_literal().is_none_or(|text| keyword(text).is_none());
    let mut text = String::new();
    for (index, piece) in pieces.iter().enumerate() {
        if index > 0 {
            text.push('*');
        }
        escape(&mut text, piece);
    }
    if bare { text } else { format!("\"{text}\"") }
}

/// The name of a field: names are not quoted, so what means something is escaped one by one.
pub(super) fn field_name(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    // `\n` is a newline, so the letter of a keyword that is escaped must be another one.
    let mut in_keyword = keyword(name).is_some();
    for (index, character) in name.chars().enumerate() {
        match character {
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\\' | '(' | ')' | ':' | '<' | '>' | '"' | '*' => text.extend(['\\', character]),
            '/' if index == 0 => text.push_str("\\/"),
            'a' | 'A' | 'o' | 'O' if in_keyword => {
                text.extend(['\\', character]);
                in_keyword = false;
            }
            white if white.is_whitespace() => text.extend(['\\', white]),
            other => text.push(other),
        }
    }
    text
}

/// A word that joins terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keyword {
    And,
    Or,
    Not,
}

/// The keyword that this word is, in any case.
pub(super) fn keyword(word: &str) -> Option<Keyword> {
    let known = [("and", Keyword::And), ("or", Keyword::Or), ("not", Keyword::Not)];
    known.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(word)).map(|(_, keyword)| keyword)
}
