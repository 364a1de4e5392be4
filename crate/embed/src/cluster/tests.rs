//! Clusters of maps whose clusters are known.

use super::*;
use crate::rng::Rng;
use proptest::prelude::*;

/// `counts[i]` points around centre i, and the centre of each.
fn blobs(counts: &[usize], widths: &[f64], seed: u64) -> (Vec<f32>, Vec<usize>) {
    let mut rng = Rng::new(seed);
    let mut positions = Vec::new();
    let mut truth = Vec::new();
    for (blob, (&count, width)) in counts.iter().zip(widths).enumerate() {
        let centre = [(blob % 3) as f64 * 20.0, (blob / 3) as f64 * 20.0];
        for _ in 0..count {
            positions.extend(centre.map(|c| (c + width * rng.normal()) as f32));
            truth.push(blob);
        }
    }
    (positions, truth)
}

#[test]
fn blobs_of_unequal_size_and_width_are_found_by_falling_size() {
    let counts = [500, 300, 200, 120, 60];
    let (positions, truth) = blobs(&counts, &[2.5, 1.0, 0.3, 1.5, 0.8], 1);
    let labels = clusters(&positions, None).unwrap();
    assert_eq!(labels.iter().max(), Some(&4));
    let right = labels.iter().zip(&truth).filter(|(label, truth)| **label == **truth as i32);
    assert!(right.count() as f64 > 0.9 * labels.len() as f64);
    let wrong =
        labels.iter().zip(&truth).filter(|(l, truth)| **l != NOISE && **l != **truth as i32);
    assert_eq!(wrong.count(), 0);
}

#[test]
fn the_order_of_the_points_and_the_threads_change_nothing() {
    let (positions, _) = blobs(&[200, 150, 100], &[1.0, 2.0, 0.5], 2);
    let labels = clusters(&positions, Some(20)).unwrap();
    let reversed: Vec<f32> = positions.as_chunks::<2>().0.iter().rev().flatten().copied().collect();
    let mut again = clusters(&reversed, Some(20)).unwrap();
    again.reverse();
    assert_eq!(labels, again);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
    assert_eq!(pool.install(|| clusters(&positions, Some(20))).unwrap(), labels);
}

#[test]
fn one_blob_is_one_cluster_and_a_few_points_are_noise() {
    let (positions, _) = blobs(&[300], &[1.0], 3);
    let labels = clusters(&positions, Some(100)).unwrap();
    assert!(labels.iter().filter(|&&label| label == 0).count() > 150);
    assert_eq!(clusters(&positions[..8], Some(5)).unwrap(), [NOISE; 4]);
    assert!(clusters(&[], None).unwrap().is_empty());
}

#[test]
fn points_far_from_all_clusters_are_noise() {
    let (mut positions, _) = blobs(&[200, 200], &[0.5, 0.5], 4);
    positions.extend([10.0, 200.0, -100.0, -60.0]);
    let labels = clusters(&positions, Some(30)).unwrap();
    assert_eq!(labels[400..], [NOISE; 2]);
    assert!(labels[..400].iter().filter(|&&label| label == NOISE).count() < 40);
}

#[test]
fn equal_points_and_bad_input_have_an_answer() {
    let mut positions = vec![3.0; 400];
    positions.extend(vec![-3.0; 400]);
    let labels = clusters(&positions, Some(50)).unwrap();
    assert_eq!((labels[0], labels[399]), (0, 1));
    assert!(labels[..200].iter().all(|&label| label == 0));
    assert_eq!(clusters(&[0.0, f32::NAN], None), Err(Error::InitialPosition { row: 0 }));
    assert!(matches!(clusters(&[0.0], None), Err(Error::Initialization { .. })));
    assert!(matches!(clusters(&[0.0; 4], Some(1)), Err(Error::Option { .. })));
}

proptest! {
    #[test]
    fn the_tree_is_the_one_that_a_look_at_all_pairs_gives(
        cells in prop::collection::vec((-30i8..30, -30i8..30), 2..120),
    ) {
        let positions: Vec<f32> =
            cells.iter().flat_map(|&(x, y)| [f32::from(x), f32::from(y) / 4.0]).collect();
        let rows = cells.len();
        let squared = |a: usize, b: usize| {
            let (dx, dy) = (positions[2 * a] - positions[2 * b], positions[2 * a + 1] - positions[2 * b + 1]);
            dx * dx + dy * dy
        };
        let core: Vec<f32> = (0..rows)
            .map(|row| {
                let mut all: Vec<f32> =
                    (0..rows).filter(|&other| other != row).map(|other| squared(row, other)).collect();
                all.sort_by(f32::total_cmp);
                all[(CORE - 1).min(all.len() - 1)]
            })
            .collect();
        // Prim's algorithm.
        let mut reached = vec![false; rows];
        let mut away = vec![f32::INFINITY; rows];
        let (mut next, mut expected) = (0, Vec::new());
        for _ in 1..rows {
            reached[next] = true;
            for other in 0..rows {
                away[other] = away[other].min(squared(next, other).max(core[next]).max(core[other]));
            }
            next = (0..rows).filter(|&row| !reached[row])
                .min_by(|&a, &b| away[a].total_cmp(&away[b])).unwrap();
            expected.push(away[next]);
        }
        expected.sort_by(f32::total_cmp);
        let plane = Plane::new(&positions);
        let mut found: Vec<f32> =
            spanning_tree(&plane, &plane.all_nearest(REACH.min(rows - 1)), &core)
                .iter().map(|edge| edge.0).collect();
        found.sort_by(f32::total_cmp);
        prop_assert_eq!(found, expected);
    }
}
