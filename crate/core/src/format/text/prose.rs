/*!
Words of a header that could be words of a message: what makes them a part is that nearly all lines have them in the same place.
*/

use super::brackets::is_dotted;
use super::context;
use super::take::{is_subject, letters};
use crate::field;
use crate::format::State;
use crate::record::Record;
use crate::severity::Severity;
use memchr::memchr;

/// They are no longer.
const MAX_WORD: usize = 64;
/// A level stands behind so many words at most.
const MAX_WORDS: usize = 3;

fn is_word(word: &[u8]) -> bool {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.-".contains(byte);
    word.iter().all(plain) && word.iter().any(u8::is_ascii_alphanumeric)
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

/// `node1 corosync notice  [TOTEM ]`: up to three words and then a level.
pub(super) fn words_and_level<'a>(
    rest: &'a [u8],
    state: &mut State,
    record: &mut Record<'a>,
) -> Option<usize> {
    let mut at = 0;
    for count in 0..=MAX_WORDS {
        let next = word(rest.get(at..)?)?;
        let level = next.len() > 2 && letters(next) == next.len() && !is_subject(next);
        if let Some(severity) = Severity::from_name(next).filter(|_| level && count > 0) {
            record.severity = record.severity.or(Some(severity));
            context::put(rest.get(..at)?, state, record);
            return Some(at + next.len());
        }
        if !is_word(next) {
            return None;
        }
        at += next.len() + 1;
    }
    None
}
