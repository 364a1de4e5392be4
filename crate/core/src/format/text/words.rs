/*!
The words before the time of a line: where they end, which levels they name, how many there are.
*/

use crate::severity::Severity;

/// A time further behind is none that lines begin with.
const MAX_WORDS: usize = 2;
/// Nor one further behind between tabs.
const MAX_CELLS: usize = 4;
/// A word before the time is no longer.
const MAX_WORD: usize = 64;
/// So much punctuation may stand before the time.
const MAX_PUNCTUATION: usize = 24;

/// What stands before the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// How many words; punctuation alone is none.
    pub(super) words: usize,
    /// Whether the last of them ends in a colon or bracket that touches the time: `1234:20231005:120000`.
    pub(super) glued: bool,
}

/// The word at `at` and where it ends: at a space, or at the bracket of the time behind a level (`ERROR[01-31|10:11:12.5]`).
pub(super) fn word(line: &[u8], at: usize) -> Option<(&[u8], usize)> {
    let rest = line.get(at..)?;
    let letters = rest.iter().take(MAX_WORD).take_while(|byte| byte.is_ascii_uppercase()).count();
    if letters > 1 && rest.get(letters) == Some(&b'[') {
        let word = rest.get(..letters)?;
        return Severity::from_name(word).map(|_| (word, at + letters));
    }
    // Words in parentheses are one: `(RayWorker pid=641) INFO 01-31 10:11:12`.
    let open = at.checked_sub(1).and_then(|before| line.get(before)) == Some(&b'(');
    let group = rest.iter().take(MAX_WORD).position(|byte| open && *byte == b')').unwrap_or(0);
    let blank = |byte: &u8| matches!(byte, b' ' | b'\t');
    let mut length = group + rest.iter().skip(group).take(MAX_WORD + 1).position(blank)?;
    // A number set in parentheses is of the word before it: `Debug( 445):`, `Info ( 812):`.
    let open = match rest.get(length..)? {
        _ if rest.get(..length)?.ends_with(b"(") => length,
        [b' ', b'(', b' ', ..] => length + 2,
        _ => return Some((rest.get(..length)?, at + length)),
    };
    let number = |byte: &u8| byte.is_ascii_digit() || *byte == b' ';
    let inside = rest.iter().skip(open).take(MAX_WORD).take_while(|byte| number(byte)).count();
    let after = rest.get(open + inside..)?;
    if after.first() == Some(&b')') {
        length = open + inside + after.iter().take(MAX_WORD + 1).position(blank)?;
    }
    Some((rest.get(..length)?, at + length))
}

/// The level before a number in parentheses at the end of a word, and what stands before it: `(P12-T34)Debug( 445):`.
pub(super) fn counted_level(word: &[u8]) -> Option<(usize, Severity)> {
    let name = word.strip_suffix(b":").unwrap_or(word).strip_suffix(b")")?;
    let open = memchr::memrchr(b'(', name)?;
    let number = name.get(open + 1..)?.trim_ascii_start();
    let name = name.get(..open)?.trim_ascii_end();
    let start = name.iter().rposition(|byte| !byte.is_ascii_alphabetic()).map_or(0, |at| at + 1);
    let numeric = !number.is_empty() && number.iter().all(u8::is_ascii_digit);
    let level = name.get(start..).filter(|level| numeric && level.len() > 2)?;
    Some((start, Severity::from_name(level)?))
}

/// The level of a capital in brackets of its own: `(W)`, `[E]`.
pub(super) fn letter(line: &[u8], at: usize, word: &[u8]) -> Option<Severity> {
    let open = line.get(at.checked_sub(1)?)?;
    match word {
        [letter @ b'A'..=b'Z', b')' | b']', rest @ ..]
            if b"([".contains(open) && rest.len() < 2 =>
        {
            Severity::from_name(&[*letter])
        }
        _ => None,
    }
}

/// The level behind a name and a colon, and how long the name is: `Zigbee2MQTT:info`.
pub(super) fn named_level(word: &[u8]) -> Option<(usize, Severity)> {
    let colon = memchr::memrchr(b':', word).filter(|colon| *colon > 1)?;
    let level = word.get(colon + 1..).filter(|level| level.len() > 2)?;
    Some((colon, Severity::from_name(level)?))
}

/// The level that a word is, without the punctuation around it; a letter alone is none among other signs.
pub(super) fn level(word: &[u8]) -> Option<Severity> {
    let start = word.iter().position(u8::is_ascii_alphanumeric)?;
    let word = word.get(start..)?;
    let end = word.iter().position(|byte| !byte.is_ascii_alphabetic()).unwrap_or(word.len());
    let apart = word.get(end).is_none_or(|next| end > 1 && !next.is_ascii_alphanumeric());
    Severity::from_name(word.get(..end)?).filter(|_| apart)
}

/// The first byte from `at` on that is neither space nor punctuation nor an escape sequence of a terminal (ECMA-48).
pub(super) fn punctuation(line: &[u8], mut at: usize) -> usize {
    let end = at + MAX_PUNCTUATION;
    while at < end {
        match line.get(at) {
            Some(
                b' ' | b'\t' | b'[' | b'(' | b'<' | b'{' | b'"' | b'\'' | b'*' | b'#' | b'|' | b'>'
                | b'.' | b'%' | b'-' | b']' | b')' | b':' | b',' | b'=',
            ) => at += 1,
            Some(0x1b) => at += escape_sequence(line.get(at..).unwrap_or_default()),
            _ => break,
        }
    }
    at
}

/// How long the escape sequence at the start of `bytes` is.
pub(super) fn escape_sequence(bytes: &[u8]) -> usize {
    let parameters = bytes.iter().skip(2).take_while(|byte| (b'0'..=b'?').contains(byte)).count();
    match bytes.get(1) {
        Some(b'[') => (3 + parameters).min(bytes.len()),
        _ => 1,
    }
}

/// Where the colons, commas and closing brackets stand in the word at `at` that a time may be glued to.
pub(super) fn glue(line: &[u8], at: usize) -> impl Iterator<Item = usize> {
    let rest = line.get(at..).unwrap_or_default();
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-/:@()[],".contains(byte);
    let name = rest.iter().take(MAX_WORD).take_while(move |byte| is_name(byte));
    let ends = name.enumerate().filter(|(_, byte)| b":)],".contains(byte));
    ends.map(move |(end, _)| at + end)
}

/// What stands in these bytes before a time; nothing where it touches it without a colon between them.
pub(super) fn place(before: &[u8]) -> Option<Place> {
    let mut at = punctuation(before, 0);
    let mut words = 0;
    while at < before.len() {
        // The letter of glog.
        if words == 0 && before.len() - at == 1 {
            let letter = before.last().is_some_and(u8::is_ascii_uppercase);
            return letter.then_some(Place { words, glued: false });
        }
        words += 1;
        let Some((_, next)) = word(before, at) else {
            // A word alone is rather the name of what follows: `time:31/Jan/2024`.
            let glued = glue(before, at).last().is_some_and(|end| {
                let name = before.get(at..end).unwrap_or_default();
                punctuation(before, end + 1) == before.len()
                    && (before.get(end) != Some(&b':')
                        || !name.iter().all(u8::is_ascii_alphabetic)
                        || level(name).is_some())
            });
            return glued.then_some(Place { words, glued });
        };
        at = punctuation(before, next);
    }
    Some(Place { words, glued: false })
}

/// Whether whole words stand in these bytes before a time, or none.
pub(super) fn is_apart(before: &[u8]) -> bool {
    place(before).is_some_and(|place| !place.glued)
}

/// A time that lines begin with stands behind so many words at most: those in brackets may be more.
pub(super) fn most_words(before: &[u8]) -> usize {
    let bracketed = before.iter().filter(|byte| **byte == b']').count();
    if before.contains(&b' ') && bracketed < MAX_WORDS { MAX_WORDS } else { MAX_CELLS }
}
