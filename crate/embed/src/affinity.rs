//! Affinities: how much each pair of neighbours is to attract one another.

use crate::{
    CHUNK, Error, Neighbours, elementary,
    neighbours::{allowed_perplexity, needed},
    options::check_perplexity,
};
use rayon::prelude::*;

/// Largest error of the entropy (natural logarithm of the perplexity) of a row.
const TOLERANCE: f64 = 1e-6;
/// Steps of the search for a bandwidth. Newton's method takes about 6; the rest is for its fallback.
const STEPS: usize = 100;

/// The symmetric matrix P of t-SNE, as sparse rows; its values add up to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Affinities {
    offsets: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<f32>,
    perplexity: f64,
}

impl Affinities {
    /// Gives each row a Gaussian over its neighbours whose entropy is that of `perplexity` equal ones (van der
    /// Maaten and Hinton 2008, equation 1), then averages both directions of each pair.
    ///
    /// A row with more neighbours at its smallest distance than the perplexity shares itself equally among
    /// them. Neighbours of a larger perplexity may be used again for a smaller one.
    ///
    /// # Errors
    /// [`Error::Option`] if the perplexity is below 1 or not finite, [`Error::TooFewNeighbours`].
    pub fn new(neighbours: &Neighbours, perplexity: f64) -> Result<Self, Error> {
        check_perplexity(perplexity)?;
        let rows = neighbours.rows();
        let perplexity = allowed_perplexity(rows, perplexity);
        let k = needed(rows, perplexity);
        if k > neighbours.k() {
            return Err(Error::TooFewNeighbours { known: neighbours.k(), needed: k });
        }
        let mut conditional = vec![(0, 0.0); rows * k];
        if k > 0 {
            conditional.par_chunks_mut(k).with_min_len(CHUNK / 8).enumerate().for_each(
                |(row, entries)| {
                    let (indices, distances) = neighbours.of(row);
                    let probabilities = conditional_probabilities(&distances[..k], perplexity);
                    for ((entry, &index), p) in entries.iter_mut().zip(indices).zip(probabilities) {
                        *entry = (index, p as f32);
                    }
                    entries.sort_unstable_by_key(|entry| entry.0);
                },
            );
        }
        let (offsets, columns, values) = symmetrise(rows, k, &conditional);
        Ok(Self { offsets, columns, values, perplexity })
    }

    /// The perplexity after its reduction for few rows.
    pub fn perplexity(&self) -> f64 {
        self.perplexity
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.offsets.len() - 1
    }

    /// Columns of the entries of `row`, rising, and their values.
    ///
    /// # Panics
    /// If `row` is not below [`rows`](Self::rows).
    pub fn row(&self, row: usize) -> (&[u32], &[f32]) {
        let range = self.offsets[row]..self.offsets[row + 1];
        (&self.columns[range.clone()], &self.values[range])
    }
}

/// Probabilities proportional to exp(-beta d) for squared distances `d` in rising order, with the beta for which
/// they have the wanted perplexity.
fn conditional_probabilities(squared_distances: &[f32], perplexity: f64) -> Vec<f64> {
    let smallest = squared_distances.first().copied().unwrap_or(0.0);
    let distances: Vec<f64> =
        squared_distances.iter().map(|&d| f64::from(d) - f64::from(smallest)).collect();
    let ties = distances.iter().take_while(|&&d| d == 0.0).count();
    if ties as f64 >= perplexity {
        let share = 1.0 / ties as f64;
        return distances.iter().map(|&d| if d == 0.0 { share } else { 0.0 }).collect();
    }
    let target = elementary::ln(perplexity);
    let mut beta = distances.len() as f64 / distances.iter().sum::<f64>();
    let (mut low, mut high) = (0.0, f64::INFINITY);
    let mut weights = vec![0.0; distances.len()];
    let mut total = 1.0;
    for _ in 0..STEPS {
        let (mut sum, mut first, mut second) = (0.0, 0.0, 0.0);
        for (weight, &d) in weights.iter_mut().zip(&distances) {
            *weight = elementary::exp(-beta * d);
            sum += *weight;
            first += *weight * d;
            second += *weight * d * d;
        }
        total = sum;
        let mean = first / sum;
        let variance = second / sum - mean * mean;
        let excess = beta * mean + elementary::ln(sum) - target;
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
    weights.iter().map(|weight| weight / total).collect()
}

/// Row offsets, columns and values of (P + P^T) / sum, from `k` conditional probabilities a row in rising order
/// of their columns.
fn symmetrise(
    rows: usize,
    k: usize,
    conditional: &[(u32, f32)],
) -> (Vec<usize>, Vec<u32>, Vec<f32>) {
    let mut starts = vec![0; rows + 1];
    for (column, _) in conditional {
        starts[*column as usize + 1] += 1;
    }
    for row in 0..rows {
        starts[row + 1] += starts[row];
    }
    let mut next = starts.clone();
    let mut transposed = vec![(0, 0.0); conditional.len()];
    for (at, &(column, value)) in conditional.iter().enumerate() {
        let slot = &mut next[column as usize];
        transposed[*slot] = ((at / k) as u32, value);
        *slot += 1;
    }
    let mut offsets = Vec::with_capacity(rows + 1);
    offsets.push(0);
    let mut columns = Vec::with_capacity(conditional.len() * 5 / 4);
    let mut values = Vec::with_capacity(conditional.len() * 5 / 4);
    for row in 0..rows {
        let mut out = conditional[row * k..(row + 1) * k].iter().copied().peekable();
        let mut back = transposed[starts[row]..starts[row + 1]].iter().copied().peekable();
        loop {
            let column = match (out.peek(), back.peek()) {
                (Some(a), Some(b)) => a.0.min(b.0),
                (Some(a), None) => a.0,
                (None, Some(b)) => b.0,
                (None, None) => break,
            };
            let forth = out.next_if(|entry| entry.0 == column).map_or(0.0, |entry| entry.1);
            let back = back.next_if(|entry| entry.0 == column).map_or(0.0, |entry| entry.1);
            columns.push(column);
            values.push(forth + back);
        }
        offsets.push(columns.len());
    }
    let sum: f64 = values.iter().copied().map(f64::from).sum();
    for value in &mut values {
        *value = (f64::from(*value) / sum) as f32;
    }
    (offsets, columns, values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Matrix, rng::Rng};
    use proptest::prelude::*;

    fn neighbours(rows: usize, perplexity: f64) -> Neighbours {
        let mut rng = Rng::new(3);
        let values: Vec<f32> = (0..rows * 4).map(|_| rng.normal() as f32).collect();
        Neighbours::search(Matrix::new(&values, rows, 4).unwrap(), perplexity)
    }

    fn entry(affinities: &Affinities, row: usize, column: usize) -> f32 {
        let (columns, values) = affinities.row(row);
        columns.binary_search(&(column as u32)).map_or(0.0, |at| values[at])
    }

    proptest! {
        #[test]
        fn every_row_has_the_perplexity_that_was_asked_for(
            mut distances in prop::collection::vec(0.0f32..1e3, 6..60), share in 0.2..0.6,
        ) {
            distances.sort_by(f32::total_cmp);
            let perplexity = 1.0 + share * (distances.len() - 1) as f64;
            let probabilities = conditional_probabilities(&distances, perplexity);
            let entropy: f64 =
                probabilities.iter().filter(|&&p| p > 0.0).map(|p| -p * p.ln()).sum();
            prop_assert!((entropy.exp() / perplexity - 1.0).abs() < 1e-5);
            prop_assert!((probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            prop_assert!(probabilities.is_sorted_by(|a, b| a >= b));
        }
    }

    #[test]
    fn affinities_are_symmetric_and_add_up_to_one() {
        let affinities = Affinities::new(&neighbours(200, 10.0), 10.0).unwrap();
        let mut sum = 0.0;
        for row in 0..200 {
            let (columns, values) = affinities.row(row);
            assert!(columns.is_sorted_by(|a, b| a < b));
            for (&column, &value) in columns.iter().zip(values) {
                assert_eq!(value, entry(&affinities, column as usize, row));
                assert_ne!(column as usize, row);
                sum += f64::from(value);
            }
        }
        assert!((sum - 1.0).abs() < 1e-6);
    }

    #[test]
    fn equal_distances_share_equally() {
        assert_eq!(conditional_probabilities(&[2.0; 5], 2.0), vec![0.2; 5]);
        assert_eq!(conditional_probabilities(&[0.0, 0.0, 0.0, 1.0], 2.0)[3], 0.0);
        let nearly = conditional_probabilities(&[1.0, 1.0 + f32::EPSILON, 1e30], 1.5);
        assert!(nearly.iter().all(|p| p.is_finite()) && nearly[2] < 1e-9);
    }

    #[test]
    fn a_smaller_perplexity_reuses_the_neighbours_of_a_larger_one() {
        let again = Affinities::new(&neighbours(150, 20.0), 7.0).unwrap();
        assert_eq!(again, Affinities::new(&neighbours(150, 7.0), 7.0).unwrap());
        assert_eq!(
            Affinities::new(&neighbours(150, 7.0), 20.0),
            Err(Error::TooFewNeighbours { known: 21, needed: 60 })
        );
    }

    #[test]
    fn too_large_a_perplexity_is_reduced() {
        let affinities = Affinities::new(&neighbours(31, 500.0), 500.0).unwrap();
        assert_eq!(affinities.perplexity(), 10.0);
        for rows in 0..5 {
            let affinities = Affinities::new(&neighbours(rows, 30.0), 30.0).unwrap();
            assert_eq!((affinities.rows(), affinities.perplexity()), (rows, 1.0));
        }
    }
}
