/*!
Distinct byte strings, numbered in the order in which they were met.

The hash table is keyed by a seed that is chosen anew for each session, so that nobody can craft a log whose values
all collide; nothing that is shown depends on it.
*/

use crate::bytes::same;
use foldhash::fast::FixedState;
use std::hash::{BuildHasher, Hasher};
use std::sync::{Arc, OnceLock};

/// The seed of the hash tables of a session. Results never depend on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seed(pub u64);

impl Seed {
    /// Hashes bytes for use in the tables of this session.
    #[inline]
    pub fn hash(self, bytes: &[u8]) -> u64 {
        let mut hasher = FixedState::with_seed(self.0).build_hasher();
        hasher.write(bytes);
        hasher.finish()
    }
}

/// The distinct values of one column, each with its hash.
#[derive(Clone, Debug, Default)]
pub struct Dictionary {
    bytes: Box<[u8]>,
    /// Where each value begins, and where the last one ends.
    bounds: Box<[u32]>,
    hashes: Box<[u64]>,
    /// Larger words, and the number that each value has among them.
    among: OnceLock<(Arc<Interner>, Box<[u32]>)>,
}

impl Dictionary {
    /// How many values there are.
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }

    /// The value of this number; empty for a number never given out.
    #[inline]
    pub fn get(&self, id: u32) -> &[u8] {
        value(&self.bytes, &self.bounds, id)
    }

    /// The hashes of all values in the order of their numbers.
    pub fn hashes(&self) -> &[u64] {
        &self.hashes
    }

    /// All values in the order of their numbers.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.len() as u32).map(|id| self.get(id))
    }

    /// Looks up which numbers the values have among the words of a whole that they are part of, so that
    /// [`among`](Self::among) can tell; of one whole only. Takes [`AMONG`] bytes a value.
    pub fn look_up_among(&self, words: &Arc<Interner>) {
        let found =
            self.iter().zip(&self.hashes).map(|(value, &hash)| words.find_hashed(value, hash));
        if let Some(numbers) = found.collect() {
            self.among.get_or_init(|| (words.clone(), numbers));
        }
    }

    /// The numbers of all values among these words, in the order of their own numbers; none where they were not
    /// [looked up](Self::look_up_among).
    pub fn among(&self, words: &Arc<Interner>) -> Option<&[u32]> {
        let (known, numbers) = self.among.get()?;
        Arc::ptr_eq(known, words).then_some(numbers)
    }

    /// Memory held, in bytes.
    pub fn size(&self) -> usize {
        let among = if self.among.get().is_some() { self.len() * AMONG } else { 0 };
        self.bytes.len() + self.bounds.len() * 4 + self.hashes.len() * 8 + among
    }
}

/// What the number of a value among other words takes, in bytes.
pub const AMONG: usize = size_of::<u32>();

/// The value between two neighbouring bounds.
#[inline]
fn value<'a>(bytes: &'a [u8], bounds: &[u32], id: u32) -> &'a [u8] {
    match bounds.get(id as usize..) {
        Some([start, end, ..]) => bytes.get(*start as usize..*end as usize).unwrap_or_default(),
        _ => &[],
    }
}

/// Builds a [`Dictionary`]; reused from slice to slice.
///
/// The hash table is an array of 32-bit slots with linear probing. A slot holds a number plus one in as many low bits as
/// the length of the table has, and in the others those of the value's hash, so that few values are compared in vain; 0 is
/// empty. A table of 32,768 values takes 256 KiB, which stays in a processor's own cache.
#[derive(Clone, Debug, Default)]
pub struct Interner {
    seed: Seed,
    bytes: Vec<u8>,
    bounds: Vec<u32>,
    hashes: Vec<u64>,
    /// A power of two of them, at most half of them full; none before the first value.
    slots: Vec<u32>,
    /// The number given out last.
    last: u32,
}

/// Whether the same values were met in the same order.
impl PartialEq for Interner {
    fn eq(&self, other: &Self) -> bool {
        self.bounds == other.bounds && self.bytes == other.bytes
    }
}

impl Eq for Interner {}

/// So many values are looked up at a time: their memory accesses overlap.
const GROUP: usize = 64;
/// The least length of a table.
const LEAST_SLOTS: usize = 16;

impl Interner {
    /// An empty one for a session of this seed.
    pub fn new(seed: Seed) -> Self {
        Self { seed, ..Self::default() }
    }

    /// How many values were met.
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// Whether none was met.
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }

    /// The value of this number; empty for a number never given out.
    #[inline]
    pub fn get(&self, id: u32) -> &[u8] {
        value(&self.bytes, &self.bounds, id)
    }

    /// All values in the order of their numbers.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.len() as u32).map(|id| self.get(id))
    }

    /// The seed of the hashes.
    pub fn seed(&self) -> Seed {
        self.seed
    }

    /// The hashes of all values in the order of their numbers.
    pub fn hashes(&self) -> &[u64] {
        &self.hashes
    }

    /// How many bytes the values have together.
    pub fn text(&self) -> usize {
        self.bytes.len()
    }

    /// Memory held, in bytes.
    pub fn size(&self) -> usize {
        self.bytes.capacity()
            + (self.bounds.capacity() + self.slots.capacity()) * 4
            + self.hashes.capacity() * 8
    }

    /// The number of this value, given out now if it is new.
    pub fn intern(&mut self, value: &[u8]) -> u32 {
        // Neighbouring lines often repeat a value: a comparison is cheaper than a hash.
        if !self.is_empty() && same(self.get(self.last), value) {
            return self.last;
        }
        self.last = self.find_or_insert(value, self.seed.hash(value));
        self.last
    }

    /// The number of this value if it was met.
    pub fn find(&self, value: &[u8]) -> Option<u32> {
        self.find_hashed(value, self.seed.hash(value))
    }

    /// The same where its hash by this one's seed is known.
    pub fn find_hashed(&self, value: &[u8], hash: u64) -> Option<u32> {
        let mask = (self.slots.len() as u32).checked_sub(1)?;
        let mut at = hash as u32 & mask;
        loop {
            let slot = *self.slots.get(at as usize)?;
            let id = (slot & mask).checked_sub(1)?;
            if (slot ^ tag(hash)) & !mask == 0 && same(self.get(id), value) {
                return Some(id);
            }
            at = (at + 1) & mask;
        }
    }

    /// Appends the numbers of these values to `ids`, as if they were interned one after the other.
    pub fn intern_all(&mut self, values: &[&[u8]], ids: &mut Vec<u32>) {
        for group in values.chunks(GROUP) {
            let mut hashes = [0; GROUP];
            for (value, hash) in group.iter().zip(&mut hashes) {
                *hash = self.seed.hash(value);
            }
            self.look_up(group, &hashes, ids);
        }
    }

    /// The same for values of which the hashes by this one's seed are known, one each.
    pub fn intern_hashed(&mut self, values: &[&[u8]], hashes: &[u64], ids: &mut Vec<u32>) {
        for (group, hashes) in values.chunks(GROUP).zip(hashes.chunks(GROUP)) {
            self.look_up(group, hashes, ids);
        }
    }

    /// What a look-up waits for is memory: the slot, then the bytes it points to. Here the slots of many values are asked for
    /// before any is needed, then their bytes, so that the waits overlap.
    fn look_up(&mut self, group: &[&[u8]], hashes: &[u64], ids: &mut Vec<u32>) {
        // One more than the number that a value most likely has, 0 for none.
        let mut likely = [0; GROUP];
        let mask = (self.slots.len() as u32).wrapping_sub(1);
        for (&hash, likely) in hashes.iter().zip(&mut likely) {
            let slot = self.slots.get((hash as u32 & mask) as usize).copied().unwrap_or(0);
            let fits = (slot ^ tag(hash)) & !mask == 0;
            *likely = if fits { slot & mask } else { 0 };
        }
        let touched = likely.iter().take(group.len()).fold(0, |all, likely| {
            let start = self.bounds.get((*likely as usize).saturating_sub(1)).copied();
            all ^ self.bytes.get(start.unwrap_or(0) as usize).copied().unwrap_or(0)
        });
        std::hint::black_box(touched);
        for ((value, hash), likely) in group.iter().zip(hashes).zip(&likely) {
            let known = likely.checked_sub(1).filter(|&id| same(self.get(id), value));
            ids.push(match known {
                Some(id) => id,
                None => self.find_or_insert(value, *hash),
            });
        }
    }

    fn find_or_insert(&mut self, value: &[u8], hash: u64) -> u32 {
        if self.slots.len() <= self.hashes.len() * 2 {
            self.grow();
        }
        let mask = self.slots.len() as u32 - 1;
        let mut at = hash as u32 & mask;
        loop {
            let Some(slot) = self.slots.get_mut(at as usize) else { return 0 };
            if *slot == 0 {
                let id = self.hashes.len() as u32;
                *slot = filled(hash, mask, id);
                self.bytes.extend_from_slice(value);
                self.bounds.push(self.bytes.len() as u32);
                self.hashes.push(hash);
                return id;
            }
            let id = (*slot & mask).wrapping_sub(1);
            if (*slot ^ tag(hash)) & !mask == 0 && same(self.get(id), value) {
                return id;
            }
            at = (at + 1) & mask;
        }
    }

    #[cold]
    fn grow(&mut self) {
        if self.bounds.is_empty() {
            self.bounds.push(0);
        }
        let length = (self.slots.len() * 2).max(LEAST_SLOTS);
        self.slots.clear();
        self.slots.resize(length, 0);
        let mask = length as u32 - 1;
        for (id, &hash) in self.hashes.iter().enumerate() {
            let mut at = hash as u32 & mask;
            while self.slots.get(at as usize).is_some_and(|&slot| slot != 0) {
                at = (at + 1) & mask;
            }
            if let Some(slot) = self.slots.get_mut(at as usize) {
                *slot = filled(hash, mask, id as u32);
            }
        }
    }

    /// Hands out what was gathered and starts anew with all memory kept.
    pub fn take(&mut self) -> Dictionary {
        let taken = Dictionary {
            bytes: self.bytes.as_slice().into(),
            bounds: self.bounds.as_slice().into(),
            hashes: self.hashes.as_slice().into(),
            among: OnceLock::new(),
        };
        self.slots.fill(0);
        self.bytes.clear();
        self.bounds.truncate(1);
        self.hashes.clear();
        self.last = 0;
        taken
    }
}

/// The bits of a hash that are kept in a slot: others than those that choose the slot.
#[inline]
fn tag(hash: u64) -> u32 {
    (hash >> 32) as u32
}

#[inline]
fn filled(hash: u64, mask: u32, id: u32) -> u32 {
    (tag(hash) & !mask) | ((id + 1) & mask)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_follow_the_order_of_arrival(values in prop::collection::vec("[a-c]{0,3}|[ab]{4,9}|[a-z]{0,40}", 0..400), seed: u64) {
            let mut interner = Interner::new(Seed(seed));
            let mut naive: Vec<String> = Vec::new();
            for value in &values {
                let expected = naive.iter().position(|known| known == value).unwrap_or_else(|| {
                    naive.push(value.clone());
                    naive.len() - 1
                });
                prop_assert_eq!(interner.intern(value.as_bytes()), expected as u32);
            }
            let mut at_once = Interner::new(Seed(seed));
            let (mut ids, mut again) = (Vec::new(), Vec::new());
            let bytes: Vec<&[u8]> = values.iter().map(String::as_bytes).collect();
            at_once.intern_all(&bytes, &mut ids);
            at_once.intern_all(&bytes, &mut again);
            let one_by_one: Vec<u32> = bytes.iter().map(|value| interner.intern(value)).collect();
            prop_assert_eq!(&ids, &one_by_one);
            prop_assert_eq!(&again, &one_by_one);
            for (value, id) in bytes.iter().zip(&ids) {
                prop_assert_eq!(interner.find(value), Some(*id));
            }
            prop_assert_eq!(interner.find(b"never met"), None);
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
        assert_eq!(interner.len(), 1);
    }
}
