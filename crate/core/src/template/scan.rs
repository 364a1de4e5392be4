//! One pass over a message: tokens between delimiters, most of which are plain words and are passed on as they stand.

use super::address::ipv6;
use super::classes::{AT, CLASSES, DELIMITER, DIGIT, SLASH, SPACE, WORD, byte, is, run};
use super::date::named_date;
use super::locator::{email, locator};
use super::mask::{Found, Mask};
use super::number::dotted;
use super::word::token;
use super::{MAX_BYTES, MAX_TOKENS, Sink};

/// A token without any of these stays as it is.
const SIGNAL: u8 = DIGIT | SLASH | AT;

/// Writes the masked text of a message.
pub(super) fn scan(message: &[u8], sink: &mut impl Sink) {
    let bytes = &message[..message.len().min(MAX_BYTES)];
    let clipped = message.len() > bytes.len();
    let start = run(bytes, SPACE);
    if start > 0 {
        sink.put_for(b"", 0, start);
    }
    let scanner = Scanner { bytes, literal: start, paired: [0; 3], clipped, sink };
    scanner.run(start);
}

struct Scanner<'a, S> {
    bytes: &'a [u8],
    /// Where the text begins that was looked at, is to stay, and was not written yet.
    literal: usize,
    /// For each kind of quote: those before this index have found their partner, or have none.
    paired: [usize; 3],
    /// There is more of the message than `bytes`.
    clipped: bool,
    sink: &'a mut S,
}

impl<S: Sink> Scanner<'_, S> {
    fn run(mut self, start: usize) {
        let bytes = self.bytes;
        let (mut at, mut tokens) = (start, 0);
        loop {
            let begin = at;
            let mut seen = 0;
            for &byte in &bytes[at..] {
                let class = CLASSES[usize::from(byte)];
                if class & DELIMITER != 0 {
                    break;
                }
                seen |= class;
                at += 1;
            }
            if at > begin {
                tokens += 1;
                if tokens > MAX_TOKENS || self.clipped && at == bytes.len() {
                    return self.replace(begin, usize::MAX, Mask::Rest.text());
                }
                if seen & SIGNAL != 0 {
                    at = self.token(begin, at, seen);
                } else if at - begin == 3 {
                    at = self.found(begin, named_date(&bytes[begin..])).unwrap_or(at);
                }
            }
            match bytes.get(at) {
                None => break,
                Some(b' ') if !is(byte(bytes, at + 1), SPACE) => at += 1,
                Some(&byte) if is(byte, SPACE) => at = self.space(at),
                Some(b'"' | b'\'' | b'`') => at = self.quote(at),
                Some(_) => at += 1,
            }
        }
        self.sink.put(&bytes[self.literal..]);
        if self.clipped {
            self.sink.put_for(Mask::Rest.text(), bytes.len(), usize::MAX);
        }
    }

    /// Masks what varies in a token that may hold several words; returns where to go on, which is beyond
    /// `end` if what was found goes on there.
    fn token(&mut self, begin: usize, end: usize, seen: u8) -> usize {
        let mut at = begin;
        // A place can be named at the start of a token and after a colon.
        let mut open = true;
        while at < end {
            let rest = &self.bytes[at..];
            if open {
                let found = if seen & SLASH != 0 { locator(rest) } else { None };
                let found = if seen & AT != 0 { found.or_else(|| email(rest)) } else { found };
                if let Some(after) = self.found(at, found) {
                    (at, open) = (after, false);
                    continue;
                }
            }
            let first = rest[0];
            open = first == b':';
            at = if is(first, WORD) {
                self.word(at)
            } else {
                let inside = at > 0 && is(self.bytes[at - 1], WORD);
                let found = if inside { None } else { punctuated(rest) };
                self.found(at, found).unwrap_or(at + 1)
            };
        }
        at
    }

    fn word(&mut self, at: usize) -> usize {
        let rest = &self.bytes[at..];
        if let Some(after) = self.found(at, token(rest)) {
            return after;
        }
        let length = run(rest, WORD);
        let Some(digits) = rest[..length].iter().position(u8::is_ascii_digit) else {
            return at + length;
        };
        // A name with numbers in it: the first is masked here, the rest of the word is looked at again.
        let digits = at + digits;
        let length = dotted(&self.bytes[digits..]).0;
        self.replace(digits, digits + length, Mask::Num.text());
        digits + length
    }

    /// A run of white space becomes one space, or nothing at the end.
    fn space(&mut self, at: usize) -> usize {
        let length = run(&self.bytes[at..], SPACE);
        let after = at + length;
        if after == self.bytes.len() && !self.clipped {
            self.replace(at, after, b"");
        } else if length > 1 || self.bytes[at] != b' ' {
            self.replace(at, after, b" ");
        }
        after
    }

    /// Masks a quoted text, or leaves the quote alone.
    fn quote(&mut self, at: usize) -> usize {
        let quote = self.bytes[at];
        let before = |back: usize| at.checked_sub(back).map_or(b' ', |index| self.bytes[index]);
        let opens = quote == b'"' || !is(before(1), WORD);
        let kind = usize::from(quote == b'\'') + 2 * usize::from(quote == b'`');
        if !opens || at < self.paired[kind] {
            return at + 1;
        }
        let Some(length) = closing(&self.bytes[at + 1..], quote) else {
            self.paired[kind] = self.bytes.len();
            return at + 1;
        };
        let after = at + length + 2;
        let apostrophe = quote != b'"' && is(byte(self.bytes, after), WORD);
        // An apostrophe may still open a text.
        self.paired[kind] = if apostrophe { after - 1 } else { after };
        let before = if before(1) == b' ' { before(2) } else { before(1) };
        let key = byte(self.bytes, after) == b':' && matches!(before, b'{' | b',');
        let one_word = !self.bytes[at + 1..after - 1].contains(&b' ');
        if apostrophe || key || !(one_word || matches!(before, b'=' | b':')) {
            return at + 1;
        }
        self.replace(at, after, Mask::Str.text());
        after
    }

    fn found(&mut self, at: usize, found: Found) -> Option<usize> {
        let (mask, length) = found?;
        let bounded = matches!(mask, Mask::Duration | Mask::Size) && self.is_bound(at, at + length);
        self.replace(at - usize::from(bounded), at + length, mask.text());
        Some(at + length)
    }

    /// Whether a sign of comparison stands right before this part: `took <1 s`, where the next line says `took 2 s`.
    fn is_bound(&self, from: usize, to: usize) -> bool {
        let before = |back: usize| from.checked_sub(back).and_then(|at| self.bytes.get(at));
        from > self.literal
            && matches!(before(1), Some(b'<' | b'>' | b'~'))
            && before(2).is_none_or(|&byte| is(byte, SPACE) || matches!(byte, b'=' | b':' | b'('))
            && byte(self.bytes, to) != b'>'
    }

    fn replace(&mut self, from: usize, to: usize, by: &[u8]) {
        self.sink.put(&self.bytes[self.literal..from]);
        self.sink.put_for(by, from, to);
        self.literal = to;
    }
}

/// What begins with a sign or a colon: `-5`, `::1`.
fn punctuated(text: &[u8]) -> Found {
    match text {
        [b'+' | b'-', digit, ..] if is(*digit, DIGIT) => {
            let rest = &text[1..];
            let (mask, length) = token(rest)?;
            Some((mask, length + 1))
        }
        [b':', b':', ..] => ipv6(text).map(|length| (Mask::Ip, length)),
        _ => None,
    }
}

/// How far away the quote is that closes a text; a backslash takes the next byte with it.
fn closing(text: &[u8], quote: u8) -> Option<usize> {
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        match byte {
            b'\\' => at += 2,
            _ if byte == quote => return Some(at),
            _ => at += 1,
        }
    }
    None
}
