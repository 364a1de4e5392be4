/*!
A uniform sample of records: those whose position has the smallest hashes (bottom-k sampling, Cohen and Kaplan 2007).

Which records these are depends on the positions alone, so that any cut and any order of merging keep the same. Their
values are the candidates for the top values of a field that has too many to count one by one.
*/

use crate::columns::{Columns, Selection};
use crate::field::TEMPLATE_NAME;
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
    /// The number of the source.
    pub source: u32,
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
    values: Vec<(Arc<str>, Box<[u8]>)>,
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
        let source = mix(u64::from(origin.source).wrapping_add(1));
        let mut picked: Vec<(u64, usize)> = Vec::new();
        selection.for_each(|row| {
            let start = columns.starts.get(row).map_or(0, |&start| u64::from(start));
            let hash = mix(source ^ (origin.offset + start));
            if hash < limit {
                picked.push((hash, row));
            }
        });
        picked.sort_unstable();
        picked.truncate(KEPT);
        let names: Vec<Arc<str>> = columns.fields.iter().map(|field| name(&field.name)).collect();
        let template_name: Arc<str> = TEMPLATE_NAME.into();
        for (hash, row) in picked {
            let values = columns.fields.iter().zip(&names).filter_map(|(field, name)| {
                let value = field.text.as_ref()?.get(row)?;
                (value.len() <= LONGEST).then(|| (name.clone(), value.into()))
            });
            let template = columns.templates.as_ref().and_then(|templates| templates.get(row));
            let template = template.map(|text| (template_name.clone(), text.into()));
            self.records.push(Sampled { hash, values: values.chain(template).collect() });
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
            record
                .values
                .iter()
                .filter(move |(name, _)| **name == *field)
                .map(|(_, value)| &**value)
        })
    }
}
