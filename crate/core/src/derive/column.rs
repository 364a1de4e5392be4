/*!
A derived field in one slice.
*/

use crate::columns::{Narrow, Selection};
use crate::dictionary::Dictionary;

/// The values of a derived field, as functions of those of a column.
#[derive(Clone, Debug)]
pub struct Derived {
    /// The full name of the field.
    pub name: &'static str,
    /// The place of the column among the fields of the slice.
    pub(crate) source: usize,
    pub(crate) values: Values,
    /// Rows that have a value of this name from elsewhere.
    pub(crate) taken: Option<Selection>,
}

/// What each value of a dictionary gives.
#[derive(Clone, Debug)]
pub(crate) struct Values {
    /// One more than the number of the derived value, 0 for none, by the number of the value it comes from.
    of: Narrow,
    /// The derived values.
    pub(crate) dictionary: Dictionary,
}

impl Values {
    pub(super) fn new(of: &[u32], dictionary: Dictionary) -> Self {
        Self { of: Narrow::pack(of, dictionary.len() as u32), dictionary }
    }

    /// The number of the derived value of a value.
    pub(crate) fn of(&self, id: u32) -> Option<u32> {
        self.of.get(id as usize)?.checked_sub(1)
    }
}

impl Derived {
    /// None if no record has such a value.
    pub(super) fn new(
        name: &'static str,
        source: usize,
        values: Values,
        taken: Option<Selection>,
    ) -> Option<Self> {
        let everywhere = taken.as_ref().is_some_and(|taken| taken.count() == taken.rows());
        let some = !values.dictionary.is_empty() && !everywhere;
        some.then_some(Self { name, source, values, taken })
    }

    /// The number of a row's value, given that of the value it comes from.
    pub(crate) fn of(&self, row: usize, id: u32) -> Option<u32> {
        let taken = self.taken.as_ref().is_some_and(|taken| taken.contains(row));
        if taken { None } else { self.values.of(id) }
    }

    /// Memory held, in bytes.
    pub(crate) fn size(&self) -> usize {
        let taken = self.taken.as_ref().map_or(0, Selection::size);
        self.values.of.size() + self.values.dictionary.size() + taken
    }
}
