//! Discrete Fourier transforms of eight complex signals at once, side by side in the lanes of a vector unit.
//!
//! Written here rather than taken from a library because libraries choose their algorithm by the processor they
//! run on, and with it the rounding; this one gives the same bits everywhere. Working on whole signals side by
//! side, every operation is a plain vector operation that the compiler emits for SSE, NEON and wasm alike. The
//! algorithm is Stockham's, which needs no reordering, for lengths of factors 2, 3 and 5 (Van Loan 1992).

use crate::elementary;
use std::array::from_fn;

/// Signals that are transformed at once.
pub(super) const LANES: usize = 8;

/// One complex sample of each of the eight signals.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Lanes {
    pub(super) re: [f32; LANES],
    pub(super) im: [f32; LANES],
}

impl Lanes {
    pub(super) const ZERO: Self = Self { re: [0.0; LANES], im: [0.0; LANES] };

    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        Self {
            re: from_fn(|l| self.re[l] + other.re[l]),
            im: from_fn(|l| self.im[l] + other.im[l]),
        }
    }

    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        Self {
            re: from_fn(|l| self.re[l] - other.re[l]),
            im: from_fn(|l| self.im[l] - other.im[l]),
        }
    }

    #[inline(always)]
    fn scaled(self, by: f32) -> Self {
        Self { re: from_fn(|l| self.re[l] * by), im: from_fn(|l| self.im[l] * by) }
    }

    /// Times -i.
    #[inline(always)]
    fn turned(self) -> Self {
        Self { re: self.im, im: from_fn(|l| -self.re[l]) }
    }

    #[inline(always)]
    fn times(self, [cosine, sine]: [f32; 2]) -> Self {
        Self {
            re: from_fn(|l| self.re[l] * cosine - self.im[l] * sine),
            im: from_fn(|l| self.re[l] * sine + self.im[l] * cosine),
        }
    }
}

/// The forward transform of one length: sum of x_j exp(-2 pi i j k / length), without scaling.
pub(super) struct Dft {
    factors: Vec<usize>,
    /// exp(-2 pi i k / length) as cosine and sine.
    roots: Vec<[f32; 2]>,
}

impl Dft {
    /// Prepares for signals of `length` samples; a length that has other prime factors than 2, 3 and 5 is
    /// replaced by [`fast_length`].
    pub(super) fn new(length: usize) -> Self {
        let length = fast_length(length);
        let mut factors = Vec::new();
        let mut rest = length;
        for factor in [4, 2, 3, 5] {
            while rest.is_multiple_of(factor) {
                factors.push(factor);
                rest /= factor;
            }
        }
        let roots = (0..length)
            .map(|k| {
                let (cosine, sine) = elementary::turn(k, length);
                [cosine as f32, -sine as f32]
            })
            .collect();
        Self { factors, roots }
    }

    pub(super) fn length(&self) -> usize {
        self.roots.len()
    }

    /// Transforms `data` in place; `scratch` is as long, and its contents do not matter.
    #[inline(always)]
    pub(super) fn forward(&self, data: &mut Vec<Lanes>, scratch: &mut Vec<Lanes>) {
        let mut stride = 1;
        for &factor in &self.factors {
            match factor {
                4 => self.stage(stride, data, scratch, quarters),
                3 => self.stage(stride, data, scratch, thirds),
                5 => self.stage(stride, data, scratch, fifths),
                _ => self.stage(stride, data, scratch, halves),
            }
            std::mem::swap(data, scratch);
            stride *= factor;
        }
    }

    /// One pass: splits off a factor P from transforms that are `stride` samples apart.
    #[inline(always)]
    fn stage<const P: usize>(
        &self,
        stride: usize,
        from: &[Lanes],
        to: &mut [Lanes],
        butterfly: impl Fn([Lanes; P]) -> [Lanes; P],
    ) {
        let part = self.length() / P;
        let inputs: [&[Lanes]; P] = from_fn(|t| &from[t * part..(t + 1) * part]);
        for (j, to) in to.chunks_exact_mut(stride * P).enumerate() {
            let roots: [[f32; 2]; P] = from_fn(|t| self.roots[j * t * stride]);
            let inputs: [&[Lanes]; P] = from_fn(|t| &inputs[t][j * stride..(j + 1) * stride]);
            for q in 0..stride {
                let out = butterfly(from_fn(|t| inputs[t][q]));
                to[q] = out[0];
                for t in 1..P {
                    // The first roots are all 1.
                    to[t * stride + q] = if j == 0 { out[t] } else { out[t].times(roots[t]) };
                }
            }
        }
    }
}

#[inline(always)]
fn halves([a, b]: [Lanes; 2]) -> [Lanes; 2] {
    [a.plus(b), a.minus(b)]
}

#[inline(always)]
fn thirds([a, b, c]: [Lanes; 3]) -> [Lanes; 3] {
    const SINE: f32 = 0.866_025_4;
    let sum = b.plus(c);
    let middle = a.minus(sum.scaled(0.5));
    let side = b.minus(c).scaled(SINE).turned();
    [a.plus(sum), middle.plus(side), middle.minus(side)]
}

#[inline(always)]
fn quarters([a, b, c, d]: [Lanes; 4]) -> [Lanes; 4] {
    let (even, odd) = (a.plus(c), b.plus(d));
    let (middle, side) = (a.minus(c), b.minus(d).turned());
    [even.plus(odd), middle.plus(side), even.minus(odd), middle.minus(side)]
}

#[inline(always)]
fn fifths([a, b, c, d, e]: [Lanes; 5]) -> [Lanes; 5] {
    // Cosines and sines of one and two fifths of a turn.
    const C1: f32 = 0.309_017;
    const C2: f32 = -0.809_017;
    const S1: f32 = 0.951_056_5;
    const S2: f32 = 0.587_785_25;
    let (near, far) = (b.plus(e), c.plus(d));
    let (near_side, far_side) = (b.minus(e).turned(), c.minus(d).turned());
    let one = a.plus(near.scaled(C1)).plus(far.scaled(C2));
    let two = a.plus(near.scaled(C2)).plus(far.scaled(C1));
    let one_side = near_side.scaled(S1).plus(far_side.scaled(S2));
    let two_side = near_side.scaled(S2).minus(far_side.scaled(S1));
    [
        a.plus(near).plus(far),
        one.plus(one_side),
        two.plus(two_side),
        two.minus(two_side),
        one.minus(one_side),
    ]
}

/// The smallest even length of at least `least` samples whose prime factors are 2, 3 and 5.
pub(super) fn fast_length(least: usize) -> usize {
    let mut length = least.max(2).next_multiple_of(2);
    loop {
        let mut rest = length;
        for factor in [2, 3, 5] {
            while rest.is_multiple_of(factor) {
                rest /= factor;
            }
        }
        if rest == 1 {
            return length;
        }
        length += 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;

    #[test]
    fn the_transform_is_the_sum_that_defines_it() {
        let mut rng = Rng::new(1);
        for length in [2, 4, 6, 8, 10, 12, 30, 48, 50, 90, 128, 180, 250] {
            let dft = Dft::new(length);
            assert_eq!(dft.length(), length);
            let signal: Vec<Lanes> = (0..length)
                .map(|_| Lanes {
                    re: from_fn(|_| rng.normal() as f32),
                    im: from_fn(|_| rng.normal() as f32),
                })
                .collect();
            let (mut data, mut scratch) = (signal.clone(), vec![Lanes::ZERO; length]);
            dft.forward(&mut data, &mut scratch);
            for (k, found) in data.iter().enumerate() {
                for lane in 0..LANES {
                    let (mut re, mut im) = (0.0, 0.0);
                    for (j, sample) in signal.iter().enumerate() {
                        let (cosine, sine) = elementary::turn(j * k % length, length);
                        let (a, b) = (f64::from(sample.re[lane]), f64::from(sample.im[lane]));
                        re += a * cosine + b * sine;
                        im += b * cosine - a * sine;
                    }
                    let error =
                        (re - f64::from(found.re[lane])).hypot(im - f64::from(found.im[lane]));
                    assert!(error < 1e-5 * (length as f64).sqrt(), "length {length}: {error}");
                }
            }
        }
    }

    #[test]
    fn fast_lengths_have_small_factors() {
        assert_eq!([1, 7, 11, 49, 97, 101, 1021].map(fast_length), [2, 8, 12, 50, 100, 108, 1024]);
    }
}
