//! The vectors of WebAssembly: two of four.

use super::{LANES, Simd};
use bytemuck::cast;
use std::arch::wasm32::{
    f32x4_add, f32x4_convert_i32x4, f32x4_div, f32x4_le, f32x4_mul, f32x4_ne, f32x4_pmax,
    f32x4_splat, f32x4_sub, i32x4_extend_high_u16x8, i32x4_extend_low_u16x8, i32x4_shuffle, i64x2,
    v128, v128_and, v128_any_true, v128_or,
};

/// What browsers run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Simd128;

impl Simd for Simd128 {
    type Vector = [v128; 2];

    #[inline(always)]
    fn run<R>(self, work: impl FnOnce() -> R) -> R {
        work()
    }

    #[inline(always)]
    fn load(self, lanes: [f32; LANES]) -> [v128; 2] {
        cast(lanes)
    }

    #[inline(always)]
    fn lanes(self, vector: [v128; 2]) -> [f32; LANES] {
        cast(vector)
    }

    #[inline(always)]
    fn coordinates(self, points: [[f32; 2]; LANES]) -> [[v128; 2]; 2] {
        let [a, b, c, d, e, f, g, h] = points.map(cast::<_, i64>);
        let pairs = [i64x2(a, b), i64x2(c, d), i64x2(e, f), i64x2(g, h)];
        [
            [
                i32x4_shuffle::<0, 2, 4, 6>(pairs[0], pairs[1]),
                i32x4_shuffle::<0, 2, 4, 6>(pairs[2], pairs[3]),
            ],
            [
                i32x4_shuffle::<1, 3, 5, 7>(pairs[0], pairs[1]),
                i32x4_shuffle::<1, 3, 5, 7>(pairs[2], pairs[3]),
            ],
        ]
    }

    #[inline(always)]
    fn whole(self, numbers: [u16; LANES]) -> [v128; 2] {
        let numbers: v128 = cast(numbers);
        // Signed: x86 converts these at once.
        [
            f32x4_convert_i32x4(i32x4_extend_low_u16x8(numbers)),
            f32x4_convert_i32x4(i32x4_extend_high_u16x8(numbers)),
        ]
    }

    #[inline(always)]
    fn splat(self, value: f32) -> [v128; 2] {
        [f32x4_splat(value); 2]
    }

    #[inline(always)]
    fn add(self, a: [v128; 2], b: [v128; 2]) -> [v128; 2] {
        [f32x4_add(a[0], b[0]), f32x4_add(a[1], b[1])]
    }

    #[inline(always)]
    fn sub(self, a: [v128; 2], b: [v128; 2]) -> [v128; 2] {
        [f32x4_sub(a[0], b[0]), f32x4_sub(a[1], b[1])]
    }

    #[inline(always)]
    fn mul(self, a: [v128; 2], b: [v128; 2]) -> [v128; 2] {
        [f32x4_mul(a[0], b[0]), f32x4_mul(a[1], b[1])]
    }

    #[inline(always)]
    fn div(self, a: [v128; 2], b: [v128; 2]) -> [v128; 2] {
        [f32x4_div(a[0], b[0]), f32x4_div(a[1], b[1])]
    }

    #[inline(always)]
    fn max(self, a: [v128; 2], b: [v128; 2]) -> [v128; 2] {
        [f32x4_pmax(a[0], b[0]), f32x4_pmax(a[1], b[1])]
    }

    #[inline(always)]
    fn unequal(self, a: [v128; 2], b: [v128; 2]) -> [v128; 2] {
        let one = f32x4_splat(1.0);
        [v128_and(f32x4_ne(a[0], b[0]), one), v128_and(f32x4_ne(a[1], b[1]), one)]
    }

    #[inline(always)]
    fn any_at_most(self, a: [v128; 2], b: [v128; 2]) -> bool {
        v128_any_true(v128_or(f32x4_le(a[0], b[0]), f32x4_le(a[1], b[1])))
    }
}
