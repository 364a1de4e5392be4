/*!
Signatures on their way into templates: what is still apart, joined round by round.
*/

use super::judge::{Look, Place, varies};
use super::token::{EMPTY, Token, VARIABLE, Word};
use crate::hash::mix;
use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashSet};

/// Places of a form that may become variable; later ones stay as they are.
const PLACES: usize = 128;

/// Signatures that have become one.
#[derive(Clone, Debug)]
pub(super) struct Cluster {
    /// As they are now; what varies is a variable.
    pub(super) tokens: Vec<Token>,
    /// A bit for each place at which words were found to vary.
    pub(super) varied: u128,
    /// The signatures, by their number.
    members: Vec<usize>,
}

/// All signatures, each in one cluster.
#[derive(Debug)]
pub(super) struct Clusters {
    pub(super) all: Vec<Cluster>,
    /// For each word: the values found behind it.
    known: HashMap<Token, HashSet<Word, FixedState>, FixedState>,
}

/// A token in its place, hashed so that the hash of a form is the sum of its tokens'.
pub(super) fn hash(place: usize, token: &Token) -> u64 {
    let words = u64::from(token.key) << 32 | u64::from(token.core);
    let rest = u64::from(token.tail) << 9 | u64::from(token.glued) << 8;
    mix(words ^ mix(rest.wrapping_add((place as u64) << 40).wrapping_add(1)))
}

/// The hash of a form.
pub(super) fn hash_of(tokens: &[Token]) -> u64 {
    tokens.iter().enumerate().fold(0, |sum, (place, token)| sum.wrapping_add(hash(place, token)))
}

impl Clusters {
    /// Each form in a cluster of its own, those of the same tokens together.
    pub(super) fn new<'a>(forms: impl Iterator<Item = &'a [Token]>) -> Self {
        let clusters = forms.enumerate().map(|(number, tokens)| Cluster {
            tokens: tokens.to_vec(),
            varied: 0,
            members: vec![number],
        });
        let mut new = Self { all: clusters.collect(), known: HashMap::default() };
        new.unite();
        new
    }

    /// The signatures of each cluster, rising.
    pub(super) fn members(&self) -> impl Iterator<Item = &[usize]> {
        self.all.iter().map(|cluster| &*cluster.members)
    }

    /// Makes clusters of the same tokens one, and puts them in the order of length and tokens.
    pub(super) fn unite(&mut self) {
        let order = |a: &Cluster, b: &Cluster| {
            a.tokens.len().cmp(&b.tokens.len()).then_with(|| a.tokens.cmp(&b.tokens))
        };
        self.all.sort_by(order);
        self.all.dedup_by(|later, first| {
            let same = later.tokens == first.tokens;
            if same {
                first.varied |= later.varied;
                first.members.append(&mut later.members);
            }
            same
        });
        for cluster in &mut self.all {
            cluster.members.sort_unstable();
        }
    }

    /// Joins clusters that are equal but for the words at one place, where these vary. False if there were none.
    pub(super) fn join(&mut self, looks: &[Look]) -> bool {
        let mut learned = Vec::new();
        let mut joined = false;
        for alike in self.all.chunk_by_mut(|a, b| a.tokens.len() == b.tokens.len()) {
            let mut sets = Sets::new(alike.len());
            for (place, members) in places(alike) {
                let mut cores: Vec<Word> = members
                    .iter()
                    .filter_map(|&at| Some(alike.get(at)?.tokens.get(place)?.core))
                    .collect();
                cores.sort_unstable();
                cores.dedup();
                let Some(first) = members.first().and_then(|&at| alike.get(at)) else { continue };
                let before = place.checked_sub(1).and_then(|before| first.tokens.get(before));
                let Some(token) = first.tokens.get(place) else { continue };
                let known = before.filter(|_| token.key == EMPTY).and_then(|b| self.known.get(b));
                let constant = |(at, token): (usize, &Token)| {
                    let look = looks.get(token.core as usize).copied().unwrap_or_default();
                    at != place && token.core != VARIABLE && look.letters
                };
                let facts = Place {
                    named: token.key != EMPTY
                        && looks.get(token.key as usize).is_some_and(|l| l.letters),
                    first: place == 0,
                    constants: first.tokens.iter().enumerate().filter(|t| constant(*t)).count(),
                };
                if !varies(&cores, looks, &facts, |word| known.is_some_and(|k| k.contains(&word))) {
                    continue;
                }
                if let Some(before) = before.filter(|_| token.key == EMPTY) {
                    learned.push((*before, cores));
                }
                joined = true;
                for &at in &members {
                    sets.join(members.first().copied().unwrap_or(at), at);
                    if let Some(cluster) = alike.get_mut(at) {
                        cluster.varied |= 1 << place;
                    }
                }
            }
            sets.spread(alike);
        }
        for (before, cores) in learned {
            self.known.entry(before).or_default().extend(cores);
        }
        self.unite();
        joined
    }
}

/// For clusters of one length: those that are equal but for one place, with that place.
fn places(alike: &[Cluster]) -> impl Iterator<Item = (usize, Vec<usize>)> + use<> {
    let mut without: Vec<(u64, u32, u32)> = Vec::new();
    for (at, cluster) in alike.iter().enumerate() {
        let whole = hash_of(&cluster.tokens);
        for (place, token) in cluster.tokens.iter().enumerate().take(PLACES) {
            // The key and the tail belong to what must be equal.
            let open = hash(place, &Token { core: Word::MAX, ..*token });
            let rest = whole.wrapping_sub(hash(place, token)).wrapping_add(open);
            without.push((rest, place as u32, at as u32));
        }
    }
    without.sort_unstable();
    let mut from = 0;
    std::iter::from_fn(move || {
        while let Some(&(rest, place, _)) = without.get(from) {
            let same = |(r, p, _): &&(u64, u32, u32)| *r == rest && *p == place;
            let group = without.get(from..).unwrap_or_default().iter().take_while(same);
            let members: Vec<usize> = group.map(|(_, _, at)| *at as usize).collect();
            from += members.len();
            if members.len() > 1 {
                return Some((place as usize, members));
            }
        }
        None
    })
}

/// Disjoint sets of clusters (union by the smaller number, with path halving).
struct Sets {
    parents: Vec<usize>,
}

impl Sets {
    fn new(count: usize) -> Self {
        Self { parents: (0..count).collect() }
    }

    fn root(&mut self, mut at: usize) -> usize {
        while let Some(&parent) = self.parents.get(at).filter(|parent| **parent != at) {
            let above = self.parents.get(parent).copied().unwrap_or(parent);
            if let Some(slot) = self.parents.get_mut(at) {
                *slot = above;
            }
            at = above;
        }
        at
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        if let Some(slot) = self.parents.get_mut(a.max(b)) {
            *slot = a.min(b);
        }
    }

    /// Makes variable in all of a set what varies in some of it. They then have the same tokens.
    fn spread(&mut self, alike: &mut [Cluster]) {
        let mut varied = vec![0u128; alike.len()];
        let roots: Vec<usize> = (0..alike.len()).map(|at| self.root(at)).collect();
        for (cluster, &root) in alike.iter().zip(&roots) {
            if let Some(all) = varied.get_mut(root) {
                *all |= cluster.varied;
            }
        }
        for (cluster, &root) in alike.iter_mut().zip(&roots) {
            cluster.vary(varied.get(root).copied().unwrap_or(0));
        }
    }
}

impl Cluster {
    /// Makes these places variable.
    pub(super) fn vary(&mut self, places: u128) {
        self.varied |= places;
        for (place, token) in self.tokens.iter_mut().enumerate().take(PLACES) {
            if places >> place & 1 == 1 {
                token.core = VARIABLE;
            }
        }
    }
}
