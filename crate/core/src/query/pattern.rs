/*!
Regular expressions of users: linear-time matching, bounded memory.
*/

use regex::bytes::{Regex, RegexBuilder};

/// The most memory that a compiled expression may take, and its lazy automaton, in bytes each.
const SIZE_LIMIT: usize = 2 << 20;

/// A regular expression as it was written between its slashes.
#[derive(Clone, Debug)]
pub struct Pattern {
    source: String,
    regex: Regex,
}

impl Pattern {
    /// Compiles what stood between the slashes.
    ///
    /// # Errors
    /// A sentence that says what is wrong with it: malformed, or too large once compiled.
    pub fn new(source: &str) -> Result<Self, String> {
        let mut builder = RegexBuilder::new(source);
        builder.size_limit(SIZE_LIMIT).dfa_size_limit(SIZE_LIMIT);
        match builder.build() {
            Ok(regex) => Ok(Self { source: source.to_owned(), regex }),
            Err(regex::Error::CompiledTooBig(_)) => {
                Err("this regular expression is too large; make its repetitions smaller".to_owned())
            }
            Err(error) => {
                Err(format!("this regular expression cannot be read: {}", last_line(&error)))
            }
        }
    }

    /// What stood between the slashes.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether it is found anywhere in the text.
    pub fn is_match(&self, text: &[u8]) -> bool {
        self.regex.is_match(text)
    }
}

/// Patterns are the same if they are written the same.
impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

impl Eq for Pattern {}

/// The line that says what is wrong; the ones before it draw the expression with a caret under it.
pub(crate) fn last_line(error: &regex::Error) -> String {
    let text = error.to_string();
    let line = text.lines().last().unwrap_or_default();
    line.strip_prefix("error: ").unwrap_or(line).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn malformed_and_oversized_expressions_are_refused_with_a_reason() {
        assert_eq!(
            Pattern::new("a(b").unwrap_err(),
            "this regular expression cannot be read: unclosed group"
        );
        assert!(Pattern::new(r"((\w{100}){100}){100}").unwrap_err().contains("too large"));
    }

    #[test]
    fn bytes_that_are_not_utf8_are_no_obstacle() {
        assert!(Pattern::new("end$").unwrap().is_match(b"\xff\xfe end"));
    }
}
