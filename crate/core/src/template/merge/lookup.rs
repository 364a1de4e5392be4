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
    /// Of the buckets in which words were left out: the numbers of the signatures that stand for others.
    trees: HashMap<u16, Tree<u32>, FixedState>,
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
        let mut general: HashMap<u16, Vec<(&[u8], u32)>, FixedState> = HashMap::default();
        for &(text, bucket) in given {
            if general::words(text).any(|word| word == [OMITTED])
                && let Some(id) = self.signatures.find(text)
            {
                general.entry(bucket).or_default().push((text, id));
            }
        }
        let trees = general.into_iter().map(|(bucket, all)| (bucket, Tree::new(all.into_iter())));
        self.trees = trees.collect();
    }

    /// What a signature has become; none for one that stayed as it is or was not there.
    pub(super) fn find(&self, signature: &[u8]) -> Option<&[u8]> {
        let id = self.signatures.find(signature).or_else(|| {
            if self.trees.is_empty() {
                return None;
            }
            let id = self.trees.get(&general::bucket(signature))?.find(signature)?;
            general::stands_for(self.signatures.get(id), signature).then_some(id)
        });
        let number = *self.numbers.get(id? as usize)?;
        self.texts.get(number as usize).map(|text| &**text)
    }
}
