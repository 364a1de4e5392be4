/*!
The values of one field in one slice: numbered words, numbers, or both.
*/

use super::{Narrow, Selection, narrow::each_width};
use crate::dictionary::{Dictionary, Interner};

/// The rows in which a column has a value.
#[derive(Clone, Debug)]
pub enum Rows {
    /// All of them, in order.
    All,
    /// These, in ascending order.
    Some(Box<[u32]>),
}

impl Rows {
    fn size(&self) -> usize {
        match self {
            Self::All => 0,
            Self::Some(rows) => std::mem::size_of_val(&**rows),
        }
    }

    /// The position of a row's value among the values, where it has one.
    fn position(&self, row: usize) -> Option<usize> {
        match self {
            Self::All => Some(row),
            Self::Some(rows) => rows.binary_search(&(row as u32)).ok(),
        }
    }
}

fn wide(id: impl Into<u32>) -> u32 {
    id.into()
}

/// Words, as numbers into a dictionary.
#[derive(Clone, Debug)]
pub struct TextColumn {
    /// Where there are values.
    pub rows: Rows,
    /// The number of each value.
    pub ids: Narrow,
    /// What the numbers stand for.
    pub dictionary: Dictionary,
}

impl TextColumn {
    /// The number of a row's value.
    pub fn id(&self, row: usize) -> Option<u32> {
        self.ids.get(self.rows.position(row)?)
    }

    /// A row's value.
    pub fn get(&self, row: usize) -> Option<&[u8]> {
        self.id(row).map(|id| self.dictionary.get(id))
    }

    /// Calls `each` with every selected row that has a value, and the number of that value, in order.
    pub fn for_each(&self, selection: &Selection, mut each: impl FnMut(usize, u32)) {
        each_width!(&self.ids, ids => match &self.rows {
            Rows::All if selection.is_all() => {
                ids.iter().enumerate().for_each(|(row, &id)| each(row, wide(id)));
            }
            Rows::All => selection.for_each(|row| if let Some(&id) = ids.get(row) { each(row, wide(id)) }),
            Rows::Some(rows) => {
                for (&row, &id) in rows.iter().zip(ids.iter()) {
                    if selection.contains(row as usize) {
                        each(row as usize, wide(id));
                    }
                }
            }
        });
    }

    /// How many selected rows have each of the values, by number.
    pub fn counts(&self, selection: &Selection) -> Vec<u32> {
        let mut counts = vec![0u32; self.dictionary.len()];
        self.for_each(selection, |_, id| {
            if let Some(count) = counts.get_mut(id as usize) {
                *count += 1;
            }
        });
        counts
    }

    /// The rows whose value passes the test, which is run once a distinct value.
    pub fn matching(&self, rows: usize, mut test: impl FnMut(&[u8]) -> bool) -> Selection {
        let passing: Vec<bool> = self.dictionary.iter().map(&mut test).collect();
        if !passing.contains(&true) {
            return Selection::none(rows);
        }
        let mut selection = Selection::none(rows);
        self.for_each(&Selection::all(rows), |row, id| {
            if passing.get(id as usize) == Some(&true) {
                selection.insert(row);
            }
        });
        selection
    }

    fn size(&self) -> usize {
        self.rows.size() + self.ids.size() + self.dictionary.size()
    }
}

/// Numbers, in four bytes where all are whole and small.
#[derive(Clone, Debug)]
pub enum Numbers {
    /// All are whole and from 0 to 2^32 - 1.
    Whole(Narrow),
    /// The rest.
    Real(Box<[f64]>),
}

/// The numbers of one field.
#[derive(Clone, Debug)]
pub struct NumberColumn {
    /// Where there are values.
    pub rows: Rows,
    /// The values.
    pub numbers: Numbers,
}

impl NumberColumn {
    /// A row's value.
    pub fn get(&self, row: usize) -> Option<f64> {
        let position = self.rows.position(row)?;
        match &self.numbers {
            Numbers::Whole(items) => items.get(position).map(f64::from),
            Numbers::Real(items) => items.get(position).copied(),
        }
    }

    /// Calls `each` with every selected row that has a value, and that value, in order.
    pub fn for_each(&self, selection: &Selection, mut each: impl FnMut(usize, f64)) {
        let mut visit = |position: usize, row: usize| match &self.numbers {
            Numbers::Whole(items) => {
                if let Some(number) = items.get(position) {
                    each(row, f64::from(number));
                }
            }
            Numbers::Real(items) => {
                if let Some(&number) = items.get(position) {
                    each(row, number);
                }
            }
        };
        match &self.rows {
            Rows::All => selection.for_each(|row| visit(row, row)),
            Rows::Some(rows) => {
                for (position, &row) in rows.iter().enumerate() {
                    if selection.contains(row as usize) {
                        visit(position, row as usize);
                    }
                }
            }
        }
    }

    fn size(&self) -> usize {
        let numbers = match &self.numbers {
            Numbers::Whole(items) => items.size(),
            Numbers::Real(items) => std::mem::size_of_val(&**items),
        };
        self.rows.size() + numbers
    }
}

/// One field of a slice.
#[derive(Clone, Debug)]
pub struct Column {
    /// The full name of the field.
    pub name: Box<str>,
    /// The values that are words.
    pub text: Option<TextColumn>,
    /// The values that are numbers.
    pub number: Option<NumberColumn>,
}

impl Column {
    /// Memory held, in bytes.
    pub fn size(&self) -> usize {
        self.text.as_ref().map_or(0, TextColumn::size)
            + self.number.as_ref().map_or(0, NumberColumn::size)
    }
}

/// Gathers the values of one field, row by row.
#[derive(Debug, Default)]
pub(super) struct ColumnBuilder {
    pub(super) interner: Interner,
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

    fn first_of_row(&mut self, row: u32) -> bool {
        let first = row >= self.next_row;
        self.next_row = row + 1;
        first
    }

    pub(super) fn text(&mut self, row: u32, value: &[u8]) {
        if self.first_of_row(row) {
            let id = self.interner.intern(value);
            self.ids.push(id);
            self.id_rows.push(row);
        }
    }

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

    /// The number of the text value of a row that was pushed last, if it belongs to `row`.
    pub(super) fn last_id(&self, row: u32) -> Option<u32> {
        if self.next_row == row + 1 { self.ids.last().copied() } else { None }
    }

    /// Closes the column of a slice of so many rows; the builder starts anew.
    pub(super) fn take(&mut self, name: &str, rows: u32) -> Option<Column> {
        let text = (!self.ids.is_empty()).then(|| TextColumn {
            rows: self.id_rows.take(rows),
            ids: Narrow::pack(&self.ids, self.interner.values().len().saturating_sub(1) as u32),
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
