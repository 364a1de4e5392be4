/*!
The words of a field as one, whether they are a column or derived from those of one.
*/

use super::{Selection, TextColumn};
use crate::derive::Derived;
use crate::dictionary::Dictionary;
use crate::field::ROUTE_NAME;
use std::borrow::Cow;

/// The words of a field in one slice.
#[derive(Clone, Copy, Debug)]
pub struct Words<'a> {
    /// The full name of the field.
    pub name: &'a str,
    /// The place of the column that they are in, or come from.
    pub(crate) source: usize,
    pub(super) column: &'a TextColumn,
    pub(super) derived: Option<&'a Derived>,
}

impl<'a> Words<'a> {
    /// What the numbers stand for.
    pub fn dictionary(&self) -> &'a Dictionary {
        self.derived.map_or(&self.column.dictionary, |derived| &derived.values.dictionary)
    }

    /// Whether they come from the words of another field.
    pub fn is_derived(&self) -> bool {
        self.derived.is_some()
    }

    /// Whether the words are signatures of routes, which become routes when all of them are known.
    pub fn is_route(&self) -> bool {
        self.is_derived() && self.name == ROUTE_NAME
    }

    /// The number of a row's word, given that of the column's.
    fn of(&self, row: usize, id: u32) -> Option<u32> {
        let Some(derived) = self.derived else { return Some(id) };
        let taken = derived.taken.as_ref().is_some_and(|taken| taken.contains(row));
        if taken { None } else { derived.values.of(id) }
    }

    /// The number of a row's word.
    pub fn id(&self, row: usize) -> Option<u32> {
        self.of(row, self.column.id(row)?)
    }

    /// A row's word.
    pub fn get(&self, row: usize) -> Option<&'a [u8]> {
        self.id(row).map(|id| self.dictionary().get(id))
    }

    /// Calls `each` with every selected row that has a word, and the number of that word, in order.
    pub fn each(&self, selection: &Selection, each: &mut dyn FnMut(usize, u32)) {
        self.column.each(selection, &mut |row, id| {
            if let Some(id) = self.of(row, id) {
                each(row, id);
            }
        });
    }

    /// How many selected rows have each of the words, by number. `counts` are those of the words of the source.
    pub fn counts<'c>(&self, selection: &Selection, counts: &'c [u32]) -> Cow<'c, [u32]> {
        let Some(derived) = self.derived else { return Cow::Borrowed(counts) };
        let mut mine = vec![0; self.dictionary().len()];
        let mut add = |id: u32, count: u32| {
            if let Some(sum) = mine.get_mut(id as usize) {
                *sum += count;
            }
        };
        if derived.taken.is_some() {
            self.each(selection, &mut |_, id| add(id, 1));
        } else {
            for (id, &count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
                if let Some(id) = derived.values.of(id as u32) {
                    add(id, count);
                }
            }
        }
        Cow::Owned(mine)
    }

    /// The rows whose word passes the test, which is run once a distinct word.
    pub fn matching(&self, rows: usize, test: impl FnMut(&[u8]) -> bool) -> Selection {
        let passing: Vec<bool> = self.dictionary().iter().map(test).collect();
        let Some(derived) = self.derived else { return self.column.of_ids(rows, &passing) };
        let passes =
            |id| derived.values.of(id).is_some_and(|id| passing.get(id as usize) == Some(&true));
        let sources: Vec<bool> = (0..self.column.dictionary.len() as u32).map(passes).collect();
        let found = self.column.of_ids(rows, &sources);
        match &derived.taken {
            Some(taken) => found.and(taken.clone().complement()),
            None => found,
        }
    }
}
