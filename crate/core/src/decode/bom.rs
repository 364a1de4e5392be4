//! Drops a byte order mark from the front of UTF-8 text and passes the rest on untouched.

use super::{Progress, copy};

/// U+FEFF in UTF-8.
pub(super) const UTF8_BOM: &[u8] = &[0xEF, 0xBB, 0xBF];

/// A stage over the first three bytes of a stream, however they are cut.
#[derive(Debug, Default)]
pub(super) struct SkipBom {
    /// Bytes of the mark that the stream began with so far.
    matched: usize,
    /// The stream turned out not to begin with the mark: `matched` bytes of text are owed, less `repaid`.
    repaid: usize,
    decided: bool,
}

impl SkipBom {
    /// Nothing is held back and nothing will be dropped any more: the stage may be left out.
    pub(super) fn is_transparent(&self) -> bool {
        self.decided && self.repaid == self.matched
    }

    pub(super) fn decode(&mut self, input: &[u8], output: &mut [u8]) -> Progress {
        let mut progress = Progress::default();
        while !self.decided {
            let Some(byte) = input.get(progress.consumed) else { return progress };
            if UTF8_BOM.get(self.matched) != Some(byte) {
                self.decided = true;
                break;
            }
            progress.consumed += 1;
            self.matched += 1;
            if self.matched == UTF8_BOM.len() {
                (self.matched, self.decided) = (0, true);
            }
        }
        progress.produced += self.repay(output);
        progress += copy(&input[progress.consumed..], &mut output[progress.produced..]);
        progress
    }

    /// At the end of the stream: a part of a mark is text after all. Returns the bytes written.
    pub(super) fn finish(&mut self, output: &mut [u8]) -> usize {
        self.decided = true;
        self.repay(output)
    }

    fn repay(&mut self, output: &mut [u8]) -> usize {
        let repaid = copy(&UTF8_BOM[self.repaid..self.matched], output).produced;
        self.repaid += repaid;
        repaid
    }
}
