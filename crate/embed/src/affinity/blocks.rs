//! Affinities as an iteration walks them: rows in the order of the optimiser's places, each in whole blocks of eight
//! entries, a cache line each.

use super::Affinities;
use crate::{
    CHUNK,
    elementary::{self, ln_of_positive},
    gradient::Kernel,
    order,
    simd::{LANES, vectorised},
};
use rayon::prelude::*;

/// Eight entries of a row. Those that only fill up the last block of a row are in the column of the row itself and
/// have the value 0.
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(align(64))]
pub(crate) struct Block {
    pub(crate) columns: [u32; LANES],
    pub(crate) values: [f32; LANES],
}

/// Symmetric affinities in blocks.
#[derive(Debug, Clone)]
pub(crate) struct Blocks {
    /// The first block of each row, and the end of the last row's.
    starts: Vec<usize>,
    blocks: Vec<Block>,
    perplexity: f64,
    /// The sum of p ln p, and that of p.
    entropy: [f64; 2],
}

impl Blocks {
    /// Place i is row i.
    pub(crate) fn new(affinities: &Affinities) -> Self {
        let rows = affinities.rows();
        let mut starts = Vec::with_capacity(rows + 1);
        starts.push(0);
        starts.extend((0..rows).scan(0, |end, row| {
            *end += affinities.row(row).0.len().div_ceil(LANES);
            Some(*end)
        }));
        let blocks: Vec<Block> = (0..rows)
            .into_par_iter()
            .with_min_len(CHUNK)
            .flat_map_iter(|row| {
                let (columns, values) = affinities.row(row);
                columns.chunks(LANES).zip(values.chunks(LANES)).map(move |(columns, values)| {
                    let mut block = Block { columns: [row as u32; LANES], values: [0.0; LANES] };
                    block.columns[..columns.len()].copy_from_slice(columns);
                    block.values[..values.len()].copy_from_slice(values);
                    block
                })
            })
            .collect();
        let parts: Vec<[f64; 2]> = blocks.par_chunks(CHUNK).map(entropy).collect();
        let entropy = parts.iter().fold([0.0; 2], |sum, part| [sum[0] + part[0], sum[1] + part[1]]);
        Self { starts, blocks, perplexity: affinities.perplexity(), entropy }
    }

    /// The blocks of the row at a place.
    #[inline(always)]
    pub(crate) fn row(&self, place: usize) -> &[Block] {
        &self.blocks[self.starts[place]..self.starts[place + 1]]
    }

    pub(crate) fn perplexity(&self) -> f64 {
        self.perplexity
    }

    /// The same with what is at place `from[i]` at place i. The entries of a row stay in their order.
    pub(crate) fn reordered(&self, from: &[u32]) -> Self {
        let places = order::inverse(from);
        let mut starts = Vec::with_capacity(self.starts.len());
        starts.push(0);
        starts.extend(from.iter().scan(0, |end, &place| {
            *end += self.row(place as usize).len();
            Some(*end)
        }));
        let renamed = |block: &Block| Block {
            columns: block.columns.map(|column| places[column as usize]),
            values: block.values,
        };
        let blocks = from
            .par_iter()
            .with_min_len(CHUNK)
            .flat_map_iter(|&place| self.row(place as usize).iter().map(renamed))
            .collect();
        Self { starts, blocks, ..*self }
    }

    /// The affinities of the rows, of which `rows` names that at each place.
    pub(crate) fn affinities(&self, rows: &[u32]) -> Affinities {
        let mut offsets = vec![0];
        let (mut columns, mut values) = (Vec::new(), Vec::new());
        for (row, place) in order::inverse(rows).into_iter().enumerate() {
            let blocks = self.row(place as usize);
            let mut entries: Vec<(u32, f32)> = blocks
                .iter()
                .flat_map(|block| block.columns.iter().zip(block.values))
                .map(|(&column, value)| (rows[column as usize], value))
                .filter(|&(column, _)| column as usize != row)
                .collect();
            entries.sort_unstable_by_key(|entry| entry.0);
            columns.extend(entries.iter().map(|entry| entry.0));
            values.extend(entries.iter().map(|entry| entry.1));
            offsets.push(columns.len());
        }
        Affinities { offsets, columns, values, perplexity: self.perplexity }
    }

    /// The Kullback-Leibler divergence of positions, in the order of the places, for a known Z: the sum of
    /// p ln(p Z / q).
    pub(crate) fn divergence(&self, positions: &[f32], z: f64, kernel: Kernel) -> f64 {
        let points = positions.as_chunks::<2>().0;
        let inverse_dof = 1.0 / kernel.dof;
        let parts: Vec<f64> = points
            .par_chunks(CHUNK / 8)
            .enumerate()
            .map(|(chunk, own)| {
                let mut sums = [0.0; LANES];
                for (place, own) in (chunk * (CHUNK / 8)..).zip(own) {
                    vectorised(
                        #[inline(always)]
                        || {
                            for Block { columns, values } in self.row(place) {
                                let others = columns.map(|column| points[column as usize]);
                                let spread = ln_of_positive(others.map(|other| {
                                    let dx = f64::from(own[0] - other[0]);
                                    let dy = f64::from(own[1] - other[1]);
                                    1.0 + (dx * dx + dy * dy) * inverse_dof
                                }));
                                for lane in 0..LANES {
                                    sums[lane] += f64::from(values[lane]) * spread[lane];
                                }
                            }
                        },
                    );
                }
                sums.iter().sum()
            })
            .collect();
        let [entropy, mass] = self.entropy;
        entropy + kernel.dof * parts.iter().sum::<f64>() + mass * elementary::ln(z)
    }
}

/// The sum of p ln p, and that of p.
fn entropy(blocks: &[Block]) -> [f64; 2] {
    let mut sums = [[0.0; LANES]; 2];
    vectorised(
        #[inline(always)]
        || {
            for block in blocks {
                let values = block.values.map(f64::from);
                // Where p is 0, so is p ln p.
                let logarithms = ln_of_positive(values.map(|p| if p > 0.0 { p } else { 1.0 }));
                for lane in 0..LANES {
                    sums[0][lane] += values[lane] * logarithms[lane];
                    sums[1][lane] += values[lane];
                }
            }
        },
    );
    sums.map(|lanes| lanes.iter().sum())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Matrix, Neighbours, rng::Rng};

    fn affinities(rows: usize) -> Affinities {
        let mut rng = Rng::new(5);
        let values: Vec<f32> = (0..rows * 3).map(|_| rng.normal() as f32).collect();
        let neighbours = Neighbours::search(Matrix::new(&values, rows, 3).unwrap(), 4.0);
        Affinities::new(&neighbours, 4.0).unwrap()
    }

    #[test]
    fn any_order_and_back_again_are_the_same_affinities() {
        let affinities = affinities(700);
        let blocks = Blocks::new(&affinities);
        let mut rng = Rng::new(6);
        let mut rows: Vec<u32> = (0..700).collect();
        rows.sort_by_cached_key(|_| rng.bits());
        let shuffled = blocks.reordered(&rows);
        assert_eq!(shuffled.affinities(&rows), affinities);
        let back = shuffled.reordered(&order::inverse(&rows));
        assert_eq!((back.blocks, back.starts), (blocks.blocks, blocks.starts));
    }

    #[test]
    fn the_divergence_is_the_sum_that_defines_it() {
        let affinities = affinities(150);
        let mut rng = Rng::new(7);
        let positions: Vec<f32> = (0..300).map(|_| 4.0 * rng.normal() as f32).collect();
        for dof in [0.5, 1.0] {
            let (z, mut expected) = (123.0, 0.0);
            for row in 0..150 {
                let (columns, values) = affinities.row(row);
                for (&column, &p) in columns.iter().zip(values).filter(|(_, p)| **p > 0.0) {
                    let away = |axis: usize| {
                        let other = positions[2 * column as usize + axis];
                        f64::from(positions[2 * row + axis]) - f64::from(other)
                    };
                    let base = 1.0 + (away(0) * away(0) + away(1) * away(1)) / dof;
                    expected += f64::from(p) * (f64::from(p) * z * base.powf(dof)).ln();
                }
            }
            let found = Blocks::new(&affinities).divergence(&positions, z, Kernel { dof });
            assert!((found / expected - 1.0).abs() < 1e-6, "{found} for {expected}");
        }
    }
}
