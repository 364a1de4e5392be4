//! How much each row lies apart from its neighbours, in the data and not on the map.

use crate::{CHUNK, Neighbours};
use rayon::prelude::*;

/// Scores above which a row counts as far out; scores are at most this.
const MOST: f32 = 1e6;

/// The local outlier factor of every row (Breunig et al. 2000): how many times sparser it lies than its `k` nearest
/// neighbours do. About 1 inside a cluster of any density, clearly above 1 outside; 1 for rows that have enough
/// equal ones, and for fewer than three rows.
///
/// With d_k(o) the distance of o's k-th neighbour, reach(a, o) = max(d_k(o), |a - o|) and density(a) =
/// 1 / mean of reach(a, o) over a's neighbours o, the score of a is the mean of density(o) / density(a). It is at
/// least 0 and at most 1e6, the score of a row beside neighbours that are all equal. `k` is reduced to the
/// neighbours known; 20 suits most data.
pub fn outlier_scores(neighbours: &Neighbours, k: usize) -> Vec<f32> {
    let rows = neighbours.rows();
    let k = k.min(neighbours.k());
    if k == 0 || rows < 3 {
        return vec![1.0; rows];
    }
    let nearest = |row: usize| {
        let (indices, distances) = neighbours.of(row);
        indices[..k].iter().map(|&index| index as usize).zip(distances.iter().map(|d| d.sqrt()))
    };
    let farthest: Vec<f32> = (0..rows).map(|row| neighbours.of(row).1[k - 1].sqrt()).collect();
    let reach: Vec<f64> = (0..rows)
        .into_par_iter()
        .with_min_len(CHUNK)
        .map(|row| {
            let reaches = nearest(row).map(|(other, distance)| distance.max(farthest[other]));
            reaches.map(f64::from).sum::<f64>() / k as f64
        })
        .collect();
    (0..rows)
        .into_par_iter()
        .with_min_len(CHUNK)
        .map(|row| {
            let ratios = nearest(row).map(|(other, _)| {
                // Where distances are 0 both ways, neither is sparser.
                if reach[row] == 0.0 {
                    1.0
                } else {
                    (reach[row] / reach[other]).min(f64::from(MOST))
                }
            });
            (ratios.sum::<f64>() / k as f64) as f32
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Matrix, rng::Rng};

    fn scores(values: &[f32], columns: usize) -> Vec<f32> {
        let matrix = Matrix::new(values, values.len() / columns, columns).unwrap();
        outlier_scores(&Neighbours::nearest(matrix, 15), 15)
    }

    #[test]
    fn a_row_apart_scores_highest_and_a_sparse_cluster_is_no_outlier() {
        let mut rng = Rng::new(1);
        let mut values = Vec::new();
        for row in 0..400 {
            let (centre, width) = if row % 2 == 0 { (0.0, 0.1) } else { (50.0, 3.0) };
            values.extend([0; 2].map(|_| (centre + width * rng.normal()) as f32));
        }
        // As far from the dense cluster as the rows of the sparse one are from each other.
        values.extend([3.0, 3.0]);
        let scores = scores(&values, 2);
        let (apart, rest) = scores.split_last().unwrap();
        assert!(*apart > 5.0 && rest.iter().all(|score| score < apart));
        let mean = rest.iter().sum::<f32>() / 400.0;
        assert!((mean - 1.0).abs() < 0.2, "mean {mean}");
    }

    #[test]
    fn equal_rows_and_few_rows_have_finite_scores() {
        assert_eq!(scores(&[2.0; 60], 2), vec![1.0; 30]);
        let mut values = vec![2.0; 60];
        values.extend([9.0, 9.0]);
        let scores_of_one_apart = scores(&values, 2);
        assert!(scores_of_one_apart.iter().all(|score| (0.0..=MOST).contains(score)));
        assert_eq!(scores_of_one_apart[30], MOST);
        assert_eq!(scores(&[1.0, 2.0], 1), vec![1.0; 2]);
        assert!(scores(&[1.0, 2.0, 4.0], 1).iter().all(|score| score.is_finite()));
    }
}
