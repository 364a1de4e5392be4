//! From one direction a pair to both: the sparse symmetric matrix that the gradient walks row by row.

use super::Symmetrization;
use crate::CHUNK;
use rayon::prelude::*;
use std::ops::Range;

/// Stripes of columns that are worked on independently. A constant: sums are taken a stripe at a time.
const STRIPES: usize = 16;

/// Row offsets, columns and values of the symmetric matrix divided by its sum, from rows whose entries `(column,
/// value)` are in rising order of the columns: row `i` has `starts[i]..starts[i + 1]` of them.
pub(super) fn symmetrise(
    starts: &[usize],
    entries: &[(u32, f32)],
    how: Symmetrization,
) -> (Vec<usize>, Vec<u32>, Vec<f32>) {
    let rows = starts.len().saturating_sub(1);
    let stripe = rows.div_ceil(STRIPES).max(1);
    let rows_of = Rows::new(starts, entries, stripe);
    let parts: Vec<Part> = (0..rows.div_ceil(stripe))
        .into_par_iter()
        .with_max_len(1)
        .map(|at| Part::new(&rows_of, at, how))
        .collect();
    let sum = parts.iter().fold(0.0, |sum, part| sum + part.sum);
    let inverse = if sum > 0.0 { 1.0 / sum } else { 0.0 };
    let count = parts.iter().map(|part| part.columns.len()).sum();
    let mut offsets = Vec::with_capacity(rows + 1);
    let mut columns = Vec::with_capacity(count);
    let mut values = Vec::with_capacity(count);
    offsets.push(0);
    for part in parts {
        let base = columns.len();
        offsets.extend(part.ends.iter().map(|end| base + end));
        columns.extend(part.columns);
        values.extend(part.values.into_iter().map(|value| (f64::from(value) * inverse) as f32));
    }
    (offsets, columns, values)
}

/// The rows of the given direction, and where each enters the next stripe of columns.
struct Rows<'a> {
    starts: &'a [usize],
    entries: &'a [(u32, f32)],
    stripe: usize,
    /// For each row the entries below the end of each stripe.
    below: Vec<[u32; STRIPES]>,
}

impl<'a> Rows<'a> {
    fn new(starts: &'a [usize], entries: &'a [(u32, f32)], stripe: usize) -> Self {
        let below = (0..starts.len().saturating_sub(1))
            .into_par_iter()
            .with_min_len(CHUNK)
            .map(|row| {
                let mut below = [0; STRIPES];
                for (column, _) in &entries[starts[row]..starts[row + 1]] {
                    below[*column as usize / stripe] += 1;
                }
                let mut sum = 0;
                below.map(|count| {
                    sum += count;
                    sum
                })
            })
            .collect();
        Self { starts, entries, stripe, below }
    }

    fn of(&self, row: usize) -> &[(u32, f32)] {
        &self.entries[self.starts[row]..self.starts[row + 1]]
    }

    /// The entries of a row in one stripe of columns.
    fn inside(&self, row: usize, stripe: usize) -> &[(u32, f32)] {
        let from = if stripe == 0 { 0 } else { self.below[row][stripe - 1] };
        &self.of(row)[from as usize..self.below[row][stripe] as usize]
    }

    /// The rows with the numbers of the columns of a stripe.
    fn range(&self, stripe: usize) -> Range<usize> {
        stripe * self.stripe..((stripe + 1) * self.stripe).min(self.below.len())
    }
}

/// The rows of one stripe.
struct Part {
    ends: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<f32>,
    sum: f64,
}

impl Part {
    fn new(rows: &Rows<'_>, stripe: usize, how: Symmetrization) -> Self {
        let Range { start: first, end } = rows.range(stripe);
        let back = match how {
            Symmetrization::None => Transposed { ends: vec![0; end - first + 1], entries: vec![] },
            _ => Transposed::new(rows, stripe),
        };
        let capacity = rows.starts[end] - rows.starts[first] + back.entries.len();
        let mut part = Self {
            ends: Vec::with_capacity(end - first),
            columns: Vec::with_capacity(capacity),
            values: Vec::with_capacity(capacity),
            sum: 0.0,
        };
        for row in first..end {
            let mut out = rows.of(row).iter().copied().peekable();
            let mut back = back.of(row - first).iter().copied().peekable();
            loop {
                let column = match (out.peek(), back.peek()) {
                    (Some(a), Some(b)) => a.0.min(b.0),
                    (Some(a), None) => a.0,
                    (None, Some(b)) => b.0,
                    (None, None) => break,
                };
                let forth = out.next_if(|entry| entry.0 == column).map_or(0.0, |entry| entry.1);
                let back = back.next_if(|entry| entry.0 == column).map_or(0.0, |entry| entry.1);
                let value = match how {
                    Symmetrization::Max => forth.max(back),
                    Symmetrization::Mean | Symmetrization::None => forth + back,
                };
                part.sum += f64::from(value);
                part.columns.push(column);
                part.values.push(value);
            }
            part.ends.push(part.columns.len());
        }
        part
    }
}

/// The entries of a stripe of columns, column by column, each in rising order of its rows.
struct Transposed {
    ends: Vec<usize>,
    entries: Vec<(u32, f32)>,
}

impl Transposed {
    fn new(rows: &Rows<'_>, stripe: usize) -> Self {
        let Range { start: first, end } = rows.range(stripe);
        let count = rows.below.len();
        // The end of each column's entries, one place late; filling moves each up to where it belongs.
        let mut ends = vec![0; end - first + 1];
        for row in 0..count {
            for (column, _) in rows.inside(row, stripe) {
                ends[*column as usize - first + 1] += 1;
            }
        }
        for column in 1..ends.len() {
            ends[column] += ends[column - 1];
        }
        let mut transposed = vec![(0, 0.0); ends[end - first]];
        for row in 0..count {
            for &(column, value) in rows.inside(row, stripe) {
                let slot = &mut ends[column as usize - first];
                transposed[*slot] = (row as u32, value);
                *slot += 1;
            }
        }
        Self { ends, entries: transposed }
    }

    fn of(&self, column: usize) -> &[(u32, f32)] {
        let from = if column == 0 { 0 } else { self.ends[column - 1] };
        &self.entries[from..self.ends[column]]
    }
}
