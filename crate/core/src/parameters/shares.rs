/*!
What is known of the records with each value of a variable that has few: how many, how grave, when.

A variable has few values or too many by the set of them alone, and what has too many stays so: the result does not depend on the order
in which records were added.
*/

use crate::summary::facts::Facts;

/// Variables with more values than that have none told apart.
pub const SHARES: usize = 32;

/// Facts by value, in the order of the values' bytes; none where there are too many.
#[derive(Clone, Debug)]
pub(crate) struct Shares(Option<Vec<(Box<[u8]>, Facts)>>);

impl Default for Shares {
    fn default() -> Self {
        Self(Some(Vec::new()))
    }
}

impl Shares {
    /// Adds records with this value.
    pub(super) fn add(&mut self, value: &[u8], facts: &Facts) {
        let Some(known) = &mut self.0 else { return };
        match known.binary_search_by(|(known, _)| (**known).cmp(value)) {
            Ok(at) => {
                if let Some((_, known)) = known.get_mut(at) {
                    known.merge(facts);
                }
            }
            Err(_) if known.len() == SHARES => self.0 = None,
            Err(at) => known.insert(at, (value.into(), facts.clone())),
        }
    }

    /// Adds those of another.
    pub(super) fn merge(&mut self, other: &Self) {
        match &other.0 {
            Some(values) => values.iter().for_each(|(value, facts)| self.add(value, facts)),
            None => self.0 = None,
        }
    }

    /// The values and their facts, the most frequent first, ties in the order of their bytes.
    pub(crate) fn sorted(&self) -> Option<Vec<(&[u8], &Facts)>> {
        let mut all: Vec<(&[u8], &Facts)> =
            self.0.as_ref()?.iter().map(|(value, facts)| (&**value, facts)).collect();
        all.sort_by_key(|(_, facts)| std::cmp::Reverse(facts.count));
        Some(all)
    }
}
