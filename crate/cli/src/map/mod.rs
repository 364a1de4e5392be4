/*!
`logatlas map`: groups of records laid out so that those that behave alike lie together; the page's map without the page.
*/

mod report;

use crate::embed::Parameters;
use crate::error::{Error, Outcome};
use crate::files::{self, Files};
use crate::output;
use crate::progress::Progress;
use crate::reread::reread;
use crate::scan::{read_all, session};
use crate::threads::Threads;
use logatlas_core::features::{Block, MOST_WEIGHT, Weights};
use logatlas_core::query;
use logatlas_engine::map::Map;
use logatlas_engine::{Options, PassId, Session};
use report::Report;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Iterations between two looks at the clock for the line that shows progress.
const STEP: usize = 10;

/// Lay out what is in some logs by t-SNE: clients, paths, templates, hosts or times that behave alike lie together
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    #[command(flatten)]
    files: Files,
    /// What a point stands for: client, session (a client's records without a pause of more than 30 minutes), path,
    /// template, host, time (minutes, or longer where there are too many) or the value of any field, the 2,000 with most
    /// records; or record, for a sample of up to 5,000 of them
    #[arg(long, value_name = "client|session|path|template|host|time|record|FIELD")]
    by: String,
    /// How much a feature counts, 0 to 100 where 1 is usual: NAME is one of the columns that --json lists or one of their
    /// blocks (volume, status, severity, methods, agents, sizes, durations, paths, templates, words, fields, numbers, times)
    #[arg(long = "weight", value_name = "NAME=W", value_parser = weight)]
    weights: Vec<Weight>,
    /// Only records that this filter means, as in 'status >= 500 and path : "/api/*"'
    #[arg(long, value_name = "KQL")]
    filter: Option<String>,
    /// Where the points go: name, x, y, cluster (-1: none) and local outlier factor (about 1: none) of each, those with
    /// most records first; to standard output unless given
    #[arg(short, long, value_name = "OUT.csv")]
    output: Option<PathBuf>,
    #[command(flatten)]
    parameters: Parameters,
    #[command(flatten)]
    threads: Threads,
    /// Write points, clusters, outliers, features and quality as JSON to standard output, and the table only to -o
    #[arg(long)]
    json: bool,
}

/// A feature or a block of them, and how much it counts.
#[derive(Clone, Debug)]
struct Weight {
    name: String,
    weight: f64,
}

fn weight(text: &str) -> Result<Weight, String> {
    let split = text.rsplit_once('=').and_then(|(name, weight)| Some((name, weight.parse().ok()?)));
    match split {
        Some((name, weight)) if Weights::default().set(name, weight) => {
            Ok(Weight { name: name.into(), weight })
        }
        _ => {
            Err(format!("a name and a number from 0 to {MOST_WEIGHT} are needed, as in times=0.5"))
        }
    }
}

pub(crate) fn run(args: &Args) -> Result<Outcome, Error> {
    let filter = args.filter.as_deref().unwrap_or_default();
    let checked =
        |text: &str| query::parse(text).map_err(|error| Error::Filter { text: text.into(), error });
    checked(filter)?;
    let session = session(&args.threads, Options::default().budget)?;
    read_all(&session, &args.files)?;
    session.sources().iter().for_each(|source| files::warn(source));
    let paths = args.files.paths();
    let ended = |pass: Option<PassId>| -> Result<(), Error> {
        pass.map_or(Ok(()), |pass| reread(&session, pass, &paths))
    };
    let chosen =
        (!filter.trim().is_empty()).then(|| Ok(session.begin(checked(filter)?))).transpose()?;
    ended(chosen)?;
    let visits = session.begin_visits(&args.by, checked(filter)?, chosen);
    ended(visits)?;
    let groups = session.begin_groups(&args.by, checked(filter)?, chosen, visits);
    ended(groups)?;
    let Some(map) = groups.map(|groups| embed(args, &session, groups)).transpose()?.flatten()
    else {
        return Ok(Outcome::NothingMatched);
    };
    let report = args.threads.pool()?.install(|| Report::new(&args.by, filter, map));
    let report = report.map_err(|error| Error::Map { by: args.by.clone(), error })?;
    if let Some(path) = &args.output {
        write_file(path, &report)?;
    }
    output::to_stdout(|out| match (args.json, &args.output) {
        (true, _) => writeln!(out, "{}", report.json()),
        (false, None) => report.csv(out),
        (false, Some(_)) => writeln!(out, "{report}"),
    })?;
    Ok(Outcome::Done)
}

/// The finished map of the groups that a pass has counted; none if there are no groups.
fn embed(args: &Args, session: &Arc<Session>, groups: PassId) -> Result<Option<Map>, Error> {
    let failed = |error| Error::Map { by: args.by.clone(), error };
    let options = args.parameters.options();
    let mut weights = Weights::default();
    for Weight { name, weight } in &args.weights {
        weights.set(name, *weight);
    }
    let Some(map) = session.map(groups, &options, &weights, None) else { return Ok(None) };
    let mut map = map.map_err(failed)?;
    let columns = &map.matrix.columns;
    let known = |name: &str| {
        Block::ALL.iter().any(|block| block.name() == name)
            || columns.iter().any(|column| column.name == name)
    };
    if let Some(Weight { name, .. }) = args.weights.iter().find(|weight| !known(&weight.name)) {
        let mut blocks: Vec<&str> = columns.iter().map(|column| column.block.name()).collect();
        blocks.dedup();
        return Err(Error::Weight { name: name.clone(), known: blocks.join(", ") });
    }
    if map.matrix.rows() == 0 {
        return Ok(None);
    }
    let mut progress = Progress::new();
    args.threads.pool()?.install(|| {
        while !map.finished() {
            let state = map.step(STEP);
            progress.show(|| format!("iteration {} of {}", state.iteration, state.total));
        }
    });
    Ok(Some(map))
}

fn write_file(path: &Path, report: &Report<'_>) -> Result<(), Error> {
    let written = File::create(path).and_then(|file| {
        let mut out = BufWriter::new(file);
        report.csv(&mut out)?;
        out.flush()
    });
    let to = Some(path.to_string_lossy().into_owned());
    written.map_err(|error| Error::Write { to, error })
}
