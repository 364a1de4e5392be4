//! The searches against the slow and obvious one, and on inputs that others stumble over.

use super::*;
use crate::rng::Rng;
use proptest::prelude::*;
use std::{ops::ControlFlow, sync::Mutex};

const METRICS: [Metric; 5] =
    [Metric::Euclidean, Metric::Cosine, Metric::Manhattan, Metric::Hamming, Metric::Jaccard];

fn by(metric: Metric, method: Method) -> Search<'static> {
    Search { metric, method, ..Search::default() }
}

/// The metric by its definition.
fn metric_distance(metric: Metric, a: &[f32], b: &[f32]) -> f64 {
    let pairs = || a.iter().zip(b).map(|(&a, &b)| (f64::from(a), f64::from(b)));
    let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
    match metric {
        Metric::Euclidean => pairs().map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt(),
        Metric::Manhattan => pairs().map(|(a, b)| (a - b).abs()).sum(),
        Metric::Hamming => share(pairs().filter(|(a, b)| a != b).count() as f64, a.len() as f64),
        Metric::Jaccard => {
            let either = pairs().filter(|&(a, b)| a != 0.0 || b != 0.0).count();
            let one = pairs().filter(|&(a, b)| (a != 0.0) != (b != 0.0)).count();
            share(one as f64, either as f64)
        }
        Metric::Cosine => {
            let dot: f64 = pairs().map(|(a, b)| a * b).sum();
            let (a, b): (f64, f64) =
                pairs().fold((0.0, 0.0), |sum, (a, b)| (sum.0 + a * a, sum.1 + b * b));
            match (a > 0.0, b > 0.0) {
                (true, true) => 1.0 - dot / (a * b).sqrt(),
                (false, false) => 0.0,
                _ => 1.0,
            }
        }
    }
}

/// Checks that `found` names other rows, each once, with their distances, nearest first.
fn check_names(
    found: &Neighbours,
    asking: &[Vec<f32>],
    others: &[Vec<f32>],
    own: bool,
    metric: Metric,
) -> Result<(), TestCaseError> {
    for (row, values) in asking.iter().enumerate() {
        let (indices, squared) = found.of(row);
        let mut seen = indices.to_vec();
        seen.sort_unstable();
        seen.dedup();
        prop_assert_eq!(seen.len(), found.k(), "row {} names one twice: {:?}", row, indices);
        prop_assert!(!own || !indices.contains(&(row as u32)));
        prop_assert!(squared.is_sorted());
        for (&index, &squared) in indices.iter().zip(squared) {
            let distance = f64::from(squared).sqrt() / found.unit();
            let real = metric_distance(metric, values, &others[index as usize]);
            prop_assert!(
                (distance - real).abs() <= tolerance(metric, real),
                "{distance} for {real}"
            );
        }
    }
    Ok(())
}

/// Checks that `found` are the `k` nearest of `others` to each of `asking`, up to the order of equal distances.
fn check(
    found: &Neighbours,
    asking: &[Vec<f32>],
    others: &[Vec<f32>],
    own: bool,
    metric: Metric,
    k: usize,
) -> Result<(), TestCaseError> {
    check_names(found, asking, others, own, metric)?;
    prop_assert_eq!((found.rows(), found.k()), (asking.len(), k));
    for (row, values) in asking.iter().enumerate() {
        let mut expected: Vec<f64> = others
            .iter()
            .enumerate()
            .filter(|(other, _)| !own || *other != row)
            .map(|(_, other)| metric_distance(metric, values, other))
            .collect();
        expected.sort_by(f64::total_cmp);
        for (&squared, expected) in found.of(row).1.iter().zip(expected) {
            let distance = f64::from(squared).sqrt() / found.unit();
            let most = tolerance(metric, expected);
            prop_assert!((distance - expected).abs() <= most, "{distance} for {expected}");
        }
    }
    Ok(())
}

/// Cosine distances come out of the squares of 32-bit numbers of size 1.
fn tolerance(metric: Metric, distance: f64) -> f64 {
    1e-5 * distance + if metric == Metric::Cosine { 1e-6 } else { 0.0 }
}

fn table(rows: usize, columns: usize, levels: u64, rng: &mut Rng) -> Vec<Vec<f32>> {
    let value = |rng: &mut Rng| (rng.bits() % levels) as f32 - (levels / 2) as f32;
    (0..rows).map(|_| (0..columns).map(|_| value(rng)).collect()).collect()
}

proptest! {
    #[test]
    fn a_search_finds_what_the_definition_says(
        rows in 2..90_usize, columns in 0..9_usize, k in 1..40_usize, levels in 1..200_u64,
        which in 0..5_usize, seed: u64,
    ) {
        // Few levels make many equal rows and many equal distances.
        let data = table(rows, columns, levels, &mut Rng::new(seed));
        let flat = data.concat();
        let matrix = Matrix::new(&flat, rows, columns).unwrap();
        for method in [Method::Exact, Method::Approximate] {
            let found = Neighbours::with(matrix, k, &by(METRICS[which], method)).unwrap();
            check_names(&found, &data, &data, true, METRICS[which])?;
            if found.recall() == 1.0 {
                check(&found, &data, &data, true, METRICS[which], k.min(rows - 1))?;
            }
        }
    }

    #[test]
    fn new_rows_find_the_nearest_of_the_old_ones(
        rows in 1..60_usize, new in 0..20_usize, columns in 0..9_usize, k in 1..40_usize,
        levels in 1..200_u64, which in 0..5_usize, seed: u64,
    ) {
        let mut rng = Rng::new(seed);
        let (old, new) =
            (table(rows, columns, levels, &mut rng), table(new, columns, levels, &mut rng));
        let (flat_old, flat_new) = (old.concat(), new.concat());
        let matrix = Matrix::new(&flat_old, rows, columns).unwrap();
        let others = Matrix::new(&flat_new, new.len(), columns).unwrap();
        let search = by(METRICS[which], Method::Exact);
        let found = Neighbours::query(matrix, others, k, &search).unwrap();
        check(&found, &new, &old, false, METRICS[which], k.min(rows))?;
    }

    #[test]
    fn equal_rows_name_each_other_equally_often(copies in 2..300_usize, k in 1..30_usize) {
        let values = [vec![1.0; copies], vec![2.0; 3]].concat();
        let matrix = Matrix::new(&values, copies + 3, 1).unwrap();
        let found = Neighbours::with(matrix, k, &Search::default()).unwrap();
        let mut named = vec![0; copies + 3];
        found.indices.iter().for_each(|&index| named[index as usize] += 1);
        if k < copies {
            prop_assert!(named[..copies].iter().all(|&n| (k..=k + 3).contains(&n)), "{named:?}");
        }
    }
}

/// `clusters` round clouds of unequal width in so many columns.
pub(super) fn mixture(rows: usize, columns: usize, clusters: usize, seed: u64) -> Vec<f32> {
    let mut rng = Rng::new(seed);
    let mut normal = |scale: f64| (0..columns).map(|_| scale * rng.normal()).collect::<Vec<f64>>();
    let groups: Vec<Vec<f64>> = (0..5).map(|_| normal(6.0)).collect();
    let clusters: Vec<[Vec<f64>; 2]> = (0..clusters)
        .map(|at| {
            let centre = normal(2.0).iter().zip(&groups[at % 5]).map(|(a, b)| a + b).collect();
            [centre, normal(0.7).iter().map(|width| 0.3 + width.abs()).collect()]
        })
        .collect();
    let mut values = Vec::with_capacity(rows * columns);
    for row in 0..rows {
        // The later a cluster, the more rows it has.
        let at =
            (clusters.len() as f64 * ((row * 7919 % rows) as f64 / rows as f64).sqrt()) as usize;
        let [centre, widths] = &clusters[at];
        values.extend(
            normal(1.0).iter().zip(centre).zip(widths).map(|((x, c), w)| (c + w * x) as f32),
        );
    }
    values
}

/// The share of the neighbours of `exact` that are as near in `found`.
fn recall(found: &Neighbours, exact: &Neighbours) -> f64 {
    let kept: usize = (0..exact.rows())
        .map(|row| {
            let last = exact.of(row).1[exact.k() - 1];
            found.of(row).1.iter().filter(|&&distance| distance <= last).count()
        })
        .sum();
    kept as f64 / (exact.rows() * exact.k()) as f64
}

#[test]
fn the_approximate_search_finds_98_of_100_and_knows_how_many() {
    let (rows, columns) = (4000, 50);
    let values = mixture(rows, columns, 30, 1);
    let matrix = Matrix::new(&values, rows, columns).unwrap();
    for metric in [Metric::Euclidean, Metric::Cosine, Metric::Manhattan] {
        let exact = Neighbours::with(matrix, 90, &by(metric, Method::Exact)).unwrap();
        let found = Neighbours::with(matrix, 90, &by(metric, Method::Approximate)).unwrap();
        assert!(found.recall() < 1.0, "{metric:?} was searched exactly");
        let real = recall(&found, &exact);
        assert!(real >= 0.98, "{metric:?}: {real}");
        assert!((found.recall() - real).abs() < 0.01, "{metric:?}: {} for {real}", found.recall());
        assert!((0..rows).all(|row| found.of(row).1.is_sorted()));
    }
}

#[test]
fn rows_without_structure_are_all_compared() {
    let mut rng = Rng::new(4);
    let values: Vec<f32> = (0..1500 * 40).map(|_| rng.normal() as f32).collect();
    let matrix = Matrix::new(&values, 1500, 40).unwrap();
    let of = |method| Neighbours::with(matrix, 15, &by(Metric::Euclidean, method)).unwrap();
    assert_eq!(of(Method::Approximate), of(Method::Exact));
}

#[test]
fn rows_that_are_all_equally_far_apart_have_neighbours() {
    // As many names as rows: every pair differs in the one column there is.
    let values: Vec<f32> = (0..3000).map(|row| row as f32).collect();
    let matrix = Matrix::new(&values, 3000, 1).unwrap();
    let found = Neighbours::with(matrix, 10, &by(Metric::Hamming, Method::Approximate)).unwrap();
    assert!(found.squared_distances.iter().all(|&squared| squared == 1.0));
}

#[test]
fn any_number_of_threads_finds_the_same() {
    let values = mixture(1200, 12, 8, 2);
    let matrix = Matrix::new(&values, 1200, 12).unwrap();
    for method in [Method::Exact, Method::Approximate] {
        let on = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| Neighbours::with(matrix, 20, &by(Metric::Euclidean, method)).unwrap())
        };
        let one = on(1);
        assert_eq!(one, on(2), "{method:?}");
        assert_eq!(one, on(5), "{method:?}");
    }
}

#[test]
fn a_search_tells_how_far_it_is_and_can_be_ended() {
    let values = mixture(900, 10, 8, 3);
    let matrix = Matrix::new(&values, 900, 10).unwrap();
    for method in [Method::Exact, Method::Approximate] {
        let shares = Mutex::new(Vec::new());
        let watch = |share: f64| {
            shares.lock().unwrap().push(share);
            ControlFlow::Continue(())
        };
        let search = Search { method, watch: Some(&watch), ..Search::default() };
        let watched = Neighbours::with(matrix, 20, &search).unwrap();
        assert_eq!(watched, Neighbours::with(matrix, 20, &by(Metric::Euclidean, method)).unwrap());
        let mut shares = shares.into_inner().unwrap();
        shares.sort_by(f64::total_cmp);
        assert!(shares.len() > 5 && shares.last() == Some(&1.0), "{shares:?}");

        let stop = |share: f64| {
            if share > 0.3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let search = Search { method, watch: Some(&stop), ..Search::default() };
        assert_eq!(Neighbours::with(matrix, 20, &search), Err(Error::Cancelled));
    }
}

#[test]
fn a_million_equal_rows_are_searched_once() {
    // Were they compared with one another, this would take hours.
    let values: Vec<f32> = (0..1_000_000).map(|row| (row % 7) as f32).collect();
    let matrix = Matrix::new(&values, 1_000_000, 1).unwrap();
    let found = Neighbours::with(matrix, 4, &Search::default()).unwrap();
    for row in (0..1_000_000).step_by(9973) {
        let (indices, distances) = found.of(row);
        assert!(
            indices.iter().all(|&other| other as usize % 7 == row % 7 && other as usize != row)
        );
        assert_eq!(distances, [0.0; 4]);
    }
}

#[test]
fn few_rows_have_the_neighbours_there_are() {
    for metric in METRICS {
        for method in [Method::Auto, Method::Exact, Method::Approximate] {
            for rows in 0..6 {
                let values: Vec<f32> = (0..rows * 2).map(|at| (at * at) as f32).collect();
                let matrix = Matrix::new(&values, rows, 2).unwrap();
                let found = Neighbours::with(matrix, 90, &by(metric, method)).unwrap();
                assert_eq!((found.rows(), found.k()), (rows, rows.saturating_sub(1)));
            }
        }
    }
}

#[test]
fn extreme_values_leave_the_neighbours_of_the_others_alone() {
    let mut values = mixture(200, 4, 3, 5);
    let plain = Neighbours::nearest(Matrix::new(&values, 200, 4).unwrap(), 5);
    // The first row moves out of the way of all others.
    values[..4].copy_from_slice(&[1e30, -1e30, 1e30, 1e30]);
    let moved = Neighbours::nearest(Matrix::new(&values, 200, 4).unwrap(), 5);
    let untouched = (1..200).filter(|&row| !plain.of(row).0.contains(&0));
    assert!(untouched.clone().count() > 150);
    untouched.for_each(|row| assert_eq!(moved.of(row).0, plain.of(row).0, "row {row}"));
    assert!(moved.squared_distances.iter().all(|d| d.is_finite()));
}

#[test]
fn columns_must_agree_between_old_and_new_rows() {
    let old = Matrix::new(&[0.0; 6], 3, 2).unwrap();
    let new = Matrix::new(&[0.0; 6], 2, 3).unwrap();
    assert_eq!(
        Neighbours::query(old, new, 1, &Search::default()),
        Err(Error::Columns { given: 3, needed: 2 })
    );
}

#[test]
fn known_neighbours_are_sorted_and_checked() {
    let found =
        Neighbours::precomputed(3, &[1, 2, 2, 0, 0, 1], &[2.0, 1.0, 4.0, 2.0, 1.0, 4.0]).unwrap();
    assert_eq!(found.of(0).0, [2, 1]);
    assert_eq!(found.of(1).1.map_units(found.unit()), [2.0, 4.0]);
    let error = |indices: &[u32], distances: &[f32]| {
        Neighbours::precomputed(3, indices, distances).unwrap_err()
    };
    assert_eq!(error(&[1, 0, 3], &[1.0; 3]), Error::NeighbourIndex { row: 2, index: 3 });
    assert_eq!(error(&[1, 1, 0], &[1.0; 3]), Error::NeighbourIndex { row: 1, index: 1 });
    assert_eq!(error(&[1, 1, 0, 2, 0, 1], &[1.0; 6]), Error::NeighbourIndex { row: 0, index: 1 });
    assert_eq!(
        error(&[1, 0, 0], &[1.0, -1.0, 1.0]),
        Error::Distance { row: 1, column: 0, value: -1.0 }
    );
    assert!(matches!(error(&[1, 0, 0], &[1.0, 1.0, f32::NAN]), Error::Distance { row: 2, .. }));
    assert!(matches!(error(&[1, 0], &[1.0; 2]), Error::Shape { .. }));
    assert!(matches!(error(&[1, 0, 0], &[1.0; 2]), Error::Shape { .. }));
    assert!(Neighbours::precomputed(0, &[], &[]).is_ok());
    assert!(Neighbours::precomputed(1, &[], &[]).is_ok());
}

#[test]
fn a_matrix_of_distances_says_what_a_search_finds() {
    let data = table(40, 3, 1000, &mut Rng::new(8));
    let flat = data.concat();
    let searched = Neighbours::nearest(Matrix::new(&flat, 40, 3).unwrap(), 12);
    for scale in [1.0, 1e25] {
        let distances: Vec<f32> = data
            .iter()
            .flat_map(|a| {
                data.iter().map(move |b| metric_distance(Metric::Euclidean, a, b) as f32 * scale)
            })
            .collect();
        let matrix = Matrix::new(&distances, 40, 40).unwrap();
        let found = Neighbours::from_distances(matrix, 12).unwrap();
        assert_eq!(found.indices, searched.indices);
        assert_eq!(Neighbours::from_distances(matrix, 99).unwrap().k(), 39);
    }
    let bad = Matrix::new(&[0.0, 1.0, -2.0, 0.0], 2, 2).unwrap();
    assert_eq!(
        Neighbours::from_distances(bad, 1),
        Err(Error::Distance { row: 1, column: 0, value: -2.0 })
    );
    let oblong = Matrix::new(&[0.0; 6], 2, 3).unwrap();
    assert!(matches!(Neighbours::from_distances(oblong, 1), Err(Error::Shape { .. })));
}

trait Units {
    fn map_units(&self, unit: f64) -> Vec<f64>;
}

impl Units for [f32] {
    fn map_units(&self, unit: f64) -> Vec<f64> {
        self.iter().map(|&squared| f64::from(squared).sqrt() / unit).collect()
    }
}
