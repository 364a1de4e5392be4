/*!
One slice through the search: parsed, searched, written.
*/

use super::write::{Place, Writer};
use crate::known::known;
use logatlas_core::colours;
use logatlas_core::columns::{Columns, Selection, UNTIMED, Words};
use logatlas_core::dictionary::Seed;
use logatlas_core::format::Reader;
use logatlas_core::parse::Parser;
use logatlas_core::query::{Filter, Text};
use logatlas_core::template::Merged;
use logatlas_engine::Source;
use std::borrow::Cow;
use std::sync::Arc;

/// Results do not depend on it.
const SEED: Seed = Seed(0);

/// What is to be known of the source of a slice.
pub(super) struct Origin {
    name: String,
    reader: Arc<dyn Reader>,
}

impl Origin {
    /// Of the slices of a source.
    pub(super) fn new(source: &Source) -> Arc<Self> {
        Arc::new(Self { name: source.name.clone(), reader: source.reader.clone() })
    }
}

/// A slice and what was found in it. Its memory is used again for the next one.
pub(super) struct Worker {
    /// The slice.
    pub(super) text: Vec<u8>,
    /// Its records.
    pub(super) columns: Columns,
    selection: Selection,
    /// Lines of the source before the slice.
    pub(super) first_line: u64,
    /// So many of the matching records are to be written.
    pub(super) wanted: u64,
    /// The matching records as they are written.
    pub(super) out: Vec<u8>,
    /// Where each of them ends.
    pub(super) ends: Vec<usize>,
    origin: Option<Arc<Origin>>,
    /// Whether colours were left out of the slice.
    coloured: bool,
    parser: Parser,
    writer: Writer,
}

impl Default for Worker {
    fn default() -> Self {
        Self {
            text: Vec::new(),
            columns: Columns::default(),
            selection: Selection::all(0),
            first_line: 0,
            wanted: 0,
            out: Vec::new(),
            ends: Vec::new(),
            origin: None,
            coloured: false,
            parser: Parser::knowing(SEED, known()),
            writer: Writer::default(),
        }
    }
}

impl Worker {
    /// Parses the slice and finds the records that the filter means.
    pub(super) fn search(&mut self, origin: &Arc<Origin>, filter: &Filter) {
        if self.origin.as_ref().is_none_or(|before| !Arc::ptr_eq(before, origin)) {
            // What was learned from another source is forgotten: its times may have been read in another year or zone.
            if self.origin.replace(origin.clone()).is_some() {
                self.parser = Parser::knowing(SEED, known());
                self.writer = Writer::default();
            }
        }
        self.coloured = colours::leave_out(&mut self.text);
        self.columns = self.parser.parse(&self.text, &*origin.reader);
        self.columns.name_file(&origin.name, SEED);
        let text = Text { bytes: &self.text, reader: &*origin.reader };
        self.selection = filter.select(&self.columns, Some(text));
    }

    /// How many records the filter means.
    pub(super) fn matches(&self) -> u64 {
        self.selection.count() as u64
    }

    /// For each matching record the latest time in the slice up to it, and the latest of all.
    pub(super) fn reached(&self) -> (Vec<i64>, i64) {
        let mut latest = UNTIMED;
        let mut reached = Vec::new();
        for (row, &time) in self.columns.times.iter().enumerate() {
            latest = latest.max(time);
            if self.selection.contains(row) {
                reached.push(latest);
            }
        }
        (reached, latest)
    }

    /// Whether some record has a path of which the route can be told.
    pub(super) fn has_routes(&self) -> bool {
        self.columns.words().any(|words| words.is_route())
    }

    /// Writes the matching records. Routes are written as far as they are known.
    pub(super) fn write(&mut self, json: bool, merged: Option<&Merged>) {
        let Self {
            text, columns, selection, first_line, wanted, out, ends, coloured, writer, ..
        } = self;
        let Some(origin) = &self.origin else { return };
        out.clear();
        ends.clear();
        selection.for_each(|row| {
            if ends.len() as u64 == *wanted {
                return;
            }
            let record = text.get(columns.extent(row)).unwrap_or_default();
            if json {
                let line = *first_line + columns.line(row) as u64 + 1;
                let derived = columns.words().filter(Words::is_derived).filter_map(|words| {
                    let value = words.get(row)?;
                    let value = match words.is_route() {
                        true => merged?.route(value),
                        false => Cow::Borrowed(value),
                    };
                    Some((words.name, value))
                });
                let place = Place { file: &origin.name, line };
                writer.json(out, record, &*origin.reader, place, derived);
            } else {
                writer.raw(out, record, *coloured);
            }
            ends.push(out.len());
        });
    }
}
