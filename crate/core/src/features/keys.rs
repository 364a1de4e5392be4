/*!
Which groups there are: chosen from what is known of all records before any of them is looked at again, so that
the memory of [`Groups`](super::Groups) is bounded.
*/

use super::By;
use super::rarity::Rarity;
use super::visits::{Visit, Visits};
use crate::columns::{Columns, Selection, UNTIMED};
use crate::dictionary::Dictionary;
use crate::field::ROUTE_NAME;
use crate::query;
use crate::summary::Summary;
use crate::template::Merged;
use crate::time::Timestamp;
use foldhash::fast::FixedState;
use hashbrown::HashMap;
use std::sync::Arc;

/// So many groups are usual: what t-SNE lays out in a moment and the eye can still tell apart.
pub const MOST_GROUPS: usize = 2000;

/// A row of no group: it has no value to be grouped by.
pub(super) const NONE: u32 = u32::MAX;
/// A row whose value is not among the keys.
pub(super) const OTHER: u32 = u32::MAX - 1;

const MINUTE: i64 = 60_000_000_000;
/// Widths of a group of time, in nanoseconds: a minute, ten, an hour, six, a day, a week, four weeks, a year, ten.
const WIDTHS: &[i64] = &[
    MINUTE,
    10 * MINUTE,
    60 * MINUTE,
    360 * MINUTE,
    1440 * MINUTE,
    10_080 * MINUTE,
    40_320 * MINUTE,
    524_160 * MINUTE,
    5_241_600 * MINUTE,
];

/// The groups that are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keys {
    by: By,
    kind: Kind,
    merged: Arc<Merged>,
    rarity: Rarity,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    /// Equal stretches of time: their width in nanoseconds, the number of the first, and how many.
    Time { width: i64, first: i64, bins: usize },
    /// Values; the number of a group is its place here.
    Values { values: Vec<Vec<u8>>, places: HashMap<Vec<u8>, u32, FixedState> },
    /// Sessions; the number of a group is its place here.
    Sessions { clients: Arc<Keys>, visits: Vec<Visit> },
}

impl Keys {
    /// The `most` most frequent values, or as many stretches of time at most as cover what the summary covers. Empty where
    /// the records have no such field, no times, or numbers too different to be counted one by one.
    /// `merged` tells the template of each signature. Of sessions these are the clients that have them, see
    /// [`of_visits`](Self::of_visits).
    pub fn choose(by: &By, summary: &Summary, merged: Arc<Merged>, most: usize) -> Self {
        let by = match by {
            By::Session => By::parse("client"),
            by => by.clone(),
        };
        let by = by.resolved(summary);
        let kind = match &by {
            By::Minute => times(summary, most),
            By::Template => {
                let all = summary.template_counts(&merged).into_iter().take(most);
                of_values(all.map(|(count, text)| (count, text.to_vec())).collect(), most)
            }
            By::Field(name) => values(summary, name, &merged, most),
            By::Session | By::Record => of_values(Vec::new(), 0),
        };
        let rarity = Rarity::new(summary, &merged);
        Self { by, kind, merged, rarity }
    }

    /// The `most` sessions with most records of those that were found.
    pub fn of_visits(visits: &Visits, most: usize) -> Self {
        let clients = visits.clients();
        let mut found = visits.visits();
        // Of equals the earlier: by client, then by time.
        found.sort_by_key(|visit| std::cmp::Reverse(visit.records));
        found.truncate(most);
        found.sort_by_key(|visit| (visit.client, visit.first));
        Self {
            by: By::Session,
            kind: Kind::Sessions { clients: Arc::new(clients.clone()), visits: found },
            merged: clients.merged.clone(),
            rarity: clients.rarity.clone(),
        }
    }

    /// What makes a group, resolved to a field that the records have.
    pub fn by(&self) -> &By {
        &self.by
    }

    /// The template of each signature.
    pub(super) fn merged(&self) -> &Merged {
        &self.merged
    }

    /// How rare each template is.
    pub(super) fn rarity(&self) -> &Rarity {
        &self.rarity
    }

    /// How many groups there may be.
    pub fn len(&self) -> usize {
        match &self.kind {
            Kind::Time { bins, .. } => *bins,
            Kind::Values { values, .. } => values.len(),
            Kind::Sessions { visits, .. } => visits.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The width of a group of time, in seconds.
    pub fn seconds(&self) -> Option<f64> {
        match &self.kind {
            Kind::Time { width, .. } => Some(*width as f64 / 1e9),
            _ => None,
        }
    }

    /// The group's name as it is shown, and a filter that means its records.
    pub(super) fn describe(&self, group: usize) -> (String, String) {
        match &self.kind {
            Kind::Time { width, first, .. } => {
                let start = (first + group as i64).saturating_mul(*width);
                let end = start.saturating_add(*width);
                let (start, end) = (Timestamp::from_nanos(start), Timestamp::from_nanos(end));
                (start.to_rfc3339(), query::time_range(start, end))
            }
            Kind::Values { values, .. } => {
                let value = values.get(group).map_or(&[][..], Vec::as_slice);
                let value = String::from_utf8_lossy(value);
                let filter = query::term(&self.by.to_string(), &value);
                (value.into_owned(), filter)
            }
            Kind::Sessions { clients, visits } => {
                let Some(visit) = visits.get(group) else { return Default::default() };
                let (client, filter) = clients.describe(visit.client as usize);
                let first = Timestamp::from_nanos(visit.first);
                let end = Timestamp::from_nanos(visit.last.saturating_add(1));
                let name = format!("{client}, {}", first.to_rfc3339());
                (name, format!("{filter} and {}", query::time_range(first, end)))
            }
        }
    }

    /// The group of each row of a slice, [`NONE`] or [`OTHER`].
    pub(super) fn groups_of(&self, columns: &Columns) -> Vec<u32> {
        let mut groups = vec![NONE; columns.rows];
        let mut put = |row: usize, group: u32| {
            if let Some(slot) = groups.get_mut(row) {
                *slot = group;
            }
        };
        match (&self.kind, &self.by) {
            (Kind::Time { width, first, bins }, _) => {
                for (row, &time) in columns.times.iter().enumerate() {
                    if time != UNTIMED {
                        let bin = usize::try_from(time.div_euclid(*width) - first);
                        let known = bin.ok().filter(|bin| bin < bins);
                        put(row, known.map_or(OTHER, |bin| bin as u32));
                    }
                }
            }
            (Kind::Sessions { clients, visits }, _) => {
                for (row, client) in clients.groups_of(columns).into_iter().enumerate() {
                    let time = columns.times.get(row).copied().unwrap_or(UNTIMED);
                    if client == NONE || time == UNTIMED {
                        continue;
                    }
                    let after = visits.partition_point(|v| (v.client, v.first) <= (client, time));
                    let before = after.checked_sub(1);
                    let of = |at: &usize| {
                        visits.get(*at).is_some_and(|v| v.client == client && time <= v.last)
                    };
                    put(row, before.filter(of).map_or(OTHER, |at| at as u32));
                }
            }
            (Kind::Values { places, .. }, By::Field(name)) => {
                for words in columns.words_of(name) {
                    let of_id = match words.is_route() {
                        true => {
                            places_of(places, words.dictionary(), |text| self.merged.route(text))
                        }
                        false => places_of(places, words.dictionary(), |text| text),
                    };
                    words.each(&Selection::all(columns.rows), &mut |row, id| {
                        put(row, of_id.get(id as usize).copied().unwrap_or(OTHER));
                    });
                }
                if let Some(numbers) = columns.field(name).and_then(|field| field.number.as_ref()) {
                    let mut known: HashMap<u64, u32, FixedState> = HashMap::default();
                    numbers.each(&Selection::all(columns.rows), &mut |row, number| {
                        let group = *known.entry(number.to_bits()).or_insert_with(|| {
                            places.get(number.to_string().as_bytes()).copied().unwrap_or(OTHER)
                        });
                        put(row, group);
                    });
                }
            }
            (Kind::Values { places, .. }, _) => {
                if let Some(templates) = &columns.templates {
                    let of_id =
                        places_of(places, &templates.dictionary, |text| self.merged.of(text));
                    templates.each(&Selection::all(columns.rows), &mut |row, id| {
                        put(row, of_id.get(id as usize).copied().unwrap_or(OTHER));
                    });
                }
            }
        }
        groups
    }
}

/// The group of each word of a dictionary, by what it is `named`.
fn places_of<'a, T: AsRef<[u8]>>(
    places: &HashMap<Vec<u8>, u32, FixedState>,
    dictionary: &'a Dictionary,
    named: impl Fn(&'a [u8]) -> T,
) -> Vec<u32> {
    let place = |word| places.get(named(word).as_ref()).copied().unwrap_or(OTHER);
    dictionary.iter().map(place).collect()
}

fn times(summary: &Summary, most: usize) -> Kind {
    let Some((earliest, latest)) = summary.timeline.span() else {
        return Kind::Time { width: MINUTE, first: 0, bins: 0 };
    };
    let bins = |width: i64| latest.div_euclid(width) - earliest.div_euclid(width) + 1;
    let fits = |width: &i64| bins(*width) <= most as i64;
    let longest = WIDTHS.last().copied().unwrap_or(MINUTE);
    let width = WIDTHS.iter().copied().find(fits).unwrap_or(longest);
    Kind::Time { width, first: earliest.div_euclid(width), bins: bins(width) as usize }
}

fn values(summary: &Summary, name: &str, merged: &Merged, most: usize) -> Kind {
    let mut counted: Vec<(u64, Vec<u8>)> =
        summary.top_values(name, most).into_iter().map(|top| (top.count, top.value)).collect();
    if let Some(field) = summary.fields.get(name) {
        let numbers = field.numbers.top(most).into_iter();
        counted.extend(numbers.map(|(number, count)| (count, number.to_string().into_bytes())));
    }
    if name == ROUTE_NAME {
        let routes = summary.routes(merged).into_iter();
        counted.extend(routes.map(|(count, route)| (count, route.into_owned())));
    }
    counted.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    of_values(counted, most)
}

/// Groups by these values, of which some may be there twice.
fn of_values(counted: Vec<(u64, Vec<u8>)>, most: usize) -> Kind {
    // A value may be text in some records and a number in others: it is one group.
    let mut places = HashMap::default();
    let mut values = Vec::new();
    for (_, value) in counted {
        if values.len() < most && !places.contains_key(&value) {
            places.insert(value.clone(), values.len() as u32);
            values.push(value);
        }
    }
    Kind::Values { values, places }
}
