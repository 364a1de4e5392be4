/*!
Literals that a text must hold for a pattern to match, so that most patterns need not be tried.
*/

use regex_syntax::hir::{Class, Hir, HirKind};
use std::collections::BTreeSet;

/// Sets with more literals are not worth looking for.
const MANY: usize = 64;
/// Shorter literals stand in most texts.
const SHORT: usize = 3;

/// Literals in small letters, one of which stands in every text that matches, in whichever case.
pub(super) type Needs = BTreeSet<Vec<u8>>;

/// Every set of such literals that a pattern shows.
pub(super) fn needs(hir: &Hir) -> Vec<Needs> {
    let mut found = Vec::new();
    gather(hir, &mut found);
    found.retain(|set| {
        !set.is_empty() && set.len() <= MANY && set.iter().all(|literal| literal.len() >= SHORT)
    });
    found
}

fn gather(hir: &Hir, found: &mut Vec<Needs>) {
    match hir.kind() {
        HirKind::Literal(literal) => found.push([literal.0.to_ascii_lowercase()].into()),
        HirKind::Capture(capture) => gather(&capture.sub, found),
        HirKind::Repetition(repetition) if repetition.min > 0 => gather(&repetition.sub, found),
        HirKind::Alternation(branches) => found.extend(any_of(branches)),
        HirKind::Concat(parts) => {
            // Letters in either case stand beside each other as classes: together they are a literal.
            let mut run = Vec::new();
            for part in parts {
                match bytes(part) {
                    Some(more) => run.extend(more),
                    None => {
                        found.push([std::mem::take(&mut run)].into());
                        gather(part, found);
                    }
                }
            }
            found.push([run].into());
        }
        HirKind::Class(_) | HirKind::Empty | HirKind::Look(_) | HirKind::Repetition(_) => {}
    }
}

/// One of the literals of some branch stands in the text: the best set of each branch, if all have one.
fn any_of(branches: &[Hir]) -> Option<Needs> {
    let mut all = Needs::new();
    for branch in branches {
        let shortest = |set: &Needs| set.iter().map(Vec::len).min();
        all.extend(needs(branch).into_iter().max_by_key(|set| (shortest(set), set.len()))?);
    }
    Some(all)
}

/// The bytes that this matches, if it matches nothing else but the same in another case; in small letters.
fn bytes(hir: &Hir) -> Option<Vec<u8>> {
    match hir.kind() {
        HirKind::Literal(literal) => Some(literal.0.to_ascii_lowercase()),
        HirKind::Capture(capture) => bytes(&capture.sub),
        HirKind::Class(Class::Bytes(class)) => {
            let mut letters: Vec<u8> = Vec::new();
            for range in class.ranges() {
                if range.start() != range.end() {
                    return None;
                }
                letters.push(range.start().to_ascii_lowercase());
            }
            letters.dedup();
            match letters.as_slice() {
                [one] => Some(vec![*one]),
                _ => None,
            }
        }
        _ => None,
    }
}
