//! Queries against tiles of candidates: every distance that is asked for, and the nearest of them.

use super::{
    measure::{Absolute, Bound, Measure, Members, Squared, Unequal},
    metric::{Metric, Points},
    nearest::{self, Nearest},
    tiles::{GROUP, Group, Query, TILE, Tiles, distances},
};
use crate::simd::{LANES, Simd, Work, dispatch};
use rayon::slice::ParallelSliceMut;
use std::{marker::PhantomData, ops::Range};

/// Queries of one task.
pub(super) const TASK: usize = 16 * GROUP;
/// Bytes of candidates that are compared with all queries of a task before the next: they stay in cache.
const BLOCK_BYTES: usize = 128 << 10;

/// Some tiles and the queries (by their place in the task) that are to be compared with them.
pub(super) struct Visit {
    pub(super) tiles: Range<usize>,
    pub(super) queries: Vec<usize>,
}

impl Visit {
    /// Everything is compared with everything.
    pub(super) fn all(tiles: &Tiles, queries: &[Query<'_>]) -> Self {
        Self { tiles: 0..tiles.len(), queries: (0..queries.len()).collect() }
    }
}

/// The sorted keys of the `k` nearest candidates (at least one) of each query.
pub(super) fn nearest_of(
    points: &Points,
    tiles: &Tiles,
    queries: &[Query<'_>],
    visits: &[Visit],
    k: usize,
) -> Vec<Vec<u64>> {
    let found = match points.metric {
        Metric::Euclidean | Metric::Cosine => return bounded(points, tiles, queries, visits, k),
        Metric::Manhattan => exactly::<Absolute>(tiles, queries, visits, k),
        Metric::Hamming => exactly::<Unequal>(tiles, queries, visits, k),
        Metric::Jaccard => exactly::<Members>(tiles, queries, visits, k),
    };
    found.into_iter().map(|nearest| sorted(nearest.keys(nearest::distance), k)).collect()
}

fn sorted(mut keys: Vec<u64>, k: usize) -> Vec<u64> {
    // They are few: it all happens here. The standard library's sort is built for size in WebAssembly.
    keys.par_sort_unstable();
    keys.truncate(k);
    keys
}

fn exactly<M: Measure>(
    tiles: &Tiles,
    queries: &[Query<'_>],
    visits: &[Visit],
    k: usize,
) -> Vec<Nearest> {
    let mut found: Vec<Nearest> = queries.iter().map(|_| Nearest::new(k, false)).collect();
    compare::<M>(tiles, queries, visits, &mut found, |key, _| nearest::distance(key));
    found
}

/// Finds by a bound who may be near and compares only those column by column. Queries whose neighbours differ
/// by less than the bound can tell are compared with all.
fn bounded(
    points: &Points,
    tiles: &Tiles,
    queries: &[Query<'_>],
    visits: &[Visit],
    k: usize,
) -> Vec<Vec<u64>> {
    let error = Bound::error(points.columns);
    let upper = |key: u64, norm: f32| {
        let other = points.norms[nearest::row(key) as usize];
        Bound::upper(nearest::distance(key), norm, other, error)
    };
    let mut found: Vec<Nearest> = queries.iter().map(|_| Nearest::new(k, true)).collect();
    compare::<Bound>(tiles, queries, visits, &mut found, upper);
    let crowded: Vec<usize> = (0..queries.len()).filter(|&at| found[at].crowded()).collect();
    let mut keys: Vec<Vec<u64>> = found
        .into_iter()
        .zip(queries)
        .map(|(nearest, query)| {
            let keys = nearest.keys(|key| upper(key, query.norm));
            sorted(measured(points, query, &keys), k)
        })
        .collect();
    if !crowded.is_empty() {
        let again: Vec<Query<'_>> = crowded.iter().map(|&at| queries[at]).collect();
        let visits: Vec<Visit> = visits
            .iter()
            .map(|visit| Visit {
                tiles: visit.tiles.clone(),
                queries: (0..crowded.len())
                    .filter(|&at| visit.queries.contains(&crowded[at]))
                    .collect(),
            })
            .collect();
        let found = exactly::<Squared>(tiles, &again, &visits, k);
        for (at, nearest) in crowded.into_iter().zip(found) {
            keys[at] = sorted(nearest.keys(nearest::distance), k);
        }
    }
    keys
}

/// The keys of the same rows with their squared Euclidean distances.
fn measured(points: &Points, query: &Query<'_>, keys: &[u64]) -> Vec<u64> {
    dispatch(Measured { points, query, keys })
}

struct Measured<'a> {
    points: &'a Points,
    query: &'a Query<'a>,
    keys: &'a [u64],
}

impl Work for Measured<'_> {
    type Output = Vec<u64>;

    fn on<S: Simd>(self, simd: S) -> Vec<u64> {
        let Self { points, query, keys } = self;
        let mut measured = Vec::with_capacity(keys.len());
        simd.run(
            #[inline(always)]
            || {
                for keys in keys.chunks(LANES) {
                    let row = |at: usize| nearest::row(keys[at.min(keys.len() - 1)]);
                    let rows = std::array::from_fn(|at| points.row(row(at) as usize));
                    let distances = distances::<S, Squared>(simd, query.values, rows);
                    for (key, distance) in keys.iter().zip(distances) {
                        measured.push(nearest::key(distance, nearest::row(*key)));
                    }
                }
            },
        );
        measured
    }
}

fn compare<M: Measure>(
    tiles: &Tiles,
    queries: &[Query<'_>],
    visits: &[Visit],
    nearest: &mut [Nearest],
    upper: impl Fn(u64, f32) -> f32 + Copy,
) {
    let block = (BLOCK_BYTES / (4 * TILE * tiles.columns().max(1))).max(1);
    for visit in visits {
        let groups: Vec<Group> =
            visit.queries.chunks(GROUP).filter_map(|places| Group::new(places, queries)).collect();
        for start in visit.tiles.clone().step_by(block) {
            let part = start..(start + block).min(visit.tiles.end);
            for group in &groups {
                let range = part.clone();
                let measure = PhantomData::<M>;
                dispatch(Offer { tiles, range, group, nearest: &mut *nearest, upper, measure });
            }
        }
    }
}

/// Offers the candidates of some tiles to a group of queries.
struct Offer<'a, M, U> {
    tiles: &'a Tiles,
    range: Range<usize>,
    group: &'a Group,
    nearest: &'a mut [Nearest],
    upper: U,
    measure: PhantomData<M>,
}

impl<M: Measure, U: Fn(u64, f32) -> f32 + Copy> Work for Offer<'_, M, U> {
    type Output = ();

    fn on<S: Simd>(self, simd: S) {
        let Self { tiles, range, group, nearest, upper, .. } = self;
        simd.run(
            #[inline(always)]
            || tiles.offer::<S, M>(simd, range, group, nearest, upper),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Matrix, rng::Rng};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_bound_changes_nothing(
            rows in 2..150_usize, columns in 1..30_usize, k in 1..20_usize, power in 0..12_i32,
            levels in 1..50_u64, seed: u64,
        ) {
            // Clouds whose width is a small part of their distance, down to where the bound cannot tell the rows
            // of one from each other; some rows are equal.
            let mut rng = Rng::new(seed);
            let width = 8f64.powi(-power);
            let values: Vec<f32> = (0..rows * columns)
                .map(|at| (at / columns % 3) as f64 + width * (rng.bits() % levels) as f64)
                .map(|value| value as f32)
                .collect();
            let matrix = Matrix::new(&values, rows, columns).unwrap();
            let points = Points::new(matrix, None, Metric::Euclidean);
            let tiles = points.tiles(rows);
            let queries: Vec<Query<'_>> = (0..rows)
                .map(|row| Query { values: points.row(row), norm: points.norms[row], own: row as u32 })
                .collect();
            let visits = [Visit::all(&tiles, &queries)];
            let slow = exactly::<Squared>(&tiles, &queries, &visits, k)
                .into_iter()
                .map(|nearest| sorted(nearest.keys(nearest::distance), k))
                .collect::<Vec<_>>();
            prop_assert_eq!(bounded(&points, &tiles, &queries, &visits, k), slow);
        }
    }
}
