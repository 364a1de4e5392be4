//! The checks that openTSNE makes of itself on Fisher's iris flowers (1936, in the public domain).

use super::*;

/// Sepal length and width, petal length and width in millimetres; fifty flowers of each of three species.
#[rustfmt::skip]
const IRIS: [u8; 600] = [
    51, 35, 14, 2, 49, 30, 14, 2, 47, 32, 13, 2, 46, 31, 15, 2, 50, 36, 14, 2, 54, 39, 17, 4, 46, 34, 14, 3,
    50, 34, 15, 2, 44, 29, 14, 2, 49, 31, 15, 1, 54, 37, 15, 2, 48, 34, 16, 2, 48, 30, 14, 1, 43, 30, 11, 1,
    58, 40, 12, 2, 57, 44, 15, 4, 54, 39, 13, 4, 51, 35, 14, 3, 57, 38, 17, 3, 51, 38, 15, 3, 54, 34, 17, 2,
    51, 37, 15, 4, 46, 36, 10, 2, 51, 33, 17, 5, 48, 34, 19, 2, 50, 30, 16, 2, 50, 34, 16, 4, 52, 35, 15, 2,
    52, 34, 14, 2, 47, 32, 16, 2, 48, 31, 16, 2, 54, 34, 15, 4, 52, 41, 15, 1, 55, 42, 14, 2, 49, 31, 15, 2,
    50, 32, 12, 2, 55, 35, 13, 2, 49, 36, 14, 1, 44, 30, 13, 2, 51, 34, 15, 2, 50, 35, 13, 3, 45, 23, 13, 3,
    44, 32, 13, 2, 50, 35, 16, 6, 51, 38, 19, 4, 48, 30, 14, 3, 51, 38, 16, 2, 46, 32, 14, 2, 53, 37, 15, 2,
    50, 33, 14, 2, 70, 32, 47, 14, 64, 32, 45, 15, 69, 31, 49, 15, 55, 23, 40, 13, 65, 28, 46, 15, 57, 28, 45, 13,
    63, 33, 47, 16, 49, 24, 33, 10, 66, 29, 46, 13, 52, 27, 39, 14, 50, 20, 35, 10, 59, 30, 42, 15, 60, 22, 40, 10,
    61, 29, 47, 14, 56, 29, 36, 13, 67, 31, 44, 14, 56, 30, 45, 15, 58, 27, 41, 10, 62, 22, 45, 15, 56, 25, 39, 11,
    59, 32, 48, 18, 61, 28, 40, 13, 63, 25, 49, 15, 61, 28, 47, 12, 64, 29, 43, 13, 66, 30, 44, 14, 68, 28, 48, 14,
    67, 30, 50, 17, 60, 29, 45, 15, 57, 26, 35, 10, 55, 24, 38, 11, 55, 24, 37, 10, 58, 27, 39, 12, 60, 27, 51, 16,
    54, 30, 45, 15, 60, 34, 45, 16, 67, 31, 47, 15, 63, 23, 44, 13, 56, 30, 41, 13, 55, 25, 40, 13, 55, 26, 44, 12,
    61, 30, 46, 14, 58, 26, 40, 12, 50, 23, 33, 10, 56, 27, 42, 13, 57, 30, 42, 12, 57, 29, 42, 13, 62, 29, 43, 13,
    51, 25, 30, 11, 57, 28, 41, 13, 63, 33, 60, 25, 58, 27, 51, 19, 71, 30, 59, 21, 63, 29, 56, 18, 65, 30, 58, 22,
    76, 30, 66, 21, 49, 25, 45, 17, 73, 29, 63, 18, 67, 25, 58, 18, 72, 36, 61, 25, 65, 32, 51, 20, 64, 27, 53, 19,
    68, 30, 55, 21, 57, 25, 50, 20, 58, 28, 51, 24, 64, 32, 53, 23, 65, 30, 55, 18, 77, 38, 67, 22, 77, 26, 69, 23,
    60, 22, 50, 15, 69, 32, 57, 23, 56, 28, 49, 20, 77, 28, 67, 20, 63, 27, 49, 18, 67, 33, 57, 21, 72, 32, 60, 18,
    62, 28, 48, 18, 61, 30, 49, 18, 64, 28, 56, 21, 72, 30, 58, 16, 74, 28, 61, 19, 79, 38, 64, 20, 64, 28, 56, 22,
    63, 28, 51, 15, 61, 26, 56, 14, 77, 30, 61, 23, 63, 34, 56, 24, 64, 31, 55, 18, 60, 30, 48, 18, 69, 31, 54, 21,
    67, 31, 56, 24, 69, 31, 51, 23, 58, 27, 51, 19, 68, 32, 59, 23, 67, 33, 57, 25, 67, 30, 52, 23, 63, 25, 50, 19,
    65, 30, 52, 20, 62, 34, 54, 23, 59, 30, 51, 18,
];

const SPECIES: usize = 50;

fn values(rows: impl Iterator<Item = usize>) -> Vec<f32> {
    rows.flat_map(|row| IRIS[4 * row..4 * row + 4].iter().map(|&v| f32::from(v) / 10.0)).collect()
}

/// The share of `placed` whose species is that of most of its ten nearest points among `known`.
fn accuracy(known: &[f32], species: &[usize], placed: &[f32], truth: &[usize], own: bool) -> f64 {
    let right = placed.chunks_exact(2).zip(truth).enumerate().filter(|(row, (place, truth))| {
        let mut near: Vec<(f32, usize)> = known
            .chunks_exact(2)
            .zip(species)
            .enumerate()
            .filter(|(other, _)| !own || other != row)
            .map(|(_, (k, &s))| ((k[0] - place[0]).hypot(k[1] - place[1]), s))
            .collect();
        near.sort_by(|a, b| a.partial_cmp(b).unwrap());
        let votes = |wanted| near[..10].iter().filter(|(_, species)| *species == wanted).count();
        (0..3).max_by_key(|&species| votes(species)) == Some(**truth)
    });
    right.count() as f64 / truth.len() as f64
}

fn species() -> Vec<usize> {
    (0..150).map(|row| row / SPECIES).collect()
}

#[test]
fn the_species_part_within_250_iterations() {
    let values = values(0..150);
    let matrix = Matrix::new(&values, 150, 4).unwrap();
    for (method, dof) in [
        (NegativeGradientMethod::Exact, 1.0),
        (NegativeGradientMethod::Fft, 1.0),
        (NegativeGradientMethod::Exact, 0.8),
        (NegativeGradientMethod::Fft, 0.8),
    ] {
        let options = Options {
            initialization: Initialization::Random,
            negative_gradient_method: method,
            dof,
            early_exaggeration_iter: 0,
            n_iter: 250,
            ..Options::default()
        };
        let mut tsne = Tsne::new(matrix, &options).unwrap();
        let of = |tsne: &Tsne| {
            accuracy(tsne.positions(), &species(), tsne.positions(), &species(), true)
        };
        assert!(of(&tsne) < 0.6, "{method:?}, dof {dof}: {} at the start", of(&tsne));
        tsne.step(250);
        assert!(of(&tsne) > 0.94, "{method:?}, dof {dof}: {}", of(&tsne));
    }
}

#[test]
fn flowers_that_were_held_back_are_placed_among_their_species() {
    let held_back = |row: &usize| row.is_multiple_of(3);
    let known: Vec<usize> = (0..150).filter(|row| !held_back(row)).collect();
    let new: Vec<usize> = (0..150).filter(held_back).collect();
    let (known_values, new_values) = (values(known.iter().copied()), values(new.iter().copied()));
    let reference = Matrix::new(&known_values, known.len(), 4).unwrap();
    let mut tsne = Tsne::new(reference, &Options::default()).unwrap();
    tsne.step(usize::MAX);
    let matrix = Matrix::new(&new_values, new.len(), 4).unwrap();
    let placed = crate::Transform::default().place(reference, tsne.positions(), matrix).unwrap();
    let of = |rows: &[usize]| rows.iter().map(|row| row / SPECIES).collect::<Vec<_>>();
    let share = accuracy(tsne.positions(), &of(&known), &placed, &of(&new), false);
    assert!(share > 0.9, "{share}");
}

#[test]
fn the_divergence_that_is_told_is_the_one_without_exaggeration() {
    let values = values(0..150);
    let options = Options { early_exaggeration_iter: 100, n_iter: 50, ..Options::default() };
    let mut tsne = Tsne::new(Matrix::new(&values, 150, 4).unwrap(), &options).unwrap();
    for iteration in [50, 100, 150] {
        tsne.step(iteration - tsne.progress().iteration - 1);
        let exact = kl_divergence(&tsne.affinities(), tsne.positions(), 1.0).unwrap();
        let told = tsne.step(1);
        // That of the positions before the last iteration, but for the very last one.
        if !tsne.finished() {
            assert!((told.kl.unwrap() - exact).abs() < 1e-5, "{told:?} for {exact}");
        }
    }
}

#[test]
fn a_thousand_rounded_flowers_survive_an_exaggeration_of_100() {
    let rounded: Vec<f32> =
        values((0..1000).map(|row| row * 37 % 150)).iter().map(|v| v.round()).collect();
    let options = Options { early_exaggeration: Some(100.0), n_iter: 50, ..short() };
    let tsne = run(&rounded, 1000, 4, &options);
    assert!(tsne.positions().iter().all(|x| x.is_finite()));
}
