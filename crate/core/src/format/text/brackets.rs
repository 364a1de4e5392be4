/*!
Brackets in a header: what they hold.
*/

use super::context;
use super::ids;
use super::numbers::digits;
use super::roles::{self, Role};
use super::take::{letters, supplement};
use crate::field;
use crate::format::State;
use crate::record::Record;
use crate::severity::Severity;
use memchr::{memchr, memchr2};

/// A thread's name in brackets is no longer than this.
const MAX_THREAD: usize = 192;
/// Brackets are closed within so many bytes.
const MAX_INSIDE: usize = 200;

/// Adds a number that is the process, or the thread where the process is known.
pub(super) fn process_or_thread<'a>(digits: &'a [u8], record: &mut Record<'a>) {
    let known = record.values.iter().any(|(id, _)| *id == field::PID);
    record.text(if known { field::THREAD } else { field::PID }, digits);
}

/// The inside of the brackets at the start of `rest`, which may hold others of their kind.
pub(super) fn inside(rest: &[u8]) -> Option<&[u8]> {
    let open = *rest.first()?;
    let close = match open {
        b'[' => b']',
        b'(' => b')',
        b'<' => b'>',
        _ => return None,
    };
    let mut depth = 0u32;
    for (at, &byte) in rest.iter().enumerate().take(MAX_INSIDE) {
        depth += u32::from(byte == open);
        if byte == close {
            depth -= 1;
            if depth == 0 {
                return rest.get(1..at);
            }
        }
    }
    None
}

/// Takes the brackets at the start of `rest` where they say what they hold; or any, for which there is a role then: where it is open they are
/// a logger by their dots or else a thread. Returns how many bytes they take.
pub(super) fn brackets<'a>(
    rest: &'a [u8],
    role: Option<Role>,
    state: &mut State,
    record: &mut Record<'a>,
) -> Option<usize> {
    let any = role.is_some();
    let content = inside(rest)?;
    let used = content.len() + 2;
    // A row of them has no names for what it holds.
    if rest.starts_with(b"<") && rest.get(used..)?.starts_with(b" <") {
        return None;
    }
    let content = content.trim_ascii();
    // A number in parentheses among other words is one of the message: `(6009): `.
    if !any && rest.starts_with(b"(") && content.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let level = Severity::from_name(content).or_else(|| supplement(content));
    let level = level.filter(|_| content.len() > 1);
    if let Some(severity) = level.filter(|_| record.severity.is_none()) {
        record.severity = Some(severity);
    } else if !tagged(content, any, record) {
        let named = any
            && content.len() <= MAX_THREAD
            && (!content.contains(&b'=') || content.contains(&b'[') || roles::are_pairs(content))
            && !content.starts_with(b"\"")
            && matches!(
                rest.get(used..)?,
                [] | [b' ' | b'\t' | b'[' | b'(', ..] | [b':', b' ', ..]
            );
        if !named {
            return erlang(rest, content, any, record);
        }
        if let Some(role) = role.filter(|role| *role != Role::Open) {
            roles::put(content, role, state, record);
            return Some(used);
        }
        // Numbers with signs between them name no thread: `[1:2010935:3]`, `[404:1]`.
        let numbers = content.iter().all(|byte| byte.is_ascii_digit() || b":.,".contains(byte));
        let digits = content.iter().filter(|byte| byte.is_ascii_digit()).count();
        if numbers && digits < content.len() && !rest.starts_with(b"<") {
            roles::put(content, Role::Context, state, record);
            return Some(used);
        }
        if roles::are_pairs(content) && content.contains(&b'=') {
            roles::put_pairs(content, state, record);
            return Some(used);
        }
        if ids::put(content, state, record) {
            return Some(used);
        }
        // JBoss names the thread behind the logger, and in parentheses.
        if rest.starts_with(b"(") && !is_dotted(content) {
            let logger = record.values.iter().any(|(id, _)| *id == field::LOGGER);
            let thread = record.values.iter_mut().find(|(id, _)| *id == field::THREAD);
            if let Some((id, _)) = thread.filter(|_| !logger) {
                *id = field::LOGGER;
            }
        }
        let known = |field| record.values.iter().any(|(id, _)| *id == field);
        let named = content.first().is_some_and(u8::is_ascii_alphabetic)
            && content.iter().any(u8::is_ascii_lowercase);
        let within = rest.starts_with(b"(") && known(field::SERVICE);
        let is_logger = is_dotted(content) || is_place(content) || within;
        if !known(field::LOGGER) && (is_logger || (named && known(field::THREAD))) {
            record.text(field::LOGGER, content);
        } else {
            record.text(field::THREAD, content);
        }
    }
    Some(used)
}

/// `<0.123.0>@mod:init:12`: a process of Erlang, and the function that wrote the line.
fn erlang<'a>(
    rest: &'a [u8],
    content: &'a [u8],
    any: bool,
    record: &mut Record<'a>,
) -> Option<usize> {
    let behind = rest.get(content.len() + 2..)?.strip_prefix(b"@").filter(|_| any)?;
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_:/.-".contains(byte);
    let length = behind.iter().take(MAX_INSIDE).take_while(|byte| is_name(byte)).count();
    if !rest.starts_with(b"<") || !matches!(behind.get(length), None | Some(b' ')) {
        return None;
    }
    record.text(field::THREAD, content);
    record.text(field::LOGGER, behind.get(..length)?);
    Some(content.len() + 3 + length)
}

/// Whether what brackets hold says what it is.
pub(super) fn says_itself(content: &[u8]) -> bool {
    tagged(content, true, &mut Record::default())
}

/// Takes braces at the start of `rest` with an id in them, or nothing.
pub(super) fn braces<'a>(
    rest: &'a [u8],
    state: &mut State,
    record: &mut Record<'a>,
) -> Option<usize> {
    let window = rest.get(..rest.len().min(MAX_INSIDE))?.strip_prefix(b"{")?;
    let id = window.get(..memchr(b'}', window)?)?;
    let is_id = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
    if (is_place(id) || is_dotted(id)) && rest.get(id.len() + 2) == Some(&b' ') {
        record.text(field::LOGGER, id);
        return Some(id.len() + 2);
    }
    if !id.iter().all(is_id) || rest.get(id.len() + 2) != Some(&b' ') {
        return None;
    }
    context::put(id, state, record);
    Some(id.len() + 2)
}

/// Takes what says itself what it is: `12`, `1234:5`, `pid 12:tid 34`, `client 203.0.113.7:5678`, `core:error`; two numbers only where
/// nearly all lines have such brackets.
fn tagged<'a>(content: &'a [u8], usual: bool, record: &mut Record<'a>) -> bool {
    // Nothing, or signs alone: `[-]`, `[**]`.
    if content.iter().all(|byte| b"-*=#".contains(byte)) {
        return true;
    }
    if content.len() <= 10 && content.iter().all(u8::is_ascii_digit) {
        process_or_thread(content, record);
        return true;
    }
    // A process and its thread; two short numbers may be a line and a column, or a status and a count.
    let (pid, thread) = content.split_at(digits(content));
    let counted = usual && (1..=10).contains(&pid.len());
    if let Some(thread) = thread.strip_prefix(b":").filter(|_| counted) {
        let number = thread.strip_prefix(b"0x").unwrap_or(thread);
        let hexadecimal = number.len() < thread.len();
        let is =
            |byte: &u8| if hexadecimal { byte.is_ascii_hexdigit() } else { byte.is_ascii_digit() };
        let known = record.values.iter().any(|(id, _)| *id == field::PID || *id == field::THREAD);
        let long = pid.len() > 3 || number.len() > 2;
        if !number.is_empty() && number.iter().all(is) && long && !known {
            record.text(field::PID, pid);
            record.text(field::THREAD, thread);
            return true;
        }
    }
    if let Some(pid) = content.strip_prefix(b"pid ").or(content.strip_prefix(b"pid:")) {
        let end = memchr(b':', pid).unwrap_or(pid.len());
        record.text(field::PID, pid.get(..end).unwrap_or_default());
        if let Some(tid) = pid.get(end..).and_then(|rest| rest.strip_prefix(b":tid ")) {
            record.text(field::THREAD, tid);
        }
        return true;
    }
    if let Some(tid) = content.strip_prefix(b"tid ") {
        record.text(field::THREAD, tid);
        return true;
    }
    if let Some(client) = content.strip_prefix(b"client ") {
        // A port follows an address with dots; those with colons keep theirs.
        let mut colons = memchr::memchr_iter(b':', client);
        let port = colons.next().filter(|_| colons.next().is_none());
        record.text(field::CLIENT, client.get(..port.unwrap_or(client.len())).unwrap_or_default());
        return true;
    }
    // `I|app|a1b2c3d4`: a level, what wrote the line, and more.
    if let Some(bar) = memchr(b'|', content)
        && let (Some(level), Some(rest)) = (content.get(..bar), content.get(bar + 1..))
        && let Some(severity) = Severity::from_name(level.trim_ascii())
    {
        record.severity = record.severity.or(Some(severity));
        let name = rest.get(..memchr(b'|', rest).unwrap_or(rest.len())).unwrap_or_default();
        record.text(field::LOGGER, name.trim_ascii());
        return true;
    }
    if let Some(slash) = memchr::memrchr(b'/', content)
        && let (Some(thread), Some(level)) = (content.get(..slash), content.get(slash + 1..))
        && level.len() > 3
        && level.iter().all(u8::is_ascii_uppercase)
        && let Some(severity) = Severity::from_name(level)
    {
        record.severity = record.severity.or(Some(severity));
        record.text(field::THREAD, thread);
        return true;
    }
    // `Warn:vlan.msgs`: the level before what wrote the line.
    let length = letters(content);
    if let Some(module) = content.get(length..).and_then(|rest| rest.strip_prefix(b":"))
        && (length > 2 && is_dotted(module))
        && let Some(severity) = content.get(..length).and_then(Severity::from_name)
    {
        record.severity = record.severity.or(Some(severity));
        record.text(field::LOGGER, module);
        return true;
    }
    if let Some(sign) = memchr2(b':', b'#', content)
        && let (Some(module), Some(level)) = (content.get(..sign), content.get(sign + 1..))
        && letters(level) == level.len()
        && let Some(severity) = Severity::from_name(level)
    {
        record.severity = record.severity.or(Some(severity));
        record.text(field::LOGGER, module);
        return true;
    }
    false
}

/// Whether this is a place in the code: `taskinstance.py:1159`, `log_x@y.c:12`.
pub(super) fn is_place(name: &[u8]) -> bool {
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_./@-".contains(byte);
    let Some(colon) = memchr::memrchr(b':', name) else { return false };
    let (file, line) = name.split_at(colon);
    let line = line.get(1..).unwrap_or_default();
    let end = memchr::memrchr(b'.', file).and_then(|dot| file.get(dot + 1..)).unwrap_or_default();
    (1..=5).contains(&end.len())
        && end.iter().all(u8::is_ascii_alphabetic)
        && file.iter().all(is_name)
        && !line.is_empty()
        && line.iter().all(u8::is_ascii_digit)
}

/// Whether this is a name with parts, as in `org.example.Server` or `crate::module`.
pub(super) fn is_dotted(name: &[u8]) -> bool {
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.$:-".contains(byte);
    let joined = name.windows(3).any(|three| match three {
        [before, b'.', after] => !before.is_ascii_digit() && after.is_ascii_alphanumeric(),
        [b':', b':', after] => after.is_ascii_alphanumeric(),
        _ => false,
    });
    joined && name.first().is_some_and(u8::is_ascii_alphabetic) && name.iter().all(is_name)
}
