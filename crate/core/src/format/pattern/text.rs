/*!
The text of a pattern without what stands around it, each byte with its place in what was typed.
*/

use std::ops::Range;

/// Bytes of a pattern and where they are written.
#[derive(Clone, Debug, Default)]
pub(super) struct Written {
    pub(super) bytes: Vec<u8>,
    /// The place of each byte.
    places: Vec<usize>,
}

impl Written {
    /// Adds a byte that is written at this place.
    pub(super) fn push(&mut self, byte: u8, place: usize) {
        self.bytes.push(byte);
        self.places.push(place);
    }

    /// A part of some text as it stands, `start` bytes behind its beginning.
    pub(super) fn plain(text: &str, start: usize) -> Self {
        let mut written = Self::default();
        text.bytes().enumerate().for_each(|(at, byte)| written.push(byte, start + at));
        written
    }

    /// Where these bytes are written.
    pub(super) fn place(&self, range: Range<usize>) -> Range<usize> {
        let first = self.places.get(range.start).or(self.places.last()).copied().unwrap_or(0);
        let last = range.end.checked_sub(1).and_then(|last| self.places.get(last));
        first..last.map_or(first, |last| last + 1).max(first)
    }

    /// The same without what a backslash escapes: `\"` is a quote, `\t` a tab.
    pub(super) fn unescaped(&self) -> Self {
        let mut plain = Self::default();
        let mut pairs = self.bytes.iter().zip(&self.places).peekable();
        while let Some((&byte, &place)) = pairs.next() {
            let Some((next, _)) = pairs.next_if(|_| byte == b'\\') else {
                plain.push(byte, place);
                continue;
            };
            match next {
                b't' => plain.push(b'\t', place),
                b'n' | b'\n' | b'\r' => {}
                other => plain.push(*other, place),
            }
        }
        plain
    }
}

/// The strings in quotes that a statement holds, joined and unescaped, as nginx reads them; `from` is where they start in `text`.
/// Nothing where the first thing there is no quote.
pub(super) fn quoted(text: &str, from: usize) -> Option<Written> {
    let bytes = text.as_bytes();
    let mut written = Written::default();
    let mut at = from;
    let mut any = false;
    loop {
        at += bytes.get(at..)?.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let Some(&quote @ (b'"' | b'\'')) = bytes.get(at) else { break };
        any = true;
        at += 1;
        loop {
            match bytes.get(at) {
                None => return Some(written),
                Some(&byte) if byte == quote => break,
                Some(b'\\') => {
                    let next = *bytes.get(at + 1)?;
                    match next {
                        b'"' | b'\'' | b'\\' => written.push(next, at),
                        b't' => written.push(b'\t', at),
                        _ => {
                            written.push(b'\\', at);
                            written.push(next, at + 1);
                        }
                    }
                    at += 1;
                }
                Some(&byte) => written.push(byte, at),
            }
            at += 1;
        }
        at += 1;
    }
    any.then_some(written)
}
