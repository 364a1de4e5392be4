/*!
Marks in a slice: places from which its records can be read without those before them, and how far time had come there.

They stay when the columns of a slice are dropped, so that a few records of it can be listed without parsing all of it. They
rest on law 1: a slice that is cut before a record has the same records.
*/

use logatlas_core::columns::{Columns, UNTIMED};
use std::ops::Range;

/// Every so many records there is a mark, which takes 16 bytes.
pub(crate) const EVERY: usize = 1024;

/// A record and what is known of it.
#[derive(Clone, Copy, Debug)]
struct Mark {
    /// Where it starts, in bytes from the start of the slice.
    start: u32,
    /// The line of the slice on which it starts, from 0.
    line: u32,
    /// The latest time among the records of the slice up to it.
    reached: i64,
}

/// The marks of one slice. The records from one mark to the next are a block.
#[derive(Debug)]
pub(crate) struct Marks {
    marks: Box<[Mark]>,
    rows: usize,
    /// The latest time of all.
    last: i64,
    /// The length of the slice in bytes.
    bytes: u64,
}

impl Marks {
    /// Those of the records of a slice.
    pub(crate) fn new(columns: &Columns) -> Self {
        let mut marks = Vec::with_capacity(columns.rows.div_ceil(EVERY));
        let mut last = UNTIMED;
        for (row, (&time, &start)) in columns.times.iter().zip(&columns.starts).enumerate() {
            last = last.max(time);
            if row % EVERY == 0 {
                marks.push(Mark { start, line: columns.line(row) as u32, reached: last });
            }
        }
        Self { marks: marks.into(), rows: columns.rows, last, bytes: columns.bytes as u64 }
    }

    /// The latest time in the slice; [`UNTIMED`] if there is none.
    pub(crate) fn last(&self) -> i64 {
        self.last
    }

    /// How many blocks there are.
    pub(crate) fn blocks(&self) -> usize {
        self.marks.len()
    }

    /// The rows of a block.
    pub(crate) fn rows(&self, block: usize) -> Range<usize> {
        (block * EVERY).min(self.rows)..((block + 1) * EVERY).min(self.rows)
    }

    /// The bytes of some blocks, from the start of the slice.
    pub(crate) fn bytes(&self, blocks: Range<usize>) -> Range<u64> {
        let start = |block: usize| self.marks.get(block).map_or(self.bytes, |m| m.start.into());
        start(blocks.start)..start(blocks.end)
    }

    /// The line of the slice on which a block starts, from 0.
    pub(crate) fn line(&self, block: usize) -> u64 {
        self.marks.get(block).map_or(0, |mark| mark.line.into())
    }

    /// How far time had come with the first record of a block, and with the first of the next or the last of all.
    pub(crate) fn reached(&self, block: usize) -> (i64, i64) {
        let at = |block: usize| self.marks.get(block).map_or(self.last, |mark| mark.reached);
        (at(block), at(block + 1))
    }

    /// The last block whose first record time had come no further at than this.
    pub(crate) fn block_at(&self, time: i64) -> Option<usize> {
        self.marks.partition_point(|mark| mark.reached <= time).checked_sub(1)
    }
}
