/*!
`logatlas lines`: the records that a filter means, by time or in the order of the files, as they stand there or as JSON.

A few slices at a time are parsed and searched side by side, written in order and forgotten: memory does not depend on
the size of the input, and a pipe will do.
*/

mod merge;
pub(crate) mod slices;
mod worker;
mod write;

use crate::error::{Error, Outcome, report};
use crate::files::{self, Files, Input};
use crate::members::each_text;
use crate::output;
use crate::scan::{filter, scanned};
use crate::threads::Threads;
use logatlas_core::query::Filter;
use logatlas_core::template::Merged;
use logatlas_engine::Source;
use rayon::prelude::*;
use slices::{SLICE, Slices};
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;
use worker::{Origin, Worker};

/// In which order the records of several files are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum By {
    /// By time, each file in its own order
    Time,
    /// File by file
    File,
}

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
    /// Order of the records of several files
    ///
    /// By time each file, and each member of an archive, keeps its own order: a record stands where the latest time in it up to the record
    /// belongs. More than 1024 files follow one another, and so do the members of an archive where they are more than 256 or have more than
    /// 256 MiB of text.
    #[arg(long, value_name = "ORDER", default_value = "time")]
    by: By,
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
        let paths = args.files.paths();
        if args.by == By::Time && paths.len() > merge::MOST {
            let most = merge::MOST;
            let given = paths.len();
            let sentence = format!(
                "{given} files are more than the {most} that are merged by time, so they are written one after the other: name fewer at once to merge them, or say --by file if that order is meant"
            );
            report("warning", &sentence);
        }
        let several = match paths.as_slice() {
            [only] => files::is_archive(only),
            _ => paths.len() <= merge::MOST,
        };
        if args.by == By::Time && several {
            sources = search.side_by_side(&paths, out, &mut written)?;
        } else {
            search.one_by_one(&paths, out, &mut written, &mut sources)?;
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
    /// Writes the records of one file after the other.
    fn one_by_one(
        &mut self,
        paths: &[&Path],
        out: &mut dyn Write,
        written: &mut u64,
        sources: &mut Vec<Source>,
    ) -> io::Result<()> {
        for path in paths {
            if self.left == 0 {
                break;
            }
            match Input::open(path) {
                Ok(input) => {
                    let format = self.args.files.format();
                    sources.extend(each_text(input, format, SLICE, |slices| {
                        let source = self.text(slices, out, written)?;
                        Ok((source, self.left > 0))
                    })?);
                }
                Err(problem) => sources.push(merge::unreadable(path, &problem.to_string())),
            }
        }
        Ok(())
    }

    /// Writes the records of one text; returns what is known of it.
    fn text(
        &mut self,
        mut slices: Slices<'_>,
        out: &mut dyn Write,
        written: &mut u64,
    ) -> io::Result<Source> {
        let origin = Origin::new(slices.source());
        let mut lines = 0;
        while self.left > 0 {
            let mut filled = 0;
            for worker in &mut self.workers {
                if !slices.next(&mut worker.text) {
                    break;
                }
                filled += 1;
            }
            if filled == 0 {
                break;
            }
            let batch = self.workers.get_mut(..filled).unwrap_or_default();
            let filter = &self.filter;
            self.pool.install(|| batch.par_iter_mut().for_each(|w| w.search(&origin, filter)));
            let routes = batch.iter().any(Worker::has_routes);
            self.learn_routes(routes);
            let (json, merged) = (self.json, self.merged.as_deref());
            let batch = self.workers.get_mut(..filled).unwrap_or_default();
            for worker in &mut *batch {
                worker.first_line = lines;
                worker.wanted = self.left.min(worker.matches());
                lines += worker.columns.counts.total;
                self.left -= worker.wanted;
                *written += worker.wanted;
            }
            self.pool.install(|| batch.par_iter_mut().for_each(|w| w.write(json, merged)));
            for worker in &*batch {
                out.write_all(&worker.out)?;
            }
            // Whoever reads a pipe gets what was found, before the next slices are waited for.
            out.flush()?;
        }
        Ok(slices.into_source())
    }

    /// Finds the routes of all paths where they are to be written and some path was met.
    fn learn_routes(&mut self, met: bool) {
        if self.json && met && self.merged.is_none() {
            self.merged = routes(self.args);
        }
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
