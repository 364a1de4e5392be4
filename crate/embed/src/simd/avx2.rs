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
}
