//! One row at a time: from squared distances to probabilities that add up to 1.

use crate::{
    elementary::{self, LANES, exp_of_negative},
    simd::vectorised,
};

/// Largest error of the entropy (natural logarithm of the perplexity) of a row.
const TOLERANCE: f64 = 1e-6;
/// Steps of the search for a bandwidth. Newton's method takes about 6; the rest is for its fallback.
const STEPS: usize = 100;
/// Fills up the last lanes of a row: far enough for its weight to be 0.
const FAR: f64 = 1e300;

/// How a row's probabilities follow from its distances.
#[derive(Debug, Clone)]
pub(super) enum Kernel {
    /// Gaussians of these perplexities.
    Entropy(Vec<f64>, Bandwidths),
    /// exp(-b d) for squared distances d.
    Precision(f64),
    /// All the same.
    Equal,
}

/// How the Gaussians of several perplexities are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bandwidths {
    /// Each is normalised, then they are averaged.
    Average,
    /// Their densities are added, then the sum is normalised.
    Mixture,
}

impl Kernel {
    /// Writes the probabilities of each row of `k` neighbours; `squared` gives a row's squared distances in
    /// rising order.
    pub(super) fn fill<'a>(
        &self,
        squared: impl Fn(usize) -> &'a [f32],
        probabilities: &mut [f32],
        k: usize,
    ) {
        let mut row = Row::default();
        let mut total = vec![0.0; k];
        for (at, probabilities) in probabilities.chunks_exact_mut(k).enumerate() {
            row.set(squared(at));
            total.fill(0.0);
            match self {
                Self::Equal => total.fill(1.0),
                Self::Precision(beta) => {
                    row.weigh(*beta);
                    row.add_to(&mut total, 1.0 / row.sum);
                }
                Self::Entropy(perplexities, Bandwidths::Average) => {
                    for &perplexity in perplexities {
                        row.weigh_for(perplexity);
                        row.add_to(&mut total, 1.0 / row.sum);
                    }
                }
                Self::Entropy(perplexities, Bandwidths::Mixture) => {
                    row.mix(perplexities, &mut total);
                }
            }
            let sum: f64 = total.iter().sum();
            for (probability, total) in probabilities.iter_mut().zip(&total) {
                *probability = (total / sum) as f32;
            }
        }
    }
}

/// The distances of one row and its weights under the last bandwidth that was tried.
#[derive(Default)]
struct Row {
    smallest: f64,
    distances: Vec<[f64; LANES]>,
    weights: Vec<[f64; LANES]>,
    count: usize,
    sum: f64,
}

impl Row {
    fn set(&mut self, squared: &[f32]) {
        self.count = squared.len();
        self.smallest = squared.first().map_or(0.0, |&d| f64::from(d));
        self.distances.clear();
        self.distances.extend(squared.chunks(LANES).map(|chunk| {
            let mut lanes = [FAR; LANES];
            for (lane, &d) in lanes.iter_mut().zip(chunk) {
                *lane = f64::from(d) - self.smallest;
            }
            lanes
        }));
        self.weights.resize(self.distances.len(), [0.0; LANES]);
    }

    /// Weights exp(-beta d) and their sum, with the sums of weight times d and times d^2.
    fn weigh(&mut self, beta: f64) -> [f64; 2] {
        let mut sums = [[0.0; LANES]; 3];
        vectorised(|| {
            for (weights, distances) in self.weights.iter_mut().zip(&self.distances) {
                *weights = exp_of_negative(distances.map(|d| -beta * d));
                for lane in 0..LANES {
                    let first = weights[lane] * distances[lane];
                    sums[0][lane] += weights[lane];
                    sums[1][lane] += first;
                    sums[2][lane] += first * distances[lane];
                }
            }
        });
        let [sum, first, second] = sums.map(|lanes| lanes.iter().sum());
        self.sum = sum;
        [first, second]
    }

    /// Weighs with the beta that gives `perplexity`, and returns it; infinite where so many neighbours are at
    /// the smallest distance that no beta does: they share equally.
    fn weigh_for(&mut self, perplexity: f64) -> f64 {
        let ties = self.distances.as_flattened().iter().take_while(|&&d| d == 0.0).count();
        if ties as f64 >= perplexity {
            for (weight, d) in
                self.weights.as_flattened_mut().iter_mut().zip(self.distances.as_flattened())
            {
                *weight = if *d == 0.0 { 1.0 } else { 0.0 };
            }
            self.sum = ties as f64;
            return f64::INFINITY;
        }
        let target = elementary::ln(perplexity);
        let known = &self.distances.as_flattened()[..self.count];
        let mut beta = self.count as f64 / known.iter().sum::<f64>();
        let (mut low, mut high) = (0.0, f64::INFINITY);
        for _ in 0..STEPS {
            let [first, second] = self.weigh(beta);
            let mean = first / self.sum;
            let variance = second / self.sum - mean * mean;
            let excess = beta * mean + elementary::ln(self.sum) - target;
            if excess.abs() < TOLERANCE {
                break;
            }
            if excess > 0.0 {
                low = beta;
            } else {
                high = beta;
            }
            // Newton on ln beta, where the entropy is nearly straight; halving the bracket where that leaves it.
            let step = (excess / (beta * beta * variance)).clamp(-2.0, 2.0);
            let newton = beta * elementary::exp(step);
            beta = if newton > low && newton < high {
                newton
            } else if high.is_finite() {
                (low + high) / 2.0
            } else {
                beta * 4.0
            };
        }
        beta
    }

    fn add_to(&self, total: &mut [f64], scale: f64) {
        for (total, weight) in total.iter_mut().zip(self.weights.as_flattened()) {
            *total += weight * scale;
        }
    }

    /// The sum of sqrt(beta) exp(-beta d) over the bandwidths, up to a common factor. One that is infinite
    /// takes everything.
    fn mix(&mut self, perplexities: &[f64], total: &mut [f64]) {
        let betas: Vec<f64> = perplexities.iter().map(|&p| self.weigh_for(p)).collect();
        if betas.contains(&f64::INFINITY) {
            for (total, d) in total.iter_mut().zip(self.distances.as_flattened()) {
                *total = if *d == 0.0 { 1.0 } else { 0.0 };
            }
            return;
        }
        // Weights are relative to the nearest neighbour's; what that leaves out differs between bandwidths.
        let logarithm = |beta: f64| elementary::ln(beta) / 2.0 - beta * self.smallest;
        let most = betas.iter().map(|&beta| logarithm(beta)).fold(f64::NEG_INFINITY, f64::max);
        let factors: Vec<f64> =
            betas.iter().map(|&beta| elementary::exp(logarithm(beta) - most)).collect();
        for (&beta, factor) in betas.iter().zip(factors) {
            self.weigh(beta);
            self.add_to(total, factor);
        }
    }
}
