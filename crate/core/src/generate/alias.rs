//! Draws from a small fixed distribution in constant time: Walker's alias method with Vose's
//! construction (Vose, "A linear algorithm for generating random numbers with a given
//! distribution", 1991), in integers.

use super::rng::Rng;

/// Indices `0..n` drawn in proportion to integer weights.
#[derive(Clone, Debug)]
pub(super) struct Alias {
    /// For each column: keep it if 32 random bits are below the threshold, else take the alias.
    columns: Vec<(u64, u32)>,
}

impl Alias {
    /// The distribution with these weights. Without any positive weight all indices are equally
    /// likely.
    pub(super) fn new(weights: impl IntoIterator<Item = u32>) -> Self {
        let mut weights: Vec<u64> = weights.into_iter().map(u64::from).collect();
        if weights.iter().all(|&weight| weight == 0) {
            weights.fill(1);
        }
        let total: u64 = weights.iter().sum();
        let n = weights.len() as u64;
        // Scaled so that an average column weighs exactly `total`.
        let mut scaled: Vec<u64> = weights.iter().map(|weight| weight * n).collect();
        let mut columns: Vec<(u64, u32)> = (0..scaled.len() as u32).map(|i| (1 << 32, i)).collect();
        let (mut small, mut large): (Vec<usize>, Vec<usize>) =
            (0..scaled.len()).partition(|&i| scaled[i] < total);
        while let (Some(&donor), Some(short)) = (large.last(), small.pop()) {
            let threshold = (u128::from(scaled[short]) << 32) / u128::from(total);
            columns[short] = (threshold as u64, donor as u32);
            scaled[donor] -= total - scaled[short];
            if scaled[donor] < total {
                large.pop();
                small.push(donor);
            }
        }
        Self { columns }
    }

    /// An index.
    #[inline]
    pub(super) fn draw(&self, rng: &mut Rng) -> usize {
        let word = rng.word();
        let column = ((word >> 32) * self.columns.len() as u64) >> 32;
        let (threshold, other) = self.columns[column as usize];
        if word & 0xffff_ffff < threshold { column as usize } else { other as usize }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_follow_the_weights() {
        let weights = [0, 1, 2, 3, 50, 44];
        let table = Alias::new(weights);
        let mut rng = Rng::seeded(3);
        let mut counts = [0_u32; 6];
        for _ in 0..1_000_000 {
            counts[table.draw(&mut rng)] += 1;
        }
        assert_eq!(counts[0], 0);
        for (count, weight) in counts.iter().zip(weights) {
            assert!(count.abs_diff(weight * 10_000) < 1_500, "{counts:?}");
        }
    }

    #[test]
    fn without_weight_all_are_alike() {
        let table = Alias::new([0, 0]);
        let mut rng = Rng::seeded(4);
        let ones = (0..10_000).filter(|_| table.draw(&mut rng) == 1).count();
        assert!((4_700..5_300).contains(&ones));
    }
}
