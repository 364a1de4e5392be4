//! UTF-16 to UTF-8. What is no character (an unpaired surrogate, half a unit at the end) becomes U+FFFD.

use super::{Progress, copy};

const BOM: u16 = 0xFEFF;

/// A stage that may be fed and emptied byte by byte: it holds half a unit, half a pair, or the end of a
/// character that did not fit.
#[derive(Debug)]
pub(super) struct Utf16 {
    read: fn([u8; 2]) -> u16,
    /// The first byte of a unit whose second has not come.
    half: Option<u8>,
    /// A high surrogate whose low one has not come.
    high: Option<u16>,
    /// Characters in UTF-8 that are owed to the output: at most a replacement and a character.
    owed: [u8; 8],
    owed_from: usize,
    owed_to: usize,
    /// Only the first unit of the stream can be a byte order mark.
    begun: bool,
}

impl Utf16 {
    /// `read` knows the order of the bytes in a unit.
    pub(super) fn new(read: fn([u8; 2]) -> u16) -> Self {
        Self { read, half: None, high: None, owed: [0; 8], owed_from: 0, owed_to: 0, begun: false }
    }

    pub(super) fn decode(&mut self, input: &[u8], output: &mut [u8]) -> Progress {
        let mut progress = Progress { consumed: 0, produced: self.repay(output) };
        while progress.produced < output.len() {
            let rest = &input[progress.consumed..];
            let unit = match (self.half, rest) {
                (None, [first, second, ..]) => {
                    progress.consumed += 2;
                    [*first, *second]
                }
                (Some(first), [second, ..]) => {
                    progress.consumed += 1;
                    self.half = None;
                    [first, *second]
                }
                (None, [first]) => {
                    progress.consumed += 1;
                    self.half = Some(*first);
                    break;
                }
                (_, []) => break,
            };
            match (self.read)(unit) {
                ascii @ 0..0x80 if self.high.is_none() => {
                    self.begun = true;
                    output[progress.produced] = ascii as u8;
                    progress.produced += 1;
                }
                unit => {
                    self.take(unit);
                    progress.produced += self.repay(&mut output[progress.produced..]);
                }
            }
        }
        progress
    }

    /// At the end of the stream: what is held back was no character. Returns the bytes written; to be
    /// repeated until that is 0.
    pub(super) fn finish(&mut self, output: &mut [u8]) -> usize {
        let (high, half) = (self.high.take(), self.half.take());
        if high.is_some() || half.is_some() {
            self.owe(char::REPLACEMENT_CHARACTER);
        }
        self.repay(output)
    }

    fn take(&mut self, unit: u16) {
        let begun = std::mem::replace(&mut self.begun, true);
        if let Some(high) = self.high.take() {
            if let Some(Ok(paired)) = char::decode_utf16([high, unit]).next() {
                self.owe(paired);
                return;
            }
            self.owe(char::REPLACEMENT_CHARACTER);
        }
        match unit {
            BOM if !begun => {}
            0xD800..0xDC00 => self.high = Some(unit),
            _ => self.owe(char::from_u32(u32::from(unit)).unwrap_or(char::REPLACEMENT_CHARACTER)),
        }
    }

    fn owe(&mut self, character: char) {
        self.owed_to += character.encode_utf8(&mut self.owed[self.owed_to..]).len();
    }

    fn repay(&mut self, output: &mut [u8]) -> usize {
        let repaid = copy(&self.owed[self.owed_from..self.owed_to], output).produced;
        self.owed_from += repaid;
        if self.owed_from == self.owed_to {
            (self.owed_from, self.owed_to) = (0, 0);
        }
        repaid
    }
}
