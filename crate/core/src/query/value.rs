/*!
Tests of single values: words as bytes, numbers by value.
*/

use super::glob::GlobMatcher;
use super::{Glob, Op, Pattern, Test};
use crate::hash::stable;
use foldhash::fast::FixedState;
use hashbrown::HashSet;
use std::fmt::Write;

/// A test of one value, ready to run on many.
#[derive(Clone, Debug)]
pub(super) enum Matcher {
    /// Any value passes.
    Any,
    OneOf(OneOf),
    Like(GlobMatcher),
    Regex(Pattern),
    Compare {
        op: Op,
        text: Box<[u8]>,
        number: Option<f64>,
    },
}

/// A set of values, each of which passes.
#[derive(Clone, Debug, Default)]
pub(super) struct OneOf {
    texts: HashSet<Box<[u8]>, FixedState>,
    /// Those that are numbers, rising.
    numbers: Vec<f64>,
    /// Those that could be the id of a template, rising.
    ids: Vec<u64>,
    /// Whether some hold U+FFFD, as values that are not UTF-8 do when they are shown.
    lossy: bool,
}

impl OneOf {
    pub(super) fn new<'a>(values: impl Iterator<Item = &'a str>) -> Self {
        let mut set = Self::default();
        for value in values {
            set.numbers.extend(number(value));
            set.ids.extend(template_id(value));
            set.lossy |= value.contains(char::REPLACEMENT_CHARACTER);
            set.texts.insert(value.as_bytes().into());
        }
        set.numbers.sort_unstable_by(f64::total_cmp);
        set.ids.sort_unstable();
        set
    }

    fn has_text(&self, value: &[u8]) -> bool {
        self.texts.contains(value)
            || (self.lossy && self.texts.contains(String::from_utf8_lossy(value).as_bytes()))
    }

    fn has_number(&self, value: f64) -> bool {
        self.numbers.binary_search_by(|known| known.total_cmp(&value)).is_ok()
    }
}

impl Matcher {
    pub(super) fn new(test: &Test) -> Self {
        match test {
            Test::Like(glob) if glob.is_any() => Self::Any,
            Test::Like(glob) => match glob.as_literal() {
                Some(text) => Self::OneOf(OneOf::new(std::iter::once(text))),
                None => Self::Like(GlobMatcher::new(glob)),
            },
            Test::Regex(pattern) => Self::Regex(pattern.clone()),
            Test::Compare(op, text) => {
                Self::Compare { op: *op, text: text.as_bytes().into(), number: number(text) }
            }
            // A field of another name was never parsed as a time; this is what it would mean as text.
            Test::Time(_, when) => Self::new(&Test::Like(Glob::literal(when.text()))),
        }
    }

    /// Whether a value that is a word passes.
    pub(super) fn text(&self, value: &[u8]) -> bool {
        match self {
            Self::Any => true,
            Self::OneOf(set) => set.has_text(value),
            Self::Like(glob) => glob.matches(value),
            Self::Regex(pattern) => pattern.is_match(value),
            Self::Compare { op, text, number: None } => op.accepts(value.cmp(text)),
            Self::Compare { op, number: Some(bound), .. } => {
                let value = std::str::from_utf8(value).ok().and_then(number);
                value.is_some_and(|value| op.accepts(value.total_cmp(bound)))
            }
        }
    }

    /// Whether the template of this text passes.
    pub(super) fn template(&self, text: &[u8]) -> bool {
        let by_id = match self {
            Self::OneOf(set) if !set.ids.is_empty() => set.ids.binary_search(&stable(text)).is_ok(),
            _ => false,
        };
        by_id || self.text(text)
    }

    /// Whether a value that is a number passes. `scratch` is overwritten.
    pub(super) fn number(&self, value: f64, scratch: &mut String) -> bool {
        match self {
            Self::Any => true,
            Self::OneOf(set) => set.has_number(value),
            Self::Compare { op, number: Some(bound), .. } => op.accepts(value.total_cmp(bound)),
            Self::Compare { number: None, .. } => false,
            Self::Like(_) | Self::Regex(_) => {
                scratch.clear();
                write!(scratch, "{value}").is_ok() && self.text(scratch.as_bytes())
            }
        }
    }

    /// Whether numbers are tested as text, which takes long enough to remember what came out.
    pub(super) fn reads_digits(&self) -> bool {
        matches!(self, Self::Like(_) | Self::Regex(_))
    }
}

/// The number that a text is, if it is one: finite, and both zeros the same.
pub(super) fn number(text: &str) -> Option<f64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    digits.starts_with(|c: char| c.is_ascii_digit() || c == '.').then_some(())?;
    text.parse::<f64>().ok().filter(|number| number.is_finite()).map(|number| number + 0.0)
}

/// The id that a text is, if it is one.
pub(super) fn template_id(text: &str) -> Option<u64> {
    let hexadecimal = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    hexadecimal.then(|| u64::from_str_radix(text, 16).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_digits_make_a_number() {
        assert_eq!(number("-1.5e3"), Some(-1500.0));
        assert_eq!(number("-0").map(f64::to_bits), Some(0));
        for text in ["inf", "nan", "infinity", "1e999", "", "-", "0x10", "12px"] {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn values_that_are_not_utf8_are_found_as_they_are_shown() {
        let shown = String::from_utf8_lossy(b"caf\xe9").into_owned();
        assert!(Matcher::new(&Test::Like(Glob::literal(shown))).text(b"caf\xe9"));
    }
}
