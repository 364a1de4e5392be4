/*!
What container runtimes and their tools put in front of a line.
*/

use super::Wrapping;
use crate::severity::Severity;
use crate::time::{self, Hints};
use memchr::memchr;

/// A service's name is no longer.
const MAX_NAME: usize = 64;

/// `2024-01-31T10:11:12.123456789Z stdout F `: a time, a stream, and whether the line is full or a part.
pub(super) fn cri<'a>(line: &'a [u8], hints: &Hints) -> Option<Wrapping<'a>> {
    if line.get(10) != Some(&b'T') {
        return None;
    }
    let (time, used) = time::parse_iso(line, hints)?;
    let rest = line.get(used..)?.strip_prefix(b" ")?;
    let (stream, rest) = rest.split_at_checked(6)?;
    let [b' ', flag @ (b'F' | b'P'), rest @ ..] = rest else { return None };
    if !matches!(stream, b"stdout" | b"stderr") {
        return None;
    }
    // Further tags follow a colon.
    let tags =
        if rest.first() == Some(&b':') { memchr(b' ', rest).unwrap_or(rest.len()) } else { 0 };
    let rest = rest.get(tags..)?;
    let rest = if rest.is_empty() { rest } else { rest.strip_prefix(b" ")? };
    let fields = [("log.iostream", stream), ("", &b""[..])];
    Some(Wrapping { time: Some(time), fields, rest, open: *flag == b'P' })
}

/// Whether a line of Kubernetes has the flag of one that goes on.
pub(super) fn is_open(line: &[u8]) -> bool {
    let time = line.iter().take(MAX_NAME).position(|&byte| byte == b' ');
    // A space, six letters of a stream, a space.
    time.and_then(|time| line.get(time + 8)) == Some(&b'P')
}

/// `[pod/web-5d9c/web] ` or `web-1  | `: where the line came from.
pub(super) fn source<'a>(line: &'a [u8], _hints: &Hints) -> Option<Wrapping<'a>> {
    pod(line).or_else(|| service(line))
}

fn pod(line: &[u8]) -> Option<Wrapping<'_>> {
    let name = line.strip_prefix(b"[pod/")?;
    let end = memchr(b']', name)?;
    let slash = memchr(b'/', name.get(..end)?)?;
    let rest = name.get(end + 1..)?;
    Some(Wrapping {
        time: None,
        fields: [
            ("k8s.pod.name", name.get(..slash)?),
            ("k8s.container.name", name.get(slash + 1..end)?),
        ],
        rest: rest.strip_prefix(b" ").unwrap_or(rest),
        open: false,
    })
}

fn service(line: &[u8]) -> Option<Wrapping<'_>> {
    let line = colourless(line);
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.-".contains(byte);
    let length = line.iter().take(MAX_NAME).take_while(|byte| is_name(byte)).count();
    let (name, after) = line.split_at_checked(length)?;
    let bar = after.iter().take(MAX_NAME).position(|&byte| byte != b' ')?;
    let after = after.get(bar..)?.strip_prefix(b"|")?;
    let rest = match colourless(after) {
        [] => &[][..],
        rest => rest.strip_prefix(b" ")?,
    };
    let named = name.first()?.is_ascii_alphabetic() && Severity::from_name(name).is_none();
    let fields = [("service.name", name), ("", &b""[..])];
    (named && bar > 0).then_some(Wrapping { time: None, fields, rest, open: false })
}

/// Without the escape sequence of a terminal at its start.
fn colourless(bytes: &[u8]) -> &[u8] {
    let sequence = bytes.strip_prefix(b"\x1b[");
    let rest =
        sequence.and_then(|rest| rest.get(memchr(b'm', rest.get(..rest.len().min(16))?)? + 1..));
    rest.unwrap_or(bytes)
}
