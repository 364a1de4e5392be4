//! The stages between a source and its text, joined: container, then encoding.

use super::stage::{Transcode, Unpack};
use super::{Container, DecodeError, Encoding, Progress};

/// Room between the stages, in bytes.
const MIDDLE: usize = 16 << 10;

/**
A stream from the bytes of a source to the bytes of its text, in UTF-8, without a byte order mark.

Memory is bounded (some 60 kB and, where the container has one, the window that the source asks for, up to 128 MiB), work is linear in the bytes that go in and come out, and
how the source is cut into pieces makes no difference to the text.

```
use logatlas_core::decode::{Decoder, sniff};

let source = b"\xFF\xFEo\0k\0\n\0";
let found = sniff(source);
let mut decoder = Decoder::new(found.container, found.encoding);
let (mut text, mut room, mut at) = (Vec::new(), [0; 2], 0);
loop {
    let progress = decoder.decode(&source[at..], &mut room)?;
    text.extend_from_slice(&room[..progress.produced]);
    at += progress.consumed;
    if progress.produced < room.len() {
        break;
    }
}
loop {
    match decoder.finish(&mut room)? {
        0 => break,
        count => text.extend_from_slice(&room[..count]),
    }
}
assert_eq!(text, b"ok\n");
# Ok::<(), logatlas_core::decode::DecodeError>(())
```
*/
pub struct Decoder {
    unpack: Unpack,
    transcode: Transcode,
    /// Unpacked and not yet transcoded: `middle[from..to]`.
    middle: Vec<u8>,
    from: usize,
    to: usize,
}

impl Decoder {
    /// A decoder at the start of a source. `encoding` is that of the text inside the container.
    pub fn new(container: Container, encoding: Encoding) -> Self {
        let unpack = Unpack::new(container);
        let transcode = Transcode::new(encoding);
        Self { unpack, transcode, middle: vec![0; MIDDLE], from: 0, to: 0 }
    }

    /// True where the text is the source itself, byte for byte, after a byte order mark
    /// ([`Sniff::bom`](super::Sniff::bom) bytes): such a source is better read in place, without a decoder.
    pub fn is_identity(&self) -> bool {
        self.unpack.is_plain() && matches!(self.transcode, Transcode::Utf8(_))
    }

    /**
    Takes bytes from the front of `input` and writes text to the front of `output`.

    Stops only when the output is full, when the input is used up, or at a fault. A full output (`produced ==
    output.len()`) may mean that more is waiting inside, even with no input left: give it room again, with
    whatever input there is, until it comes back with room to spare. An empty output makes no progress.

    # Errors

    A fault of the container. All text before it has been handed out by then: the call that meets a fault
    returns the text, the next one the error, and so does every later one.
    */
    pub fn decode(&mut self, input: &[u8], output: &mut [u8]) -> Result<Progress, DecodeError> {
        let mut total = Progress::default();
        loop {
            total.produced += self.drain(&mut output[total.produced..]);
            if total.produced == output.len() {
                return Ok(total);
            }
            let input = &input[total.consumed..];
            let direct = self.transcode.is_transparent();
            let target = if direct { &mut output[total.produced..] } else { &mut self.middle };
            match self.unpack.decode(input, target) {
                Ok(step) if direct => {
                    total += step;
                    return Ok(total);
                }
                Ok(step) => {
                    total.consumed += step.consumed;
                    (self.from, self.to) = (0, step.produced);
                    if step.produced == 0 {
                        return Ok(total);
                    }
                }
                Err(fault) => return if total.produced > 0 { Ok(total) } else { Err(fault) },
            }
        }
    }

    /**
    To be called at the end of the source, until it returns 0: writes the text that was held back (a
    character cut in two, a window) and returns its length in bytes. `output` must not be empty.

    # Errors

    [`Fault::Truncated`](super::Fault::Truncated) where the container does not end here; a fault that was found before.
    */
    pub fn finish(&mut self, output: &mut [u8]) -> Result<usize, DecodeError> {
        loop {
            let count = self.drain(output);
            if count > 0 {
                return Ok(count);
            }
            match self.unpack.finish(&mut self.middle) {
                Ok(kept) if kept > 0 => (self.from, self.to) = (0, kept),
                end => {
                    return match self.transcode.finish(output) {
                        0 => end,
                        count => Ok(count),
                    };
                }
            }
        }
    }

    fn drain(&mut self, output: &mut [u8]) -> usize {
        let step = self.transcode.decode(&self.middle[self.from..self.to], output);
        self.from += step.consumed;
        step.produced
    }
}
