//! exp, ln and the roots of unity from additions, products and quotients alone.
//!
//! Those are rounded alike on every platform; the functions of the standard library come from the platform's
//! own maths library and differ in the last bit between native code and wasm, which hundreds of iterations
//! would turn into another map.

use std::f64::consts::{LOG2_E, PI, SQRT_2};

/// The upper bits of ln 2, short enough that products with any exponent are exact.
const LN_2_HIGH: f64 = 6.931_471_803_691_238e-1;
/// What is missing from [`LN_2_HIGH`] to ln 2.
const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;

/// e to the power of `x`, within 2 units in the last place; 0 where the result would be below 2.2e-308.
pub(crate) fn exp(x: f64) -> f64 {
    if x.is_nan() {
        return x;
    }
    let exponent = (x * LOG2_E + 0.5).floor();
    if exponent < -1022.0 {
        return 0.0;
    }
    if exponent > 1023.0 {
        return f64::INFINITY;
    }
    let r = x - exponent * LN_2_HIGH - exponent * LN_2_LOW;
    let mut sum = 1.0;
    for n in (1..=14_u32).rev() {
        sum = 1.0 + sum * r / f64::from(n);
    }
    sum * f64::from_bits(((exponent as i64 + 1023) as u64) << 52)
}

/// Numbers that [`exp_of_negative`] takes at once.
pub(crate) const LANES: usize = 8;

/// e to the power of each number, none above 0, within 1e-12 of it; 0 where the result would be below 1e-304.
/// Without branches, so that a vector unit does several at a time.
#[inline(always)]
pub(crate) fn exp_of_negative(mut numbers: [f64; LANES]) -> [f64; LANES] {
    // Adding and subtracting this rounds to a whole number, which is then found in the last bits of the sum.
    const ROUND: f64 = 6_755_399_441_055_744.0;
    const INVERSE_FACTORIALS: [f64; 11] = [
        1.0 / 3_628_800.0,
        1.0 / 362_880.0,
        1.0 / 40_320.0,
        1.0 / 5_040.0,
        1.0 / 720.0,
        1.0 / 120.0,
        1.0 / 24.0,
        1.0 / 6.0,
        0.5,
        1.0,
        1.0,
    ];
    for number in &mut numbers {
        let x = if *number > -700.0 { *number } else { -700.0 };
        let shifted = x * LOG2_E + ROUND;
        let exponent = shifted - ROUND;
        let r = x - exponent * LN_2_HIGH - exponent * LN_2_LOW;
        let mut sum = 1.0 / 39_916_800.0;
        for factor in INVERSE_FACTORIALS {
            sum = sum * r + factor;
        }
        let power = f64::from_bits(shifted.to_bits().wrapping_add(1023) << 52);
        *number = if *number > -700.0 { sum * power } else { 0.0 };
    }
    numbers
}

/// Natural logarithm of a number that is not negative, within 2 units in the last place.
pub(crate) fn ln(x: f64) -> f64 {
    if x == 0.0 {
        return f64::NEG_INFINITY;
    }
    if x.is_nan() || x < 0.0 {
        return f64::NAN;
    }
    if x == f64::INFINITY {
        return x;
    }
    const TWO_TO_54: f64 = (1u64 << 54) as f64;
    let (x, shift) = if x < f64::MIN_POSITIVE { (x * TWO_TO_54, 54) } else { (x, 0) };
    let bits = x.to_bits();
    let mut exponent = (bits >> 52) as i64 - 1023 - shift;
    let mut mantissa = f64::from_bits((bits & ((1 << 52) - 1)) | (1023 << 52));
    if mantissa > SQRT_2 {
        mantissa /= 2.0;
        exponent += 1;
    }
    // ln m = 2 artanh((m - 1) / (m + 1)); the argument is at most 0.172.
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let square = s * s;
    let mut sum = 0.0;
    for n in (0..=10).rev() {
        sum = sum * square + 1.0 / f64::from(2 * n + 1);
    }
    let exponent = exponent as f64;
    exponent * LN_2_HIGH + (2.0 * s * sum + exponent * LN_2_LOW)
}

/// Natural logarithms of positive numbers, none below 2.3e-308, within 1e-14 of them or, where they are larger than
/// 1, within as large a part. Without branches, so that a vector unit does several at a time.
#[inline(always)]
pub(crate) fn ln_of_positive(mut numbers: [f64; LANES]) -> [f64; LANES] {
    // What brings mantissas from the root of 1/2 to that of 2 under one exponent.
    const LOWER: u64 = 1.0f64.to_bits() - (SQRT_2 / 2.0).to_bits();
    // A number whose last bits are a whole number.
    const WHOLE: f64 = (1u64 << 52) as f64;
    for number in &mut numbers {
        let shifted = (number.to_bits() + LOWER) >> 52;
        let exponent = f64::from_bits(WHOLE.to_bits() | shifted) - (WHOLE + 1023.0);
        let bits = number.to_bits().wrapping_sub(shifted << 52);
        let mantissa = f64::from_bits(bits.wrapping_add(1.0f64.to_bits()));
        let s = (mantissa - 1.0) / (mantissa + 1.0);
        let square = s * s;
        let mut sum = 0.0;
        for factor in [1.0 / 17.0, 1.0 / 15.0, 1.0 / 13.0, 1.0 / 11.0, 1.0 / 9.0, 1.0 / 7.0, 0.2] {
            sum = (sum + factor) * square;
        }
        sum = (sum + 1.0 / 3.0) * square + 1.0;
        *number = exponent * LN_2_HIGH + (2.0 * s * sum + exponent * LN_2_LOW);
    }
    numbers
}

/// As [`ln_of_positive`] with half the bits: of numbers not below 1.2e-38, within 2e-7 of them or, where they are larger
/// than 1, within as large a part.
#[inline(always)]
pub(crate) fn short_ln_of_positive(mut numbers: [f32; LANES]) -> [f32; LANES] {
    const LOWER: u32 = 1.0f32.to_bits() - (std::f32::consts::SQRT_2 / 2.0).to_bits();
    const WHOLE: f32 = (1u32 << 23) as f32;
    for number in &mut numbers {
        let shifted = (number.to_bits() + LOWER) >> 23;
        let exponent = f32::from_bits(WHOLE.to_bits() | shifted) - (WHOLE + 127.0);
        let bits = number.to_bits().wrapping_sub(shifted << 23);
        let mantissa = f32::from_bits(bits.wrapping_add(1.0f32.to_bits()));
        let s = (mantissa - 1.0) / (mantissa + 1.0);
        let square = s * s;
        let sum = ((square * (1.0 / 9.0) + 1.0 / 7.0) * square + 0.2) * square + 1.0 / 3.0;
        *number = exponent * std::f32::consts::LN_2 + 2.0 * s * (sum * square + 1.0);
    }
    numbers
}

/// Cosine and sine of `k / n` of a full turn, for `k < n` below 2^29.
pub(crate) fn turn(k: usize, n: usize) -> (f64, f64) {
    // The nearest quarter is found in integers, so that the angle left is exact and at most an eighth.
    let (k, n) = (k as i64, n as i64);
    let quarter = (8 * k + n) / (2 * n);
    let angle = 2.0 * PI * ((4 * k - quarter * n) as f64 / (4 * n) as f64);
    let square = angle * angle;
    let (mut cosine, mut sine) = (1.0, 1.0);
    for m in (1..=9_u32).rev() {
        cosine = 1.0 - cosine * square / f64::from((2 * m - 1) * (2 * m));
        sine = 1.0 - sine * square / f64::from((2 * m) * (2 * m + 1));
    }
    sine *= angle;
    match quarter % 4 {
        0 => (cosine, sine),
        1 => (-sine, cosine),
        2 => (-cosine, -sine),
        _ => (sine, -cosine),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn exp_agrees_with_the_standard_library(x in -708.0..709.0) {
            prop_assert!((exp(x) / f64::exp(x) - 1.0).abs() < 1e-15);
        }

        #[test]
        fn lanes_of_exp_agree_with_the_standard_library(x in -800.0..=0.0) {
            let [found, ..] = exp_of_negative([x; LANES]);
            prop_assert!((found - f64::exp(x)).abs() <= 1e-12 * f64::exp(x) + 1e-304);
        }

        #[test]
        fn ln_agrees_with_the_standard_library(x in 0.0..1e9, power in -300..300) {
            let x = x * 10f64.powi(power);
            let error = (ln(x) - f64::ln(x)).abs();
            prop_assert!(x == 0.0 || error <= 1e-15 * (1.0 + f64::ln(x).abs()));
        }

        #[test]
        fn lanes_of_ln_agree_with_the_standard_library(x in 1e-3..1e3, power in -300..300) {
            let x = x * 10f64.powi(power);
            let [found, ..] = ln_of_positive([x; LANES]);
            prop_assert!((found - f64::ln(x)).abs() <= 1e-14 * (1.0 + f64::ln(x).abs()));
        }

        #[test]
        fn short_lanes_of_ln_agree_with_the_standard_library(x in 1e-3..1e3, power in -34..35) {
            let x = (x * 10f64.powi(power)) as f32;
            let [found, ..] = short_ln_of_positive([x; LANES]);
            let expected = f64::from(x).ln();
            prop_assert!((f64::from(found) - expected).abs() <= 2e-7 * (1.0 + expected.abs()));
        }

        #[test]
        fn turns_agree_with_the_standard_library(n in 1..5000_usize, k in 0..5000_usize) {
            let (cosine, sine) = turn(k % n, n);
            let angle = 2.0 * PI * (k % n) as f64 / n as f64;
            prop_assert!((cosine - angle.cos()).abs() < 2e-15 && (sine - angle.sin()).abs() < 2e-15);
        }
    }

    #[test]
    fn limits_are_those_of_the_functions() {
        assert_eq!(exp(-1e4), 0.0);
        assert_eq!(exp(1e4), f64::INFINITY);
        assert_eq!(exp(0.0), 1.0);
        assert_eq!(ln(0.0), f64::NEG_INFINITY);
        assert_eq!(ln(1.0), 0.0);
        assert!(ln(-1.0).is_nan() && exp(f64::NAN).is_nan());
        assert_eq!(turn(1, 4), (0.0, 1.0));
    }
}
