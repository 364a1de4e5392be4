/*!
`logatlas embed`: plain t-SNE of a matrix, from NumPy's format or a table of numbers, to either.
*/

pub(crate) mod csv;
mod matrix;
pub(crate) mod npy;
mod positions;
mod run;

use crate::error::{Error, Outcome};
use crate::output;
use crate::threads::Threads;
use logatlas_embed::Options;
use std::path::PathBuf;

/// Lay out the rows of a matrix in the plane by t-SNE, so that rows that are alike lie together
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    /// A matrix with a row a point: .npy (two-dimensional, float or int of 4 or 8 bytes) or a table of numbers; '-' is
    /// standard input
    #[arg(value_name = "IN.npy|IN.csv")]
    input: PathBuf,
    /// Where x and y of each row go; as a table to standard output unless given
    #[arg(short, long, value_name = "OUT.npy|OUT.csv")]
    output: Option<PathBuf>,
    /// Effective number of neighbours of each point
    #[arg(long, value_name = "P", default_value_t = Options::default().perplexity)]
    perplexity: f64,
    /// Iterations of the first phase, in which attraction is exaggerated
    #[arg(long, value_name = "N", default_value_t = Options::default().early_exaggeration_iter)]
    early_exaggeration_iter: usize,
    /// Iterations of the second phase
    #[arg(long, value_name = "N", default_value_t = Options::default().n_iter)]
    n_iter: usize,
    /// Seed of all random choices
    #[arg(long, value_name = "SEED", default_value_t = Options::default().random_state)]
    random_state: u64,
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
    let options = Options {
        perplexity: args.perplexity,
        early_exaggeration_iter: args.early_exaggeration_iter,
        n_iter: args.n_iter,
        random_state: args.random_state,
        ..Options::default()
    };
    let embedded = pool.install(|| run::embed(&matrix, &options));
    let (positions, report) =
        embedded.map_err(|error| Error::Embed { name: crate::files::name(&args.input), error })?;
    if let Some(target) = &target {
        target.write(&positions)?;
    }
    output::to_stdout(|out| match (args.json, &target) {
        (true, _) => writeln!(out, "{}", report.json()),
        (false, None) => positions::write_csv(out, &positions),
        (false, Some(_)) => writeln!(out, "{report}"),
    })?;
    Ok(Outcome::Done)
}
