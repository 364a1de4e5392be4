/*!
The records of a pass as text: which bytes to read, and what to make of them.
*/

use crate::chunks::Extent;
use crate::lock;
use crate::pass::PassId;
use crate::session::Session;
use logatlas_core::columns::Columns;
use logatlas_core::severity::Class;
use serde::Serialize;
use std::ops::Range;
use std::sync::Arc;

/// Longer records are cut where they are listed, in bytes.
pub const SHOWN: usize = 4096;

/// A stretch of a source's text that holds some of the records asked for.
#[derive(Clone, Debug)]
pub struct Want {
    /// The slice that they are in.
    pub extent: Extent,
    /// The bytes to read, from the start of the source's text.
    pub bytes: Range<u64>,
    rows: Vec<usize>,
    columns: Option<Arc<Columns>>,
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
    /// What to read for `count` matching records from the `from`-th on, in the order of the sources.
    pub fn window(&self, pass: Option<PassId>, from: u64, count: u64) -> Vec<Want> {
        let Some(pass) = self.pass_or_scan(pass) else { return Vec::new() };
        let chunks = lock(&self.chunks);
        let window = pass.window(from, count).into_iter().map(|(matched, which)| {
            let mut rows = Vec::new();
            let mut nth = 0;
            matched.selection.for_each(|row| {
                if which.contains(&nth) {
                    rows.push(row);
                }
                nth += 1;
            });
            let extent = matched.extent;
            let columns = chunks.get(extent.origin()).and_then(|chunk| chunk.columns.clone());
            let within = match (&columns, rows.first(), rows.last()) {
                (Some(columns), Some(&first), Some(&last)) => {
                    columns.extent(first).start as u64..columns.extent(last).end as u64
                }
                _ => 0..extent.len,
            };
            let bytes = extent.offset + within.start..extent.offset + within.end;
            Want { extent, bytes, rows, columns }
        });
        window.collect()
    }

    /// The records of a [`Want`], given its bytes. Fewer where the source has shrunk since.
    pub fn lines(&self, want: &Want, text: &[u8]) -> Vec<Line> {
        let Some(source) = self.source(want.extent.source) else { return Vec::new() };
        let columns = want.columns.clone().unwrap_or_else(|| Arc::new(self.columns(text, &source)));
        let before = lock(&self.chunks).first_line(want.extent.origin());
        let skipped = (want.bytes.start - want.extent.offset) as usize;
        let line = |&row: &usize| {
            let extent = columns.extent(row);
            let record =
                text.get(extent.start.checked_sub(skipped)?..extent.end.checked_sub(skipped)?)?;
            let record = record.strip_suffix(b"\r").unwrap_or(record);
            let shown = record.get(..SHOWN).unwrap_or(record);
            let class = columns.classes.get(row).copied().unwrap_or_default();
            Some(Line {
                source: source.name.clone(),
                line: before.map(|before| before + columns.line(row) as u64 + 1),
                time: columns.time(row).map(logatlas_core::time::Timestamp::to_rfc3339),
                level: Class(class).severity_name(),
                text: String::from_utf8_lossy(shown).into_owned(),
                cut: shown.len() < record.len(),
            })
        };
        want.rows.iter().filter_map(line).collect()
    }
}
