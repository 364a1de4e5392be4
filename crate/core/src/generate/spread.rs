//! Log-normal and exponential amounts in fixed point. The tables are computed by the compiler in
//! integers, so no platform's mathematics library can change a byte of the output.

use super::rng::Rng;

/// Fraction bits of the values in [`POWERS`] and [`SURPRISE`].
const FRACTION: u32 = 16;

/// `2^(i / 256)`, by multiplying the successive square roots of two that the bits of `i` select.
const POWERS: [u64; 256] = {
    let mut roots = [0_u128; 8];
    let mut root = 2_u128 << 62;
    let mut bit = 8;
    while bit > 0 {
        root = (root << 62).isqrt();
        bit -= 1;
        roots[bit] = root;
    }
    let mut table = [0; 256];
    let mut i = 0;
    while i < 256 {
        let mut product = 1_u128 << 62;
        let mut bit = 0;
        while bit < 8 {
            if i >> bit & 1 == 1 {
                product = (product * roots[bit]) >> 62;
            }
            bit += 1;
        }
        table[i] = (product >> (62 - FRACTION)) as u64;
        i += 1;
    }
    table
};

/// `-ln(i / 256)`, summed from `ln((j + 1) / j) = 2 atanh(1 / (2j + 1))`. Entry 0 would be
/// infinite; it is set so that the tail beyond entry 1 keeps its mean of one when it is taken as
/// uniform.
const SURPRISE: [u64; 257] = {
    let mut table = [0; 257];
    let mut sum = 0_u128;
    let mut j = 256;
    while j > 1 {
        j -= 1;
        let odd = 2 * j as u128 + 1;
        let mut power = (1_u128 << 60) / odd;
        let mut k = 1;
        while power > 0 {
            sum += 2 * power / k;
            power /= odd * odd;
            k += 2;
        }
        table[j] = (sum >> (60 - FRACTION)) as u64;
    }
    table[0] = table[1] + (2 << FRACTION);
    table
};

/// A log-normal-like amount: `median` times two to a bell-shaped power with a standard deviation of
/// `deviation / 256`. The bell is the number of ones among 48 random bits, smoothed by a uniform
/// fraction.
#[inline]
pub(super) fn log_normal(rng: &mut Rng, median: u32, deviation: u32) -> u64 {
    let word = rng.word();
    let ones = i64::from((word >> 16).count_ones());
    let bell = (ones - 24) * 256 + (word & 0xff) as i64 - 128;
    // The standard deviation of `bell` is 256 * sqrt(48 / 4) = 887.
    let power = bell * i64::from(deviation.min(512)) / 887;
    let scaled = u64::from(median) * POWERS[(power & 0xff) as usize];
    let octaves = power >> 8;
    let shift = i64::from(FRACTION) - octaves;
    if shift >= 0 { scaled >> shift } else { scaled << -shift }
}

/// An exponential amount with the given mean: the gap between independent arrivals.
#[inline]
pub(super) fn exponential(rng: &mut Rng, mean: u64) -> u64 {
    let word = rng.word();
    let i = (word >> 56) as usize;
    let (high, low) = (SURPRISE[i], SURPRISE[i + 1]);
    let factor = low + (((high - low) * (word & 0xffff)) >> 16);
    ((u128::from(mean) * u128::from(factor)) >> FRACTION) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_agree_with_the_functions_they_stand_for() {
        for i in 0..256 {
            let power = (i as f64 / 256.0).exp2() * 65536.0;
            assert!((POWERS[i] as f64 - power).abs() <= 1.0, "{i}");
            if i > 0 {
                let surprise = -(i as f64 / 256.0).ln() * 65536.0;
                assert!((SURPRISE[i] as f64 - surprise).abs() <= 1.0, "{i}");
            }
        }
        assert_eq!(SURPRISE[256], 0);
    }

    #[test]
    fn log_normal_keeps_its_median_and_deviation() {
        let mut rng = Rng::seeded(5);
        let mut values: Vec<u64> =
            (0..100_000).map(|_| log_normal(&mut rng, 20_000, 256)).collect();
        values.sort_unstable();
        let quantile = |per_mille: usize| values[values.len() * per_mille / 1000] as f64 / 20_000.0;
        assert!((quantile(500) - 1.0).abs() < 0.03, "{}", quantile(500));
        // One standard deviation, here one octave, either side.
        assert!((quantile(841) - 2.0).abs() < 0.1, "{}", quantile(841));
        assert!((quantile(159) - 0.5).abs() < 0.03, "{}", quantile(159));
    }

    #[test]
    fn exponential_has_its_mean_and_tail() {
        let mut rng = Rng::seeded(6);
        let values: Vec<u64> = (0..200_000).map(|_| exponential(&mut rng, 1_000_000)).collect();
        let mean = values.iter().sum::<u64>() / 200_000;
        assert!(mean.abs_diff(1_000_000) < 15_000, "{mean}");
        let beyond = values.iter().filter(|&&value| value > 3_000_000).count();
        // e^-3 of 200,000 is 9,957.
        assert!(beyond.abs_diff(9_957) < 500, "{beyond}");
    }
}
