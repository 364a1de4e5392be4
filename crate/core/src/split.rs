/*!
Bytes into lines, and where a slice may be cut.
*/

use crate::colours;
use crate::format::Reader;
use crate::format::parts::Follower;

/// So much of a line is read; of a longer one the rest is skipped, and said to be.
pub const MAX_LINE: usize = 1 << 20;

/// A line without its terminator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// Where it starts, in bytes from the start of the slice.
    pub start: usize,
    /// Where its newline stands, or the slice ends.
    pub end: usize,
    /// Its bytes, at most [`MAX_LINE`], without the newline and carriage returns before it.
    pub bytes: &'a [u8],
}

impl Line<'_> {
    /// Whether only the beginning of the line is in `bytes`.
    pub fn is_overlong(&self) -> bool {
        self.end - self.start > MAX_LINE
    }
}

/// The lines of a slice, in order. A newline belongs to the line that it ends; the last line may lack one.
pub fn lines(slice: &[u8]) -> impl Iterator<Item = Line<'_>> {
    let mut start = 0;
    let mut ends = memchr::memchr_iter(b'\n', slice);
    std::iter::from_fn(move || {
        let end = match ends.next() {
            Some(end) => end,
            None if start < slice.len() => slice.len(),
            None => return None,
        };
        let line = line(slice, start, end);
        start = end + 1;
        Some(line)
    })
}

fn line(slice: &[u8], start: usize, end: usize) -> Line<'_> {
    let bytes = slice.get(start..end.min(start + MAX_LINE)).unwrap_or_default();
    Line { start, end, bytes: without_returns(bytes) }
}

/// A text without the carriage returns at its end.
pub fn without_returns(mut text: &[u8]) -> &[u8] {
    while let Some(shorter) = text.strip_suffix(b"\r") {
        text = shorter;
    }
    text
}

/// Where to cut a slice that goes on: before the last record, so that none is torn. A record may be torn only where all lines to come lie beyond the [`MAX_RECORD`] bytes that are its text.
///
/// Returns 0 where the slice must grow before it can be cut.
pub fn cut(slice: &[u8], reader: &dyn Reader) -> usize {
    let Some(last) = memchr::memrchr(b'\n', slice) else { return 0 };
    // The line behind `last` is incomplete, so nothing can be said of it: the lines before it are looked at.
    let start_of = |end: usize| {
        memchr::memrchr(b'\n', slice.get(..end).unwrap_or_default()).map_or(0, |at| at + 1)
    };
    let mut end = last;
    let mut parted = false;
    loop {
        let start = start_of(end);
        if slice.len() - start > MAX_RECORD {
            return if parted { cut_of_parts(slice, last, reader) } else { last + 1 };
        }
        if start == 0 {
            return 0;
        }
        if begins(line(slice, start, end), reader) {
            let before = line(slice, start_of(start - 1), start - 1);
            if !reader.is_parted() || !joins(before, line(slice, start, end), reader) {
                return start;
            }
            parted = true;
        }
        end = start - 1;
    }
}

/// Whether a line begins a record. White space alone belongs to none, and may stand within one.
fn begins(line: Line<'_>, reader: &dyn Reader) -> bool {
    let text = colours::left_out(line.bytes);
    let text = without_returns(&text);
    !text.trim_ascii().is_empty() && reader.begins_record(text)
}

/// Whether a line is a part of the one before it.
fn joins(before: Line<'_>, line: Line<'_>, reader: &dyn Reader) -> bool {
    let (before, text) = (colours::left_out(before.bytes), colours::left_out(line.bytes));
    reader.joins(without_returns(&before), without_returns(&text))
}

/// The same where lines of a long record are parts: all lines up to `last` are followed.
fn cut_of_parts(slice: &[u8], last: usize, reader: &dyn Reader) -> usize {
    let slice = &*colours::left_out(slice);
    let mut follower = Follower::default();
    let whole = lines(slice).take_while(|line| line.end <= last);
    let first: Vec<Line<'_>> = whole.filter(|line| !follower.is_part(reader, line)).collect();
    let near = first.iter().rev().take_while(|line| slice.len() - line.start <= MAX_RECORD);
    let start = { near }.find(|line| line.start > 0 && begins(**line, reader));
    start.map_or(last + 1, |line| line.start)
}

/// The text of a record are its lines that end within so many bytes from its start. Further lines still count as its continuation,
/// but are not looked at; so it makes no difference where a longer record is torn.
pub const MAX_RECORD: usize = 1 << 20;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::State;
    use crate::record::{Outcome, Record};
    use proptest::prelude::*;

    /// Records start with an `R`.
    struct Starts;

    impl Reader for Starts {
        fn read<'a>(&self, line: &'a [u8], _: &mut State, _: &mut Record<'a>) -> Outcome {
            if self.begins_record(line) { Outcome::Record } else { Outcome::Continuation }
        }

        fn begins_record(&self, line: &[u8]) -> bool {
            line.starts_with(b"R")
        }
    }

    proptest! {
        #[test]
        fn lines_are_those_of_a_plain_split(bytes in prop::collection::vec(prop_oneof![Just(b'\n'), Just(b'\r'), Just(b'a')], 0..100)) {
            let mut naive: Vec<Vec<u8>> = bytes.split(|&b| b == b'\n').map(<[u8]>::to_vec).collect();
            if naive.last().is_some_and(Vec::is_empty) {
                naive.pop();
            }
            for line in &mut naive {
                while line.last() == Some(&b'\r') {
                    line.pop();
                }
            }
            let found: Vec<Vec<u8>> = lines(&bytes).map(|line| line.bytes.to_vec()).collect();
            prop_assert_eq!(found, naive);
        }

        #[test]
        fn a_cut_is_before_the_last_record(bytes in prop::collection::vec(prop_oneof![Just(b'\n'), Just(b'R'), Just(b' ')], 0..100)) {
            let at = cut(&bytes, &Starts);
            let begins = |at: usize| bytes[at..].starts_with(b"R") && bytes[at - 1] == b'\n' && bytes[at..].contains(&b'\n');
            prop_assert_eq!(at, (1..bytes.len()).rev().find(|&at| begins(at)).unwrap_or(0));
        }
    }

    #[test]
    fn a_long_record_is_torn_behind_its_text() {
        let mut bytes = b"R\n".to_vec();
        while bytes.len() <= MAX_RECORD {
            assert_eq!(cut(&bytes, &Starts), 0);
            bytes.extend(b"  at a place\n".repeat(10_000));
        }
        assert_eq!(cut(&bytes, &Starts), bytes.len());
    }

    #[test]
    fn a_long_line_is_read_only_so_far() {
        let mut bytes = vec![b'x'; MAX_LINE + 10];
        bytes.extend_from_slice(b"\nnext");
        let found: Vec<_> = lines(&bytes).collect();
        assert_eq!(found.len(), 2);
        assert!(found[0].is_overlong());
        assert_eq!(found[0].bytes.len(), MAX_LINE);
        assert_eq!(found[1].bytes, b"next");
    }
}
