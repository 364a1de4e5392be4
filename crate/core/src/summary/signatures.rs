/*!
How many records have each signature, of which classes and from when to when: exactly, in bounded memory.

Signatures are counted one by one as long as a bucket of them ([`general`]) weighs no more than its limit; a bucket beyond that
is generalised, which keeps its facts exact and makes its signatures fewer; what comes to it later is counted at once for the signature
that it would become ([`Tree`]), so that a bucket is put in order again only when it holds others. The limit is the largest of a ladder at which all
buckets together, each taken at the limit at most, fit the budget. Both depend on the set of signatures seen and only ever go
one way, so any cut and any order of merging end in the same.
*/

use super::facts::{Facts, Tally};
use crate::bytes::same;
use crate::columns::{Columns, Selection, UNTIMED};
use crate::dictionary::{Dictionary, Seed};
use crate::template::general::{self, BUCKETS, Tree};
use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashTable};

/// What all signatures may weigh.
const BUDGET: usize = 1 << 17;
/// What the signatures of one bucket may weigh before they are generalised, while there is room.
const BUCKET: usize = 1 << 15;
/// A signature weighs one, and one more for so many bytes.
const HEAVY: usize = 64;
/// The weight of the heaviest signature is below this.
const HEAVIEST: usize = 16;
/// So many signatures are looked up at a time.
const GROUP: usize = 32;

/// Facts by signature.
#[derive(Clone, Debug)]
pub struct Signatures {
    seed: Seed,
    total: u64,
    table: HashTable<Entry>,
    bytes: Vec<u8>,
    /// The weight of each bucket, at most a little over its limit; [`GENERAL`] for those that are generalised.
    weights: Vec<u32>,
    limit: usize,
    /// The weight of signatures that were added to generalised buckets since those were last put in order.
    loose: usize,
    /// Of each generalised bucket, the hashes of what it became when it was last put in order.
    trees: HashMap<u16, Tree<u64>, FixedState>,
}

#[derive(Clone, Debug)]
struct Entry {
    hash: u64,
    start: u32,
    len: u32,
    bucket: u16,
    facts: Facts,
}

/// In place of a weight: the bucket is generalised.
const GENERAL: u32 = u32::MAX;

/// A signature and what is known of its records.
#[derive(Clone, Copy, Debug)]
pub struct Signature<'a> {
    /// The masked text; words that were left out are [`OMITTED`](general::OMITTED).
    pub text: &'a [u8],
    /// The bucket it belongs to.
    pub bucket: u16,
    /// Of its records.
    pub facts: &'a Facts,
}

impl Signatures {
    /// None yet, in a session of this seed.
    pub fn new(seed: Seed) -> Self {
        Self {
            seed,
            total: 0,
            table: HashTable::new(),
            bytes: Vec::new(),
            weights: vec![0; BUCKETS],
            limit: BUCKET,
            loose: 0,
            trees: HashMap::default(),
        }
    }

    /// Adds records of a signature. `hash` is its hash by the session's seed.
    pub fn add(&mut self, hash: u64, text: &[u8], facts: &Facts) {
        self.total += facts.count;
        let bytes = &self.bytes;
        let known = |entry: &Entry| entry.hash == hash && same(entry.text(bytes), text);
        match self.table.find_mut(hash, known) {
            Some(entry) => entry.facts.merge(facts),
            None => self.insert(hash, text, general::bucket(text), facts.clone()),
        }
    }

    /// Counts the signatures of a dictionary of this session so many times each; no more is known of their records.
    pub fn add_all(&mut self, dictionary: &Dictionary, counts: &[u32]) {
        let mut counts = counts.iter();
        self.add_some(dictionary, || counts.next().map(|&count| Facts::counted(count.into())));
    }

    /// Adds records of the signatures of a dictionary, of each as many as the next facts tell.
    ///
    /// What a look-up waits for is memory. Here the entries of several signatures and the beginnings of their texts are asked
    /// for before any is needed, so that the waits overlap.
    fn add_some(&mut self, dictionary: &Dictionary, mut next: impl FnMut() -> Option<Facts>) {
        let mut ids = 0..dictionary.len() as u32;
        for hashes in dictionary.hashes().chunks(GROUP) {
            let touched = hashes.iter().fold(0, |all, &hash| {
                let entry = self.table.find(hash, |entry| entry.hash == hash);
                let first = entry.and_then(|entry| self.bytes.get(entry.start as usize));
                all ^ first.copied().unwrap_or(0)
            });
            std::hint::black_box(touched);
            for (&hash, id) in hashes.iter().zip(&mut ids) {
                if let Some(facts) = next().filter(|facts| facts.count > 0) {
                    self.add(hash, dictionary.get(id), &facts);
                }
            }
        }
    }

    /// Adds the selected records of a slice of this session.
    pub fn add_records(&mut self, columns: &Columns, selection: &Selection) {
        let Some(templates) = &columns.templates else { return };
        let mut tallies = vec![Tally::default(); templates.dictionary.len()];
        templates.for_each(selection, |row, id| {
            let class = columns.classes.get(row).copied().unwrap_or(0);
            let time = columns.times.get(row).copied().unwrap_or(UNTIMED);
            if let Some(tally) = tallies.get_mut(id as usize) {
                tally.add(class, time);
            }
        });
        let mut tallies = tallies.iter();
        self.add_some(&templates.dictionary, || tallies.next().map(Tally::facts));
    }

    /// Adds the records of another.
    pub fn merge(&mut self, other: &Self) {
        self.total += other.total;
        if other.limit < self.limit {
            self.limit = other.limit;
            self.loose += 1;
        }
        let general = other.weights.iter().enumerate().filter(|(_, weight)| **weight == GENERAL);
        for (bucket, _) in general {
            self.generalised(bucket);
        }
        for entry in &other.table {
            let text = entry.text(&other.bytes);
            let hash = if self.seed == other.seed { entry.hash } else { self.seed.hash(text) };
            let bytes = &self.bytes;
            let known = |mine: &Entry| {
                mine.hash == hash && mine.bucket == entry.bucket && same(mine.text(bytes), text)
            };
            match self.table.find_mut(hash, known) {
                Some(mine) => mine.facts.merge(&entry.facts),
                None => self.insert(hash, text, entry.bucket, entry.facts.clone()),
            }
        }
        self.enforce();
        self.settle();
    }

    /// Adds records of a signature that is not there.
    fn insert(&mut self, hash: u64, text: &[u8], bucket: u16, facts: Facts) {
        if let Some(of) = self.trees.get(&bucket).and_then(|tree| tree.find(text)) {
            let bytes = &self.bytes;
            let stands = |entry: &Entry| {
                entry.hash == of
                    && entry.bucket == bucket
                    && general::stands_for(entry.text(bytes), text)
            };
            if let Some(entry) = self.table.find_mut(of, stands) {
                return entry.facts.merge(&facts);
            }
        }
        let start = self.bytes.len() as u32;
        self.bytes.extend_from_slice(text);
        let entry = Entry { hash, start, len: text.len() as u32, bucket, facts };
        match self.weights.get_mut(usize::from(bucket)) {
            Some(&mut GENERAL) | None => self.loose += entry.weight(),
            Some(weight) => *weight += entry.weight() as u32,
        }
        self.table.insert_unique(hash, entry, |entry| entry.hash);
    }

    fn generalised(&mut self, bucket: usize) {
        if let Some(weight) = self.weights.get_mut(bucket).filter(|weight| **weight != GENERAL) {
            self.loose += *weight as usize;
            *weight = GENERAL;
        }
    }

    /// Keeps the memory within its bounds.
    pub fn enforce(&mut self) {
        loop {
            for bucket in 0..BUCKETS {
                let weight = self.weights.get(bucket).copied().unwrap_or(0);
                if weight != GENERAL && weight as usize > self.limit {
                    self.generalised(bucket);
                }
            }
            let charge = |&weight: &u32| (weight as usize).min(self.limit);
            if self.weights.iter().map(charge).sum::<usize>() <= BUDGET {
                break;
            }
            // What was generalised for a larger limit is to be generalised further.
            self.loose += 1;
            self.limit /= 2;
        }
        if self.loose > BUDGET / 2 {
            self.settle();
        }
    }

    /// Puts generalised buckets in order.
    fn settle(&mut self) {
        if self.loose == 0 {
            return;
        }
        let general = |entry: &Entry| {
            self.weights.get(usize::from(entry.bucket)).is_none_or(|weight| *weight == GENERAL)
        };
        let (mut loose, kept): (Vec<&Entry>, Vec<&Entry>) =
            self.table.iter().partition(|e| general(e));
        loose.sort_unstable_by_key(|entry| entry.bucket);
        let mut trees = HashMap::default();
        let mut table = HashTable::with_capacity(kept.len());
        let mut bytes = Vec::new();
        let mut put = |text: &[u8], mut entry: Entry| {
            (entry.start, entry.len) = (bytes.len() as u32, text.len() as u32);
            bytes.extend_from_slice(text);
            table.insert_unique(entry.hash, entry, |entry: &Entry| entry.hash);
        };
        for entry in kept {
            put(entry.text(&self.bytes), entry.clone());
        }
        let allowance = (self.limit / HEAVIEST).max(1);
        for entries in loose.chunk_by(|a, b| a.bucket == b.bucket) {
            let Some(&first) = entries.first() else { continue };
            let texts: Vec<(&[u8], &Facts)> =
                entries.iter().map(|entry| (entry.text(&self.bytes), &entry.facts)).collect();
            let mut became: Vec<(Vec<u8>, u64)> = Vec::new();
            general::generalise(&texts, allowance, &mut |text, rows| {
                let mut all = rows.iter().map(|(_, facts)| *facts);
                let Some(mut facts) = all.next().cloned() else { return };
                all.for_each(|more| facts.merge(more));
                let hash = self.seed.hash(text);
                put(text, Entry { hash, facts, ..*first });
                became.push((text.to_vec(), hash));
            });
            let became = became.iter().map(|(text, hash)| (text.as_slice(), *hash));
            trees.insert(first.bucket, Tree::new(became));
        }
        (self.table, self.bytes, self.trees, self.loose) = (table, bytes, trees, 0);
    }

    /// How many signatures there are.
    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.table.is_empty()
    }

    /// All counts together.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// Whether no word had to be left out.
    pub fn is_whole(&self) -> bool {
        !self.weights.contains(&GENERAL)
    }

    /// All signatures, in no order.
    pub fn iter(&self) -> impl Iterator<Item = Signature<'_>> {
        self.table.iter().map(|entry| Signature {
            text: entry.text(&self.bytes),
            bucket: entry.bucket,
            facts: &entry.facts,
        })
    }

    /// Tells sets of signatures of one session apart.
    pub fn fingerprint(&self) -> u64 {
        self.table.iter().fold(0, |sum, entry| sum.wrapping_add(entry.hash | 1))
    }
}

impl Entry {
    fn text<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        bytes.get(self.start as usize..(self.start + self.len) as usize).unwrap_or_default()
    }

    fn weight(&self) -> usize {
        (1 + self.len as usize / HEAVY).min(HEAVIEST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::severity::Class;
    use std::collections::BTreeMap;

    fn add(signatures: &mut Signatures, text: &str) {
        let class = text.len() as u8 % 3;
        let mut tally = Tally::default();
        tally.add(class, text.len() as i64);
        let facts = tally.facts();
        signatures.add(signatures.seed.hash(text.as_bytes()), text.as_bytes(), &facts);
    }

    type Known = BTreeMap<(u16, Vec<u8>), ([u64; Class::COUNT], Option<(i64, i64)>)>;

    fn known(signatures: &Signatures) -> Known {
        let known =
            |s: Signature<'_>| ((s.bucket, s.text.to_vec()), (s.facts.classes(), s.facts.span()));
        signatures.iter().map(known).collect()
    }

    /// A name in one kind of message, and everything in another.
    fn hostile(n: u64) -> String {
        let word = |salt: u64| crate::hash::mix(n.wrapping_mul(8) + salt);
        match n % 3 {
            0 => format!("user {:x} logged in", word(1)),
            1 => format!("{:x} {:x} {:x} {}", word(1), word(2), word(3), "long ".repeat(30)),
            _ => format!("{} {:x}", "many ".repeat((word(1) % 90) as usize), word(2)),
        }
    }

    #[test]
    fn any_number_of_signatures_stays_in_bounds_and_every_record_is_counted() {
        const ALL: u64 = 400_000;
        let mut whole = Signatures::new(Seed(1));
        for n in 0..ALL {
            add(&mut whole, &hostile(n));
            if n % 50_000 == 0 {
                whole.enforce();
                assert!(whole.len() <= 3 * BUDGET, "{}", whole.len());
            }
        }
        let mut first = Signatures::new(Seed(2));
        first.merge(&whole);
        assert_eq!(first.total(), ALL);
        assert_eq!(first.iter().map(|signature| signature.facts.count).sum::<u64>(), ALL);
        assert!(first.len() <= BUDGET && !first.is_whole(), "{}", first.len());
        // The same from the other end, in parts.
        let mut second = Signatures::new(Seed(3));
        for part in (0..8).rev() {
            let mut signatures = Signatures::new(Seed(part));
            for n in (0..ALL).rev().filter(|n| n % 8 == part) {
                add(&mut signatures, &hostile(n));
            }
            signatures.enforce();
            second.merge(&signatures);
        }
        assert!(known(&first) == known(&second));
        let users = first.iter().find(|signature| signature.text == b"user \x01 logged in");
        assert_eq!(users.map(|signature| signature.facts.count), Some(ALL.div_ceil(3)));
    }

    #[test]
    fn what_fits_is_kept_as_it_is() {
        let mut signatures = Signatures::new(Seed(0));
        (0..20_000).for_each(|n| add(&mut signatures, &format!("message {n} of a kind")));
        let mut merged = Signatures::new(Seed(0));
        merged.merge(&signatures);
        assert!(merged.is_whole());
        assert_eq!(merged.len(), 20_000);
    }
}
