//! What every native target has: SSE2 or NEON, two vectors of four.

use super::{LANES, Simd};
use wide::f32x8;

/// Vectors of the `wide` crate.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Portable;

impl Simd for Portable {
    type Vector = f32x8;

    #[inline(always)]
    fn run<R>(self, work: impl FnOnce() -> R) -> R {
        work()
    }

    #[inline(always)]
    fn load(self, lanes: [f32; LANES]) -> f32x8 {
        f32x8::new(lanes)
    }

    #[inline(always)]
    fn lanes(self, vector: f32x8) -> [f32; LANES] {
        vector.to_array()
    }

    #[inline(always)]
    fn add(self, a: f32x8, b: f32x8) -> f32x8 {
        a + b
    }

    #[inline(always)]
    fn sub(self, a: f32x8, b: f32x8) -> f32x8 {
        a - b
    }

    #[inline(always)]
    fn mul(self, a: f32x8, b: f32x8) -> f32x8 {
        a * b
    }

    #[inline(always)]
    fn div(self, a: f32x8, b: f32x8) -> f32x8 {
        a / b
    }

    #[inline(always)]
    fn max(self, a: f32x8, b: f32x8) -> f32x8 {
        a.fast_max(b)
    }

    #[inline(always)]
    fn unequal(self, a: f32x8, b: f32x8) -> f32x8 {
        a.simd_ne(b) & f32x8::splat(1.0)
    }

    #[inline(always)]
    fn any_at_most(self, a: f32x8, b: f32x8) -> bool {
        a.simd_le(b).any()
    }

    #[inline(always)]
    fn transposed(self, rows: [f32x8; LANES]) -> [f32x8; LANES] {
        f32x8::transpose(rows)
    }
}
