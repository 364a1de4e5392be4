/*!
The route of a path: what an API's author calls the endpoint. Here only what looks like a value is masked; which names are
values, too, is known when all paths are ([`Merged::route`](crate::template::Merged::route)).
*/

use super::{Derivation, Known};
use crate::dictionary::{Interner, Seed};
use crate::field::{self, FieldId, Role};
use crate::template;

pub(super) struct Route;

impl Derivation for Route {
    fn source(&self) -> Role {
        Role::Path
    }

    fn fields(&self) -> &'static [FieldId] {
        &[field::ROUTE]
    }

    fn derive(&self, value: &[u8], _: &Known, out: &mut [Vec<u8>]) {
        if let [route] = out {
            template::route_signature(value, route);
        }
    }
}

/// The routes of some values of a path, which the templates of requests ask for before all are derived.
#[derive(Debug)]
pub(crate) struct Routes {
    seed: Seed,
    words: Interner,
    of: Vec<u32>,
    scratch: Vec<u8>,
}

impl Routes {
    /// None yet, in a session of this seed.
    pub(crate) fn new(seed: Seed) -> Self {
        Self { seed, words: Interner::new(seed), of: Vec::new(), scratch: Vec::new() }
    }

    /// The route of the path of this number.
    pub(crate) fn of(&mut self, number: u32, path: &[u8]) -> &[u8] {
        let at = number as usize;
        if self.of.len() <= at {
            self.of.resize(at + 1, 0);
        }
        if self.of.get(at) == Some(&0) {
            self.scratch.clear();
            template::route_signature(path, &mut self.scratch);
            if self.scratch.is_empty() {
                return &[];
            }
            let route = self.words.intern(&self.scratch) + 1;
            self.of.iter_mut().skip(at).take(1).for_each(|of| *of = route);
        }
        let route = self.of.get(at).and_then(|route| route.checked_sub(1));
        route.map_or(&[], |route| self.words.get(route))
    }

    /// Hands over the routes, and by the number of the path one more than that of its route, 0 for none or one that nobody asked
    /// for.
    pub(super) fn take(&mut self) -> (Interner, Vec<u32>) {
        let words = std::mem::replace(&mut self.words, Interner::new(self.seed));
        (words, std::mem::take(&mut self.of))
    }

    /// Forgets all of them.
    pub(crate) fn clear(&mut self) {
        self.take();
    }
}
