/*!
The program that wrote a line of syslog, and its process: `sshd[1234]: `.
*/

use super::text::take::letters;
use crate::severity::Severity;
use memchr::memchr;

/// A name is no longer than this.
const MAX_NAME: usize = 64;

/// The program that wrote a line: `sshd[1234]:`.
pub(super) struct Source<'a> {
    pub(super) name: &'a [u8],
    pub(super) pid: &'a [u8],
    /// Which stands behind it in parentheses: `krb5kdc[12](info):`.
    pub(super) level: Option<Severity>,
    /// How many bytes it takes, its colon and one space included.
    pub(super) length: usize,
}

/// The level in parentheses at the start of `rest`, and how many bytes they take.
fn level_in_parentheses(rest: &[u8]) -> Option<(Severity, usize)> {
    let word = rest.strip_prefix(b"(")?;
    let length = letters(word);
    let level = Severity::from_name(word.get(..length)?).filter(|_| length > 2)?;
    (word.get(length) == Some(&b')')).then_some((level, length + 2))
}

/// The program at the start of `rest`: `su:`, `sshd[12]:`, `launchd[1] (unit):`, `Google Chrome[7]:`.
pub(super) fn source(rest: &[u8]) -> Option<Source<'_>> {
    let mut spaces = 0;
    for (at, byte) in rest.iter().enumerate().take(MAX_NAME) {
        let name = rest.get(..at)?;
        let after = rest.get(at + 1..)?;
        match byte {
            b':' if matches!(after.first(), None | Some(b' ')) => {
                // Words before a colon are prose.
                let used = at + 1 + usize::from(!after.is_empty());
                let named = spaces == 0 && name.iter().any(u8::is_ascii_alphabetic);
                return named.then_some(Source { name, pid: b"", level: None, length: used });
            }
            b'[' => {
                let close = memchr(b']', after.get(..32.min(after.len()))?)?;
                let pid = after.get(..close)?;
                let mut end = at + close + 2;
                let level = rest.get(end..).and_then(level_in_parentheses);
                end += level.map_or(0, |(_, length)| length);
                if let Some(unit) = rest.get(end..)?.strip_prefix(b" (") {
                    end += 3 + memchr(b')', unit)?;
                }
                let numeric = !pid.is_empty() && pid.iter().all(u8::is_ascii_digit);
                let odd = !numeric
                    && (spaces > 0 || (pid.len() > 2 && Severity::from_name(pid).is_some()));
                if at == 0 || rest.get(end) != Some(&b':') || odd {
                    return None;
                }
                let used = end + 1 + usize::from(rest.get(end + 1) == Some(&b' '));
                return Some(Source {
                    name,
                    pid,
                    level: level.map(|(level, _)| level),
                    length: used,
                });
            }
            b')' if !name.contains(&b'(') => return None,
            b' ' if spaces < 2 && at > 0 => spaces += 1,
            b' ' | b'"' | b'=' | b',' => return None,
            _ => {}
        }
    }
    None
}
