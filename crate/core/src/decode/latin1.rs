//! Windows-1252 to UTF-8: what files that say Latin-1 are in, too (WHATWG, Encoding Standard).

use super::{Progress, copy};

/// What stands for 0x80 to 0x9F; the five that are not assigned stay controls.
const HIGH: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
];

/// Of the bytes beyond ASCII, at least this share stands where it does in words and sentences.
const PLAUSIBLE: (usize, usize) = (3, 4);
/// One sequence that is right in UTF-8 outweighs so many bytes that are not.
const RIGHT: usize = 8;

/// A stage that may be fed and emptied byte by byte: it holds the end of a character that did not fit.
#[derive(Debug, Default)]
pub(super) struct Latin1 {
    owed: [u8; 4],
    from: usize,
    to: usize,
}

impl Latin1 {
    pub(super) fn decode(&mut self, input: &[u8], output: &mut [u8]) -> Progress {
        let mut progress = Progress { consumed: 0, produced: self.repay(output) };
        while progress.produced < output.len() {
            let rest = &input[progress.consumed..];
            let ascii = rest.iter().position(|byte| !byte.is_ascii()).unwrap_or(rest.len());
            progress += copy(&rest[..ascii], &mut output[progress.produced..]);
            let room = &mut output[progress.produced..];
            let Some(&byte) = input.get(progress.consumed).filter(|byte| !byte.is_ascii()) else {
                break;
            };
            if room.is_empty() {
                break;
            }
            let character = HIGH.get(usize::from(byte - 0x80)).copied().unwrap_or(char::from(byte));
            self.to = character.encode_utf8(&mut self.owed).len();
            progress.consumed += 1;
            progress.produced += self.repay(room);
        }
        progress
    }

    /// At the end of the stream: what did not fit. Returns the bytes written.
    pub(super) fn finish(&mut self, output: &mut [u8]) -> usize {
        self.repay(output)
    }

    fn repay(&mut self, output: &mut [u8]) -> usize {
        let repaid = copy(&self.owed[self.from..self.to], output).produced;
        self.from += repaid;
        if self.from == self.to {
            (self.from, self.to) = (0, 0);
        }
        repaid
    }
}

/**
Whether this head of a text that is not UTF-8 is Windows-1252 rather than UTF-8 with errors, or nothing of the kind: hardly any
sequence is right in UTF-8, and the bytes beyond ASCII are letters beside letters, or signs that sentences have.
*/
pub(super) fn is_latin1(text: &[u8]) -> bool {
    let (mut right, mut wrong, mut plausible) = (0, 0, 0);
    let mut at = 0;
    for chunk in text.utf8_chunks() {
        right += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
        at += chunk.valid().len();
        for place in at..at + chunk.invalid().len() {
            // The end may be the beginning of a sequence that goes on behind it.
            if place + 3 < text.len() {
                wrong += 1;
                plausible += usize::from(is_plausible(text, place));
            }
        }
        at += chunk.invalid().len();
    }
    wrong > right * RIGHT && plausible * PLAUSIBLE.1 >= wrong * PLAUSIBLE.0
}

fn is_plausible(text: &[u8], at: usize) -> bool {
    let letter =
        |at: Option<usize>| at.and_then(|at| text.get(at)).is_some_and(u8::is_ascii_alphabetic);
    match text[at] {
        // Letters, but for the signs of multiplication and division among them.
        0xD7 | 0xF7 => false,
        0xC0.. | 0x8A | 0x8C | 0x8E | 0x9A | 0x9C | 0x9E | 0x9F => {
            letter(at.checked_sub(1)) || letter(Some(at + 1))
        }
        // The euro, quotes and dashes, the hard space, section, degree, micro and others.
        0x80
        | 0x82
        | 0x84
        | 0x85
        | 0x91..=0x97
        | 0xA0
        | 0xA3
        | 0xA7
        | 0xA9
        | 0xAB
        | 0xAE
        | 0xB0..=0xB5
        | 0xBB => true,
        _ => false,
    }
}
