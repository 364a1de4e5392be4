/*!
A value that all records of a slice have, such as the name of their file: kept once, whatever their number.
*/

use super::{Column, Selection};
use crate::dictionary::{Dictionary, Interner, Seed};

/// The value of a field in every record of a slice but those that have a value of that name themselves.
#[derive(Clone, Debug)]
pub(super) struct Constant {
    /// The full name of the field.
    pub(super) name: &'static str,
    /// Its value.
    pub(super) dictionary: Dictionary,
    /// Rows that have a value of this name themselves.
    pub(super) taken: Option<Selection>,
}

impl Constant {
    /// In a slice of so many rows with these columns. None where every row has a value of its own.
    pub(super) fn new(
        name: &'static str,
        value: &[u8],
        seed: Seed,
        (columns, rows): (&[Column], usize),
    ) -> Option<Self> {
        let mut interner = Interner::new(seed);
        interner.intern(value);
        let own = columns.iter().find(|column| *column.name == *name);
        let taken = own.and_then(|own| own.present(rows));
        let everywhere = taken.as_ref().is_some_and(|taken| taken.count() == rows);
        (!everywhere && rows > 0).then(|| Self { name, dictionary: interner.take(), taken })
    }

    /// Those of the selected rows that have it.
    pub(super) fn within(&self, selection: Selection) -> Selection {
        match &self.taken {
            Some(taken) => selection.and(taken.clone().complement()),
            None => selection,
        }
    }

    /// Whether a row has it.
    pub(super) fn is_at(&self, row: usize) -> bool {
        !self.taken.as_ref().is_some_and(|taken| taken.contains(row))
    }

    /// Memory held, in bytes.
    pub(super) fn size(&self) -> usize {
        self.dictionary.size() + self.taken.as_ref().map_or(0, Selection::size)
    }
}
