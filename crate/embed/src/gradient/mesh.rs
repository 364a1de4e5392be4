//! The mesh between points and transforms: charges are shared among the nodes around each point, and the potential
//! and its slopes are read back there. Arithmetic is done for the eight points of a group at once; what their nodes
//! hold is fetched point by point.

use super::{
    convolve::ROWS,
    near::{BAND, FAR, Sorted},
    plan::MARGIN,
    spline::{overlaps, slopes, weights},
};
use crate::simd::{Eight, LANES, Number, Portable, Simd, Work, dispatch};
use rayon::prelude::*;

/// Where the nodes lie.
pub(super) struct Mesh {
    low: [f32; 2],
    pub(super) inverse_spacing: f32,
    pub(super) nodes: [usize; 2],
}

/// The first of a point's four nodes along an axis, and how far past the second it lies.
type Place<const N: usize> = ([usize; N], [f32; N]);

impl Mesh {
    pub(super) fn new(low: [f32; 2], extent: [f32; 2], spacing: f64) -> Self {
        let inverse_spacing = (1.0 / spacing) as f32;
        let nodes = extent.map(|extent| (extent * inverse_spacing) as usize + MARGIN);
        Self { low, inverse_spacing, nodes }
    }

    #[inline(always)]
    fn places<const N: usize>(&self, axis: usize, along: [f32; N]) -> Place<N> {
        let last = self.nodes[axis] as i32 - 4;
        let scaled = along.map(|x| (x - self.low[axis]) * self.inverse_spacing);
        let first = scaled.map(|x| (x as i32).min(last));
        let past = std::array::from_fn(|at| scaled[at] - first[at] as f32);
        (first.map(|node| node.max(0) as usize), past)
    }

    /// The row and column of the first of a point's nodes.
    #[inline(always)]
    pub(super) fn cell(&self, point: &[f32]) -> [usize; 2] {
        [0, 1].map(|axis| self.places(axis, [point[axis]]).0[0])
    }

    /// The grid of charges, with rows added to a multiple of [`ROWS`].
    pub(super) fn spread(&self, sorted: &Sorted) -> Vec<f32> {
        dispatch(Spread { mesh: self, sorted })
    }

    /// The potential and its two slopes at a point, in units of the spacing.
    pub(super) fn read(&self, potential: &[f32], point: [f32; 2]) -> [f32; 3] {
        let (row, t) = self.places(0, [point[0]]);
        let (column, u) = self.places(1, [point[1]]);
        let [down, across] = [t, u].map(|[t]| Shares::new(t));
        let sums = self.columns(
            Portable,
            potential,
            [row[0], column[0]],
            std::array::from_fn(|row| [down.weights[row], down.slopes[row]]),
        );
        let sums = Portable.lanes(sums);
        across.combine(sums)
    }

    /// The same at the points of a group, each without its own charge, whose potential at the nodes around it is
    /// `own`.
    #[inline(always)]
    pub(super) fn read_group<S: Simd>(
        &self,
        simd: S,
        potential: &[f32],
        own: &[[f32; 4]; 4],
        [x, y]: [[f32; LANES]; 2],
    ) -> [Eight<S>; 3] {
        let (rows, t) = self.places(0, x);
        let (columns, u) = self.places(1, y);
        let down = Shares::new(Eight::new(simd, t));
        let across = Shares::new(Eight::new(simd, u));
        let [a, b, c, d] = down.weights;
        let weights = [a.lanes(), b.lanes(), c.lanes(), d.lanes()];
        let [a, b, c, d] = down.slopes;
        let slopes = [a.lanes(), b.lanes(), c.lanes(), d.lanes()];
        let mut sums = [simd.splat(0.0); LANES];
        for (lane, sums) in sums.iter_mut().enumerate() {
            let of = |row: usize| [weights[row][lane], slopes[row][lane]];
            let shares = [of(0), of(1), of(2), of(3)];
            *sums = self.columns(simd, potential, [rows[lane], columns[lane]], shares);
        }
        let sums = Eight::transposed(simd, sums);
        let (read, charge) = (across.combine(sums), own_charge(own, &down, &across));
        [read[0] - charge[0], read[1] - charge[1], read[2] - charge[2]]
    }

    /// The potential in the four columns around a point, its rows weighted by two kinds of shares: those of the first
    /// kind, then those of the second.
    #[inline(always)]
    fn columns<S: Simd>(
        &self,
        simd: S,
        potential: &[f32],
        [row, column]: [usize; 2],
        [a, b, c, d]: [[f32; 2]; 4],
    ) -> S::Vector {
        let width = self.nodes[1];
        let nodes = &potential[row * width + column..][..3 * width + 4];
        let sums = simd.add(weighted(simd, nodes, a), weighted(simd, &nodes[width..], b));
        let sums = simd.add(sums, weighted(simd, &nodes[2 * width..], c));
        simd.add(sums, weighted(simd, &nodes[3 * width..], d))
    }
}

/// The first four nodes of a row times each of two shares.
#[inline(always)]
fn weighted<S: Simd>(simd: S, row: &[f32], [weight, slope]: [f32; 2]) -> S::Vector {
    simd.mul(simd.twice(row.as_chunks().0[0]), simd.halves(weight, slope))
}

/// The shares of four nodes along one axis.
struct Shares<T> {
    weights: [T; 4],
    slopes: [T; 4],
}

impl<T: Number> Shares<T> {
    #[inline(always)]
    fn new(t: T) -> Self {
        Self { weights: weights(t), slopes: slopes(t) }
    }

    /// The potential and its slopes from what [`Mesh::columns`] found.
    #[inline(always)]
    fn combine(&self, [a, b, c, d, e, f, g, h]: [T; 8]) -> [T; 3] {
        let (values, slopes) = ([a, b, c, d], [e, f, g, h]);
        [dot(values, self.weights), dot(slopes, self.weights), dot(values, self.slopes)]
    }
}

/// What a point reads of its own charge, which it sees through the mesh.
#[inline(always)]
fn own_charge<T: Number>(own: &[[f32; 4]; 4], down: &Shares<T>, across: &Shares<T>) -> [T; 3] {
    let of_down = overlaps(down.weights, down.weights);
    let of_across = overlaps(across.weights, across.weights);
    let of_down_slopes = overlaps(down.weights, down.slopes);
    let of_across_slopes = overlaps(across.weights, across.slopes);
    let values = along_rows(own, of_across);
    let slopes = along_rows(own, of_across_slopes);
    [dot(of_down, values), dot(of_down_slopes, values), dot(of_down, slopes)]
}

#[inline(always)]
fn along_rows<T: Number>([a, b, c, d]: &[[f32; 4]; 4], shares: [T; 4]) -> [T; 4] {
    [along_row(a, shares), along_row(b, shares), along_row(c, shares), along_row(d, shares)]
}

#[inline(always)]
fn along_row<T: Number>([a, b, c, d]: &[f32; 4], shares: [T; 4]) -> T {
    let [w, x, y, z] = shares;
    dot([w.constant(*a), x.constant(*b), y.constant(*c), z.constant(*d)], shares)
}

#[inline(always)]
fn dot<T: Number>(a: [T; 4], b: [T; 4]) -> T {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + a[3] * b[3]
}

/// Each task fills rows of its own, from points in a fixed order.
struct Spread<'a> {
    mesh: &'a Mesh,
    sorted: &'a Sorted,
}

impl Work for Spread<'_> {
    type Output = Vec<f32>;

    fn on<S: Simd>(self, simd: S) -> Vec<f32> {
        let Self { mesh, sorted } = self;
        let [height, width] = mesh.nodes;
        let mut grid = vec![0.0; height.next_multiple_of(ROWS) * width];
        grid.par_chunks_mut(ROWS * width).enumerate().for_each(|(part, rows)| {
            let top = part * ROWS;
            let bands = top.saturating_sub(3) / BAND..(top + ROWS).div_ceil(BAND);
            simd.run(
                #[inline(always)]
                || {
                    for group in sorted.groups_of(bands.clone()) {
                        mesh.spread_group(simd, sorted.group(group), top, rows);
                    }
                },
            );
        });
        grid
    }
}

impl Mesh {
    /// Adds the charges of a group to the rows from `top` on.
    #[inline(always)]
    fn spread_group<S: Simd>(
        &self,
        simd: S,
        [x, y]: [[f32; LANES]; 2],
        top: usize,
        nodes: &mut [f32],
    ) {
        let width = self.nodes[1];
        let (rows, t) = self.places(0, x);
        let (columns, u) = self.places(1, y);
        let [a, b, c, d] = weights(Eight::new(simd, t));
        let [e, f, g, h] = weights(Eight::new(simd, u));
        let [a, b, c, d] = [a.vector(), b.vector(), c.vector(), d.vector()];
        let [e, f, g, h] = [e.vector(), f.vector(), g.vector(), h.vector()];
        let shares = simd.transposed([a, b, c, d, e, f, g, h]);
        for (lane, shares) in shares.into_iter().enumerate() {
            if x[lane] >= FAR {
                continue;
            }
            let [a, b, c, d, e, f, g, h] = simd.lanes(shares);
            let across = simd.twice([e, f, g, h]);
            for (row, [down, next]) in [(rows[lane], [a, b]), (rows[lane] + 2, [c, d])] {
                let added = simd.lanes(simd.mul(across, simd.halves(down, next)));
                let (added, _) = added.as_chunks::<4>();
                for (row, added) in (row..).zip(added) {
                    if (top..top + ROWS).contains(&row) {
                        let at = (row - top) * width + columns[lane];
                        for (node, added) in nodes[at..at + 4].iter_mut().zip(added) {
                            *node += added;
                        }
                    }
                }
            }
        }
    }
}
