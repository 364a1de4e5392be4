/*!
Message templates, second half: signatures that differ only in words that vary like variables become one template.

Masks can't know that `root` and `alice` are two users. What they leave is a few thousand signatures, and these are looked at
all together: where signatures are equal but for the words at one place, these words are judged ([`judge`]), and those that are
values of a variable make the signatures one; then the same again with what has become of them, a few times over.

The signatures are taken in the order of their bytes and nothing else is asked for, not even their counts, so templates depend
on the set of signatures alone: not on how the input was cut, on threads, or on the order of lines or files. The work grows with
the tokens of all signatures, and the number of rounds is bounded.
*/

mod absorb;
mod clusters;
mod judge;
mod render;
mod token;

#[cfg(test)]
mod tests;

use super::general::{self, OMITTED, Tree};
use clusters::Clusters;
use foldhash::fast::FixedState;
use hashbrown::HashMap;
use std::fmt;
use token::{Form, Words};

/// What looks at signatures again: words found to be values in one round help to judge others in the next.
const ROUNDS: usize = 5;

/// Which template each signature belongs to.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Merged {
    /// The number of the template of each signature that is not a template itself.
    numbers: HashMap<Box<[u8]>, u32, FixedState>,
    templates: Vec<Box<[u8]>>,
    /// The buckets in which words were left out.
    trees: HashMap<u16, Tree, FixedState>,
}

impl Merged {
    /// Merges signatures, given with their buckets ([`general::bucket`]) in any order.
    pub fn new<'a>(given: impl Iterator<Item = (&'a [u8], u16)>) -> Self {
        let mut given: Vec<(&[u8], u16)> = given.collect();
        given.sort_unstable();
        let mut signatures: Vec<&[u8]> = given.iter().map(|(text, _)| *text).collect();
        signatures.dedup();
        let mut words = Words::new();
        let forms: Vec<Form> = signatures.iter().map(|text| words.form(text)).collect();
        let looks = judge::looks(&words);
        let mut clusters = Clusters::new(forms.iter().map(|form| form.tokens.as_slice()));
        for _ in 0..ROUNDS {
            if !clusters.join(&looks) {
                break;
            }
            absorb::absorb(&mut clusters, &looks);
        }
        let mut merged = Self::named(&signatures, &forms, &clusters, &words);
        merged.plant(&given);
        merged
    }

    fn named(signatures: &[&[u8]], forms: &[Form], clusters: &Clusters, words: &Words) -> Self {
        let mut merged = Self::default();
        for members in clusters.members() {
            let texts =
                || members.iter().filter_map(|&at| Some((*signatures.get(at)?, forms.get(at)?)));
            let template = render::template(&texts(), words);
            let number = merged.templates.len() as u32;
            let mut others = texts().map(|(text, _)| text).filter(|text| **text != *template);
            let Some(first) = others.next() else { continue };
            for signature in std::iter::once(first).chain(others) {
                merged.numbers.insert(signature.into(), number);
            }
            merged.templates.push(template.into());
        }
        merged
    }

    /// Whether each signature is its own template.
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// Notes the signatures in which words were left out, to find those that they stand for.
    fn plant(&mut self, given: &[(&[u8], u16)]) {
        for &(text, bucket) in given {
            if general::words(text).any(|word| word == [OMITTED])
                && let Some(&number) = self.numbers.get(text)
            {
                self.trees.entry(bucket).or_default().add(text, number);
            }
        }
        self.trees.values_mut().for_each(Tree::sort);
    }

    /// The template of a signature; one that was not among those merged is its own.
    pub fn of<'a>(&'a self, signature: &'a [u8]) -> &'a [u8] {
        let number = self.numbers.get(signature).copied();
        let number = number.or_else(|| match self.trees.is_empty() {
            true => None,
            false => self.trees.get(&general::bucket(signature))?.find(signature),
        });
        match number {
            Some(number) => self.templates.get(number as usize).map_or(signature, |text| text),
            None => signature,
        }
    }
}

impl fmt::Debug for Merged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Merged({} templates)", self.templates.len())
    }
}
