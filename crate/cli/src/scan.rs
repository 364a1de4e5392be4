/*!
`logatlas scan`: all that is known of some logs, or of the records that a filter means.

The bytes go through once, whatever the filter: its pass begins before the first of them and sees every slice while its
text is at hand. So nothing needs to be kept, and a pipe can be filtered like a file.
*/

use crate::error::{Error, Outcome};
use crate::files::{self, Files, Input};
use crate::known::known;
use crate::progress::Progress;
use crate::threads::Threads;
use crate::{human, output};
use logatlas_core::query::{self, Filter};
use logatlas_engine::control::Word;
use logatlas_engine::{Feed, Hints, Options, PassId, Pool, Session};
use std::path::Path;
use std::sync::Arc;

/// Bytes that are parsed at a time, at least and at most. What was met before in its slice costs little, so that large ones are read
/// faster.
const SLICES: (usize, usize) = (4 << 20, 16 << 20);
/// What the slices of all threads may take together, while each has its least.
const TOGETHER: usize = 64 << 20;
/// Bytes of a packed file that are read at a time.
const PACKED: usize = 256 << 10;

/// Conditions that are told of what a filter means, at most.
const APART: usize = 10;

/// Show all that is known of some logs: totals, timeline, values of every field, templates
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    #[command(flatten)]
    files: Files,
    /// Only records that this filter means, as in 'status >= 500 and path : "/api/*"'
    #[arg(long, value_name = "KQL")]
    filter: Option<String>,
    #[command(flatten)]
    threads: Threads,
    /// Write the whole snapshot as JSON rather than a summary for people
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Result<Outcome, Error> {
    let filter = filter(args.filter.as_deref(), &args.files, &args.threads)?;
    let (session, pass) = scanned(&args.files, &args.threads, filter)?;
    session.sources().iter().for_each(|source| files::warn(source));
    let Some(snapshot) = session.snapshot(pass) else { return Ok(Outcome::NothingMatched) };
    let apart = pass.and_then(|pass| session.contrasts(pass, APART)).unwrap_or_default();
    output::to_stdout(|out| {
        if args.json {
            serde_json::to_writer(&mut *out, &snapshot)?;
            writeln!(out)
        } else {
            human::write(out, &snapshot, &apart)
        }
    })?;
    Ok(Outcome::of_matches(snapshot.lines.records))
}

/// Reads a filter; none means every record. One that asks for templates reads the files, for these are known only when all was
/// read.
pub(crate) fn filter(
    text: Option<&str>,
    files: &Files,
    threads: &Threads,
) -> Result<Filter, Error> {
    let text = text.unwrap_or_default();
    let filter = query::parse(text).map_err(|error| Error::Filter { text: text.into(), error })?;
    if !filter.needs_templates() {
        return Ok(filter);
    }
    if files.has_stdin() {
        return Err(Error::StdinAgain);
    }
    let (session, _) = scanned(files, threads, Filter::default())?;
    Ok(filter.of_templates(&session.templates()))
}

/// Reads all files to their ends, with a pass for the filter unless it is empty.
pub(crate) fn scanned(
    files: &Files,
    threads: &Threads,
    filter: Filter,
) -> Result<(Arc<Session>, Option<PassId>), Error> {
    let session = session(threads, 0)?;
    let pass = (!filter.is_empty()).then(|| session.begin(filter));
    read_all(&session, files)?;
    Ok((session, pass))
}

/// A session whose columns may take so many bytes.
pub(crate) fn session(threads: &Threads, budget: usize) -> Result<Arc<Session>, Error> {
    let pool = Pool::of(threads.count()).map_err(Error::Threads)?;
    let slice = (TOGETHER / threads.count()).clamp(SLICES.0, SLICES.1);
    Ok(Session::new(Options { slice, budget, pool, known: known(), ..Options::default() }))
}

/// Reads all files to their ends.
pub(crate) fn read_all(session: &Arc<Session>, files: &Files) -> Result<(), Error> {
    let total = files.check()?;
    let mut progress = Progress::new();
    session.control.set(Word::BytesTotal, total);
    for path in files.paths() {
        read(session, path, files.format(), &mut progress);
    }
    session.wait();
    session.end_scan();
    drop(progress);
    let sources = session.sources();
    let faults: Vec<String> =
        sources.iter().filter_map(|s| Some(format!("{}: {}", s.name, s.error()?))).collect();
    if faults.len() == sources.len() && session.control.get(Word::Lines) == 0 {
        return Err(Error::NothingRead(faults));
    }
    Ok(())
}

/// Reads one file to its end. What is in the way is noted at its source.
fn read(session: &Arc<Session>, path: &Path, format: Option<&str>, progress: &mut Progress) {
    let mut input = match Input::open(path) {
        Ok(input) => input,
        Err(problem) => {
            let number = session.add_source(files::name(path), 0, &[], Hints::default(), format);
            if let Some(source) = session.source(number) {
                source.fail(problem.to_string(), 0);
            }
            return;
        }
    };
    let bytes = input.size.unwrap_or(0);
    let number = session.add_source(input.name.clone(), bytes, &input.head, input.hints, format);
    let (Some(source), Some(mut feed)) = (session.source(number), Feed::new(session, number))
    else {
        return;
    };
    let mut packed = Vec::new();
    if feed.is_direct() {
        input.skip(source.bom);
    } else {
        packed.resize(PACKED, 0);
    }
    loop {
        let read = if feed.is_direct() {
            let Some(space) = feed.space() else { break };
            input.read(space)
        } else {
            input.read(&mut packed)
        };
        let count = match read {
            Ok(0) => break,
            Ok(count) => count,
            Err(sentence) => {
                source.fail(sentence, input.given);
                break;
            }
        };
        if feed.is_direct() {
            feed.filled(count);
        } else if !feed.push(packed.get(..count).unwrap_or_default()) {
            break;
        }
        session.control.add(Word::BytesDone, count as u64);
        let control = &session.control;
        progress.bytes(control.get(Word::BytesDone), control.get(Word::BytesTotal));
    }
    feed.finish();
    if input.size.is_none() {
        source.set_bytes(input.given);
    }
}
