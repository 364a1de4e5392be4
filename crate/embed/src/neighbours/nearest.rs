//! The best candidates of one query, while they come in.

use crate::simd::{LANES, Simd};

/// Nothing has this number.
pub(super) const NOBODY: u32 = u32::MAX;

/// The `k` nearest so far and those that may still be among them. A key is the bits of the distance, which
/// order as the number does, above the row: comparing keys orders by distance, then by row.
pub(super) struct Nearest {
    keys: Vec<u64>,
    k: usize,
    /// Keys at which those that are out are dropped.
    full: usize,
    /// No distance above it is among the `k` nearest.
    limit: f32,
    /// Distances are lower bounds only.
    bounds: bool,
    crowded: bool,
}

pub(super) fn key(distance: f32, row: u32) -> u64 {
    u64::from(distance.to_bits()) << 32 | u64::from(row)
}

pub(super) fn distance(key: u64) -> f32 {
    f32::from_bits((key >> 32) as u32)
}

pub(super) fn row(key: u64) -> u32 {
    key as u32
}

impl Nearest {
    /// For the nearest `k`, at least one; `bounds`: the distances that come are lower bounds.
    pub(super) fn new(k: usize, bounds: bool) -> Self {
        let full = 2 * k + LANES;
        let keys = Vec::with_capacity(full + LANES);
        Self { keys, k, full, limit: f32::INFINITY, bounds, crowded: false }
    }

    /// Considers candidates; `own` is passed over. `upper` bounds from above the distance that a key only bounds
    /// from below.
    #[inline(always)]
    pub(super) fn offer<S: Simd>(
        &mut self,
        simd: S,
        distances: S::Vector,
        rows: &[u32; LANES],
        own: u32,
        upper: impl Fn(u64) -> f32,
    ) {
        if !simd.any_at_most(distances, simd.splat(self.limit)) || self.crowded {
            return;
        }
        for (distance, &row) in simd.lanes(distances).into_iter().zip(rows) {
            if distance <= self.limit && row != own && row != NOBODY {
                self.keys.push(key(distance, row));
            }
        }
        if self.keys.len() >= self.full {
            self.drop_the_rest(upper);
        }
    }

    fn drop_the_rest(&mut self, upper: impl Fn(u64) -> f32) {
        smallest_first(&mut self.keys, self.k);
        let smallest = &self.keys[..self.k];
        if self.bounds {
            let limit = smallest.iter().map(|&key| upper(key)).fold(0.0, f32::max);
            self.limit = self.limit.min(limit);
            self.keys.retain(|&key| distance(key) <= self.limit);
            self.crowded = self.keys.len() > 4 * self.k + 8 * LANES;
        } else {
            self.limit = smallest.iter().map(|&key| distance(key)).fold(0.0, f32::max);
            self.keys.truncate(self.k);
        }
        self.full = self.keys.len() + self.k + LANES;
    }

    /// Whether so many candidates could not be told apart that the bounds are of no use.
    pub(super) fn crowded(&self) -> bool {
        self.crowded
    }

    /// All that may be among the `k` nearest, in any order.
    pub(super) fn keys(mut self, upper: impl Fn(u64) -> f32) -> Vec<u64> {
        if self.keys.len() > self.k {
            self.drop_the_rest(upper);
        }
        self.keys
    }
}

/// Keys that are sorted rather than parted further.
const FEW: usize = 16;

/// Brings the `k` smallest keys to the front (Hoare 1961, parting without branches). The standard library could do it too,
/// but is built for size in WebAssembly, and this is where a search spends its time.
fn smallest_first(keys: &mut [u64], k: usize) {
    let (mut from, mut to) = (0, keys.len());
    while to - from > FEW {
        let [a, b, c] = [keys[from], keys[(from + to) / 2], keys[to - 1]];
        let pivot = a.max(b).min(c).max(a.min(b));
        let mut middle = from;
        for at in from..to {
            let key = keys[at];
            keys.swap(at, middle);
            middle += usize::from(key <= pivot);
        }
        match middle.cmp(&k) {
            std::cmp::Ordering::Equal => return,
            std::cmp::Ordering::Less => from = middle,
            // Many equal keys could not be parted.
            std::cmp::Ordering::Greater if middle == to => break,
            std::cmp::Ordering::Greater => to = middle,
        }
    }
    keys[from..to].sort_unstable();
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_smallest_keys_come_first(
            mut keys in prop::collection::vec(0..300_u64, 1..400), part in 0.0..1.0,
        ) {
            let k = 1 + (part * (keys.len() - 1) as f64) as usize;
            let mut sorted = keys.clone();
            sorted.sort_unstable();
            smallest_first(&mut keys, k);
            keys[..k].sort_unstable();
            prop_assert_eq!(&keys[..k], &sorted[..k]);
            keys.sort_unstable();
            prop_assert_eq!(keys, sorted);
        }
    }
}
