//! A search from the matrix to the neighbours: the metric's form of the rows, equal rows once, then the method.

use super::{
    Neighbours,
    duplicates::{Groups, Strides},
    lists::Lists,
    metric::{Metric, Points},
    nearest::{self, NOBODY},
    scan::{TASK, Visit, nearest_of},
    tiles::Query,
};
use crate::{CHUNK, Matrix};
use rayon::prelude::*;
use std::{
    ops::{ControlFlow, Range},
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
};

/// How neighbours are searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Method {
    /// Exact for few rows, approximate for many: whichever is faster.
    #[default]
    Auto,
    /// All pairs: time grows with the square of the rows.
    Exact,
    /// Only those parts of the data that are near: finds 98 % or more of the neighbours.
    Approximate,
}

/// What is told of a search while it runs.
pub(super) type Watch<'a> = &'a (dyn Fn(f64) -> ControlFlow<()> + Sync);

/// How to search; `Search::default()` is an exact or approximate search by Euclidean distance.
#[derive(Clone, Copy, Default)]
pub struct Search<'a> {
    /// How far apart two rows are.
    pub metric: Metric,
    /// How neighbours are found.
    pub method: Method,
    /// Seed of all random choices.
    pub seed: u64,
    /// Called now and then, from any thread, with the share of the work that is done, 0 to 1;
    /// [`ControlFlow::Break`] ends the search.
    pub watch: Option<&'a (dyn Fn(f64) -> ControlFlow<()> + Sync)>,
}

/// Neighbours of the rows among themselves, and whether the search came to its end.
pub(super) fn among_themselves(
    matrix: Matrix<'_>,
    k: usize,
    search: &Search<'_>,
) -> (Neighbours, bool) {
    let points = Points::new(matrix, None, search.metric);
    let rows = points.rows;
    run(&points, rows, true, k.min(rows.saturating_sub(1)), search)
}

/// Neighbours of the rows of `new` among those of `reference`, and whether the search came to its end.
pub(super) fn of_others(
    reference: Matrix<'_>,
    new: Matrix<'_>,
    k: usize,
    search: &Search<'_>,
) -> (Neighbours, bool) {
    let points = Points::new(reference, Some(new), search.metric);
    run(&points, reference.rows(), false, k.min(reference.rows()), search)
}

/// The first `candidates` points are those to choose from, and with `own` also those that look; else the others
/// look.
fn run(
    points: &Points,
    candidates: usize,
    own: bool,
    k: usize,
    search: &Search<'_>,
) -> (Neighbours, bool) {
    let asking = if own { 0..candidates } else { candidates..points.rows };
    let others = if own { candidates.saturating_sub(1) } else { candidates };
    let mut neighbours = Neighbours {
        rows: asking.len(),
        others,
        k,
        indices: vec![0; asking.len() * k],
        squared_distances: vec![0.0; asking.len() * k],
        unit: points.unit,
        recall: 1.0,
    };
    if k == 0 || asking.is_empty() {
        return (neighbours, true);
    }
    let finished = match Groups::find(points, 0..candidates) {
        None => {
            let task = Task { points, candidates, own, asking, k };
            let (indices, distances) = (&mut neighbours.indices, &mut neighbours.squared_distances);
            let outcome = task.run(indices, distances, search);
            neighbours.recall = outcome.recall;
            outcome.finished
        }
        Some(groups) => among_groups(points, &groups, own, asking, &mut neighbours, search),
    };
    neighbours.squared_distances.par_chunks_mut(CHUNK * k).for_each(|chunk| {
        chunk.iter_mut().for_each(|distance| *distance = points.squared(*distance));
    });
    (neighbours, finished)
}

/// The same where some candidates are equal: one of each takes part in the search.
fn among_groups(
    points: &Points,
    groups: &Groups,
    own: bool,
    asking: Range<usize>,
    neighbours: &mut Neighbours,
    search: &Search<'_>,
) -> bool {
    let k = neighbours.k;
    let mut rows = groups.representatives();
    if !own {
        rows.extend(asking.clone().map(|row| row as u32));
    }
    let single = points.select(&rows);
    let candidates = groups.count();
    let task = Task {
        points: &single,
        candidates,
        own,
        asking: if own { 0..candidates } else { candidates..single.rows },
        k: k.min(if own { candidates - 1 } else { candidates }),
    };
    let mut indices = vec![0; task.asking.len() * task.k];
    let mut distances = vec![0.0; task.asking.len() * task.k];
    let outcome = task.run(&mut indices, &mut distances, search);
    neighbours.recall = outcome.recall;
    let strides = Strides::new(k, search.seed);
    neighbours
        .indices
        .par_chunks_mut(k)
        .zip(neighbours.squared_distances.par_chunks_mut(k))
        .with_min_len(CHUNK / 8)
        .enumerate()
        .for_each(|(row, (out, out_distances))| {
            let filled = if own { groups.own(row, &strides, out) } else { 0 };
            out_distances[..filled].fill(0.0);
            let asked = if own { groups.group_of(row) } else { row };
            let range = asked * task.k..(asked + 1) * task.k;
            let nearest =
                indices[range.clone()].iter().copied().zip(distances[range].iter().copied());
            groups.others(row, nearest, &mut out[filled..], &mut out_distances[filled..]);
        });
    outcome.finished
}

/// A search among points of which no two candidates are equal.
pub(super) struct Task<'a> {
    pub(super) points: &'a Points,
    /// The first so many points can be neighbours.
    pub(super) candidates: usize,
    /// Those that look are the candidates themselves.
    pub(super) own: bool,
    /// The points that look.
    pub(super) asking: Range<usize>,
    /// Neighbours to find, not more than there are.
    pub(super) k: usize,
}

/// How a search went.
pub(super) struct Outcome {
    pub(super) recall: f64,
    pub(super) finished: bool,
}

impl Task<'_> {
    /// Writes `k` neighbours of each point that looks, and what was compared.
    fn run(&self, indices: &mut [u32], distances: &mut [f32], search: &Search<'_>) -> Outcome {
        if self.k == 0 {
            return Outcome { recall: 1.0, finished: true };
        }
        let progress = Progress::new(search.watch, self.asking.len());
        let lists = match search.method {
            Method::Exact => None,
            Method::Auto if !Lists::worthwhile(self) => None,
            Method::Auto | Method::Approximate => Lists::build(self, search, &progress),
        };
        match lists {
            Some(lists) => lists.run(self, indices, distances, &progress),
            None => self.exact(indices, distances, &progress),
        }
    }

    pub(super) fn query(&self, point: usize) -> Query<'_> {
        let own = if self.own { point as u32 } else { NOBODY };
        Query { values: self.points.row(point), norm: self.points.norms[point], own }
    }

    fn exact(
        &self,
        indices: &mut [u32],
        distances: &mut [f32],
        progress: &Progress<'_>,
    ) -> Outcome {
        let tiles = self.points.tiles(self.candidates);
        indices
            .par_chunks_mut(TASK * self.k)
            .zip(distances.par_chunks_mut(TASK * self.k))
            .enumerate()
            .for_each(|(at, (indices, distances))| {
                let count = indices.len() / self.k;
                if !progress.go_on() {
                    return;
                }
                let first = self.asking.start + at * TASK;
                let queries: Vec<Query<'_>> =
                    (first..first + count).map(|point| self.query(point)).collect();
                let visit = Visit::all(&tiles, &queries);
                let found = nearest_of(self.points, &tiles, &queries, &[visit], self.k);
                for (slot, key) in found.iter().flatten().enumerate() {
                    indices[slot] = nearest::row(*key);
                    distances[slot] = nearest::distance(*key);
                }
                progress.done(count);
            });
        Outcome { recall: 1.0, finished: progress.finished() }
    }
}

/// Tells how far a search is, and hears whether it is still wanted.
pub(super) struct Progress<'a> {
    watch: Option<Watch<'a>>,
    total: usize,
    done: AtomicUsize,
    cancelled: AtomicBool,
}

impl<'a> Progress<'a> {
    fn new(watch: Option<Watch<'a>>, total: usize) -> Self {
        Self { watch, total, done: AtomicUsize::new(0), cancelled: AtomicBool::new(false) }
    }

    pub(super) fn go_on(&self) -> bool {
        !self.cancelled.load(Ordering::Relaxed)
    }

    pub(super) fn done(&self, count: usize) {
        let Some(watch) = self.watch else { return };
        let done = self.done.fetch_add(count, Ordering::Relaxed) + count;
        if watch(done as f64 / self.total as f64).is_break() {
            self.cancelled.store(true, Ordering::Relaxed);
        }
    }

    /// Whether nothing was left out.
    pub(super) fn finished(&self) -> bool {
        self.watch.is_none() || self.done.load(Ordering::Relaxed) == self.total
    }
}
