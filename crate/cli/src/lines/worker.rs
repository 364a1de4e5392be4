/*!
One slice through the search: parsed, searched, written.
*/

use super::write::{Place, Writer};
use crate::known::known;
use logatlas_core::columns::{Columns, Selection, Words};
use logatlas_core::dictionary::Seed;
use logatlas_core::parse::Parser;
use logatlas_core::query::Filter;
use logatlas_core::template::Merged;
use logatlas_engine::Source;
use std::borrow::Cow;

/// Results do not depend on it.
const SEED: Seed = Seed(0);

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
            parser: Parser::knowing(SEED, known()),
            writer: Writer::default(),
        }
    }
}

impl Worker {
    /// Forgets what was learned from another source: its times may have been read in another year or zone.
    pub(super) fn begin_source(&mut self) {
        self.parser = Parser::knowing(SEED, known());
        self.writer = Writer::default();
    }

    /// Parses the slice and finds the records that the filter means.
    pub(super) fn search(&mut self, source: &Source, filter: &Filter) {
        self.columns = self.parser.parse(&self.text, &*source.reader);
        self.columns.name_file(&source.name, SEED);
        self.selection = filter.select(&self.columns, Some(&self.text));
    }

    /// How many records the filter means.
    pub(super) fn matches(&self) -> u64 {
        self.selection.count() as u64
    }

    /// Whether some record has a path of which the route can be told.
    pub(super) fn has_routes(&self) -> bool {
        self.columns.words().any(|words| words.is_route())
    }

    /// Writes the matching records. Routes are written as far as they are known.
    pub(super) fn write(&mut self, source: &Source, json: bool, merged: Option<&Merged>) {
        let Self { text, columns, selection, first_line, wanted, out, writer, .. } = self;
        out.clear();
        let mut written = 0;
        selection.for_each(|row| {
            if written == *wanted {
                return;
            }
            written += 1;
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
                let place = Place { file: &source.name, line };
                writer.json(out, record, &*source.reader, place, derived);
            } else {
                writer.raw(out, record);
            }
        });
    }
}
