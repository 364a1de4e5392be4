//! Which parts of a message may be others without a change to what else is masked, and what they may be.

use super::super::address::ipv4;
use super::super::classes::{AT, DELIMITER, DIGIT, HEX, LETTER, PATH, SLASH, WORD, byte, is, run};
use super::super::date::{is_month, is_weekday};
use super::super::line::Piece;
use super::super::locator::{email, path_length};
use super::super::mask::Mask;
use super::super::number::LONGEST_UNIT;
use super::super::word::token;
use std::ops::RangeInclusive;

/// Digits of a number that many messages may have the same of.
const COMMON: usize = 3;

/// What differs between messages that are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `17`
    Digits,
    /// `37529` of `37529:11`: so many digits that it is no hour.
    Port,
    /// `17.5`
    Decimal,
    /// `10.0.0.1:80`
    Ipv4,
    /// `/var/log/x`
    Path,
    /// `4f2a90c1`, `veth1706bf95`, `2001:db8::7`, `12:30:45`: what a token is as a whole.
    Token(Mask),
    /// `anna@example.com`
    Email,
    /// `'chair'`
    Quoted(Quoted),
}

/// What a text in quotes is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Quoted {
    /// Whether one opens a text hangs on which quote it is.
    quote: u8,
    /// It begins with a letter or digit: a quote before one may be an apostrophe.
    name: bool,
    /// There is a space in it: such a text is masked behind some signs only, and none that a quote before it may open goes across it.
    words: bool,
}

/// Whether this is a number right behind letters, `ssh2`, `SHA256`: what it is hangs on its word alone, and messages are alike that
/// have the same there.
pub(super) fn is_part_of_name(message: &[u8], piece: &Piece, mask: Mask) -> bool {
    let before = piece.from.checked_sub(1).and_then(|before| message.get(before));
    let text = message.get(piece.from..piece.to).unwrap_or_default();
    mask == Mask::Num
        && before.is_some_and(|&byte| is(byte, LETTER))
        && run(text, DIGIT) == text.len()
        && byte(message, piece.to) != b'.'
}

/// Where the variable ends that a piece of the message is, and its kind, if any other variable of this kind would have been masked the
/// same; the next piece begins at `next`.
pub(super) fn variable(
    message: &[u8],
    piece: &Piece,
    mask: Mask,
    next: usize,
) -> Option<(usize, Kind)> {
    let text = message.get(piece.from..piece.to)?;
    let rest = message.get(piece.from..)?;
    let before = message.get(..piece.from)?;
    let begin = before.iter().rposition(|&byte| is(byte, DELIMITER)).map_or(0, |at| at + 1);
    let prefix = before.get(begin..)?;
    // A path may go on behind a sign that ends tokens.
    if prefix.is_empty() && before.last() == Some(&b'=') {
        let inside = before.iter().rev().take_while(|&&byte| is(byte, WORD | PATH | SLASH));
        if inside.copied().any(|byte| is(byte, SLASH | AT)) {
            return None;
        }
    }
    let ends = |length: usize| is(byte(rest, length), DELIMITER);
    let whole_token = prefix.is_empty() && ends(text.len());
    match mask {
        Mask::Num | Mask::Duration | Mask::Size => {
            let whole = run(text, DIGIT);
            let part = if byte(text, whole) == b'.' { run(&text[whole + 1..], DIGIT) } else { 0 };
            let port = if PORT.contains(&whole) { behind_port(rest, whole) } else { 0 };
            let (length, kind) = match part {
                0 if port > 0 => (whole, Kind::Port),
                0 => (whole, Kind::Digits),
                part => (whole + 1 + part, Kind::Decimal),
            };
            let unit = text.get(length..)?;
            let word = unit.strip_prefix(b" ").unwrap_or(unit);
            let glued = !word.is_empty() && word.len() == unit.len();
            // What is no unit is told from the word behind a space, and what follows it.
            let after = rest.get(length + 1..).unwrap_or_default();
            let letters = run(after, LETTER).min(LONGEST_UNIT + 1);
            let goes_on = match byte(rest, length) {
                b'%' => 1,
                b':' if port > 0 => port,
                b':' => usize::from(is(byte(rest, length + 1), DELIMITER)),
                b'.' if kind == Kind::Digits && is(byte(after, 0), LETTER) => 1 + run(after, WORD),
                b'.' if kind == Kind::Digits && byte(after, 0) == b' ' => 1,
                b'&' if is(byte(after, 0), LETTER) => {
                    1 + after.iter().take_while(|&&byte| is(byte, WORD) || byte == b'_').count()
                }
                _ => 0,
            };
            let told = match byte(rest, length) {
                _ if !ends(text.len() + goes_on) => false,
                // The number behind a port is the next piece.
                _ if port > 0 => true,
                _ if piece.from + text.len() + goes_on >= next => false,
                b',' => kind == Kind::Decimal || !is(byte(after, 0), DIGIT),
                b' ' => {
                    piece.from + length + letters + 2 <= next
                        && byte(after, letters) != b'.'
                        && !is_month(after)
                }
                b'.' => !is_month(after.get(1..).unwrap_or_default()),
                _ => true,
            };
            let sure = whole > 0
                && word.len() == run(word, LETTER)
                && (mask == Mask::Num) == word.is_empty()
                && !(glued && (is(word[0], HEX) || matches!(word[0], b'x' | b'X')))
                && (prefix.is_empty() || is_name(prefix))
                && told
                && !named_before(before);
            sure.then_some((piece.from + length, kind))
        }
        Mask::Ip if ipv4(rest) == Some(text.len()) => {
            let alone = prefix.is_empty() && (whole_token || is_before_colon(rest, text.len()));
            (alone && !named_before(before)).then_some((piece.to, Kind::Ipv4))
        }
        // Whether a quote opens depends on what stands before it.
        Mask::Path => {
            let quoted = matches!(byte(rest, text.len()), b'"' | b'\'' | b'`');
            (path_length(rest) == text.len() && prefix.is_empty() && !quoted)
                .then_some((piece.to, Kind::Path))
        }
        Mask::Email => {
            let sure = address(rest) == text.len() && prefix.is_empty() && !named_before(before);
            sure.then_some((piece.to, Kind::Email))
        }
        Mask::Str => {
            let inside = text.get(1..)?;
            let words = inside.contains(&b' ');
            let kind = Quoted { quote: byte(text, 0), name: is(byte(inside, 0), WORD), words };
            (quoted(rest, kind) == text.len()).then_some((piece.to, Kind::Quoted(kind)))
        }
        Mask::Url | Mask::Rest => None,
        _ => {
            let alone = prefix.is_empty() || mask == Mask::Hex && is_name(prefix);
            let sure = whole(rest, mask) == text.len() && alone && !named_before(before);
            sure.then_some((piece.to, Kind::Token(mask)))
        }
    }
}

/// Whether at `length` stands a colon that ends the token.
fn is_before_colon(text: &[u8], length: usize) -> bool {
    byte(text, length) == b':' && is(byte(text, length + 1), DELIMITER)
}

/// Whether what stands before a number in its token is no part of anything that goes on with it: names, which no hexadecimal
/// digits are, and signs between them; one sign at the end.
fn is_name(prefix: &[u8]) -> bool {
    let mut words = prefix.split(|&byte| !is(byte, WORD));
    let [.., last, b'-' | b'_' | b':' | b'#'] = prefix else { return false };
    is(*last, WORD)
        && !prefix.iter().any(|&byte| is(byte, SLASH | AT))
        && words.all(|word| word.is_empty() || word.iter().any(|&byte| !is(byte, HEX)))
}

/// Whether a number behind this text may be the day of a date.
fn named_before(before: &[u8]) -> bool {
    let end = before.iter().rposition(|byte| !matches!(byte, b' ' | b','));
    let name = end.and_then(|end| before.get(end.checked_sub(2)?..)).unwrap_or_default();
    is_month(name) || is_weekday(name)
}

/// So many digits may be a port, and are no part of a time.
pub(super) const PORT: RangeInclusive<usize> = 4..=5;

/// The length of the colon, the number and maybe another colon that end the token behind a port of so many digits; 0 if others do.
fn behind_port(text: &[u8], port: usize) -> usize {
    let rest = text.get(port + 1..).unwrap_or_default();
    let number = run(rest, DIGIT);
    let length = number + usize::from(byte(rest, number) == b':');
    let ends = number > 0 && byte(text, port) == b':' && is(byte(rest, length), DELIMITER);
    if ends { 1 + length } else { 0 }
}

/// The length of a token without spaces that is masked so, at the front of the text; 0 if there is none. Behind hexadecimal digits a
/// colon may end it.
pub(super) fn whole(text: &[u8], mask: Mask) -> usize {
    let Some((_, length)) = token(text).filter(|&(found, _)| found == mask) else { return 0 };
    let apart = text.get(..length).is_some_and(|token| !token.contains(&b' '));
    let ends =
        is(byte(text, length), DELIMITER) || mask == Mask::Hex && is_before_colon(text, length);
    if apart && ends { length } else { 0 }
}

/// The length of an e-mail address that is a token, at the front of the text; 0 if there is none.
pub(super) fn address(text: &[u8]) -> usize {
    match email(text) {
        Some((_, length)) if is(byte(text, 0), WORD) && is(byte(text, length), DELIMITER) => length,
        _ => 0,
    }
}

/// Whether a number that no other may stand for is one that many messages have the same of: then it is compared as it is. It may not
/// stand before a variable that could be taken for its unit; `next` is where the next variable begins.
pub(super) fn is_common(message: &[u8], piece: &Piece, mask: Mask, next: usize) -> bool {
    let text = message.get(piece.from..piece.to).unwrap_or_default();
    let rest = message.get(piece.to..).unwrap_or_default();
    let end = piece.to + rest.iter().position(|&byte| is(byte, DELIMITER)).unwrap_or(rest.len());
    let digits = text.iter().filter(|&&byte| is(byte, DIGIT)).count();
    mask == Mask::Num && digits <= COMMON && end + 1 < next
}

/// The length of such a text in quotes, without backslashes and other quotes in it, at the front of the text; 0 if there is none.
pub(super) fn quoted(text: &[u8], kind: Quoted) -> usize {
    let Some(rest) = text.strip_prefix(&[kind.quote]) else { return 0 };
    let ends =
        |byte: &u8| matches!(byte, b'\\' | b'"' | b'\'' | b'`') || *byte == b' ' && !kind.words;
    let first = byte(rest, 0);
    if is(first, WORD) != kind.name || first == b':' {
        return 0;
    }
    let Some(length) = rest.iter().position(ends) else { return 0 };
    let words = rest.get(..length).is_some_and(|inside| inside.contains(&b' '));
    if byte(rest, length) == kind.quote && words == kind.words { length + 2 } else { 0 }
}
