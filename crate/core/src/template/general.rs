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

/// Generalised signatures of one bucket, to find the one that a signature has become or would become: where to look for it, by the
/// words in which they differ. The text of what is found is to be compared ([`stands_for`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree<T> {
    branches: Vec<Branch>,
    edges: Vec<Edge<T>>,
}

/// Words at one place, each with what follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Branch {
    place: u8,
    /// The edges, by their numbers.
    from: u32,
    to: u32,
}

/// From a word, by its hash, to what is known by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Edge<T> {
    word: u64,
    next: Next<T>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next<T> {
    Branch(u32),
    Found(T),
}

impl<T: Copy> Tree<T> {
    /// Of all signatures of a bucket, with what each is known by.
    pub fn new<'a>(signatures: impl Iterator<Item = (&'a [u8], T)>) -> Self {
        let mut rows: Vec<Row<'a, T>> =
            signatures.map(|(text, known)| (words(text).collect(), known)).collect();
        rows.sort_by(|(a, _), (b, _)| a.cmp(b));
        let mut tree = Self { branches: Vec::new(), edges: Vec::new() };
        tree.grow(&rows, 0);
        tree
    }

    /// Adds a branch for signatures that are the same before this place; returns how to get to them.
    fn grow(&mut self, rows: &[Row<'_, T>], from: usize) -> Option<Next<T>> {
        let (first, known) = rows.first()?;
        let (last, _) = rows.last()?;
        // They are in order: what is the same in the first and the last is so in all.
        let differ = |place: &usize| first.get(*place) != last.get(*place);
        let Some(place) = (from..first.len()).find(differ) else {
            let found = Next::Found(*known);
            if from == 0 {
                self.edges.push(Edge { word: 0, next: found });
            }
            return Some(found);
        };
        let number = self.branches.len();
        self.branches.push(Branch { place: place as u8, from: 0, to: 0 });
        let mut edges = Vec::new();
        for child in rows.chunk_by(|(a, _), (b, _)| a.get(place) == b.get(place)) {
            let word = child.first().and_then(|(words, _)| words.get(place).copied());
            if let Some(next) = self.grow(child, place + 1) {
                edges.push(Edge { word: stable(word.unwrap_or_default()), next });
            }
        }
        if let Some(branch) = self.branches.get_mut(number) {
            branch.from = self.edges.len() as u32;
            branch.to = branch.from + edges.len() as u32;
        }
        self.edges.append(&mut edges);
        Some(Next::Branch(number as u32))
    }

    /// What a signature of this bucket may have become: the one that stands for it, if any does.
    pub fn find(&self, signature: &[u8]) -> Option<T> {
        let mut words = words(signature);
        let mut passed = 0;
        let mut next = match self.branches.is_empty() {
            true => self.edges.first()?.next,
            false => Next::Branch(0),
        };
        loop {
            let number = match next {
                Next::Found(known) => return Some(known),
                Next::Branch(number) => number,
            };
            let branch = self.branches.get(number as usize)?;
            let place = usize::from(branch.place);
            let word = stable(words.nth(place - passed)?);
            passed = place + 1;
            let edges = self.edges.get(branch.from as usize..branch.to as usize)?;
            next = edges.iter().find(|edge| edge.word == word)?.next;
        }
    }
}

/// Whether a generalised signature is what another one of the same bucket becomes: they have the same words but for those left out.
///
/// No other of its bucket is then, since words are left out behind the same words for all or for none.
pub fn stands_for(general: &[u8], signature: &[u8]) -> bool {
    let mut rest = signature;
    let mut parts = general.iter();
    while let Some(&byte) = parts.next() {
        if byte == OMITTED {
            // The last word may hold spaces, and there are as many words in both.
            let end = if parts.len() == 0 { None } else { rest.iter().position(|&b| b == b' ') };
            rest = rest.get(end.unwrap_or(rest.len())..).unwrap_or_default();
        } else if let Some((&first, after)) = rest.split_first()
            && first == byte
        {
            rest = after;
        } else {
            return false;
        }
    }
    rest.is_empty()
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
        fn a_signature_is_found_again(all in signatures(), more in signatures(), allowance in 0..12u32, less in 0..12u32) {
            let whole = generalised(&all, 1 << allowance);
            let rows: Vec<&Vec<u8>> = whole.keys().collect();
            let tree = Tree::new(rows.iter().rev().enumerate().map(|(number, text)| (text.as_slice(), number)));
            let found = |text: &[u8]| {
                let number = tree.find(text)?;
                let row = rows[rows.len() - 1 - number];
                let by_hand: Vec<_> = rows.iter().filter(|row| stands_for(row, text)).collect();
                assert!(by_hand.is_empty() || by_hand == [&row]);
                stands_for(row, text).then_some(row.clone())
            };
            let mut counts = whole.keys().map(|text| (text.clone(), 0)).collect::<Counts>();
            for (text, count) in &all {
                *counts.entry(found(text).unwrap_or_default()).or_default() += count;
            }
            prop_assert_eq!(&counts, &whole);
            // Counting what is found for others is the same as generalising all of them together.
            let mut sorted = whole.clone();
            for (text, count) in &more {
                *sorted.entry(found(text).unwrap_or_else(|| text.clone())).or_default() += count;
            }
            let small = 1 << allowance.saturating_sub(less);
            prop_assert_eq!(generalised(&sorted, small), generalised(&together(&all, &more), small));
        }
    }

    #[test]
    fn words_beyond_the_last_that_is_told_apart_may_be_any() {
        let long = |tail: &str| format!("{}{tail}", "w ".repeat(WORDS - 1)).into_bytes();
        let general = long("\u{1}");
        assert!(stands_for(&general, &long("a b c")) && stands_for(&general, &general));
        assert!(!stands_for(&long("a b"), &long("a c")) && !stands_for(&long("a"), &general));
        assert!(stands_for(b"a \x01 c", b"a  c") && !stands_for(b"a \x01 c", b"a b"));
    }

    #[test]
    fn only_the_place_that_explodes_is_left_out() {
        let all = (0..500).map(|n| (format!("user name{n} left from {}", n % 2).into_bytes(), 1));
        let found = generalised(&all.collect(), 2048);
        let texts: Vec<_> = found.keys().map(|text| String::from_utf8_lossy(text)).collect();
        assert_eq!(texts, ["user \u{1} left from 0", "user \u{1} left from 1"]);
    }
}
