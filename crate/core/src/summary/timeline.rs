/*!
How many records of each class fell into each stretch of time, and into each hour of the week.
*/

use super::axis::Axis;
use crate::columns::{Columns, Selection, UNTIMED};
use crate::severity::Class;

/// At most so many bins are kept; fewer are shown.
const MOST_BINS: usize = 4096;
const HOUR: i64 = 3_600_000_000_000;

/// Counts by time bin and class, and by weekday and hour.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timeline {
    axis: Axis,
    counts: Vec<[u64; Class::COUNT]>,
    /// Monday 00:00 to Sunday 23:00, UTC; empty before the first timed record.
    week: Vec<u64>,
}

/// The timeline as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The start of the first bin, in nanoseconds since the epoch.
    pub start: i64,
    /// The width of a bin, in nanoseconds.
    pub step: i64,
    /// The classes that occur, each with a count a bin.
    pub series: Vec<(Class, Vec<u64>)>,
}

impl Shown {
    /// The counts of all classes together, one a bin.
    pub fn totals(&self) -> Vec<u64> {
        let bins = self.series.first().map_or(0, |(_, counts)| counts.len());
        let mut totals = vec![0; bins];
        for (_, counts) in &self.series {
            totals.iter_mut().zip(counts).for_each(|(total, count)| *total += count);
        }
        totals
    }
}

impl Timeline {
    /// Counts the selected records.
    pub fn add(&mut self, columns: &Columns, selection: &Selection) {
        let Some((earliest, latest)) = span(columns, selection) else { return };
        self.cover(earliest, latest);
        self.week.resize(168, 0);
        let axis = self.axis;
        let (counts, week) = (self.counts.as_mut_slice(), self.week.as_mut_slice());
        // Records come nearly in order: most fall into the bin of the one before.
        let (mut bin_start, mut bin_end, mut bin) = (0, 0, 0);
        let (mut hour_start, mut hour) = (i64::MAX, 0);
        selection.for_each(|row| {
            let (Some(&time), Some(&class)) = (columns.times.get(row), columns.classes.get(row))
            else {
                return;
            };
            if time == UNTIMED {
                return;
            }
            if time < bin_start || time >= bin_end {
                bin = axis.bin(time);
                bin_start = axis.start(bin);
                bin_end = bin_start.saturating_add(axis.width());
            }
            if let Some(count) = counts.get_mut(bin).and_then(|bin| bin.get_mut(class as usize)) {
                *count += 1;
            }
            if time < hour_start || time - hour_start >= HOUR {
                let hours = time.div_euclid(HOUR);
                hour_start = hours * HOUR;
                // The epoch was a Thursday.
                hour = (hours + 3 * 24).rem_euclid(168) as usize;
            }
            if let Some(count) = week.get_mut(hour) {
                *count += 1;
            }
        });
    }

    /// Adds the counts of another.
    pub fn merge(&mut self, other: &Self) {
        let Some((earliest, latest)) = other.axis.span() else { return };
        self.cover(earliest, latest);
        for (bin, counts) in other.counts.iter().enumerate() {
            if counts.iter().all(|&count| count == 0) {
                continue;
            }
            let to = self.axis.bin(other.axis.start(bin).max(earliest));
            if let Some(mine) = self.counts.get_mut(to) {
                mine.iter_mut().zip(counts).for_each(|(a, b)| *a += b);
            }
        }
        self.week.resize(168, 0);
        self.week.iter_mut().zip(&other.week).for_each(|(a, b)| *a += b);
    }

    fn cover(&mut self, earliest: i64, latest: i64) {
        let before = self.axis;
        let moved = self.axis.cover(earliest, latest, MOST_BINS);
        if before.bins() == self.axis.bins() && before.start(0) == self.axis.start(0) {
            return;
        }
        let mut grown = vec![[0; Class::COUNT]; moved.bins];
        for (bin, counts) in self.counts.iter().enumerate() {
            if let Some(to) = grown.get_mut(moved.to(bin)) {
                to.iter_mut().zip(counts).for_each(|(a, b)| *a += b);
            }
        }
        self.counts = grown;
    }

    /// The first and the last time, in nanoseconds.
    pub fn span(&self) -> Option<(i64, i64)> {
        self.axis.span()
    }

    /// Counts by hour of the week from Monday 00:00 on, UTC.
    pub fn week(&self) -> &[u64] {
        &self.week
    }

    /// The counts of all classes together in `bins` bins of the width `step` from `start` on, in nanoseconds: a
    /// [`Shown`] of records among which these are.
    pub fn counts(&self, start: i64, step: i64, bins: usize) -> Vec<u64> {
        let mut counts = vec![0; bins];
        let Some((earliest, _)) = self.axis.span() else { return counts };
        for (bin, of_bin) in self.counts.iter().enumerate() {
            let at = (self.axis.start(bin).max(earliest) - start).div_euclid(step);
            if let Some(count) = usize::try_from(at).ok().and_then(|at| counts.get_mut(at)) {
                *count += of_bin.iter().sum::<u64>();
            }
        }
        counts
    }

    /// The timeline with at most `most` bins.
    pub fn shown(&self, most: usize) -> Option<Shown> {
        let (earliest, latest) = self.axis.span()?;
        let step = self.axis.shown_width(most);
        let first = earliest.div_euclid(step);
        let bins = (latest.div_euclid(step) - first + 1) as usize;
        let mut series: Vec<(Class, Vec<u64>)> = Vec::new();
        for class in (0..Class::COUNT).rev() {
            let mut counts = vec![0; bins];
            for (bin, of_class) in self.counts.iter().enumerate() {
                let at = self.axis.start(bin).max(earliest).div_euclid(step) - first;
                if let (Some(count), Some(more)) =
                    (counts.get_mut(at as usize), of_class.get(class))
                {
                    *count += more;
                }
            }
            if counts.iter().any(|&count| count > 0) {
                series.push((Class(class as u8), counts));
            }
        }
        Some(Shown { start: first * step, step, series })
    }
}

/// The first and the last time among the selected records.
pub(super) fn span(columns: &Columns, selection: &Selection) -> Option<(i64, i64)> {
    let mut span: Option<(i64, i64)> = None;
    selection.for_each(|row| {
        if let Some(&time) = columns.times.get(row).filter(|&&time| time != UNTIMED) {
            span =
                Some(span.map_or((time, time), |(first, last)| (first.min(time), last.max(time))));
        }
    });
    span
}
