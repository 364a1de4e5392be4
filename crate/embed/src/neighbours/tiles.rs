//! Rows laid out for comparison: several side by side, column by column, so that a vector unit works on all of
//! them at once and each load of a candidate serves several queries.

use super::{
    measure::{Bound, Measure},
    nearest::{NOBODY, Nearest},
};

/// Candidates that are compared at once: with [`GROUP`] queries, what the registers hold.
pub(super) const LANES: usize = if cfg!(target_arch = "wasm32") { 8 } else { 16 };
/// Queries that share a load of candidates.
pub(super) const GROUP: usize = 4;

/// One number for each of several candidates.
pub(super) type Lanes = [f32; LANES];

/// Candidates in tiles of [`LANES`] rows; places beyond the last row belong to [`NOBODY`].
pub(super) struct Tiles {
    values: Vec<Lanes>,
    norms: Vec<Lanes>,
    rows: Vec<[u32; LANES]>,
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
    pub(super) fn push(
        &mut self,
        rows: &[u32],
        points: &[f32],
        norms: &[f32],
    ) -> std::ops::Range<usize> {
        let first = self.rows.len();
        for rows in rows.chunks(LANES) {
            let start = self.values.len();
            self.values.resize(start + self.columns, [0.0; LANES]);
            let mut tile_rows = [NOBODY; LANES];
            let mut tile_norms = [0.0; LANES];
            for (lane, &row) in rows.iter().enumerate() {
                tile_rows[lane] = row;
                tile_norms[lane] = norms[row as usize];
                let values = &points[row as usize * self.columns..][..self.columns];
                for (tile, &value) in self.values[start..].iter_mut().zip(values) {
                    tile[lane] = value;
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

    /// Offers the candidates of some tiles to the queries of `group` (at most [`GROUP`] of them).
    #[inline(always)]
    pub(super) fn offer<M: Measure>(
        &self,
        tiles: std::ops::Range<usize>,
        group: &[usize],
        queries: &[Query<'_>],
        nearest: &mut [Nearest],
        upper: impl Fn(u64, f32) -> f32 + Copy,
    ) {
        let Some(&last) = group.last() else { return };
        // A group that is not full repeats its last query; the copies are ignored.
        let four: [Query<'_>; GROUP] =
            std::array::from_fn(|at| queries[group.get(at).copied().unwrap_or(last)]);
        for tile in tiles {
            let values = &self.values[tile * self.columns..][..self.columns];
            let sums = sums::<M>(four.map(|query| query.values), values);
            for ((&at, query), sums) in group.iter().zip(&four).zip(&sums) {
                let mut distances = *sums;
                for (distance, norm) in distances.iter_mut().zip(&self.norms[tile]) {
                    *distance = M::distance(*distance, query.norm, *norm);
                }
                let upper = |key| upper(key, query.norm);
                nearest[at].offer(&distances, &self.rows[tile], query.own, upper);
            }
        }
    }
}

/// The sums of four queries and the candidates of a tile over all columns.
#[inline(always)]
fn sums<M: Measure>(queries: [&[f32]; GROUP], tile: &[Lanes]) -> [Lanes; GROUP] {
    let [a, b, c, d] = queries.map(|query| &query[..tile.len()]);
    let mut sums = [[0.0; LANES]; GROUP];
    for (column, candidates) in tile.iter().enumerate() {
        for (sum, value) in sums.iter_mut().zip([a[column], b[column], c[column], d[column]]) {
            for (sum, candidate) in sum.iter_mut().zip(candidates) {
                *sum = M::add(*sum, value, *candidate);
            }
        }
    }
    sums
}

/// The distances of a query to some rows of `points`, each from its own columns in order, as a tile would have it.
#[inline(always)]
pub(super) fn distances<M: Measure>(query: &[f32], rows: [&[f32]; LANES]) -> Lanes {
    let mut sums = [0.0; LANES];
    let rows = rows.map(|row| &row[..query.len()]);
    for (column, &value) in query.iter().enumerate() {
        for (sum, row) in sums.iter_mut().zip(&rows) {
            *sum = M::add(*sum, value, row[column]);
        }
    }
    sums
}

/// Squared norms for [`Bound`] of rows of so many columns.
pub(super) fn bound_norms(points: &[f32], rows: usize, columns: usize) -> Vec<f32> {
    (0..rows).map(|row| Bound::norm(&points[row * columns..][..columns])).collect()
}
