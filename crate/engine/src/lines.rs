/*!
The records of a pass as text: which bytes to read, and what to make of them.

Three steps, between which the caller reads what it is told to: a [`Search`] for the records of some ranks, the [`Window`] that holds
them, their [`Line`]s. The search needs bytes only where sources are merged by time and their columns were dropped.
*/

use crate::chunks::Extent;
use crate::lock;
use crate::marks::EVERY;
use crate::merge::{self, Between, Run};
use crate::pass::PassId;
use crate::session::Session;
use logatlas_core::colours;
use logatlas_core::columns::{Columns, UNTIMED};
use logatlas_core::severity::Class;
use logatlas_core::split;
use serde::Serialize;
use std::ops::Range;
use std::sync::Arc;

/// Longer records are cut where they are listed, in bytes.
pub const SHOWN: usize = 4096;

/// In which order records are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// By time, each source in its own order: by the latest time in it so far. As [`Order::File`] where there are no times.
    #[default]
    Time,
    /// One source after the other.
    File,
}

/// A stretch of text: the number of its source, and bytes from the start of that source's text.
pub type Stretch = (u64, Range<u64>);

/// Records of some ranks in an order, before it is known which these are.
pub struct Search {
    runs: Vec<Run>,
    ranks: Range<u64>,
    /// None where sources stand one after the other.
    between: Option<Between>,
    /// The run and the blocks of each stretch to be read.
    unread: Vec<(usize, Range<usize>)>,
}

impl Search {
    /// What is to be read for [`Session::window`].
    pub fn stretches(&self) -> Vec<Stretch> {
        let of =
            |(place, blocks): &(usize, Range<usize>)| Some(self.runs.get(*place)?.stretch(blocks));
        self.unread.iter().filter_map(of).collect()
    }

    /// The records as places of runs and rows.
    fn found(&self) -> Vec<(usize, usize)> {
        if let Some(between) = self.between {
            return merge::merged(&self.runs, &self.ranks, between);
        }
        let mut found = Vec::new();
        let mut before = 0;
        for (place, run) in self.runs.iter().enumerate() {
            let first = self.ranks.start.saturating_sub(before);
            let count = self.ranks.end.saturating_sub(before).min(run.count).saturating_sub(first);
            let from = run.selection.nth(first as usize);
            let rows = std::iter::successors(from, |row| run.selection.next(row + 1));
            found.extend(rows.take(count as usize).map(|row| (place, row)));
            before += run.count;
        }
        found
    }
}

impl Run {
    fn stretch(&self, blocks: &Range<usize>) -> Stretch {
        let bytes = self.marks.bytes(blocks.clone());
        let Extent { source, offset, .. } = self.extent;
        (source, offset + bytes.start..offset + bytes.end)
    }
}

/// Records in an order, and where they stand.
pub struct Window {
    wants: Vec<Want>,
    /// Whose turn it is.
    order: Vec<usize>,
}

impl Window {
    /// What is to be read for [`Session::lines`].
    pub fn stretches(&self) -> Vec<Stretch> {
        self.wants.iter().map(|want| want.stretch.clone()).collect()
    }
}

/// A stretch of a slice that holds some of the records.
struct Want {
    extent: Extent,
    stretch: Stretch,
    rows: Vec<usize>,
    /// None where they were dropped.
    columns: Option<Arc<Columns>>,
    /// The first row, byte and line of the slice that the columns tell of, or those of the stretch.
    first: (usize, u64, u64),
}

impl Want {
    /// Of rows in ascending order.
    fn new(run: &Run, rows: Vec<usize>) -> Option<Self> {
        let (&first, &last) = (rows.first()?, rows.last()?);
        let Extent { source, offset, .. } = run.extent;
        let (stretch, first) = match &run.columns {
            Some(columns) => {
                let bytes = columns.extent(first).start as u64..columns.extent(last).end as u64;
                ((source, offset + bytes.start..offset + bytes.end), (0, 0, 0))
            }
            None => {
                let block = first / EVERY;
                let stretch = run.stretch(&(block..last / EVERY + 1));
                let byte = stretch.1.start - offset;
                (stretch, (run.marks.rows(block).start, byte, run.marks.line(block)))
            }
        };
        Some(Self { extent: run.extent, stretch, rows, columns: run.columns.clone(), first })
    }
}

/// A record as it is listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The name of its source.
    pub source: String,
    /// The number of its first line in the source, from 1; absent while lines before it are still being read.
    pub line: Option<u64>,
    /// When it happened, RFC 3339 in UTC.
    pub time: Option<String>,
    /// Its severity.
    pub level: Option<&'static str>,
    /// All its lines, cut after [`SHOWN`] bytes.
    pub text: String,
    /// Whether `text` was cut.
    pub cut: bool,
}

impl Session {
    /// Looks for `count` matching records from the `from`-th on in this order, among what was read so far.
    pub fn search(&self, pass: Option<PassId>, order: Order, from: u64, count: u64) -> Search {
        let runs = self.runs(pass);
        let total = runs.iter().map(|run| run.count).sum();
        let ranks = from.min(total)..from.saturating_add(count).min(total);
        let several = runs
            .windows(2)
            .any(|pair| matches!(pair, [one, other] if one.extent.source != other.extent.source));
        let merges = order == Order::Time && several && !ranks.is_empty();
        let between = merges.then(|| merge::between(&runs, &ranks));
        let unread = between.map_or_else(Vec::new, |between| {
            let places = runs.iter().enumerate();
            places
                .flat_map(|(place, run)| {
                    merge::unread(run, between).into_iter().map(move |blocks| (place, blocks))
                })
                .collect()
        });
        Search { runs, ranks, between, unread }
    }

    /// The slices with records that a pass means, in the order of the sources and of their text.
    fn runs(&self, pass: Option<PassId>) -> Vec<Run> {
        let Some(pass) = self.pass_or_scan(pass) else { return Vec::new() };
        let mut runs = Vec::new();
        let (mut source, mut before) = (None, UNTIMED);
        let chunks = lock(&self.chunks);
        let matched = lock(&pass.matched);
        for chunk in chunks.iter() {
            let extent = chunk.extent;
            if source.replace(extent.source) != Some(extent.source) {
                before = UNTIMED;
            }
            if let Some(matched) = matched.get(&extent.origin()).filter(|found| found.count > 0) {
                runs.push(Run {
                    extent,
                    before,
                    marks: chunk.marks.clone(),
                    columns: chunk.columns.clone(),
                    selection: matched.selection.clone(),
                    count: matched.count,
                    read: Vec::new(),
                });
            }
            before = before.max(chunk.marks.last());
        }
        runs
    }

    /// The records that were looked for, given the stretches that the [`Search`] names. Fewer where a source has shrunk since.
    pub fn window(&self, mut search: Search, texts: &[Vec<u8>]) -> Window {
        for ((place, blocks), text) in std::mem::take(&mut search.unread).iter().zip(texts) {
            let Some(run) = search.runs.get_mut(*place) else { continue };
            let Some(source) = self.source(run.extent.source) else { continue };
            let columns = self.columns(&colours::left_out(text), &source);
            let mut times = &*columns.times;
            for block in blocks.clone() {
                let (of_block, rest) = times.split_at(run.marks.rows(block).len().min(times.len()));
                times = rest;
                run.read.push((block, of_block.into()));
            }
        }
        let found = search.found();
        let mut places: Vec<usize> = found.iter().map(|(place, _)| *place).collect();
        places.sort_unstable();
        places.dedup();
        let mut rows = vec![Vec::new(); places.len()];
        let mut order = Vec::with_capacity(found.len());
        for (place, row) in found {
            let Ok(want) = places.binary_search(&place) else { continue };
            order.push(want);
            if let Some(rows) = rows.get_mut(want) {
                rows.push(row);
            }
        }
        let runs = places.iter().filter_map(|place| search.runs.get(*place));
        Window {
            order,
            wants: runs.zip(rows).filter_map(|(run, rows)| Want::new(run, rows)).collect(),
        }
    }

    /// The records of a [`Window`], given the stretches that it names. Fewer where a source has shrunk since.
    pub fn lines(&self, window: &Window, texts: &[Vec<u8>]) -> Vec<Line> {
        let wants = window.wants.iter().zip(texts);
        let mut lines: Vec<_> =
            wants.map(|(want, text)| self.lines_of(want, text).into_iter()).collect();
        let next = |want: &usize| lines.get_mut(*want)?.next()?;
        window.order.iter().filter_map(next).collect()
    }

    /// Row by row, none where there is no text any more.
    fn lines_of(&self, want: &Want, text: &[u8]) -> Vec<Option<Line>> {
        let Some(source) = self.source(want.extent.source) else { return Vec::new() };
        let text = &*colours::left_out(text);
        let columns = want.columns.clone().unwrap_or_else(|| Arc::new(self.columns(text, &source)));
        let (first_row, first_byte, first_line) = want.first;
        let before = lock(&self.chunks).first_line(want.extent.origin());
        let skipped = (want.stretch.1.start - want.extent.offset - first_byte) as usize;
        let line = |row: &usize| {
            let row = row.checked_sub(first_row).filter(|row| *row < columns.rows)?;
            let extent = columns.extent(row);
            let record =
                text.get(extent.start.checked_sub(skipped)?..extent.end.checked_sub(skipped)?)?;
            let (text, cut) = text_of(split::without_returns(record));
            let class = columns.classes.get(row).copied().unwrap_or_default();
            Some(Line {
                source: source.name.clone(),
                line: before.map(|before| before + first_line + columns.line(row) as u64 + 1),
                time: columns.time(row).map(logatlas_core::time::Timestamp::to_rfc3339),
                level: Class(class).severity_name(),
                text,
                cut,
            })
        };
        want.rows.iter().map(line).collect()
    }
}

/// The lines of a record, and whether there is more than is shown.
fn text_of(record: &[u8]) -> (String, bool) {
    let mut text = Vec::new();
    for (n, line) in split::lines(record).enumerate() {
        if n > 0 {
            text.push(b'\n');
        }
        text.extend_from_slice(line.bytes.get(..SHOWN + 1).unwrap_or(line.bytes));
        if text.len() > SHOWN {
            break;
        }
    }
    let cut = text.len() > SHOWN;
    text.truncate(SHOWN);
    (String::from_utf8_lossy(&text).into_owned(), cut)
}
