/*!
Words of a header that could be words of a message: what makes them a part is that nearly all lines have them in the same place.
*/

use super::brackets::{inside, is_dotted};
use super::context;
use super::roles;
use super::take::{is_subject, letters};
use crate::field;
use crate::format::State;
use crate::record::Record;
use crate::severity::Severity;
use memchr::memchr;

/// They are no longer.
const MAX_WORD: usize = 64;
/// Nor are those of a column.
const MAX_COLUMN: usize = 16;
/// A logger in brackets ends in so many bytes.
const MAX_CONTEXT: usize = 320;
/// A level stands behind so many words at most.
const MAX_WORDS: usize = 3;

fn is_word(word: &[u8]) -> bool {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.-:".contains(byte);
    word.iter().all(plain) && word.iter().any(u8::is_ascii_alphanumeric) && !word.ends_with(b":")
}

/// The word at the start of `rest`, up to a space.
fn word(rest: &[u8]) -> Option<&[u8]> {
    rest.get(..memchr(b' ', rest.get(..rest.len().min(MAX_WORD))?)?)
}

/// `shop odoo.modules.loading: `: a word, or a sign where there is none, and a logger before a colon.
pub(super) fn word_and_logger<'a>(
    rest: &'a [u8],
    state: &mut State,
    record: &mut Record<'a>,
) -> Option<usize> {
    let before = word(rest).filter(|before| *before == b"?" || is_word(before))?;
    let name = word(rest.get(before.len() + 1..)?)?.strip_suffix(b":")?;
    let is_logger = is_dotted(name) || name.iter().all(u8::is_ascii_lowercase);
    if name.is_empty() || !is_logger || Severity::from_name(name).is_some() {
        return None;
    }
    context::put(before, state, record);
    record.text(field::LOGGER, name);
    Some(before.len() + name.len() + 2)
}

/// `node1 corosync notice  [TOTEM ]`, `http-nio-8080-exec-3 INFO `: up to three words, or the name of a thread, and then a level.
pub(super) fn words_and_level<'a>(
    rest: &'a [u8],
    state: &mut State,
    record: &mut Record<'a>,
) -> Option<usize> {
    let mut at = 0;
    for count in 0..=MAX_WORDS {
        let next = word(rest.get(at..)?)?;
        // A colon may stand behind one with a capital.
        let bare =
            next.strip_suffix(b":").filter(|bare| bare.first().is_some_and(u8::is_ascii_uppercase));
        let bare = bare.unwrap_or(next);
        // A letter alone could be one of prose, but not behind what has a number: `T-000001 I `.
        let before = rest.get(..at)?.trim_ascii_end();
        let before = before.rsplit(|byte| *byte == b' ').next().unwrap_or_default();
        let numbered =
            before.iter().any(u8::is_ascii_digit) && before.iter().any(u8::is_ascii_alphabetic);
        let letter = bare.len() == 1 && b"IWEFD".contains(next.first()?) && numbered;
        let level = letter || (bare.len() > 2 && letters(bare) == bare.len() && !is_subject(bare));
        if let Some(severity) = Severity::from_name(bare).filter(|_| level && count > 0) {
            record.severity = record.severity.or(Some(severity));
            let before = rest.get(..at)?.trim_ascii();
            if roles::is_thread(before) {
                record.text(field::THREAD, before);
            } else {
                context::put(before, state, record);
            }
            // `Fatal error: `
            let behind = rest.get(at + next.len()..)?.strip_prefix(b" ").unwrap_or_default();
            let further = word(behind).and_then(|word| word.strip_suffix(b":"));
            let further = further.filter(|word| Severity::from_name(word).is_some());
            return Some(at + next.len() + further.map_or(0, |word| word.len() + 2));
        }
        if !is_word(next) {
            return None;
        }
        let gap = rest.get(at + next.len()..)?.iter().take(MAX_WORD).take_while(|b| **b == b' ');
        at += next.len() + gap.count();
    }
    None
}

/// `Error `, `User: `: a word in a column of which most are levels.
pub(super) fn word_column<'a>(
    rest: &'a [u8],
    state: &mut State,
    record: &mut Record<'a>,
) -> Option<usize> {
    let length = letters(rest.get(..rest.len().min(MAX_COLUMN))?);
    let word = rest.get(..length).filter(|word| word.len() > 1)?;
    let colon = usize::from(rest.get(length) == Some(&b':'));
    let behind = rest.get(length + colon..)?.strip_prefix(b" ")?;
    // A word in small letters may be one of a sentence.
    let apart = colon > 0 || behind.starts_with(b"[") || word.iter().all(u8::is_ascii_uppercase);
    if !apart || !word.first()?.is_ascii_uppercase() {
        return None;
    }
    match Severity::from_name(word) {
        Some(severity) => record.severity = record.severity.or(Some(severity)),
        None => context::put(word, state, record),
    }
    Some(length + colon)
}

/// `admin 1abcd2e 203.0.113.7 /secure [c.a.j.web.Loader] `: what a request brings along, perhaps nothing, and a logger in brackets.
pub(super) fn words_and_bracket<'a>(
    rest: &'a [u8],
    state: &mut State,
    record: &mut Record<'a>,
) -> Option<usize> {
    let window = rest.get(..rest.len().min(MAX_CONTEXT))?;
    for open in memchr::memchr_iter(b'[', window) {
        let before = window.get(..open)?;
        let Some(name) = window.get(open..).and_then(inside) else { continue };
        let used = open + name.len() + 2;
        let apart = before.last().is_none_or(|byte| *byte == b' ')
            && matches!(rest.get(used), None | Some(b' '));
        if apart && is_class(name) {
            context::put(before, state, record);
            record.text(field::LOGGER, name);
            return Some(used);
        }
    }
    None
}

/// Whether this is the full name of a class, short as its parts may be; a host's name is none.
fn is_class(name: &[u8]) -> bool {
    let parts = || name.split(|byte| *byte == b'.');
    let short = parts().filter(|part| part.len() == 1).count();
    let typed = parts().next_back().and_then(<[u8]>::first).is_some_and(u8::is_ascii_uppercase);
    is_dotted(name) && (short > 1 || typed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_logger_in_brackets_may_stand_behind_what_a_request_brings_along() {
        for (rest, used) in [
            ("ann 611x1 203.0.113.7 /a [c.a.j.Loader] x", Some(39)),
            ("[c.a.j.hook] x", Some(12)),
            ("ann [] [a.b.Loader]", Some(19)),
            ("asked [www.shop.example] x", None),
            ("ann [c.a.j.Loader]x", None),
            ("x[c.a.j.Loader] x", None),
            ("ann [Loader] x", None),
            ("[", None),
        ] {
            let taken =
                words_and_bracket(rest.as_bytes(), &mut State::default(), &mut Record::default());
            assert_eq!(taken, used, "{rest}");
        }
    }
}
