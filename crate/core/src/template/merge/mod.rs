/*!
Message templates, second half: signatures that differ only in words that vary like variables become one template.

Masks can't know that `root` and `alice` are two users. What they leave is a few thousand signatures, and these are looked at
all together: where signatures are equal but for the words at one place, these words are judged ([`judge`]), and those that are
values of a variable make the signatures one; then the same again with what has become of them, a few times over.

The signatures are taken in the order of their bytes and nothing else is asked for, not even their counts, so templates depend
on the set of signatures alone: not on how the input was cut, on threads, or on the order of lines or files. The work grows with
the tokens of all signatures, and the number of rounds is bounded.

Paths have words that vary, too, but other rules tell which: [`routes`].
*/

mod absorb;
mod clusters;
mod judge;
mod lookup;
mod render;
mod routes;
mod token;

#[cfg(test)]
mod tests;

use super::route::{self, Style};
use clusters::Clusters;
use lookup::Lookup;
use std::borrow::Cow;
use std::fmt;
use token::{Form, Words};

/// What looks at signatures again: words found to be values in one round help to judge others in the next.
const ROUNDS: usize = 5;

/// Which template each signature belongs to, and which route each path.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Merged {
    templates: Lookup,
    routes: Lookup,
}

impl Merged {
    /// Merges the signatures of messages and requests, given with their buckets ([`general::bucket`](super::general::bucket)) in any order.
    pub fn new<'a>(given: impl Iterator<Item = (&'a [u8], u16)>) -> Self {
        let given = in_order(given);
        let (requests, signatures): (Vec<&[u8]>, Vec<&[u8]>) =
            distinct(&given).into_iter().partition(|text| route::is_request(text));
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
        let mut templates = named(&signatures, &forms, &clusters, &words);
        routes::mine(&requests, Style::Template, &mut templates);
        templates.plant(&given);
        Self { templates, routes: Lookup::default() }
    }

    /// The same with the routes of these signatures of paths, given likewise.
    #[must_use]
    pub fn with_routes<'a>(mut self, given: impl Iterator<Item = (&'a [u8], u16)>) -> Self {
        let given = in_order(given);
        self.routes = Lookup::default();
        routes::mine(&distinct(&given), Style::Route, &mut self.routes);
        self.routes.plant(&given);
        self
    }

    /// Whether each signature is its own template.
    pub fn is_empty(&self) -> bool {
        self.templates.is_empty() && self.routes.is_empty()
    }

    /// The template of a signature; one that was not among those merged is its own, as people read it.
    pub fn of<'a>(&'a self, signature: &'a [u8]) -> Cow<'a, [u8]> {
        let found = self.templates.find(signature).map(Cow::Borrowed);
        found.unwrap_or_else(|| route::readable(signature))
    }

    /// The route of a path's signature ([`route_signature`](super::route_signature)), as people read it; one that was not among
    /// those given is told by itself.
    pub fn route<'a>(&'a self, signature: &[u8]) -> Cow<'a, [u8]> {
        self.routes.find(signature).map_or_else(
            || {
                let mut text = Vec::with_capacity(signature.len());
                Style::Route.put(signature, &mut text);
                Cow::Owned(text)
            },
            Cow::Borrowed,
        )
    }
}

/// Signatures with their buckets, in the order of their bytes. The sort is a stable one: where the standard library is built for
/// size, its other sort is slow.
fn in_order<'a>(given: impl Iterator<Item = (&'a [u8], u16)>) -> Vec<(&'a [u8], u16)> {
    let mut given: Vec<(&[u8], u16)> = given.collect();
    given.sort();
    given
}

fn distinct<'a>(given: &[(&'a [u8], u16)]) -> Vec<&'a [u8]> {
    let mut signatures: Vec<&[u8]> = given.iter().map(|(text, _)| *text).collect();
    signatures.dedup();
    signatures
}

fn named(signatures: &[&[u8]], forms: &[Form], clusters: &Clusters, words: &Words) -> Lookup {
    let mut lookup = Lookup::default();
    for members in clusters.members() {
        let texts =
            || members.iter().filter_map(|&at| Some((*signatures.get(at)?, forms.get(at)?)));
        let template = render::template(&texts(), words);
        let others = texts().map(|(text, _)| text).filter(|text| **text != *template);
        lookup.add(&template, others);
    }
    lookup
}

impl fmt::Debug for Merged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Merged({} templates, {} routes)", self.templates.len(), self.routes.len())
    }
}
