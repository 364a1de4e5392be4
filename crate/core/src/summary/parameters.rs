/*!
The parameters of queries: how many records have each name, and its values.
*/

use super::values::{Counted, Values};
use crate::columns::Words;
use crate::dictionary::{Interner, Seed};
use std::collections::BTreeMap;

/// So many parameters of a query are looked at.
pub const MOST: usize = 64;
/// What the names, and what the values with their names, may take before they are counted by sketches, in bytes.
const NAMES_LIMIT: usize = 1 << 20;
const PAIRS_LIMIT: usize = 4 << 20;

/// Counts by name, and by name and value. A record counts once for each.
#[derive(Clone, Debug)]
pub struct Parameters {
    seed: Seed,
    names: Values,
    pairs: Values,
}

/// A parameter with its most frequent values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name and the records that have it.
    pub name: Counted,
    /// Its values, as far as they were counted one by one.
    pub values: Option<Spread>,
}

/// The values of a parameter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spread {
    /// How many different ones there are.
    pub distinct: u64,
    /// The most frequent ones.
    pub top: Vec<Counted>,
    /// Records with others. Records that name the parameter twice, with different values, count twice.
    pub other: u64,
}

/// The parameters of a query with their values, at most [`MOST`]: names and values as they stand there, the value empty where
/// there is no `=`.
pub fn pairs(query: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let parts = query.split(|&byte| byte == b'&').filter(|part| !part.is_empty());
    parts.take(MOST).map(|part| {
        let at = memchr::memchr(b'=', part).unwrap_or(part.len());
        (part.get(..at).unwrap_or_default(), part.get(at + 1..).unwrap_or_default())
    })
}

impl Parameters {
    /// None yet, in a session of this seed.
    pub fn new(seed: Seed) -> Self {
        Self { seed, names: Values::new(seed), pairs: Values::new(seed) }
    }

    /// Counts the parameters of queries, each of which so many records have.
    pub(super) fn add(&mut self, queries: &Words<'_>, counts: &[u32]) {
        let (mut names, mut both) = (Counts::new(self.seed), Counts::new(self.seed));
        let mut pair = Vec::new();
        let occurring = queries.dictionary().iter().zip(counts).filter(|(_, count)| **count > 0);
        for (query, &count) in occurring {
            names.begin();
            both.begin();
            for (name, value) in pairs(query) {
                names.add(name, count);
                pair.clear();
                pair.extend_from_slice(name);
                pair.push(b'=');
                pair.extend_from_slice(value);
                both.add(&pair, count);
            }
        }
        self.names.add(&names.words.take(), &names.counts);
        self.pairs.add(&both.words.take(), &both.counts);
    }

    /// Adds the counts of another.
    pub fn merge(&mut self, other: &Self) {
        self.names.merge(&other.names);
        self.pairs.merge(&other.pairs);
    }

    /// Keeps the memory within its bounds.
    pub fn enforce(&mut self) {
        self.names.enforce(NAMES_LIMIT);
        self.pairs.enforce(PAIRS_LIMIT);
    }

    /// How many different names there are: exact, or an estimate.
    pub fn distinct(&self) -> u64 {
        self.names.distinct()
    }

    /// Whether names, and whether values, were counted one by one.
    pub fn are_exact(&self) -> (bool, bool) {
        (self.names.is_exact(), self.pairs.is_exact())
    }

    /// The parameters that most records have, with `values` of their values each. `queries` are those of a sample of the records.
    pub fn top<'a>(
        &self,
        most: usize,
        values: usize,
        queries: impl Iterator<Item = &'a [u8]>,
    ) -> Vec<Parameter> {
        let names = self.names.top(most, queries.flat_map(|query| pairs(query).map(|pair| pair.0)));
        let Some(counted) = self.pairs.counted() else {
            return names.into_iter().map(|name| Parameter { name, values: None }).collect();
        };
        let mut by_name: BTreeMap<&[u8], Vec<(u64, &[u8])>> =
            names.iter().map(|name| (name.value.as_slice(), Vec::new())).collect();
        for (pair, count) in counted {
            let (name, value) = pair.split_at(memchr::memchr(b'=', pair).unwrap_or(pair.len()));
            if let Some(values) = by_name.get_mut(name) {
                values.push((count, value.get(1..).unwrap_or_default()));
            }
        }
        let mut spreads: Vec<Spread> = Vec::new();
        for name in &names {
            let mut all = by_name.remove(name.value.as_slice()).unwrap_or_default();
            all.sort_unstable_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1)));
            spreads.push(Spread {
                distinct: all.len() as u64,
                other: all.iter().skip(values).map(|(count, _)| count).sum(),
                top: all
                    .iter()
                    .take(values)
                    .map(|&(count, value)| Counted { value: value.to_vec(), count })
                    .collect(),
            });
        }
        let both = names.into_iter().zip(spreads);
        both.map(|(name, spread)| Parameter { name, values: Some(spread) }).collect()
    }
}

/// Counts of one slice.
struct Counts {
    words: Interner,
    counts: Vec<u32>,
    /// The words of the query at hand: each counts once.
    met: Vec<u32>,
}

impl Counts {
    fn new(seed: Seed) -> Self {
        Self { words: Interner::new(seed), counts: Vec::new(), met: Vec::new() }
    }

    fn begin(&mut self) {
        self.met.clear();
    }

    fn add(&mut self, word: &[u8], count: u32) {
        let id = self.words.intern(word);
        self.counts.resize(self.words.len(), 0);
        if self.met.contains(&id) {
            return;
        }
        self.met.push(id);
        if let Some(sum) = self.counts.get_mut(id as usize) {
            *sum += count;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_taken_apart_where_their_signs_stand() {
        let found: Vec<(&[u8], &[u8])> = pairs(b"a=1&&b&c==&=d&a=").collect();
        let wanted: [(&[u8], &[u8]); 5] =
            [(b"a", b"1"), (b"b", b""), (b"c", b"="), (b"", b"d"), (b"a", b"")];
        assert_eq!(found, wanted);
        assert_eq!(pairs("x&".repeat(1000).as_bytes()).count(), MOST);
    }
}
