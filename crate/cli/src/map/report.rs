/*!
A finished map as a table, as JSON, and as a few lines for people.
*/

use crate::human::number::{count, counted};
use logatlas_core::features::Reason;
use logatlas_embed::{Error, Quality};
use logatlas_engine::map::{Cluster, Map, Outlier};
use serde_json::{Value, json};
use std::fmt;
use std::io::{self, Write};

/// Outliers that are told of.
const OUTLIERS: usize = 12;
/// Clusters that people are told of.
const CLUSTERS: usize = 20;

/// A map that has come to rest, and what it shows.
pub(super) struct Report<'a> {
    by: &'a str,
    filter: &'a str,
    map: Map,
    clusters: Vec<Cluster>,
    /// The place of each point's cluster among them.
    of_row: Vec<Option<usize>>,
    scores: Vec<f32>,
    outliers: Vec<Outlier>,
    quality: Quality,
}

impl<'a> Report<'a> {
    /// Looks at a map that was made `by` this and of the records that `filter` means.
    pub(super) fn new(by: &'a str, filter: &'a str, map: Map) -> Result<Self, Error> {
        let clusters = map.clusters()?;
        let mut of_row = vec![None; map.matrix.rows()];
        for (place, cluster) in clusters.iter().enumerate() {
            for &row in &cluster.rows {
                if let Some(of_row) = of_row.get_mut(row as usize) {
                    *of_row = Some(place);
                }
            }
        }
        let (scores, outliers) = (map.outlier_scores(), map.outliers(OUTLIERS));
        let quality = map.quality()?;
        Ok(Self { by, filter, map, clusters, of_row, scores, outliers, quality })
    }

    /// Name, records, position, cluster and outlier score of each point.
    fn points(&self) -> impl Iterator<Item = (&str, u64, [f32; 2], Option<usize>, f32)> {
        let matrix = &self.map.matrix;
        let named = matrix.names.iter().zip(&matrix.counts);
        let places = self.map.positions().as_chunks::<2>().0;
        let shown = self.of_row.iter().zip(&self.scores);
        named.zip(places).zip(shown).map(|(((name, &records), &place), (&cluster, &score))| {
            (name.as_str(), records, place, cluster, score)
        })
    }

    /// `name,x,y,cluster,outlier` and a row a point, numbers with as many digits as bring the same ones back.
    pub(super) fn csv(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "name,x,y,cluster,outlier")?;
        for (name, _, [x, y], cluster, score) in self.points() {
            let cluster = cluster.map_or(-1, |place| place as i64);
            writeln!(out, "{},{x},{y},{cluster},{score}", cell(name))?;
        }
        Ok(())
    }

    /// `{by, filter, points: [{name, records, x, y, cluster, outlier}], clusters: [{label, points, records, reasons}],
    /// outliers: [{name, score, reasons}], columns, other, none, iterations, kl_divergence, quality}`; `cluster` is a place
    /// in `clusters` or null.
    pub(super) fn json(&self) -> Value {
        let matrix = &self.map.matrix;
        let points = self.points().map(|(name, records, [x, y], cluster, score)| {
            json!({ "name": name, "records": records, "x": x, "y": y, "cluster": cluster, "outlier": score })
        });
        let clusters = self.clusters.iter().map(|cluster| {
            json!({
                "label": cluster.label,
                "points": cluster.rows.len(),
                "records": cluster.records,
                "reasons": texts(&cluster.reasons),
            })
        });
        let outliers = self.outliers.iter().map(|outlier| {
            json!({ "name": self.name(outlier), "score": outlier.score, "reasons": texts(&outlier.reasons) })
        });
        let progress = self.map.progress();
        let Quality { neighbour_preservation, trustworthiness, continuity, spearman, sampled } =
            self.quality;
        json!({
            "by": self.by,
            "filter": self.filter,
            "points": points.collect::<Vec<_>>(),
            "clusters": clusters.collect::<Vec<_>>(),
            "outliers": outliers.collect::<Vec<_>>(),
            "columns": matrix.columns,
            "other": matrix.other,
            "none": matrix.none,
            "iterations": progress.iteration,
            "kl_divergence": progress.kl,
            "quality": {
                "neighbour_preservation": neighbour_preservation,
                "trustworthiness": trustworthiness,
                "continuity": continuity,
                "spearman": spearman,
                "sampled": sampled,
            },
        })
    }

    fn name(&self, outlier: &Outlier) -> &str {
        self.map.matrix.names.get(outlier.row as usize).map_or("", String::as_str)
    }
}

fn texts(reasons: &[Reason]) -> Vec<&str> {
    reasons.iter().map(|reason| reason.text.as_str()).collect()
}

/// A name as a cell of a table (RFC 4180) that spreadsheets open without running anything: what would be a formula gets an
/// apostrophe in front.
fn cell(name: &str) -> String {
    let formula = name.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if formula { format!("'{name}") } else { name.to_owned() };
    if text.contains(['"', ',', '\r', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let matrix = &self.map.matrix;
        let points = counted(matrix.rows() as u64, "point", "points");
        write!(f, "{points} by {} of {} features", self.by, matrix.columns.len())?;
        for (records, which) in
            [(matrix.other, "belong to none of them"), (matrix.none, "have no such value")]
        {
            if records > 0 {
                write!(f, "; {} {which}", counted(records, "record", "records"))?;
            }
        }
        for (place, cluster) in self.clusters.iter().enumerate().take(CLUSTERS) {
            let label =
                if cluster.label.is_empty() { "nothing in particular" } else { &cluster.label };
            let (points, records) = (count(cluster.rows.len() as u64), count(cluster.records));
            write!(f, "\ncluster {place}: {label} ({points} points, {records} records)")?;
        }
        if self.clusters.len() > CLUSTERS {
            write!(f, "\nand {} more clusters", self.clusters.len() - CLUSTERS)?;
        }
        for outlier in &self.outliers {
            let why = outlier.reasons.first().map_or("", |reason| reason.text.as_str());
            write!(
                f,
                "\nunlike all others ({:.1}): {}, {why}",
                outlier.score,
                cell(self.name(outlier))
            )?;
        }
        let Quality { neighbour_preservation, trustworthiness, spearman, .. } = self.quality;
        write!(
            f,
            "\n{:.0} % of the nearest stay nearest, trustworthiness {trustworthiness:.3}, correlation of distances \
             {spearman:.2}",
            100.0 * neighbour_preservation
        )?;
        self.map.progress().kl.map_or(Ok(()), |kl| write!(f, ", KL divergence {kl:.4}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cells_and_no_formulas() {
        for (name, wanted) in [
            ("10.0.0.1", "10.0.0.1"),
            ("a, \"b\"", "\"a, \"\"b\"\"\""),
            ("=1+1", "'=1+1"),
            ("-", "'-"),
            ("@a,b", "\"'@a,b\""),
        ] {
            assert_eq!(cell(name), wanted);
        }
    }
}
