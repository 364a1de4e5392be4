/*!
`logatlas templates`: the message templates of some logs with their counts, the template of each record, or what stands behind the
variables of one template.

Which template a record has is known only when all of them were read, so for the latter the files are read twice. So are they for counts
over time, as far as the columns do not fit in memory.
*/

use crate::assign::Assign;
use crate::error::{Error, Outcome, report};
use crate::files::{self, Files};
use crate::human;
use crate::output;
use crate::parameters;
use crate::reread::reread;
use crate::scan::{read_all, session};
use crate::threads::Threads;
use logatlas_core::snapshot::{Approximation, Next, Template, Trends};
use logatlas_core::summary::Summary;
use logatlas_core::summary::facts::Facts;
use logatlas_core::template::Merged;
use logatlas_engine::{Options, Session};
use serde::Serialize;
use std::borrow::Cow;
use std::sync::Arc;

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
    /// The ids are those that this command lists. For each variable: the field by which records are filtered by its value, top
    /// values, how many different ones there are and, where they are numbers, sizes or durations, quantiles.
    #[arg(long, value_name = "ID", conflicts_with = "assign")]
    parameters: Option<String>,
    #[command(flatten)]
    threads: Threads,
    /// Write JSON: records, templates (id, text, count, classes, first, last), and what is approximate
    ///
    /// Each template has `counts`, its records in each of up to 48 stretches of time, of which `start` is the beginning of the first and
    /// `step` the width of each in seconds; and, being one of the most frequent 256, `followed`, how many of its records have another behind
    /// them in their file, and `next`, the templates that this is most often (id, count).
    #[arg(long)]
    json: bool,
}

/// What `--json` writes.
#[derive(Serialize)]
struct Shown {
    records: u64,
    /// The start of the first bin of `counts`; absent without times.
    start: Option<String>,
    /// The width of a bin, in seconds.
    step: f64,
    templates: Vec<OverTime>,
    approximations: Vec<Approximation>,
}

/// A template and how it goes over time: the same as the page has in two parts.
#[derive(Serialize)]
struct OverTime {
    #[serde(flatten)]
    template: Template,
    /// Absent where the input would have to be read again, and can't be.
    counts: Option<Vec<u64>>,
    followed: Option<u64>,
    next: Vec<Next>,
}

impl From<Template> for OverTime {
    fn from(template: Template) -> Self {
        Self { template, counts: None, followed: None, next: Vec::new() }
    }
}

pub(crate) fn run(args: &Args) -> Result<Outcome, Error> {
    let again = args.assign || args.parameters.is_some();
    if again && args.files.has_stdin() {
        return Err(Error::StdinAgain);
    }
    let over_time = args.json && !again;
    let budget = if over_time { Options::default().budget } else { 0 };
    let session = session(&args.threads, budget)?;
    read_all(&session, &args.files)?;
    session.sources().iter().for_each(|source| files::warn(source));
    if let Some(id) = &args.parameters {
        return of_one(args, id, &session);
    }
    let merged = session.templates();
    let records = session.matches(None);
    if args.assign {
        let pool = args.threads.pool()?;
        let assign = Assign { merged: &merged, json: args.json, pool };
        output::to_stdout(|out| assign.files(&args.files, out))?;
        return Ok(Outcome::of_matches(records));
    }
    let templates = whole(&session.summary(), &merged);
    if !over_time {
        output::to_stdout(|out| human::templates(out, &templates, records, usize::MAX))?;
        return Ok(Outcome::of_matches(records));
    }
    let approximations = session.snapshot(None).map(|snapshot| snapshot.approximations);
    let mut shown = Shown {
        records,
        start: None,
        step: 0.0,
        templates: templates.into_iter().map(OverTime::from).collect(),
        approximations: approximations.unwrap_or_default(),
    };
    if let Some(trends) = trends(args, &session)? {
        (shown.start, shown.step) = (trends.start, trends.step);
        for (template, trend) in shown.templates.iter_mut().zip(trends.templates) {
            template.counts = Some(trend.counts);
            (template.followed, template.next) = (trend.followed, trend.next);
        }
    }
    output::to_stdout(|out| {
        serde_json::to_writer(&mut *out, &shown)?;
        writeln!(out)
    })?;
    Ok(Outcome::of_matches(records))
}

/// All templates, the most frequent first.
fn whole(summary: &Summary, merged: &Merged) -> Vec<Template> {
    let whole = |(facts, text): &(Facts, Cow<'_, [u8]>)| Template {
        // Not cut, as it would be for the eye.
        text: String::from_utf8_lossy(text).into_owned(),
        ..Template::new(text, facts)
    };
    summary.templates(merged).iter().map(whole).collect()
}

/// How all templates go over time, in the same order; nothing for a pipe of which not all is in memory.
fn trends(args: &Args, session: &Arc<Session>) -> Result<Option<Trends>, Error> {
    let Some(pass) = session.begin_trends(None, usize::MAX) else { return Ok(None) };
    match reread(session, pass, &args.files.paths()) {
        Err(Error::StdinAgain) => {
            let sentence = "no counts over time: what came through the pipe does not fit in memory";
            report("warning", &sentence);
            Ok(None)
        }
        read => read.map(|()| session.trends(pass)),
    }
}

/// Writes the parameters of the template of this id.
fn of_one(args: &Args, id: &str, session: &Arc<Session>) -> Result<Outcome, Error> {
    let Some(shown) = parameters::read(args.files.paths().as_slice(), session, id)? else {
        let sentence = format_args!("no template has the id {id}: 'logatlas templates' lists them");
        report("warning", &sentence);
        return Ok(Outcome::NothingMatched);
    };
    output::to_stdout(|out| {
        if !args.json {
            return parameters::write(out, &shown);
        }
        serde_json::to_writer(&mut *out, &shown)?;
        writeln!(out)
    })?;
    Ok(Outcome::of_matches(shown.records))
}
