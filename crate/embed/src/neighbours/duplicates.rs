//! Equal rows: searched once, then given back to each of them.
//!
//! Without this a search among many equal rows takes time that grows with the square of their number, and all
//! of them would name the same few as their neighbours, which become hubs that pull the map together.

use super::metric::Points;
use crate::rng::Rng;
use rayon::prelude::*;
use std::{cmp::Ordering, ops::Range};

/// Which rows are equal.
pub(super) struct Groups {
    /// Rows, one group after the other, rising within each.
    members: Vec<u32>,
    /// Where each group begins, and the end of the last.
    starts: Vec<usize>,
    /// The group of each row.
    of: Vec<u32>,
}

impl Groups {
    /// The groups of equal rows among the rows of a range, in the order of their first rows; `None` if no two
    /// are equal.
    pub(super) fn find(points: &Points, range: Range<usize>) -> Option<Self> {
        let mut order: Vec<(u64, u32)> =
            range.clone().into_par_iter().map(|row| (hash(points.row(row)), row as u32)).collect();
        order.sort_by(|a, b| {
            a.0.cmp(&b.0)
                .then_with(|| compare(points.row(a.1 as usize), points.row(b.1 as usize)))
                .then(a.1.cmp(&b.1))
        });
        let same = |a: &(u64, u32), b: &(u64, u32)| {
            a.0 == b.0 && points.row(a.1 as usize) == points.row(b.1 as usize)
        };
        let mut groups: Vec<&[(u64, u32)]> = order.chunk_by(same).collect();
        if groups.len() == range.len() {
            return None;
        }
        groups.sort_by_key(|group| group.first().map(|entry| entry.1));
        let mut found = Self {
            members: Vec::with_capacity(range.len()),
            starts: vec![0],
            of: vec![0; range.len()],
        };
        for (number, group) in groups.into_iter().enumerate() {
            for (_, row) in group {
                found.members.push(*row);
                found.of[*row as usize - range.start] = number as u32;
            }
            found.starts.push(found.members.len());
        }
        Some(found)
    }

    pub(super) fn count(&self) -> usize {
        self.starts.len() - 1
    }

    /// The first row of each group.
    pub(super) fn representatives(&self) -> Vec<u32> {
        self.starts[..self.count()].iter().map(|&start| self.members[start]).collect()
    }

    pub(super) fn group_of(&self, row: usize) -> usize {
        self.of[row] as usize
    }

    fn members(&self, group: usize) -> &[u32] {
        &self.members[self.starts[group]..self.starts[group + 1]]
    }

    /// Writes the rows equal to `row`, as many as there is room for, and returns how many these are. Where there
    /// are more, each row takes others of them, so that all are named equally often.
    pub(super) fn own(&self, row: usize, strides: &Strides, indices: &mut [u32]) -> usize {
        let own = self.members(self.group_of(row));
        let place = own.partition_point(|&member| (member as usize) < row);
        let count = indices.len().min(own.len() - 1);
        if count == own.len() - 1 {
            let rest = own[..place].iter().chain(&own[place + 1..]);
            indices.iter_mut().zip(rest).for_each(|(index, member)| *index = *member);
        } else {
            for (index, step) in indices.iter_mut().zip(strides.among(own.len(), count)) {
                *index = own[(place + step) % own.len()];
            }
            indices.sort_unstable();
        }
        count
    }

    /// Fills up with the rows of the groups that `nearest` names. A group with more rows than there is room for
    /// gives each asking row the next ones in turn.
    pub(super) fn others(
        &self,
        asking: usize,
        nearest: impl Iterator<Item = (u32, f32)>,
        indices: &mut [u32],
        distances: &mut [f32],
    ) {
        let mut filled = 0;
        for (group, distance) in nearest {
            let members = self.members(group as usize);
            let take = members.len().min(indices.len() - filled);
            if take == 0 {
                break;
            }
            let from = if take < members.len() { asking * take % members.len() } else { 0 };
            for (index, at) in indices[filled..].iter_mut().zip(from..from + take) {
                *index = members[at % members.len()];
            }
            indices[filled..filled + take].sort_unstable();
            distances[filled..filled + take].fill(distance);
            filled += take;
        }
    }
}

/// Random steps around a ring: with them, each of many equal rows gets neighbours among the others so that all
/// have the same number and any two are few steps apart.
pub(super) struct Strides(Vec<u64>);

impl Strides {
    /// Enough for `k` neighbours.
    pub(super) fn new(k: usize, seed: u64) -> Self {
        let mut rng = Rng::new(seed);
        Self((0..k).map(|_| rng.bits()).collect())
    }

    /// `count` different steps from 1 to `length - 1`; `count` is less than `length`. The first of each pair
    /// leads back where the second leads forth.
    fn among(&self, length: usize, count: usize) -> impl Iterator<Item = usize> + '_ {
        // One random step in each of `count` equal parts of the first half, and its opposite in the second.
        // An odd count has the middle step as well, which the halves then leave out.
        let pairs = count / 2;
        let odd = count % 2;
        let half = (length - 1) / 2 - (odd & length & 1);
        let middle = (odd == 1).then_some(length / 2);
        (0..pairs)
            .flat_map(move |at| {
                let (from, to) = (at * half / pairs, (at + 1) * half / pairs);
                let step = 1 + from + (self.0[at] % (to - from) as u64) as usize;
                [step, length - step]
            })
            .chain(middle)
    }
}

fn compare(a: &[f32], b: &[f32]) -> Ordering {
    a.iter()
        .zip(b)
        .map(|(a, b)| a.total_cmp(b))
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
}

/// The same for equal rows; the rows hold no minus zero.
fn hash(row: &[f32]) -> u64 {
    row.iter().fold(0x9e37_79b9_7f4a_7c15, |hash: u64, value| {
        let mixed = (hash ^ u64::from(value.to_bits())).wrapping_mul(0xff51_afd7_ed55_8ccd);
        mixed ^ (mixed >> 32)
    })
}
