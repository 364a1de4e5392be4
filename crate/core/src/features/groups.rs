/*!
Counts the records of each group, slice by slice.
*/

use super::Keys;
use super::agent::Agent;
use super::keys::{NONE, OTHER};
use super::rarity::Rarity;
use super::stats::{MIX, Stats};
use super::tokens;
use crate::columns::{Column, Columns, NumberColumn, Selection, TextColumn, UNTIMED};
use crate::field::{self, Role, SYNTHETIC_NAME};
use crate::hash::stable;
use crate::template::Merged;
use std::sync::Arc;

const MINUTE: i64 = 60_000_000_000;

/// The counts of every group; exactly associative and commutative, so any cut and any order of merging end in the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Groups {
    pub(super) keys: Arc<Keys>,
    pub(super) stats: Vec<Stats>,
    /// Records whose value is not among the keys.
    pub(super) other: u64,
    /// Records without a value.
    pub(super) none: u64,
}

impl Groups {
    /// Of no records yet.
    pub fn new(keys: Arc<Keys>) -> Self {
        let stats = vec![Stats::default(); keys.len()];
        Self { keys, stats, other: 0, none: 0 }
    }

    /// The same groups, of no records yet.
    #[must_use]
    pub fn emptied(&self) -> Self {
        Self::new(self.keys.clone())
    }

    /// Adds the selected records of a slice.
    pub fn add(&mut self, columns: &Columns, selection: &Selection) {
        let groups = self.keys.groups_of(columns);
        selection.for_each(|row| match groups.get(row) {
            Some(&NONE) => self.none += 1,
            Some(&OTHER) => self.other += 1,
            _ => {}
        });
        let (merged, rarity) = (self.keys.merged(), self.keys.rarity());
        let mut adder =
            Adder { merged, rarity, columns, selection, groups: &groups, stats: &mut self.stats };
        adder.records();
        adder.templates();
        adder.numbers(Role::Status, |stats, status| {
            if (100.0..600.0).contains(&status)
                && let Some(count) = stats.statuses.get_mut((status / 100.0) as usize - 1)
            {
                *count += 1;
            }
        });
        adder.numbers(Role::Bytes, |stats, bytes| stats.bytes.add(bytes));
        adder.numbers(Role::Duration, |stats, duration| stats.durations.add(duration));
        adder.texts(Role::Method, method, |stats, _, &method| stats.methods[method] += 1);
        let mut bots = Selection::none(columns.rows);
        for words in columns.words_of(SYNTHETIC_NAME) {
            words.each(selection, &mut |row, _| bots.insert(row));
        }
        let kinds = |text: &[u8]| [false, true].map(|bot| Agent::of(text, bot));
        adder.texts(Role::Agent, kinds, |stats, row, kinds| {
            stats.agents[kinds[usize::from(bots.contains(row))] as usize] += 1;
        });
        adder.texts(Role::Path, stable, |stats, _, &hash| {
            stats.requests += 1;
            stats.paths.add(hash);
        });
    }

    /// Adds the counts of another of the same keys.
    pub fn merge(&mut self, other: &Self) {
        self.stats.iter_mut().zip(&other.stats).for_each(|(mine, theirs)| mine.merge(theirs));
        self.other += other.other;
        self.none += other.none;
    }
}

/// The place of a method among those that are told apart.
fn method(text: &[u8]) -> usize {
    match text {
        b"GET" => 0,
        b"HEAD" => 1,
        b"POST" => 2,
        _ => 3,
    }
}

/// One slice on its way into the counts.
struct Adder<'a> {
    merged: &'a Merged,
    rarity: &'a Rarity,
    columns: &'a Columns,
    selection: &'a Selection,
    groups: &'a [u32],
    stats: &'a mut [Stats],
}

impl<'a> Adder<'a> {
    fn records(&mut self) {
        self.selection.for_each(|row| {
            let Some(stats) = of_row(self.stats, self.groups, row) else { return };
            stats.records += 1;
            let class = self.columns.classes.get(row).map_or(0, |&class| usize::from(class));
            if let Some(count) = class.checked_sub(1).and_then(|at| stats.severities.get_mut(at)) {
                *count += 1;
            }
            stats.errors += u64::from(matches!(class, 5 | 6 | 11));
            let time = self.columns.times.get(row).copied().unwrap_or(UNTIMED);
            if time != UNTIMED {
                let minute = time.div_euclid(MINUTE);
                stats.at(time);
                stats.minutes.add(minute as u64);
                if let Some(count) = stats.hours.get_mut((minute / 60).rem_euclid(24) as usize) {
                    *count += 1;
                }
            }
        });
    }

    fn templates(&mut self) {
        let Some(templates) = &self.columns.templates else { return };
        let (merged, rarity) = (self.merged, self.rarity);
        let told = |signature| {
            let hash = stable(&merged.of(signature));
            let (at, negative) = tokens::place(hash, MIX);
            let (factor, common) = rarity.of(hash);
            (hash, at, if negative { -factor } else { factor }, common)
        };
        let told: Vec<(u64, usize, i64, Option<usize>)> =
            templates.dictionary.iter().map(told).collect();
        templates.each(self.selection, &mut |row, id| {
            let Some(&(hash, at, factor, common)) = told.get(id as usize) else { return };
            let Some(stats) = of_row(self.stats, self.groups, row) else { return };
            stats.templates.add(hash);
            if let Some(sum) = stats.mix.get_mut(at) {
                *sum += factor;
            }
            common.into_iter().for_each(|place| stats.count_common(place));
        });
    }

    /// The columns that mean this. Of several that have a value in a row the first by name counts: that depends on the
    /// row alone, not on what else is in the slice.
    fn columns(&self, role: Role) -> impl Iterator<Item = &'a Column> + use<'a> {
        self.columns.fields.iter().filter(move |column| field::role(&column.name) == Some(role))
    }

    fn numbers(&mut self, role: Role, mut add: impl FnMut(&mut Stats, f64)) {
        let columns: Vec<&NumberColumn> =
            self.columns(role).filter_map(|column| column.number.as_ref()).collect();
        let mut taken = Taken::new(columns.len(), self.columns.rows);
        for column in columns {
            column.each(self.selection, &mut |row, number| {
                if taken.first(row)
                    && let Some(stats) = of_row(self.stats, self.groups, row)
                {
                    add(stats, number);
                }
            });
        }
    }

    /// `read` is run once a distinct value.
    fn texts<T>(
        &mut self,
        role: Role,
        read: impl Fn(&[u8]) -> T,
        mut add: impl FnMut(&mut Stats, usize, &T),
    ) {
        let columns: Vec<&TextColumn> =
            self.columns(role).filter_map(|column| column.text.as_ref()).collect();
        let mut taken = Taken::new(columns.len(), self.columns.rows);
        for column in columns {
            let values: Vec<T> = column.dictionary.iter().map(&read).collect();
            column.each(self.selection, &mut |row, id| {
                if taken.first(row)
                    && let Some(value) = values.get(id as usize)
                    && let Some(stats) = of_row(self.stats, self.groups, row)
                {
                    add(stats, row, value);
                }
            });
        }
    }
}

/// The counts of a row's group, where it has one.
fn of_row<'a>(stats: &'a mut [Stats], groups: &[u32], row: usize) -> Option<&'a mut Stats> {
    stats.get_mut(*groups.get(row)? as usize)
}

/// The rows that had a value in an earlier column; kept only where there are several columns.
struct Taken {
    rows: Option<Vec<bool>>,
}

impl Taken {
    fn new(columns: usize, rows: usize) -> Self {
        Self { rows: (columns > 1).then(|| vec![false; rows]) }
    }

    fn first(&mut self, row: usize) -> bool {
        match &mut self.rows {
            None => true,
            Some(rows) => rows.get_mut(row).is_some_and(|taken| !std::mem::replace(taken, true)),
        }
    }
}
