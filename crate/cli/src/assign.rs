/*!
`logatlas templates --assign`: the template of each record, in the order of the files.

Which templates there are is known only when all records were read, so the files are read once more: a few slices at a time, one a
thread, that are written in their order.
*/

use crate::files::{Files, Input};
use crate::lines::slices::{SLICE, Slices};
use crate::members::each_text;
use logatlas_core::colours;
use logatlas_core::columns::Columns;
use logatlas_core::dictionary::Seed;
use logatlas_core::parse::Parser;
use logatlas_core::snapshot::template_id;
use logatlas_core::template::Merged;
use logatlas_engine::Source;
use rayon::prelude::*;
use serde_json::json;
use std::io::{self, Write};

/// Writes the template of each record.
pub(crate) struct Assign<'a> {
    pub(crate) merged: &'a Merged,
    pub(crate) json: bool,
    pub(crate) pool: rayon::ThreadPool,
}

/// A slice on its way.
struct Slice {
    text: Vec<u8>,
    columns: Columns,
    parser: Parser,
    /// Lines of the source before it.
    first_line: u64,
    out: Vec<u8>,
}

impl Slice {
    fn new() -> Self {
        let parser = Parser::new(Seed(0));
        let columns = Columns::default();
        Self { text: Vec::new(), columns, parser, first_line: 0, out: Vec::new() }
    }
}

impl Assign<'_> {
    pub(crate) fn files(&self, files: &Files, out: &mut dyn Write) -> io::Result<()> {
        for path in files.paths() {
            // What can't be read was told when it was read first.
            let Ok(input) = Input::open(path) else { continue };
            each_text(input, files.format(), SLICE, |slices| Ok((self.text(slices, out)?, true)))?;
        }
        Ok(())
    }

    fn text(&self, mut slices: Slices<'_>, out: &mut dyn Write) -> io::Result<Source> {
        let mut batch: Vec<Slice> =
            (0..self.pool.current_num_threads()).map(|_| Slice::new()).collect();
        let mut lines = 0;
        loop {
            let mut filled = 0;
            for slice in &mut batch {
                if !slices.next(&mut slice.text) {
                    break;
                }
                filled += 1;
            }
            let batch = batch.get_mut(..filled).unwrap_or_default();
            if batch.is_empty() {
                return Ok(slices.into_source());
            }
            let source = slices.source();
            let parse = |slice: &mut Slice| {
                colours::leave_out(&mut slice.text);
                slice.columns = slice.parser.parse(&slice.text, &*source.reader);
            };
            self.pool.install(|| batch.par_iter_mut().for_each(parse));
            for slice in &mut *batch {
                slice.first_line = lines;
                lines += slice.columns.counts.total;
            }
            let write = |slice: &mut Slice| self.write(slice, &source.name);
            self.pool.install(|| batch.par_iter_mut().map(write).collect::<io::Result<()>>())?;
            batch.iter().try_for_each(|slice| out.write_all(&slice.out))?;
        }
    }

    /// Writes what becomes of one slice.
    fn write(&self, slice: &mut Slice, file: &str) -> io::Result<()> {
        let Slice { columns, first_line, out, .. } = slice;
        out.clear();
        let Some(templates) = &columns.templates else { return Ok(()) };
        let of = |signature| template_id(&self.merged.of(signature));
        let ids: Vec<String> = templates.dictionary.iter().map(of).collect();
        for row in 0..columns.rows {
            let id = templates.id(row).and_then(|id| ids.get(id as usize));
            let id = id.map_or("", |id| id);
            if self.json {
                let line = *first_line + columns.line(row) as u64 + 1;
                let record = json!({ "file": file, "line": line, "template": id });
                serde_json::to_writer(&mut *out, &record)?;
                out.push(b'\n');
            } else {
                out.extend_from_slice(id.as_bytes());
                out.push(b'\n');
            }
        }
        Ok(())
    }
}
