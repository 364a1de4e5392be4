//! What is summed over the columns of a pair of rows, and what the sum says about their distance.

use crate::simd::Simd;

/// One way to compare rows, eight pairs at a time. Distances come out as numbers of at least 0, never minus zero, that
/// order as the metric does.
pub(super) trait Measure {
    /// Adds one column to the sums.
    fn add<S: Simd>(simd: S, sums: S::Vector, a: S::Vector, b: S::Vector) -> S::Vector;

    /// The distances that sums mean, for rows of these norms.
    #[inline(always)]
    fn distances<S: Simd>(_: S, sums: S::Vector, _a: S::Vector, _b: S::Vector) -> S::Vector {
        sums
    }
}

/// Squared Euclidean distance from the differences themselves, which loses no digits to a common offset.
pub(super) struct Squared;

impl Measure for Squared {
    #[inline(always)]
    fn add<S: Simd>(simd: S, sums: S::Vector, a: S::Vector, b: S::Vector) -> S::Vector {
        let difference = simd.sub(a, b);
        simd.add(sums, simd.mul(difference, difference))
    }
}

/// Manhattan distance.
pub(super) struct Absolute;

impl Measure for Absolute {
    #[inline(always)]
    fn add<S: Simd>(simd: S, sums: S::Vector, a: S::Vector, b: S::Vector) -> S::Vector {
        simd.add(sums, simd.max(simd.sub(a, b), simd.sub(b, a)))
    }
}

/// Number of columns that differ.
pub(super) struct Unequal;

impl Measure for Unequal {
    #[inline(always)]
    fn add<S: Simd>(simd: S, sums: S::Vector, a: S::Vector, b: S::Vector) -> S::Vector {
        simd.add(sums, simd.unequal(a, b))
    }
}

/// Jaccard distance of sets, whose members are columns of 1 and whose norms are their sizes.
pub(super) struct Members;

impl Measure for Members {
    #[inline(always)]
    fn add<S: Simd>(simd: S, sums: S::Vector, a: S::Vector, b: S::Vector) -> S::Vector {
        simd.add(sums, simd.mul(a, b))
    }

    #[inline(always)]
    fn distances<S: Simd>(simd: S, shared: S::Vector, a: S::Vector, b: S::Vector) -> S::Vector {
        // Two empty sets are at 0.
        let all = simd.sub(simd.add(a, b), shared);
        let any = simd.unequal(all, simd.splat(0.0));
        simd.sub(any, simd.div(shared, simd.max(all, simd.splat(1.0))))
    }
}

/// A lower bound of [`Squared`], in half its time: |a|^2 + |b|^2 - 2ab, less what rounding can have done to
/// it. For norms by [`Bound::norm`].
pub(super) struct Bound;

impl Measure for Bound {
    #[inline(always)]
    fn add<S: Simd>(simd: S, sums: S::Vector, a: S::Vector, b: S::Vector) -> S::Vector {
        simd.add(sums, simd.mul(a, b))
    }

    #[inline(always)]
    fn distances<S: Simd>(simd: S, products: S::Vector, a: S::Vector, b: S::Vector) -> S::Vector {
        let distances = simd.sub(simd.add(a, b), simd.add(products, products));
        simd.max(distances, simd.splat(0.0))
    }
}

impl Bound {
    /// The share of |a|^2 + |b|^2 by which the computed distance of rows of so many columns can differ from
    /// that of [`Squared`]: `columns` roundings in the product, twice as many in the sum of squared
    /// differences, which may be twice the squared norms, and those of the norms and their sum.
    pub(super) fn error(columns: usize) -> f32 {
        (6 * columns + 16) as f32 * (f32::EPSILON / 2.0)
    }

    /// The squared norm of a row, less that share.
    pub(super) fn norm(row: &[f32]) -> f32 {
        let square: f64 = row.iter().map(|&x| f64::from(x) * f64::from(x)).sum();
        (square * (1.0 - f64::from(Self::error(row.len())))) as f32
    }

    /// An upper bound of [`Squared`] from the lower one and the two norms.
    #[inline(always)]
    pub(super) fn upper(lower: f32, a: f32, b: f32, error: f32) -> f32 {
        // The norms were lowered, hence a little more than twice; the rest is for products too small for a float.
        lower + 2.5 * error * (a + b) + f32::MIN_POSITIVE
    }
}
