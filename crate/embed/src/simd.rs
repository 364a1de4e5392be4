//! Eight numbers at a time, on the widest vectors that the processor has.
//!
//! Each lane is rounded as a single number would be (no fused multiply-add, no reassociation), and lanes are
//! added up in one fixed order, so that the processor never shows in a result.

use std::ops::{Add, Mul, Sub};

/// Numbers in a vector.
pub(crate) const LANES: usize = 8;

/// What a formula is worked out for: one number or, with [`Eight`], eight.
pub(crate) trait Number:
    Copy + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self>
{
    /// A constant.
    fn constant(self, value: f32) -> Self;
}

impl Number for f32 {
    #[inline(always)]
    fn constant(self, value: f32) -> f32 {
        value
    }
}

/// A vector with the instructions that work on it.
#[derive(Clone, Copy)]
pub(crate) struct Eight<S: Simd>(S, S::Vector);

impl<S: Simd> Eight<S> {
    #[inline(always)]
    pub(crate) fn new(simd: S, lanes: [f32; LANES]) -> Self {
        Self(simd, simd.load(lanes))
    }

    #[inline(always)]
    pub(crate) fn lanes(self) -> [f32; LANES] {
        self.0.lanes(self.1)
    }

    #[inline(always)]
    pub(crate) fn vector(self) -> S::Vector {
        self.1
    }

    /// The first lanes of all vectors, then the second ones, and so on.
    #[inline(always)]
    pub(crate) fn transposed(simd: S, rows: [S::Vector; LANES]) -> [Self; LANES] {
        let [a, b, c, d, e, f, g, h] = simd.transposed(rows);
        [
            Self(simd, a),
            Self(simd, b),
            Self(simd, c),
            Self(simd, d),
            Self(simd, e),
            Self(simd, f),
            Self(simd, g),
            Self(simd, h),
        ]
    }
}

impl<S: Simd> Number for Eight<S> {
    #[inline(always)]
    fn constant(self, value: f32) -> Self {
        Self(self.0, self.0.splat(value))
    }
}

impl<S: Simd> Add for Eight<S> {
    type Output = Self;

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(self.0, self.0.add(self.1, other.1))
    }
}

impl<S: Simd> Sub for Eight<S> {
    type Output = Self;

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self(self.0, self.0.sub(self.1, other.1))
    }
}

impl<S: Simd> Mul for Eight<S> {
    type Output = Self;

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        Self(self.0, self.0.mul(self.1, other.1))
    }
}

/// A way to work on vectors of eight 32-bit floats.
pub(crate) trait Simd: Copy + Send + Sync {
    /// Eight numbers.
    type Vector: Copy;

    /// Runs `work` with these instructions; what it calls must be inlined into it to be compiled for them.
    fn run<R>(self, work: impl FnOnce() -> R) -> R;
    fn load(self, lanes: [f32; LANES]) -> Self::Vector;
    fn lanes(self, vector: Self::Vector) -> [f32; LANES];
    fn add(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;
    fn sub(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;
    fn mul(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;
    fn div(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;
    /// The larger of two numbers, neither of them NaN.
    fn max(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;
    /// 0 where the numbers are equal, 1 elsewhere.
    fn unequal(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;
    /// Whether any number is at most the other in its place.
    fn any_at_most(self, a: Self::Vector, b: Self::Vector) -> bool;

    /// The first and the second coordinates of eight points.
    #[inline(always)]
    fn coordinates(self, points: [[f32; 2]; LANES]) -> [Self::Vector; 2] {
        [0, 1].map(|axis| self.load(points.map(|point| point[axis])))
    }

    /// Eight whole numbers.
    #[inline(always)]
    fn whole(self, numbers: [u16; LANES]) -> Self::Vector {
        self.load(numbers.map(f32::from))
    }

    #[inline(always)]
    fn splat(self, value: f32) -> Self::Vector {
        self.load([value; LANES])
    }

    /// Four numbers twice.
    #[inline(always)]
    fn twice(self, [a, b, c, d]: [f32; LANES / 2]) -> Self::Vector {
        self.load([a, b, c, d, a, b, c, d])
    }

    /// One number in the first four lanes, another in the others.
    #[inline(always)]
    fn halves(self, a: f32, b: f32) -> Self::Vector {
        self.load([a, a, a, a, b, b, b, b])
    }

    /// The first lanes of all vectors, then the second ones, and so on.
    fn transposed(self, rows: [Self::Vector; LANES]) -> [Self::Vector; LANES];

    /// The sum of the lanes.
    #[inline(always)]
    fn total(self, vector: Self::Vector) -> f32 {
        let [a, b, c, d, e, f, g, h] = self.lanes(vector);
        ((a + e) + (c + g)) + ((b + f) + (d + h))
    }
}

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(not(target_arch = "wasm32"))]
mod portable;
#[cfg(target_arch = "wasm32")]
mod simd128;

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use portable::Portable;
#[cfg(target_arch = "wasm32")]
pub(crate) use simd128::Simd128 as Portable;

/// Work that can be done with any instructions.
pub(crate) trait Work {
    /// What it yields.
    type Output;

    /// Does it.
    fn on<S: Simd>(self, simd: S) -> Self::Output;
}

/// Does `work` with the best instructions that the processor has.
pub(crate) fn dispatch<W: Work>(work: W) -> W::Output {
    #[cfg(target_arch = "x86_64")]
    if let Some(simd) = pulp::x86::V3::try_new() {
        return work.on(simd);
    }
    work.on(Portable)
}

/// Runs `work`, whose loops the compiler may then turn into the best instructions. What `work` calls must be
/// inlined into it, and itself be marked so.
#[inline(always)]
pub(crate) fn vectorised<R>(work: impl FnOnce() -> R) -> R {
    #[cfg(target_arch = "x86_64")]
    if let Some(simd) = pulp::x86::V3::try_new() {
        return simd.run(work);
    }
    work()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    struct Everything([f32; LANES], [f32; LANES]);

    impl Work for Everything {
        type Output = Vec<u32>;

        fn on<S: Simd>(self, simd: S) -> Vec<u32> {
            let (a, b) = (simd.load(self.0), simd.load(self.1));
            let mixed = std::array::from_fn(|lane| [self.0, self.1][lane % 2][lane]);
            let results = [
                simd.add(a, b),
                simd.sub(a, b),
                simd.mul(a, b),
                simd.div(a, b),
                simd.max(a, b),
                simd.splat(simd.total(a)),
                simd.whole(self.0.map(|a| a as u16)),
                simd.unequal(a, simd.load(mixed)),
                simd.splat(f32::from(simd.any_at_most(a, b))),
            ];
            let points = std::array::from_fn(|lane| [self.0[lane], self.1[lane]]);
            let coordinates = simd.coordinates(points);
            let [w, x, y, z, ..] = self.0;
            let halves = [simd.twice([w, x, y, z]), simd.halves(w, x)];
            let rows = std::array::from_fn(|row| simd.mul(a, simd.splat(row as f32)));
            let transposed = simd.transposed(rows);
            let results = results.iter().chain(&coordinates).chain(&halves).chain(&transposed);
            results.flat_map(|&r| simd.lanes(r)).map(f32::to_bits).collect()
        }
    }

    proptest! {
        #[test]
        fn all_instructions_give_the_bits_of_single_numbers(
            a in prop::array::uniform8(-1e6f32..1e6), b in prop::array::uniform8(0.1f32..1e3),
        ) {
            let portable = Everything(a, b).on(Portable);
            prop_assert_eq!(&dispatch(Everything(a, b)), &portable);
            let all = a;
            let any = (0..LANES).any(|lane| a[lane] <= b[lane]);
            for lane in 0..LANES {
                let (a, b) = (a[lane], b[lane]);
                for (at, single) in [a + b, a - b, a * b, a / b, a.max(b)].iter().enumerate() {
                    prop_assert_eq!(portable[at * LANES + lane], single.to_bits());
                }
                let whole = f32::from(a as u16);
                let halves = [all[lane % 4], all[lane / 4]];
                let rest = [whole, f32::from(a != b && lane % 2 == 1), f32::from(any), a, b];
                let transposed = all.map(|a| a * lane as f32);
                let rest = rest.iter().chain(&halves).chain(&transposed);
                for (at, single) in rest.enumerate() {
                    prop_assert_eq!(portable[(at + 6) * LANES + lane], single.to_bits());
                }
            }
        }
    }
}
