//! Ranks with Zipf-Mandelbrot popularity, `P(rank) ~ 1 / (rank + shift)`, over any number of them
//! without a table.
//!
//! The ranks between two powers of two are proposed together: every octave has the same envelope
//! weight (2^k ranks of weight 2^-k), so an octave is drawn uniformly, then a rank within it, which
//! is kept with probability 2^k / x. This is rejection sampling in integers only; at least half of
//! the proposals inside the range are kept.

use super::rng::Rng;

/// Draws ranks `0..count`.
#[derive(Clone, Debug)]
pub(super) struct Zipf {
    first: u64,
    last: u64,
    lowest_octave: u32,
    octaves: u32,
}

impl Zipf {
    /// `count` ranks (at least one); the larger `shift` (at least 1), the flatter the top: rank 0
    /// weighs `1 / shift`.
    pub(super) const fn new(count: u32, shift: u32) -> Self {
        let first = if shift == 0 { 1 } else { shift as u64 };
        let last = if count == 0 { first } else { first + count as u64 - 1 };
        let lowest_octave = first.ilog2();
        Self { first, last, lowest_octave, octaves: last.ilog2() - lowest_octave + 1 }
    }

    /// A rank, 0 being the most popular.
    #[inline]
    pub(super) fn draw(&self, rng: &mut Rng) -> u32 {
        loop {
            let octave = self.lowest_octave + rng.below(self.octaves);
            let base = 1_u64 << octave;
            let word = rng.word();
            // The octave is at most 32, so place and acceptance use different bits of the word.
            let x = base + ((word & 0xffff_ffff) >> (32 - octave.min(32)));
            if (self.first..=self.last).contains(&x) && (word >> 33) * x < base << 31 {
                return (x - self.first) as u32;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_match_the_exact_probabilities() {
        for (count, shift) in [(1, 1), (100, 1), (1000, 5), (37, 20)] {
            let zipf = Zipf::new(count, shift);
            let mut rng = Rng::seeded(11);
            let mut counts = vec![0_u32; count as usize];
            for _ in 0..400_000 {
                counts[zipf.draw(&mut rng) as usize] += 1;
            }
            let total: f64 = (0..count).map(|rank| 1.0 / f64::from(rank + shift)).sum();
            for (rank, &seen) in (0..).zip(&counts) {
                let expected = 400_000.0 / f64::from(rank + shift) / total;
                let error = (f64::from(seen) - expected).abs();
                assert!(error < 6.0 * expected.sqrt() + 1.0, "{rank}: {seen} {expected}");
            }
        }
    }

    #[test]
    fn huge_ranges_stay_in_bounds_and_reach_far() {
        let zipf = Zipf::new(u32::MAX, 4);
        let mut rng = Rng::seeded(12);
        let far = (0..10_000).filter(|_| zipf.draw(&mut rng) > 1 << 31).count();
        assert!(far > 100, "{far}");
    }
}
