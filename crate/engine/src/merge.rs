/*!
The records of several sources in the order of their times.

Each source keeps its own order: the key of a record is the latest time in its source up to it, so that a record without a time
goes along with the one before it, and one that comes late stays where it stands. Records are merged by key, then by source, then
by place. In a slice keys only grow, so the window from a rank on is found by bisection: a slice whose keys are all below or all
above is counted as a whole, of others the [`Marks`](crate::marks::Marks) say nearly how many records are below, and only the blocks
around the window need be looked at one by one. Those of slices out of the cache are read again for that.
*/

use crate::chunks::Extent;
use crate::marks::{EVERY, Marks};
use logatlas_core::columns::{Columns, Selection};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::Range;
use std::sync::Arc;

/// A slice with records that are meant.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    pub(crate) extent: Extent,
    /// The latest time in its source before it.
    pub(crate) before: i64,
    pub(crate) marks: Arc<Marks>,
    pub(crate) columns: Option<Arc<Columns>>,
    pub(crate) selection: Arc<Selection>,
    pub(crate) count: u64,
    /// The times in blocks that were read again, in their order.
    pub(crate) read: Vec<(usize, Box<[i64]>)>,
}

impl Run {
    /// The keys of the first record of a block, and of the first of the next or the last of all.
    fn keys(&self, block: usize) -> (i64, i64) {
        let (from, to) = self.marks.reached(block);
        (self.before.max(from), self.before.max(to))
    }

    /// The times in a block, where they are known.
    fn times(&self, block: usize) -> Option<&[i64]> {
        match &self.columns {
            Some(columns) => columns.times.get(self.marks.rows(block)),
            None => {
                let place = self.read.binary_search_by_key(&block, |(block, _)| *block).ok()?;
                self.read.get(place).map(|(_, times)| &**times)
            }
        }
    }

    /// The keys in a block row by row, where they are known.
    fn each_key(&self, block: usize) -> Option<impl Iterator<Item = i64>> {
        let (mut key, last) = self.keys(block);
        let constant = (key == last).then(|| self.marks.rows(block).map(move |_| key));
        let times = if constant.is_none() { Some(self.times(block)?) } else { None };
        let told = times.into_iter().flatten().map(move |&time| {
            key = key.max(time);
            key
        });
        Some(constant.into_iter().flatten().chain(told))
    }

    /// The key of a row, where it is known.
    fn key(&self, row: usize) -> Option<i64> {
        let block = row / EVERY;
        self.each_key(block)?.nth(row - self.marks.rows(block).start)
    }

    /// Least and most of the records meant that have a key up to this one.
    fn up_to(&self, key: i64) -> (u64, u64) {
        if self.before.max(self.marks.last()) <= key {
            return (self.count, self.count);
        }
        let block = match self.before <= key {
            true => self.marks.block_at(key),
            false => None,
        };
        let Some(block) = block else { return (0, 0) };
        let rows = self.marks.rows(block);
        let bounds = match self.each_key(block) {
            Some(keys) => {
                let end = rows.start + keys.take_while(|&other| other <= key).count();
                (end, end)
            }
            // The first of them is known.
            None => (rows.start + 1, rows.end),
        };
        let count = |row| self.selection.count_before(row) as u64;
        (count(bounds.0), count(bounds.1))
    }
}

/// The keys between which the records from one rank up to another lie: above the first, if there is one, and up to the second.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Between {
    above: Option<i64>,
    up_to: i64,
}

/// The whole number half way between two.
fn half_way(low: i64, high: i64) -> i64 {
    (low & high) + ((low ^ high) >> 1)
}

/// The smallest key that passes; all above one that passes do, and the largest of all is taken to.
fn smallest(passes: impl Fn(i64) -> bool) -> i64 {
    let (mut low, mut high) = (i64::MIN, i64::MAX);
    while low < high {
        let middle = half_way(low, high);
        if passes(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

/// Where the records of these ranks lie, as nearly as can be told.
pub(crate) fn between(runs: &[Run], ranks: &Range<u64>) -> Between {
    let least = |key| runs.iter().map(|run| run.up_to(key).0).sum::<u64>();
    let most = |key| runs.iter().map(|run| run.up_to(key).1).sum::<u64>();
    // From here on the first of them may have been passed.
    let first = smallest(|key| most(key) > ranks.start);
    let last = smallest(|key| least(key) >= ranks.end);
    Between { above: first.checked_sub(1), up_to: last }
}

/// The blocks of a run that must be looked at record by record and can't be, as they lie next to each other.
pub(crate) fn unread(run: &Run, between: Between) -> Vec<Range<usize>> {
    let mut unread: Vec<Range<usize>> = Vec::new();
    let blocks = if run.columns.is_some() { 0 } else { run.marks.blocks() };
    for block in 0..blocks {
        let (from, to) = run.keys(block);
        let near = between.above.is_none_or(|above| to > above) && from <= between.up_to;
        let rows = run.marks.rows(block);
        let meant = || run.selection.next(rows.start).is_some_and(|row| row < rows.end);
        if near && from < to && meant() {
            match unread.last_mut() {
                Some(last) if last.end == block => last.end += 1,
                _ => unread.push(block..block + 1),
            }
        }
    }
    unread
}

/// The records of these ranks in order: the place of the run of each, and its row. All blocks that [`unread`] named must have been
/// read.
pub(crate) fn merged(runs: &[Run], ranks: &Range<u64>, between: Between) -> Vec<(usize, usize)> {
    let count = |key| runs.iter().map(|run| run.up_to(key).0).sum::<u64>();
    let key = smallest(|key| key >= between.up_to || count(key) > ranks.start);
    let below = |run: &Run| key.checked_sub(1).map_or(0, |key| run.up_to(key).0);
    // Records of this very key that come before the first wanted.
    let mut left = ranks.start - runs.iter().map(below).sum::<u64>().min(ranks.start);
    let mut heads = BinaryHeap::new();
    for (place, run) in runs.iter().enumerate() {
        let below = below(run);
        let skipped = left.min(run.up_to(key).0 - below);
        left -= skipped;
        let row = run.selection.nth((below + skipped) as usize);
        heads.extend(row.and_then(|row| Some(Reverse((run.key(row)?, place, row)))));
    }
    let mut found = Vec::new();
    while found.len() as u64 + ranks.start < ranks.end
        && let Some(Reverse((_, place, row))) = heads.pop()
    {
        found.push((place, row));
        if let Some(run) = runs.get(place)
            && let Some(row) = run.selection.next(row + 1)
        {
            heads.extend(run.key(row).map(|key| Reverse((key, place, row))));
        }
    }
    found
}
