/*!
Sessions: the records of a client with no pause of more than half an hour between them.

Time is cut into slots of half an hour. Of each client and slot the first and the last time and the number of records are kept: two
records of one slot are never half an hour apart, so a slot lies within one session, and neighbouring slots belong to one where the
last of one and the first of the other are near enough. A slot is the same whatever the order of its records, so any cut and any
order of merging end in the same sessions.

Memory is bounded by the number of slots. Where there would be more, the least frequent clients are left out until the rest
fits. More records never need fewer slots, so who is left out once stays left out, and who is does not depend on the order either.
*/

use super::Keys;
use super::keys::{NONE, OTHER};
use crate::columns::{Columns, Selection, UNTIMED};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The longest pause within a session, in nanoseconds: 30 minutes, as analytics programs have it.
pub(super) const PAUSE: i64 = 30 * 60 * 1_000_000_000;
/// So many slots are kept, of some 60 bytes each.
const MOST_SLOTS: usize = 1 << 20;

/// The records of one client in half an hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Slot {
    first: i64,
    last: i64,
    records: u64,
}

/// One session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Visit {
    /// The place of the client among the keys.
    pub(super) client: u32,
    /// The first and the last time, in nanoseconds.
    pub(super) first: i64,
    pub(super) last: i64,
    pub(super) records: u64,
}

/// When each client came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visits {
    clients: Arc<Keys>,
    /// By client, the most frequent first, and the number of the slot; those of clients that are left out are empty.
    slots: Vec<BTreeMap<i64, Slot>>,
    /// Slots of all clients.
    count: usize,
    most: usize,
    /// Clients from this place on are left out.
    kept: usize,
}

impl Visits {
    /// Of these clients; no records yet.
    pub fn new(clients: Arc<Keys>) -> Self {
        Self::bounded(clients, MOST_SLOTS)
    }

    pub(super) fn bounded(clients: Arc<Keys>, most: usize) -> Self {
        let kept = clients.len();
        Self { slots: vec![BTreeMap::new(); kept], clients, count: 0, most, kept }
    }

    /// The same clients, no records yet.
    #[must_use]
    pub fn emptied(&self) -> Self {
        Self::bounded(self.clients.clone(), self.most)
    }

    pub(super) fn clients(&self) -> &Keys {
        &self.clients
    }

    /// Adds the selected records of a slice; those without a client or a time are of no session.
    pub fn add(&mut self, columns: &Columns, selection: &Selection) {
        let clients = self.clients.groups_of(columns);
        selection.for_each(|row| {
            let client = clients.get(row).copied().unwrap_or(NONE);
            let time = columns.times.get(row).copied().unwrap_or(UNTIMED);
            if client < OTHER && time != UNTIMED {
                self.put(client as usize, Slot { first: time, last: time, records: 1 });
            }
        });
        self.enforce();
    }

    /// Adds all that another saw of the same clients.
    pub fn merge(&mut self, other: &Self) {
        self.leave_out(other.kept);
        for (client, slots) in other.slots.iter().enumerate() {
            slots.values().for_each(|slot| self.put(client, *slot));
        }
        self.enforce();
    }

    fn put(&mut self, client: usize, more: Slot) {
        if client >= self.kept {
            return;
        }
        let Some(slots) = self.slots.get_mut(client) else { return };
        let mut new = false;
        let slot = slots.entry(more.first.div_euclid(PAUSE)).or_insert_with(|| {
            new = true;
            Slot { records: 0, ..more }
        });
        slot.first = slot.first.min(more.first);
        slot.last = slot.last.max(more.last);
        slot.records += more.records;
        self.count += usize::from(new);
    }

    fn enforce(&mut self) {
        while self.count > self.most {
            self.leave_out(self.kept.saturating_sub(1));
        }
    }

    fn leave_out(&mut self, from: usize) {
        self.kept = self.kept.min(from);
        for slots in self.slots.iter_mut().skip(from) {
            self.count -= std::mem::take(slots).len();
        }
    }

    /// The sessions, by client and time.
    pub(super) fn visits(&self) -> Vec<Visit> {
        let mut all: Vec<Visit> = Vec::new();
        for (client, slots) in (0..).zip(&self.slots) {
            for &Slot { first, last, records } in slots.values() {
                match all.last_mut() {
                    Some(visit) if visit.client == client && first - visit.last <= PAUSE => {
                        visit.last = last;
                        visit.records += records;
                    }
                    _ => all.push(Visit { client, first, last, records }),
                }
            }
        }
        all
    }
}
