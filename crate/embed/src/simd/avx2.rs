//! Vectors of eight on x86.

use super::{LANES, Simd};
use pulp::{cast, f32x8, x86::V3};
use std::arch::x86_64::{__m256, _CMP_LE_OQ, _CMP_NEQ_UQ};

/// A point as one number, to be fetched at once.
#[inline(always)]
fn whole(point: [f32; 2]) -> f64 {
    let [x, y] = point.map(|own| u64::from(own.to_bits()));
    f64::from_bits(x | y << 32)
}

impl Simd for V3 {
    type Vector = f32x8;

    #[inline(always)]
    fn run<R>(self, work: impl FnOnce() -> R) -> R {
        self.vectorize(work)
    }

    #[inline(always)]
    fn load(self, lanes: [f32; LANES]) -> f32x8 {
        cast(lanes)
    }

    #[inline(always)]
    fn lanes(self, vector: f32x8) -> [f32; LANES] {
        cast(vector)
    }

    #[inline(always)]
    fn coordinates(self, points: [[f32; 2]; LANES]) -> [f32x8; 2] {
        // The shuffle works within halves: with this order what comes out is in order.
        let [a, b, c, d, e, f, g, h] = points.map(whole);
        let (low, high): (__m256, __m256) = (cast([a, b, e, f]), cast([c, d, g, h]));
        [
            cast(self.avx._mm256_shuffle_ps::<0x88>(low, high)),
            cast(self.avx._mm256_shuffle_ps::<0xdd>(low, high)),
        ]
    }

    #[inline(always)]
    fn add(self, a: f32x8, b: f32x8) -> f32x8 {
        cast(self.avx._mm256_add_ps(cast(a), cast(b)))
    }

    #[inline(always)]
    fn sub(self, a: f32x8, b: f32x8) -> f32x8 {
        cast(self.avx._mm256_sub_ps(cast(a), cast(b)))
    }

    #[inline(always)]
    fn mul(self, a: f32x8, b: f32x8) -> f32x8 {
        cast(self.avx._mm256_mul_ps(cast(a), cast(b)))
    }

    #[inline(always)]
    fn div(self, a: f32x8, b: f32x8) -> f32x8 {
        cast(self.avx._mm256_div_ps(cast(a), cast(b)))
    }

    #[inline(always)]
    fn max(self, a: f32x8, b: f32x8) -> f32x8 {
        cast(self.avx._mm256_max_ps(cast(a), cast(b)))
    }

    #[inline(always)]
    fn unequal(self, a: f32x8, b: f32x8) -> f32x8 {
        let one = self.avx._mm256_set1_ps(1.0);
        let unequal = self.avx._mm256_cmp_ps::<_CMP_NEQ_UQ>(cast(a), cast(b));
        cast(self.avx._mm256_and_ps(unequal, one))
    }

    #[inline(always)]
    fn any_at_most(self, a: f32x8, b: f32x8) -> bool {
        let at_most = self.avx._mm256_cmp_ps::<_CMP_LE_OQ>(cast(a), cast(b));
        self.avx._mm256_movemask_ps(at_most) != 0
    }

    #[inline(always)]
    fn transposed(self, [a, b, c, d, e, f, g, h]: [f32x8; LANES]) -> [f32x8; LANES] {
        let [a, b, c, d] = four_transposed(self, [a, b, c, d]);
        let [e, f, g, h] = four_transposed(self, [e, f, g, h]);
        let ([a, e], [b, f]) = (halves_swapped(self, a, e), halves_swapped(self, b, f));
        let ([c, g], [d, h]) = (halves_swapped(self, c, g), halves_swapped(self, d, h));
        [a, b, c, d, e, f, g, h]
    }
}

/// Four rows' lanes 0 and 4, then 1 and 5, 2 and 6, 3 and 7.
#[inline(always)]
fn four_transposed(simd: V3, [a, b, c, d]: [f32x8; 4]) -> [__m256; 4] {
    let avx = simd.avx;
    let [ab, cd] =
        [avx._mm256_unpacklo_ps(cast(a), cast(b)), avx._mm256_unpacklo_ps(cast(c), cast(d))];
    let [ef, gh] =
        [avx._mm256_unpackhi_ps(cast(a), cast(b)), avx._mm256_unpackhi_ps(cast(c), cast(d))];
    [
        avx._mm256_shuffle_ps::<0x44>(ab, cd),
        avx._mm256_shuffle_ps::<0xee>(ab, cd),
        avx._mm256_shuffle_ps::<0x44>(ef, gh),
        avx._mm256_shuffle_ps::<0xee>(ef, gh),
    ]
}

/// The first halves of two vectors and their second halves.
#[inline(always)]
fn halves_swapped(simd: V3, a: __m256, b: __m256) -> [f32x8; 2] {
    let avx = simd.avx;
    [cast(avx._mm256_permute2f128_ps::<0x20>(a, b)), cast(avx._mm256_permute2f128_ps::<0x31>(a, b))]
}
