/*!
Time cut into equal bins whose width follows the span.

Widths come from a ladder in which each divides the next, and the width in use is the smallest that covers the span
with a bounded number of bins. It depends on the first and the last time alone, so any order of merging ends in the
same bins.
*/

const MILLISECOND: i64 = 1_000_000;
const SECOND: i64 = 1_000 * MILLISECOND;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Bin widths in nanoseconds.
const LADDER: &[i64] = &[
    MILLISECOND,
    10 * MILLISECOND,
    100 * MILLISECOND,
    SECOND,
    10 * SECOND,
    MINUTE,
    10 * MINUTE,
    HOUR,
    6 * HOUR,
    DAY,
    7 * DAY,
    28 * DAY,
    364 * DAY,
    3640 * DAY,
];

/// Widths for the eye; each is a whole multiple of the ladder's widths that are a tenth of it or less.
const SHOWN: &[i64] = &[
    MILLISECOND,
    2 * MILLISECOND,
    5 * MILLISECOND,
    10 * MILLISECOND,
    20 * MILLISECOND,
    50 * MILLISECOND,
    100 * MILLISECOND,
    200 * MILLISECOND,
    500 * MILLISECOND,
    SECOND,
    2 * SECOND,
    5 * SECOND,
    10 * SECOND,
    30 * SECOND,
    MINUTE,
    2 * MINUTE,
    5 * MINUTE,
    10 * MINUTE,
    30 * MINUTE,
    HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    7 * DAY,
    28 * DAY,
    364 * DAY,
    3640 * DAY,
];

/// A run of time bins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Axis {
    rung: usize,
    /// The number of the first bin: its start divided by the width.
    first: i64,
    bins: usize,
    /// The earliest and the latest time seen, in nanoseconds.
    span: Option<(i64, i64)>,
}

/// How bins moved when an axis grew: old bin `b` is now bin `(b + before) / join`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    before: i64,
    join: i64,
    /// How many bins there are now.
    pub bins: usize,
}

impl Moved {
    /// Where an old bin is now.
    pub fn to(&self, bin: usize) -> usize {
        ((bin as i64 + self.before) / self.join) as usize
    }
}

impl Axis {
    /// The width of a bin, in nanoseconds.
    pub fn width(&self) -> i64 {
        LADDER.get(self.rung).copied().unwrap_or(MILLISECOND)
    }

    /// How many bins there are.
    pub fn bins(&self) -> usize {
        self.bins
    }

    /// The start of a bin, in nanoseconds since the epoch.
    pub fn start(&self, bin: usize) -> i64 {
        (self.first + bin as i64).saturating_mul(self.width())
    }

    /// The bin of a time that the axis covers.
    pub fn bin(&self, time: i64) -> usize {
        (time.div_euclid(self.width()) - self.first) as usize
    }

    /// The earliest and the latest time covered, in nanoseconds.
    pub fn span(&self) -> Option<(i64, i64)> {
        self.span
    }

    /// Grows to cover these times with at most `most` bins; tells how the bins moved.
    pub fn cover(&mut self, earliest: i64, latest: i64, most: usize) -> Moved {
        let (earliest, latest) = match self.span {
            Some((first, last)) => (first.min(earliest), last.max(latest)),
            None => (earliest, latest),
        };
        let old = *self;
        self.span = Some((earliest, latest));
        while self.rung + 1 < LADDER.len() && self.needed(earliest, latest) > most as i64 {
            self.rung += 1;
        }
        self.first = earliest.div_euclid(self.width());
        self.bins = self.needed(earliest, latest) as usize;
        let join = self.width() / old.width();
        // In old bins: how far the new first bin lies before the old one.
        let before = if old.bins == 0 { 0 } else { old.first - self.first * join };
        Moved { before, join, bins: self.bins }
    }

    fn needed(&self, earliest: i64, latest: i64) -> i64 {
        latest.div_euclid(self.width()) - earliest.div_euclid(self.width()) + 1
    }

    /// The smallest width for the eye that shows the span with at most `most` bins, in nanoseconds; a multiple of the
    /// axis's own width.
    pub fn shown_width(&self, most: usize) -> i64 {
        let Some((earliest, latest)) = self.span else { return self.width() };
        let fits = |width: i64| latest.div_euclid(width) - earliest.div_euclid(width) < most as i64;
        let suits = |width: i64| width >= self.width() && width % self.width() == 0 && fits(width);
        SHOWN.iter().copied().find(|&width| suits(width)).unwrap_or(3640 * DAY)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_width_divides_the_next() {
        assert!(LADDER.windows(2).all(|pair| pair[1] % pair[0] == 0));
        assert!(LADDER.iter().all(|width| SHOWN.contains(width)));
    }

    proptest! {
        #[test]
        fn any_order_of_growth_ends_in_the_same_bins(times in prop::collection::vec(prop_oneof![0..10_000_000_000i64, any::<i32>().prop_map(|s| i64::from(s) * SECOND)], 1..40)) {
            let grow = |times: &mut dyn Iterator<Item = &i64>| {
                let mut axis = Axis::default();
                let mut counts: Vec<u64> = Vec::new();
                for &time in times {
                    let moved = axis.cover(time, time, 64);
                    let mut grown = vec![0; moved.bins];
                    counts.iter().enumerate().for_each(|(bin, count)| grown[moved.to(bin)] += count);
                    counts = grown;
                    counts[axis.bin(time)] += 1;
                }
                (axis, counts)
            };
            let (axis, counts) = grow(&mut times.iter());
            prop_assert_eq!(&(axis, counts.clone()), &grow(&mut times.iter().rev()));
            prop_assert!(axis.bins() <= 64);
            for (bin, count) in counts.iter().enumerate() {
                let from = axis.start(bin);
                let naive = times.iter().filter(|&&t| t >= from && t < from + axis.width()).count();
                prop_assert_eq!(*count, naive as u64);
            }
        }
    }
}
