//! The approximate search: rows are put in lists by the nearest of some pivots, and a query looks through the
//! lists whose pivots are nearest to it (an inverted file: Jégou, Douze and Schmid 2011). All of it is blocks of
//! distances, as fast as the exact search, and each query is independent of all others.
//!
//! How many lists that takes is measured: the true neighbours of some rows are searched among all, and it is
//! seen in which of their lists they are.

use super::{
    metric::{Metric, Points},
    nearest,
    scan::{TASK, Visit, nearest_of},
    search::{Outcome, Progress, Search, Task},
    tiles::{Query, Tiles},
};
use crate::rng::Rng;
use rayon::prelude::*;
use std::ops::Range;

/// Rows whose neighbours are searched among all to see how many lists are enough.
const SAMPLE: usize = 256;
/// Share of the neighbours of those rows that the lists must hold.
const RECALL: f64 = 0.99;
/// Rows from which a pivot is moved to the middle of its list.
const ROWS_PER_PIVOT: usize = 24;
/// Times that pivots are moved.
const MOVES: usize = 2;
/// Times the mean number of rows that a list has at most.
const MOST_TIMES_MEAN: usize = 5;
/// Tasks between two times that results are written.
const BATCH: usize = 128;
/// What a pair costs apart from its columns, in columns.
const COLUMNS_OF_A_PAIR: usize = 8;
/// Single values to compare, up to which all pairs take a few tenths of a second and need no other way.
const FEW: f64 = 7e9;
/// Single values to compare, which take minutes: as many lists as can be looked through for that must do.
const MOST: f64 = 4e12;
/// Share of all pairs from which on it is simpler to look at all.
const MOST_OF_ALL: f64 = 0.7;

/// Candidates in lists, and how many lists a query looks through.
pub(super) struct Lists {
    tiles: Tiles,
    /// The tiles of each list.
    ranges: Vec<Range<usize>>,
    /// The rows in each list.
    sizes: Vec<usize>,
    pivots: Points,
    pivot_tiles: Tiles,
    /// Rows that look, one list after the other.
    order: Vec<Vec<u32>>,
    probes: usize,
    recall: f64,
}

impl Lists {
    /// Whether all pairs would take longer.
    pub(super) fn worthwhile(task: &Task<'_>) -> bool {
        let columns = task.points.columns + COLUMNS_OF_A_PAIR;
        task.candidates as f64 * task.asking.len() as f64 * columns as f64 > FEW
    }

    /// `None` where the rows are so far from one another that all pairs are the faster way, or so few.
    pub(super) fn build(
        task: &Task<'_>,
        search: &Search<'_>,
        progress: &Progress<'_>,
    ) -> Option<Self> {
        let points = task.points;
        let count = (task.candidates as f64).sqrt() as usize;
        if count < 4 {
            return None;
        }
        let mut rng = Rng::new(search.seed);
        let pivots = pivots(points, task.candidates, count, &mut rng);
        progress.done(0);
        let mut members = vec![Vec::new(); pivots.rows];
        let lists = assign(points, &pivots, &pivots.tiles(pivots.rows), 0..task.candidates);
        for (row, list) in lists.into_iter().enumerate() {
            members[list as usize].push(row as u32);
        }
        let (members, pivots) = split(members, &pivots, MOST_TIMES_MEAN * task.candidates / count);
        let pivot_tiles = pivots.tiles(pivots.rows);
        let mut tiles = Tiles::new(points.columns);
        let ranges =
            members.iter().map(|rows| tiles.push(rows, &points.values, &points.norms)).collect();
        let mut place = vec![0u32; task.candidates];
        for (list, rows) in members.iter().enumerate() {
            for &row in rows {
                place[row as usize] = list as u32;
            }
        }
        let sizes = members.iter().map(Vec::len).collect();
        progress.done(0);
        let order = if task.own {
            members
        } else {
            let mut order = vec![Vec::new(); pivots.rows];
            let lists = assign(points, &pivots, &pivot_tiles, task.asking.clone());
            for (at, list) in lists.into_iter().enumerate() {
                order[list as usize].push((task.asking.start + at) as u32);
            }
            order
        };
        progress.done(0);
        let mut lists =
            Self { tiles, ranges, sizes, pivots, pivot_tiles, order, probes: 0, recall: 0.0 };
        lists.measure(task, &place, &mut rng)?;
        Some(lists)
    }

    /// Finds out how many lists a query has to look through. `place` is the list of each candidate. `None` if it
    /// is most of them.
    fn measure(&mut self, task: &Task<'_>, place: &[u32], rng: &mut Rng) -> Option<()> {
        // One row out of each of as many equal parts.
        let rows = task.asking.len();
        let count = SAMPLE.min(rows);
        let asking: Vec<usize> = (0..count)
            .map(|at| {
                let (from, to) = (at * rows / count, (at + 1) * rows / count);
                task.asking.start + from + (rng.bits() % (to - from) as u64) as usize
            })
            .collect();
        let all = self.pivots.rows;
        // For the nearest list, the second and so on: the neighbours that are in it and the rows that it has.
        let parts: Vec<Vec<[usize; 2]>> = asking
            .par_chunks(TASK / 4)
            .map(|asking| {
                let queries: Vec<Query<'_>> = asking.iter().map(|&at| task.query(at)).collect();
                let visit = Visit::all(&self.tiles, &queries);
                let nearest = nearest_of(task.points, &self.tiles, &queries, &[visit], task.k);
                let mut seen = vec![[0; 2]; all];
                for (nearest, ranking) in nearest.iter().zip(self.ranking(&queries, all)) {
                    let mut rank = vec![0; all];
                    for (at, (key, seen)) in ranking.iter().zip(&mut seen).enumerate() {
                        let list = nearest::row(*key) as usize;
                        rank[list] = at;
                        seen[1] += self.sizes[list];
                    }
                    for &key in nearest {
                        seen[rank[place[nearest::row(key) as usize] as usize]][0] += 1;
                    }
                }
                seen
            })
            .collect();
        let (wanted, whole) = (count * task.k, count * task.candidates);
        let columns = task.points.columns + COLUMNS_OF_A_PAIR;
        let pairs = task.candidates as f64 * rows as f64 * columns as f64;
        let affordable = (MOST / pairs).min(MOST_OF_ALL) * whole as f64;
        let (mut found, mut looked) = (0, 0);
        for probe in 0..all {
            let [inside, size] = parts
                .iter()
                .fold([0; 2], |sum, part| [sum[0] + part[probe][0], sum[1] + part[probe][1]]);
            found += inside;
            looked += size;
            let enough = found as f64 >= RECALL * wanted as f64;
            let costly = looked as f64 > affordable;
            if costly && pairs <= MOST {
                return None;
            }
            if enough || costly {
                self.probes = probe + 1;
                self.recall = found as f64 / wanted as f64;
                break;
            }
        }
        Some(())
    }

    fn rows_in(&self, ranking: &[u64]) -> usize {
        ranking.iter().map(|&key| self.sizes[nearest::row(key) as usize]).sum()
    }

    /// The pivots nearest to each query.
    fn ranking(&self, queries: &[Query<'_>], count: usize) -> Vec<Vec<u64>> {
        rank(&self.pivots, &self.pivot_tiles, queries, count)
    }

    pub(super) fn run(
        &self,
        task: &Task<'_>,
        indices: &mut [u32],
        distances: &mut [f32],
        progress: &Progress<'_>,
    ) -> Outcome {
        let tasks: Vec<&[u32]> = self.order.iter().flat_map(|rows| rows.chunks(TASK)).collect();
        for batch in tasks.chunks(BATCH) {
            let found: Vec<Vec<Vec<u64>>> = batch
                .par_iter()
                .with_max_len(1)
                .map(|rows| {
                    if !progress.go_on() {
                        return Vec::new();
                    }
                    let found = self.nearest_of(task, rows);
                    progress.done(rows.len());
                    found
                })
                .collect();
            for (rows, found) in batch.iter().zip(found) {
                for (&row, keys) in rows.iter().zip(found) {
                    let start = (row as usize - task.asking.start) * task.k;
                    for (slot, key) in (start..start + task.k).zip(keys) {
                        indices[slot] = nearest::row(key);
                        distances[slot] = nearest::distance(key);
                    }
                }
            }
        }
        Outcome { recall: self.recall, finished: progress.finished() }
    }

    fn nearest_of(&self, task: &Task<'_>, rows: &[u32]) -> Vec<Vec<u64>> {
        let queries: Vec<Query<'_>> = rows.iter().map(|&row| task.query(row as usize)).collect();
        let mut asked = vec![Vec::new(); self.pivots.rows];
        let mut short = Vec::new();
        for (at, ranking) in self.ranking(&queries, self.probes).into_iter().enumerate() {
            if self.rows_in(&ranking) <= task.k {
                short.push(at);
                continue;
            }
            ranking.iter().for_each(|&key| asked[nearest::row(key) as usize].push(at));
        }
        // Who does not find enough in so many lists looks on until there is enough.
        let again: Vec<Query<'_>> = short.iter().map(|&at| queries[at]).collect();
        for (at, ranking) in short.into_iter().zip(self.ranking(&again, self.pivots.rows)) {
            let mut rows = 0;
            for (probe, &key) in ranking.iter().enumerate() {
                let list = nearest::row(key) as usize;
                if probe >= self.probes && rows > task.k {
                    break;
                }
                rows += self.sizes[list];
                asked[list].push(at);
            }
        }
        let visits: Vec<Visit> = asked
            .into_iter()
            .zip(&self.ranges)
            .filter(|(queries, _)| !queries.is_empty())
            .map(|(queries, tiles)| Visit { tiles: tiles.clone(), queries })
            .collect();
        nearest_of(task.points, &self.tiles, &queries, &visits, task.k)
    }
}

/// Lists with more than `most` rows in parts, each with the pivot of the whole. Where most rows are equally far
/// from every pivot, one list would take them all, and each of them would be compared with each.
fn split(members: Vec<Vec<u32>>, pivots: &Points, most: usize) -> (Vec<Vec<u32>>, Points) {
    let mut parts = Vec::new();
    let mut pivot_of = Vec::new();
    for (list, members) in members.into_iter().enumerate() {
        for part in members.chunks(most.max(1)) {
            parts.push(part.to_vec());
            pivot_of.push(list as u32);
        }
    }
    (parts, pivots.select(&pivot_of))
}

/// The nearest `count` pivots of each query.
fn rank(pivots: &Points, tiles: &Tiles, queries: &[Query<'_>], count: usize) -> Vec<Vec<u64>> {
    let queries: Vec<Query<'_>> =
        queries.iter().map(|query| Query { own: nearest::NOBODY, ..*query }).collect();
    let visit = Visit::all(tiles, &queries);
    nearest_of(pivots, tiles, &queries, &[visit], count)
}

/// The nearest pivot of each point of a range.
fn assign(points: &Points, pivots: &Points, tiles: &Tiles, range: Range<usize>) -> Vec<u32> {
    let rows: Vec<usize> = range.collect();
    rows.par_chunks(TASK)
        .flat_map_iter(|rows| {
            let queries: Vec<Query<'_>> = rows
                .iter()
                .map(|&row| Query {
                    values: points.row(row),
                    norm: points.norms[row],
                    own: nearest::NOBODY,
                })
                .collect();
            rank(pivots, tiles, &queries, 1)
                .into_iter()
                .map(|keys| keys.first().map_or(0, |&key| nearest::row(key)))
        })
        .collect()
}

/// Pivots for lists of about the same size: random rows, moved to the middle of the rows that are nearest to them
/// where the metric has a middle.
fn pivots(points: &Points, candidates: usize, count: usize, rng: &mut Rng) -> Points {
    let mut sample: Vec<u32> = (0..candidates as u32).collect();
    let size = (count * ROWS_PER_PIVOT).min(candidates);
    for at in 0..size {
        let other = at + (rng.bits() % (candidates - at) as u64) as usize;
        sample.swap(at, other);
    }
    let sample = points.select(&sample[..size]);
    let first: Vec<u32> = (0..count as u32).collect();
    let mut pivots = sample.select(&first);
    if matches!(points.metric, Metric::Hamming | Metric::Jaccard) {
        return pivots;
    }
    for _ in 0..MOVES {
        let lists = assign(&sample, &pivots, &pivots.tiles(pivots.rows), 0..size);
        let mut sums = vec![0.0; pivots.values.len()];
        let mut counts = vec![0.0; count];
        for (row, &list) in lists.iter().enumerate() {
            counts[list as usize] += 1.0;
            let sum = &mut sums[list as usize * points.columns..][..points.columns];
            for (sum, &value) in sum.iter_mut().zip(sample.row(row)) {
                *sum += f64::from(value);
            }
        }
        let middles = pivots.values.chunks_exact_mut(points.columns.max(1));
        let sums = sums.chunks_exact(points.columns.max(1));
        for ((middle, sum), &count) in middles.zip(sums).zip(&counts) {
            if count > 0.0 {
                middle.iter_mut().zip(sum).for_each(|(x, sum)| *x = (sum / count) as f32);
            }
        }
        pivots = pivots.renewed();
    }
    pivots
}
