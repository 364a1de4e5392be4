/*!
About how many distinct values a group has: a small HyperLogLog (Flajolet, Fusy, Gandouet, Meunier 2007), since there
are thousands of groups. Merged by the maximum, so the order never matters.
*/

use crate::hash::mix;
use crate::logarithm::ln;

/// Registers, as a power of two.
const PRECISION: u32 = 8;
const REGISTERS: usize = 1 << PRECISION;

/// The standard error of a count: 1.04 / sqrt(2^8).
pub(super) const STANDARD_ERROR: f64 = 0.065;

/// A sketch of a set of values; takes no memory while it is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sketch {
    registers: Vec<u8>,
}

impl Sketch {
    /// Adds a value by its stable hash.
    pub(super) fn add(&mut self, hash: u64) {
        self.registers.resize(REGISTERS, 0);
        let hash = mix(hash);
        let rank = (hash << PRECISION | 1 << (PRECISION - 1)).leading_zeros() as u8 + 1;
        if let Some(register) = self.registers.get_mut((hash >> (64 - PRECISION)) as usize) {
            *register = (*register).max(rank);
        }
    }

    /// Adds all that another saw.
    pub(super) fn merge(&mut self, other: &Self) {
        self.registers.resize(self.registers.len().max(other.registers.len()), 0);
        let both = self.registers.iter_mut().zip(&other.registers);
        both.for_each(|(mine, theirs)| *mine = (*mine).max(*theirs));
    }

    /// The estimated number of distinct values.
    pub(super) fn estimate(&self) -> f64 {
        if self.registers.is_empty() {
            return 0.0;
        }
        let m = REGISTERS as f64;
        let zeros = self.registers.iter().filter(|&&register| register == 0).count();
        let sum: f64 = self.registers.iter().map(|&rank| 1.0 / (1u64 << rank.min(63)) as f64).sum();
        let raw = 0.7213 / (1.0 + 1.079 / m) * m * m / sum;
        if raw <= 2.5 * m && zeros > 0 { m * ln(m / zeros as f64) } else { raw }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::stable;

    #[test]
    fn estimates_stay_within_four_standard_errors() {
        for target in [1u64, 10, 200, 1_000, 30_000] {
            let mut sketch = Sketch::default();
            (0..target).for_each(|value| sketch.add(stable(&value.to_le_bytes())));
            let error = (sketch.estimate() - target as f64).abs() / target as f64;
            assert!(error < 4.0 * STANDARD_ERROR, "{error} at {target}");
        }
    }

    #[test]
    fn merging_is_the_sketch_of_the_union() {
        let of = |range: std::ops::Range<u64>| {
            let mut sketch = Sketch::default();
            range.for_each(|value| sketch.add(stable(&value.to_le_bytes())));
            sketch
        };
        let mut merged = of(0..70);
        merged.merge(&of(50..100));
        merged.merge(&Sketch::default());
        assert_eq!(merged, of(0..100));
    }
}
