/*!
How many distinct values there were: HyperLogLog (Flajolet, Fusy, Gandouet, Meunier 2007) with the linear counting of
small numbers (Whang et al. 1990). Merged by the maximum, so the order never matters.
*/

use crate::hash::mix;

/// Registers, as a power of two: 16 KiB.
const PRECISION: u32 = 14;
const REGISTERS: usize = 1 << PRECISION;

/// The standard error of a count: 1.04 / sqrt(2^14).
pub const STANDARD_ERROR: f64 = 0.008_125;

/// A sketch of a set of values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Distinct {
    registers: Box<[u8]>,
}

impl Default for Distinct {
    fn default() -> Self {
        Self { registers: vec![0; REGISTERS].into() }
    }
}

impl Distinct {
    /// Adds a value by its stable hash.
    pub fn add(&mut self, hash: u64) {
        let hash = mix(hash);
        let index = (hash >> (64 - PRECISION)) as usize;
        let rank = (hash << PRECISION | 1 << (PRECISION - 1)).leading_zeros() as u8 + 1;
        if let Some(register) = self.registers.get_mut(index) {
            *register = (*register).max(rank);
        }
    }

    /// Adds all that another saw.
    pub fn merge(&mut self, other: &Self) {
        self.registers
            .iter_mut()
            .zip(&other.registers)
            .for_each(|(mine, theirs)| *mine = (*mine).max(*theirs));
    }

    /// The estimated number of distinct values.
    pub fn estimate(&self) -> u64 {
        // Powers of two are exact in any order, so the sum is the same however it is formed.
        let mut of_rank = [0u32; 64];
        for &register in &self.registers {
            of_rank[(register & 63) as usize] += 1;
        }
        let m = REGISTERS as f64;
        let zeros = of_rank[0];
        let sum: f64 =
            of_rank.iter().enumerate().map(|(rank, &n)| f64::from(n) / (1u64 << rank) as f64).sum();
        let raw = 0.7213 / (1.0 + 1.079 / m) * m * m / sum;
        if raw <= 2.5 * m && zeros > 0 {
            return (m * (m / f64::from(zeros)).ln()).round() as u64;
        }
        raw.round() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::stable;

    #[test]
    fn estimates_stay_within_four_standard_errors() {
        let mut sketch = Distinct::default();
        let mut next = 0u64;
        for target in [1_000u64, 30_000, 100_000, 1_000_000] {
            while next < target {
                sketch.add(stable(&next.to_le_bytes()));
                next += 1;
            }
            let error = (sketch.estimate() as f64 - target as f64).abs() / target as f64;
            assert!(error < 4.0 * STANDARD_ERROR, "{error} at {target}");
        }
    }

    #[test]
    fn merging_is_the_sketch_of_the_union() {
        let of = |range: std::ops::Range<u64>| {
            let mut sketch = Distinct::default();
            range.for_each(|value| sketch.add(stable(&value.to_le_bytes())));
            sketch
        };
        let mut merged = of(0..700);
        merged.merge(&of(500..1000));
        assert_eq!(merged, of(0..1000));
    }
}
