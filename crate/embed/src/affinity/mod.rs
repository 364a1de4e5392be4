//! Affinities: how much each pair of neighbours is to attract one another.

mod blocks;
mod kernel;
mod place;
mod symmetric;
#[cfg(test)]
mod tests;

pub(crate) use blocks::{Blocks, Columns, Row};
pub(crate) use place::{Place, Places};

use crate::{CHUNK, Error, Neighbours, neighbours::allowed_perplexity, options::check_perplexity};
use kernel::{Bandwidths, Kernel};
use rayon::prelude::*;

/// How the distances to a row's neighbours become affinities (the names are openTSNE's classes).
#[derive(Debug, Clone, PartialEq)]
pub enum Affinity {
    /// A Gaussian a row, as wide as makes its entropy that of this many equal neighbours, at least 1 (van der
    /// Maaten and Hinton 2008, equation 1).
    Perplexity(f64),
    /// One Gaussian for all rows, of this standard deviation in the units of the metric, over `k` neighbours.
    FixedSigma {
        /// Standard deviation, above 0.
        sigma: f64,
        /// Neighbours of each row, at least 1.
        k: usize,
    },
    /// The same affinity to each of `k` neighbours.
    Uniform {
        /// Neighbours of each row, at least 1.
        k: usize,
        /// What to make of the two directions of a pair.
        symmetrization: Symmetrization,
    },
    /// The average of the affinities of several perplexities (Lee et al. 2015).
    Multiscale(Vec<f64>),
    /// Densities of one Gaussian for each perplexity, added before a row is normalised, so that the nearest
    /// neighbours belong to the narrow ones and the far ones to the wide (openTSNE's own multiscale).
    MultiscaleMixture(Vec<f64>),
}

/// What becomes of the two directions of a pair of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Symmetrization {
    /// The larger of the two.
    Max,
    /// Their average.
    Mean,
    /// They stay as they are.
    None,
}

impl Affinity {
    /// Neighbours that each row needs if it has `others` rows to choose from: three times the largest
    /// perplexity, or `k`.
    pub fn neighbours_needed(&self, others: usize) -> usize {
        match self {
            Self::Perplexity(perplexity) => needed_for(others, &[*perplexity]),
            Self::Multiscale(list) | Self::MultiscaleMixture(list) => needed_for(others, list),
            Self::FixedSigma { k, .. } | Self::Uniform { k, .. } => (*k).min(others),
        }
    }

    /// Checks every parameter.
    ///
    /// # Errors
    /// [`Error::Option`] for the first that is out of range.
    pub fn validate(&self) -> Result<(), Error> {
        match self {
            Self::Perplexity(perplexity) => check_perplexity(*perplexity),
            Self::Multiscale(list) | Self::MultiscaleMixture(list) if list.is_empty() => {
                let expected = "at least one perplexity";
                Err(Error::Option { name: "perplexities", value: 0.0, expected })
            }
            Self::Multiscale(list) | Self::MultiscaleMixture(list) => {
                list.iter().try_for_each(|&perplexity| check_perplexity(perplexity))
            }
            Self::FixedSigma { sigma, .. } if !(*sigma > 0.0 && sigma.is_finite()) => {
                Err(Error::Option { name: "sigma", value: *sigma, expected: "above 0 and finite" })
            }
            Self::FixedSigma { k: 0, .. } | Self::Uniform { k: 0, .. } => {
                Err(Error::Option { name: "k", value: 0.0, expected: "at least 1" })
            }
            Self::FixedSigma { .. } | Self::Uniform { .. } => Ok(()),
        }
    }

    fn kernel(&self, neighbours: &Neighbours) -> Kernel {
        let allowed = |list: &[f64]| {
            list.iter().map(|&p| allowed_perplexity(neighbours.others(), p)).collect()
        };
        match self {
            Self::Perplexity(perplexity) => {
                Kernel::Entropy(allowed(&[*perplexity]), Bandwidths::Average)
            }
            Self::Multiscale(list) => Kernel::Entropy(allowed(list), Bandwidths::Average),
            Self::MultiscaleMixture(list) => Kernel::Entropy(allowed(list), Bandwidths::Mixture),
            Self::FixedSigma { sigma, .. } => {
                let sigma = sigma * neighbours.unit();
                Kernel::Precision(0.5 / (sigma * sigma))
            }
            Self::Uniform { .. } => Kernel::Equal,
        }
    }

    /// The effective number of neighbours: the largest perplexity after its reduction, or `k`.
    fn effective(&self, others: usize) -> f64 {
        match self {
            Self::Perplexity(perplexity) => allowed_perplexity(others, *perplexity),
            Self::Multiscale(list) | Self::MultiscaleMixture(list) => {
                list.iter().fold(1.0, |most: f64, &p| most.max(allowed_perplexity(others, p)))
            }
            Self::FixedSigma { k, .. } | Self::Uniform { k, .. } => (*k).min(others) as f64,
        }
    }
}

fn needed_for(others: usize, perplexities: &[f64]) -> usize {
    let most = perplexities.iter().fold(1.0, |a: f64, &b| a.max(b));
    crate::neighbours::needed(others, most)
}

/// The symmetric matrix P of t-SNE, as sparse rows; its values add up to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Affinities {
    offsets: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<f32>,
    perplexity: f64,
}

impl Affinities {
    /// [`Affinity::Perplexity`] of these neighbours, both directions of each pair averaged.
    ///
    /// A row with more neighbours at its smallest distance than the perplexity shares itself equally among
    /// them. Neighbours of a larger perplexity may be used again for a smaller one.
    ///
    /// # Errors
    /// [`Error::Option`] if the perplexity is below 1 or not finite, [`Error::TooFewNeighbours`].
    pub fn new(neighbours: &Neighbours, perplexity: f64) -> Result<Self, Error> {
        Self::with(neighbours, &Affinity::Perplexity(perplexity))
    }

    /// The affinities of neighbours of the rows among themselves; they may be more than are needed.
    ///
    /// # Errors
    /// [`Error::Option`] for a parameter out of range, [`Error::TooFewNeighbours`].
    pub fn with(neighbours: &Neighbours, affinity: &Affinity) -> Result<Self, Error> {
        let NewAffinities { k, columns, values, .. } = Self::to_new(neighbours, affinity)?;
        let mut conditional: Vec<(u32, f32)> = columns.into_iter().zip(values).collect();
        conditional
            .par_chunks_mut(k.max(1))
            .with_min_len(CHUNK / 8)
            .for_each(|row| row.sort_unstable_by_key(|entry| entry.0));
        let symmetrization = match affinity {
            Affinity::Uniform { symmetrization, .. } => *symmetrization,
            _ => Symmetrization::Mean,
        };
        let starts: Vec<usize> = (0..=neighbours.rows()).map(|row| row * k).collect();
        let (offsets, columns, values) =
            symmetric::symmetrise(&starts, &conditional, symmetrization);
        let perplexity = affinity.effective(neighbours.others());
        Ok(Self { offsets, columns, values, perplexity })
    }

    /// Affinities that were made elsewhere, as sparse rows: row `i` has the entries `offsets[i]..offsets[i + 1]`
    /// of `columns` and `values`, in any order of their columns. Both directions of a pair are averaged and the
    /// whole is divided by its sum.
    ///
    /// # Errors
    /// [`Error::Affinity`] for the first entry that is not a number of at least 0 in a column of its own that
    /// exists and is not the row's; [`Error::Shape`] where the three lists do not fit each other;
    /// [`Error::TooManyRows`].
    pub fn precomputed(offsets: &[usize], columns: &[u32], values: &[f32]) -> Result<Self, Error> {
        let rows = offsets.len().saturating_sub(1);
        let fits = offsets.first() == Some(&0)
            && offsets.is_sorted()
            && offsets.last() == Some(&columns.len())
            && columns.len() == values.len();
        if !fits {
            let entries = offsets.last().copied().unwrap_or(0);
            return Err(Error::Shape { values: values.len(), rows, columns: entries });
        }
        if u32::try_from(rows).is_err() {
            return Err(Error::TooManyRows { rows });
        }
        let mut conditional: Vec<(u32, f32)> =
            columns.iter().copied().zip(values.iter().copied()).collect();
        for row in 0..rows {
            let entries = &mut conditional[offsets[row]..offsets[row + 1]];
            entries.sort_unstable_by_key(|entry| entry.0);
            for (at, &(column, value)) in entries.iter().enumerate() {
                let again = at > 0 && entries[at - 1].0 == column;
                let valid = value.is_finite() && value >= 0.0;
                if again || !valid || column as usize >= rows || column as usize == row {
                    return Err(Error::Affinity { row, column: column as usize, value });
                }
            }
        }
        let (offsets, columns, values) =
            symmetric::symmetrise(offsets, &conditional, Symmetrization::Mean);
        let perplexity = columns.len() as f64 / rows.max(1) as f64;
        Ok(Self { offsets, columns, values, perplexity })
    }

    /// The affinities of new rows to rows that are already on the map, from [`Neighbours::query`]. Each row is
    /// independent of all others.
    ///
    /// # Errors
    /// [`Error::Option`] for a parameter out of range, [`Error::TooFewNeighbours`].
    pub fn to_new(neighbours: &Neighbours, affinity: &Affinity) -> Result<NewAffinities, Error> {
        affinity.validate()?;
        let k = affinity.neighbours_needed(neighbours.others());
        if k > neighbours.k() {
            return Err(Error::TooFewNeighbours { known: neighbours.k(), needed: k });
        }
        let rows = neighbours.rows();
        let mut columns = vec![0; rows * k];
        let mut values = vec![0.0; rows * k];
        let kernel = affinity.kernel(neighbours);
        if k > 0 {
            columns
                .par_chunks_mut(CHUNK / 8 * k)
                .zip(values.par_chunks_mut(CHUNK / 8 * k))
                .enumerate()
                .for_each(|(chunk, (columns, values))| {
                    let first = chunk * (CHUNK / 8);
                    for (at, columns) in columns.chunks_exact_mut(k).enumerate() {
                        columns.copy_from_slice(&neighbours.of(first + at).0[..k]);
                    }
                    let squared = |at: usize| &neighbours.of(first + at).1[..k];
                    kernel.fill(squared, values, k);
                });
        }
        Ok(NewAffinities { rows, k, columns, values })
    }

    /// The perplexity after its reduction for few rows; the largest of several; for affinities without one, the
    /// neighbours of a row.
    pub fn perplexity(&self) -> f64 {
        self.perplexity
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.offsets.len() - 1
    }

    /// Columns of the entries of `row`, rising, and their values.
    ///
    /// # Panics
    /// If `row` is not below [`rows`](Self::rows).
    pub fn row(&self, row: usize) -> (&[u32], &[f32]) {
        let range = self.offsets[row]..self.offsets[row + 1];
        (&self.columns[range.clone()], &self.values[range])
    }
}

/// How much each new row is drawn to its neighbours among the rows of an earlier embedding.
#[derive(Debug, Clone, PartialEq)]
pub struct NewAffinities {
    rows: usize,
    k: usize,
    columns: Vec<u32>,
    values: Vec<f32>,
}

impl NewAffinities {
    /// Number of new rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The earlier rows that `row` is drawn to, nearest first, and how much; the values add up to 1.
    ///
    /// # Panics
    /// If `row` is not below [`rows`](Self::rows).
    pub fn row(&self, row: usize) -> (&[u32], &[f32]) {
        let range = row * self.k..(row + 1) * self.k;
        (&self.columns[range.clone()], &self.values[range])
    }
}
