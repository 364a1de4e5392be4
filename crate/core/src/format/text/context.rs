/*!
What stands before the time: a priority, a program, a process and a thread where they are seen to be such, and else a field of its own.
*/

use super::brackets::{inside, process_or_thread};
use super::take::program;
use crate::field;
use crate::format::State;
use crate::format::priority::{priority, priority_of};
use crate::record::Record;
use crate::time;
use memchr::memchr;

/// Takes these bytes apart. Where they are `glued` to the time, numbers in them are processes and threads.
pub(super) fn context<'a>(
    bytes: &'a [u8],
    glued: bool,
    state: &mut State,
    record: &mut Record<'a>,
) {
    let mut text = bytes;
    if let Some((value, used)) = priority(text) {
        priority_of(Some(value), record);
        text = text.get(used..).unwrap_or_default();
    }
    text = trimmed(text);
    // A date may have its day of the week before it.
    if text.is_empty() || time::is_weekday(text) {
        return;
    }
    if glued && text.iter().all(|byte| byte.is_ascii_digit() || *byte == b':') {
        for number in text.split(|byte| *byte == b':').filter(|number| !number.is_empty()) {
            process_or_thread(number, record);
        }
        return;
    }
    if text.contains(&b'\t') {
        for cell in text.split(|byte| *byte == b'\t').map(trimmed) {
            match cell.iter().all(u8::is_ascii_digit) {
                true if cell.len() <= 10 => process_or_thread(cell, record),
                _ => put(cell, state, record),
            }
        }
        return;
    }
    // A process in brackets of its own before others: `[1234]{-1}[-1/-1]`.
    if let Some(inside) = inside(text)
        .filter(|digits| (1..=10).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit))
    {
        process_or_thread(inside, record);
        text = text.get(inside.len() + 2..).unwrap_or_default();
    }
    let mut whole = Record::default();
    if program(text, &mut whole) == Some(text.len()) {
        record.values.extend(whole.values);
        return;
    }
    // A number behind a name: `[Nest] 1234  - `.
    let digits = text.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let (name, number) = text.split_at(text.len() - digits);
    if (1..=10).contains(&digits) && matches!(name, [.., b']', b' ' | b'\t']) {
        process_or_thread(number, record);
        text = trimmed(name);
    }
    put(text, state, record);
}

/// Puts a text into the field for what has no name of its own, but for the process and the thread that it may begin with
/// (`pid=12 tid=a1`).
pub(super) fn put<'a>(bytes: &'a [u8], state: &mut State, record: &mut Record<'a>) {
    let mut text = trimmed(bytes);
    for (name, field) in [(&b"pid="[..], field::PID), (b"tid=", field::THREAD)] {
        if let Some(rest) = text.strip_prefix(name) {
            let end = memchr(b' ', rest).unwrap_or(rest.len());
            record.text(field, rest.get(..end).unwrap_or_default());
            text = trimmed(rest.get(end..).unwrap_or_default());
        }
    }
    let text = match text {
        [b'[', inside @ .., b']'] if !inside.contains(&b'[') => inside,
        _ => text,
    };
    // The letter of a level that is spelled out further on says nothing more.
    if text.len() > 1
        && text.iter().any(u8::is_ascii_alphanumeric)
        && let Some(field) = state.fields.intern("context")
    {
        record.text(field, text);
    }
}

/// Without space and punctuation around it, but for brackets that it closes.
fn trimmed(bytes: &[u8]) -> &[u8] {
    let is_edge = |byte: &u8| b" \t:|,;-".contains(byte);
    let start = bytes.iter().position(|byte| !is_edge(byte)).unwrap_or(bytes.len());
    let ends = |byte: &u8| !is_edge(byte) && !b"[(<{*\"'.".contains(byte);
    let end = bytes.iter().rposition(ends).map_or(start, |last| last + 1);
    let text = bytes.get(start..end).unwrap_or_default();
    match text {
        [b'[' | b'(' | b'<' | b'{' | b'"' | b'\'' | b'*' | b'#', inside @ ..]
            if !inside.iter().any(|byte| b"])}>".contains(byte)) =>
        {
            inside
        }
        _ => text,
    }
}
