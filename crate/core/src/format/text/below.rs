/*!
Messages below the line of the time: where the lines of a source that begin with a time say nothing else, or where the level begins the
line below (java.util.logging).
*/

use super::brackets::inside;
use super::take::letters;
use crate::severity::Severity;
use memchr::{memchr, memmem};

/// The name of a line is no longer.
const MAX_NAME: usize = 24;

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

/// Whether a line is `Process(1234.1) User(mqm)`: names with a capital and what they hold in parentheses, and nothing else.
pub(super) fn is_groups(line: &[u8]) -> bool {
    let mut rest = line.strip_prefix(b"- ").unwrap_or(line).trim_ascii();
    let mut count = 0;
    while !rest.is_empty() {
        let name = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let named = rest.first().is_some_and(u8::is_ascii_uppercase);
        let group = rest.get(name..).filter(|_| named).and_then(inside);
        let behind = group.and_then(|group| rest.get(name + group.len() + 2..));
        let Some(behind) = behind.filter(|behind| matches!(behind, [] | [b' ', ..])) else {
            return false;
        };
        rest = behind.trim_ascii_start();
        count += 1;
    }
    count > 0
}

/// Whether a header leaves no message: signs at most.
pub(super) fn is_bare(message: &[u8]) -> bool {
    !message.iter().any(|byte| byte.is_ascii_alphanumeric() || *byte > 127)
}

/// The message in these lines: the one that is named so (`MESSAGE : `), or else the first that holds anything. Where that is a list of
/// names it is a sentence below, or the value of a name that has most words.
pub(super) fn message(lines: &[u8]) -> &[u8] {
    let (mut first, mut sentence, mut value): (&[u8], &[u8], &[u8]) = (&[], &[], &[]);
    let mut most = 0;
    for line in lines.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii) {
        if first.is_empty() && !is_bare(line) && !is_groups(line) {
            first = line;
        }
        match named(line) {
            Some((name, value)) if name.eq_ignore_ascii_case(b"message") => return value,
            // Further names on a line make it a list.
            Some((_, text)) if !is_list(text) => {
                let words = text.split(|byte| *byte == b' ').filter(|word| !word.is_empty());
                let words = words.count();
                if words > most {
                    (most, value) = (words, text);
                }
            }
            Some(_) => {}
            None if sentence.is_empty() && is_sentence(line) => sentence = line,
            None => {}
        }
    }
    // Only where a list comes first something below it says more.
    if !named(first).is_some_and(|(_, value)| is_list(value)) {
        return first;
    }
    [sentence, value].into_iter().find(|text| !text.is_empty()).unwrap_or(first)
}

/// Whether further names stand in the value of one.
fn is_list(value: &[u8]) -> bool {
    memmem::find(value, b" : ").is_some()
}

/// The name and the value of `MESSAGE : bad page`, `DATA #1 : String`.
fn named(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = memchr(b':', line.get(..line.len().min(MAX_NAME))?)?;
    let name = line.get(..colon)?.trim_ascii_end();
    let value = line.get(colon + 1..)?.strip_prefix(b" ")?.trim_ascii_start();
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-# ".contains(byte);
    let spaces = name.iter().filter(|byte| **byte == b' ').count();
    let whole = name.first()?.is_ascii_alphabetic() && name.iter().all(is_name) && spaces < 2;
    (whole && !value.is_empty()).then_some((name, value))
}

/// Whether a line is words rather than numbers or what a program dumps.
fn is_sentence(line: &[u8]) -> bool {
    line.first().is_some_and(u8::is_ascii_alphabetic)
        && line.iter().filter(|byte| **byte == b' ').count() > 1
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
            ("can't open: x\nthis is why", "can't open: x"),
            ("PID : 12 TID : 34 PROC : a b\nFUNCTION: a, b, c\nRETCODE : 12 \"x\"", "a, b, c"),
            (
                "PID : 12 NODE : 0\nDATA #1 : String, 9 bytes\nthe heap is full\n0x0 : 00 00",
                "the heap is full",
            ),
            ("PID : 12 NODE : 0\nDATA #1 : Page, 8 bytes\n77", "Page, 8 bytes"),
            ("Commandline: x y\nInstall: a, b, c, d", "Commandline: x y"),
            ("it broke here\nReason : it was old and worn", "it broke here"),
            ("Message:\nx", "Message:"),
            (" Host(a1) Name(b)\n VRMF(9.3)\n\nAMQ5051I: started", "AMQ5051I: started"),
            ("open (x) failed", "open (x) failed"),
            ("\n ", ""),
            ("", ""),
        ] {
            assert_eq!(message(lines.as_bytes()), expected.as_bytes(), "{lines:?}");
        }
    }
}
