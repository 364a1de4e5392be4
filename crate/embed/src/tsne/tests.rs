//! Whole runs: quality on data of known structure, determinism, resumption, and inputs that other
//! implementations answer with NaN or a crash.

mod iris;

use super::*;
use crate::{
    Affinity, Initialization, NegativeGradientMethod, Symmetrization, kl_divergence, rng::Rng,
};

/// `blobs` Gaussian clouds of `each` points in 8 dimensions, far apart; the blob of row i is i % blobs.
fn blobs(blobs: usize, each: usize, seed: u64) -> Vec<f32> {
    let mut rng = Rng::new(seed);
    let centres: Vec<f64> = (0..blobs * 8).map(|_| 8.0 * rng.normal()).collect();
    (0..blobs * each)
        .flat_map(|row| {
            let centre = &centres[row % blobs * 8..][..8];
            centre.iter().map(|c| (c + rng.normal()) as f32).collect::<Vec<_>>()
        })
        .collect()
}

fn run(values: &[f32], rows: usize, columns: usize, options: &Options) -> Tsne {
    let matrix = Matrix::new(values, rows, columns).unwrap();
    let mut tsne = Tsne::new(matrix, options).unwrap();
    let progress = tsne.step(usize::MAX);
    assert!(tsne.finished() && progress.iteration == progress.total);
    tsne
}

fn short() -> Options {
    Options { early_exaggeration_iter: 40, n_iter: 40, ..Options::default() }
}

fn bits(tsne: &Tsne) -> Vec<u32> {
    tsne.positions().iter().map(|x| x.to_bits()).collect()
}

/// The share of 10 nearest points on the map that belong to the same blob.
fn purity(tsne: &Tsne, blobs: usize) -> f64 {
    let rows = tsne.positions().len() / 2;
    let map = Neighbours::nearest(Matrix::new(tsne.positions(), rows, 2).unwrap(), 10);
    let same = (0..rows)
        .flat_map(|row| {
            map.of(row).0.iter().map(move |&other| other as usize % blobs == row % blobs)
        })
        .filter(|&same| same)
        .count();
    same as f64 / (rows * 10) as f64
}

#[test]
fn separated_blobs_stay_separated_and_the_divergence_falls() {
    let values = blobs(3, 90, 1);
    let tsne = Tsne::new(Matrix::new(&values, 270, 8).unwrap(), &Options::default()).unwrap();
    let start = kl_divergence(&tsne.affinities(), tsne.positions(), 1.0).unwrap();
    let mut tsne = tsne;
    let early = tsne.step(250);
    assert_eq!((early.iteration, early.phase), (250, "optimisation"));
    // openTSNE issue 233: the points must not have fallen onto one another.
    assert!(tsne.positions().iter().any(|x| x.abs() > 0.1));
    let last = tsne.step(500);
    assert!(tsne.finished() && last.phase == "finished");
    let (early, last) = (early.kl.unwrap(), last.kl.unwrap());
    assert!(last < early && early < start, "{start} {early} {last}");
    let exact = kl_divergence(&tsne.affinities(), tsne.positions(), 1.0).unwrap();
    assert!((last - exact).abs() < 1e-4, "{last} for {exact}");
    assert!(purity(&tsne, 3) > 0.95, "purity {}", purity(&tsne, 3));
    let kept =
        crate::neighbour_preservation(Matrix::new(&values, 270, 8).unwrap(), tsne.positions(), 10)
            .unwrap();
    assert!(kept > 0.3, "kept {kept}");
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    let values = blobs(4, 300, 2);
    for method in [NegativeGradientMethod::Exact, NegativeGradientMethod::Fft] {
        let options = Options {
            negative_gradient_method: method,
            early_exaggeration_iter: 15,
            n_iter: 15,
            ..Options::default()
        };
        let on = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            bits(&pool.install(|| run(&values, 1200, 8, &options)))
        };
        let one = on(1);
        assert_eq!(one, on(2), "{method:?}");
        assert_eq!(one, on(4), "{method:?}");
    }
}

#[test]
fn the_cut_into_steps_does_not_matter() {
    let values = blobs(2, 40, 3);
    let whole = run(&values, 80, 8, &short());
    let mut tsne = Tsne::new(Matrix::new(&values, 80, 8).unwrap(), &short()).unwrap();
    while !tsne.finished() {
        tsne.step(7);
    }
    assert_eq!(bits(&tsne), bits(&whole));
    assert_eq!(tsne.progress(), whole.progress());
}

#[test]
fn the_seed_decides() {
    let values = blobs(2, 40, 4);
    let of = |random_state| {
        let initialization = Initialization::Random;
        bits(&run(&values, 80, 8, &Options { initialization, random_state, ..short() }))
    };
    assert_eq!(of(1), of(1));
    assert_ne!(of(1), of(2));
}

#[test]
fn a_run_can_be_continued_and_its_perplexity_changed() {
    let values = blobs(3, 60, 5);
    let mut tsne = run(&values, 180, 8, &short());
    let before = tsne.progress().kl.unwrap();
    let phase = Phase { iterations: 60, ..Options::default().phases()[1].clone() };
    tsne.push_phase(phase.clone()).unwrap();
    assert!(!tsne.finished());
    assert!(tsne.step(60).kl.unwrap() < before);

    tsne.set_perplexity(10.0).unwrap();
    tsne.push_phase(phase.clone()).unwrap();
    tsne.step(60);
    assert!(tsne.finished() && tsne.perplexity() == 10.0);
    assert_eq!(tsne.set_perplexity(50.0), Err(Error::TooFewNeighbours { known: 90, needed: 150 }));
    assert!(tsne.push_phase(Phase { momentum: 2.0, ..phase }).is_err());
}

#[test]
fn neighbours_can_be_brought_along() {
    let values = blobs(2, 50, 6);
    let matrix = Matrix::new(&values, 100, 8).unwrap();
    let neighbours = Neighbours::search(matrix, 30.0);
    let mut tsne = Tsne::with_neighbours(matrix, neighbours.clone(), &short()).unwrap();
    tsne.step(80);
    assert_eq!(bits(&tsne), bits(&run(&values, 100, 8, &short())));
    let fewer = Matrix::new(&values[..80], 10, 8).unwrap();
    assert!(matches!(
        Tsne::with_neighbours(fewer, neighbours, &short()),
        Err(Error::NeighbourRows { given: 100, needed: 10 })
    ));
}

#[test]
fn affinities_of_any_kind_can_be_brought_along() {
    let values = blobs(3, 60, 13);
    let matrix = Matrix::new(&values, 180, 8).unwrap();
    let neighbours = Neighbours::search(matrix, 30.0);
    for affinity in [
        Affinity::Uniform { k: 15, symmetrization: Symmetrization::Max },
        Affinity::FixedSigma { sigma: 2.0, k: 30 },
        Affinity::Multiscale(vec![5.0, 30.0]),
        Affinity::MultiscaleMixture(vec![5.0, 30.0]),
    ] {
        let affinities = Affinities::with(&neighbours, &affinity).unwrap();
        let options = Options { initialization: Initialization::Spectral, ..Options::default() };
        let mut tsne =
            Tsne::with_affinities(matrix, neighbours.clone(), &affinities, &options).unwrap();
        tsne.step(usize::MAX);
        assert!(purity(&tsne, 3) > 0.95, "{affinity:?}: {}", purity(&tsne, 3));
    }
    let pair = Affinities::precomputed(&[0, 1, 2], &[1, 0], &[1.0; 2]).unwrap();
    assert!(matches!(
        Tsne::with_affinities(matrix, neighbours, &pair, &short()),
        Err(Error::NeighbourRows { given: 2, needed: 180 })
    ));
}

#[test]
fn scale_and_offset_of_the_input_do_not_matter() {
    let values: Vec<f32> = blobs(2, 40, 7).iter().map(|x| x.round()).collect();
    let plain = bits(&run(&values, 80, 8, &short()));
    let scaled: Vec<f32> = values.iter().map(|x| x * 2f32.powi(90)).collect();
    assert_eq!(bits(&run(&scaled, 80, 8, &short())), plain);
    let moved: Vec<f32> = values.iter().map(|x| x + 4096.0).collect();
    assert_eq!(bits(&run(&moved, 80, 8, &short())), plain);
}

/// Finishes a short run by both methods, checks that all positions are finite and returns the last one's.
fn finite(values: &[f32], rows: usize, columns: usize) -> Vec<f32> {
    let mut positions = Vec::new();
    for negative_gradient_method in [NegativeGradientMethod::Exact, NegativeGradientMethod::Fft] {
        let tsne = run(values, rows, columns, &Options { negative_gradient_method, ..short() });
        assert_eq!(tsne.positions().len(), 2 * rows);
        assert!(tsne.positions().iter().all(|x| x.is_finite()), "{rows} x {columns}");
        assert!(tsne.progress().kl.is_none_or(f64::is_finite));
        positions = tsne.positions().to_vec();
    }
    positions
}

#[test]
fn very_few_rows_have_a_map() {
    assert!(finite(&[], 0, 3).is_empty());
    assert!(finite(&[5.0, 6.0], 1, 2).iter().all(|x| x.abs() < 1e-4));
    for rows in 2..=5 {
        let values: Vec<f32> = (0..rows * 2).map(|value| (value * value) as f32).collect();
        let positions = finite(&values, rows, 2);
        // Two points have the same affinity at any distance; nothing drives them apart.
        assert!(
            rows == 2 || positions.iter().any(|x| x.abs() > 1e-3),
            "{rows} points did not part"
        );
    }
}

#[test]
fn equal_rows_and_constant_columns_have_a_map() {
    finite(&[7.5; 300], 100, 3);
    finite(&[], 50, 0);
    let mut values = blobs(2, 30, 8);
    values.chunks_exact_mut(8).for_each(|row| row[3] = -2.0);
    finite(&values, 60, 8);
    let one_column: Vec<f32> = (0..60).map(|row| row as f32).collect();
    finite(&one_column, 60, 1);
}

#[test]
fn huge_tiny_and_mixed_values_have_a_map() {
    for scale in [1e30, 3e38, 1e-30, 1e-44] {
        let values: Vec<f32> = blobs(2, 30, 9).iter().map(|x| x / 40.0 * scale).collect();
        finite(&values, 60, 8);
    }
    let mut values = blobs(2, 30, 10);
    values[17] = 1e30;
    values[200] = -1e30;
    finite(&values, 60, 8);
}

#[test]
fn a_thousand_copies_of_ten_rows_fall_into_ten_groups() {
    let rows = blobs(10, 1, 11);
    let values: Vec<f32> = std::iter::repeat_n(&rows, 100).flatten().copied().collect();
    finite(&values, 1000, 8);
    let options = Options { early_exaggeration_iter: 100, n_iter: 50, ..Options::default() };
    let tsne = run(&values, 1000, 8, &options);
    assert!(purity(&tsne, 10) > 0.9, "purity {}", purity(&tsne, 10));
}

#[test]
fn too_large_a_perplexity_is_reduced_not_refused() {
    let values = blobs(2, 20, 12);
    let tsne = run(&values, 40, 8, &Options { perplexity: 1000.0, ..short() });
    assert_eq!(tsne.perplexity(), 13.0);
}

#[test]
fn a_phase_ends_when_it_no_longer_improves() {
    let values = blobs(3, 60, 13);
    let options = Options { least_improvement: Some(0.02), n_iter: 5000, ..short() };
    let tsne = run(&values, 180, 8, &options);
    let Progress { iteration, total, kl, .. } = tsne.progress();
    assert!(iteration == total && iteration < 2000, "{iteration} iterations");
    let exact = kl_divergence(&tsne.affinities(), tsne.positions(), 1.0).unwrap();
    assert!((kl.unwrap() - exact).abs() < 1e-4);
    let mut in_steps = Tsne::new(Matrix::new(&values, 180, 8).unwrap(), &options).unwrap();
    assert!(in_steps.run(7, &mut |_| true));
    assert_eq!(bits(&in_steps), bits(&tsne));
}

#[test]
fn a_run_that_was_stopped_goes_on_as_if_it_had_not_been() {
    let values = blobs(2, 60, 14);
    let whole = run(&values, 120, 8, &short());
    let matrix = Matrix::new(&values, 120, 8).unwrap();
    let mut first = Tsne::new(matrix, &short()).unwrap();
    let mut looks = 0;
    let finished = first.run(10, &mut |tsne| {
        looks += 1;
        tsne.progress().iteration < 50
    });
    assert!(!finished && looks == 5 && first.progress().iteration == 50);
    let mut second = Tsne::new(matrix, &short()).unwrap();
    second.resume(first.state()).unwrap();
    assert!(second.run(100, &mut |_| true));
    assert_eq!(bits(&second), bits(&whole));
    assert_eq!(second.progress(), whole.progress());
    let fewer = Tsne::new(Matrix::new(&values[..80], 10, 8).unwrap(), &short()).unwrap();
    assert!(matches!(second.resume(fewer.state()), Err(Error::Initialization { .. })));
}

#[test]
fn exaggeration_and_degrees_of_freedom_can_be_changed_on_the_way() {
    let values = blobs(3, 60, 15);
    let mut tsne = Tsne::new(Matrix::new(&values, 180, 8).unwrap(), &short()).unwrap();
    tsne.step(60);
    let extent = |tsne: &Tsne| tsne.positions().iter().fold(0.0f32, |most, x| most.max(x.abs()));
    tsne.set_dof(0.5).unwrap();
    tsne.step(20);
    assert!(tsne.finished());
    let exact = kl_divergence(&tsne.affinities(), tsne.positions(), 0.5).unwrap();
    assert!((tsne.progress().kl.unwrap() - exact).abs() < 1e-3);
    let wide = extent(&tsne);
    tsne.push_phase(Options::default().phases()[1].clone()).unwrap();
    tsne.set_dof(1.0).unwrap();
    tsne.set_exaggeration(12.0).unwrap();
    tsne.step(100);
    assert!(extent(&tsne) < wide, "{} is not below {wide}", extent(&tsne));
    assert!(tsne.set_dof(0.0).is_err() && tsne.set_exaggeration(f64::NAN).is_err());
}

#[test]
fn nothing_collapses_under_early_exaggeration() {
    for (rows, columns) in [(100, 5), (150, 10), (200, 20)] {
        let mut rng = Rng::new(rows as u64);
        let values: Vec<f32> = (0..rows * columns).map(|_| rng.normal() as f32).collect();
        let mut tsne =
            Tsne::new(Matrix::new(&values, rows, columns).unwrap(), &Options::default()).unwrap();
        let extent =
            |tsne: &Tsne| tsne.positions().iter().fold(0.0f32, |most, x| most.max(x.abs()));
        tsne.step(250);
        assert!(extent(&tsne) > 0.0, "{rows} x {columns}");
        tsne.step(500);
        assert!(extent(&tsne) > 1.0, "{rows} x {columns}: {}", extent(&tsne));
    }
}
