//! What a map keeps of the data, measured on some of its rows.

use super::check_length;
use crate::{Error, Matrix, plane::Plane, rng::Rng};
use rayon::prelude::*;

/// Rows between all pairs of which distances are compared.
const PAIRED: usize = 1000;

/// How faithful a map is to its data, from 0 or -1 (chance or worse) to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quality {
    /// The share of each row's `k` nearest rows that are among its `k` nearest points (Kobak and Berens 2019).
    pub neighbour_preservation: f64,
    /// How few points are neighbours on the map that are far apart in the data (Venna and Kaski 2001): 1 less the
    /// ranks by which those intruders exceed `k`, scaled to the worst case.
    pub trustworthiness: f64,
    /// How few neighbours in the data are far apart on the map: the same with both exchanged.
    pub continuity: f64,
    /// Spearman's rank correlation of the distances in the data with those on the map, over all pairs of up to
    /// 1,000 rows: how far the large arrangement can be trusted.
    pub spearman: f64,
    /// Rows that were looked at.
    pub sampled: usize,
}

/// Measures a map on up to `sample` rows, drawn by `seed`, each against all others; distances are Euclidean. 1 where
/// there is nothing to get wrong: for fewer than three rows. `k` is reduced to less than half of the rows, below which
/// the measures are defined; takes time proportional to rows x `sample`.
///
/// # Errors
/// [`Error::Initialization`] unless `positions` holds x and y of each row, [`Error::NotFinite`] for a position that is
/// no number.
pub fn quality(
    matrix: Matrix<'_>,
    positions: &[f32],
    k: usize,
    sample: usize,
    seed: u64,
) -> Result<Quality, Error> {
    let rows = matrix.rows();
    check_length(positions, rows)?;
    Matrix::new(positions, rows, 2)?;
    let k = k.min(rows.saturating_sub(1) / 2);
    let chosen = choose(rows, sample, seed);
    let perfect = Quality {
        neighbour_preservation: 1.0,
        trustworthiness: 1.0,
        continuity: 1.0,
        spearman: 1.0,
        sampled: chosen.len(),
    };
    if k == 0 || chosen.is_empty() {
        return Ok(perfect);
    }
    let values = matrix.rescaled();
    let data = Points { values: &values, columns: matrix.columns() };
    let map = Points { values: positions, columns: 2 };
    let plane = Plane::new(positions);
    let sums: Vec<[u64; 3]> = chosen
        .par_iter()
        .map(|&row| {
            let in_data = data.from(row);
            let on_map = map.from(row);
            let near: Vec<usize> =
                plane.nearest(row, k).into_iter().map(|(_, other)| other as usize).collect();
            let like = nearest(&in_data, row, k);
            let kept = like.iter().filter(|other| near.contains(other)).count() as u64;
            [kept, excess(&in_data, row, &near, k), excess(&on_map, row, &like, k)]
        })
        .collect();
    let [kept, intruders, lost] =
        sums.iter().fold([0; 3], |a, b| [a[0] + b[0], a[1] + b[1], a[2] + b[2]]);
    let looked = chosen.len() as f64;
    let worst = looked * k as f64 * (2.0 * rows as f64 - 3.0 * k as f64 - 1.0) / 2.0;
    let paired = choose(rows, PAIRED, seed);
    Ok(Quality {
        neighbour_preservation: kept as f64 / (looked * k as f64),
        trustworthiness: 1.0 - intruders as f64 / worst,
        continuity: 1.0 - lost as f64 / worst,
        spearman: spearman(&data.pairs(&paired), &map.pairs(&paired)),
        ..perfect
    })
}

/// Up to `count` of the rows, in rising order, each with the same chance.
fn choose(rows: usize, count: usize, seed: u64) -> Vec<usize> {
    let mut rng = Rng::new(seed);
    let mut wanted = count.min(rows);
    (0..rows)
        .filter(|row| {
            let taken = rng.uniform() * ((rows - row) as f64) < wanted as f64;
            wanted -= usize::from(taken);
            taken
        })
        .collect()
}

struct Points<'a> {
    values: &'a [f32],
    columns: usize,
}

impl Points<'_> {
    fn of(&self, row: usize) -> &[f32] {
        &self.values[row * self.columns..(row + 1) * self.columns]
    }

    fn squared(&self, a: usize, b: usize) -> f32 {
        self.of(a).iter().zip(self.of(b)).map(|(a, b)| (a - b) * (a - b)).sum()
    }

    /// Squared distances of a row to every row.
    fn from(&self, row: usize) -> Vec<f32> {
        (0..self.values.len() / self.columns.max(1)).map(|other| self.squared(row, other)).collect()
    }

    /// Squared distances of all pairs of some rows.
    fn pairs(&self, rows: &[usize]) -> Vec<f32> {
        let pairs = rows
            .par_iter()
            .enumerate()
            .map(|(at, &a)| rows[..at].iter().map(|&b| self.squared(a, b)).collect::<Vec<_>>());
        pairs.collect::<Vec<_>>().concat()
    }
}

/// The `k` rows nearest to `row`; equal distances are ordered by row.
fn nearest(distances: &[f32], row: usize, k: usize) -> Vec<usize> {
    let mut others: Vec<usize> = (0..distances.len()).filter(|&other| other != row).collect();
    others.select_nth_unstable_by(k - 1, |&a, &b| {
        distances[a].total_cmp(&distances[b]).then(a.cmp(&b))
    });
    others.truncate(k);
    others
}

/// By how much the ranks of some rows, by distance from `row`, exceed `k`, added up.
fn excess(distances: &[f32], row: usize, others: &[usize], k: usize) -> u64 {
    let rank = |other: usize| {
        let own = (distances[other], other);
        let closer = |&at: &usize| at != row && at != other && (distances[at], at) < own;
        1 + (0..distances.len()).filter(closer).count()
    };
    others.iter().map(|&other| rank(other).saturating_sub(k) as u64).sum()
}

/// The correlation of ranks, equal values sharing the middle of theirs; 1 where either side is all equal.
fn spearman(a: &[f32], b: &[f32]) -> f64 {
    let (a, b) = (ranks(a), ranks(b));
    let middle = (a.len() as f64 - 1.0) / 2.0;
    let sum = |x: &[f64], y: &[f64]| -> f64 {
        x.iter().zip(y).map(|(x, y)| (x - middle) * (y - middle)).sum()
    };
    let (aa, bb) = (sum(&a, &a), sum(&b, &b));
    if aa > 0.0 && bb > 0.0 { sum(&a, &b) / (aa * bb).sqrt() } else { 1.0 }
}

fn ranks(values: &[f32]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_unstable_by(|&a, &b| values[a].total_cmp(&values[b]).then(a.cmp(&b)));
    let mut ranks = vec![0.0; values.len()];
    let mut place = 0;
    for equals in order.chunk_by(|&a, &b| values[a] == values[b]) {
        let rank = place as f64 + (equals.len() - 1) as f64 / 2.0;
        for &at in equals {
            ranks[at] = rank;
        }
        place += equals.len();
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scattered(rows: usize, columns: usize, seed: u64) -> Vec<f32> {
        let mut rng = Rng::new(seed);
        (0..rows * columns).map(|_| rng.normal() as f32).collect()
    }

    fn measure(values: &[f32], columns: usize, positions: &[f32], sample: usize) -> Quality {
        let matrix = Matrix::new(values, values.len() / columns, columns).unwrap();
        quality(matrix, positions, 10, sample, 0).unwrap()
    }

    #[test]
    fn a_copy_is_perfect_and_chance_is_chance() {
        let values = scattered(300, 2, 1);
        let copy = measure(&values, 2, &values, 1000);
        assert_eq!(copy.sampled, 300);
        assert!(copy.spearman > 1.0 - 1e-12);
        let Quality { neighbour_preservation, trustworthiness, continuity, .. } = copy;
        assert_eq!([neighbour_preservation, trustworthiness, continuity], [1.0; 3]);
        let chance = measure(&values, 2, &scattered(300, 2, 2), 1000);
        assert!(chance.neighbour_preservation < 0.1 && chance.spearman.abs() < 0.1);
        assert!(
            (chance.trustworthiness - 0.5).abs() < 0.05 && (chance.continuity - 0.5).abs() < 0.05
        );
    }

    #[test]
    fn a_torn_map_is_trustworthy_and_a_folded_one_continuous() {
        let line: Vec<f32> = (0..200).map(|row| row as f32).collect();
        let place = |x: f32, y: f32| [x, y];
        // Alternate rows are torn apart: neighbours on the map are neighbours, but many are lost.
        let torn: Vec<f32> = (0..200)
            .flat_map(|row| place(row as f32 + 1000.0 * (row / 20 % 2) as f32, 0.0))
            .collect();
        let torn = measure(&line, 1, &torn, 200);
        assert!(torn.continuity < torn.trustworthiness, "{torn:?}");
        let folded: Vec<f32> =
            (0..200).flat_map(|row| place((row % 100) as f32, 0.1 * (row / 100) as f32)).collect();
        let folded = measure(&line, 1, &folded, 200);
        assert!(folded.trustworthiness < folded.continuity, "{folded:?}");
    }

    #[test]
    fn a_sample_is_near_the_whole_and_repeats() {
        let values = scattered(600, 5, 3);
        let positions: Vec<f32> = values.chunks(5).flat_map(|row| [row[0], row[1]]).collect();
        let whole = measure(&values, 5, &positions, 600);
        let part = measure(&values, 5, &positions, 200);
        assert_eq!(part, measure(&values, 5, &positions, 200));
        assert_eq!(part.sampled, 200);
        assert!((part.neighbour_preservation - whole.neighbour_preservation).abs() < 0.03);
        assert!((part.trustworthiness - whole.trustworthiness).abs() < 0.03);
    }

    #[test]
    fn few_rows_and_equal_ones_are_defined() {
        for rows in 0..5 {
            let values = scattered(rows, 2, 4);
            let Quality { trustworthiness, spearman, .. } = measure(&values, 2, &values, 10);
            assert!(trustworthiness.is_finite() && spearman.is_finite());
        }
        let equal = measure(&[1.0; 40], 2, &[0.0; 40], 10);
        assert_eq!(equal.spearman, 1.0);
        assert!(equal.trustworthiness.is_finite());
    }
}
