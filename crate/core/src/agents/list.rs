/*!
The list of rules as text: a rule a line, its parts between tabs, comments after `#`.

| kind | pattern of | parts behind the pattern |
| --- | --- | --- |
| `n` | the name and version of a program | the name, the first and the second part of the version |
| `o` | an operating system | its name |
| `d` | a device | its name |
| `b`, `t` | a bot, a test | |

A part that is missing or empty stands for the group of the pattern in its place: the first for the name, the next ones for the
version. In a name `$1` to `$9` stand for groups.
*/

use regex::bytes::{Regex, RegexBuilder};
use std::fmt;

/// What a rule tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Name,
    Os,
    Device,
    Bot,
    Test,
}

/// A line of the list.
#[derive(Clone, Debug)]
pub(super) struct Rule<'a> {
    pub(super) kind: Kind,
    pub(super) pattern: &'a str,
    /// What takes the place of the groups.
    pub(super) parts: Vec<&'a str>,
}

/// A line of a list that makes no sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListError {
    line: String,
    reason: String,
}

impl fmt::Display for ListError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the list of user agents has a line that is no rule ({}): {}",
            self.reason, self.line
        )
    }
}

impl std::error::Error for ListError {}

/// The most memory of one compiled pattern, and of what it remembers while it runs, in bytes.
const PATTERN_LIMIT: usize = 1 << 18;
const MEMORY_LIMIT: usize = 1 << 16;

/// The rules of a list, in its order.
pub(super) fn read(list: &str) -> impl Iterator<Item = Result<Rule<'_>, ListError>> {
    let lines = list.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| {
        let fault = |reason: &str| ListError { line: line.into(), reason: reason.into() };
        let mut parts = line.split('\t');
        let kind = match parts.next() {
            Some("n") => Kind::Name,
            Some("o") => Kind::Os,
            Some("d") => Kind::Device,
            Some("b") => Kind::Bot,
            Some("t") => Kind::Test,
            _ => return Err(fault("no such kind")),
        };
        let pattern = parts.next().ok_or_else(|| fault("no pattern"))?;
        Ok(Rule { kind, pattern, parts: parts.collect() })
    })
}

impl Rule<'_> {
    /// The pattern, ready to run on bytes.
    pub(super) fn compile(&self) -> Result<Regex, ListError> {
        compile(self.pattern)
            .map_err(|error| ListError { line: self.pattern.into(), reason: error.to_string() })
    }
}

/// Bytes rather than characters: user agents are ASCII, and automata of bytes are small.
pub(super) fn compile(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(pattern)
        .unicode(false)
        .size_limit(PATTERN_LIMIT)
        .dfa_size_limit(MEMORY_LIMIT)
        .build()
}
