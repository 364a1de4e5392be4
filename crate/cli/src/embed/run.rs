/*!
A t-SNE run with a stopwatch.
*/

use super::matrix::Table;
use crate::progress::Progress;
use logatlas_embed::{Error, Matrix, Neighbours, Options, Tsne};
use serde_json::{Value, json};
use std::fmt;
use std::time::Instant;

/// Iterations between two looks at the clock for the line that shows progress.
const STEP: usize = 10;

/// What a run took and how good its map is.
#[derive(Clone, Debug)]
pub(super) struct Report {
    rows: usize,
    columns: usize,
    perplexity: f64,
    iterations: usize,
    kl_divergence: Option<f64>,
    /// Seconds by phase, in their order.
    seconds: [(&'static str, f64); 4],
}

/// Embeds a matrix: x and y of each row in turn. Uses the pool that it is called in.
pub(super) fn embed(table: &Table, options: &Options) -> Result<(Vec<f32>, Report), Error> {
    let mut progress = Progress::new();
    let matrix = Matrix::new(&table.values, table.rows, table.columns)?;
    options.validate()?;
    let began = Instant::now();
    let neighbours = Neighbours::search(matrix, options.perplexity);
    let searched = Instant::now();
    let mut tsne = Tsne::with_neighbours(matrix, neighbours, options)?;
    let prepared = Instant::now();
    iterate(&mut tsne, options.early_exaggeration_iter, &mut progress);
    let exaggerated = Instant::now();
    iterate(&mut tsne, options.n_iter, &mut progress);
    let done = Instant::now();
    let state = tsne.progress();
    let report = Report {
        rows: table.rows,
        columns: table.columns,
        perplexity: tsne.perplexity(),
        iterations: state.iteration,
        kl_divergence: state.kl,
        seconds: [
            ("neighbours", (searched - began).as_secs_f64()),
            ("affinities", (prepared - searched).as_secs_f64()),
            ("early", (exaggerated - prepared).as_secs_f64()),
            ("main", (done - exaggerated).as_secs_f64()),
        ],
    };
    Ok((tsne.positions().to_vec(), report))
}

fn iterate(tsne: &mut Tsne, iterations: usize, progress: &mut Progress) {
    let mut left = iterations;
    while left > 0 && !tsne.finished() {
        let state = tsne.step(left.min(STEP));
        left -= left.min(STEP);
        progress.show(|| {
            let kl = state.kl.map_or_else(String::new, |kl| format!(", KL divergence {kl:.3}"));
            format!("iteration {} of {}{kl}", state.iteration, state.total)
        });
    }
}

impl Report {
    /// `{n, d, perplexity, iterations, kl_divergence, seconds: {neighbours, affinities, early, main}}`. The divergence
    /// is null where there is none: for fewer than two rows.
    pub(super) fn json(&self) -> Value {
        let seconds: serde_json::Map<String, Value> =
            self.seconds.iter().map(|(phase, seconds)| ((*phase).into(), json!(seconds))).collect();
        json!({
            "n": self.rows,
            "d": self.columns,
            "perplexity": self.perplexity,
            "iterations": self.iterations,
            "kl_divergence": self.kl_divergence,
            "seconds": seconds,
        })
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rows, columns, perplexity, iterations, .. } = self;
        write!(
            f,
            "{rows} rows of {columns} columns, perplexity {perplexity}, {iterations} iterations"
        )?;
        if let Some(kl) = self.kl_divergence {
            write!(f, ", KL divergence {kl:.4}")?;
        }
        for (phase, seconds) in &self.seconds {
            write!(f, "\n{phase:10} {seconds:8.3} s")?;
        }
        Ok(())
    }
}
