//! Points sorted into the cells of a mesh, and the sums over those near to a point.
//!
//! Cells are ordered band by band, a band being a few rows of the mesh; within a band by column. Eight points that
//! follow one another are summed at once: what they need of a band is one run of the sorted points.

use super::kernel::Near;
use crate::{
    CHUNK,
    simd::{LANES, Simd},
};
use rayon::prelude::*;
use std::ops::Range;

/// Padding: so far away that it adds exactly 0, and its square is still finite.
pub(super) const FAR: f32 = 1e18;

/// Rows of the mesh that make up a band.
pub(super) const BAND: usize = 2;

/// Points by band and column.
pub(super) struct Sorted {
    x: Vec<[f32; LANES]>,
    y: Vec<[f32; LANES]>,
    /// For each band the slot at which each of its columns begins, and that behind the last one.
    starts: Vec<u32>,
    columns: usize,
    /// The slot of each point.
    slots: Vec<u32>,
}

impl Sorted {
    /// Sorts points whose cells, by row and column, `cell` tells; there are `rows` x `columns` of them. Points of
    /// one cell keep their order.
    pub(super) fn new(
        positions: &[f32],
        [rows, columns]: [usize; 2],
        cell: impl Fn(&[f32]) -> [usize; 2] + Sync,
    ) -> Self {
        let bands = rows.div_ceil(BAND);
        // First the cell of each point, then its slot.
        let mut slots = vec![0u32; positions.len() / 2];
        slots.par_chunks_mut(CHUNK).zip(positions.par_chunks(2 * CHUNK)).for_each(
            |(slots, points)| {
                for (slot, point) in slots.iter_mut().zip(points.chunks_exact(2)) {
                    let [row, column] = cell(point);
                    *slot = (row / BAND * (columns + 1) + column) as u32;
                }
            },
        );
        let mut starts = vec![0u32; bands * (columns + 1)];
        for &cell in &slots {
            starts[cell as usize] += 1;
        }
        let mut next = 0;
        for band in starts.chunks_exact_mut(columns + 1) {
            for slot in band {
                let count = *slot;
                *slot = next;
                next += count;
            }
            next = next.next_multiple_of(LANES as u32);
        }
        let groups = next as usize / LANES;
        let mut sorted = Self {
            x: vec![[FAR; LANES]; groups],
            y: vec![[FAR; LANES]; groups],
            starts,
            columns,
            slots: Vec::new(),
        };
        let mut next = sorted.starts.clone();
        let (x, y) = (sorted.x.as_flattened_mut(), sorted.y.as_flattened_mut());
        for (point, cell) in positions.chunks_exact(2).zip(&mut slots) {
            let slot = &mut next[*cell as usize];
            *cell = *slot;
            x[*slot as usize] = point[0];
            y[*slot as usize] = point[1];
            *slot += 1;
        }
        sorted.slots = slots;
        sorted
    }

    /// Number of groups of points.
    pub(super) fn groups(&self) -> usize {
        self.x.len()
    }

    /// x and y of a group's points; lanes without one are at [`FAR`].
    #[inline(always)]
    pub(super) fn group(&self, group: usize) -> [[f32; LANES]; 2] {
        [self.x[group], self.y[group]]
    }

    /// The slot of each point: the group that it is in times [`LANES`], and its lane.
    pub(super) fn slots(&self) -> &[u32] {
        &self.slots
    }

    /// The groups of some bands.
    pub(super) fn groups_of(&self, bands: Range<usize>) -> Range<usize> {
        let group = |band: usize| match self.starts.get(band * (self.columns + 1)) {
            Some(&slot) => slot as usize / LANES,
            None => self.groups(),
        };
        group(bands.start)..group(bands.end)
    }

    /// Number of bands.
    pub(super) fn bands(&self) -> usize {
        self.starts.len() / (self.columns + 1)
    }
}

/// The sums of eight points that follow one another: of the kernel's values over all other points, and the two
/// coordinates of half its negative gradient.
pub(super) type Sums = [[f32; LANES]; 3];

/// The sums over the points within the cutoff.
pub(super) struct Pairs<'a> {
    sorted: &'a Sorted,
    low: [f32; 2],
    per_column: f32,
    per_band: f32,
    band_height: f32,
    cutoff: f32,
    square: f32,
    inverse: f32,
    own: f32,
}

impl<'a> Pairs<'a> {
    /// `low` is the corner of the mesh and `spacing` the width of its cells, as given to [`Sorted::new`].
    pub(super) fn new(sorted: &'a Sorted, near: Near, low: [f32; 2], spacing: f64) -> Self {
        let square = near.cutoff * near.cutoff;
        Self {
            sorted,
            low,
            per_column: (1.0 / spacing) as f32,
            per_band: (1.0 / (BAND as f64 * spacing)) as f32,
            band_height: BAND as f32 * spacing as f32,
            cutoff: near.cutoff as f32,
            square: square as f32,
            inverse: (1.0 / (1.0 + square)) as f32,
            own: near.value(0.0) as f32,
        }
    }

    /// Slots among which are all points near to those of a group, run by run in rising order.
    #[inline(always)]
    pub(super) fn runs(&self, group: usize) -> impl Iterator<Item = Range<usize>> + '_ {
        let Sorted { x, y, starts, columns, .. } = self.sorted;
        let (x, y, columns) = (&x[group], &y[group], *columns);
        let (mut top, mut bottom) = (f32::INFINITY, f32::NEG_INFINITY);
        let (mut left, mut right) = (f32::INFINITY, f32::NEG_INFINITY);
        for lane in 0..LANES {
            if x[lane] < FAR {
                (top, bottom) = (top.min(x[lane]), bottom.max(x[lane]));
                (left, right) = (left.min(y[lane]), right.max(y[lane]));
            }
        }
        let [top, bottom] = [top, bottom].map(|edge| edge - self.low[0]);
        let [left, right] = [left, right].map(|edge| edge - self.low[1]);
        let last = ((bottom + self.cutoff) * self.per_band) as usize;
        let last = last.min(self.sorted.bands() - 1);
        let first = (((top - self.cutoff) * self.per_band) as usize).min(last);
        (first..=last).map(move |band| {
            let edge = band as f32 * self.band_height;
            let away = (edge - bottom).max(top - (edge + self.band_height)).max(0.0);
            let half = (self.square - away * away).max(0.0).sqrt();
            let to = (((right + half) * self.per_column) as usize).min(columns - 1);
            let from = (((left - half) * self.per_column) as usize).min(to);
            let starts = &starts[band * (columns + 1)..(band + 1) * (columns + 1)];
            starts[from] as usize..starts[to + 1] as usize
        })
    }

    /// The sums of one group of points.
    #[inline(always)]
    pub(super) fn of<S: Simd>(&self, simd: S, group: usize) -> Sums {
        let (xs, ys) = (self.sorted.x.as_flattened(), self.sorted.y.as_flattened());
        let [x, y] = self.sorted.group(group).map(|lanes| simd.load(lanes));
        let [zero, one, square, inverse] =
            [0.0, 1.0, self.square, self.inverse].map(|v| simd.splat(v));
        let slope = simd.splat(3.0 * self.inverse);
        let [mut value, mut force_x, mut force_y] = [zero; 3];
        for run in self.runs(group) {
            for (&other_x, &other_y) in xs[run.clone()].iter().zip(&ys[run]) {
                let dx = simd.sub(x, simd.splat(other_x));
                let dy = simd.sub(y, simd.splat(other_y));
                let squared = simd.add(simd.mul(dx, dx), simd.mul(dy, dy));
                let q = simd.div(one, simd.add(one, squared));
                let share = simd.max(simd.mul(simd.sub(square, squared), inverse), zero);
                let part = simd.mul(q, simd.mul(share, share));
                let force = simd.mul(part, simd.add(simd.mul(q, share), slope));
                value = simd.add(value, simd.mul(part, share));
                force_x = simd.add(force_x, simd.mul(force, dx));
                force_y = simd.add(force_y, simd.mul(force, dy));
            }
        }
        // Each point itself was among them, without a force.
        let value = simd.sub(value, simd.splat(self.own));
        [simd.lanes(value), simd.lanes(force_x), simd.lanes(force_y)]
    }
}
