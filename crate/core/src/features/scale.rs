/*!
Raw values of one feature into coordinates: centred and scaled so that a few extreme groups do not squeeze the rest.
*/

use super::feature::Scale;
use crate::logarithm::log10;

/// Smaller quantities count as this: the logarithm needs a floor, and a log's durations have none below microseconds.
const LEAST: f64 = 1e-6;
/// Spreads below these are taken for noise: a tenth of a power of ten, a half of a percent.
const LEAST_LOG: f64 = 0.1;
const LEAST_SHARE: f64 = 0.005;
/// A spread below this part of the whole range is that of a column which is mostly one value.
const LEAST_PART: f64 = 1e-3;
/// Numbers farther from 0 are taken for this.
const LARGEST: f64 = 1e150;
/// Logarithms farther from the centre than so many spreads are cut off.
const FARTHEST: f64 = 4.0;
/// The interquartile range of the normal distribution, in standard deviations.
const NORMAL_RANGE: f64 = 1.349;

/// What a share of few records is drawn towards what is typical by, in records: one record with an error is not a group that fails.
const PRIOR: f64 = 3.0;

/// A value as far as so many records bear it out. Shares are drawn towards what is typical, the more the fewer records there are
/// (the mean of the posterior of a share whose prior is worth [`PRIOR`] records).
pub(super) fn borne_out(scale: Scale, value: f64, typical: f64, records: u64) -> f64 {
    match scale {
        Scale::Log | Scale::Spread | Scale::Plain => value,
        Scale::Linear => {
            let records = records as f64;
            (value * records + typical * PRIOR) / (records + PRIOR)
        }
    }
}

/// Where the values of a feature lie, after the logarithm if it has one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scaler {
    scale: Scale,
    weight: f64,
    centre: f64,
    spread: f64,
}

impl Scaler {
    /// Fitted to these raw values. Nothing where they are all the same.
    pub(super) fn fit(scale: Scale, weight: f64, values: &[f64]) -> Option<Self> {
        let mut sorted: Vec<f64> = values.iter().map(|&value| bend(scale, value)).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        let (first, last) = (sorted.first()?, sorted.last()?);
        let same = match scale {
            Scale::Spread => last <= first,
            _ => last - first < 1e-9,
        };
        if same {
            return None;
        }
        let centre = quantile(&sorted, 50)?;
        let range = (quantile(&sorted, 75)? - quantile(&sorted, 25)?) / NORMAL_RANGE;
        let least = match scale {
            Scale::Log => LEAST_LOG,
            Scale::Linear | Scale::Plain => LEAST_SHARE,
            // Numbers of any unit: what is small beside all of them is noise.
            Scale::Spread => (last - first) * LEAST_PART,
        };
        let spread = if range < least { deviation(&sorted) } else { range };
        Some(Self { scale, weight, centre, spread: spread.max(least) })
    }

    /// How many spreads a raw value lies from the centre.
    pub(super) fn score(&self, value: f64) -> f64 {
        (bend(self.scale, value) - self.centre) / self.spread
    }

    /// The coordinate of a raw value.
    pub(super) fn coordinate(&self, value: f64) -> f64 {
        match self.scale {
            Scale::Log | Scale::Spread => {
                self.score(value).clamp(-FARTHEST, FARTHEST) * self.weight
            }
            Scale::Linear | Scale::Plain => (value - self.centre) * self.weight,
        }
    }
}

fn bend(scale: Scale, value: f64) -> f64 {
    match scale {
        Scale::Log => log10(value.max(LEAST)),
        // Squares of what is larger would be infinite.
        Scale::Spread => value.clamp(-LARGEST, LARGEST),
        Scale::Linear | Scale::Plain => value,
    }
}

/// The value of rank `ceil(percent / 100 * count)`, so that a median is one of the values.
pub(super) fn quantile(sorted: &[f64], percent: usize) -> Option<f64> {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}

fn deviation(values: &[f64]) -> f64 {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    (values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / count).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outlier_does_not_squeeze_the_rest() {
        let values = [10.0, 100.0, 100.0, 1_000.0, 1e12];
        let scaler = Scaler::fit(Scale::Log, 1.0, &values).unwrap();
        assert_eq!(scaler.coordinate(100.0), 0.0);
        assert_eq!(scaler.coordinate(1e12), FARTHEST);
        assert!(scaler.score(1e12) > FARTHEST);
        assert!(scaler.coordinate(1_000.0) > 1.0);
    }

    #[test]
    fn a_share_counts_as_much_as_its_records_bear_out() {
        assert_eq!(borne_out(Scale::Linear, 1.0, 0.2, 1), 0.4);
        assert!(borne_out(Scale::Linear, 1.0, 0.2, 10_000) > 0.999);
        assert_eq!(borne_out(Scale::Log, 7.0, 0.2, 1), 7.0);
    }

    #[test]
    fn a_share_that_few_groups_have_stands_out() {
        let mut values = vec![0.0; 99];
        values.push(0.4);
        let scaler = Scaler::fit(Scale::Linear, 2.0, &values).unwrap();
        assert!(scaler.score(0.4) > 5.0);
        assert_eq!(scaler.coordinate(0.4), 0.8);
        assert_eq!(Scaler::fit(Scale::Linear, 2.0, &[0.3; 5]), None);
    }
}
