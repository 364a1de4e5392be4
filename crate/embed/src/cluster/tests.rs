//! Clusters of maps whose clusters are known.

use super::*;
use crate::rng::Rng;

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
fn points_between_clusters_are_noise() {
    let (mut positions, _) = blobs(&[200, 200], &[0.5, 0.5], 4);
    positions.extend([10.0, 0.0, 10.0, 5.0]);
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
