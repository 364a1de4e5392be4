/*!
Plain text: every line is a record without a time, and its message. What no other format reads is read as this. Where a line says a
level, as those of compilers and installers do here and there, the record has it.
*/

use super::text::late::{self, Levels};
use super::text::take::{is_subject, letters};
use super::{Format, Reader, Sample, State};
use crate::record::{Outcome, Record, Value};
use crate::severity::Severity;
use std::sync::Arc;

/// Plain text.
pub struct Plain;

/// A level is looked for in so many bytes.
const WITHIN: usize = 160;

impl Format for Plain {
    fn name(&self) -> &'static str {
        "plain"
    }

    fn title(&self) -> &'static str {
        "Plain text, a record a line"
    }

    fn sample(&self) -> &'static str {
        "connection from 203.0.113.7 closed after 12 ms"
    }

    fn weight(&self) -> f64 {
        0.2
    }

    fn reader(&self, _sample: &Sample<'_>) -> Arc<dyn Reader> {
        Arc::new(Self)
    }
}

impl Reader for Plain {
    fn read<'a>(&self, line: &'a [u8], _state: &mut State, record: &mut Record<'a>) -> Outcome {
        late::level_of(line, Levels { leading: false, some: false, within: true }, record);
        record.severity = record.severity.or_else(|| coded(line)).or_else(|| apart(line));
        record.message = Some(Value::Text(line));
        Outcome::Record
    }
}

/// The level before a code in brackets that begins a line: `error[E0308]: `.
fn coded(line: &[u8]) -> Option<Severity> {
    let length = letters(line);
    let code = line.get(length..line.len().min(WITHIN))?.strip_prefix(b"[")?;
    let end = memchr::memchr(b']', code).filter(|_| length > 3)?;
    let plain = code.get(..end)?.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-');
    let severity = Severity::from_name(line.get(..length)?)?;
    (plain && code.get(end + 1) == Some(&b':')).then_some(severity)
}

/// A level in small letters where no sentence has it: behind the place in the code that a compiler names (`cart.c:14:7: error: `,
/// `cart.ts(14,7): error TS2322: `), in capitals behind the name of a program that begins the line (`npm WARN deprecated`), or alone in a
/// column (`90s   Warning   Failed`).
fn apart(line: &[u8]) -> Option<Severity> {
    let window = line.get(..line.len().min(WITHIN))?;
    for space in memchr::memchr_iter(b' ', window) {
        let (before, rest) = (window.get(..space)?, window.get(space + 1..)?);
        let length = letters(rest);
        let word = rest.get(..length).filter(|word| word.len() > 3 && !is_subject(word));
        let Some(severity) = word.and_then(Severity::from_name) else { continue };
        let after = rest.get(length..)?;
        let diagnostic = before.ends_with(b":")
            && (after.starts_with(b": ") || after.get(1..).is_some_and(is_code));
        let column = before.ends_with(b" ") && after.starts_with(b"  ");
        let named = rest.get(..length)?.iter().all(u8::is_ascii_uppercase)
            && before.iter().all(u8::is_ascii_lowercase)
            && after.starts_with(b" ");
        if diagnostic || column || named {
            return Some(severity);
        }
    }
    None
}

/// Whether the code of an error and a colon stand here: `TS2322: `, `C2065: `.
fn is_code(text: &[u8]) -> bool {
    let capitals = text.iter().take(6).take_while(|byte| byte.is_ascii_uppercase()).count();
    let digits = text.iter().skip(capitals).take(6).take_while(|b| b.is_ascii_digit()).count();
    capitals > 0 && digits > 0 && text.get(capitals + digits) == Some(&b':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_that_stand_apart_are_seen_and_words_are_not() {
        for (line, level) in [
            ("cart.c:14:7: error: expected ';'", Some(Severity::Error)),
            ("/srv/Cart.java:14: warning: [deprecation] x", Some(Severity::Warn)),
            ("src/cart.ts(14,7): error TS2322: Type 'a'", Some(Severity::Error)),
            ("npm WARN deprecated har-validator", Some(Severity::Warn)),
            ("90s    Warning   Failed    pod/x", Some(Severity::Warn)),
            ("#8 ERROR: process did not complete", Some(Severity::Error)),
            ("Error: creating x", Some(Severity::Error)),
            ("[WARNING]: Consider x", Some(Severity::Warn)),
            ("fatal: [web2]: FAILED! => x", Some(Severity::Fatal)),
            ("error[E0308]: mismatched types", Some(Severity::Error)),
            ("errors[0]: x", None),
            ("no error was found", None),
            ("3 errors, 1 warning", None),
            ("what: error in x", None),
            ("cart.c:14:7: note: declared here", None),
            ("", None),
        ] {
            let mut record = Record::default();
            Plain.read(line.as_bytes(), &mut State::default(), &mut record);
            assert_eq!(record.severity, level, "{line}");
            assert_eq!(record.message, Some(Value::Text(line.as_bytes())));
        }
    }
}
