//! The gradient against its definition: naive double loops, and differences of the KL divergence.

use super::*;
use crate::{
    Affinities, Matrix, Neighbours,
    affinity::{Blocks, Columns},
    rng::Rng,
};

/// Repulsion and Z by the definition, in 64 bits.
pub(super) fn naive(positions: &[f32]) -> (Vec<f64>, f64) {
    naive_with(positions, 1.0)
}

/// The same with other degrees of freedom.
fn naive_with(positions: &[f32], dof: f64) -> (Vec<f64>, f64) {
    let points: Vec<(f64, f64)> =
        positions.chunks_exact(2).map(|p| (f64::from(p[0]), f64::from(p[1]))).collect();
    let mut forces = Vec::new();
    let mut z = 0.0;
    for (i, a) in points.iter().enumerate() {
        let (mut fx, mut fy) = (0.0, 0.0);
        for (j, b) in points.iter().enumerate() {
            if i != j {
                let (dx, dy) = (a.0 - b.0, a.1 - b.1);
                let base = 1.0 + (dx * dx + dy * dy) / dof;
                let q = base.powf(-dof);
                z += q;
                fx += q / base * dx;
                fy += q / base * dy;
            }
        }
        forces.extend([fx, fy]);
    }
    (forces, z)
}

/// Root mean square of the difference over that of the expected forces.
pub(super) fn relative_error(found: &[f32], expected: &[f64]) -> f64 {
    let squares = |values: &mut dyn Iterator<Item = f64>| values.map(|v| v * v).sum::<f64>();
    let error = squares(&mut found.iter().zip(expected).map(|(&f, e)| f64::from(f) - e));
    (error / squares(&mut expected.iter().copied())).sqrt()
}

pub(super) fn scattered(rows: usize, spread: f64, seed: u64) -> Vec<f32> {
    let mut rng = Rng::new(seed);
    (0..2 * rows).map(|_| (spread * rng.normal()) as f32).collect()
}

#[test]
fn exact_repulsion_is_the_naive_double_loop() {
    for (rows, spread) in [(2, 1.0), (7, 30.0), (100, 1e-4), (1500, 10.0)] {
        let positions = scattered(rows, spread, 1);
        let mut forces = vec![0.0; 2 * rows];
        let z = Exact::new(Kernel::STUDENT).forces(&positions, &mut forces);
        let (expected, expected_z) = naive(&positions);
        assert!((z / expected_z - 1.0).abs() < 1e-5, "{rows} rows: Z {z} for {expected_z}");
        let error = relative_error(&forces, &expected);
        assert!(error < 1e-5, "{rows} rows: forces differ by {error}");
    }
}

#[test]
fn the_gradient_is_a_quarter_of_the_derivative_of_the_divergence() {
    let rows = 24;
    let mut rng = Rng::new(9);
    let values: Vec<f32> = (0..rows * 3).map(|_| rng.normal() as f32).collect();
    let neighbours = Neighbours::search(Matrix::new(&values, rows, 3).unwrap(), 5.0);
    let affinities = Affinities::new(&neighbours, 5.0).unwrap();
    let blocks = Blocks::new(&affinities);
    let Columns::Narrow(columns) = blocks.columns() else { panic!("few rows need no more") };
    let positions = scattered(rows, 1.5, 4);

    let divergence = |positions: &[f32]| {
        let (_, z) = naive(positions);
        let mut sum = 0.0;
        for row in 0..rows {
            let (columns, values) = affinities.row(row);
            for (&column, &p) in columns.iter().zip(values) {
                let dx = f64::from(positions[2 * row]) - f64::from(positions[2 * column as usize]);
                let dy = f64::from(positions[2 * row + 1])
                    - f64::from(positions[2 * column as usize + 1]);
                let q = 1.0 / (1.0 + dx * dx + dy * dy) / z;
                if p > 0.0 {
                    sum += f64::from(p) * (f64::from(p) / q).ln();
                }
            }
        }
        sum
    };
    let mut forces = vec![0.0; 2 * rows];
    let z = Exact::new(Kernel::STUDENT).forces(&positions, &mut forces);
    let points = positions.as_chunks::<2>().0;
    let mut room = Vec::new();
    let places = u16::all(points, &mut room);
    for row in 0..rows {
        let attraction =
            attraction(crate::simd::Portable, blocks.row(columns, row), places, points[row], 1.0);
        for axis in 0..2 {
            let gradient = f64::from(attraction[axis]) - f64::from(forces[2 * row + axis]) / z;
            let shifted = |by: f32| {
                let mut moved = positions.clone();
                moved[2 * row + axis] += by;
                (divergence(&moved), f64::from(moved[2 * row + axis]))
            };
            let ((up, high), (down, low)) = (shifted(1e-3), shifted(-1e-3));
            let difference = (up - down) / (high - low);
            assert!(
                (4.0 * gradient - difference).abs() < 1e-5 + 1e-3 * difference.abs(),
                "row {row}, axis {axis}: {} for {difference}",
                4.0 * gradient
            );
        }
    }
}

/// Error of the mesh on normal points with this standard deviation, and the ratio of its Z to the true one.
fn mesh_error(rows: usize, spread: f64) -> (f64, f64) {
    let positions = scattered(rows, spread, 6);
    let mut forces = vec![0.0; 2 * rows];
    let z = fft::ParticleMesh::new(Kernel::STUDENT).forces(&positions, &mut forces);
    let (expected, expected_z) = naive(&positions);
    (relative_error(&forces, &expected), z / expected_z)
}

#[test]
fn mesh_forces_are_within_one_percent_at_every_extent() {
    for spread in [1e-6, 1e-3, 0.01, 0.03, 0.1, 0.3, 0.5, 1.0, 2.0, 5.0, 12.0, 25.0] {
        let (error, z) = mesh_error(1500, spread);
        assert!(error < 0.01, "spread {spread}: forces differ by {error}");
        assert!((z - 1.0).abs() < 0.001, "spread {spread}: Z is {z} of the true one");
    }
}

#[test]
fn the_coarser_mesh_of_many_rows_is_within_one_percent_too() {
    let positions = scattered(5000, 12.0, 7);
    let (mut exact, mut mesh) = (vec![0.0; 10_000], vec![0.0; 10_000]);
    let exact_z = Exact::new(Kernel::STUDENT).forces(&positions, &mut exact);
    let z = fft::ParticleMesh::new(Kernel::STUDENT).forces(&positions, &mut mesh);
    let expected: Vec<f64> = exact.iter().copied().map(f64::from).collect();
    let error = relative_error(&mesh, &expected);
    assert!(error < 0.01, "forces differ by {error}");
    assert!((z / exact_z - 1.0).abs() < 0.001);
}

#[test]
fn an_outlier_makes_the_mesh_coarse_but_not_large_or_wrong_in_sign() {
    let mut positions = scattered(500, 1.0, 8);
    positions[10] = 9e5;
    positions[11] = -9e5;
    let mut forces = vec![0.0; 1000];
    let z = fft::ParticleMesh::new(Kernel::STUDENT).forces(&positions, &mut forces);
    assert!(z > 0.0 && forces.iter().all(|force| force.is_finite()));
}

#[test]
fn the_mesh_forgets_earlier_calls() {
    let mut used = fft::ParticleMesh::new(Kernel::STUDENT);
    let mut forces = vec![0.0; 600];
    for spread in [1.0, 4.0, 9.0, 4.0, 1.0, 2.0, 6.0, 4.0] {
        let positions = scattered(300, spread, 2);
        let z = used.forces(&positions, &mut forces);
        let mut fresh = vec![0.0; 600];
        assert_eq!(fft::ParticleMesh::new(Kernel::STUDENT).forces(&positions, &mut fresh), z);
        assert_eq!(fresh, forces);
    }
}

#[test]
fn a_point_does_not_push_itself() {
    let mut rng = Rng::new(3);
    for _ in 0..20 {
        let lonely = [20.0 + rng.uniform() as f32, 30.0 + rng.uniform() as f32];
        let positions = [0.0, 0.0, 60.0, 60.0, lonely[0], lonely[1]];
        let mut forces = [0.0; 6];
        let z = fft::ParticleMesh::new(Kernel::STUDENT).forces(&positions, &mut forces);
        let (expected, expected_z) = naive(&positions);
        for (found, expected) in forces.iter().zip(expected) {
            assert!((f64::from(*found) - expected).abs() < 1e-6);
        }
        assert!((z - expected_z).abs() < 1e-5);
    }
}

#[test]
fn a_flat_map_is_no_special_case() {
    let mut positions = scattered(400, 8.0, 3);
    positions.iter_mut().skip(1).step_by(2).for_each(|y| *y = 0.0);
    let mut forces = vec![0.0; 800];
    fft::ParticleMesh::new(Kernel::STUDENT).forces(&positions, &mut forces);
    let (expected, _) = naive(&positions);
    let error = relative_error(&forces, &expected);
    assert!(error < 0.02, "{error}");
}

#[test]
fn heavier_and_lighter_tails_are_summed_exactly_and_by_mesh() {
    for dof in [0.3, 0.5, 0.8, 2.0, 10.0] {
        let kernel = Kernel { dof };
        for spread in [0.01, 0.1, 1.0, 8.0, 20.0] {
            let positions = scattered(600, spread, 11);
            let (expected, expected_z) = naive_with(&positions, dof);
            let mut forces = vec![0.0; 1200];
            let z = Exact::new(kernel).forces(&positions, &mut forces);
            assert!((z / expected_z - 1.0).abs() < 1e-9);
            assert!(relative_error(&forces, &expected) < 1e-6);
            let z = fft::ParticleMesh::new(kernel).forces(&positions, &mut forces);
            let error = relative_error(&forces, &expected);
            assert!(error < 0.01, "dof {dof}, spread {spread}: forces differ by {error}");
            assert!((z / expected_z - 1.0).abs() < 0.001, "dof {dof}, spread {spread}");
        }
    }
}

#[test]
fn every_mesh_with_a_near_part_is_within_one_percent() {
    // Clusters with gaps between them, as in a finished map.
    let mut positions = scattered(1200, 2.0, 12);
    for (at, point) in positions.chunks_exact_mut(2).enumerate() {
        point[0] += (at % 7) as f32 * 9.0;
        point[1] += (at % 5) as f32 * 11.0;
    }
    let (expected, expected_z) = naive(&positions);
    let fold = |start: f32, f: fn(f32, f32) -> f32| {
        [0, 1].map(|axis| positions.iter().skip(axis).step_by(2).copied().fold(start, f))
    };
    let (low, high) = (fold(f32::INFINITY, f32::min), fold(f32::NEG_INFINITY, f32::max));
    let extent = [high[0] - low[0], high[1] - low[1]];
    for (spacing, nodes) in plan::WITH_NEAR {
        let near = Some(kernel::Near { cutoff: spacing * nodes });
        let plan = plan::Plan { spacing, near };
        let mut forces = vec![0.0; positions.len()];
        let mut mesh = fft::ParticleMesh::new(Kernel::STUDENT);
        let z = mesh.forces_by(plan, &positions, [low, extent], &mut forces);
        let error = relative_error(&forces, &expected);
        assert!(error < 0.01, "spacing {spacing}: forces differ by {error}");
        assert!((z / expected_z - 1.0).abs() < 0.001, "spacing {spacing}: Z {z}");
    }
}

#[test]
fn crowded_clusters_are_within_one_percent() {
    // As under early exaggeration: most points of a cluster lie within one cell of a mesh for finished maps.
    for (rows, width) in [(900, 0.05), (900, 0.3), (3000, 0.1), (3000, 0.5)] {
        let mut positions = scattered(rows, width, 14);
        for (at, point) in positions.chunks_exact_mut(2).enumerate() {
            point[0] += (at % 6) as f32 * 4.3;
            point[1] += (at % 5) as f32 * 5.1;
        }
        let mut forces = vec![0.0; positions.len()];
        fft::ParticleMesh::new(Kernel::STUDENT).forces(&positions, &mut forces);
        let (expected, _) = naive(&positions);
        let error = relative_error(&forces, &expected);
        assert!(error < 0.01, "{rows} rows, {width} wide: forces differ by {error}");
    }
}

#[test]
fn the_cheapest_plan_depends_on_how_sparse_the_points_are() {
    let plan = |spread: f32| {
        let positions = scattered(3000, 1.0, 13).iter().map(|x| x * spread).collect::<Vec<_>>();
        let low = [-5.0 * spread; 2];
        plan::Plan::new(Kernel::STUDENT, &positions, low, [10.0 * spread; 2])
    };
    assert_eq!(plan(0.5).near, None);
    let (sparse, sparser) = (plan(20.0), plan(60.0));
    assert!(sparse.near.is_some() && sparser.spacing >= sparse.spacing, "{sparse:?} {sparser:?}");
}

#[test]
fn a_group_of_points_reads_the_mesh_as_each_of_them_would_without_its_own_charge() {
    let kernel = Kernel::STUDENT;
    let positions = scattered(37, 3.0, 15);
    let forces_of = |positions: &[f32]| {
        let mut forces = vec![0.0; positions.len()];
        let plan = plan::Plan { spacing: 0.35, near: None };
        fft::ParticleMesh::new(kernel).forces_by(
            plan,
            positions,
            [[-12.0; 2], [24.0; 2]],
            &mut forces,
        );
        forces
    };
    let all = forces_of(&positions);
    let largest = all.iter().fold(0.0f32, |most, force| most.max(force.abs()));
    for row in 0..37 {
        // One that is alone among the others' charges: the field of those, read at its place.
        let mut others = positions.clone();
        let own: Vec<f32> = others.drain(2 * row..2 * row + 2).collect();
        let (_, [x, y]) = Field::new(kernel, &others).at([own[0], own[1]]);
        for (axis, expected) in [x, y].into_iter().enumerate() {
            let found = all[2 * row + axis];
            assert!((found - expected).abs() < 0.02 * largest, "{row}: {found} for {expected}");
        }
    }
}

/// What the forces on points take: pairs that are looked at and nodes of the padded mesh, weighed as a plan weighs
/// them.
fn work(positions: &[f32]) -> f64 {
    let [low, high] = fft::bounds(positions);
    let extent = [high[0] - low[0], high[1] - low[1]];
    let plan = plan::Plan::new(Kernel::STUDENT, positions, low, extent);
    let mesh = mesh::Mesh::new(low, extent, plan.spacing);
    let sorted = near::Sorted::new(positions, mesh.nodes, |point| mesh.cell(point));
    let pairs: usize = plan.near.map_or(0, |near| {
        let pairs = near::Pairs::new(&sorted, near, low, plan.spacing);
        let looked = |group| pairs.runs(group).map(|run| run.len()).sum::<usize>();
        (0..sorted.groups()).map(looked).sum::<usize>() * crate::simd::LANES
    });
    let nodes: usize = mesh.nodes.map(convolve::padded).iter().product();
    plan::PAIR_WORK * pairs as f64 + plan::NODE_WORK * nodes as f64 * (nodes as f64).log2()
}

#[test]
fn work_grows_no_faster_than_the_rows() {
    // Finished maps are about as dense for any number of rows.
    let per_row = [1000, 10_000, 100_000].map(|rows: usize| {
        let mut rng = Rng::new(16);
        let side = 1.2 * (rows as f64).sqrt();
        let positions: Vec<f32> = (0..2 * rows).map(|_| (side * rng.uniform()) as f32).collect();
        work(&positions) / rows as f64
    });
    // The transforms' logarithm.
    assert!(per_row.is_sorted_by(|a, b| *b < 1.2 * a), "{per_row:?}");
}

#[test]
fn work_grows_less_than_the_extent() {
    let map = scattered(5000, 20.0, 17);
    let of = |factor: f32| work(&map.iter().map(|x| x * factor).collect::<Vec<_>>());
    let usual = of(1.0);
    for factor in [2.0, 4.0, 8.0, 16.0] {
        let stretched = of(factor);
        assert!(stretched < f64::from(factor) * usual, "{factor}: {stretched} for {usual}");
    }
}
