//! What is summed over the columns of a pair of rows, and what the sum says about their distance.

/// One way to compare two rows. Distances come out as numbers of at least 0 that order as the metric does.
pub(super) trait Measure {
    /// Adds one column to the sum.
    fn add(sum: f32, a: f32, b: f32) -> f32;

    /// The distance that a sum means, for rows of these norms.
    fn distance(sum: f32, _a: f32, _b: f32) -> f32 {
        sum
    }
}

/// Squared Euclidean distance from the differences themselves, which loses no digits to a common offset.
pub(super) struct Squared;

impl Measure for Squared {
    #[inline(always)]
    fn add(sum: f32, a: f32, b: f32) -> f32 {
        let difference = a - b;
        sum + difference * difference
    }
}

/// Manhattan distance.
pub(super) struct Absolute;

impl Measure for Absolute {
    #[inline(always)]
    fn add(sum: f32, a: f32, b: f32) -> f32 {
        sum + (a - b).abs()
    }
}

/// Number of columns that differ.
pub(super) struct Unequal;

impl Measure for Unequal {
    #[inline(always)]
    fn add(sum: f32, a: f32, b: f32) -> f32 {
        sum + if a == b { 0.0 } else { 1.0 }
    }
}

/// Jaccard distance of sets, whose members are columns of 1 and whose norms are their sizes.
pub(super) struct Members;

impl Measure for Members {
    #[inline(always)]
    fn add(sum: f32, a: f32, b: f32) -> f32 {
        sum + a * b
    }

    #[inline(always)]
    fn distance(shared: f32, a: f32, b: f32) -> f32 {
        let all = a + b - shared;
        if all > 0.0 { 1.0 - shared / all } else { 0.0 }
    }
}

/// A lower bound of [`Squared`], in half its time: |a|^2 + |b|^2 - 2ab, less what rounding can have done to
/// it. For norms by [`Bound::norm`].
pub(super) struct Bound;

impl Measure for Bound {
    #[inline(always)]
    fn add(sum: f32, a: f32, b: f32) -> f32 {
        sum + a * b
    }

    #[inline(always)]
    fn distance(product: f32, a: f32, b: f32) -> f32 {
        let distance = (a + b) - (product + product);
        if distance > 0.0 { distance } else { 0.0 }
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
