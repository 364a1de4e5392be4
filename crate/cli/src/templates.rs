/*!
`logatlas templates`: the message templates of some logs with their counts, the template of each record, or what stands behind the
variables of one template.

Which template a record has is known only when all of them were read, so for the latter the files are read twice.
*/

use crate::error::{Error, Outcome, report};
use crate::files::{self, Files, Input};
use crate::human;
use crate::lines::slices::{SLICE, Slices};
use crate::members::each_text;
use crate::output;
use crate::parameters;
use crate::scan::scanned;
use crate::threads::Threads;
use logatlas_core::colours;
use logatlas_core::dictionary::Seed;
use logatlas_core::parse::Parser;
use logatlas_core::query::Filter;
use logatlas_core::snapshot::{Template, template_id};
use logatlas_core::summary::Summary;
use logatlas_core::summary::facts::Facts;
use logatlas_core::template::Merged;
use logatlas_engine::Source;
use serde_json::json;
use std::borrow::Cow;
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
    /// Show the values behind the variables of the template with this id instead; the files are read twice
    ///
    /// The ids are those that this command lists. For each variable: top values, how many different ones there are and, where
    /// they are numbers, sizes or durations, quantiles.
    #[arg(long, value_name = "ID", conflicts_with = "assign")]
    parameters: Option<String>,
    #[command(flatten)]
    threads: Threads,
    /// Write JSON: records, templates (id, text, count, classes, first, last), and what is approximate
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Result<Outcome, Error> {
    if (args.assign || args.parameters.is_some()) && args.files.has_stdin() {
        return Err(Error::StdinAgain);
    }
    let (session, _) = scanned(&args.files, &args.threads, Filter::default())?;
    session.sources().iter().for_each(|source| files::warn(source));
    let merged = session.templates();
    let summary = session.summary();
    if let Some(id) = &args.parameters {
        return of_one(args, id, &merged, &summary);
    }
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
        let whole = |(facts, text): &(Facts, Cow<'_, [u8]>)| Template {
            // Not cut, as it would be for the eye.
            text: String::from_utf8_lossy(text).into_owned(),
            ..Template::new(text, facts)
        };
        let templates: Vec<Template> = templates.iter().map(whole).collect();
        if !args.json {
            return human::templates(out, &templates, records, usize::MAX);
        }
        let approximations = session.snapshot(None).map(|snapshot| snapshot.approximations);
        let all = json!({
            "records": records,
            "templates": templates,
            "approximations": approximations.unwrap_or_default(),
        });
        serde_json::to_writer(&mut *out, &all)?;
        writeln!(out)
    })?;
    Ok(Outcome::of_matches(summary.lines.records))
}

/// Writes the parameters of the template of this id.
fn of_one(args: &Args, id: &str, merged: &Merged, summary: &Summary) -> Result<Outcome, Error> {
    let templates = summary.templates(merged);
    let Some((_, text)) = templates.iter().find(|(_, text)| template_id(text) == id) else {
        let sentence = format_args!("no template has the id {id}: 'logatlas templates' lists them");
        report("warning", &sentence);
        return Ok(Outcome::NothingMatched);
    };
    let shown = parameters::read(&args.files, merged, text);
    output::to_stdout(|out| {
        if !args.json {
            return parameters::write(out, &shown);
        }
        serde_json::to_writer(&mut *out, &shown)?;
        writeln!(out)
    })?;
    Ok(Outcome::of_matches(shown.records))
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
        each_text(input, format, SLICE, |slices| Ok((self.text(slices)?, true)))?;
        Ok(())
    }

    fn text(&mut self, mut slices: Slices<'_>) -> io::Result<Source> {
        let mut parser = Parser::new(Seed(0));
        let mut text = Vec::new();
        let mut lines = 0;
        while slices.next(&mut text) {
            colours::leave_out(&mut text);
            let columns = parser.parse(&text, &*slices.source().reader);
            if let Some(templates) = &columns.templates {
                let of = |signature| template_id(&self.merged.of(signature));
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
        Ok(slices.into_source())
    }
}
