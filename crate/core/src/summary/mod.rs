/*!
What is known of a set of records: counts, times, values, numbers, requests, templates.

A [`Summary`] grows by [`Columns`] and by other summaries. Both are exactly associative and commutative: any cut of
the input into slices and any order of merging end in the same summary. One file a structure; each has `add` (or
`add_many`) and `merge`.
*/

mod axis;
pub mod distinct;
pub mod facts;
pub mod heat;
pub mod histogram;
pub mod numbers;
pub mod parameters;
pub mod requests;
pub mod sample;
pub mod signatures;
pub mod timeline;
pub mod values;

use crate::columns::{Columns, LineCounts, Selection};
use crate::derive;
use crate::dictionary::{Interner, Seed};
use crate::field::{self, FILE_NAME, MAX_FIELDS, QUERY_NAME, ROUTE_NAME, Role};
use crate::template::Merged;
use facts::Facts;
use foldhash::fast::FixedState;
use hashbrown::HashMap;
use hashbrown::hash_map::Entry;
use heat::Heat;
use numbers::Numbers;
use parameters::{Parameter, Parameters};
use requests::Requests;
pub use sample::Origin;
use sample::Sample;
use signatures::Signatures;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::hash::Hash;
use std::sync::Arc;
use timeline::Timeline;
use values::Values;

/// The memory that the exact counts of all fields share, in bytes.
const VALUES_BUDGET: usize = 128 << 20;
/// The memory that the exact counts of a field that is derived and has few values, or of the names of files, may take beside that,
/// in bytes.
const FEW_LIMIT: usize = 1 << 20;
/// So many fields at least share the memory: with fewer a field gets no more.
const LEAST_SHARES: usize = 16;
/// So many unparsed lines are shown.
const UNPARSED_SHOWN: usize = 20;

/// What is known of a set of records.
#[derive(Clone, Debug)]
pub struct Summary {
    seed: Seed,
    /// What became of the lines.
    pub lines: LineCounts,
    /// Records by time and class.
    pub timeline: Timeline,
    /// Records by class.
    pub classes: [u64; crate::severity::Class::COUNT],
    /// Requests by method and status.
    pub requests: Requests,
    /// Records by the signature of their message or request.
    pub signatures: Signatures,
    /// The values of each field.
    pub fields: BTreeMap<Arc<str>, FieldSummary>,
    /// The parameters of queries.
    pub parameters: Parameters,
    /// The first lines that could not be read.
    pub unparsed: Vec<UnparsedLine>,
    /// Lines of which only the beginning was read.
    pub overlong: u64,
    /// Whether some field names were left out for want of room.
    pub dropped_fields: bool,
    sample: Sample,
    /// The words of the whole that this is a part of.
    words: Arc<Words>,
}

/// The words of fields that were counted one by one, by the name of the field.
pub type Words = BTreeMap<Arc<str>, Arc<Interner>>;

/// The values of one field.
#[derive(Clone, Debug)]
pub struct FieldSummary {
    /// Those that are words.
    pub values: Values,
    /// Those that are numbers.
    pub numbers: Numbers,
    /// Those that are routes of paths, by signature: which of them are one is known when all are.
    pub routes: Option<Signatures>,
    /// How the numbers were spread over time, for sizes and durations.
    pub heat: Option<Heat>,
}

/// A line that could not be read, with its place in the input.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnparsedLine {
    /// The slice it was in.
    pub slice: Origin,
    /// Which line of the slice it is, from 0.
    pub line: u32,
    /// Where it starts, in bytes from the start of the slice.
    pub offset: u32,
    /// Its first bytes.
    pub text: Box<[u8]>,
    /// Why it could not be read.
    pub reason: Box<str>,
}

impl FieldSummary {
    /// Of no values, in a session of this seed; of a part of these words, if they are known.
    pub(crate) fn new(seed: Seed, words: Option<&Arc<Interner>>) -> Self {
        let values = match words {
            Some(words) => Values::part_of(words.clone()),
            None => Values::new(seed),
        };
        Self { values, numbers: Numbers::default(), routes: None, heat: None }
    }

    /// In how many records the field has a value.
    pub fn present(&self) -> u64 {
        let routes = self.routes.as_ref().map_or(0, Signatures::total);
        self.values.total() + self.numbers.histogram.count() + routes
    }
}

impl Summary {
    /// Of nothing, in a session of this seed.
    pub fn new(seed: Seed) -> Self {
        Self::part_of(seed, Arc::default())
    }

    /// Of nothing, and to be a part of a whole with these words: values among them are counted by their numbers.
    pub fn part_of(seed: Seed, words: Arc<Words>) -> Self {
        Self {
            words,
            seed,
            lines: LineCounts::default(),
            timeline: Timeline::default(),
            classes: Default::default(),
            requests: Requests::default(),
            signatures: Signatures::new(seed),
            fields: BTreeMap::new(),
            parameters: Parameters::new(seed),
            unparsed: Vec::new(),
            overlong: 0,
            dropped_fields: false,
            sample: Sample::default(),
        }
    }

    /// Of nothing, otherwise like this one.
    #[must_use]
    pub fn emptied(&self) -> Self {
        Self::part_of(self.seed, self.words.clone())
    }

    /// The words of all fields whose values are counted one by one.
    pub fn words(&self) -> Words {
        let counted = self.fields.iter().filter_map(|(name, of)| Some((name, of.values.words()?)));
        counted.map(|(name, words)| (name.clone(), words.clone())).collect()
    }

    /// Adds all lines of a slice.
    pub fn add(&mut self, columns: &Columns, origin: Origin) {
        self.lines += &columns.counts;
        self.overlong += columns.overlong;
        self.unparsed.extend(columns.unparsed.iter().map(|line| UnparsedLine {
            slice: origin,
            line: line.line,
            offset: line.offset,
            text: line.text.clone(),
            reason: line.reason.clone(),
        }));
        self.trim_unparsed();
        self.add_records(columns, &Selection::all(columns.rows), origin);
    }

    /// Adds the records of a slice that a filter means, and no lines that are not records.
    pub fn add_selected(&mut self, columns: &Columns, selection: &Selection, origin: Origin) {
        let mut untimed = 0;
        selection.for_each(|row| untimed += u64::from(columns.time(row).is_none()));
        let records = selection.count() as u64;
        self.lines += &LineCounts { total: records, records, untimed, ..LineCounts::default() };
        self.add_records(columns, selection, origin);
    }

    fn add_records(&mut self, columns: &Columns, selection: &Selection, origin: Origin) {
        self.timeline.add(columns, selection);
        selection.for_each(|row| {
            let class = columns.classes.get(row).map_or(0, |&class| class as usize);
            if let Some(count) = self.classes.get_mut(class) {
                *count += 1;
            }
        });
        self.requests.add(columns, selection);
        self.signatures.add_records(columns, selection);
        for column in &columns.fields {
            if let Some(numbers) = &column.number {
                let summary = self.field(&column.name);
                summary.numbers.add(numbers, selection);
                if matches!(field::role(&column.name), Some(Role::Bytes | Role::Duration)) {
                    summary.heat.get_or_insert_default().add(columns, numbers, selection);
                }
            }
        }
        self.add_words(columns, selection);
        self.dropped_fields |= columns.dropped_fields;
        let fields = &self.fields;
        self.sample.add(columns, selection, origin, |name| {
            fields.get_key_value(name).map_or_else(|| Arc::from(name), |(shared, _)| shared.clone())
        });
        self.enforce();
    }

    fn add_words(&mut self, columns: &Columns, selection: &Selection) {
        let seed = self.seed;
        let texts = columns.fields.iter().map(|field| field.text.as_ref());
        // Of each column, since what is derived is counted by its source.
        let counted: Vec<Vec<u32>> =
            texts.map(|text| text.map_or(Vec::new(), |text| text.counts(selection))).collect();
        for words in columns.words() {
            let counts = words.source.and_then(|source| counted.get(source));
            let counts = words.counts(selection, counts.map_or(&[], |counts| counts));
            if words.name == QUERY_NAME {
                self.parameters.add(&words, &counts);
            }
            let summary = self.field(words.name);
            if words.is_route() {
                let routes = summary.routes.get_or_insert_with(|| Signatures::new(seed));
                routes.add_all(words.dictionary(), &counts);
            } else {
                summary.values.add(words.dictionary(), &counts);
            }
        }
    }

    fn field(&mut self, name: &str) -> &mut FieldSummary {
        let name = match self.fields.get_key_value(name) {
            Some((shared, _)) => shared.clone(),
            None => Arc::from(name),
        };
        let (seed, words) = (self.seed, self.words.get(&name));
        self.fields.entry(name).or_insert_with(|| FieldSummary::new(seed, words))
    }

    /// Adds all that another knows.
    pub fn merge(&mut self, other: &Self) {
        self.lines += &other.lines;
        self.timeline.merge(&other.timeline);
        self.classes.iter_mut().zip(&other.classes).for_each(|(a, b)| *a += b);
        self.requests.merge(&other.requests);
        self.signatures.merge(&other.signatures);
        for (name, theirs) in &other.fields {
            let (seed, words) = (self.seed, self.words.get(name));
            let mine = self.fields.entry(name.clone());
            let mine = mine.or_insert_with(|| FieldSummary::new(seed, words));
            mine.values.merge(&theirs.values);
            mine.numbers.merge(&theirs.numbers);
            if let Some(routes) = &theirs.routes {
                mine.routes.get_or_insert_with(|| Signatures::new(seed)).merge(routes);
            }
            if let Some(heat) = &theirs.heat {
                mine.heat.get_or_insert_default().merge(heat);
            }
        }
        self.parameters.merge(&other.parameters);
        self.unparsed.extend(other.unparsed.iter().cloned());
        self.trim_unparsed();
        self.overlong += other.overlong;
        self.dropped_fields |= other.dropped_fields;
        self.sample.merge(&other.sample);
        self.enforce();
    }

    fn trim_unparsed(&mut self) {
        let place =
            |line: &UnparsedLine| (line.slice.source, line.slice.offset + u64::from(line.offset));
        self.unparsed.sort_by_key(place);
        self.unparsed.truncate(UNPARSED_SHOWN);
    }

    /// Keeps the memory within its bounds. What is given up depends on the set of names and values alone: the more
    /// fields there are the smaller is the share of each, so what was too large once stays too large.
    fn enforce(&mut self) {
        let dynamic = |name: &str| !field::WELL_KNOWN.iter().any(|known| known.name == name);
        let mut names: Vec<(u64, Arc<str>)> = Vec::new();
        if self.fields.len() > MAX_FIELDS {
            let all = self.fields.keys().filter(|name| dynamic(name));
            names = all.map(|name| (field::name_hash(name), name.clone())).collect();
            names.sort_unstable();
        }
        for (_, name) in names.drain(MAX_FIELDS.min(names.len())..) {
            self.fields.remove(&name);
            self.dropped_fields = true;
        }
        let few = |name: &&Arc<str>| derive::are_few(name) || ***name == *FILE_NAME;
        let sharing = self.fields.len() - self.fields.keys().filter(few).count();
        let limit = VALUES_BUDGET / sharing.next_power_of_two().max(LEAST_SHARES);
        self.signatures.enforce();
        self.parameters.enforce();
        for (name, summary) in &mut self.fields {
            summary.values.enforce(if few(&name) { FEW_LIMIT } else { limit });
            if let Some(routes) = &mut summary.routes {
                routes.enforce();
            }
        }
    }

    /// The seed of its session.
    pub fn seed(&self) -> Seed {
        self.seed
    }

    /// How many records have a time.
    pub fn timed(&self) -> u64 {
        self.lines.records - self.lines.untimed
    }

    /// The most frequent values of a field; routes are no values yet.
    pub fn top_values(&self, field: &str, most: usize) -> Vec<values::Counted> {
        let Some(summary) = self.fields.get(field) else { return Vec::new() };
        summary.values.top(most, self.sample.values(field))
    }

    /// The parameters of queries that most records have, with `values` of their values each.
    pub fn top_parameters(&self, most: usize, values: usize) -> Vec<Parameter> {
        self.parameters.top(most, values, self.sample.values(QUERY_NAME))
    }

    /// The templates and routes of the records as [`Merged`] from these signatures or from those of a larger set.
    pub fn merged(&self) -> Merged {
        let merged = Merged::new(self.signatures.iter().map(|one| (one.text, one.bucket)));
        let routes = self.route_signatures().into_iter().flat_map(Signatures::iter);
        merged.with_routes(routes.map(|one| (one.text, one.bucket)))
    }

    fn route_signatures(&self) -> Option<&Signatures> {
        self.fields.get(ROUTE_NAME)?.routes.as_ref()
    }

    /// How many signatures there are, and what tells sets of them of one session apart.
    pub fn signature_set(&self) -> (usize, u64) {
        let routes = self.route_signatures().map_or((0, 0), |set| (set.len(), set.fingerprint()));
        // Turned, so that a text is not the same among both.
        let fingerprint = self.signatures.fingerprint().rotate_left(1).wrapping_add(routes.1);
        (self.signatures.len() + routes.0, fingerprint)
    }

    /// All routes with their counts, the most frequent first, ties in the order of their bytes.
    pub fn routes<'a>(&self, merged: &'a Merged) -> Vec<(u64, Cow<'a, [u8]>)> {
        let routes = self.route_signatures().into_iter().flat_map(Signatures::iter);
        counted(routes.map(|signature| (merged.route(signature.text), signature.facts.count)))
    }

    /// All templates with their counts, in the same order as [`templates`](Self::templates).
    pub fn template_counts<'a>(&'a self, merged: &'a Merged) -> Vec<(u64, Cow<'a, [u8]>)> {
        self.templates(merged).into_iter().map(|(facts, text)| (facts.count, text)).collect()
    }

    /// All templates with what is known of their records, the most frequent first, ties in the order of their bytes.
    pub fn templates<'a>(&'a self, merged: &'a Merged) -> Vec<(Facts, Cow<'a, [u8]>)> {
        let mut known: HashMap<Cow<'a, [u8]>, Facts, FixedState> = HashMap::default();
        for signature in self.signatures.iter() {
            match known.entry(merged.of(signature.text)) {
                Entry::Occupied(mut facts) => facts.get_mut().merge(signature.facts),
                Entry::Vacant(vacant) => drop(vacant.insert(signature.facts.clone())),
            }
        }
        let mut all: Vec<(Facts, Cow<'_, [u8]>)> =
            known.into_iter().map(|(text, facts)| (facts, text)).collect();
        all.sort_by(|a, b| b.0.count.cmp(&a.0.count).then_with(|| a.1.cmp(&b.1)));
        all
    }
}

/// Adds up the counts of each text; the most frequent first, ties in the order of their bytes.
fn counted<T: Ord + Hash>(texts: impl Iterator<Item = (T, u64)>) -> Vec<(u64, T)> {
    let mut counts: HashMap<T, u64, FixedState> = HashMap::default();
    for (text, count) in texts {
        *counts.entry(text).or_default() += count;
    }
    let mut all: Vec<(u64, T)> = counts.into_iter().map(|(text, count)| (count, text)).collect();
    all.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    all
}
