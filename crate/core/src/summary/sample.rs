/*!
A uniform sample of records: those whose position has the smallest hashes (bottom-k sampling, Cohen and Kaplan 2007).

Which records these are depends on the positions alone, so that any cut and any order of merging keep the same. Their
values are the candidates for the top values of a field that has too many to count one by one.
*/

use crate::columns::{Columns, Selection, Words};
use crate::hash::mix;
use std::sync::Arc;

/// So many records are kept.
pub const KEPT: usize = 2048;
/// A value that makes up this share of the records is missing from the sample with a probability below 0.01 %:
/// (1 - 0.0045)^2048.
pub const SURE_SHARE: f64 = 0.0045;
/// Longer values are left out: they can't be among those that are shown.
const LONGEST: usize = 1024;

/// Where a slice lies: its source and the offset of its first byte in that source's text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// The number of the source; sources stand in the order of their numbers.
    pub source: u64,
    /// Bytes of text before the slice.
    pub offset: u64,
}

/// The records kept so far, in the order of their hashes.
#[derive(Clone, Debug, Default)]
pub struct Sample {
    records: Vec<Sampled>,
}

#[derive(Clone, Debug)]
struct Sampled {
    hash: u64,
    /// The names of the fields of the record's slice, shared by all records of it.
    names: Arc<[Arc<str>]>,
    /// The place of a name, and where its value ends among the bytes.
    ends: Box<[(u16, u32)]>,
    bytes: Box<[u8]>,
}

impl Sample {
    /// Offers the selected records of a slice. `name` gives the shared name of a field.
    pub fn add(
        &mut self,
        columns: &Columns,
        selection: &Selection,
        origin: Origin,
        mut name: impl FnMut(&str) -> Arc<str>,
    ) {
        let limit = match self.records.last() {
            Some(last) if self.records.len() == KEPT => last.hash,
            _ => u64::MAX,
        };
        let source = mix(origin.source.wrapping_add(1));
        let mut picked: Vec<(u64, usize)> = Vec::new();
        selection.for_each(|row| {
            let start = columns.starts.get(row).map_or(0, |&start| u64::from(start));
            let hash = mix(source ^ (origin.offset + start));
            if hash < limit {
                picked.push((hash, row));
            }
        });
        if picked.len() > KEPT {
            picked.select_nth_unstable(KEPT - 1);
            picked.truncate(KEPT);
        }
        if picked.is_empty() {
            return;
        }
        let fields: Vec<Words<'_>> = columns.words().filter(|words| !words.is_route()).collect();
        let names: Arc<[Arc<str>]> = fields.iter().map(|field| name(field.name)).collect();
        let (mut ends, mut bytes) = (Vec::new(), Vec::new());
        for (hash, row) in picked {
            for (place, field) in fields.iter().enumerate() {
                if let Some(value) = field.get(row).filter(|value| value.len() <= LONGEST) {
                    bytes.extend_from_slice(value);
                    ends.push((place as u16, bytes.len() as u32));
                }
            }
            let (names, kept) = (names.clone(), ends.as_slice().into());
            let text = bytes.as_slice().into();
            self.records.push(Sampled { hash, names, ends: kept, bytes: text });
            ends.clear();
            bytes.clear();
        }
        self.trim();
    }

    /// Adds the records that another kept.
    pub fn merge(&mut self, other: &Self) {
        self.records.extend(other.records.iter().cloned());
        self.trim();
    }

    fn trim(&mut self) {
        self.records.sort_by_key(|record| record.hash);
        self.records.truncate(KEPT);
    }

    /// The values of a field among the records kept.
    pub fn values<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.records.iter().flat_map(move |record| {
            let mut start = 0;
            record.ends.iter().filter_map(move |&(place, end)| {
                let value = record.bytes.get(start..end as usize)?;
                start = end as usize;
                let named = record.names.get(place as usize).is_some_and(|name| **name == *field);
                named.then_some(value)
            })
        })
    }
}
