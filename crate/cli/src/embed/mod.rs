/*!
`logatlas embed`: plain t-SNE of a matrix, from NumPy's format or a table of numbers, to either.
*/

mod matrix;
mod npy;
mod parameters;
mod positions;
mod run;

use crate::error::{Error, Outcome};
use crate::output;
use crate::threads::Threads;
pub(crate) use parameters::Parameters;
use std::path::PathBuf;

/// Lay out the rows of a matrix in the plane by t-SNE, so that rows that are alike lie together
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    /// A matrix with a row a point: .npy (two-dimensional, floats or whole numbers) or a table of numbers; '-' is
    /// standard input
    #[arg(value_name = "IN.npy|IN.csv")]
    input: PathBuf,
    /// Where x and y of each row go; as a table to standard output unless given
    #[arg(short, long, value_name = "OUT.npy|OUT.csv")]
    output: Option<PathBuf>,
    #[command(flatten)]
    parameters: Parameters,
    /// Embed so many rows only and place all others among them: for hundreds of thousands of rows and more
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(2..))]
    sample: Option<u64>,
    /// Write two more columns: the cluster of each row (-1: none) and its local outlier factor (about 1: none)
    #[arg(long)]
    clusters: bool,
    /// Measure how faithful the map is, on up to 1,000 rows
    #[arg(long)]
    quality: bool,
    #[command(flatten)]
    threads: Threads,
    /// Write what the run took and how good it is as JSON to standard output, and positions only to -o
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Result<Outcome, Error> {
    let target = args.output.as_deref().map(positions::Target::new).transpose()?;
    let pool = args.threads.pool()?;
    let matrix = matrix::read(&args.input)?;
    let options = args.parameters.options();
    let wanted = run::Wanted {
        sample: args.sample.map(|rows| usize::try_from(rows).unwrap_or(usize::MAX)),
        clusters: args.clusters,
        quality: args.quality,
    };
    let embedded = pool.install(|| run::embed(&matrix, &options, &wanted));
    let (map, report) =
        embedded.map_err(|error| Error::Embed { name: crate::files::name(&args.input), error })?;
    if let Some(target) = &target {
        target.write(&map)?;
    }
    output::to_stdout(|out| match (args.json, &target) {
        (true, _) => writeln!(out, "{}", report.json()),
        (false, None) => positions::write_csv(out, &map),
        (false, Some(_)) => writeln!(out, "{report}"),
    })?;
    Ok(Outcome::Done)
}
