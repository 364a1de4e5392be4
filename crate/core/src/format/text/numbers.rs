/*!
Numbers in a header: processes and threads.
*/

use super::brackets::process_or_thread;
use super::context;
use crate::field;
use crate::format::State;
use crate::record::Record;

/// How many digits `bytes` starts with, up to eleven.
pub(super) fn digits(bytes: &[u8]) -> usize {
    bytes.iter().take(11).take_while(|byte| byte.is_ascii_digit()).count()
}

pub(super) fn number<'a>(
    rest: &'a [u8],
    state: &mut State,
    record: &mut Record<'a>,
) -> Option<usize> {
    // Ruby's logger puts a sign before the process.
    let sign = usize::from(rest.first() == Some(&b'#'));
    let rest = rest.get(sign..)?;
    let length = digits(rest);
    let whole = rest.get(..length).filter(|whole| (1..=10).contains(&whole.len()))?;
    let next = rest.get(length)?;
    let colon = *next == b':' && rest.get(length + 1) == Some(&b' ');
    let closed = matches!(next, b' ' | b'\t' | b'|') || colon || *next == b']';
    if !closed {
        return None;
    }
    // A code of two digits is neither: `05: `.
    match whole {
        [b'0', _] => context::put(whole, state, record),
        _ => process_or_thread(whole, record),
    }
    Some(sign + length)
}

pub(super) fn pointer<'a>(rest: &'a [u8], record: &mut Record<'a>) -> Option<usize> {
    let prefix = if rest.starts_with(b"0x") { 2 } else { 0 };
    let digits = rest.get(prefix..)?;
    let length = digits.iter().take(17).take_while(|byte| byte.is_ascii_hexdigit()).count();
    let digits = digits.get(..length)?;
    // Without its mark it is as long as an address, or padded, and no word.
    let long = length > 7 && digits.iter().any(u8::is_ascii_digit);
    let padded = long && (length > 11 || digits.starts_with(b"00"));
    if !(if prefix > 0 { length > 5 } else { padded }) || rest.get(prefix + length) != Some(&b' ') {
        return None;
    }
    record.text(field::THREAD, rest.get(..prefix + length)?);
    Some(prefix + length)
}

pub(super) fn pair<'a>(rest: &'a [u8], record: &mut Record<'a>) -> Option<usize> {
    let process = digits(rest);
    if process == 0 {
        return processor(rest, record);
    }
    if let Some(used) = grouped(rest, process, record) {
        return Some(used);
    }
    let after = rest.get(process..)?.strip_prefix(b"#")?;
    let thread = digits(after);
    if thread == 0 || after.get(thread) != Some(&b':') {
        return None;
    }
    record.text(field::PID, rest.get(..process)?);
    record.text(field::THREAD, after.get(..thread)?);
    Some(process + thread + 2)
}

/// `12[IKE] `: a thread, and the group of what it says.
fn grouped<'a>(rest: &'a [u8], thread: usize, record: &mut Record<'a>) -> Option<usize> {
    let group = rest.get(thread..)?.strip_prefix(b"[").filter(|_| thread < 4)?;
    let length = group.iter().take(6).take_while(|byte| byte.is_ascii_uppercase()).count();
    if length < 2 || !group.get(length..)?.starts_with(b"] ") {
        return None;
    }
    record.text(field::THREAD, rest.get(..thread)?);
    record.text(field::LOGGER, group.get(..length)?);
    Some(thread + length + 2)
}

/// `cpu12:2097645)`: a processor, which is of no use, and a thread.
fn processor<'a>(rest: &'a [u8], record: &mut Record<'a>) -> Option<usize> {
    let after = rest.strip_prefix(b"cpu")?;
    let after = after.get(digits(after)..)?.strip_prefix(b":")?;
    let thread = digits(after);
    if thread == 0 || after.get(thread) != Some(&b')') {
        return None;
    }
    record.text(field::THREAD, after.get(..thread)?);
    Some(rest.len() - after.len() + thread + 1)
}
