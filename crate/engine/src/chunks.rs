/*!
Where each slice lies, what was in it, and the cache of its columns.

What fits the budget stays; what does not is parsed again from its bytes when a filter needs it. Keeping the first that
fit, rather than the last used, suits sweeps over everything: each of them finds the same slices in the cache.
*/

use crate::control::{Control, Word};
use crate::marks::Marks;
use logatlas_core::columns::Columns;
use logatlas_core::summary::Origin;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where a slice lies: its source, and the part of that source's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Extent {
    /// The number of the source.
    pub source: u64,
    /// Bytes of text before the slice.
    pub offset: u64,
    /// Bytes of text in the slice.
    pub len: u64,
}

impl Extent {
    /// The place of the slice in a summary.
    pub fn origin(&self) -> Origin {
        Origin { source: self.source, offset: self.offset }
    }
}

/// A slice that was parsed.
#[derive(Clone, Debug)]
pub(crate) struct Chunk {
    pub(crate) extent: Extent,
    pub(crate) lines: u64,
    pub(crate) columns: Option<Arc<Columns>>,
    pub(crate) marks: Arc<Marks>,
}

/// The slices parsed so far, in the order of the sources and of their text.
#[derive(Debug)]
pub(crate) struct Chunks {
    parsed: BTreeMap<(u64, u64), Chunk>,
    budget: usize,
    used: usize,
}

impl Chunks {
    pub(crate) fn new(budget: usize) -> Self {
        Self { parsed: BTreeMap::new(), budget, used: 0 }
    }

    /// Adds a slice; its columns are kept if they fit.
    pub(crate) fn insert(
        &mut self,
        extent: Extent,
        columns: &Arc<Columns>,
        marks: Marks,
        control: &Control,
    ) {
        let fits = self.reserve(columns.size(), control);
        let chunk = Chunk {
            extent,
            lines: columns.counts.total,
            columns: fits.then(|| columns.clone()),
            marks: Arc::new(marks),
        };
        self.parsed.insert((extent.source, extent.offset), chunk);
    }

    /// Takes so many bytes more of the budget, if there are so many.
    pub(crate) fn reserve(&mut self, size: usize, control: &Control) -> bool {
        let fits = self.used + size <= self.budget;
        if fits {
            self.used += size;
            control.set(Word::Columns, self.used as u64);
        }
        fits
    }

    /// All slices in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Chunk> {
        self.parsed.values()
    }

    /// The slice at this place.
    pub(crate) fn get(&self, origin: Origin) -> Option<&Chunk> {
        self.parsed.get(&(origin.source, origin.offset))
    }

    /// How many lines of the source come before a slice, once all of them were parsed.
    pub(crate) fn first_line(&self, origin: Origin) -> Option<u64> {
        let mut lines = 0;
        let mut end = 0;
        for chunk in
            self.parsed.range((origin.source, 0)..(origin.source, origin.offset)).map(|(_, c)| c)
        {
            // Overlong lines leave a gap behind their slice, which no line starts in.
            if chunk.extent.offset < end {
                return None;
            }
            lines += chunk.lines;
            end = chunk.extent.offset + chunk.extent.len;
        }
        Some(lines)
    }
}
