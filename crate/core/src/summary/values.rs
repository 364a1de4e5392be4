/*!
How often each value of a field occurred: exactly as long as the values fit their share of memory, by sketches beyond.

Whether a field is beyond depends on the set of its values alone, so that any cut and any order of merging end in the
same state: exact counts add up, and the sketches add up too (the count-min sketch of Cormode and Muthukrishnan 2005
without conservative update is linear).
*/

use super::distinct::Distinct;
use crate::dictionary::{Dictionary, Interner, Seed};
use crate::hash::{mix, stable};
use std::sync::Arc;

const ROWS: usize = 4;
const COLUMNS: usize = 1 << 13;
/// The overestimate of a count by the sketch, as a share of all counts, that is exceeded with probability e^-4 < 2 %.
pub const SKETCH_ERROR: f64 = std::f64::consts::E / COLUMNS as f64;
/// Memory of a value beside its bytes, as charged to the field's share.
const ENTRY: usize = 32;

/// Counts by value.
#[derive(Clone, Debug)]
pub struct Values {
    total: u64,
    state: State,
}

#[derive(Clone, Debug)]
enum State {
    Exact(Exact),
    Sketch(Box<Sketch>),
}

#[derive(Clone, Debug)]
struct Exact {
    words: Arc<Interner>,
    /// By the number of the word.
    counts: Vec<u64>,
    /// Whether the words are those of a whole: some may have no count.
    part: bool,
}

#[derive(Clone, Debug)]
struct Sketch {
    distinct: Distinct,
    counts: Box<[u64]>,
}

/// A value and how often it occurred.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The value.
    pub value: Vec<u8>,
    /// How often, or at most how often where it was estimated.
    pub count: u64,
}

impl Values {
    /// No values yet, in a session of this seed.
    pub fn new(seed: Seed) -> Self {
        Self::over(Arc::new(Interner::new(seed)), false)
    }

    /// No values yet, but all to come are among these words of a whole, by whose numbers they are then counted: see
    /// [`Dictionary::look_up_among`]. Others may come too, for more work.
    pub fn part_of(words: Arc<Interner>) -> Self {
        Self::over(words, true)
    }

    fn over(words: Arc<Interner>, part: bool) -> Self {
        let counts = vec![0; words.len()];
        Self { total: 0, state: State::Exact(Exact { words, counts, part }) }
    }

    /// The words counted one by one; none beyond the bound.
    pub fn words(&self) -> Option<&Arc<Interner>> {
        match &self.state {
            State::Exact(exact) => Some(&exact.words),
            State::Sketch(_) => None,
        }
    }

    /// Counts the values of a dictionary of this session so many times each.
    pub fn add(&mut self, dictionary: &Dictionary, counts: &[u32]) {
        self.total += counts.iter().map(|&count| u64::from(count)).sum::<u64>();
        if let State::Exact(exact) = &mut self.state
            && let Some(numbers) = dictionary.among(&exact.words)
        {
            for (&number, &count) in numbers.iter().zip(counts) {
                if let Some(mine) = exact.counts.get_mut(number as usize) {
                    *mine += u64::from(count);
                }
            }
            return;
        }
        let occurring = counts.iter().enumerate().filter(|(_, count)| **count > 0);
        let counted = occurring.map(|(id, &count)| {
            let hash = dictionary.hashes().get(id).copied().unwrap_or(0);
            (dictionary.get(id as u32), u64::from(count), hash)
        });
        match &mut self.state {
            State::Exact(exact) => exact.add(counted),
            State::Sketch(sketch) => counted.for_each(|(value, count, _)| sketch.add(value, count)),
        }
    }

    /// Adds the counts of another.
    pub fn merge(&mut self, other: &Self) {
        if let (State::Exact(_), State::Sketch(_)) = (&self.state, &other.state) {
            self.go_over_to_sketch();
        }
        self.total += other.total;
        match (&mut self.state, &other.state) {
            (State::Exact(mine), State::Exact(theirs)) => {
                let seed = mine.words.seed();
                if seed != theirs.words.seed() {
                    mine.add(theirs.counted().map(|(word, count)| (word, count, seed.hash(word))));
                } else if Arc::ptr_eq(&mine.words, &theirs.words) {
                    mine.counts.iter_mut().zip(&theirs.counts).for_each(|(a, b)| *a += b);
                } else if mine.counts.is_empty() {
                    mine.clone_from(theirs);
                } else {
                    mine.add(theirs.hashed());
                }
            }
            (State::Sketch(mine), State::Exact(theirs)) => {
                theirs.counted().for_each(|(value, count)| mine.add(value, count));
            }
            (State::Sketch(mine), State::Sketch(theirs)) => {
                mine.distinct.merge(&theirs.distinct);
                mine.counts.iter_mut().zip(&theirs.counts).for_each(|(a, b)| *a += b);
            }
            (State::Exact(_), State::Sketch(_)) => {}
        }
    }

    /// Goes over to sketches if the values take more than `limit` bytes.
    pub fn enforce(&mut self, limit: usize) {
        if let State::Exact(exact) = &self.state
            && exact.weighs_over(limit)
        {
            self.go_over_to_sketch();
        }
    }

    fn go_over_to_sketch(&mut self) {
        let State::Exact(exact) = &self.state else { return };
        let counts = vec![0; ROWS * COLUMNS].into();
        let mut sketch = Box::new(Sketch { distinct: Distinct::default(), counts });
        exact.counted().for_each(|(value, count)| sketch.add(value, count));
        self.state = State::Sketch(sketch);
    }

    /// All counts together.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// All values with their counts, in no order, unless these are estimates.
    pub fn counted(&self) -> Option<impl Iterator<Item = (&[u8], u64)>> {
        match &self.state {
            State::Exact(exact) => Some(exact.counted()),
            State::Sketch(_) => None,
        }
    }

    /// Whether the counts are exact.
    pub fn is_exact(&self) -> bool {
        matches!(self.state, State::Exact(_))
    }

    /// How many distinct values there were: exact, or estimated as [`Distinct`] does.
    pub fn distinct(&self) -> u64 {
        match &self.state {
            State::Exact(exact) => exact.counts.iter().filter(|count| **count > 0).count() as u64,
            State::Sketch(sketch) => sketch.distinct.estimate(),
        }
    }

    /// How often a value occurred; at most so often where counts are estimates.
    pub fn count(&self, value: &[u8]) -> u64 {
        match &self.state {
            State::Exact(exact) => {
                let count = |id| exact.counts.get(id as usize).copied();
                exact.words.find(value).and_then(count).unwrap_or(0)
            }
            State::Sketch(sketch) => sketch.estimate(value).min(self.total),
        }
    }

    /// The `most` most frequent values, ties in the order of their bytes. Where counts are estimated only `candidates`
    /// are looked at, and estimates never add up to more than the total.
    pub fn top<'a>(&self, most: usize, candidates: impl Iterator<Item = &'a [u8]>) -> Vec<Counted> {
        let mut all: Vec<(u64, &[u8])> = match &self.state {
            State::Exact(exact) => exact.counted().map(|(value, count)| (count, value)).collect(),
            State::Sketch(sketch) => {
                let mut values: Vec<&[u8]> = candidates.collect();
                values.sort_unstable();
                values.dedup();
                values.into_iter().map(|value| (sketch.estimate(value), value)).collect()
            }
        };
        let order = |a: &(u64, &[u8]), b: &(u64, &[u8])| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1));
        if all.len() > most && most > 0 {
            all.select_nth_unstable_by(most - 1, order);
        }
        all.truncate(most);
        all.sort_unstable_by(order);
        let mut left = self.total;
        all.into_iter()
            .map(|(count, value)| {
                let count = count.min(left);
                left -= count;
                Counted { value: value.to_vec(), count }
            })
            .collect()
    }

    /// Memory held, in bytes.
    pub fn size(&self) -> usize {
        match &self.state {
            State::Exact(exact) => {
                let words = if exact.part { 0 } else { exact.words.size() };
                words + exact.counts.capacity() * 8
            }
            State::Sketch(sketch) => sketch.counts.len() * 8 + (1 << 14),
        }
    }
}

impl Exact {
    /// The words that occurred, with their counts.
    fn counted(&self) -> impl Iterator<Item = (&[u8], u64)> {
        self.words.iter().zip(self.counts.iter().copied()).filter(|(_, count)| *count > 0)
    }

    /// The same with their hashes.
    fn hashed(&self) -> impl Iterator<Item = (&[u8], u64, u64)> {
        let counted = self.words.iter().zip(&self.counts).zip(self.words.hashes());
        counted
            .map(|((word, &count), &hash)| (word, count, hash))
            .filter(|(_, count, _)| *count > 0)
    }

    /// The numbers of these words, given out now where they are new.
    fn numbers(&mut self, words: &[&[u8]], hashes: &[u64]) -> Vec<u32> {
        if self.part {
            let known =
                words.iter().zip(hashes).map(|(word, &hash)| self.words.find_hashed(word, hash));
            if let Some(known) = known.collect() {
                return known;
            }
        }
        let mut ids = Vec::with_capacity(words.len());
        Arc::make_mut(&mut self.words).intern_hashed(words, hashes, &mut ids);
        ids
    }

    /// Whether the words that occurred take more than `limit` bytes.
    fn weighs_over(&self, limit: usize) -> bool {
        let all = self.words.text() + self.words.len() * ENTRY;
        all > limit
            && (!self.part
                || self.counted().map(|(word, _)| word.len() + ENTRY).sum::<usize>() > limit)
    }

    /// Counts values, each given with its count and its hash.
    fn add<'a>(&mut self, values: impl Iterator<Item = (&'a [u8], u64, u64)>) {
        let (mut words, mut hashes, mut counts) = (Vec::new(), Vec::new(), Vec::new());
        for (word, count, hash) in values {
            words.push(word);
            hashes.push(hash);
            counts.push(count);
        }
        let ids = self.numbers(&words, &hashes);
        self.counts.resize(self.words.len(), 0);
        for (id, count) in ids.into_iter().zip(counts) {
            if let Some(mine) = self.counts.get_mut(id as usize) {
                *mine += count;
            }
        }
    }
}

impl Sketch {
    fn add(&mut self, value: &[u8], count: u64) {
        let hash = stable(value);
        self.distinct.add(hash);
        for cell in cells(hash) {
            if let Some(counter) = self.counts.get_mut(cell) {
                *counter += count;
            }
        }
    }

    fn estimate(&self, value: &[u8]) -> u64 {
        cells(stable(value)).filter_map(|cell| self.counts.get(cell)).copied().min().unwrap_or(0)
    }
}

/// The counters of a value, one a row.
fn cells(hash: u64) -> impl Iterator<Item = usize> {
    (0..ROWS).map(move |row| {
        let mixed = mix(hash.wrapping_add((row as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)));
        row * COLUMNS + (mixed % COLUMNS as u64) as usize
    })
}

#[cfg(test)]
mod tests;
