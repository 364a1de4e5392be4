/*!
Lines without a time that begin with something else than a level: their number, a program and its process, a host, or an address
and who wrote them. A level may follow.
*/

use super::source::source;
use super::text::take::{is_subject, letters};
use crate::field;
use crate::record::Record;
use crate::severity::Severity;
use memchr::memchr;

/// Who wrote a line is named in so many bytes.
const MAX_NAME: usize = 64;

/// The number of a line and the word behind it: `7 warn `.
fn number_and_word(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let digits = line.iter().take(10).take_while(|byte| byte.is_ascii_digit()).count();
    let rest = line.get(digits..).filter(|_| digits > 0)?.strip_prefix(b" ")?;
    let word = rest.get(..letters(rest))?;
    let small = word.len() > 2 && word.iter().all(u8::is_ascii_lowercase);
    let rest = rest.get(word.len()..).filter(|rest| small && matches!(rest, [] | [b' ', ..]))?;
    Some((word, rest))
}

/// Whether nearly all lines begin with a number and a word in small letters, of which some are levels, and numbers never fall: those of
/// a list of things do.
pub(super) fn are_numbered(lines: &[&[u8]]) -> bool {
    let numbered = lines.iter().filter_map(|line| Some((line, number_and_word(line)?)));
    let (mut count, mut leveled, mut rising, mut last) = (0usize, 0usize, true, 0);
    for (line, (word, _)) in numbered {
        let digits = line.iter().take(10).take_while(|byte| byte.is_ascii_digit());
        let number = digits.fold(0u64, |sum, digit| sum * 10 + u64::from(digit - b'0'));
        count += 1;
        leveled += usize::from(Severity::from_name(word).is_some());
        rising &= number >= last;
        last = number;
    }
    count * 10 >= lines.len() * 9 && leveled > 0 && rising
}

/// `gpu1:4120:4133 [0] NCCL WARN `: a host, a process and a thread, what is in brackets, and a level in capitals among the words behind it.
/// Returns what is left, which is all but the first word.
pub(super) fn processed<'a>(line: &'a [u8], record: &mut Record<'a>) -> Option<&'a [u8]> {
    let window = line.get(..line.len().min(MAX_NAME))?;
    let head = window.get(..memchr(b' ', window)?)?;
    let rest = line.get(head.len() + 1..).filter(|rest| rest.starts_with(b"["))?;
    let mut parts = head.split(|byte| *byte == b':');
    let (host, pid, thread) = (parts.next()?, parts.next()?, parts.next()?);
    let is_number = |text: &[u8]| !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    if !(host.first()?.is_ascii_alphabetic() && is_number(pid) && is_number(thread)) {
        return None;
    }
    let capitals = |word: &&[u8]| word.len() > 3 && word.iter().all(u8::is_ascii_uppercase);
    let mut words = rest.split(|byte| *byte == b' ').skip(1).take(3).filter(capitals);
    record.severity = Some(words.find_map(Severity::from_name)?);
    record.text(field::HOST, host);
    record.text(field::PID, pid);
    record.text(field::THREAD, thread);
    Some(rest)
}

/// Takes `7 warn ` off the start of a line, or `7` where the word is no level. Returns what is left.
pub(super) fn numbered<'a>(line: &'a [u8], record: &mut Record<'a>) -> Option<&'a [u8]> {
    let (word, rest) = number_and_word(line)?;
    match Severity::from_name(word) {
        Some(severity) => {
            record.severity = Some(severity);
            Some(rest)
        }
        None => line.get(line.len() - rest.len() - word.len()..),
    }
}

/// Takes `ocserv[812]: `, `kernel: ` where a program may stand `alone`, or `[00007f3c64c0b790] main input error: ` off the start of a line. Returns what is left.
pub(super) fn named<'a>(line: &'a [u8], alone: bool, record: &mut Record<'a>) -> Option<&'a [u8]> {
    match line.first()? {
        b'[' => addressed(line, record),
        first if first.is_ascii_alphabetic() => {
            let source = source(line).filter(|source| {
                source.pid.iter().all(u8::is_ascii_digit) && (alone || !source.pid.is_empty())
            })?;
            record.text(field::SERVICE, source.name);
            record.text(field::PID, source.pid);
            record.severity = source.level;
            line.get(source.length..)
        }
        _ => None,
    }
}

fn addressed<'a>(line: &'a [u8], record: &mut Record<'a>) -> Option<&'a [u8]> {
    let inside = line.strip_prefix(b"[")?;
    let digits = inside.iter().take(17).take_while(|byte| byte.is_ascii_hexdigit()).count();
    let rest = inside.get(digits..).filter(|_| (8..=16).contains(&digits))?.strip_prefix(b"] ")?;
    let name = rest.get(..memchr(b':', rest.get(..rest.len().min(MAX_NAME))?)?)?;
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b" _.-".contains(byte);
    let behind = rest.get(name.len() + 1..)?.strip_prefix(b" ")?;
    if !name.first()?.is_ascii_alphabetic() || !name.iter().all(is_name) {
        return None;
    }
    let last = memchr::memrchr(b' ', name).unwrap_or(0);
    let (before, word) = name.split_at(last);
    let severity =
        Severity::from_name(word.trim_ascii()).filter(|_| !is_subject(word.trim_ascii()));
    record.severity = severity;
    record.text(field::LOGGER, if severity.is_some() { before } else { name });
    Some(behind)
}
