/*!
The texts of the last few records before they get their numbers, borrowed from the slice.

Field by field they go through a dictionary faster than record by record: a dictionary stays at hand, and its look-ups need not
wait for each other. Messages wait longer, until many are alike.
*/

use crate::field::FieldId;

/// So many records are held back.
pub(super) const ROWS: usize = 128;

/// With so many messages, they are looked up: enough for many of them to be alike, few enough to be still at hand.
pub(super) const MESSAGES: usize = 1024;

/// Records of which the texts wait for their numbers. One a slice; handed to the builder with each record.
#[derive(Debug, Default)]
pub struct Batch<'a> {
    /// The slice, where it is known.
    pub(super) slice: &'a [u8],
    pub(super) rows: usize,
    /// By field.
    pub(super) texts: Vec<Vec<&'a [u8]>>,
    /// What still lacks its template: the row and its message, or its request.
    pub(super) messages: Vec<(usize, &'a [u8])>,
    pub(super) requests: Vec<(usize, Request)>,
}

impl<'a> Batch<'a> {
    /// For the records of a slice.
    pub fn of(slice: &'a [u8]) -> Self {
        Self { slice, ..Self::default() }
    }
}

/// The place of a text among those of its column.
pub(super) type Place = (FieldId, u32);

/// Where a record's method and path were put.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Request {
    pub(super) method: Option<Place>,
    pub(super) path: Option<Place>,
}
