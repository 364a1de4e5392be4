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

use clusters::Clusters;
use foldhash::fast::FixedState;
use hashbrown::HashMap;
use std::fmt;
use token::{Form, Words};

/// What looks at signatures again: words found to be values in one round help to judge others in the next.
const ROUNDS: usize = 5;

/// Which template each signature belongs to.
#[derive(Clone, Default)]
pub struct Merged {
    /// The number of the template of each signature that is not a template itself.
    numbers: HashMap<Box<[u8]>, u32, FixedState>,
    templates: Vec<Box<[u8]>>,
}

impl Merged {
    /// Merges signatures, given in any order, each any number of times.
    pub fn new<'a>(signatures: impl Iterator<Item = &'a [u8]>) -> Self {
        let mut signatures: Vec<&[u8]> = signatures.collect();
        signatures.sort_unstable();
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
        Self::named(&signatures, &forms, &clusters, &words)
    }

    fn named(signatures: &[&[u8]], forms: &[Form], clusters: &Clusters, words: &Words) -> Self {
        let mut merged = Self::default();
        for members in clusters.members() {
            let texts = || {
                members.iter().filter_map(|&at| Some((*signatures.get(at)?, forms.get(at)?)))
            };
            let template = render::template(texts(), words);
            let number = merged.templates.len() as u32;
            for (signature, _) in texts().filter(|(signature, _)| **signature != *template) {
                merged.numbers.insert((*signature).into(), number);
            }
            merged.templates.push(template.into());
        }
        merged
    }

    /// The template of a signature; one that was not among those merged is its own.
    pub fn of<'a>(&'a self, signature: &'a [u8]) -> &'a [u8] {
        match self.numbers.get(signature) {
            Some(&number) => self.templates.get(number as usize).map_or(signature, |text| text),
            None => signature,
        }
    }
}

impl fmt::Debug for Merged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Merged({} templates)", self.templates.len())
    }
}
