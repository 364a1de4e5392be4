/*!
A t-SNE run with a stopwatch.
*/

use super::matrix::Table;
use super::positions::Map;
use crate::progress::Progress;
use logatlas_embed::{
    Error, Matrix, NOISE, Neighbours, Options, Quality, Transform, Tsne, clusters, embed_by_sample,
    outlier_scores, quality,
};
use serde_json::{Value, json};
use std::fmt;
use std::time::Instant;

/// Iterations between two looks at the clock for the line that shows progress.
const STEP: usize = 10;

/// Neighbours of a row that its outlier score and the map's quality are measured by.
const OUTLIER_NEIGHBOURS: usize = 20;
const QUALITY_NEIGHBOURS: usize = 10;
/// Rows on which the quality is measured.
const QUALITY_ROWS: usize = 1000;

/// What is asked for besides a plain map.
pub(super) struct Wanted {
    /// Embed so many rows and place the others.
    pub(super) sample: Option<usize>,
    /// Find clusters and outliers.
    pub(super) clusters: bool,
    /// Measure the map.
    pub(super) quality: bool,
}

/// What a run took and how good its map is.
#[derive(Clone, Debug)]
pub(super) struct Report {
    rows: usize,
    columns: usize,
    perplexity: f64,
    iterations: usize,
    kl_divergence: Option<f64>,
    /// Clusters, and rows in none.
    clusters: Option<(usize, usize)>,
    quality: Option<Quality>,
    /// Seconds by phase, in their order.
    seconds: Vec<(&'static str, f64)>,
}

/// Takes the time from one phase to the next.
struct Stopwatch {
    last: Instant,
    seconds: Vec<(&'static str, f64)>,
}

impl Stopwatch {
    fn lap(&mut self, phase: &'static str) {
        let now = Instant::now();
        self.seconds.push((phase, (now - self.last).as_secs_f64()));
        self.last = now;
    }
}

/// Embeds a matrix. Uses the pool that it is called in.
pub(super) fn embed(
    table: &Table,
    options: &Options,
    wanted: &Wanted,
) -> Result<(Map, Report), Error> {
    let mut progress = Progress::new();
    let matrix = Matrix::new(&table.values, table.rows, table.columns)?;
    options.validate()?;
    let mut watch = Stopwatch { last: Instant::now(), seconds: Vec::new() };
    let mut report = Report {
        rows: table.rows,
        columns: table.columns,
        perplexity: options.perplexity,
        iterations: options.early_exaggeration_iter + options.n_iter,
        kl_divergence: None,
        clusters: None,
        quality: None,
        seconds: Vec::new(),
    };
    let (positions, neighbours) = match wanted.sample.filter(|&sample| sample < table.rows) {
        Some(sample) => {
            let mut show = |state| show(&mut progress, state);
            let transform = Transform::default();
            let map = embed_by_sample(matrix, options, sample, &transform, &mut show)?;
            watch.lap("all");
            (map, None)
        }
        None => {
            let needed = options.neighbours_needed(table.rows);
            let neighbours = Neighbours::with(matrix, needed, &options.search())?;
            watch.lap("neighbours");
            let mut tsne = Tsne::with_neighbours(matrix, neighbours, options)?;
            watch.lap("affinities");
            iterate(&mut tsne, options.early_exaggeration_iter, &mut progress);
            watch.lap("early");
            iterate(&mut tsne, options.n_iter, &mut progress);
            watch.lap("main");
            let state = tsne.progress();
            report.perplexity = tsne.perplexity();
            report.iterations = state.iteration;
            report.kl_divergence = state.kl;
            (tsne.positions().to_vec(), Some(tsne.neighbours().clone()))
        }
    };
    let mut map = Map { positions, clusters: None };
    if wanted.clusters {
        let labels = clusters(&map.positions, None)?;
        let neighbours = match neighbours {
            Some(neighbours) if neighbours.k() >= OUTLIER_NEIGHBOURS => neighbours,
            _ => Neighbours::with(matrix, OUTLIER_NEIGHBOURS, &options.search())?,
        };
        let outliers = outlier_scores(&neighbours, OUTLIER_NEIGHBOURS);
        let noise = labels.iter().filter(|&&label| label == NOISE).count();
        let count = labels.iter().max().map_or(0, |most| usize::try_from(most + 1).unwrap_or(0));
        report.clusters = Some((count, noise));
        map.clusters = Some((labels, outliers));
        watch.lap("clusters");
    }
    if wanted.quality {
        let seed = options.random_state;
        let measured = quality(matrix, &map.positions, QUALITY_NEIGHBOURS, QUALITY_ROWS, seed)?;
        report.quality = Some(measured);
        watch.lap("quality");
    }
    report.seconds = watch.seconds;
    Ok((map, report))
}

fn iterate(tsne: &mut Tsne, iterations: usize, progress: &mut Progress) {
    let mut left = iterations;
    while left > 0 && !tsne.finished() {
        let state = tsne.step(left.min(STEP));
        left -= left.min(STEP);
        show(progress, state);
    }
}

fn show(progress: &mut Progress, state: logatlas_embed::Progress) {
    progress.show(|| {
        let kl = state.kl.map_or_else(String::new, |kl| format!(", KL divergence {kl:.3}"));
        format!("iteration {} of {}{kl}", state.iteration, state.total)
    });
}

impl Report {
    /// `{n, d, perplexity, iterations, kl_divergence, clusters, noise, quality, seconds: {neighbours, affinities, early,
    /// main}}`. The divergence is null where there is none: for fewer than two rows and for a map by sample. Clusters
    /// and quality are there if they were asked for, and with them their seconds.
    pub(super) fn json(&self) -> Value {
        let seconds: serde_json::Map<String, Value> =
            self.seconds.iter().map(|(phase, seconds)| ((*phase).into(), json!(seconds))).collect();
        let mut report = json!({
            "n": self.rows,
            "d": self.columns,
            "perplexity": self.perplexity,
            "iterations": self.iterations,
            "kl_divergence": self.kl_divergence,
            "seconds": seconds,
        });
        if let Some((clusters, noise)) = self.clusters {
            report["clusters"] = json!(clusters);
            report["noise"] = json!(noise);
        }
        if let Some(quality) = self.quality {
            report["quality"] = json!({
                "neighbour_preservation": quality.neighbour_preservation,
                "trustworthiness": quality.trustworthiness,
                "continuity": quality.continuity,
                "spearman": quality.spearman,
                "sampled": quality.sampled,
            });
        }
        report
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
        if let Some((clusters, noise)) = self.clusters {
            write!(f, "\n{clusters} clusters, {noise} rows in none of them")?;
        }
        if let Some(quality) = self.quality {
            let kept = 100.0 * quality.neighbour_preservation;
            let Quality { trustworthiness, continuity, spearman, sampled, .. } = quality;
            write!(
                f,
                "\n{kept:.0} % of the nearest {QUALITY_NEIGHBOURS} rows stay nearest, trustworthiness \
                 {trustworthiness:.3}, continuity {continuity:.3}, correlation of distances {spearman:.2} \
                 (measured on {sampled} rows)"
            )?;
        }
        for (phase, seconds) in &self.seconds {
            write!(f, "\n{phase:10} {seconds:8.3} s")?;
        }
        Ok(())
    }
}
