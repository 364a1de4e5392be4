/*!
How much a condition tells two sets of records apart.
*/

use super::{Contrast, Says};
use crate::field;
use crate::logarithm::ln;

/// Twice the log-likelihood ratio that chance exceeds once in a thousand times (chi-squared, one degree of freedom).
const CHANCE: f64 = 10.83;
/// Conditions below this score are not worth a line.
const LEAST_SCORE: f64 = 0.02;

/// The sizes of the two sets.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sides {
    part: u64,
    rest: u64,
}

impl Sides {
    pub(super) fn new(part: u64, whole: u64) -> Self {
        Self { part, rest: whole.saturating_sub(part) }
    }

    /// Whether there is nothing to compare.
    pub(super) fn is_empty(&self) -> bool {
        self.part == 0 || self.rest == 0
    }

    /// The score of a condition that holds for `inside` of the part and for `all` of both.
    pub(super) fn score(&self, inside: u64, all: u64) -> f64 {
        let smoothed = |holds: u64, size: u64| (holds as f64 + 0.5) / (size as f64 + 1.0);
        let p = smoothed(inside, self.part);
        let q = smoothed(all.saturating_sub(inside), self.rest);
        (p - q) * ln(p / q) * std::f64::consts::LOG2_E
    }

    /// Whether a condition holds for a larger share of the part than of the rest.
    pub(super) fn excess(&self, inside: u64, all: u64) -> bool {
        let outside = all.saturating_sub(inside);
        u128::from(inside) * u128::from(self.rest) > u128::from(outside) * u128::from(self.part)
    }

    /// The contrast, unless it tells little or could be chance.
    pub(super) fn contrast(
        &self,
        field: &str,
        says: Says,
        filter: impl FnOnce() -> String,
        inside: u64,
        all: u64,
    ) -> Option<Contrast> {
        let inside = inside.min(self.part);
        let outside = all.saturating_sub(inside).min(self.rest);
        let score = self.score(inside, all);
        if score < LEAST_SCORE || self.likelihood(inside, outside) < CHANCE {
            return None;
        }
        Some(Contrast {
            field: field.to_owned(),
            alias: field::alias(field),
            says,
            filter: filter(),
            count: inside,
            share: inside as f64 / self.part as f64,
            elsewhere: outside as f64 / self.rest as f64,
            score,
        })
    }

    /// Twice the log-likelihood ratio of the table of the four counts.
    fn likelihood(&self, inside: u64, outside: u64) -> f64 {
        let [part, rest] = [self.part as f64, self.rest as f64];
        let [a, b] = [inside as f64, outside as f64];
        let all = part + rest;
        let term = |count: f64, side: f64, holds: f64| {
            if count > 0.0 { count * ln(count * all / (side * holds)) } else { 0.0 }
        };
        let holds = a + b;
        let fails = all - holds;
        2.0 * (term(a, part, holds)
            + term(b, rest, holds)
            + term(part - a, part, fails)
            + term(rest - b, rest, fails))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contrast(part: u64, whole: u64, inside: u64, all: u64) -> Option<Contrast> {
        Sides::new(part, whole).contrast("f", Says::Exists, String::new, inside, all)
    }

    #[test]
    fn the_likelihood_is_that_of_the_textbook() {
        // Dunning 1993, table 1: k = 110, 2442, 111, 29114 gives 270.72.
        let sides = Sides { part: 2552, rest: 29_225 };
        assert!((sides.likelihood(110, 111) - 270.72).abs() < 0.01);
    }

    #[test]
    fn the_same_share_on_both_sides_tells_nothing() {
        assert_eq!(contrast(1000, 5000, 200, 1000), None);
        assert_eq!(contrast(10, 50, 0, 0), None);
    }

    #[test]
    fn few_records_prove_nothing() {
        assert_eq!(contrast(2, 50_000, 2, 25_000), None);
        assert!(contrast(2, 50_000, 2, 3).is_some());
    }

    #[test]
    fn shares_are_those_of_either_side() {
        let found = contrast(100, 1100, 90, 140).unwrap();
        assert_eq!((found.count, found.share, found.elsewhere), (90, 0.9, 0.05));
        // 0.85 * log2(18), a little less for the half records.
        assert!((found.score - 3.5).abs() < 0.05, "{}", found.score);
    }
}
