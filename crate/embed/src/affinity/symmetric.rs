//! From one direction a pair to both: the sparse symmetric matrix that the gradient walks row by row.

use super::Symmetrization;
use rayon::prelude::*;

/// Stripes of columns that are worked on independently. A constant: sums are taken a stripe at a time.
const STRIPES: usize = 32;

/// Row offsets, columns and values of the symmetric matrix divided by its sum, from rows whose entries `(column,
/// value)` are in rising order of the columns: row `i` has `starts[i]..starts[i + 1]` of them.
pub(super) fn symmetrise(
    starts: &[usize],
    entries: &[(u32, f32)],
    how: Symmetrization,
) -> (Vec<usize>, Vec<u32>, Vec<f32>) {
    let rows = starts.len().saturating_sub(1);
    let stripe = rows.div_ceil(STRIPES).max(1);
    let parts: Vec<Part> = (0..rows.div_ceil(stripe))
        .into_par_iter()
        .with_max_len(1)
        .map(|at| Part::new(starts, entries, at * stripe, ((at + 1) * stripe).min(rows), how))
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

/// The rows of one stripe.
struct Part {
    ends: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<f32>,
    sum: f64,
}

impl Part {
    fn new(
        starts: &[usize],
        entries: &[(u32, f32)],
        first: usize,
        end: usize,
        how: Symmetrization,
    ) -> Self {
        let of = |row: usize| &entries[starts[row]..starts[row + 1]];
        let back = match how {
            Symmetrization::None => Transposed { ends: vec![0; end - first + 1], entries: vec![] },
            _ => Transposed::new(starts, entries, first, end),
        };
        let capacity = starts[end] - starts[first] + back.entries.len();
        let mut part = Self {
            ends: Vec::with_capacity(end - first),
            columns: Vec::with_capacity(capacity),
            values: Vec::with_capacity(capacity),
            sum: 0.0,
        };
        for row in first..end {
            let mut out = of(row).iter().copied().peekable();
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
    fn new(starts: &[usize], entries: &[(u32, f32)], first: usize, end: usize) -> Self {
        let inside = |row: usize| {
            let entries = &entries[starts[row]..starts[row + 1]];
            let from = entries.partition_point(|entry| (entry.0 as usize) < first);
            let count = entries[from..].partition_point(|entry| (entry.0 as usize) < end);
            &entries[from..from + count]
        };
        let rows = starts.len() - 1;
        // The end of each column's entries, one place late; filling moves each up to where it belongs.
        let mut ends = vec![0; end - first + 1];
        for row in 0..rows {
            for (column, _) in inside(row) {
                ends[*column as usize - first + 1] += 1;
            }
        }
        for column in 1..ends.len() {
            ends[column] += ends[column - 1];
        }
        let mut transposed = vec![(0, 0.0); ends[end - first]];
        for row in 0..rows {
            for &(column, value) in inside(row) {
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
