/*!
Headers in rows: angle brackets one after another of which the last holds the message, cells between bars, pairs before a bar, and what
the bracket of the time holds behind it.
*/

use super::brackets::{inside, is_dotted};
use super::context;
use super::numbers::digits;
use super::roles::{self, Role};
use crate::field;
use crate::format::State;
use crate::record::Record;
use crate::severity::Severity;
use memchr::memchr;

/// A cell is no longer.
const MAX_CELL: usize = 100;
/// What shares the bracket of the time is no longer.
const MAX_ENCLOSED: usize = 64;

/// `<Security> <web1> <main> <BEA-090905> <`: what stands before the last bracket, which holds the message: what wrote it, its thread, and
/// the number of the message.
pub(super) fn row<'a>(rest: &'a [u8], state: &mut State, record: &mut Record<'a>) -> Option<usize> {
    let (mut at, mut count) = (0, 0);
    let mut last: &[u8] = &[];
    loop {
        let group = rest.get(at..).filter(|rest| rest.starts_with(b"<"))?;
        let content = inside(group).filter(|content| {
            group.get(content.len() + 2..).is_some_and(|after| after.starts_with(b" <"))
        });
        let Some(content) = content else { break };
        if count == 0 {
            record.text(field::LOGGER, content);
        } else if names_thread(content) {
            record.text(field::THREAD, content);
        }
        last = content;
        at += content.len() + 3;
        count += 1;
    }
    // A single one may be anything.
    if count < 2 {
        return None;
    }
    if is_code(last) {
        context::put(last, state, record);
    }
    Some(at + 1)
}

fn names_thread(name: &[u8]) -> bool {
    name == b"main" || name.windows(6).any(|part| part.eq_ignore_ascii_case(b"thread"))
}

/// `BEA-090905`
fn is_code(name: &[u8]) -> bool {
    let number = name.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let before = name.get(..name.len() - number).unwrap_or_default();
    number > 2 && before.len() > 1 && before.iter().all(|b| b.is_ascii_uppercase() || *b == b'-')
}

/// `javax.enterprise.web|`, `_ThreadID=1;_ThreadName=main;|`: one word between bars, or pairs.
pub(super) fn cell<'a>(
    rest: &'a [u8],
    role: Role,
    state: &mut State,
    record: &mut Record<'a>,
) -> Option<usize> {
    let content = rest.get(..memchr(b'|', rest.get(..rest.len().min(MAX_CELL))?)?)?;
    let name = content.trim_ascii();
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.-$:#/".contains(byte);
    let word = !name.is_empty() && name.iter().all(is_name);
    if !word && !roles::are_pairs(name) {
        return None;
    }
    match role {
        Role::Open if is_dotted(name) => record.text(field::LOGGER, name),
        _ => roles::put(name, role, state, record),
    }
    Some(content.len())
}

/// What is left of the line where it ends as it began: `[#|...|#]`.
pub(super) fn unframed(line: &[u8]) -> &[u8] {
    let line = line.trim_ascii_end();
    let opening = line.iter().take(4).take_while(|byte| b"[(<{#|*".contains(byte)).count();
    let closing = line.get(line.len() - opening..).unwrap_or_default();
    let mirror = |byte: &u8| match byte {
        b'[' => b']',
        b'(' => b')',
        b'<' => b'>',
        b'{' => b'}',
        _ => *byte,
    };
    let same = line.iter().take(opening).map(mirror).eq(closing.iter().rev().copied());
    let framed = same && opening > 1 && line.len() >= 2 * opening;
    if framed { line.get(..line.len() - opening).unwrap_or_default() } else { line }
}

/// `p=12 u=root n=ansible |`: pairs before a bar.
pub(super) fn barred_pairs<'a>(
    rest: &'a [u8],
    state: &mut State,
    record: &mut Record<'a>,
) -> Option<usize> {
    let content = rest.get(..memchr(b'|', rest.get(..rest.len().min(MAX_CELL))?)?)?;
    let pairs = content.strip_suffix(b" ").filter(|pairs| pairs.contains(&b'='))?;
    if !roles::are_pairs(pairs) {
        return None;
    }
    roles::put_pairs(pairs, state, record);
    Some(content.len() + 1)
}

/// What the bracket of the time holds behind it: the level of a debug log as a number behind a comma (`,  3, pid=12]`), or a process and
/// perhaps its thread (`1234M]`, `1234/T1240]`).
///
/// Source: Samba, lib/util/debug.h, for what its numbers mean; Pi-hole, FTL's log.
pub(super) fn enclosed<'a>(rest: &'a [u8], record: &mut Record<'a>) -> Option<usize> {
    let end = memchr(b']', rest.get(..rest.len().min(MAX_ENCLOSED))?)?;
    let content = rest.get(..end).filter(|content| !content.contains(&b'['))?;
    if let Some(list) = content.strip_prefix(b",") {
        let mut items = list.split(|byte| *byte == b',').map(<[u8]>::trim_ascii);
        let level = items.next()?;
        let numeric = (1..=2).contains(&level.len()) && level.iter().all(u8::is_ascii_digit);
        record.severity = Some(match level {
            // The time of a simulation (ROS).
            _ if level.contains(&b'.')
                && level.iter().all(|b| b.is_ascii_digit() || *b == b'.') =>
            {
                return Some(end + 1);
            }
            _ if !numeric => return None,
            b"0" => Severity::Error,
            b"1" => Severity::Warn,
            b"2" | b"3" => Severity::Info,
            _ => Severity::Debug,
        });
        for pid in items.filter_map(|item| item.strip_prefix(b"pid=")) {
            record.text(field::PID, pid);
        }
        return Some(end + 1);
    }
    let content = content.strip_prefix(b" ")?;
    let (pid, behind) = content.split_at(digits(content));
    let thread = behind.strip_prefix(b"/").unwrap_or_default();
    let marked = matches!(behind, [b'A'..=b'Z']) || thread.len() > 1;
    if pid.is_empty() || !marked || !behind.iter().skip(1).all(u8::is_ascii_alphanumeric) {
        return None;
    }
    record.text(field::PID, pid);
    record.text(field::THREAD, thread);
    Some(end + 1)
}
