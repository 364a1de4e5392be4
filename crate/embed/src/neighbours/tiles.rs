//! Rows laid out for comparison: several side by side, column by column, so that a vector unit works on all of
//! them at once and each load of a candidate serves several queries.

use super::{
    measure::{Bound, Measure},
    nearest::{NOBODY, Nearest},
};
use crate::simd::{LANES, Simd};
use std::{array::from_fn, ops::Range};

/// Vectors of candidates that are compared at once: with [`GROUP`] queries, what the registers hold.
const WIDTH: usize = if cfg!(target_arch = "wasm32") { 1 } else { 2 };
/// Candidates that are compared at once.
pub(super) const TILE: usize = WIDTH * LANES;
/// Queries that share a load of candidates.
pub(super) const GROUP: usize = 4;

/// Something of each of the candidates of a tile.
type Tile<T> = [[T; LANES]; WIDTH];

/// Candidates in tiles of [`TILE`] rows; places beyond the last row belong to [`NOBODY`].
pub(super) struct Tiles {
    values: Vec<Tile<f32>>,
    norms: Vec<Tile<f32>>,
    rows: Vec<Tile<u32>>,
    columns: usize,
}

/// A row that looks for its neighbours.
#[derive(Clone, Copy)]
pub(super) struct Query<'a> {
    pub(super) values: &'a [f32],
    pub(super) norm: f32,
    /// The candidate that it is itself, or [`NOBODY`].
    pub(super) own: u32,
}

impl Tiles {
    pub(super) fn new(columns: usize) -> Self {
        Self { values: Vec::new(), norms: Vec::new(), rows: Vec::new(), columns }
    }

    /// Appends `rows` in tiles of their own, and returns which tiles these are.
    pub(super) fn push(&mut self, rows: &[u32], points: &[f32], norms: &[f32]) -> Range<usize> {
        let first = self.rows.len();
        for rows in rows.chunks(TILE) {
            let start = self.values.len();
            self.values.resize(start + self.columns, [[0.0; LANES]; WIDTH]);
            let mut tile_rows = [[NOBODY; LANES]; WIDTH];
            let mut tile_norms = [[0.0; LANES]; WIDTH];
            for (at, &row) in rows.iter().enumerate() {
                tile_rows.as_flattened_mut()[at] = row;
                tile_norms.as_flattened_mut()[at] = norms[row as usize];
                let values = &points[row as usize * self.columns..][..self.columns];
                for (tile, &value) in self.values[start..].iter_mut().zip(values) {
                    tile.as_flattened_mut()[at] = value;
                }
            }
            self.rows.push(tile_rows);
            self.norms.push(tile_norms);
        }
        first..self.rows.len()
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn columns(&self) -> usize {
        self.columns
    }

    /// Offers the candidates of some tiles to the queries of `group`, whose `nearest` are in the order of all.
    #[inline(always)]
    pub(super) fn offer<S: Simd, M: Measure>(
        &self,
        simd: S,
        tiles: Range<usize>,
        group: &Group,
        nearest: &mut [Nearest],
        upper: impl Fn(u64, f32) -> f32 + Copy,
    ) {
        for tile in tiles {
            let values = &self.values[tile * self.columns..][..self.columns];
            let sums = sums::<S, M>(simd, &group.values, values);
            for (at, sums) in sums.iter().enumerate().take(group.count) {
                let (norm, own) = (group.norms[at], group.own[at]);
                let nearest = &mut nearest[group.places[at]];
                let others = self.norms[tile].iter().zip(&self.rows[tile]);
                for (&sums, (&norms, rows)) in sums.iter().zip(others) {
                    let distances = M::distances(simd, sums, simd.splat(norm), simd.load(norms));
                    nearest.offer(simd, distances, rows, own, |key| upper(key, norm));
                }
            }
        }
    }
}

/// Queries side by side, column by column.
pub(super) struct Group {
    values: Vec<[f32; GROUP]>,
    norms: [f32; GROUP],
    own: [u32; GROUP],
    places: [usize; GROUP],
    count: usize,
}

impl Group {
    /// The queries at up to [`GROUP`] places of all; a group that is not full repeats its last one, which is then
    /// ignored.
    pub(super) fn new(places: &[usize], queries: &[Query<'_>]) -> Option<Self> {
        let last = places.len().checked_sub(1)?;
        let places: [usize; GROUP] = from_fn(|at| places[at.min(last)]);
        let chosen = places.map(|place| queries[place]);
        let [a, b, c, d] = chosen.map(|query| query.values);
        let values =
            a.iter().zip(b).zip(c).zip(d).map(|(((a, b), c), d)| [*a, *b, *c, *d]).collect();
        Some(Self {
            values,
            norms: chosen.map(|query| query.norm),
            own: chosen.map(|query| query.own),
            places,
            count: last + 1,
        })
    }
}

/// The sums of four queries and the candidates of a tile over all columns.
#[inline(always)]
fn sums<S: Simd, M: Measure>(
    simd: S,
    queries: &[[f32; GROUP]],
    tile: &[Tile<f32>],
) -> [[S::Vector; WIDTH]; GROUP] {
    let mut sums = [[simd.splat(0.0); WIDTH]; GROUP];
    // Written out: where compilers do not unroll a loop over the queries, sums go through memory.
    let [a, b, c, d] = &mut sums;
    for (candidates, values) in tile.iter().zip(queries) {
        add::<S, M>(simd, a, values[0], candidates);
        add::<S, M>(simd, b, values[1], candidates);
        add::<S, M>(simd, c, values[2], candidates);
        add::<S, M>(simd, d, values[3], candidates);
    }
    sums
}

#[inline(always)]
fn add<S: Simd, M: Measure>(
    simd: S,
    sums: &mut [S::Vector; WIDTH],
    value: f32,
    candidates: &Tile<f32>,
) {
    let value = simd.splat(value);
    for (sum, &candidates) in sums.iter_mut().zip(candidates) {
        *sum = M::add(simd, *sum, value, simd.load(candidates));
    }
}

/// The distances of a query to eight rows of points, each from its own columns in order, as a tile would have it.
#[inline(always)]
pub(super) fn distances<S: Simd, M: Measure>(
    simd: S,
    query: &[f32],
    rows: [&[f32]; LANES],
) -> [f32; LANES] {
    let mut sums = simd.splat(0.0);
    let rows = rows.map(|row| &row[..query.len()]);
    for (column, &value) in query.iter().enumerate() {
        sums = M::add(simd, sums, simd.splat(value), simd.load(rows.map(|row| row[column])));
    }
    simd.lanes(sums)
}

/// Squared norms for [`Bound`] of rows of so many columns.
pub(super) fn bound_norms(points: &[f32], rows: usize, columns: usize) -> Vec<f32> {
    (0..rows).map(|row| Bound::norm(&points[row * columns..][..columns])).collect()
}
