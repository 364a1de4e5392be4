/*!
The priority of syslog: eight times the facility plus the severity.
*/

use crate::field;
use crate::record::Record;
use crate::severity::Severity;

/// `<34>`, with the length of the frame before it or not (RFC 6587): the priority and the bytes it takes.
pub(super) fn priority(line: &[u8]) -> Option<(u8, usize)> {
    let digits = line.iter().take(8).take_while(|byte| byte.is_ascii_digit()).count();
    let frame = match line.get(digits) {
        Some(b' ') if digits > 0 => digits + 1,
        _ if digits == 0 => 0,
        _ => return None,
    };
    let rest = line.get(frame..)?.strip_prefix(b"<")?;
    let digits = rest.iter().take(4).take_while(|byte| byte.is_ascii_digit()).count();
    let value = rest.get(..digits).filter(|digits| (1..=3).contains(&digits.len()))?;
    let value = value.iter().fold(0u16, |value, &b| value * 10 + u16::from(b - b'0'));
    let closed = rest.get(digits) == Some(&b'>');
    (closed && value < 192).then_some((value as u8, frame + digits + 2))
}

/// `In(166) `: the priority behind the letters of its severity, and the bytes both take with the space.
pub(super) fn counted_priority(rest: &[u8]) -> Option<(u8, usize)> {
    let [b'A'..=b'Z', b'a'..=b'z', b'(', digits @ ..] = rest else { return None };
    let length = digits.iter().take(4).take_while(|byte| byte.is_ascii_digit()).count();
    let value = std::str::from_utf8(digits.get(..length)?).ok()?.parse().ok()?;
    let closed = digits.get(length..)?.starts_with(b") ") && value < 192;
    closed.then_some((value, length + 5))
}

/// Adds what a priority says: eight times the facility plus the severity.
pub(super) fn priority_of(priority: Option<u8>, record: &mut Record<'_>) {
    if let Some(priority) = priority {
        record.severity = Some(Severity::from_syslog(priority & 7));
        record.number(field::FACILITY, f64::from(priority >> 3));
    }
}
