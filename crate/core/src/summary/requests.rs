/*!
Requests by method and status code.
*/

use crate::columns::{Columns, Selection, TextColumn};
use crate::field::{self, Role};
use std::collections::BTreeMap;

/// The methods that have a row of their own (RFC 9110, RFC 5789, RFC 4918); others share [`OTHER`].
const METHODS: &[&str] =
    &["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "CONNECT", "TRACE", "PROPFIND"];
/// Stands for every other method.
pub const OTHER: &str = "(other)";
/// Stands for records that have a status but no method.
pub const NONE: &str = "(none)";

/// Counts by method and status.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Requests {
    counts: BTreeMap<(&'static str, u16), u64>,
}

impl Requests {
    /// Counts the selected records that have a status code from 100 to 599.
    pub fn add(&mut self, columns: &Columns, selection: &Selection) {
        let of_role = |role| {
            columns.fields.iter().filter(move |field| field::role(&field.name) == Some(role))
        };
        let statuses: Vec<_> =
            of_role(Role::Status).filter_map(|field| field.number.as_ref()).collect();
        let methods: Vec<(&TextColumn, Vec<usize>)> = of_role(Role::Method)
            .filter_map(|field| field.text.as_ref())
            .map(|text| (text, text.dictionary.iter().map(index).collect()))
            .collect();
        // Of several fields of one role each record has its own first: that does not depend on its neighbours.
        let method = |row| {
            methods.iter().find_map(|(text, names)| names.get(text.id(row)? as usize).copied())
        };
        // Rows: the known methods, the other ones, none. Columns: status codes.
        let mut cells = vec![0u32; (METHODS.len() + 2) * 600];
        for (place, status) in statuses.iter().enumerate() {
            let before = statuses.get(..place).unwrap_or_default();
            status.for_each(selection, |row, code| {
                if !(100.0..600.0).contains(&code)
                    || before.iter().any(|other| other.get(row).is_some())
                {
                    return;
                }
                let name = method(row).unwrap_or(METHODS.len() + 1);
                if let Some(cell) = cells.get_mut(name * 600 + code as usize) {
                    *cell += 1;
                }
            });
        }
        for (cell, &count) in cells.iter().enumerate().filter(|(_, count)| **count > 0) {
            let name = match cell / 600 {
                known if known < METHODS.len() => METHODS[known],
                other if other == METHODS.len() => OTHER,
                _ => NONE,
            };
            *self.counts.entry((name, (cell % 600) as u16)).or_default() += u64::from(count);
        }
    }

    /// Adds the counts of another.
    pub fn merge(&mut self, other: &Self) {
        for (&key, &count) in &other.counts {
            *self.counts.entry(key).or_default() += count;
        }
    }

    /// The methods with any requests in order of their number, the status codes in rising order, and a row of counts a method.
    pub fn table(&self) -> (Vec<&'static str>, Vec<u16>, Vec<Vec<u64>>) {
        let mut statuses: Vec<u16> = self.counts.keys().map(|(_, status)| *status).collect();
        statuses.sort_unstable();
        statuses.dedup();
        let mut rows: BTreeMap<&'static str, u64> = BTreeMap::new();
        self.counts
            .iter()
            .for_each(|((method, _), count)| *rows.entry(method).or_default() += count);
        let mut methods: Vec<(&'static str, u64)> = rows.into_iter().collect();
        methods.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        let methods: Vec<&'static str> = methods.into_iter().map(|(method, _)| method).collect();
        let count = |method, status| self.counts.get(&(method, status)).copied().unwrap_or(0);
        let counts =
            methods.iter().map(|&m| statuses.iter().map(|&s| count(m, s)).collect()).collect();
        (methods, statuses, counts)
    }
}

fn index(value: &[u8]) -> usize {
    METHODS.iter().position(|method| method.as_bytes() == value).unwrap_or(METHODS.len())
}
