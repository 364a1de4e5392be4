/*!
`logatlas lines`: the records that a filter means, in the order of the files, as they stand there or as JSON.

A few slices at a time are parsed and searched side by side, written in order and forgotten: memory does not depend on
the size of the input, and a pipe will do.
*/

pub(crate) mod slices;
mod worker;
mod write;

use crate::error::{Error, Outcome};
use crate::files::{self, Files, Input};
use crate::members::each_text;
use crate::output;
use crate::scan::{filter, scanned};
use crate::threads::Threads;
use logatlas_core::query::Filter;
use logatlas_core::template::Merged;
use logatlas_engine::{Hints, Source};
use rayon::prelude::*;
use slices::Slices;
use std::io::{self, Write};
use std::sync::Arc;
use worker::Worker;

/// Write the records that a filter means, in order, as they stand in the files
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    #[command(flatten)]
    files: Files,
    /// Only records that this filter means, as in 'status >= 500 and path : "/api/*"'
    #[arg(long, value_name = "KQL")]
    filter: Option<String>,
    /// Stop after so many records
    #[arg(long, value_name = "N")]
    count: Option<u64>,
    #[command(flatten)]
    threads: Threads,
    /// Write one JSON object a record: file, line, @timestamp, severity_text, message and every field by its name
    ///
    /// Further lines of a record belong to its message. A field of the log that has one of the five names above is
    /// written with `attributes.` before its name. Routes are known only when all paths were read: files with paths
    /// are read twice, and from a pipe there are no routes.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Result<Outcome, Error> {
    args.files.check()?;
    let filter = filter(args.filter.as_deref(), &args.files, &args.threads)?;
    let pool = args.threads.pool()?;
    let mut search = Search {
        filter,
        json: args.json,
        args,
        merged: None,
        left: args.count.unwrap_or(u64::MAX),
        workers: (0..pool.current_num_threads()).map(|_| Worker::default()).collect(),
        pool,
    };
    let mut written = 0;
    let mut sources = Vec::new();
    output::to_stdout(|out| {
        for path in args.files.paths() {
            if search.left == 0 {
                break;
            }
            match Input::open(path) {
                Ok(input) => sources.extend(each_text(input, args.files.format(), |slices| {
                    let source = search.text(slices, out, &mut written)?;
                    Ok((source, search.left > 0))
                })?),
                Err(problem) => {
                    let source = Source::open(files::name(path), 0, &[], Hints::default(), None);
                    source.fail(problem.to_string(), 0);
                    sources.push(source);
                }
            }
        }
        Ok(())
    })?;
    let faults: Vec<String> =
        sources.iter().filter_map(|s| Some(format!("{}: {}", s.name, s.error()?))).collect();
    if faults.len() == sources.len() && written == 0 && !sources.is_empty() {
        return Err(Error::NothingRead(faults));
    }
    sources.iter().for_each(files::warn);
    Ok(Outcome::of_matches(written))
}

struct Search<'a> {
    filter: Filter,
    json: bool,
    args: &'a Args,
    /// The routes, once a path was met.
    merged: Option<Arc<Merged>>,
    /// Records that may still be written.
    left: u64,
    pool: rayon::ThreadPool,
    workers: Vec<Worker>,
}

impl Search<'_> {
    /// Writes the records of one text; returns what is known of it.
    fn text(
        &mut self,
        mut slices: Slices<'_>,
        out: &mut dyn Write,
        written: &mut u64,
    ) -> io::Result<Source> {
        self.workers.iter_mut().for_each(Worker::begin_source);
        let mut lines = 0;
        while self.left > 0 {
            let mut filled = 0;
            for worker in &mut self.workers {
                if !slices.next(&mut worker.text) {
                    break;
                }
                filled += 1;
            }
            let Some(batch) = self.workers.get_mut(..filled).filter(|batch| !batch.is_empty())
            else {
                break;
            };
            let (filter, source, json) = (&self.filter, slices.source(), self.json);
            self.pool.install(|| batch.par_iter_mut().for_each(|w| w.search(source, filter)));
            if json && self.merged.is_none() && batch.iter().any(Worker::has_routes) {
                self.merged = routes(self.args);
            }
            let merged = self.merged.as_deref();
            for worker in &mut *batch {
                worker.first_line = lines;
                worker.wanted = self.left.min(worker.matches());
                lines += worker.columns.counts.total;
                self.left -= worker.wanted;
                *written += worker.wanted;
            }
            self.pool.install(|| batch.par_iter_mut().for_each(|w| w.write(source, json, merged)));
            for worker in &*batch {
                out.write_all(&worker.out)?;
            }
            // Whoever reads a pipe gets what was found, before the next slices are waited for.
            out.flush()?;
        }
        Ok(slices.into_source())
    }
}

/// The routes of all paths of the files, unless these can be read only once.
fn routes(args: &Args) -> Option<Arc<Merged>> {
    if args.files.has_stdin() {
        return None;
    }
    let (session, _) = scanned(&args.files, &args.threads, Filter::default()).ok()?;
    Some(session.templates())
}
