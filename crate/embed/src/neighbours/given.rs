//! Neighbours that were found elsewhere, or that a matrix of distances says.

use super::Neighbours;
use crate::{CHUNK, Error, Matrix};
use rayon::prelude::*;

/// No distance is kept as more than twice this, so that squares stay within the range of a float.
const LARGEST: f64 = (1u64 << 50) as f64;

impl Neighbours {
    /// Neighbours that are known: `indices` holds as many other rows for each of the `rows` rows, row by row, and
    /// `distances` how far each is, in any order within a row.
    ///
    /// # Errors
    /// [`Error::Shape`] if the two lists are not equally long and a multiple of `rows`;
    /// [`Error::TooManyRows`]; [`Error::NeighbourIndex`] for the first index that is not another row or is there
    /// twice; [`Error::Distance`] for the first distance that is not a number of at least 0.
    pub fn precomputed(rows: usize, indices: &[u32], distances: &[f32]) -> Result<Self, Error> {
        let k = indices.len() / rows.max(1);
        if indices.len() != distances.len() || indices.len() != k * rows {
            return Err(Error::Shape { values: indices.len(), rows, columns: k });
        }
        if u32::try_from(rows).is_err() {
            return Err(Error::TooManyRows { rows });
        }
        if let Some(at) = distances.iter().position(|d| !d.is_finite() || *d < 0.0) {
            return Err(Error::Distance { row: at / k, column: at % k, value: distances[at] });
        }
        for (row, indices) in indices.chunks_exact(k.max(1)).enumerate() {
            let mut seen = indices.to_vec();
            seen.sort_unstable();
            let twice = seen.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0]);
            let other = |index: u32| index as usize >= rows || index as usize == row;
            if let Some(index) = twice.or_else(|| seen.into_iter().find(|&index| other(index))) {
                return Err(Error::NeighbourIndex { row, index });
            }
        }
        let unit = unit(distances);
        let mut entries: Vec<(f32, u32)> =
            distances.iter().map(|d| squared(*d, unit)).zip(indices.iter().copied()).collect();
        entries.par_chunks_mut(k.max(1)).with_min_len(CHUNK / 8).for_each(sort);
        let (squared_distances, indices) = entries.into_iter().unzip();
        let others = rows.saturating_sub(1);
        Ok(Self { rows, others, k, indices, squared_distances, unit, recall: 1.0 })
    }

    /// The `k` nearest rows of each row, or all others if there are fewer, by a matrix that holds in row i and
    /// column j how far j is from i. Its diagonal is not looked at.
    ///
    /// # Errors
    /// [`Error::Shape`] unless there are as many columns as rows; [`Error::Distance`] for the first distance
    /// below 0.
    pub fn from_distances(matrix: Matrix<'_>, k: usize) -> Result<Self, Error> {
        let (rows, values) = (matrix.rows(), matrix.values());
        if rows != matrix.columns() {
            return Err(Error::Shape { values: values.len(), rows, columns: rows });
        }
        if let Some(at) = values.iter().position(|&d| d < 0.0) {
            return Err(Error::Distance { row: at / rows, column: at % rows, value: values[at] });
        }
        let others = rows.saturating_sub(1);
        let k = k.min(others);
        let unit = unit(values);
        let nearest: Vec<Vec<(f32, u32)>> = values
            .par_chunks(rows.max(1))
            .enumerate()
            .map(|(row, distances)| {
                let mut entries: Vec<(f32, u32)> = (0..rows as u32)
                    .zip(distances)
                    .filter(|(other, _)| *other as usize != row)
                    .map(|(other, d)| (squared(*d, unit), other))
                    .collect();
                if k < entries.len() {
                    entries.select_nth_unstable_by(k, order);
                }
                entries.truncate(k);
                sort(&mut entries);
                entries
            })
            .collect();
        let (squared_distances, indices) = nearest.into_iter().flatten().unzip();
        Ok(Self { rows, others, k, indices, squared_distances, unit, recall: 1.0 })
    }
}

fn order(a: &(f32, u32), b: &(f32, u32)) -> std::cmp::Ordering {
    a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))
}

fn sort(entries: &mut [(f32, u32)]) {
    entries.sort_unstable_by(order);
}

/// The power of two that brings the largest distance between [`LARGEST`] and twice that.
fn unit(distances: &[f32]) -> f64 {
    let largest = distances.iter().copied().fold(0.0, f32::max);
    crate::matrix::inverse_power_of_two(f64::from(largest)) * LARGEST
}

fn squared(distance: f32, unit: f64) -> f32 {
    let distance = f64::from(distance) * unit;
    (distance * distance) as f32
}
