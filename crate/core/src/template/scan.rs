//! One pass over a message, from stop to stop: most tokens are plain words, which are passed over as they stand.

use super::address::ipv6;
use super::classes::{AT, CLASSES, DELIMITER, DIGIT, SLASH, SPACE, WORD, byte, is, run};
use super::date::{day_first, named_date};
use super::familiar::Familiar;
use super::layout::Layout;
use super::line::Line;
use super::locator::{email, locator};
use super::mask::{Found, Mask};
use super::number::{dotted, measured};
use super::word::token;
use super::{MAX_BYTES, MAX_TOKENS};

/// A token without any of these stays as it is.
const SIGNAL: u8 = DIGIT | SLASH | AT;

/// Masks messages. Reused from one to the next.
#[derive(Debug)]
pub struct Masker {
    layout: Box<Layout>,
    pub(super) line: Line,
}

impl Default for Masker {
    fn default() -> Self {
        Self { layout: Box::new(Layout::new()), line: Line::new() }
    }
}

impl Masker {
    /// The masked text of a message.
    #[inline]
    pub fn mask(&mut self, message: &[u8]) -> &[u8] {
        let Self { layout, line } = self;
        line.clear();
        let bytes = message.get(..MAX_BYTES).unwrap_or(message);
        let tokens = layout.take(bytes);
        let clipped = message.len() > bytes.len();
        let scanner = Scanner { bytes, layout, literal: 0, paired: [0; 3], clipped, line };
        if clipped || tokens > MAX_TOKENS {
            scanner.bounded();
        } else {
            scanner.run();
        }
        self.line.text()
    }

    /// Keeps the message that was masked last if others can be told from it, and what it is known by, which is asked with its masked
    /// text.
    pub fn keep(&self, message: &[u8], familiar: &mut Familiar, id: impl FnOnce(&[u8]) -> u32) {
        familiar.keep(message, &self.line.pieces, self.line.text(), id);
    }
}

struct Scanner<'a> {
    bytes: &'a [u8],
    layout: &'a Layout,
    /// Where the text begins that was looked at, is to stay, and was not written yet.
    literal: usize,
    /// For each kind of quote: those before this index have found their partner, or have none.
    paired: [usize; 3],
    /// There is more of the message than `bytes`.
    clipped: bool,
    line: &'a mut Line,
}

impl Scanner<'_> {
    /// Goes from stop to stop.
    fn run(mut self) {
        let layout = self.layout;
        let length = self.bytes.len();
        let mut at = self.start();
        loop {
            let stop = layout.stop(at);
            let class = CLASSES[usize::from(layout.byte(stop))];
            if class & SPACE != 0 {
                // A run may begin with a single space.
                let before = stop > at && layout.byte(stop - 1) == b' ';
                let from = stop - usize::from(before);
                if from >= length {
                    break;
                }
                let single = layout.byte(from) == b' ' && !is(layout.byte(from + 1), SPACE);
                at = if single { from + 1 } else { self.space(from) };
                continue;
            }
            if class & DELIMITER != 0 {
                at = self.quote(stop);
                continue;
            }
            let begin = layout.begin(stop, at);
            if begin == stop
                && class & DIGIT != 0
                && let Some(after) = self.number(stop)
            {
                at = if layout.ends(after) { after } else { self.resume(after) };
                continue;
            }
            let end = layout.end(stop);
            at = if class & SIGNAL == 0 && layout.stop(stop + 1) >= end {
                self.name(begin, end)
            } else {
                let seen = if layout.sign(begin) < end { SIGNAL } else { DIGIT };
                self.token(begin, end, seen)
            };
            if at > end && !layout.ends(at) {
                at = self.resume(at);
            }
        }
        self.line.put(layout.text(), self.literal, length);
    }

    /// White space at the start is left out.
    fn start(&mut self) -> usize {
        if !self.bytes.first().is_some_and(|&byte| is(byte, SPACE)) {
            return 0;
        }
        let start = run(self.bytes, SPACE);
        self.line.space(0, 0, start);
        self.literal = start;
        start
    }

    /// Goes from token to token and counts them.
    fn bounded(mut self) {
        let bytes = self.bytes;
        let (mut at, mut tokens) = (self.start(), 0);
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
                    return self.replace(begin, usize::MAX, Mask::Rest);
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
        self.line.put(self.layout.text(), self.literal, bytes.len());
        if self.clipped {
            self.line.mask(Mask::Rest, bytes.len(), usize::MAX);
        }
    }

    /// Masks the date that a word of three letters may begin; returns where to go on.
    fn name(&mut self, begin: usize, end: usize) -> usize {
        if end - begin != 3 {
            return end;
        }
        let date = named_date(&self.bytes[begin..]);
        self.found(begin, date).unwrap_or(end)
    }

    /// Where to go on behind what ends within a token, at a byte that is taken for its end.
    #[cold]
    fn resume(&mut self, at: usize) -> usize {
        let (begin, end) = (at + 1, self.layout.end(at + 1));
        if self.layout.stop(begin) < end { begin } else { self.name(begin, end) }
    }

    /// Masks the number that a token is, if it is nothing else.
    #[inline]
    fn number(&mut self, at: usize) -> Option<usize> {
        let layout = self.layout;
        let mut end = layout.digits(at);
        let mut next = layout.byte(end);
        let mut parts = 1;
        if next == b'.' {
            let more = layout.digits(end + 1);
            if more == end + 1 {
                return None;
            }
            (end, parts) = (more, 2);
            next = layout.byte(end);
        }
        if !layout.ends(end) || next == b',' && parts == 1 {
            return None;
        }
        if next == b' ' && begins_unit(layout.byte(end + 1)) {
            let rest = &self.bytes[at..];
            let date = if parts == 1 { day_first(rest) } else { None };
            let found = match date {
                Some(length) => Some((Mask::Date, length)),
                None => measured(rest, end - at, parts),
            };
            if found.is_some() {
                return self.found(at, found);
            }
        }
        self.replace(at, end, Mask::Num);
        Some(end)
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
        self.replace(digits, digits + length, Mask::Num);
        digits + length
    }

    /// A run of white space becomes one space, or nothing at the end.
    fn space(&mut self, at: usize) -> usize {
        let length = run(&self.bytes[at..], SPACE);
        let after = at + length;
        if after == self.bytes.len() && !self.clipped {
            self.spaces(0, at, after);
        } else if length > 1 || self.bytes[at] != b' ' {
            self.spaces(1, at, after);
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
        self.replace(at, after, Mask::Str);
        after
    }

    fn found(&mut self, at: usize, found: Found) -> Option<usize> {
        let (mask, length) = found?;
        let bounded = matches!(mask, Mask::Duration | Mask::Size) && self.is_bound(at, at + length);
        self.replace(at - usize::from(bounded), at + length, mask);
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

    #[inline]
    fn replace(&mut self, from: usize, to: usize, by: Mask) {
        self.line.put(self.layout.text(), self.literal, from);
        self.line.mask(by, from, to);
        self.literal = to;
    }

    fn spaces(&mut self, by: usize, from: usize, to: usize) {
        self.line.put(self.layout.text(), self.literal, from);
        self.line.space(by, from, to);
        self.literal = to;
    }
}

/// Whether what stands behind a number and a space may belong to it.
#[inline]
fn begins_unit(byte: u8) -> bool {
    const SMALL: u32 = letters(b"dghkmnstu");
    const CAPITAL: u32 = letters(b"ADFJMNOSBKGTP");
    match byte {
        b'A'..=b'Z' => CAPITAL >> (byte - b'A') & 1 != 0,
        b'a'..=b'z' => SMALL >> (byte - b'a') & 1 != 0,
        _ => byte >= 0x80,
    }
}

const fn letters(all: &[u8]) -> u32 {
    let (mut set, mut index) = (0, 0);
    while index < all.len() {
        set |= 1 << (all[index] - if all[index] < b'a' { b'A' } else { b'a' });
        index += 1;
    }
    set
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

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// The masked text of a message, token by token whatever its length.
    pub(in crate::template) fn token_by_token(message: &[u8]) -> Vec<u8> {
        let Masker { mut layout, mut line } = Masker::default();
        let bytes = &message[..message.len().min(MAX_BYTES)];
        layout.take(bytes);
        let clipped = message.len() > bytes.len();
        Scanner { bytes, layout: &layout, literal: 0, paired: [0; 3], clipped, line: &mut line }
            .bounded();
        line.text().to_vec()
    }
}
