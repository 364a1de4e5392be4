/*!
Logarithms that are the same to the last bit on every platform: the standard library's are those of the system's
maths library, and the map magnifies any difference.
*/

/// The natural logarithm of a positive, normal number, to within 2e-15 relative or absolute.
///
/// The number is split into a power of two and a rest near one, whose logarithm is the series of the inverse
/// hyperbolic tangent (Abramowitz and Stegun 4.1.27).
pub(crate) fn ln(number: f64) -> f64 {
    let bits = number.to_bits();
    let mut exponent = ((bits >> 52) & 0x7ff) as i64 - 1023;
    let mut rest = f64::from_bits((bits & ((1 << 52) - 1)) | (1023 << 52));
    if rest > std::f64::consts::SQRT_2 {
        rest /= 2.0;
        exponent += 1;
    }
    let s = (rest - 1.0) / (rest + 1.0);
    let square = s * s;
    let series = (0..12).rev().fold(0.0, |sum, term| sum * square + 1.0 / f64::from(2 * term + 1));
    exponent as f64 * std::f64::consts::LN_2 + 2.0 * s * series
}

/// The decimal logarithm of a positive, normal number.
pub(crate) fn log10(number: f64) -> f64 {
    ln(number) * std::f64::consts::LOG10_E
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn logarithms_are_those_of_the_standard_library(number in prop_oneof![0.5..2.0f64, 1e-12..1.0f64, 1.0..1e18f64]) {
            prop_assert!((ln(number) - number.ln()).abs() <= 2e-15 * number.ln().abs().max(1.0));
        }
    }
}
