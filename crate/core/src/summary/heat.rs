/*!
How a quantity was spread at each time: counts by time bin and logarithmic value bin. Only what is above zero has a logarithm;
the rest is left out.
*/

use super::axis::Axis;
use super::histogram;
use crate::columns::{Columns, NumberColumn, Selection, UNTIMED};

/// At most so many time bins are kept.
const MOST_BINS: usize = 480;
/// Histogram buckets a value bin: 16 of 64 a power of two, so four value bins a power of two.
const JOIN: i32 = 16;
/// Values from 2^-30 to 2^50 have a bin of their own; what lies beyond goes to the outermost.
const LEAST: i32 = ((1023 - 30) * 64) / JOIN;
const GREATEST: i32 = ((1023 + 50) * 64) / JOIN;

/// Counts by time bin and value bin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heat {
    axis: Axis,
    /// The value bin of the first cell of each time bin.
    least: i32,
    height: usize,
    /// Time bin by time bin.
    counts: Vec<u64>,
}

/// The heat map as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// The start of the first time bin, in nanoseconds since the epoch.
    pub start: i64,
    /// The width of a time bin, in nanoseconds.
    pub step: i64,
    /// The lower bound of each value bin, rising; one more for the end of the last.
    pub edges: Vec<f64>,
    /// One row a time bin, one count a value bin.
    pub counts: Vec<Vec<u64>>,
}

fn value_bin(number: f64) -> i32 {
    ((histogram::bucket(number) - 1) / JOIN).clamp(LEAST, GREATEST)
}

impl Heat {
    /// Counts the selected records that have both a time and a number.
    pub fn add(&mut self, columns: &Columns, column: &NumberColumn, selection: &Selection) {
        // The extent is that of the records counted and of no others, so that it does not depend on the cut.
        let (mut earliest, mut latest) = (i64::MAX, i64::MIN);
        let (mut least, mut greatest) = (i32::MAX, i32::MIN);
        let mut counted: Vec<(i64, i32)> = Vec::new();
        column.for_each(selection, |row, number| {
            let time = columns.times.get(row).copied().unwrap_or(UNTIMED);
            if time == UNTIMED || number <= 0.0 || number.is_nan() {
                return;
            }
            earliest = earliest.min(time);
            latest = latest.max(time);
            let bin = value_bin(number);
            least = least.min(bin);
            greatest = greatest.max(bin);
            counted.push((time, bin));
        });
        if counted.is_empty() {
            return;
        }
        self.cover(earliest, latest, least, greatest);
        let (axis, height, bottom) = (self.axis, self.height, self.least);
        let counts = self.counts.as_mut_slice();
        let (mut bin_start, mut bin_end, mut bin) = (0, 0, 0);
        for (time, value_bin) in counted {
            if time < bin_start || time >= bin_end {
                bin = axis.bin(time);
                bin_start = axis.start(bin);
                bin_end = bin_start.saturating_add(axis.width());
            }
            if let Some(count) = counts.get_mut(bin * height + (value_bin - bottom) as usize) {
                *count += 1;
            }
        }
    }

    /// Adds the counts of another.
    pub fn merge(&mut self, other: &Self) {
        let Some((earliest, latest)) = other.axis.span() else { return };
        self.cover(earliest, latest, other.least, other.least + other.height as i32 - 1);
        let shift = (other.least - self.least) as usize;
        for (bin, counts) in other.counts.chunks(other.height.max(1)).enumerate() {
            let to = self.axis.bin(other.axis.start(bin).max(earliest)) * self.height + shift;
            let mine = self.counts.iter_mut().skip(to);
            mine.zip(counts).for_each(|(a, b)| *a += b);
        }
    }

    fn cover(&mut self, earliest: i64, latest: i64, least: i32, greatest: i32) {
        let old = (self.axis, self.least, self.height);
        let moved = self.axis.cover(earliest, latest, MOST_BINS);
        if self.height == 0 {
            self.least = least;
        }
        let bottom = self.least.min(least);
        let top = (self.least + self.height as i32 - 1).max(greatest);
        let shift = (self.least - bottom) as usize;
        let old_height = self.height;
        self.least = bottom;
        self.height = (top - bottom) as usize + 1;
        if old == (self.axis, self.least, self.height) {
            return;
        }
        let mut grown = vec![0; moved.bins * self.height];
        for (bin, counts) in self.counts.chunks(old_height.max(1)).enumerate() {
            let to = moved.to(bin) * self.height + shift;
            grown.iter_mut().skip(to).zip(counts).for_each(|(a, b)| *a += b);
        }
        self.counts = grown;
    }

    /// The heat map with at most `most` time bins.
    pub fn shown(&self, most: usize) -> Option<Shown> {
        let (earliest, latest) = self.axis.span()?;
        let step = self.axis.shown_width(most);
        let first = earliest.div_euclid(step);
        let bins = (latest.div_euclid(step) - first + 1) as usize;
        let mut counts = vec![vec![0; self.height]; bins];
        for (bin, cells) in self.counts.chunks(self.height.max(1)).enumerate() {
            let at = self.axis.start(bin).max(earliest).div_euclid(step) - first;
            if let Some(row) = counts.get_mut(at as usize) {
                row.iter_mut().zip(cells).for_each(|(a, b)| *a += b);
            }
        }
        let edges = (0..=self.height as i32)
            .map(|cell| histogram::bounds((self.least + cell) * JOIN + 1).0);
        Some(Shown { start: first * step, step, edges: edges.collect(), counts })
    }
}
