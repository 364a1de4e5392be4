//! Nearest points on the map: a k-d tree, so that a search takes time logarithmic in the points however unevenly
//! they lie.

use crate::CHUNK;
use rayon::prelude::*;

/// Points in a leaf.
const LEAF: usize = 16;

/// Points of the plane, prepared for searches.
pub(crate) struct Plane<'a> {
    points: &'a [[f32; 2]],
    /// Rows of the points, so that those of a leaf lie together; halves, quarters, ... are the subtrees.
    order: Vec<u32>,
    /// The axis that splits a node and the coordinate at which, node by node: the children of n are 2n + 1, 2n + 2.
    splits: Vec<(u8, f32)>,
}

impl<'a> Plane<'a> {
    pub(crate) fn new(positions: &'a [f32]) -> Self {
        let points = positions.as_chunks::<2>().0;
        let mut order: Vec<u32> = (0..points.len() as u32).collect();
        let mut levels = 0;
        while points.len() >> levels > LEAF {
            levels += 1;
        }
        let mut splits = vec![(0, 0.0); (1 << levels) - 1];
        split(points, &mut order, 0, &mut splits);
        Self { points, order, splits }
    }

    /// The `k` nearest other points of a point, nearest first, with their squared distances; equal distances are
    /// ordered by row.
    pub(crate) fn nearest(&self, row: usize, k: usize) -> Vec<(f32, u32)> {
        let mut found = Vec::with_capacity(k + 1);
        if k > 0 {
            self.search(row, k, 0, 0..self.order.len(), &mut found);
        }
        found
    }

    /// As [`nearest`](Self::nearest), for every point.
    pub(crate) fn all_nearest(&self, k: usize) -> Vec<Vec<(f32, u32)>> {
        let rows = (0..self.points.len()).into_par_iter().with_min_len(CHUNK / 8);
        rows.map(|row| self.nearest(row, k)).collect()
    }

    /// The set that all points of a node are in, or `None`, node by node and then leaf by leaf.
    pub(crate) fn uniform(&self, sets: &[u32]) -> Vec<Option<u32>> {
        let inner = self.splits.len();
        let mut uniform = vec![None; 2 * inner + 1];
        self.leaves(0, 0..self.order.len(), &mut |leaf, range| {
            let mut all = self.order[range].iter().map(|&row| sets[row as usize]);
            let first = all.next();
            uniform[leaf] = first.filter(|first| all.all(|set| set == *first));
        });
        for node in (0..inner).rev() {
            let [low, high] = [uniform[2 * node + 1], uniform[2 * node + 2]];
            uniform[node] = low.filter(|_| low == high);
        }
        uniform
    }

    fn leaves(
        &self,
        node: usize,
        range: std::ops::Range<usize>,
        see: &mut dyn FnMut(usize, std::ops::Range<usize>),
    ) {
        if node >= self.splits.len() {
            return see(node, range);
        }
        let middle = range.start + range.len() / 2;
        self.leaves(2 * node + 1, range.start..middle, see);
        self.leaves(2 * node + 2, middle..range.end, see);
    }

    /// Looks for the point of another set that is nearest to `row` where no distance counts less than either
    /// point's `core`: replaces `best`, a squared distance and both rows, lower one first, if that is larger.
    pub(crate) fn nearest_of_others(
        &self,
        row: usize,
        sets: &[u32],
        uniform: &[Option<u32>],
        core: &[f32],
        best: &mut (f32, u32, u32),
    ) {
        let mut open = vec![(0, 0..self.order.len(), 0.0)];
        while let Some((node, range, least)) = open.pop() {
            if least > best.0 || uniform[node] == Some(sets[row]) {
                continue;
            }
            let Some(&(axis, at)) = self.splits.get(node) else {
                for &other in &self.order[range] {
                    if sets[other as usize] != sets[row] {
                        let ([x, y], [a, b]) = (self.points[row], self.points[other as usize]);
                        let squared = (x - a) * (x - a) + (y - b) * (y - b);
                        let distance = squared.max(core[row]).max(core[other as usize]);
                        let (low, high) = ((row as u32).min(other), (row as u32).max(other));
                        if (distance, low, high) < *best {
                            *best = (distance, low, high);
                        }
                    }
                }
                continue;
            };
            let middle = range.start + range.len() / 2;
            let away = self.points[row][usize::from(axis)] - at;
            let beyond = (away * away).max(least);
            let [low, high] = if away < 0.0 { [least, beyond] } else { [beyond, least] };
            let low = (2 * node + 1, range.start..middle, low);
            let high = (2 * node + 2, middle..range.end, high);
            // The nearer one is looked at first, so it goes on top.
            open.extend(if away < 0.0 { [high, low] } else { [low, high] });
        }
    }

    fn search(
        &self,
        row: usize,
        k: usize,
        node: usize,
        range: std::ops::Range<usize>,
        found: &mut Vec<(f32, u32)>,
    ) {
        let Some(&(axis, at)) = self.splits.get(node) else {
            for &other in &self.order[range] {
                self.offer(row, other, k, found);
            }
            return;
        };
        let middle = range.start + range.len() / 2;
        let away = self.points[row][usize::from(axis)] - at;
        let (low, high) = ((2 * node + 1, range.start..middle), (2 * node + 2, middle..range.end));
        let (first, second) = if away < 0.0 { (low, high) } else { (high, low) };
        self.search(row, k, first.0, first.1, found);
        if found.len() < k || found.last().is_none_or(|last| away * away <= last.0) {
            self.search(row, k, second.0, second.1, found);
        }
    }

    fn offer(&self, row: usize, other: u32, k: usize, found: &mut Vec<(f32, u32)>) {
        if other as usize == row {
            return;
        }
        let ([x, y], [other_x, other_y]) = (self.points[row], self.points[other as usize]);
        let (dx, dy) = (x - other_x, y - other_y);
        let candidate = (dx * dx + dy * dy, other);
        let place = found.partition_point(|kept| *kept < candidate);
        if place < k {
            found.truncate(k - 1);
            found.insert(place, candidate);
        }
    }
}

/// Orders the rows of a node so that its lower half comes first along its wider axis, and so on below.
fn split(points: &[[f32; 2]], order: &mut [u32], node: usize, splits: &mut [(u8, f32)]) {
    if node >= splits.len() {
        return;
    }
    let edges = order.iter().fold([[f32::INFINITY; 2], [f32::NEG_INFINITY; 2]], |edges, &row| {
        let [x, y] = points[row as usize];
        [[edges[0][0].min(x), edges[0][1].min(y)], [edges[1][0].max(x), edges[1][1].max(y)]]
    });
    let axis = usize::from(edges[1][1] - edges[0][1] > edges[1][0] - edges[0][0]);
    let middle = order.len() / 2;
    let key = |row: &u32| (points[*row as usize][axis], *row);
    order.select_nth_unstable_by(middle, |a, b| {
        key(a).0.total_cmp(&key(b).0).then(key(a).1.cmp(&key(b).1))
    });
    splits[node] = (axis as u8, points[order[middle] as usize][axis]);
    let (low, high) = order.split_at_mut(middle);
    split(points, low, 2 * node + 1, splits);
    split(points, high, 2 * node + 2, splits);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_tree_finds_what_a_look_at_every_point_finds(
            cells in prop::collection::vec((-20i8..20, -20i8..20), 0..200), k in 0..20_usize,
        ) {
            // Few distinct coordinates, so that many points and distances are equal.
            let positions: Vec<f32> =
                cells.iter().flat_map(|&(x, y)| [f32::from(x), f32::from(y) / 4.0]).collect();
            let plane = Plane::new(&positions);
            for (row, found) in plane.all_nearest(k).iter().enumerate() {
                let mut all: Vec<(f32, u32)> = (0..cells.len())
                    .filter(|&other| other != row)
                    .map(|other| {
                        let dx = positions[2 * row] - positions[2 * other];
                        let dy = positions[2 * row + 1] - positions[2 * other + 1];
                        (dx * dx + dy * dy, other as u32)
                    })
                    .collect();
                all.sort_by(|a, b| a.partial_cmp(b).unwrap());
                all.truncate(k);
                prop_assert_eq!(found, &all);
            }
        }
    }
}
