/*!
The text of one source in slices, cut where no record is torn.
*/

use crate::files::Input;
use logatlas_core::decode::Decoder;
use logatlas_core::split::{self, MAX_LINE};
use logatlas_engine::Source;

/// Bytes of text that are read for a slice unless there is a reason for less; what was carried over from the one before comes on
/// top.
pub(crate) const SLICE: usize = 4 << 20;
/// Bytes of a packed source that are read at a time.
const PACKED: usize = 256 << 10;

/// One source on its way into slices.
pub(crate) struct Slices<'a> {
    input: Input<'a>,
    source: Source,
    size: usize,
    unpacking: Option<Unpacking>,
    /// The beginning of the next slice.
    carried: Vec<u8>,
    /// Inside a line of which enough was kept: its rest is skipped.
    skipping: bool,
    ended: bool,
}

/// Packed bytes between the source and its text.
struct Unpacking {
    decoder: Decoder,
    packed: Vec<u8>,
    from: usize,
    to: usize,
}

impl<'a> Slices<'a> {
    /// Starts a source, in slices for which about so many bytes are read; `format` overrides the detection.
    pub(crate) fn new(mut input: Input<'a>, format: Option<&str>, size: usize) -> Self {
        let bytes = input.size.unwrap_or(0);
        let source = Source::open(input.name.clone(), bytes, &input.head, input.hints, format);
        let unpacking = source.decoder().map(|decoder| {
            let packed = vec![0; PACKED.min(size.max(1))];
            Unpacking { decoder, packed, from: 0, to: 0 }
        });
        if unpacking.is_none() && source.archive.is_none() {
            input.skip(source.bom);
        }
        input.forget();
        let carried = Vec::new();
        Self { input, source, size, unpacking, carried, skipping: false, ended: false }
    }

    /// What is known of the source.
    pub(crate) fn source(&self) -> &Source {
        &self.source
    }

    /// Whether the source is a member of an archive.
    pub(crate) fn is_member(&self) -> bool {
        self.input.member
    }

    /// The source, when it was read as far as was needed.
    pub(crate) fn into_source(self) -> Source {
        if self.input.size.is_none() {
            self.source.set_bytes(self.input.given);
        }
        self.source
    }

    /// The file and its source, before anything was read but its beginning.
    pub(crate) fn into_parts(self) -> (Input<'a>, Source) {
        (self.input, self.source)
    }

    /// Puts the next slice into `text`: whole records. False once there are no more.
    pub(crate) fn next(&mut self, text: &mut Vec<u8>) -> bool {
        text.clear();
        text.append(&mut self.carried);
        while !self.ended {
            let before = text.len();
            self.fill(text);
            if self.skipping {
                self.skip(text, before);
            }
            if self.ended {
                break;
            }
            let tail = text.len() - memchr::memrchr(b'\n', text).map_or(0, |at| at + 1);
            if tail > MAX_LINE {
                // Enough of the line is kept, and one byte more to tell that it was longer.
                text.truncate(text.len() - tail + MAX_LINE + 1);
                self.skipping = true;
                return true;
            }
            let cut = split::cut(text, &*self.source.reader);
            if cut > 0 {
                self.carried.extend_from_slice(text.get(cut..).unwrap_or_default());
                text.truncate(cut);
                return true;
            }
        }
        !text.is_empty()
    }

    /// Appends text to the size of a slice, less only at the end.
    fn fill(&mut self, text: &mut Vec<u8>) {
        let mut length = text.len();
        text.resize(length + self.size, 0);
        while let Some(room) = text.get_mut(length..).filter(|room| !room.is_empty()) {
            match read(&mut self.input, &mut self.unpacking, room) {
                Ok(0) => self.ended = true,
                Ok(count) => length += count,
                Err(sentence) => {
                    self.source.fail(sentence, self.input.given);
                    self.ended = true;
                }
            }
            if self.ended {
                break;
            }
        }
        text.truncate(length);
    }

    /// Drops what belongs to an overlong line: all from `from` up to its newline, if that is there yet.
    fn skip(&mut self, text: &mut Vec<u8>, from: usize) {
        let new = text.get(from..).unwrap_or_default();
        match memchr::memchr(b'\n', new) {
            Some(at) => {
                text.drain(from..=from + at);
                self.skipping = false;
            }
            None => text.truncate(from),
        }
    }
}

/// The next bytes of text; 0 at the end.
fn read(
    input: &mut Input<'_>,
    unpacking: &mut Option<Unpacking>,
    room: &mut [u8],
) -> Result<usize, String> {
    let Some(Unpacking { decoder, packed, from, to }) = unpacking else { return input.read(room) };
    loop {
        let bytes = packed.get(*from..*to).unwrap_or_default();
        let step = decoder.decode(bytes, room).map_err(|fault| fault.to_string())?;
        *from += step.consumed;
        if step.produced > 0 {
            return Ok(step.produced);
        }
        if *from == *to {
            *from = 0;
            *to = input.read(packed)?;
            if *to == 0 {
                return decoder.finish(room).map_err(|fault| fault.to_string());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write;

    fn slices(bytes: &[u8], size: usize) -> (Vec<Vec<u8>>, Option<String>) {
        let mut slices = Slices::new(Input::of_bytes(bytes.to_vec()), None, size);
        let mut all = Vec::new();
        let mut text = Vec::new();
        while slices.next(&mut text) {
            all.push(text.clone());
        }
        (all, slices.into_source().error())
    }

    fn packed(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn slices_of_any_size_are_whole_lines_and_together_the_text() {
        let text: String = (0..500).map(|i| format!("{}\n", "line ".repeat(i % 40))).collect();
        let text = text.as_bytes().strip_suffix(b"\n").unwrap();
        for size in [1, 7, 100, 4096, 1 << 20] {
            for bytes in [text.to_vec(), packed(text)] {
                let (slices, error) = slices(&bytes, size);
                assert_eq!(error, None);
                assert!(slices.concat() == text, "slices of {size} bytes");
                let (_, whole) = slices.split_last().unwrap();
                assert!(whole.iter().all(|slice| slice.ends_with(b"\n")));
            }
        }
    }

    #[test]
    fn of_a_line_that_is_too_long_only_the_beginning_is_kept() {
        let long = vec![b'x'; 5 * MAX_LINE];
        let text = [b"a\n", &long[..], b"\nb\n", &long[..]].concat();
        for size in [100_000, MAX_LINE + 1, 3 * MAX_LINE] {
            let lines: Vec<usize> = slices(&text, size)
                .0
                .iter()
                .flat_map(|slice| {
                    split::lines(slice).map(|line| line.bytes.len()).collect::<Vec<_>>()
                })
                .collect();
            assert_eq!(lines, [1, MAX_LINE, 1, MAX_LINE], "slices of {size} bytes");
        }
    }

    #[test]
    fn packed_text_that_ends_early_is_kept_and_told() {
        let text: String = (0..100_000).map(|i| format!("line {i}\n")).collect();
        let bytes = packed(text.as_bytes());
        let (slices, error) = slices(&bytes[..bytes.len() / 2], 10_000);
        let kept = slices.concat();
        assert!(kept.len() > text.len() / 4 && text.as_bytes().starts_with(&kept));
        assert!(error.unwrap().contains("ends early"));
    }
}
