/*!
Too many signatures to keep: where a word at one place takes on any number of values, it is left out.

Signatures are put into buckets by their number of words and by their first word. Within a bucket they form a tree, word by word.
A node with more than [`FAN`] different words next, or more than its allowance, gets one child for all of them; the allowance of
the root is shared out among its children, and a place left out costs as much as the most that may be kept apart.

So a bucket keeps no more signatures than its allowance, and what is left out depends on the set of signatures alone: more
signatures, or a smaller allowance, leave out more and never less, so a set that was generalised before others came to it ends
as all of them together would have.
*/

use crate::hash::stable;

/// Stands for a word that was left out. Masked text cannot hold it.
pub const OMITTED: u8 = 1;

/// So many different words behind the same words are kept apart at most; a power of two.
const FAN: usize = 16;
/// Words beyond this many are taken together.
const WORDS: usize = 127;
/// Buckets by the first word.
const SPREAD: u64 = 16;

/// How many buckets there are.
pub const BUCKETS: usize = (WORDS + 1) * SPREAD as usize;

/// The words of a signature.
pub fn words(signature: &[u8]) -> impl Iterator<Item = &[u8]> {
    signature.splitn(WORDS, |&byte| byte == b' ')
}

/// The bucket of a signature, less than [`BUCKETS`].
pub fn bucket(signature: &[u8]) -> u16 {
    let first = words(signature).next().unwrap_or_default();
    let words = words(signature).count();
    (words as u64 * SPREAD + stable(first) % SPREAD) as u16
}

/// A signature cut into its words, and what is known of it.
pub type Row<'a, T> = (Vec<&'a [u8]>, T);

/// Calls `each` with every signature of a bucket, generalised so that no more than `allowance` different ones remain, and with
/// those that became it. `allowance` is a power of two.
pub fn generalise<T: Copy>(
    signatures: &[(&[u8], T)],
    allowance: usize,
    each: &mut impl FnMut(&[u8], &[Row<'_, T>]),
) {
    let mut rows: Vec<Row<'_, T>> =
        signatures.iter().map(|(text, known)| (words(text).collect(), *known)).collect();
    node(&mut rows, 0, allowance, each);
}

fn node<T>(
    rows: &mut [Row<'_, T>],
    place: usize,
    allowance: usize,
    each: &mut impl FnMut(&[u8], &[Row<'_, T>]),
) {
    let Some((first, _)) = rows.first() else { return };
    if place == first.len() {
        return each(&first.join(&b' '), rows);
    }
    fn at<'a, T>(row: &Row<'a, T>, place: usize) -> &'a [u8] {
        row.0.get(place).copied().unwrap_or_default()
    }
    rows.sort_unstable_by(|a, b| at(a, place).cmp(at(b, place)));
    let children = rows.chunk_by(|a, b| at(a, place) == at(b, place)).count();
    let share = children.next_power_of_two();
    if children > FAN
        || share > allowance
        || rows.first().is_some_and(|row| at(row, place) == [OMITTED])
    {
        for (words, _) in rows.iter_mut() {
            if let Some(word) = words.get_mut(place) {
                *word = &[OMITTED];
            }
        }
        return node(rows, place + 1, (allowance / FAN).max(1), each);
    }
    for child in rows.chunk_by_mut(|a, b| at(a, place) == at(b, place)) {
        node(child, place + 1, allowance / share, each);
    }
}

/// Generalised signatures of one bucket, to find the one that a signature became.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tree {
    /// In the order of their words.
    rows: Vec<(Vec<Box<[u8]>>, u32)>,
}

impl Tree {
    /// Adds a generalised signature with its number.
    pub(super) fn add(&mut self, signature: &[u8], number: u32) {
        self.rows.push((words(signature).map(Box::from).collect(), number));
    }

    /// To be called when all were added.
    pub(super) fn sort(&mut self) {
        self.rows.sort_unstable();
    }

    /// The number of what a signature became.
    pub(super) fn find(&self, signature: &[u8]) -> Option<u32> {
        let mut rows = self.rows.as_slice();
        for (place, word) in words(signature).enumerate() {
            let at = |row: &(Vec<Box<[u8]>>, u32)| row.0.get(place).cloned().unwrap_or_default();
            if *at(rows.first()?) == [OMITTED] {
                continue;
            }
            let from = rows.partition_point(|row| *at(row) < *word);
            let to = rows.partition_point(|row| *at(row) <= *word);
            rows = rows.get(from..to)?;
        }
        rows.first().map(|(_, number)| *number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    type Counts = BTreeMap<Vec<u8>, u64>;

    fn generalised(counts: &Counts, allowance: usize) -> Counts {
        let all: Vec<(&[u8], u64)> = counts.iter().map(|(t, n)| (t.as_slice(), *n)).collect();
        let mut found = Counts::new();
        generalise(&all, allowance, &mut |text, rows| {
            let count = rows.iter().map(|(_, count)| count).sum();
            assert_eq!(found.insert(text.to_vec(), count), None);
        });
        found
    }

    fn together(a: &Counts, b: &Counts) -> Counts {
        let mut all = a.clone();
        for (text, count) in b {
            *all.entry(text.clone()).or_default() += count;
        }
        all
    }

    /// Signatures of four words each; some places have few words and some have many.
    fn signatures() -> impl Strategy<Value = Counts> {
        let text = (0..3u8, 0..40u8, 0..5u8, 0..20u8);
        let text = text.prop_map(|(a, b, c, d)| format!("w{a} x{b} y{c} z{d}").into_bytes());
        prop::collection::btree_map(text, 1..9u64, 0..200)
    }

    proptest! {
        #[test]
        fn what_came_first_does_not_matter(a in signatures(), b in signatures(), high in 0..12u32, less in 0..12u32) {
            let (large, small) = (1usize << high, 1usize << high.saturating_sub(less));
            let whole = generalised(&together(&a, &b), small);
            prop_assert_eq!(&generalised(&together(&generalised(&a, large), &b), small), &whole);
            prop_assert_eq!(&generalised(&together(&generalised(&a, small), &generalised(&b, large)), small), &whole);
            prop_assert!(whole.len() <= small);
            prop_assert_eq!(whole.values().sum::<u64>(), together(&a, &b).values().sum::<u64>());
        }

        #[test]
        fn a_signature_is_found_again(all in signatures(), allowance in 0..12u32) {
            let whole = generalised(&all, 1 << allowance);
            let mut tree = Tree::default();
            whole.keys().enumerate().for_each(|(number, text)| tree.add(text, number as u32));
            tree.sort();
            let mut counts = vec![0; whole.len()];
            for (text, count) in &all {
                counts[tree.find(text).unwrap_or(u32::MAX) as usize] += count;
            }
            prop_assert_eq!(counts, whole.into_values().collect::<Vec<_>>());
        }
    }

    #[test]
    fn only_the_place_that_explodes_is_left_out() {
        let all = (0..500).map(|n| (format!("user name{n} left from {}", n % 2).into_bytes(), 1));
        let found = generalised(&all.collect(), 2048);
        let texts: Vec<_> = found.keys().map(|text| String::from_utf8_lossy(text)).collect();
        assert_eq!(texts, ["user \u{1} left from 0", "user \u{1} left from 1"]);
    }
}
