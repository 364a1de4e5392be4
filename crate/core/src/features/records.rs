/*!
A sample of records, each a point of the map: those whose position has the smallest hashes (bottom-k sampling, Cohen and Kaplan
2007). Which ones these are depends on their positions alone, so any cut and any order of merging keep the same.
*/

use crate::columns::{Columns, Selection};
use crate::field;
use crate::hash::mix;
use crate::summary::Origin;
use std::sync::Arc;

/// So many records are kept: a map of them comes to rest within seconds.
pub const MOST_RECORDS: usize = 5000;
/// Values of one record that are kept, those whose fields come first by name, and bytes of a word.
const MOST_VALUES: usize = 256;
const LONGEST: usize = 120;

/// A record as it was kept.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    hash: u64,
    /// Its slice, and which line of that it starts on.
    pub(super) slice: Origin,
    pub(super) line: u32,
    pub(super) time: i64,
    pub(super) class: u8,
    /// The signature of its message.
    pub(super) template: Box<[u8]>,
    /// Its values by the place of their field's name.
    pub(super) values: Box<[(u16, Kept)]>,
    names: Arc<[Arc<str>]>,
}

/// A value as it was kept.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kept {
    Number(f64),
    /// At most [`LONGEST`] bytes of it, and whether that is all.
    Word(Box<[u8]>, bool),
}

impl Row {
    /// The values with the full names of their fields, in the order of these names.
    pub(super) fn values(&self) -> impl Iterator<Item = (&str, &Kept)> {
        self.values
            .iter()
            .filter_map(|(place, value)| Some((&**self.names.get(*place as usize)?, value)))
    }
}

/// The records kept so far, in the order of their hashes.
#[derive(Clone, Debug, PartialEq)]
pub struct Records {
    most: usize,
    pub(super) rows: Vec<Row>,
    /// How many there are in all.
    pub(super) all: u64,
}

impl Records {
    /// At most so many; none yet.
    pub fn new(most: usize) -> Self {
        Self { most, rows: Vec::new(), all: 0 }
    }

    /// As many, none yet.
    #[must_use]
    pub fn emptied(&self) -> Self {
        Self::new(self.most)
    }

    /// Offers the selected records of a slice.
    pub fn add(&mut self, columns: &Columns, selection: &Selection, slice: Origin) {
        let limit = match self.rows.last() {
            Some(last) if self.rows.len() >= self.most => last.hash,
            _ => u64::MAX,
        };
        let source = mix(slice.source.wrapping_add(1));
        let mut picked: Vec<(u64, usize)> = Vec::new();
        selection.for_each(|row| {
            self.all += 1;
            let start = columns.starts.get(row).map_or(0, |&start| u64::from(start));
            let hash = mix(source ^ (slice.offset + start));
            if hash < limit {
                picked.push((hash, row));
            }
        });
        picked.sort_unstable();
        picked.truncate(self.most);
        // In the order of the names, so that the values of a record are in one that depends on no other record.
        let mut order: Vec<usize> = (0..columns.fields.len()).collect();
        let name = |&at: &usize| columns.fields.get(at).map_or("", |column| &*column.name);
        order.sort_by(|a, b| name(a).cmp(name(b)));
        let names: Arc<[Arc<str>]> = order.iter().map(|at| Arc::from(name(at))).collect();
        for (hash, row) in picked {
            let mut values = Vec::new();
            for (place, &at) in (0..).zip(&order) {
                let Some(column) = columns.fields.get(at) else { continue };
                let number = column.number.as_ref().and_then(|numbers| numbers.get(row));
                let word = column.text.as_ref().and_then(|words| words.get(row));
                let kept = number.map(Kept::Number).or_else(|| word.map(Kept::cut));
                values.extend(kept.map(|kept| (place, kept)));
                if values.len() == MOST_VALUES {
                    break;
                }
            }
            let template = columns.templates.as_ref().and_then(|templates| templates.get(row));
            self.rows.push(Row {
                hash,
                slice,
                line: columns.line(row) as u32,
                time: columns.times.get(row).copied().unwrap_or(crate::columns::UNTIMED),
                class: columns.classes.get(row).copied().unwrap_or(0),
                template: template.unwrap_or_default().into(),
                values: values.into(),
                names: names.clone(),
            });
        }
        self.trim();
    }

    /// Adds the records that another kept.
    pub fn merge(&mut self, other: &Self) {
        self.all += other.all;
        self.rows.extend(other.rows.iter().cloned());
        self.trim();
    }

    fn trim(&mut self) {
        self.rows.sort_by_key(|row| row.hash);
        self.rows.truncate(self.most);
    }
}

impl Kept {
    fn cut(word: &[u8]) -> Self {
        let part = word.get(..LONGEST).unwrap_or(word);
        Self::Word(part.into(), part.len() == word.len())
    }
}

/// Whether numbers of this field name something rather than measure it.
pub(super) fn is_code(name: &str) -> bool {
    field::number_kind(name) == field::Kind::Code
}
