/*!
How the numbers of a group are spread: a coarser and smaller histogram than the summary's, since there are thousands of
groups.
*/

use crate::summary::histogram;

/// Buckets of the summary's histogram that are one here: 64 a power of two become 16.
const JOIN: i32 = 4;

/// The largest relative error of a quantile: half of a sixteenth.
pub(super) const RELATIVE_ERROR: f64 = 1.0 / 32.0;

/// Counts by bucket.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Spread {
    first: i32,
    counts: Vec<u64>,
}

impl Spread {
    /// Counts a number; what is not finite or is below zero is left out: sizes and durations are neither.
    pub(super) fn add(&mut self, number: f64) {
        if number.is_finite() && number >= 0.0 {
            self.add_many(bucket(number), 1);
        }
    }

    fn add_many(&mut self, bucket: i32, times: u64) {
        if self.counts.is_empty() {
            self.first = bucket;
        }
        if bucket < self.first {
            let missing = (self.first - bucket) as usize;
            self.counts.splice(0..0, std::iter::repeat_n(0, missing));
            self.first = bucket;
        }
        let place = (bucket - self.first) as usize;
        if place >= self.counts.len() {
            self.counts.resize(place + 1, 0);
        }
        if let Some(count) = self.counts.get_mut(place) {
            *count += times;
        }
    }

    /// Adds the counts of another.
    pub(super) fn merge(&mut self, other: &Self) {
        for (place, &count) in other.counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            self.add_many(other.first + place as i32, count);
        }
    }

    /// The number below which the share `q` of all lies, to within [`RELATIVE_ERROR`]: the middle of its bucket.
    pub(super) fn quantile(&self, q: f64) -> Option<f64> {
        let count: u64 = self.counts.iter().sum();
        let rank = ((q * count as f64).ceil() as u64).max(1);
        let mut below = 0;
        for (place, count) in self.counts.iter().enumerate() {
            below += count;
            if below >= rank {
                return Some(middle(self.first + place as i32));
            }
        }
        None
    }
}

/// Zero has bucket 0, the positive numbers those from 1 on.
fn bucket(number: f64) -> i32 {
    let fine = histogram::bucket(number);
    if fine <= 0 { 0 } else { (fine - 1) / JOIN + 1 }
}

fn middle(bucket: i32) -> f64 {
    if bucket == 0 {
        return 0.0;
    }
    let fine = (bucket - 1) * JOIN + 1;
    let (from, to) = (histogram::bounds(fine).0, histogram::bounds(fine + JOIN - 1).1);
    from + (to - from) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn quantiles_are_within_their_bound_in_any_order_of_merging(mut numbers in prop::collection::vec(prop_oneof![Just(0.0), 1e-6..1e9f64], 1..100), at: prop::sample::Index, q in 0.0..1.0f64) {
            let of = |numbers: &[f64]| {
                let mut spread = Spread::default();
                numbers.iter().for_each(|&number| spread.add(number));
                spread
            };
            let (left, right) = numbers.split_at(at.index(numbers.len()));
            let mut merged = of(right);
            merged.merge(&of(left));
            prop_assert_eq!(&merged, &of(&numbers));
            numbers.sort_by(f64::total_cmp);
            let rank = ((q * numbers.len() as f64).ceil() as usize).clamp(1, numbers.len());
            let exact = numbers[rank - 1];
            let found = merged.quantile(q).unwrap();
            prop_assert!((found - exact).abs() <= RELATIVE_ERROR * exact, "{found} for {exact}");
        }
    }
}
