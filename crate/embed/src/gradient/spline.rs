//! The cubic cardinal B-spline: how a point's charge is shared among the four nodes around it along an axis,
//! and how the potential is read between nodes. Twice continuously differentiable, so that forces are smooth.

use crate::simd::Number;

/// Shares of the four nodes for a point a fraction `t` (0..1) past the second of them; they add up to 1.
#[inline(always)]
pub(super) fn weights<T: Number>(t: T) -> [T; 4] {
    let [one, three, four, six] = [1.0, 3.0, 4.0, 6.0].map(|value| t.constant(value));
    let sixth = t.constant(1.0 / 6.0);
    let u = one - t;
    let (t2, u2) = (t * t, u * u);
    [
        u2 * u * sixth,
        (three * t2 * t - six * t2 + four) * sixth,
        (three * u2 * u - six * u2 + four) * sixth,
        t2 * t * sixth,
    ]
}

/// Derivatives of [`weights`] by `t`; they add up to 0.
#[inline(always)]
pub(super) fn slopes<T: Number>(t: T) -> [T; 4] {
    let [zero, half, one, three, four] = [0.0, 0.5, 1.0, 3.0, 4.0].map(|value| t.constant(value));
    let u = one - t;
    [
        zero - half * u * u,
        half * (three * t * t - four * t),
        half * (four * u - three * u * u),
        half * t * t,
    ]
}

/// Sums of products of two splines' shares that are 0 to 3 nodes apart; both orders of the two are counted.
/// With `weights` twice, what a point's charge looks like to its own reading of the potential.
#[inline(always)]
pub(super) fn overlaps<T: Number>(a: [T; 4], b: [T; 4]) -> [T; 4] {
    [
        a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + a[3] * b[3],
        a[0] * b[1] + a[1] * b[2] + a[2] * b[3] + a[1] * b[0] + a[2] * b[1] + a[3] * b[2],
        a[0] * b[2] + a[1] * b[3] + a[2] * b[0] + a[3] * b[1],
        a[0] * b[3] + a[3] * b[0],
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_reproduce_straight_lines_and_slopes_are_their_derivatives() {
        for step in 1..20 {
            let t = step as f32 / 20.0;
            let [a, b, c, d] = weights(t);
            assert!((a + b + c + d - 1.0).abs() < 1e-6);
            assert!((-a + c + 2.0 * d - t).abs() < 1e-6);
            let (up, down) = (weights(t + 1e-2), weights(t - 1e-2));
            for node in 0..4 {
                assert!((slopes(t)[node] - (up[node] - down[node]) / 2e-2).abs() < 1e-3);
            }
        }
    }
}
