//! Affinities against slow sums, and what openTSNE checks of its own.

use super::*;
use crate::{Matrix, Search, rng::Rng};
use proptest::prelude::*;

fn values(rows: usize) -> Vec<f32> {
    let mut rng = Rng::new(3);
    (0..rows * 4).map(|_| rng.normal() as f32).collect()
}

fn neighbours(rows: usize, perplexity: f64) -> Neighbours {
    Neighbours::search(Matrix::new(&values(rows), rows, 4).unwrap(), perplexity)
}

fn entry(affinities: &Affinities, row: usize, column: usize) -> f32 {
    let (columns, values) = affinities.row(row);
    columns.binary_search(&(column as u32)).map_or(0.0, |at| values[at])
}

fn conditional(squared: &[f32], kernel: &Kernel) -> Vec<f32> {
    let mut probabilities = vec![0.0; squared.len()];
    kernel.fill(|_| squared, &mut probabilities, squared.len());
    probabilities
}

fn of_perplexity(squared: &[f32], perplexity: f64) -> Vec<f32> {
    conditional(squared, &Kernel::Entropy(vec![perplexity], Bandwidths::Average))
}

proptest! {
    #[test]
    fn every_row_has_the_perplexity_that_was_asked_for(
        mut distances in prop::collection::vec(0.0f32..1e3, 6..60), share in 0.2..0.6,
    ) {
        distances.sort_by(f32::total_cmp);
        let perplexity = 1.0 + share * (distances.len() - 1) as f64;
        let probabilities = of_perplexity(&distances, perplexity);
        let wide: Vec<f64> = probabilities.iter().copied().map(f64::from).collect();
        let entropy: f64 = wide.iter().filter(|&&p| p > 0.0).map(|p| -p * p.ln()).sum();
        prop_assert!((entropy.exp() / perplexity - 1.0).abs() < 1e-5);
        prop_assert!((wide.iter().sum::<f64>() - 1.0).abs() < 1e-6);
        prop_assert!(probabilities.is_sorted_by(|a, b| a >= b));
    }

    #[test]
    fn stripes_make_the_matrix_that_the_formula_says(
        rows in 1..60_usize, k in 0..8_usize, seed: u64, which in 0..3_usize,
    ) {
        let mut rng = Rng::new(seed);
        let k = k.min(rows - 1);
        let mut dense = vec![0.0f32; rows * rows];
        let (mut starts, mut entries) = (vec![0], Vec::new());
        for row in 0..rows {
            let mut columns: Vec<usize> = (0..rows).filter(|&c| c != row).collect();
            columns.sort_by_cached_key(|_| rng.bits());
            columns.truncate(k);
            columns.sort_unstable();
            for column in columns {
                let value = rng.uniform() as f32;
                dense[row * rows + column] = value;
                entries.push((column as u32, value));
            }
            starts.push(entries.len());
        }
        let how = [Symmetrization::Max, Symmetrization::Mean, Symmetrization::None][which];
        let pair = |i: usize, j: usize| {
            let (a, b) = (dense[i * rows + j], dense[j * rows + i]);
            match how {
                Symmetrization::Max => a.max(b),
                Symmetrization::Mean => a + b,
                Symmetrization::None => a,
            }
        };
        let all = || (0..rows).flat_map(|i| (0..rows).map(move |j| (i, j)));
        let sum: f64 = all().map(|(i, j)| f64::from(pair(i, j))).sum();
        let (offsets, columns, values) = symmetric::symmetrise(&starts, &entries, how);
        let found = Affinities { offsets, columns, values, perplexity: 1.0 };
        for (i, j) in all() {
            let expected = if sum > 0.0 { f64::from(pair(i, j)) / sum } else { 0.0 };
            prop_assert!((f64::from(entry(&found, i, j)) - expected).abs() < 1e-7);
        }
    }
}

#[test]
fn affinities_are_symmetric_and_add_up_to_one() {
    let neighbours = neighbours(200, 10.0);
    for affinity in [
        Affinity::Perplexity(10.0),
        Affinity::FixedSigma { sigma: 0.5, k: 20 },
        Affinity::Uniform { k: 10, symmetrization: Symmetrization::Mean },
        Affinity::Uniform { k: 10, symmetrization: Symmetrization::Max },
        Affinity::Multiscale(vec![3.0, 9.0]),
        Affinity::MultiscaleMixture(vec![3.0, 9.0]),
    ] {
        let affinities = Affinities::with(&neighbours, &affinity).unwrap();
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
        assert!((sum - 1.0).abs() < 1e-6, "{affinity:?}");
    }
}

#[test]
fn equal_distances_share_equally() {
    assert_eq!(of_perplexity(&[2.0; 5], 2.0), vec![0.2; 5]);
    assert_eq!(of_perplexity(&[0.0, 0.0, 0.0, 1.0], 2.0)[3], 0.0);
    let nearly = of_perplexity(&[1.0, 1.0 + f32::EPSILON, 1e30], 1.5);
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

#[test]
fn one_perplexity_is_the_same_in_every_class() {
    let (neighbours, new) = (neighbours(120, 9.0), new_to_old(120, 27));
    let plain = Affinities::new(&neighbours, 9.0).unwrap();
    let plain_new = Affinities::to_new(&new, &Affinity::Perplexity(9.0)).unwrap();
    let close = |a: &[f32], b: &[f32]| a.iter().zip(b).all(|(a, b)| (a - b).abs() <= 1e-6 * a);
    for affinity in [Affinity::Multiscale(vec![9.0]), Affinity::MultiscaleMixture(vec![9.0])] {
        let other = Affinities::with(&neighbours, &affinity).unwrap();
        assert_eq!(other.columns, plain.columns);
        assert!(close(&other.values, &plain.values));
        let other = Affinities::to_new(&new, &affinity).unwrap();
        assert!(close(&other.values, &plain_new.values));
    }
}

#[test]
fn several_perplexities_weigh_near_and_far() {
    let squared: Vec<f32> = (1..40).map(|d| (d * d) as f32).collect();
    let narrow = of_perplexity(&squared, 3.0);
    let wide = of_perplexity(&squared, 12.0);
    let both = conditional(&squared, &Kernel::Entropy(vec![3.0, 12.0], Bandwidths::Average));
    for ((both, narrow), wide) in both.iter().zip(&narrow).zip(&wide) {
        assert!((both - (narrow + wide) / 2.0).abs() < 1e-6);
    }
    // The mixture by its definition: bandwidths from the parts, sqrt(beta) exp(-beta d), one normalisation.
    let beta = |p: &[f32]| f64::from((p[0] / p[1]).ln()) / f64::from(squared[1] - squared[0]);
    let density = |at: usize| -> f64 {
        [beta(&narrow), beta(&wide)]
            .iter()
            .map(|beta| beta.sqrt() * (-beta * f64::from(squared[at])).exp())
            .sum()
    };
    let total: f64 = (0..39).map(density).sum();
    let mixture = conditional(&squared, &Kernel::Entropy(vec![3.0, 12.0], Bandwidths::Mixture));
    for (at, &p) in mixture.iter().enumerate() {
        assert!((f64::from(p) - density(at) / total).abs() < 1e-5);
    }
}

#[test]
fn many_equal_rows_make_no_hubs() {
    // 700 copies of one row, 7 times the neighbours that each looks for, and 300 other rows.
    let mut data = values(300);
    data.extend([9.0, 9.0, 9.0, 9.0].repeat(700));
    let neighbours = Neighbours::search(Matrix::new(&data, 1000, 4).unwrap(), 30.0);
    let affinities = Affinities::new(&neighbours, 30.0).unwrap();
    let sums: Vec<f32> = (300..1000).map(|row| affinities.row(row).1.iter().sum()).collect();
    let most = sums.iter().copied().fold(0.0, f32::max);
    let least = sums.iter().copied().fold(1.0, f32::min);
    assert!(most < 1.2 * least, "{least} to {most}");
    assert!((300..1000).all(|row| (90..=95).contains(&affinities.row(row).0.len())));
}

#[test]
fn a_fixed_sigma_is_in_the_units_of_the_data() {
    // The search rescales its input; sigma must not notice. Three points on a line at 0, 300 and 500.
    let line = [0.0, 300.0, 500.0];
    let neighbours = Neighbours::search(Matrix::new(&line, 3, 1).unwrap(), 30.0);
    let affinity = Affinity::FixedSigma { sigma: 200.0, k: 2 };
    let new = Affinities::to_new(&neighbours, &affinity).unwrap();
    let weight = |d: f64| (-d * d / (2.0 * 200.0 * 200.0)).exp();
    let expected = weight(300.0) / (weight(300.0) + weight(500.0));
    assert_eq!(new.row(0).0, [1, 2]);
    assert!((f64::from(new.row(0).1[0]) - expected).abs() < 1e-6);
}

#[test]
fn uniform_affinities_have_the_values_that_their_symmetrization_allows() {
    let distinct = |symmetrization| {
        let affinity = Affinity::Uniform { k: 10, symmetrization };
        let mut values = Affinities::with(&neighbours(100, 10.0), &affinity).unwrap().values;
        values.sort_by(f32::total_cmp);
        values.dedup();
        values.len()
    };
    assert_eq!(distinct(Symmetrization::None), 1);
    assert_eq!(distinct(Symmetrization::Mean), 2);
    assert_eq!(distinct(Symmetrization::Max), 1);
}

/// The neighbours of five new rows among `rows` old ones.
fn new_to_old(rows: usize, k: usize) -> Neighbours {
    let all = values(rows + 5);
    let old = Matrix::new(&all[..rows * 4], rows, 4).unwrap();
    Neighbours::query(old, Matrix::new(&all[rows * 4..], 5, 4).unwrap(), k, &Search::default())
        .unwrap()
}

#[test]
fn new_rows_are_independent_and_normalised() {
    let neighbours = new_to_old(60, 15);
    let all = Affinities::to_new(&neighbours, &Affinity::Perplexity(5.0)).unwrap();
    assert_eq!(all.rows(), 5);
    for row in 0..5 {
        assert!((all.row(row).1.iter().sum::<f32>() - 1.0).abs() < 1e-5);
        assert!(all.row(row).1.is_sorted_by(|a, b| a >= b));
    }
    let data = values(65);
    let old = Matrix::new(&data[..240], 60, 4).unwrap();
    let third =
        Neighbours::query(old, Matrix::new(&data[248..252], 1, 4).unwrap(), 15, &Search::default())
            .unwrap();
    let third = Affinities::to_new(&third, &Affinity::Perplexity(5.0)).unwrap();
    assert_eq!(third.row(0), all.row(2));
}

#[test]
fn precomputed_affinities_are_checked_symmetrised_and_normalised() {
    let affinities = Affinities::precomputed(&[0, 2, 2, 3], &[2, 1, 0], &[1.0, 2.0, 3.0]).unwrap();
    assert_eq!(affinities.row(0).0, [1, 2]);
    assert_eq!(affinities.row(2), (&[0][..], &[1.0 / 3.0][..]));
    assert_eq!(affinities.row(1).1, [1.0 / 6.0]);
    let error = |columns: &[u32], values: &[f32]| {
        Affinities::precomputed(&[0, 2, 2, 3], columns, values).unwrap_err()
    };
    assert_eq!(error(&[1, 2, 3], &[1.0; 3]), Error::Affinity { row: 2, column: 3, value: 1.0 });
    assert_eq!(error(&[1, 1, 0], &[1.0; 3]), Error::Affinity { row: 0, column: 1, value: 1.0 });
    assert_eq!(error(&[1, 2, 2], &[1.0; 3]), Error::Affinity { row: 2, column: 2, value: 1.0 });
    assert_eq!(
        error(&[1, 2, 0], &[1.0, -1.0, 1.0]),
        Error::Affinity { row: 0, column: 2, value: -1.0 }
    );
    assert!(error(&[1, 2, 0], &[1.0, f32::NAN, 1.0]).to_string().contains("row 0, column 2"));
    assert!(matches!(error(&[1, 2], &[1.0; 2]), Error::Shape { .. }));
    assert!(Affinities::precomputed(&[0], &[], &[]).is_ok());
    assert!(Affinities::precomputed(&[0, 0], &[], &[]).is_ok());
}

#[test]
fn parameters_out_of_range_are_named() {
    let name = |affinity: Affinity| match affinity.validate() {
        Err(Error::Option { name, .. }) => name,
        _ => "",
    };
    assert_eq!(name(Affinity::Perplexity(0.0)), "perplexity");
    assert_eq!(name(Affinity::Multiscale(vec![])), "perplexities");
    assert_eq!(name(Affinity::MultiscaleMixture(vec![5.0, f64::NAN])), "perplexity");
    assert_eq!(name(Affinity::FixedSigma { sigma: 0.0, k: 3 }), "sigma");
    assert_eq!(name(Affinity::FixedSigma { sigma: 1.0, k: 0 }), "k");
    assert_eq!(name(Affinity::Uniform { k: 5, symmetrization: Symmetrization::Max }), "");
}
