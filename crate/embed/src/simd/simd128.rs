//! The vectors of WebAssembly: two of four.

use super::{LANES, Simd};
use bytemuck::cast;
use std::arch::wasm32::{
    f32x4_add, f32x4_convert_i32x4, f32x4_div, f32x4_le, f32x4_mul, f32x4_ne, f32x4_pmax,
    f32x4_splat, f32x4_sub, i32x4_extend_high_u16x8, i32x4_extend_low_u16x8, i32x4_shuffle, i64x2,
    i64x2_shuffle, v128, v128_and, v128_any_true, v128_or,
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
        let [a, b, c, d, e, f, g, h] = points;
        let two = |a, b| i64x2(cast(a), cast(b));
        let [ab, cd, ef, gh] = [two(a, b), two(c, d), two(e, f), two(g, h)];
        let x = |a, b| i32x4_shuffle::<0, 2, 4, 6>(a, b);
        let y = |a, b| i32x4_shuffle::<1, 3, 5, 7>(a, b);
        [[x(ab, cd), x(ef, gh)], [y(ab, cd), y(ef, gh)]]
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

    #[inline(always)]
    fn twice(self, numbers: [f32; LANES / 2]) -> [v128; 2] {
        [cast(numbers); 2]
    }

    #[inline(always)]
    fn halves(self, a: f32, b: f32) -> [v128; 2] {
        [f32x4_splat(a), f32x4_splat(b)]
    }

    #[inline(always)]
    fn transposed(self, [a, b, c, d, e, f, g, h]: [[v128; 2]; LANES]) -> [[v128; 2]; LANES] {
        let [i, j, k, l] = four_transposed([a[0], b[0], c[0], d[0]]);
        let [m, n, o, p] = four_transposed([a[1], b[1], c[1], d[1]]);
        let [q, r, s, t] = four_transposed([e[0], f[0], g[0], h[0]]);
        let [u, v, w, x] = four_transposed([e[1], f[1], g[1], h[1]]);
        [[i, q], [j, r], [k, s], [l, t], [m, u], [n, v], [o, w], [p, x]]
    }
}

#[inline(always)]
fn four_transposed([a, b, c, d]: [v128; 4]) -> [v128; 4] {
    let [ab, cd] = [i32x4_shuffle::<0, 4, 1, 5>(a, b), i32x4_shuffle::<0, 4, 1, 5>(c, d)];
    let [ef, gh] = [i32x4_shuffle::<2, 6, 3, 7>(a, b), i32x4_shuffle::<2, 6, 3, 7>(c, d)];
    [
        i64x2_shuffle::<0, 2>(ab, cd),
        i64x2_shuffle::<1, 3>(ab, cd),
        i64x2_shuffle::<0, 2>(ef, gh),
        i64x2_shuffle::<1, 3>(ef, gh),
    ]
}
