//! All pairs, in blocks: exact, and for some ten thousand rows as fast as the approximate searches.
//!
//! Distances are sums of squared differences, not the cheaper |a|^2 + |b|^2 - 2ab, which in 32 bits loses the
//! small distances that matter here. Candidates are stored eight at a time, feature by feature, so that a
//! vector unit works on eight of them at once, and each load of a candidate serves four queries.

use super::Neighbours;
use rayon::prelude::*;

/// Candidates that are compared at once.
const LANES: usize = 8;
/// Queries that share a load of candidates.
const QUERIES: usize = 4;
/// Queries of one task.
const TASK: usize = 8 * QUERIES;
/// Bytes of candidates that one task compares with all of its queries before it goes on: they stay in cache.
const BLOCK_BYTES: usize = 128 << 10;

/// The `k` nearest rows of each of the `rows` rows of `points`; at most `rows - 1`.
pub(super) fn search(points: &[f32], rows: usize, columns: usize, k: usize) -> Neighbours {
    let k = k.min(rows.saturating_sub(1));
    let mut indices = vec![0; rows * k];
    let mut squared_distances = vec![0.0; rows * k];
    if k > 0 {
        let tiles = interleave(points, rows, columns);
        indices
            .par_chunks_mut(TASK * k)
            .zip(squared_distances.par_chunks_mut(TASK * k))
            .enumerate()
            .for_each(|(task, (indices, distances))| {
                let first = task * TASK;
                let nearest =
                    nearest_of(first, indices.len() / k, points, columns, rows, &tiles, k);
                for (slot, key) in nearest.iter().flatten().enumerate() {
                    indices[slot] = *key as u32;
                    distances[slot] = f32::from_bits((key >> 32) as u32);
                }
            });
    }
    Neighbours { rows, k, indices, squared_distances }
}

/// Points in groups of [`LANES`], each group feature by feature; the last group is filled up with zeros.
fn interleave(points: &[f32], rows: usize, columns: usize) -> Vec<[f32; LANES]> {
    let mut tiles = vec![[0.0; LANES]; rows.div_ceil(LANES) * columns];
    for row in 0..rows {
        for column in 0..columns {
            tiles[row / LANES * columns + column][row % LANES] = points[row * columns + column];
        }
    }
    tiles
}

/// The sorted keys of the `k` nearest rows of each of the `count` rows from `first` on.
fn nearest_of(
    first: usize,
    count: usize,
    points: &[f32],
    columns: usize,
    rows: usize,
    tiles: &[[f32; LANES]],
    k: usize,
) -> Vec<Vec<u64>> {
    let mut nearest: Vec<Nearest> = (0..count).map(|_| Nearest::new(k)).collect();
    let groups = rows.div_ceil(LANES);
    let block = (BLOCK_BYTES / (size_of::<[f32; LANES]>() * columns.max(1))).max(1);
    for start in (0..groups).step_by(block) {
        for query in (0..count).step_by(QUERIES) {
            // A group of queries that is not full repeats its last one; the copies are ignored.
            let queries: [&[f32]; QUERIES] = std::array::from_fn(|q| {
                let row = first + (query + q).min(count - 1);
                &points[row * columns..(row + 1) * columns]
            });
            for group in start..(start + block).min(groups) {
                let tile = &tiles[group * columns..(group + 1) * columns];
                let distances = squared_distances(queries, tile);
                for (q, distances) in distances.iter().enumerate().take(count - query) {
                    let own = first + query + q;
                    nearest[query + q].offer(distances, group * LANES, own, rows);
                }
            }
        }
    }
    nearest.into_iter().map(Nearest::sorted).collect()
}

/// Squared distances of four queries to the eight points of a tile.
fn squared_distances(queries: [&[f32]; QUERIES], tile: &[[f32; LANES]]) -> [[f32; LANES]; QUERIES] {
    let [a, b, c, d] = queries.map(|query| &query[..tile.len()]);
    let mut sums = [[0.0; LANES]; QUERIES];
    for (column, candidates) in tile.iter().enumerate() {
        for (sum, value) in sums.iter_mut().zip([a[column], b[column], c[column], d[column]]) {
            for (sum, candidate) in sum.iter_mut().zip(candidates) {
                let difference = value - candidate;
                *sum += difference * difference;
            }
        }
    }
    sums
}

/// The best candidates so far. A key is the bits of the squared distance, which order as the number does, above
/// the index: comparing keys orders by distance, then by row.
struct Nearest {
    keys: Vec<u64>,
    k: usize,
    worst: f32,
}

impl Nearest {
    fn new(k: usize) -> Self {
        Self { keys: Vec::with_capacity(2 * k + LANES), k, worst: f32::INFINITY }
    }

    /// Considers the candidates from row `start` on. Rows come in rising order, so that one as far as the worst
    /// that is kept can be passed over.
    fn offer(&mut self, distances: &[f32; LANES], start: usize, own: usize, rows: usize) {
        for (lane, &distance) in distances.iter().enumerate() {
            let row = start + lane;
            if distance < self.worst && row != own && row < rows {
                self.keys.push(u64::from(distance.to_bits()) << 32 | row as u64);
            }
        }
        if self.keys.len() >= 2 * self.k {
            let (_, worst, _) = self.keys.select_nth_unstable(self.k - 1);
            self.worst = f32::from_bits((*worst >> 32) as u32);
            self.keys.truncate(self.k);
        }
    }

    fn sorted(mut self) -> Vec<u64> {
        self.keys.sort_unstable();
        self.keys.truncate(self.k);
        self.keys
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn naive(points: &[f32], rows: usize, columns: usize, k: usize) -> Vec<u32> {
        let mut all = Vec::new();
        for i in 0..rows {
            let mut others: Vec<(f32, u32)> = (0..rows)
                .filter(|&j| j != i)
                .map(|j| {
                    let sum = (0..columns).fold(0.0, |sum, c| {
                        let difference = points[i * columns + c] - points[j * columns + c];
                        sum + difference * difference
                    });
                    (sum, j as u32)
                })
                .collect();
            others.sort_by(|a, b| a.partial_cmp(b).unwrap());
            all.extend(others.iter().take(k).map(|other| other.1));
        }
        all
    }

    proptest! {
        #[test]
        fn the_blocked_search_finds_what_the_naive_one_finds(
            rows in 2..90_usize, columns in 0..7_usize, k in 1..40_usize, levels in 2..2000_u32, seed: u64,
        ) {
            // Few levels make many equal distances.
            let mut rng = crate::rng::Rng::new(seed);
            let points: Vec<f32> = (0..rows * columns)
                .map(|_| (rng.bits() % u64::from(levels)) as f32)
                .collect();
            let found = search(&points, rows, columns, k);
            prop_assert_eq!(found.k, k.min(rows - 1));
            prop_assert_eq!(found.indices, naive(&points, rows, columns, found.k));
        }
    }

    #[test]
    fn many_blocks_of_candidates_give_the_naive_result() {
        let (rows, columns, k) = (300, 700, 5);
        let mut rng = crate::rng::Rng::new(5);
        let points: Vec<f32> = (0..rows * columns).map(|_| rng.normal() as f32).collect();
        let found = search(&points, rows, columns, k);
        assert_eq!(found.indices, naive(&points, rows, columns, k));
        assert!((0..rows).all(|row| found.of(row).1.is_sorted()));
    }
}
