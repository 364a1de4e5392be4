//! Affinities as an iteration walks them: rows in the order of the optimiser's places, each in whole blocks of eight
//! entries. An iteration reads all of them and does little with each, so that it takes as long as they are large: values
//! are kept in 16 bits, as shares of the largest of their row, and so are places where there are no more.

use super::{
    Affinities,
    place::{NARROW, Place, Places},
};
use crate::{
    CHUNK,
    elementary::{self, ln_of_positive, short_ln_of_positive},
    gradient::Kernel,
    order,
    simd::{LANES, Simd, Work, dispatch, vectorised},
};
use rayon::prelude::*;

/// The largest value of a row, as its entries are kept.
const WHOLE: f32 = u16::MAX as f32;

/// The places of all blocks, as narrow as they can be.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Columns {
    Narrow(Vec<Places<u16>>),
    Wide(Vec<Places<u32>>),
}

/// Symmetric affinities in blocks. Entries that only fill up the last block of a row are at the place of the row itself
/// and have the value 0.
#[derive(Debug, Clone)]
pub(crate) struct Blocks {
    /// The first block of each row, and the end of the last row's.
    starts: Vec<usize>,
    columns: Columns,
    values: Vec<[u16; LANES]>,
    /// What values of 1 in a row mean.
    units: Vec<f32>,
    perplexity: f64,
    /// The sum of p ln p, and that of p.
    entropy: [f64; 2],
}

/// The blocks of one row.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a, P> {
    pub(crate) columns: &'a [Places<P>],
    pub(crate) values: &'a [[u16; LANES]],
    pub(crate) unit: f32,
}

impl Blocks {
    /// Place i is row i.
    pub(crate) fn new(affinities: &Affinities) -> Self {
        let rows = affinities.rows();
        let entries = || (0..rows).into_par_iter().with_min_len(CHUNK);
        let unit = |row| affinities.row(row).1.iter().fold(0.0, |a: f32, &b| a.max(b)) / WHOLE;
        let units: Vec<f32> = entries().map(unit).collect();
        let values = entries().flat_map_iter(|row| {
            let inverse = if units[row] > 0.0 { 1.0 / units[row] } else { 0.0 };
            affinities.row(row).1.chunks(LANES).map(move |values| {
                let mut block = [0; LANES];
                for (block, value) in block.iter_mut().zip(values) {
                    *block = (value * inverse + 0.5) as u16;
                }
                block
            })
        });
        let mut blocks = Self {
            starts: starts((0..rows).map(|row| affinities.row(row).0.len().div_ceil(LANES))),
            columns: if rows <= NARROW {
                Columns::Narrow(places(affinities))
            } else {
                Columns::Wide(places(affinities))
            },
            values: values.collect(),
            units,
            perplexity: affinities.perplexity(),
            entropy: [0.0; 2],
        };
        blocks.entropy = blocks.entropy();
        blocks
    }

    /// The blocks of the row at a place; `columns` are [`Self::columns`].
    #[inline(always)]
    pub(crate) fn row<'a, P>(&'a self, columns: &'a [Places<P>], place: usize) -> Row<'a, P> {
        let range = self.starts[place]..self.starts[place + 1];
        let columns = &columns[range.clone()];
        Row { columns, values: &self.values[range], unit: self.units[place] }
    }

    pub(crate) fn columns(&self) -> &Columns {
        &self.columns
    }

    pub(crate) fn perplexity(&self) -> f64 {
        self.perplexity
    }

    /// The same with what is at place `from[i]` at place i. The entries of a row stay in their order.
    pub(crate) fn reordered(&self, from: &[u32]) -> Self {
        let at = order::inverse(from);
        let range = |place: u32| self.starts[place as usize]..self.starts[place as usize + 1];
        let rows = || from.par_iter().with_min_len(CHUNK).map(|&place| range(place));
        Self {
            starts: starts(from.iter().map(|&place| range(place).len())),
            columns: match &self.columns {
                Columns::Narrow(columns) => Columns::Narrow(renamed(columns, rows(), &at)),
                Columns::Wide(columns) => Columns::Wide(renamed(columns, rows(), &at)),
            },
            values: rows().flat_map_iter(|range| self.values[range].iter().copied()).collect(),
            units: order::pick(&self.units, from),
            ..*self
        }
    }

    /// The affinities of the rows, of which `rows` names that at each place.
    pub(crate) fn affinities(&self, rows: &[u32]) -> Affinities {
        match &self.columns {
            Columns::Narrow(columns) => self.of_rows(columns, rows),
            Columns::Wide(columns) => self.of_rows(columns, rows),
        }
    }

    fn of_rows<P: Place>(&self, columns: &[Places<P>], rows: &[u32]) -> Affinities {
        let mut offsets = vec![0];
        let (mut of_columns, mut of_values) = (Vec::new(), Vec::new());
        for (row, place) in order::inverse(rows).into_iter().enumerate() {
            let Row { columns, values, unit } = self.row(columns, place as usize);
            let mut entries: Vec<(u32, f32)> = columns
                .as_flattened()
                .iter()
                .zip(values.as_flattened())
                .map(|(column, &value)| (rows[column.at()], f32::from(value) * unit))
                .filter(|&(column, _)| column as usize != row)
                .collect();
            entries.sort_unstable_by_key(|entry| entry.0);
            of_columns.extend(entries.iter().map(|entry| entry.0));
            of_values.extend(entries.iter().map(|entry| entry.1));
            offsets.push(of_columns.len());
        }
        Affinities { offsets, columns: of_columns, values: of_values, perplexity: self.perplexity }
    }

    /// The sum of p ln p, and that of p.
    fn entropy(&self) -> [f64; 2] {
        let parts: Vec<[f64; 2]> = (0..self.units.len())
            .into_par_iter()
            .with_min_len(CHUNK)
            .map(|place| {
                let unit = f64::from(self.units[place]);
                let values = &self.values[self.starts[place]..self.starts[place + 1]];
                let mut sums = [[0.0; LANES]; 2];
                vectorised(
                    #[inline(always)]
                    || {
                        for values in values {
                            let values = values.map(|value| f64::from(value) * unit);
                            // Where p is 0, so is p ln p.
                            let known = values.map(|p| if p > 0.0 { p } else { 1.0 });
                            let logarithms = ln_of_positive(known);
                            for lane in 0..LANES {
                                sums[0][lane] += values[lane] * logarithms[lane];
                                sums[1][lane] += values[lane];
                            }
                        }
                    },
                );
                sums.map(|lanes| lanes.iter().sum())
            })
            .collect();
        parts.iter().fold([0.0; 2], |sum, part| [sum[0] + part[0], sum[1] + part[1]])
    }

    /// The Kullback-Leibler divergence of positions, in the order of the places, for a known Z: the sum of
    /// p ln(p Z / q).
    pub(crate) fn divergence(&self, positions: &[f32], z: f64, kernel: Kernel) -> f64 {
        let points = positions.as_chunks::<2>().0;
        let spread = match &self.columns {
            Columns::Narrow(columns) => self.spread(columns, points, kernel.dof),
            Columns::Wide(columns) => self.spread(columns, points, kernel.dof),
        };
        let [entropy, mass] = self.entropy;
        entropy + kernel.dof * spread + mass * elementary::ln(z)
    }

    /// The sum of p ln(1 + |y_i - y_j|^2 / dof).
    fn spread<P: Place>(&self, columns: &[Places<P>], points: &[[f32; 2]], dof: f64) -> f64 {
        let inverse_dof = (1.0 / dof) as f32;
        let parts: Vec<f64> = (0..points.len())
            .into_par_iter()
            .with_min_len(CHUNK / 8)
            .map(|place| {
                let row = self.row(columns, place);
                f64::from(row.unit)
                    * f64::from(dispatch(Spread { row, points, place, inverse_dof }))
            })
            .collect();
        parts.iter().sum()
    }
}

/// What one row adds to the spread, in its own unit.
struct Spread<'a, P> {
    row: Row<'a, P>,
    points: &'a [[f32; 2]],
    place: usize,
    inverse_dof: f32,
}

impl<P: Place> Work for Spread<'_, P> {
    type Output = f32;

    fn on<S: Simd>(self, simd: S) -> f32 {
        let Self { row, points, place, inverse_dof } = self;
        simd.run(
            #[inline(always)]
            || {
                let [own_x, own_y] = points[place].map(|own| simd.splat(own));
                let [one, inverse_dof] = [1.0, inverse_dof].map(|value| simd.splat(value));
                let mut sums = simd.splat(0.0);
                for (columns, values) in row.columns.iter().zip(row.values) {
                    let [x, y] = simd.coordinates(columns.map(|column| points[column.at()]));
                    let (dx, dy) = (simd.sub(own_x, x), simd.sub(own_y, y));
                    let squared = simd.add(simd.mul(dx, dx), simd.mul(dy, dy));
                    let spread = simd.add(one, simd.mul(squared, inverse_dof));
                    let logarithms = simd.load(short_ln_of_positive(simd.lanes(spread)));
                    sums = simd.add(sums, simd.mul(simd.whole(*values), logarithms));
                }
                simd.total(sums)
            },
        )
    }
}

/// Where each row's blocks begin, and the end of the last, from their numbers.
fn starts(counts: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut end = 0;
    let ends = counts.map(|count| {
        end += count;
        end
    });
    std::iter::once(0).chain(ends).collect()
}

/// The columns of all rows in blocks.
fn places<P: Place>(affinities: &Affinities) -> Vec<Places<P>> {
    (0..affinities.rows())
        .into_par_iter()
        .with_min_len(CHUNK)
        .flat_map_iter(|row| {
            affinities.row(row).0.chunks(LANES).map(move |columns| {
                let mut block = [P::new(row as u32); LANES];
                for (place, &column) in block.iter_mut().zip(columns) {
                    *place = P::new(column);
                }
                block
            })
        })
        .collect()
}

/// The columns of some rows, given as their blocks, where place i has moved to `at[i]`.
fn renamed<P: Place>(
    columns: &[Places<P>],
    rows: impl ParallelIterator<Item = std::ops::Range<usize>>,
    at: &[u32],
) -> Vec<Places<P>> {
    let renamed = |places: &Places<P>| places.map(|place| P::new(at[place.at()]));
    rows.flat_map_iter(|range| columns[range].iter().map(renamed)).collect()
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
        let found = shuffled.affinities(&rows);
        assert_eq!((&found.offsets, &found.columns), (&affinities.offsets, &affinities.columns));
        for row in 0..700 {
            let (expected, found) = (affinities.row(row).1, found.row(row).1);
            let largest = expected.iter().copied().fold(0.0, f32::max);
            let near = |(a, b): (&f32, &f32)| (a - b).abs() <= 0.51 * largest / WHOLE;
            assert!(expected.iter().zip(found).all(near));
        }
        let back = shuffled.reordered(&order::inverse(&rows));
        assert_eq!((back.columns, back.values), (blocks.columns, blocks.values));
        assert_eq!((back.starts, back.units), (blocks.starts, blocks.units));
    }

    #[test]
    fn wide_places_say_the_same_as_narrow_ones() {
        let affinities = affinities(90);
        let narrow = Blocks::new(&affinities);
        let Columns::Narrow(columns) = narrow.columns() else { panic!("90 rows need no more") };
        let wide = columns.iter().map(|places| places.map(u32::from)).collect();
        let wide = Blocks { columns: Columns::Wide(wide), ..narrow.clone() };
        let mut rng = Rng::new(8);
        let positions: Vec<f32> = (0..180).map(|_| rng.normal() as f32).collect();
        let of = |blocks: &Blocks| {
            let mut optimiser = crate::optimise::Optimiser::new(positions.clone());
            let from = optimiser.reorder();
            let blocks = blocks.reordered(&from);
            let phase = &crate::Options::default().phases()[1];
            let mut repulsion = crate::gradient::Exact::new(Kernel::STUDENT);
            optimiser.iterate(&blocks, &mut repulsion, Kernel::STUDENT, phase);
            let moved = optimiser.positions().to_vec();
            let divergence = blocks.divergence(&moved, 50.0, Kernel::STUDENT);
            (moved, divergence, blocks.affinities(optimiser.rows()))
        };
        assert_eq!(of(&wide), of(&narrow));
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
            // Values in 16 bits.
            assert!((found - expected).abs() < 1e-4, "{found} for {expected}");
        }
    }
}
