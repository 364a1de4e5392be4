/*!
What is known of the records of one signature, or of one template: how many there are, of which classes, from when to when.

Most signatures are written by one statement at one level, so the counts by class are kept only where there are several.
*/

use crate::columns::UNTIMED;
use crate::severity::Class;

/// Counts and extremes of some records; exactly associative and commutative.
#[derive(Clone, Debug)]
pub struct Facts {
    /// How many records.
    pub count: u64,
    /// The first time, and the last; no time at all leaves them at the far ends.
    first: i64,
    last: i64,
    /// The class of all records, unless they are of several.
    class: u8,
    /// A count a class, where there are several.
    mixed: Option<Box<[u64; Class::COUNT]>>,
}

/// The records of one signature within a slice: the size of a line of a processor's cache.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tally {
    first: i64,
    last: i64,
    classes: [u32; Class::COUNT],
}

impl Default for Tally {
    fn default() -> Self {
        Self { first: i64::MAX, last: UNTIMED, classes: [0; Class::COUNT] }
    }
}

impl Tally {
    /// Counts a record of this class and time.
    #[inline]
    pub(super) fn add(&mut self, class: u8, time: i64) {
        if let Some(count) = self.classes.get_mut(usize::from(class)) {
            *count += 1;
        }
        // The time of those without one is before all others.
        self.last = self.last.max(time);
        if time != UNTIMED {
            self.first = self.first.min(time);
        }
    }

    /// The same as facts.
    pub(super) fn facts(&self) -> Facts {
        let (first, last) = (self.first, self.last);
        let of = |(class, &count): (usize, &u32)| Facts {
            count: count.into(),
            first,
            last,
            class: class as u8,
            mixed: None,
        };
        let mut classes = self.classes.iter().enumerate().filter(|(_, count)| **count > 0).map(of);
        let mut facts = classes.next().unwrap_or_else(|| Facts::counted(0));
        classes.for_each(|of_class| facts.merge(&of_class));
        facts
    }
}

impl Facts {
    /// So many records, of no class and without times.
    pub fn counted(count: u64) -> Self {
        Self { count, first: i64::MAX, last: UNTIMED, class: Class::NONE.0, mixed: None }
    }

    /// One record of this class and time.
    pub fn of_record(class: u8, time: i64) -> Self {
        let mut tally = Tally::default();
        tally.add(class, time);
        tally.facts()
    }

    /// Adds the records of another.
    pub fn merge(&mut self, other: &Self) {
        if self.mixed.is_some() || other.mixed.is_some() || self.class != other.class {
            let mut counts = self.classes();
            counts.iter_mut().zip(other.classes()).for_each(|(mine, theirs)| *mine += theirs);
            self.mixed = Some(Box::new(counts));
        }
        self.count += other.count;
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
    }

    /// How many records there are of each class.
    pub fn classes(&self) -> [u64; Class::COUNT] {
        if let Some(counts) = &self.mixed {
            return **counts;
        }
        let mut counts = [0; Class::COUNT];
        if let Some(count) = counts.get_mut(usize::from(self.class)) {
            *count = self.count;
        }
        counts
    }

    /// The first and the last time in nanoseconds since the epoch, where there is any.
    pub fn span(&self) -> Option<(i64, i64)> {
        (self.first <= self.last).then_some((self.first, self.last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn facts(records: &[(u8, i64)]) -> Facts {
        let mut tally = Tally::default();
        records.iter().for_each(|&(class, time)| tally.add(class, time));
        tally.facts()
    }

    fn shown(facts: &Facts) -> (u64, [u64; Class::COUNT], Option<(i64, i64)>) {
        (facts.count, facts.classes(), facts.span())
    }

    proptest! {
        #[test]
        fn facts_are_those_of_the_records_however_they_were_parted(records in prop::collection::vec((0..12u8, prop_oneof![Just(UNTIMED), -50..50i64]), 2..60), at: prop::sample::Index) {
            let whole = facts(&records);
            let times = || records.iter().map(|(_, time)| *time).filter(|&time| time != UNTIMED);
            let mut classes = [0; Class::COUNT];
            records.iter().for_each(|&(class, _)| classes[usize::from(class)] += 1);
            prop_assert_eq!(shown(&whole), (records.len() as u64, classes, times().min().zip(times().max())));
            let (one, other) = records.split_at(1 + at.index(records.len() - 1));
            let mut merged = facts(other);
            merged.merge(&facts(one));
            prop_assert_eq!(shown(&merged), shown(&whole));
        }
    }
}
