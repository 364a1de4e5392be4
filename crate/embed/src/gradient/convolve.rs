//! The potential of a grid of charges under the kernel 1 / (1 + r^2), by Fourier transforms.
//!
//! The grid is padded to twice its size, so that the convolution does not wrap around. Rows are transformed in
//! pairs, one as the real and one as the imaginary part, eight pairs at a time; columns then go forth, are
//! multiplied by the kernel's spectrum and come back while they are in cache. Between the passes the data lie in
//! tiles of 16 rows by 8 columns, so that each task reads what others wrote and writes only what is its own.

use super::{
    dft::{Dft, Lanes, fast_length},
    kernel::Kernel,
    plan::Plan,
};
use crate::{
    elementary,
    simd::{LANES, vectorised},
};
use rayon::prelude::*;

/// Rows that are transformed together: eight pairs.
pub(super) const ROWS: usize = 2 * LANES;

/// 8 columns of 16 rows of a spectrum: for each column its even rows, then its odd rows.
type Tile = [[Lanes; 2]; LANES];

/// A convolution for grids of one size and spacing, with the spectrum of its kernel.
pub(super) struct Convolution {
    plan: Plan,
    down: Dft,
    across: Dft,
    /// Eight columns at a time; in each group row by row.
    kernel: Vec<[f32; LANES]>,
    /// Potential that a charge at a node makes up to three nodes down and across.
    near: [[f32; 4]; 4],
}

impl Convolution {
    /// Prepares for grids of `nodes` rows and columns and the part of the kernel that the plan leaves to them. Its spectrum is weighted
    /// so that forces between points anywhere in their cells have the least mean square error, given that
    /// cubic B-splines spread the charges and read the potential (the optimal influence function of Hockney
    /// and Eastwood 1988, chapter 8, for forces from the potential's exact slope).
    pub(super) fn new(nodes: [usize; 2], plan: Plan, kernel: Kernel) -> Self {
        let [down, across] = nodes.map(|nodes| Dft::new(padded(nodes)));
        let [height, width] = [down.length(), across.length()];
        let mut convolution = Self { plan, down, across, kernel: Vec::new(), near: [[0.0; 4]; 4] };
        let away = |at: usize, length: usize| at.min(length - at) as f64 * plan.spacing;
        let mut samples = vec![0.0; height.next_multiple_of(ROWS) * width];
        samples[..height * width].par_chunks_mut(width).enumerate().for_each(|(row, samples)| {
            let y = away(row, height);
            for (column, sample) in samples.iter_mut().enumerate() {
                let x = away(column, width);
                let squared = x * x + y * y;
                let near = plan.near.map_or(0.0, |near| near.value(squared));
                *sample = (kernel.similarity(squared) - near) as f32;
            }
        });
        let rows = convolution.rows_forward(&samples, width);
        let down: Vec<Influence> = (0..height).map(|k| Influence::new(k, height)).collect();
        let across: Vec<Influence> = (0..width).map(|k| Influence::new(k, width)).collect();
        let scale = 1.0 / (height * width) as f64;
        let groups = convolution.column_groups();
        let mut kernel = vec![[0.0; LANES]; groups * height];
        kernel.par_chunks_mut(height).enumerate().for_each(|(group, kernel)| {
            let mut columns = vec![Lanes::ZERO; height];
            let mut scratch = columns.clone();
            convolution.gather_columns(&rows, group, &mut columns);
            convolution.down.forward(&mut columns, &mut scratch);
            for ((out, spectrum), down) in kernel.iter_mut().zip(&columns).zip(&down) {
                *out = std::array::from_fn(|lane| {
                    let column = (group * LANES + lane).min(width - 1);
                    (f64::from(spectrum.re[lane]) * scale * down.with(&across[column])) as f32
                });
            }
        });
        convolution.kernel = kernel;
        let mut grid = vec![0.0; 4 * ROWS];
        grid[0] = 1.0;
        convolution.apply(&mut grid, 4);
        convolution.near = std::array::from_fn(|row| std::array::from_fn(|at| grid[4 * row + at]));
        convolution
    }

    /// Whether this is the convolution for such a grid.
    pub(super) fn fits(&self, nodes: [usize; 2], plan: Plan) -> bool {
        self.plan == plan
            && self.down.length() == padded(nodes[0])
            && self.across.length() == padded(nodes[1])
    }

    /// Potential that a charge at a node makes at the nodes up to three below it and beside it.
    pub(super) fn near(&self) -> &[[f32; 4]; 4] {
        &self.near
    }

    /// Replaces the charges of a grid by the potential at its nodes. `grid` holds a multiple of [`ROWS`] rows of
    /// `width` nodes.
    pub(super) fn apply(&self, grid: &mut [f32], width: usize) {
        let rows = self.rows_forward(grid, width);
        let columns = self.columns(&rows);
        self.rows_back(&columns, grid, width);
    }

    fn column_groups(&self) -> usize {
        (self.across.length() / 2 + 1).div_ceil(LANES)
    }

    /// The spectra of all rows, as tiles: those of the first 16 rows, then those of the next.
    fn rows_forward(&self, grid: &[f32], width: usize) -> Vec<Tile> {
        let length = self.across.length();
        let groups = self.column_groups();
        let mut tiles = vec![[[Lanes::ZERO; 2]; LANES]; grid.len() / (ROWS * width) * groups];
        tiles.par_chunks_mut(groups).zip(grid.par_chunks(ROWS * width)).for_each_init(
            || (Vec::new(), vec![Lanes::ZERO; length]),
            |(data, scratch), (tiles, rows)| {
                vectorised(
                    #[inline(always)]
                    || {
                        data.clear();
                        data.resize(length, Lanes::ZERO);
                        for (pair, rows) in rows.chunks_exact(2 * width).enumerate() {
                            let (even, odd) = rows.split_at(width);
                            for ((sample, &even), &odd) in data.iter_mut().zip(even).zip(odd) {
                                sample.re[pair] = even;
                                sample.im[pair] = odd;
                            }
                        }
                        self.across.forward(data, scratch);
                        // The spectra of two real signals from that of the complex one that they made.
                        for k in 0..=length / 2 {
                            let (a, b) = (&data[k], &data[(length - k) % length]);
                            tiles[k / LANES][k % LANES] = [
                                Lanes {
                                    re: std::array::from_fn(|l| 0.5 * (a.re[l] + b.re[l])),
                                    im: std::array::from_fn(|l| 0.5 * (a.im[l] - b.im[l])),
                                },
                                Lanes {
                                    re: std::array::from_fn(|l| 0.5 * (a.im[l] + b.im[l])),
                                    im: std::array::from_fn(|l| 0.5 * (b.re[l] - a.re[l])),
                                },
                            ];
                        }
                    },
                );
            },
        );
        tiles
    }

    /// Eight columns of the rows' spectra, with zeros below them.
    #[inline(always)]
    fn gather_columns(&self, tiles: &[Tile], group: usize, columns: &mut [Lanes]) {
        columns.fill(Lanes::ZERO);
        let tiles = tiles.iter().skip(group).step_by(self.column_groups());
        for (tile, rows) in tiles.zip(columns.chunks_mut(ROWS)) {
            for (row, out) in rows.iter_mut().enumerate() {
                for (lane, pair) in tile.iter().enumerate() {
                    out.re[lane] = pair[row % 2].re[row / 2];
                    out.im[lane] = pair[row % 2].im[row / 2];
                }
            }
        }
    }

    /// Convolves every column. Returns the conjugate of the result, as tiles: all row groups of the first eight
    /// columns, then those of the next. Conjugates turn the forward transform into the inverse one.
    fn columns(&self, tiles: &[Tile]) -> Vec<Tile> {
        let height = self.down.length();
        let row_groups = tiles.len() / self.column_groups();
        let mut result = vec![[[Lanes::ZERO; 2]; LANES]; tiles.len()];
        result
            .par_chunks_mut(row_groups)
            .zip(self.kernel.par_chunks(height))
            .enumerate()
            .for_each_init(
                || (vec![Lanes::ZERO; height], vec![Lanes::ZERO; height]),
                |(columns, scratch), (group, (result, kernel))| {
                    vectorised(
                        #[inline(always)]
                        || {
                            self.gather_columns(tiles, group, columns);
                            self.down.forward(columns, scratch);
                            for (sample, factor) in columns.iter_mut().zip(kernel) {
                                sample.re =
                                    std::array::from_fn(|lane| sample.re[lane] * factor[lane]);
                                sample.im =
                                    std::array::from_fn(|lane| -sample.im[lane] * factor[lane]);
                            }
                            self.down.forward(columns, scratch);
                            for (tile, rows) in result.iter_mut().zip(columns.chunks(ROWS)) {
                                for (row, sample) in rows.iter().enumerate() {
                                    for (lane, pair) in tile.iter_mut().enumerate() {
                                        pair[row % 2].re[row / 2] = sample.re[lane];
                                        pair[row % 2].im[row / 2] = sample.im[lane];
                                    }
                                }
                            }
                        },
                    );
                },
            );
        result
    }

    /// Brings the rows back from their conjugate spectra, two of them as one complex signal.
    fn rows_back(&self, tiles: &[Tile], grid: &mut [f32], width: usize) {
        let length = self.across.length();
        let row_groups = grid.len() / (ROWS * width);
        grid.par_chunks_mut(ROWS * width).enumerate().for_each_init(
            || (vec![Lanes::ZERO; length], vec![Lanes::ZERO; length]),
            |(data, scratch), (group, rows)| {
                vectorised(
                    #[inline(always)]
                    || {
                        for k in (0..=length / 2).rev() {
                            let [a, b] = &tiles[k / LANES * row_groups + group][k % LANES];
                            data[(length - k) % length] = Lanes {
                                re: std::array::from_fn(|l| a.re[l] - b.im[l]),
                                im: std::array::from_fn(|l| -a.im[l] - b.re[l]),
                            };
                            data[k] = Lanes {
                                re: std::array::from_fn(|l| a.re[l] + b.im[l]),
                                im: std::array::from_fn(|l| a.im[l] - b.re[l]),
                            };
                        }
                        self.across.forward(data, scratch);
                        for (pair, rows) in rows.chunks_exact_mut(2 * width).enumerate() {
                            let (even, odd) = rows.split_at_mut(width);
                            for ((sample, even), odd) in data.iter().zip(even).zip(odd) {
                                *even = sample.re[pair];
                                *odd = -sample.im[pair];
                            }
                        }
                    },
                );
            },
        );
    }
}

/// Length of the transform for this many nodes: twice as many, so that no charge sees a periodic image of
/// another, and 16 more for the tail of the spline's inverse, which falls to 1e-9 over that distance. Rounded up
/// so that a map that grows a little can go on with the same spectrum.
pub(super) fn padded(nodes: usize) -> usize {
    fast_length((2 * nodes.next_multiple_of(8) + 16).max(48))
}

/// What the spline does to one frequency along one axis.
struct Influence {
    /// Square of the frequency, in radians a node.
    square: f64,
    /// Power of the spline at the frequency itself.
    own: f64,
    /// Power of the spline at the frequency and all its aliases.
    all: f64,
    /// As `all`, each alias times the square of its frequency.
    bent: f64,
}

impl Influence {
    /// Frequency number `k` of `length`.
    fn new(k: usize, length: usize) -> Self {
        // sin(x) / x at half the frequency, its sign lost; the spline's spectrum is the fourth power of that.
        let k = k.min(length - k);
        let half = std::f64::consts::PI * k as f64 / length as f64;
        let sinc = if k == 0 { 1.0 } else { elementary::turn(k, 2 * length).1 / half };
        // Squared three times: the rounding of powi is the platform's.
        let square = sinc * sinc;
        let fourth = square * square;
        let cosine = |times: usize| elementary::turn(times * k % length, length).0;
        // Sums over aliases are transforms of B-splines at the nodes: of degree 7, and 5 for the second derivative.
        let all = (2416.0 + 2382.0 * cosine(1) + 240.0 * cosine(2) + 2.0 * cosine(3)) / 5040.0;
        let bent = (2.0 - 2.0 * cosine(1)) * (66.0 + 52.0 * cosine(1) + 2.0 * cosine(2)) / 120.0;
        Self { square: 4.0 * half * half, own: fourth * fourth, all, bent }
    }

    /// The factor on the kernel at this frequency and that of the other axis. The kernel has next to nothing
    /// at its aliases, so that only the splines' aliases count.
    fn with(&self, other: &Self) -> f64 {
        let power = self.own * other.own / (self.all * other.all);
        let bent = self.bent * other.all + self.all * other.bent;
        if bent > 0.0 { power * (self.square + other.square) / bent } else { power }
    }
}
