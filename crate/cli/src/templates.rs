/*!
`logatlas templates`: the message templates of some logs with their counts, or the template of each record.

Which template a record has is known only when all of them were read, so for the latter the files are read twice.
*/

use crate::error::{Error, Outcome};
use crate::files::{self, Files, Input};
use crate::human;
use crate::lines::slices::Slices;
use crate::output;
use crate::scan::scanned;
use crate::threads::Threads;
use logatlas_core::dictionary::Seed;
use logatlas_core::parse::Parser;
use logatlas_core::query::Filter;
use logatlas_core::snapshot::template_id;
use logatlas_core::template::Merged;
use serde_json::json;
use std::io::{self, Write};
use std::path::Path;

/// Show the message templates of some logs, the most frequent first
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    #[command(flatten)]
    files: Files,
    /// Write the template of each record instead, in the order of the files: its id, one a line
    ///
    /// With --json one object a record: file, line, template. The files are read twice.
    #[arg(long)]
    assign: bool,
    #[command(flatten)]
    threads: Threads,
    /// Write JSON: records, templates (id, text, count), and what is approximate
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Result<Outcome, Error> {
    if args.assign && args.files.has_stdin() {
        return Err(Error::StdinAgain);
    }
    let (session, _) = scanned(&args.files, &args.threads, Filter::default())?;
    session.sources().iter().for_each(|source| files::warn(source));
    let merged = session.templates();
    let summary = session.summary();
    output::to_stdout(|out| {
        if args.assign {
            let mut assign = Assign { merged: &merged, json: args.json, out };
            return args
                .files
                .paths()
                .iter()
                .try_for_each(|path| assign.file(path, args.files.format()));
        }
        let records = summary.lines.records;
        let templates = summary.templates(&merged);
        if !args.json {
            return human::templates(out, &templates, records, usize::MAX);
        }
        let shown = templates.iter().map(|&(count, text)| {
            json!({ "id": template_id(text), "text": String::from_utf8_lossy(text), "count": count })
        });
        let approximations = session.snapshot(None).map(|snapshot| snapshot.approximations);
        let all = json!({
            "records": records,
            "templates": shown.collect::<Vec<_>>(),
            "approximations": approximations.unwrap_or_default(),
        });
        serde_json::to_writer(&mut *out, &all)?;
        writeln!(out)
    })?;
    Ok(Outcome::of_matches(summary.lines.records))
}

/// Writes the template of each record.
struct Assign<'a> {
    merged: &'a Merged,
    json: bool,
    out: &'a mut dyn Write,
}

impl Assign<'_> {
    fn file(&mut self, path: &Path, format: Option<&str>) -> io::Result<()> {
        // What can't be read was told when it was read first.
        let Ok(input) = Input::open(path) else { return Ok(()) };
        let mut slices = Slices::new(input, format);
        let mut parser = Parser::new(Seed(0));
        let mut text = Vec::new();
        let mut lines = 0;
        while slices.next(&mut text) {
            let columns = parser.parse(&text, &*slices.source().reader);
            if let Some(templates) = &columns.templates {
                let of = |signature| template_id(self.merged.of(signature));
                let ids: Vec<String> = templates.dictionary.iter().map(of).collect();
                for row in 0..columns.rows {
                    let id = templates.id(row).and_then(|id| ids.get(id as usize));
                    let id = id.map_or("", |id| id);
                    if self.json {
                        let line = lines + columns.line(row) as u64 + 1;
                        let name = &slices.source().name;
                        let record = json!({ "file": name, "line": line, "template": id });
                        serde_json::to_writer(&mut *self.out, &record)?;
                        writeln!(self.out)?;
                    } else {
                        writeln!(self.out, "{id}")?;
                    }
                }
            }
            lines += columns.counts.total;
        }
        Ok(())
    }
}
