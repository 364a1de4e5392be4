/*!
The numbers of a field: their histogram, and how often each occurred while there are few different ones.
*/

use super::distinct::Distinct;
use super::histogram::Histogram;
use crate::columns::{NumberColumn, Numbers as Stored, Selection};
use crate::hash::mix;
use std::collections::BTreeMap;

/// Up to so many different numbers are counted one by one.
pub const COUNTED: usize = 1024;

/// So many numbers are counted at a time before they are added.
const RECENT: usize = 1 << 12;

/// A summary of numbers.
#[derive(Clone, Debug, Default)]
pub struct Numbers {
    /// Their spread.
    pub histogram: Histogram,
    distinct: Few,
}

/// Different numbers: each with its count while there are few, a sketch beyond. Which one depends on the set alone.
#[derive(Clone, Debug)]
enum Few {
    Counted(BTreeMap<u64, u64>),
    Sketch(Distinct),
}

impl Default for Few {
    fn default() -> Self {
        Self::Counted(BTreeMap::new())
    }
}

impl Numbers {
    /// Adds the selected numbers of a column.
    pub fn add(&mut self, column: &NumberColumn, selection: &Selection) {
        // Numbers repeat: they are counted first, and each is added once.
        if let Stored::Whole(numbers) = &column.numbers
            && let Some(largest) = numbers.largest().filter(|&largest| largest < 1 << 16)
        {
            let mut counts = vec![0u32; largest as usize + 1];
            column.for_each(selection, |_, number| {
                if let Some(count) = counts.get_mut(number as usize) {
                    *count += 1;
                }
            });
            for (number, &count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
                self.count(number as f64, count.into());
            }
            return;
        }
        // Each number has one place, from which the next of another value drives it out.
        let mut recent = vec![(0u64, 0u64); RECENT];
        column.for_each(selection, |_, number| {
            let bits = number.to_bits();
            let place = bits.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - RECENT.ilog2());
            let Some((known, count)) = recent.get_mut(place as usize) else { return };
            if *known != bits {
                self.count(f64::from_bits(*known), *count);
                (*known, *count) = (bits, 0);
            }
            *count += 1;
        });
        for (bits, count) in recent {
            self.count(f64::from_bits(bits), count);
        }
    }

    fn count(&mut self, number: f64, count: u64) {
        if count == 0 {
            return;
        }
        self.histogram.add_many(number, count);
        self.distinct.add(number, count);
    }

    /// Adds all that another counted.
    pub fn merge(&mut self, other: &Self) {
        self.histogram.merge(&other.histogram);
        match (&mut self.distinct, &other.distinct) {
            (_, Few::Counted(theirs)) => {
                for (&bits, &count) in theirs {
                    self.distinct.add(f64::from_bits(bits), count);
                }
            }
            (Few::Sketch(mine), Few::Sketch(theirs)) => mine.merge(theirs),
            (Few::Counted(_), Few::Sketch(theirs)) => {
                let mut sketch = self.distinct.sketched();
                sketch.merge(theirs);
                self.distinct = Few::Sketch(sketch);
            }
        }
    }

    /// How many different numbers there were, and whether that is exact.
    pub fn distinct(&self) -> (u64, bool) {
        match &self.distinct {
            Few::Counted(counts) => (counts.len() as u64, true),
            Few::Sketch(sketch) => (sketch.estimate(), false),
        }
    }

    /// The `most` most frequent numbers with their counts, ties in rising order; none where there were too many to count.
    pub fn top(&self, most: usize) -> Vec<(f64, u64)> {
        let Few::Counted(counts) = &self.distinct else { return Vec::new() };
        let mut all: Vec<(f64, u64)> =
            counts.iter().map(|(&bits, &n)| (f64::from_bits(bits), n)).collect();
        all.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.total_cmp(&b.0)));
        all.truncate(most);
        all
    }
}

impl Few {
    fn add(&mut self, number: f64, count: u64) {
        match self {
            Self::Counted(counts) => {
                *counts.entry(number.to_bits()).or_default() += count;
                if counts.len() > COUNTED {
                    *self = Self::Sketch(self.sketched());
                }
            }
            Self::Sketch(sketch) => sketch.add(mix(number.to_bits())),
        }
    }

    fn sketched(&self) -> Distinct {
        match self {
            Self::Counted(counts) => {
                let mut sketch = Distinct::default();
                counts.keys().for_each(|&bits| sketch.add(mix(bits)));
                sketch
            }
            Self::Sketch(sketch) => sketch.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::{Narrow, Rows};
    use proptest::prelude::*;

    fn of(numbers: &[f64]) -> Numbers {
        let mut summary = Numbers::default();
        numbers.iter().for_each(|&number| summary.count(number, 1));
        summary
    }

    proptest! {
        #[test]
        fn any_cut_ends_in_the_same_state(numbers in prop::collection::vec((0..3000u32).prop_map(f64::from), 0..2500), at: prop::sample::Index) {
            let at = at.index(numbers.len() + 1).min(numbers.len());
            let whole = of(&numbers);
            let mut merged = of(&numbers[at..]);
            merged.merge(&of(&numbers[..at]));
            prop_assert_eq!(whole.distinct(), merged.distinct());
            prop_assert_eq!(whole.top(10), merged.top(10));
            prop_assert_eq!(whole.histogram.count(), numbers.len() as u64);
        }
    }

    proptest! {
        #[test]
        fn a_column_adds_up_to_its_numbers(wide in any::<bool>(), numbers in prop::collection::vec(0..200_000u32, 1..400), picks: u64) {
            let numbers: Vec<u32> = numbers.iter().map(|n| if wide { n / 3 } else { n % 600 }).collect();
            let largest = numbers.iter().copied().max().unwrap_or(0);
            let column = NumberColumn {
                rows: Rows::All,
                numbers: Stored::Whole(Narrow::pack(&numbers, largest)),
            };
            let picked = |row: usize| picks >> (row % 64) & 1 == 1;
            let selection = Selection::matching(numbers.len(), picked);
            let mut summary = Numbers::default();
            summary.add(&column, &selection);
            let selected = (0..numbers.len()).filter(|&row| picked(row));
            let naive = of(&selected.map(|row| f64::from(numbers[row])).collect::<Vec<_>>());
            prop_assert_eq!(&summary.histogram, &naive.histogram);
            prop_assert_eq!(summary.distinct(), naive.distinct());
            prop_assert_eq!(summary.top(20), naive.top(20));
        }
    }

    #[test]
    fn few_numbers_are_counted_exactly() {
        let summary = of(&[200.0, 404.0, 200.0]);
        assert_eq!(summary.top(5), [(200.0, 2), (404.0, 1)]);
        assert_eq!(summary.distinct(), (2, true));
    }
}
