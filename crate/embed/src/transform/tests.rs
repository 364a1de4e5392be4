//! Placing rows that were held back: the checks that openTSNE makes of its own transform.

use super::*;
use crate::NegativeGradientMethod;

/// `rows` rows around three centres in 6 dimensions; the centre of row i is i % 3.
fn rows(rows: usize, seed: u64) -> Vec<f32> {
    let mut rng = Rng::new(seed);
    (0..rows)
        .flat_map(|row| {
            let centre = 6.0 * (row % 3) as f64;
            (0..6)
                .map(|axis| (centre * f64::from(axis % 2) + rng.normal()) as f32)
                .collect::<Vec<_>>()
        })
        .collect()
}

fn map(values: &[f32], count: usize, dof: f64) -> Vec<f32> {
    let options = Options {
        dof,
        n_iter: 150,
        early_exaggeration_iter: 100,
        negative_gradient_method: NegativeGradientMethod::Auto,
        ..Options::default()
    };
    let mut tsne = Tsne::new(Matrix::new(values, count, 6).unwrap(), &options).unwrap();
    tsne.step(usize::MAX);
    tsne.positions().to_vec()
}

#[test]
fn new_rows_land_among_their_like() {
    let (known, new) = (rows(300, 1), rows(60, 2));
    let reference = Matrix::new(&known, 300, 6).unwrap();
    for dof in [1.0, 0.8] {
        let positions = map(&known, 300, dof);
        let transform = Transform { dof, ..Transform::default() };
        let placed = transform.place(reference, &positions, Matrix::new(&new, 60, 6).unwrap());
        let placed = placed.unwrap();
        for (row, place) in placed.chunks_exact(2).enumerate() {
            let distance = |other: &[f32]| (place[0] - other[0]).hypot(place[1] - other[1]);
            let others = positions.chunks_exact(2).map(distance).enumerate();
            let nearest = others.min_by(|a, b| a.1.total_cmp(&b.1)).unwrap();
            assert_eq!(nearest.0 % 3, row % 3, "dof {dof}, row {row}");
        }
        let unmoved = Transform { n_iter: 0, ..transform };
        assert_ne!(
            unmoved.place(reference, &positions, Matrix::new(&new, 60, 6).unwrap()),
            Ok(placed)
        );
    }
}

#[test]
fn a_row_is_placed_alike_alone_and_in_company() {
    let (known, new) = (rows(200, 3), rows(40, 4));
    let positions = map(&known, 200, 1.0);
    let reference = Matrix::new(&known, 200, 6).unwrap();
    let place = |values: &[f32]| {
        let new = Matrix::new(values, values.len() / 6, 6).unwrap();
        Transform::default().place(reference, &positions, new).unwrap()
    };
    let together = place(&new);
    let alone: Vec<f32> = new.chunks_exact(6).flat_map(place).collect();
    assert_eq!(together, alone);
    assert_eq!(place(&new[60..180]), together[20..60]);
}

#[test]
fn what_does_not_fit_is_refused() {
    let known = rows(30, 5);
    let reference = Matrix::new(&known, 30, 6).unwrap();
    let place = |positions: &[f32], columns: usize| {
        let new = Matrix::new(&known[..columns], 1, columns).unwrap();
        Transform::default().place(reference, positions, new)
    };
    assert!(place(&[1.0; 60], 6).is_ok());
    assert!(matches!(place(&[1.0; 60], 5), Err(Error::Columns { given: 5, needed: 6 })));
    assert!(matches!(place(&[1.0; 4], 6), Err(Error::Initialization { .. })));
    assert_eq!(place(&[f32::NAN; 60], 6), Err(Error::InitialPosition { row: 0 }));
    let none = Matrix::new(&[], 0, 6).unwrap();
    assert!(Transform::default().place(none, &[], reference).is_err());
    assert!(Transform { momentum: 1.0, ..Transform::default() }.validate().is_err());
    assert!(Transform { max_grad_norm: 0.0, ..Transform::default() }.validate().is_err());
}

#[test]
fn a_map_by_sample_keeps_clusters_together() {
    let values = rows(900, 6);
    let matrix = Matrix::new(&values, 900, 6).unwrap();
    let options = Options { n_iter: 150, early_exaggeration_iter: 100, ..Options::default() };
    let by_sample = |sample| {
        embed_by_sample(matrix, &options, sample, &Transform::default(), &mut |_| {}).unwrap()
    };
    let map = by_sample(200);
    assert_eq!(map, by_sample(200));
    let plane = crate::plane::Plane::new(&map);
    let alike = (0..900)
        .flat_map(|row| plane.nearest(row, 5).into_iter().map(move |(_, other)| (row, other)))
        .filter(|(row, other)| row % 3 == *other as usize % 3)
        .count();
    assert!(alike as f64 > 0.98 * 4500.0, "{alike}");
    let mut plain = Tsne::new(matrix, &options).unwrap();
    plain.step(usize::MAX);
    assert_eq!(by_sample(900), plain.positions());
}
