/*!
Signatures that fit a template in all its constant words, but differ from each of its others in several places at once.
*/

use super::clusters::{Cluster, Clusters, hash, hash_of};
use super::judge::Look;
use super::token::{Token, VARIABLE};
use foldhash::fast::FixedState;
use hashbrown::HashMap;

/// Sets of variable places that are tried on messages of one length: those that most templates have.
const PATTERNS: usize = 64;

/// Lets templates take in what fits them.
pub(super) fn absorb(clusters: &mut Clusters, looks: &[Look]) {
    for alike in clusters.all.chunk_by_mut(|a, b| a.tokens.len() == b.tokens.len()) {
        if alike.len() > 1 {
            among(alike, looks);
        }
    }
    clusters.unite();
}

fn among(alike: &mut [Cluster], looks: &[Look]) {
    let mut patterns: HashMap<u128, Vec<usize>, FixedState> = HashMap::default();
    for (at, cluster) in alike.iter().enumerate().filter(|(_, cluster)| cluster.varied != 0) {
        patterns.entry(cluster.varied).or_default().push(at);
    }
    let mut patterns: Vec<(u128, Vec<usize>)> = patterns.into_iter().collect();
    patterns.sort_unstable_by_key(|(places, with)| (std::cmp::Reverse(with.len()), *places));
    patterns.truncate(PATTERNS);
    // The fewer places vary the closer is the fit.
    patterns.sort_unstable_by_key(|(places, _)| (places.count_ones(), *places));
    let hashes: Vec<u64> = alike.iter().map(|cluster| hash_of(&cluster.tokens)).collect();
    let mut taken: Vec<Option<u128>> = vec![None; alike.len()];
    for (places, templates) in &patterns {
        let by_hash: HashMap<u64, usize, FixedState> =
            templates.iter().filter_map(|&at| Some((*hashes.get(at)?, at))).collect();
        for (at, cluster) in alike.iter().enumerate() {
            let Some(slot) = taken.get_mut(at).filter(|slot| slot.is_none()) else { continue };
            if cluster.varied == *places || !fits(cluster, *places, looks) {
                continue;
            }
            let opened = hashes.get(at).copied().unwrap_or(0).wrapping_add(shift(cluster, *places));
            if by_hash.contains_key(&opened) {
                *slot = Some(*places);
            }
        }
    }
    for (cluster, places) in alike.iter_mut().zip(taken) {
        if let Some(places) = places {
            cluster.vary(places);
        }
    }
}

fn each(cluster: &Cluster, places: u128) -> impl Iterator<Item = (usize, &Token)> {
    cluster.tokens.iter().enumerate().take(128).filter(move |(place, _)| places >> place & 1 == 1)
}

/// Whether no word that carries meaning would be lost.
fn fits(cluster: &Cluster, places: u128, looks: &[Look]) -> bool {
    each(cluster, places)
        .all(|(_, token)| looks.get(token.core as usize).is_none_or(|look| !look.carries_meaning()))
}

/// What the hash of a form gains when these places become variable.
fn shift(cluster: &Cluster, places: u128) -> u64 {
    each(cluster, places).fold(0u64, |sum, (place, token)| {
        let open = hash(place, &Token { core: VARIABLE, ..*token });
        sum.wrapping_add(open).wrapping_sub(hash(place, token))
    })
}
