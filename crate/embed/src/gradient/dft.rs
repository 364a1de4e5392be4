//! Discrete Fourier transforms of eight complex signals at once, side by side in the lanes of a vector unit.
//!
//! Written here rather than taken from a library because libraries choose their algorithm by the processor they
//! run on, and with it the rounding; this one gives the same bits everywhere. Working on whole signals side by
//! side, every operation is a plain vector operation that the compiler emits for SSE, NEON and wasm alike. The
//! algorithm is Stockham's, which needs no reordering, for lengths of factors 2, 3 and 5 (Van Loan 1992).

use crate::{
    elementary,
    simd::{Eight, LANES, Number, Simd, Work, dispatch},
};

/// One complex sample of each of the eight signals.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Lanes {
    pub(super) re: [f32; LANES],
    pub(super) im: [f32; LANES],
}

impl Lanes {
    pub(super) const ZERO: Self = Self { re: [0.0; LANES], im: [0.0; LANES] };
}

/// The same while they are worked with.
#[derive(Clone, Copy)]
struct Samples<S: Simd> {
    re: Eight<S>,
    im: Eight<S>,
}

impl<S: Simd> Samples<S> {
    #[inline(always)]
    fn new(simd: S, lanes: &Lanes) -> Self {
        Self { re: Eight::new(simd, lanes.re), im: Eight::new(simd, lanes.im) }
    }

    #[inline(always)]
    fn lanes(self) -> Lanes {
        Lanes { re: self.re.lanes(), im: self.im.lanes() }
    }

    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        Self { re: self.re + other.re, im: self.im + other.im }
    }

    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        Self { re: self.re - other.re, im: self.im - other.im }
    }

    /// Plus -i times others.
    #[inline(always)]
    fn plus_turned(self, other: Self) -> Self {
        Self { re: self.re + other.im, im: self.im - other.re }
    }

    /// Minus -i times others.
    #[inline(always)]
    fn minus_turned(self, other: Self) -> Self {
        Self { re: self.re - other.im, im: self.im + other.re }
    }

    #[inline(always)]
    fn scaled(self, by: f32) -> Self {
        let by = self.re.constant(by);
        Self { re: self.re * by, im: self.im * by }
    }

    #[inline(always)]
    fn times(self, root: [f32; 2]) -> Self {
        let [cosine, sine] = root.map(|part| self.re.constant(part));
        Self { re: self.re * cosine - self.im * sine, im: self.re * sine + self.im * cosine }
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
    #[inline(never)]
    pub(super) fn forward(&self, data: &mut Vec<Lanes>, scratch: &mut Vec<Lanes>) {
        dispatch(Forward { dft: self, data, scratch });
    }
}

struct Forward<'a> {
    dft: &'a Dft,
    data: &'a mut Vec<Lanes>,
    scratch: &'a mut Vec<Lanes>,
}

impl Work for Forward<'_> {
    type Output = ();

    fn on<S: Simd>(self, simd: S) {
        let Self { dft, data, scratch } = self;
        simd.run(
            #[inline(always)]
            || {
                let mut stride = 1;
                for &factor in &dft.factors {
                    match factor {
                        4 => dft.stage::<S, Quarters>(simd, stride, data, scratch),
                        3 => dft.stage::<S, Thirds>(simd, stride, data, scratch),
                        5 => dft.stage::<S, Fifths>(simd, stride, data, scratch),
                        _ => dft.stage::<S, Halves>(simd, stride, data, scratch),
                    }
                    std::mem::swap(data, scratch);
                    stride *= factor;
                }
            },
        );
    }
}

impl Dft {
    /// One pass: splits off a factor from transforms that are `stride` samples apart.
    #[inline(always)]
    fn stage<S: Simd, B: Butterfly>(
        &self,
        simd: S,
        stride: usize,
        from: &[Lanes],
        to: &mut [Lanes],
    ) {
        let part = self.length() / B::FACTOR;
        for (j, to) in to.chunks_exact_mut(stride * B::FACTOR).enumerate() {
            let from = &from[j * stride..];
            for q in 0..stride {
                B::apply(
                    #[inline(always)]
                    |t| Samples::new(simd, &from[t * part + q]),
                    #[inline(always)]
                    |t, out| {
                        // The first roots are all 1.
                        let out = if j == 0 { out } else { out.times(self.roots[j * t * stride]) };
                        to[t * stride + q] = out.lanes();
                    },
                );
            }
        }
    }
}

/// The transform of as many samples as a factor says. Each of them is named: where compilers do not unroll loops over
/// them, they go through memory.
trait Butterfly {
    const FACTOR: usize;

    fn apply<S: Simd>(load: impl Fn(usize) -> Samples<S>, store: impl FnMut(usize, Samples<S>));
}

struct Halves;

impl Butterfly for Halves {
    const FACTOR: usize = 2;

    #[inline(always)]
    fn apply<S: Simd>(
        load: impl Fn(usize) -> Samples<S>,
        mut store: impl FnMut(usize, Samples<S>),
    ) {
        let (a, b) = (load(0), load(1));
        store(0, a.plus(b));
        store(1, a.minus(b));
    }
}

struct Thirds;

impl Butterfly for Thirds {
    const FACTOR: usize = 3;

    #[inline(always)]
    fn apply<S: Simd>(
        load: impl Fn(usize) -> Samples<S>,
        mut store: impl FnMut(usize, Samples<S>),
    ) {
        const SINE: f32 = 0.866_025_4;
        let (a, b, c) = (load(0), load(1), load(2));
        let sum = b.plus(c);
        let middle = a.minus(sum.scaled(0.5));
        let side = b.minus(c).scaled(SINE);
        store(0, a.plus(sum));
        store(1, middle.plus_turned(side));
        store(2, middle.minus_turned(side));
    }
}

struct Quarters;

impl Butterfly for Quarters {
    const FACTOR: usize = 4;

    #[inline(always)]
    fn apply<S: Simd>(
        load: impl Fn(usize) -> Samples<S>,
        mut store: impl FnMut(usize, Samples<S>),
    ) {
        let (a, b, c, d) = (load(0), load(1), load(2), load(3));
        let (even, odd) = (a.plus(c), b.plus(d));
        let (middle, side) = (a.minus(c), b.minus(d));
        store(0, even.plus(odd));
        store(1, middle.plus_turned(side));
        store(2, even.minus(odd));
        store(3, middle.minus_turned(side));
    }
}

struct Fifths;

impl Butterfly for Fifths {
    const FACTOR: usize = 5;

    #[inline(always)]
    fn apply<S: Simd>(
        load: impl Fn(usize) -> Samples<S>,
        mut store: impl FnMut(usize, Samples<S>),
    ) {
        // Cosines and sines of one and two fifths of a turn.
        const C1: f32 = 0.309_017;
        const C2: f32 = -0.809_017;
        const S1: f32 = 0.951_056_5;
        const S2: f32 = 0.587_785_25;
        let (a, b, c, d, e) = (load(0), load(1), load(2), load(3), load(4));
        let (near, far) = (b.plus(e), c.plus(d));
        let (near_side, far_side) = (b.minus(e), c.minus(d));
        let one = a.plus(near.scaled(C1)).plus(far.scaled(C2));
        let two = a.plus(near.scaled(C2)).plus(far.scaled(C1));
        let one_side = near_side.scaled(S1).plus(far_side.scaled(S2));
        let two_side = near_side.scaled(S2).minus(far_side.scaled(S1));
        store(0, a.plus(near).plus(far));
        store(1, one.plus_turned(one_side));
        store(2, two.plus_turned(two_side));
        store(3, two.minus_turned(two_side));
        store(4, one.minus_turned(one_side));
    }
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
    use std::array::from_fn;

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
