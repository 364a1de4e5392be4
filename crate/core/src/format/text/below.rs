/*!
Messages below the line of the time: where the lines of a source that begin with a time say nothing else, or where the level begins the
line below (java.util.logging).
*/

use super::take::letters;
use crate::severity::Severity;
use memchr::memchr;

/// What the lines below the first one of a record hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Below {
    /// What goes on with the message of the first one.
    Rest,
    /// A level, and the message behind it.
    Level,
    /// The message, where the first line has none.
    Message,
}

/// The level that a line begins with, and what follows its colon: `SEVERE: it broke`.
pub(super) fn level_of(line: &[u8]) -> Option<(Severity, &[u8])> {
    let length = letters(line);
    let severity = Severity::from_name(line.get(..length)?).filter(|_| length > 3)?;
    let end = memchr(b'\n', line).unwrap_or(line.len());
    Some((severity, line.get(length..end)?.strip_prefix(b": ")?.trim_ascii_end()))
}

/// Whether a header leaves no message: signs at most.
pub(super) fn is_bare(message: &[u8]) -> bool {
    !message.iter().any(|byte| byte.is_ascii_alphanumeric() || *byte > 127)
}

/// The message in these lines: the one that is named so (`MESSAGE : `), or else the first that holds anything.
pub(super) fn message(lines: &[u8]) -> &[u8] {
    let mut first: &[u8] = &[];
    for line in lines.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii) {
        if let Some(value) = named(line) {
            return value;
        }
        if first.is_empty() && !is_bare(line) {
            first = line;
        }
    }
    first
}

fn named(line: &[u8]) -> Option<&[u8]> {
    let (name, rest) = line.split_at_checked(7)?;
    let value = rest.trim_ascii_start().strip_prefix(b":")?.trim_ascii_start();
    (name.eq_ignore_ascii_case(b"message") && !value.is_empty()).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_is_the_line_that_says_so_or_the_first() {
        for (lines, expected) in [
            ("  started\n  x", "started"),
            ("\n---\nstarted", "started"),
            ("PID : 12\nMESSAGE : bad page\nDATA : x", "bad page"),
            ("Messages: 12\nx", "Messages: 12"),
            ("Message:\nx", "Message:"),
            ("\n ", ""),
            ("", ""),
        ] {
            assert_eq!(message(lines.as_bytes()), expected.as_bytes(), "{lines:?}");
        }
    }
}
