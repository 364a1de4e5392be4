/*!
The values of one field in one slice: numbered words, numbers, or both.
*/

use super::narrow::{each_width, wide};
use super::{Narrow, Selection};
use crate::dictionary::Dictionary;

/// The rows in which a column has a value.
#[derive(Clone, Debug)]
pub enum Rows {
    /// All of them, in order.
    All,
    /// These, in ascending order.
    Some(Box<[u32]>),
}

/// A selection of less than one in so many rows is small.
const FEW: usize = 32;

impl Rows {
    fn size(&self) -> usize {
        match self {
            Self::All => 0,
            Self::Some(rows) => std::mem::size_of_val(&**rows),
        }
    }

    /// The position of a row's value among the values, where it has one.
    #[inline]
    fn position(&self, row: usize) -> Option<usize> {
        match self {
            Self::All => Some(row),
            Self::Some(rows) => rows.binary_search(&(row as u32)).ok(),
        }
    }

    /// Calls `each` with every selected row and its item, in order; there is one item for each of these rows.
    #[inline]
    fn visit<T: Copy>(&self, items: &[T], selection: &Selection, mut each: impl FnMut(usize, T)) {
        match self {
            Self::All if selection.is_all() => {
                items.iter().enumerate().for_each(|(row, &item)| each(row, item));
            }
            Self::All => selection.for_each(|row| {
                if let Some(&item) = items.get(row) {
                    each(row, item);
                }
            }),
            // A few rows are searched for rather than met by going through all that have a value.
            Self::Some(rows) if selection.count() < rows.len() / FEW => {
                let mut from = 0;
                selection.for_each(|row| {
                    let ahead = rows.get(from..).unwrap_or_default();
                    from += ahead.partition_point(|&ahead| (ahead as usize) < row);
                    if let (Some(&found), Some(&item)) = (rows.get(from), items.get(from))
                        && found as usize == row
                    {
                        each(row, item);
                    }
                });
            }
            Self::Some(rows) => {
                let all = selection.is_all();
                for (&row, &item) in rows.iter().zip(items) {
                    if all || selection.contains(row as usize) {
                        each(row as usize, item);
                    }
                }
            }
        }
    }
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
    #[inline]
    pub fn id(&self, row: usize) -> Option<u32> {
        self.ids.get(self.rows.position(row)?)
    }

    /// A row's value.
    pub fn get(&self, row: usize) -> Option<&[u8]> {
        self.id(row).map(|id| self.dictionary.get(id))
    }

    /// Calls `each` with every selected row that has a value, and the number of that value, in order.
    pub fn for_each(&self, selection: &Selection, mut each: impl FnMut(usize, u32)) {
        each_width!(&self.ids, ids => {
            self.rows.visit(ids, selection, |row, id| each(row, wide(id)));
        });
    }

    /// [`for_each`](Self::for_each) for what is done seldom: compiled once for all, at the price of a call a row.
    #[inline(never)]
    pub fn each(&self, selection: &Selection, each: &mut dyn FnMut(usize, u32)) {
        self.for_each(selection, each);
    }

    /// How many selected rows have each of the values, by number.
    pub fn counts(&self, selection: &Selection) -> Vec<u32> {
        let mut counts = vec![0u32; self.dictionary.len()];
        // Of most rows, what is left out is counted rather than what is meant: all rows go by faster than those of a set.
        let most = !selection.is_all() && selection.count() > selection.rows() / 2;
        let all = Selection::all(selection.rows());
        self.for_each(if most { &all } else { selection }, |_, id| {
            if let Some(count) = counts.get_mut(id as usize) {
                *count += 1;
            }
        });
        if most {
            self.for_each(&selection.clone().complement(), |_, id| {
                if let Some(count) = counts.get_mut(id as usize) {
                    *count -= 1;
                }
            });
        }
        counts
    }

    /// The rows whose value passes the test, which is run once a distinct value.
    pub fn matching(&self, rows: usize, test: impl FnMut(&[u8]) -> bool) -> Selection {
        self.of_ids(rows, &self.dictionary.iter().map(test).collect::<Vec<bool>>())
    }

    /// The rows whose value passes, given for each value by its number.
    pub(super) fn of_ids(&self, rows: usize, passing: &[bool]) -> Selection {
        if !passing.contains(&true) {
            return Selection::none(rows);
        }
        let passes = |id: u32| passing.get(id as usize) == Some(&true);
        if let Rows::All = self.rows {
            return each_width!(&self.ids, ids => {
                Selection::of(ids.iter().map(|&id| passes(wide(id))))
            });
        }
        let mut selection = Selection::none(rows);
        self.for_each(&Selection::all(rows), |row, id| {
            if passes(id) {
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
        match &self.numbers {
            Numbers::Whole(items) => each_width!(items, items => {
                self.rows.visit(items, selection, |row, number| each(row, f64::from(number)));
            }),
            Numbers::Real(items) => self.rows.visit(items, selection, each),
        }
    }

    /// [`for_each`](Self::for_each) for what is done seldom: compiled once for all, at the price of a call a row.
    #[inline(never)]
    pub fn each(&self, selection: &Selection, each: &mut dyn FnMut(usize, f64)) {
        self.for_each(selection, each);
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
    /// Those of so many rows that have a value.
    pub(crate) fn present(&self, rows: usize) -> Option<Selection> {
        let text = self.text.as_ref().map(|text| &text.rows);
        let number = self.number.as_ref().map(|number| &number.rows);
        let selections = text.into_iter().chain(number).map(|listed| match listed {
            Rows::All => Selection::all(rows),
            Rows::Some(listed) => {
                let mut some = Selection::none(rows);
                listed.iter().for_each(|&row| some.insert(row as usize));
                some
            }
        });
        selections.reduce(Selection::or)
    }

    /// Memory held, in bytes.
    pub fn size(&self) -> usize {
        self.text.as_ref().map_or(0, TextColumn::size)
            + self.number.as_ref().map_or(0, NumberColumn::size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_selected_values_are_those_of_the_selected_rows(present in prop::collection::vec(any::<bool>(), 0..300), picks in prop::collection::vec(any::<prop::sample::Index>(), 0..200), opposite in any::<bool>()) {
            let rows = present.len();
            let picked = |row: usize| opposite != picks.iter().take(if opposite { 200 } else { 2 }).any(|at| at.index(rows) == row);
            let listed: Vec<u32> = (0..rows as u32).filter(|&row| present[row as usize]).collect();
            let ids: Vec<u32> = listed.iter().map(|row| row % 7).collect();
            let mut interner = crate::dictionary::Interner::default();
            (0..7u8).for_each(|id| { interner.intern(&[id]); });
            let column = TextColumn { rows: Rows::Some(listed.into()), ids: Narrow::pack(&ids, 6), dictionary: interner.take() };
            let selection = Selection::matching(rows, picked);
            let expected: Vec<(usize, u32)> =
                (0..rows).filter(|&row| present[row] && picked(row)).map(|row| (row, row as u32 % 7)).collect();
            let mut found = Vec::new();
            column.for_each(&selection, |row, id| found.push((row, id)));
            prop_assert_eq!(&found, &expected);
            let mut counts = vec![0; 7];
            expected.iter().for_each(|&(_, id)| counts[id as usize] += 1);
            prop_assert_eq!(column.counts(&selection), counts);
        }
    }
}
