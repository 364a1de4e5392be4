/*!
Gathers the values of one field, row by row.
*/

use super::{Column, Narrow, NumberColumn, Numbers, Rows, TextColumn};
use crate::dictionary::Interner;

/// The values of one field so far.
#[derive(Debug, Default)]
pub(super) struct ColumnBuilder {
    interner: Interner,
    /// The number of each text; those of the texts that still wait for one are missing.
    ids: Vec<u32>,
    id_rows: RowsBuilder,
    numbers: Vec<f64>,
    number_rows: RowsBuilder,
    whole: bool,
    largest: f64,
    /// One more than the last row that got a value: the first of two values of one name in one record counts.
    next_row: u32,
}

/// Rows that have values: a mere count as long as none was left out.
#[derive(Debug, Default)]
struct RowsBuilder {
    count: u32,
    listed: Vec<u32>,
    sparse: bool,
}

impl RowsBuilder {
    #[inline]
    fn push(&mut self, row: u32) {
        if !self.sparse && row != self.count {
            self.sparse = true;
            self.listed.extend(0..self.count);
        }
        if self.sparse {
            self.listed.push(row);
        }
        self.count += 1;
    }

    fn take(&mut self, rows: u32) -> Rows {
        let taken = if self.sparse {
            Rows::Some(self.listed.as_slice().into())
        } else if self.count < rows {
            Rows::Some((0..self.count).collect())
        } else {
            Rows::All
        };
        self.listed.clear();
        self.count = 0;
        self.sparse = false;
        taken
    }
}

impl ColumnBuilder {
    pub(super) fn new(interner: Interner) -> Self {
        Self { interner, whole: true, ..Self::default() }
    }

    #[inline]
    fn first_of_row(&mut self, row: u32) -> bool {
        let first = row >= self.next_row;
        self.next_row = row + 1;
        first
    }

    /// Whether a text of this row counts. Then it gets the returned place among the texts of the column, and must be handed
    /// over in its turn.
    #[inline]
    pub(super) fn claim_text(&mut self, row: u32) -> Option<u32> {
        if !self.first_of_row(row) {
            return None;
        }
        let place = self.id_rows.count;
        self.id_rows.push(row);
        Some(place)
    }

    /// Takes the texts claimed since the last call, in order.
    pub(super) fn texts(&mut self, texts: &[&[u8]]) {
        self.interner.intern_all(texts, &mut self.ids);
    }

    /// Takes the next text claimed.
    pub(super) fn text(&mut self, text: &[u8]) {
        let id = self.interner.intern(text);
        self.ids.push(id);
    }

    #[inline]
    pub(super) fn number(&mut self, row: u32, value: f64) {
        if self.first_of_row(row) {
            // `-0.0 + 0.0` is `0.0`: both zeros are one value.
            let value = value + 0.0;
            self.whole &= f64::from(value as u32) == value;
            self.largest = self.largest.max(value);
            self.numbers.push(value);
            self.number_rows.push(row);
        }
    }

    /// The number of the text at this place.
    pub(super) fn id(&self, place: u32) -> Option<u32> {
        self.ids.get(place as usize).copied()
    }

    /// The value of a number.
    pub(super) fn value(&self, id: u32) -> &[u8] {
        self.interner.get(id)
    }

    /// Closes the column of a slice of so many rows; the builder starts anew.
    pub(super) fn take(&mut self, name: &str, rows: u32) -> Option<Column> {
        let text = (!self.ids.is_empty()).then(|| TextColumn {
            rows: self.id_rows.take(rows),
            ids: Narrow::pack(&self.ids, self.interner.len().saturating_sub(1) as u32),
            dictionary: self.interner.take(),
        });
        let number = (!self.numbers.is_empty()).then(|| NumberColumn {
            rows: self.number_rows.take(rows),
            numbers: if self.whole {
                let whole: Vec<u32> = self.numbers.iter().map(|&n| n as u32).collect();
                Numbers::Whole(Narrow::pack(&whole, self.largest as u32))
            } else {
                Numbers::Real(self.numbers.as_slice().into())
            },
        });
        self.ids.clear();
        self.numbers.clear();
        self.whole = true;
        self.largest = 0.0;
        self.next_row = 0;
        (text.is_some() || number.is_some()).then(|| Column { name: name.into(), text, number })
    }
}
