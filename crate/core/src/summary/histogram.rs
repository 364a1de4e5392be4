/*!
A log-linear histogram: quantiles of numbers with a relative error of at most 1 %, merged by mere addition.

Each power of two is cut into 64 equal buckets, so that a bucket is at most 1/64 of its lower bound wide and its
middle at most 0.79 % from any number in it. The bucket is read off the bits of the double. After HdrHistogram (Tene).
*/

/// The largest relative error of a quantile.
pub const RELATIVE_ERROR: f64 = 1.0 / 127.0;

/// Sub-buckets a power of two, as a power of two.
const PRECISION: u32 = 6;
const SHIFT: u32 = 52 - PRECISION;
/// The bucket of zero; positive numbers lie above it, negative ones below.
const ZERO: i32 = 0;
/// The bucket of the greatest finite numbers.
const LAST: i32 = 0x7ff << PRECISION;

/// Counts of numbers by bucket, with their extremes and sum.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Histogram {
    /// Counts of the buckets from `first` on.
    counts: Vec<u64>,
    first: i32,
    count: u64,
    /// The sum in millionths: whole numbers add up to the same in any order.
    sum: i128,
    least: Option<u64>,
    greatest: Option<u64>,
}

/// A bucket as it is shown.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Bucket {
    /// The least number that belongs here.
    pub from: f64,
    /// The first number that no longer does.
    pub to: f64,
    /// How many numbers there are.
    pub count: u64,
}

/// The bucket of a number: rises with the number.
pub fn bucket(number: f64) -> i32 {
    let magnitude = (number.abs().to_bits() >> SHIFT) as i32;
    match number {
        n if n > 0.0 => magnitude + 1,
        n if n < 0.0 => -magnitude - 1,
        _ => ZERO,
    }
}

/// The bounds of a bucket, the lower one first.
pub fn bounds(bucket: i32) -> (f64, f64) {
    let at = |index: i32| f64::from_bits((index as u64) << SHIFT);
    match bucket {
        ZERO => (0.0, 0.0),
        b if b > 0 => (at(b - 1), at(b)),
        b => (-at(-b), -at(-b - 1)),
    }
}

/// A number in millionths, to the nearest; beyond 1e18 as that.
fn millionths(number: f64) -> i128 {
    let scaled = (number.clamp(-1e18, 1e18) * 1e6 + 0.5).floor();
    // Most fit 64 bits, which are far quicker to convert.
    if scaled.abs() < 9e18 { i128::from(scaled as i64) } else { scaled as i128 }
}

/// Doubles in their order as whole numbers, so that extremes need no float comparison.
fn ordered(number: f64) -> u64 {
    let bits = number.to_bits();
    if bits >> 63 == 0 { bits | 1 << 63 } else { !bits }
}

fn unordered(bits: u64) -> f64 {
    f64::from_bits(if bits >> 63 == 1 { bits & !(1 << 63) } else { !bits })
}

impl Histogram {
    /// Counts a number; what is not finite is left out.
    pub fn add(&mut self, number: f64) {
        self.add_many(number, 1);
    }

    /// Counts a number so many times.
    pub fn add_many(&mut self, number: f64, times: u64) {
        if !number.is_finite() || times == 0 {
            return;
        }
        let bucket = bucket(number);
        if self.counts.len() <= bucket.wrapping_sub(self.first) as u32 as usize {
            self.make_room(bucket, bucket);
        }
        if let Some(count) = self.counts.get_mut((bucket - self.first) as usize) {
            *count += times;
        }
        self.count += times;
        self.sum += millionths(number) * i128::from(times);
        let key = ordered(number);
        self.least = Some(self.least.map_or(key, |least| least.min(key)));
        self.greatest = Some(self.greatest.map_or(key, |greatest| greatest.max(key)));
    }

    /// Adds the counts of another.
    pub fn merge(&mut self, other: &Self) {
        if other.count == 0 {
            return;
        }
        self.make_room(other.first, other.first + other.counts.len() as i32 - 1);
        let at = (other.first - self.first) as usize;
        for (mine, theirs) in self.counts.iter_mut().skip(at).zip(&other.counts) {
            *mine += theirs;
        }
        self.count += other.count;
        self.sum += other.sum;
        self.least = [self.least, other.least].into_iter().flatten().min();
        self.greatest = [self.greatest, other.greatest].into_iter().flatten().max();
    }

    fn make_room(&mut self, from: i32, to: i32) {
        if self.counts.is_empty() {
            self.first = from;
            self.counts.resize((to - from) as usize + 1, 0);
            return;
        }
        if from < self.first {
            let missing = (self.first - from) as usize;
            self.counts.splice(0..0, std::iter::repeat_n(0, missing));
            self.first = from;
        }
        let needed = (to - self.first) as usize + 1;
        if needed > self.counts.len() {
            self.counts.resize(needed, 0);
        }
    }

    /// The buckets that hold anything with their counts, rising; see [`bounds`].
    pub fn counts(&self) -> impl Iterator<Item = (i32, u64)> {
        let all = self.counts.iter().enumerate();
        all.filter(|(_, count)| **count > 0)
            .map(|(index, count)| (self.first + index as i32, *count))
    }

    /// How many numbers were counted.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The sum, exact to a millionth a number.
    pub fn sum(&self) -> f64 {
        self.sum as f64 / 1e6
    }

    /// The least number, exactly.
    pub fn min(&self) -> Option<f64> {
        self.least.map(unordered)
    }

    /// The greatest number, exactly.
    pub fn max(&self) -> Option<f64> {
        self.greatest.map(unordered)
    }

    /// The number below which the share `q` of all lies (0 to 1), to within [`RELATIVE_ERROR`]: the middle of the bucket
    /// of the number of rank `ceil(q * count)`.
    pub fn quantile(&self, q: f64) -> Option<f64> {
        let rank = ((q * self.count as f64).ceil() as u64).clamp(1, self.count.max(1));
        let mut below = 0;
        for (index, count) in self.counts.iter().enumerate() {
            below += count;
            if below >= rank {
                let (from, to) = bounds(self.first + index as i32);
                let middle = from + (to - from) / 2.0;
                return Some(middle.clamp(self.min()?, self.max()?));
            }
        }
        None
    }

    /// How many buckets lie between the outermost that hold anything, above zero and below it. Those between zero and the
    /// least number are thousands, and do not count.
    fn width(&self) -> usize {
        let used = self.counts.iter().enumerate().filter(|(_, count)| **count > 0);
        let (mut below, mut above) = (None, None);
        for bucket in used.map(|(index, _)| self.first + index as i32).filter(|&b| b != ZERO) {
            let (first, last) =
                if bucket < ZERO { &mut below } else { &mut above }.get_or_insert((bucket, bucket));
            (*first, *last) = ((*first).min(bucket), (*last).max(bucket));
        }
        [below, above].into_iter().flatten().map(|(first, last)| (last - first) as usize + 1).sum()
    }

    /// The buckets that hold anything, joined so that there are at most about `most`.
    pub fn buckets(&self, most: usize) -> Vec<Bucket> {
        let mut shown: Vec<Bucket> = Vec::new();
        let mut join = 1;
        while self.width().div_ceil(join) > most.max(1) {
            join *= 2;
        }
        for (index, &count) in self.counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let bucket = self.first + index as i32;
            let (from, to) = if bucket == ZERO || join == 1 {
                bounds(bucket)
            } else {
                let width = join as i32;
                let start = bucket.div_euclid(width) * width;
                let (low, high) =
                    (bounds(start.max(-LAST)).0, bounds((start + width - 1).min(LAST)).1);
                if bucket > 0 { (low.max(0.0), high) } else { (low, high.min(0.0)) }
            };
            match shown.last_mut() {
                Some(last) if last.from == from && last.to == to => last.count += count,
                _ => shown.push(Bucket { from, to, count }),
            }
        }
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(numbers: &[f64]) -> Histogram {
        let mut histogram = Histogram::default();
        numbers.iter().for_each(|&number| histogram.add(number));
        histogram
    }

    fn numbers() -> impl Strategy<Value = Vec<f64>> {
        prop::collection::vec(
            prop_oneof![Just(0.0), -1e6..1e6f64, 1e-9..1e-3f64, (0..2000u32).prop_map(f64::from)],
            1..300,
        )
    }

    proptest! {
        #[test]
        fn a_number_lies_in_its_bucket(number in prop_oneof![any::<f64>(), -10.0..10.0f64]) {
            prop_assume!(number.is_finite() && number != 0.0);
            let (from, to) = bounds(bucket(number));
            if number > 0.0 {
                prop_assert!(from <= number && number < to);
            } else {
                prop_assert!(from < number && number <= to);
            }
        }

        #[test]
        fn quantiles_are_within_one_percent_of_the_sorted_numbers(mut numbers in numbers(), q in 0.0..1.0f64) {
            let histogram = of(&numbers);
            numbers.sort_by(f64::total_cmp);
            let rank = ((q * numbers.len() as f64).ceil() as usize).clamp(1, numbers.len());
            let exact = numbers[rank - 1];
            let found = histogram.quantile(q).unwrap();
            prop_assert!((found - exact).abs() <= RELATIVE_ERROR * exact.abs() + f64::MIN_POSITIVE, "{found} for {exact}");
            prop_assert_eq!(histogram.min(), numbers.first().copied());
            prop_assert_eq!(histogram.max(), numbers.last().copied());
        }

        #[test]
        fn merging_in_any_order_gives_the_same(numbers in numbers(), at: prop::sample::Index) {
            let (left, right) = numbers.split_at(at.index(numbers.len()));
            let mut forwards = of(left);
            forwards.merge(&of(right));
            let mut backwards = of(right);
            backwards.merge(&of(left));
            prop_assert_eq!(&forwards.buckets(4000), &of(&numbers).buckets(4000));
            prop_assert_eq!(forwards.sum(), of(&numbers).sum());
            prop_assert_eq!(forwards.quantile(0.5), backwards.quantile(0.5));
        }

        #[test]
        fn zeros_leave_the_rest_as_fine_as_it_was(numbers in prop::collection::vec(1.0..1e6f64, 1..300)) {
            let with_zeros = of(&[&numbers[..], &[0.0, 0.0]].concat()).buckets(60);
            prop_assert_eq!(with_zeros[0], Bucket { from: 0.0, to: 0.0, count: 2 });
            prop_assert_eq!(&with_zeros[1..], &of(&numbers).buckets(60)[..]);
        }

        #[test]
        fn joined_buckets_lose_nothing(numbers in numbers(), most in 1..60usize) {
            let buckets = of(&numbers).buckets(most);
            prop_assert_eq!(buckets.iter().map(|b| b.count).sum::<u64>(), numbers.len() as u64);
            prop_assert!(buckets.windows(2).all(|pair| pair[0].to <= pair[1].from));
        }
    }
}
