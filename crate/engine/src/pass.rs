/*!
One sweep over all slices with one filter: a summary of the records it means, and which they are.

The scan itself is the pass with the empty filter. A later pass runs over the columns in the cache at once, and over the
other slices as their bytes come in again.
*/

use crate::chunks::{Chunks, Extent};
use crate::lock;
use logatlas_core::columns::{Columns, Selection};
use logatlas_core::features::{Groups, Records, Tints, Visits};
use logatlas_core::parameters::Parameters;
use logatlas_core::query::{Filter, Text};
use logatlas_core::summary::{Origin, Summary};
use logatlas_core::trends::Trends;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// The number of a pass within its session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PassId(pub u32);

/// What a pass gathers.
pub(crate) enum Gather {
    /// A summary.
    Summary(Box<Summary>),
    /// The groups of a map.
    Groups(Box<Groups>),
    /// What those have in another field.
    Tints(Box<Tints>),
    /// What stands behind the variables of a template.
    Parameters(Box<Parameters>),
    /// Templates over time, and what follows them.
    Trends(Box<Trends>),
    /// When each client came, to find sessions.
    Visits(Box<Visits>),
    /// A sample of records.
    Records(Box<Records>),
}

impl Gather {
    /// `filter` tells whether there is one: without it lines that are not records count too.
    fn add(
        &mut self,
        columns: &Columns,
        selection: &Selection,
        text: Option<Text<'_>>,
        origin: Origin,
        filter: bool,
    ) {
        match self {
            Self::Summary(summary) if filter => summary.add_selected(columns, selection, origin),
            Self::Summary(summary) => summary.add(columns, origin),
            Self::Groups(groups) => groups.add(columns, selection),
            Self::Tints(tints) => tints.add(columns, selection),
            Self::Parameters(found) => {
                // Where there is no text, no record is meant.
                if let Some(Text { bytes, reader }) = text {
                    found.add(columns, selection, bytes, reader, origin);
                }
            }
            Self::Trends(trends) => trends.add(columns, selection, origin),
            Self::Visits(visits) => visits.add(columns, selection),
            Self::Records(records) => records.add(columns, selection, origin),
        }
    }

    fn merge(&mut self, other: &Self) {
        match (self, other) {
            (Self::Summary(mine), Self::Summary(theirs)) => mine.merge(theirs),
            (Self::Groups(mine), Self::Groups(theirs)) => mine.merge(theirs),
            (Self::Tints(mine), Self::Tints(theirs)) => mine.merge(theirs),
            (Self::Parameters(mine), Self::Parameters(theirs)) => mine.merge(theirs),
            (Self::Trends(mine), Self::Trends(theirs)) => mine.merge(theirs),
            (Self::Visits(mine), Self::Visits(theirs)) => mine.merge(theirs),
            (Self::Records(mine), Self::Records(theirs)) => mine.merge(theirs),
            _ => {}
        }
    }

    /// The same kind, with nothing in it.
    fn emptied(&self) -> Self {
        match self {
            Self::Summary(summary) => Self::Summary(Box::new(summary.emptied())),
            Self::Groups(groups) => Self::Groups(Box::new(groups.emptied())),
            Self::Tints(tints) => Self::Tints(Box::new(tints.emptied())),
            Self::Parameters(found) => Self::Parameters(Box::new(found.emptied())),
            Self::Trends(trends) => Self::Trends(Box::new(trends.emptied())),
            Self::Visits(visits) => Self::Visits(Box::new(visits.emptied())),
            Self::Records(records) => Self::Records(Box::new(records.emptied())),
        }
    }
}

/// A sweep under way or done.
pub(crate) struct Pass {
    pub(crate) filter: Filter,
    /// Whether the columns alone do not tell what is wanted.
    needs_bytes: bool,
    /// One a thread, so that threads do not wait for each other; emptied into `total` now and then.
    shards: Vec<Mutex<Gather>>,
    total: Mutex<Gather>,
    /// The slices that were looked at.
    pub(crate) matched: Mutex<BTreeMap<Origin, Matched>>,
    /// Slices whose bytes are needed, in the order of their sources and of the text, until someone goes and reads them.
    pub(crate) missing: Mutex<Vec<Extent>>,
    /// How many of those are still to be looked at.
    pub(crate) left: AtomicUsize,
    pub(crate) bytes_done: AtomicU64,
    pub(crate) stopped: AtomicBool,
}

/// The records of one slice that the filter means.
#[derive(Clone, Debug)]
pub(crate) struct Matched {
    pub(crate) selection: Arc<Selection>,
    pub(crate) count: u64,
}

impl Pass {
    pub(crate) fn new(filter: Filter, gather: Gather, threads: usize) -> Self {
        Self {
            needs_bytes: filter.needs_bytes() || matches!(gather, Gather::Parameters(_)),
            filter,
            // One more for callers outside the pool.
            shards: (0..=threads).map(|_| Mutex::new(gather.emptied())).collect(),
            total: Mutex::new(gather),
            matched: Mutex::default(),
            missing: Mutex::default(),
            left: AtomicUsize::new(0),
            bytes_done: AtomicU64::new(0),
            stopped: AtomicBool::new(false),
        }
    }

    /// Adds the records of a slice that the filter means.
    pub(crate) fn visit(&self, columns: &Columns, text: Option<Text<'_>>, extent: Extent) {
        if self.stopped.load(Ordering::Relaxed) {
            return;
        }
        let selection = self.filter.select(columns, text);
        self.count(columns, selection, text, extent);
    }

    /// Notes a slice in which the filter can mean nothing.
    pub(crate) fn visit_none(&self, columns: &Columns, extent: Extent) {
        self.count(columns, Selection::none(columns.rows), None, extent);
    }

    fn count(
        &self,
        columns: &Columns,
        selection: Selection,
        text: Option<Text<'_>>,
        extent: Extent,
    ) {
        let last = self.shards.len() - 1;
        let shard = rayon::current_thread_index().unwrap_or(last).min(last);
        if let Some(shard) = self.shards.get(shard) {
            let filter = !self.filter.is_empty();
            lock(shard).add(columns, &selection, text, extent.origin(), filter);
        }
        let count = selection.count() as u64;
        let matched = Matched { selection: Arc::new(selection), count };
        lock(&self.matched).insert(extent.origin(), matched);
        self.bytes_done.fetch_add(extent.len, Ordering::Relaxed);
    }

    /// Runs a function on all that was gathered so far.
    pub(crate) fn with_total<R>(&self, function: impl FnOnce(&Gather) -> R) -> R {
        let mut total = lock(&self.total);
        for shard in &self.shards {
            let empty = total.emptied();
            let part = std::mem::replace(&mut *lock(shard), empty);
            total.merge(&part);
        }
        function(&total)
    }

    /// How many records the filter means.
    pub(crate) fn matches(&self) -> u64 {
        lock(&self.matched).values().map(|matched| matched.count).sum()
    }

    /// Looks at the cache: the slices that it settles are returned, the others are noted as missing.
    pub(crate) fn plan(&self, chunks: &Chunks) -> Vec<(Extent, Arc<Columns>)> {
        let mut cached = Vec::new();
        let mut missing = Vec::new();
        for chunk in chunks.iter() {
            match &chunk.columns {
                Some(columns) if !self.needs_bytes => {
                    cached.push((chunk.extent, columns.clone()));
                }
                Some(columns) if self.filter.maybe(columns).count() == 0 => {
                    self.visit_none(columns, chunk.extent);
                }
                _ => missing.push(chunk.extent),
            }
        }
        self.left.store(missing.len(), Ordering::Release);
        *lock(&self.missing) = missing;
        cached
    }
}
