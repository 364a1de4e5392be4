/*!
What each signature has become.
*/

use super::super::general::{self, OMITTED, Tree};
use crate::dictionary::Interner;
use foldhash::fast::FixedState;
use hashbrown::HashMap;

/// Texts, and which of them each signature has become.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Lookup {
    /// The signatures that are not texts themselves, and the number of the text of each.
    signatures: Interner,
    numbers: Vec<u32>,
    texts: Vec<Box<[u8]>>,
    /// The buckets in which words were left out.
    trees: HashMap<u16, Tree, FixedState>,
}

impl Lookup {
    /// How many texts there are that are no signatures.
    pub(super) fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether each signature is its own text.
    pub(super) fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// Notes that these signatures have become one text.
    pub(super) fn add<'a>(&mut self, text: &[u8], signatures: impl Iterator<Item = &'a [u8]>) {
        let number = self.texts.len() as u32;
        let before = self.numbers.len();
        for signature in signatures {
            self.signatures.intern(signature);
            self.numbers.resize(self.signatures.len(), number);
        }
        if self.numbers.len() > before {
            self.texts.push(text.into());
        }
    }

    /// Notes the signatures in which words were left out, to find those that they stand for.
    pub(super) fn plant(&mut self, given: &[(&[u8], u16)]) {
        for &(text, bucket) in given {
            if general::words(text).any(|word| word == [OMITTED])
                && let Some(number) = self.number(text)
            {
                self.trees.entry(bucket).or_default().add(text, number);
            }
        }
        self.trees.values_mut().for_each(Tree::sort);
    }

    fn number(&self, signature: &[u8]) -> Option<u32> {
        self.numbers.get(self.signatures.find(signature)? as usize).copied()
    }

    /// What a signature has become; none for one that stayed as it is or was not there.
    pub(super) fn find(&self, signature: &[u8]) -> Option<&[u8]> {
        let number = self.number(signature).or_else(|| match self.trees.is_empty() {
            true => None,
            false => self.trees.get(&general::bucket(signature))?.find(signature),
        });
        self.texts.get(number? as usize).map(|text| &**text)
    }
}
