/*!
The rules of a list, and which of them a text may fit.
*/

use super::list::{self, Kind};
use super::literals::{Needs, needs};
use aho_corasick::{AhoCorasick, AhoCorasickBuilder};
use regex::bytes::{Captures, Regex};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The rules, ready to be asked.
#[derive(Debug)]
pub(super) struct Rules {
    rules: Vec<Rule>,
    literals: Option<AhoCorasick>,
    /// The rules that each literal is needed by.
    needed_by: Vec<Vec<u32>>,
    /// Those that need none.
    always: Vec<u32>,
}

#[derive(Debug)]
struct Rule {
    kind: Kind,
    pattern: Box<str>,
    /// What takes the place of the groups; empty for the groups themselves.
    parts: Vec<Box<str>>,
    /// Compiled when it is first tried; nothing for a pattern that is too large.
    regex: OnceLock<Option<Regex>>,
}

/// The groups of a rule that make a name or a part of a version.
const PARTS: usize = 4;

impl Rules {
    /// Reads a list; lines that are no rules are passed over, see [`check`](super::Agents::check).
    pub(super) fn new(list: &str) -> Self {
        let mut parser = regex_syntax::ParserBuilder::new().unicode(false).utf8(false).build();
        let mut rules = Vec::new();
        let mut sets: Vec<Vec<Needs>> = Vec::new();
        for rule in list::read(list).flatten() {
            sets.push(parser.parse(rule.pattern).map_or(Vec::new(), |hir| needs(&hir)));
            rules.push(Rule {
                kind: rule.kind,
                pattern: rule.pattern.into(),
                parts: rule.parts.into_iter().map(Box::from).collect(),
                regex: OnceLock::new(),
            });
        }
        // What many rules show tells little: each takes the literals that the fewest others have.
        let mut frequent: BTreeMap<&[u8], usize> = BTreeMap::new();
        for literal in sets.iter().flatten().flatten() {
            *frequent.entry(literal).or_default() += 1;
        }
        let cost = |set: &&Needs| -> usize {
            set.iter().map(|literal| frequent.get(literal.as_slice()).copied().unwrap_or(0)).sum()
        };
        let mut needed: BTreeMap<&[u8], Vec<u32>> = BTreeMap::new();
        let mut always = Vec::new();
        for (rule, sets) in sets.iter().enumerate() {
            match sets.iter().min_by_key(cost) {
                Some(set) => set.iter().for_each(|literal| {
                    needed.entry(literal).or_default().push(rule as u32);
                }),
                None => always.push(rule as u32),
            }
        }
        let literals =
            AhoCorasickBuilder::new().ascii_case_insensitive(true).build(needed.keys()).ok();
        Self { rules, literals, needed_by: needed.into_values().collect(), always }
    }

    /// The rules whose literals stand in a text, in their order.
    pub(super) fn candidates(&self, text: &[u8]) -> Vec<u32> {
        let mut found = self.always.clone();
        if let Some(literals) = &self.literals {
            for hit in literals.find_overlapping_iter(text) {
                found.extend(self.needed_by.get(hit.pattern().as_usize()).into_iter().flatten());
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// What the first candidate of a kind that fits says: a name and the parts of a version, empty where there are none.
    pub(super) fn first(
        &self,
        candidates: &[u32],
        kind: Kind,
        text: &[u8],
    ) -> Option<Vec<Vec<u8>>> {
        let rules = candidates.iter().filter_map(|&rule| self.rules.get(rule as usize));
        rules.filter(|rule| rule.kind == kind).find_map(|rule| rule.says(text))
    }

    /// How many rules are tried on every text.
    #[cfg(test)]
    pub(super) fn always(&self) -> usize {
        self.always.len()
    }

    /// The same as [`first`](Self::first) of all rules, each of them tried.
    #[cfg(test)]
    pub(super) fn first_of_all(&self, kind: Kind, text: &[u8]) -> Option<Vec<Vec<u8>>> {
        let all: Vec<u32> = (0..self.rules.len() as u32).collect();
        self.first(&all, kind, text)
    }
}

impl Rule {
    fn says(&self, text: &[u8]) -> Option<Vec<Vec<u8>>> {
        let regex = self.regex.get_or_init(|| list::compile(&self.pattern).ok()).as_ref()?;
        if matches!(self.kind, Kind::Bot | Kind::Test) {
            return regex.is_match(text).then(Vec::new);
        }
        let groups = regex.captures(text)?;
        let part = |at: usize| match self.parts.get(at).map_or("", |part| part) {
            "" => group(&groups, at + 1).to_vec(),
            part => filled(part, &groups),
        };
        Some((0..PARTS).map(part).collect())
    }
}

fn group<'t>(groups: &Captures<'t>, number: usize) -> &'t [u8] {
    groups.get(number).map_or(&[], |group| group.as_bytes())
}

/// A text with its `$1` to `$9` filled in.
fn filled(text: &str, groups: &Captures<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match (byte, after.split_first()) {
            (b'$', Some((digit @ b'1'..=b'9', after))) => {
                out.extend_from_slice(group(groups, (digit - b'0').into()));
                rest = after;
            }
            _ => out.push(byte),
        }
    }
    out
}
