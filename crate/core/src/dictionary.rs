/*!
Distinct byte strings, numbered in the order in which they were met.

The hash table is keyed by a seed that is chosen anew for each session, so that nobody can craft a log whose values
all collide; nothing that is shown depends on it.
*/

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::hash::{BuildHasher, Hasher};

/// The seed of the hash tables of a session. Results never depend on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seed(pub u64);

impl Seed {
    /// Hashes bytes for use in the tables of this session.
    pub fn hash(self, bytes: &[u8]) -> u64 {
        let mut hasher = FixedState::with_seed(self.0).build_hasher();
        hasher.write(bytes);
        hasher.finish()
    }
}

/// The distinct values of one column, each with its hash.
#[derive(Clone, Debug, Default)]
pub struct Dictionary {
    bytes: Vec<u8>,
    ends: Vec<u32>,
    hashes: Vec<u64>,
}

impl Dictionary {
    /// How many values there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The value of this number; empty for a number never given out.
    pub fn get(&self, id: u32) -> &[u8] {
        let id = id as usize;
        let start = if id == 0 { 0 } else { self.ends.get(id - 1).copied().unwrap_or(0) };
        let end = self.ends.get(id).copied().unwrap_or(start);
        self.bytes.get(start as usize..end as usize).unwrap_or_default()
    }

    /// The hash of the value of this number.
    pub fn hash(&self, id: u32) -> u64 {
        self.hashes.get(id as usize).copied().unwrap_or(0)
    }

    /// All values in the order of their numbers.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.len() as u32).map(|id| self.get(id))
    }

    /// Memory held, in bytes.
    pub fn size(&self) -> usize {
        self.bytes.capacity() + self.ends.capacity() * 4 + self.hashes.capacity() * 8
    }

    fn push(&mut self, value: &[u8], hash: u64) -> u32 {
        let id = self.ends.len() as u32;
        self.bytes.extend_from_slice(value);
        self.ends.push(self.bytes.len() as u32);
        self.hashes.push(hash);
        id
    }
}

/// Builds a [`Dictionary`]; reused from slice to slice.
#[derive(Debug, Default)]
pub struct Interner {
    seed: Seed,
    values: Dictionary,
    /// Each with all that a look-up needs, so that it touches no more than the entry and the bytes.
    table: HashTable<Entry>,
    last: Entry,
}

#[derive(Clone, Copy, Debug, Default)]
struct Entry {
    hash: u64,
    start: u32,
    len: u32,
    id: u32,
}

impl Entry {
    fn is(&self, value: &[u8], bytes: &[u8]) -> bool {
        let start = self.start as usize;
        self.len as usize == value.len()
            && bytes.get(start..start + value.len()).is_some_and(|known| same(known, value))
    }
}

/// Whether two strings of one length are equal, eight bytes at a time: WebAssembly's `memcmp` goes byte by byte.
fn same(a: &[u8], b: &[u8]) -> bool {
    let (words, rest) = a.as_chunks::<8>();
    let (other_words, other_rest) = b.as_chunks::<8>();
    words.iter().zip(other_words).all(|(x, y)| u64::from_le_bytes(*x) == u64::from_le_bytes(*y))
        && rest.iter().zip(other_rest).all(|(x, y)| x == y)
}

impl Interner {
    /// An empty one for a session of this seed.
    pub fn new(seed: Seed) -> Self {
        Self { seed, ..Self::default() }
    }

    /// The number of this value, given out now if it is new.
    pub fn intern(&mut self, value: &[u8]) -> u32 {
        // Neighbouring lines often repeat a value: a comparison is cheaper than a hash.
        if self.last.is(value, &self.values.bytes) && !self.values.is_empty() {
            return self.last.id;
        }
        let hash = self.seed.hash(value);
        let bytes = &self.values.bytes;
        let known = self.table.find(hash, |entry| entry.hash == hash && entry.is(value, bytes));
        self.last = match known {
            Some(entry) => *entry,
            None => {
                let start = bytes.len() as u32;
                let id = self.values.push(value, hash);
                let entry = Entry { hash, start, len: value.len() as u32, id };
                self.table.insert_unique(hash, entry, |entry| entry.hash);
                entry
            }
        };
        self.last.id
    }

    /// What was gathered so far.
    pub fn values(&self) -> &Dictionary {
        &self.values
    }

    /// Hands out what was gathered, trimmed to its size, and starts anew with the table's memory kept.
    pub fn take(&mut self) -> Dictionary {
        self.table.clear();
        self.last = Entry::default();
        let mut taken = std::mem::take(&mut self.values);
        taken.bytes.shrink_to_fit();
        taken.ends.shrink_to_fit();
        taken.hashes.shrink_to_fit();
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_follow_the_order_of_arrival(values in prop::collection::vec("[a-c]{0,3}", 0..200), seed: u64) {
            let mut interner = Interner::new(Seed(seed));
            let mut naive: Vec<String> = Vec::new();
            for value in &values {
                let expected = naive.iter().position(|known| known == value).unwrap_or_else(|| {
                    naive.push(value.clone());
                    naive.len() - 1
                });
                prop_assert_eq!(interner.intern(value.as_bytes()), expected as u32);
            }
            let taken = interner.take();
            let all: Vec<&[u8]> = taken.iter().collect();
            let expected: Vec<&[u8]> = naive.iter().map(String::as_bytes).collect();
            prop_assert_eq!(all, expected);
        }
    }

    #[test]
    fn a_reused_interner_forgets() {
        let mut interner = Interner::new(Seed(1));
        interner.intern(b"a");
        interner.intern(b"b");
        interner.take();
        assert_eq!(interner.intern(b"b"), 0);
        assert_eq!(interner.values().len(), 1);
    }
}
