//! Clusters of a map by density: HDBSCAN (Campello et al. 2013). Its minimum spanning tree is grown from all points
//! at once (Borůvka 1926), each round by searches in a k-d tree that pass over what is joined already, which makes
//! the time near-linear (McInnes and Healy 2017).

use crate::{Error, plane::Plane};

/// Neighbours that decide how dense it is around a point.
const CORE: usize = 10;
/// Neighbours of a point that are remembered: most joins are among them.
const REACH: usize = 15;
/// The least distance that density distinguishes, as a share of the map's extent.
const CLOSEST: f32 = 1e-6;

/// The label of points in no cluster.
pub const NOISE: i32 = -1;

/// The cluster of each point of the map, from 0 by falling size (by first row among equal ones), or [`NOISE`].
///
/// A cluster holds at least `min_cluster_size` points; `None` takes half the square root of the points, at least 5.
/// Clusters are those with the greatest excess of mass: they persist over the widest range of densities. A map
/// that never falls apart is one cluster. Takes time near-linear in the points, and gives the same for any number of
/// threads.
///
/// # Errors
/// [`Error::Initialization`] if `positions` is not x and y of each point, [`Error::InitialPosition`] if one of them
/// is not finite, [`Error::Option`] for a `min_cluster_size` below 2.
pub fn clusters(positions: &[f32], min_cluster_size: Option<usize>) -> Result<Vec<i32>, Error> {
    let rows = positions.len() / 2;
    if !positions.len().is_multiple_of(2) {
        return Err(Error::Initialization { given: positions.len(), needed: 2 * rows + 2 });
    }
    if let Some(at) = positions.iter().position(|x| !x.is_finite()) {
        return Err(Error::InitialPosition { row: at / 2 });
    }
    let least = min_cluster_size.unwrap_or(((rows as f64).sqrt() / 2.0) as usize).max(2);
    if let Some(size @ ..2) = min_cluster_size {
        let expected = "at least 2";
        return Err(Error::Option { name: "min_cluster_size", value: size as f64, expected });
    }
    let least = if min_cluster_size.is_none() { least.max(5) } else { least };
    if rows < least {
        return Ok(vec![NOISE; rows]);
    }
    Ok(Condensed::new(&dendrogram(positions), rows, least).labels())
}

/// Two parts of a map that join at a distance: points below the number of rows, earlier merges above.
struct Merge {
    parts: [usize; 2],
    distance: f32,
    size: usize,
}

/// Merges in rising order of distance; the last one joins everything.
fn dendrogram(positions: &[f32]) -> Vec<Merge> {
    let rows = positions.len() / 2;
    let plane = Plane::new(positions);
    let nearest = plane.all_nearest(REACH.min(rows - 1));
    let extent = positions.iter().fold(0.0f32, |extent, x| extent.max(x.abs()));
    let closest = (extent * CLOSEST) * (extent * CLOSEST);
    let core: Vec<f32> = nearest
        .iter()
        .map(|near| near.get(CORE - 1).or(near.last()).map_or(0.0, |last| last.0).max(closest))
        .collect();
    let mut tree = spanning_tree(&plane, &nearest, &core);
    tree.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut sets = Sets::new(rows);
    let mut merges = Vec::with_capacity(rows - 1);
    for (squared, a, b) in tree {
        if let Some((parts, size)) = sets.join(a as usize, b as usize) {
            merges.push(Merge { parts, distance: squared.sqrt(), size });
            sets.name(a as usize, rows + merges.len() - 1);
        }
    }
    merges
}

/// The edges of the minimum spanning tree under mutual reachability: squared distance and both rows. Equal distances
/// are ordered by rows, so that there is only one such tree.
fn spanning_tree(
    plane: &Plane<'_>,
    nearest: &[Vec<(f32, u32)>],
    core: &[f32],
) -> Vec<(f32, u32, u32)> {
    let rows = core.len();
    let mut sets = Sets::new(rows);
    let mut tree = Vec::with_capacity(rows - 1);
    while tree.len() + 1 < rows {
        let set_of: Vec<u32> = (0..rows).map(|row| sets.root(row) as u32).collect();
        let uniform = plane.uniform(&set_of);
        let mut best = vec![(f32::INFINITY, u32::MAX, u32::MAX); rows];
        for (row, near) in nearest.iter().enumerate() {
            let best = &mut best[set_of[row] as usize];
            for &(squared, other) in near {
                if set_of[other as usize] != set_of[row] {
                    let distance = squared.max(core[row]).max(core[other as usize]);
                    let (low, high) = ((row as u32).min(other), (row as u32).max(other));
                    if (distance, low, high) < *best {
                        *best = (distance, low, high);
                    }
                }
            }
        }
        for (row, near) in nearest.iter().enumerate() {
            let best = &mut best[set_of[row] as usize];
            // Whoever is not remembered is at least as far as the last one that is.
            if core[row] <= best.0 && near.last().is_none_or(|last| last.0 <= best.0) {
                plane.nearest_of_others(row, &set_of, &uniform, core, best);
            }
        }
        for (squared, a, b) in best {
            if squared < f32::INFINITY && sets.join(a as usize, b as usize).is_some() {
                tree.push((squared, a, b));
            }
        }
    }
    tree
}

/// Which points are together already.
struct Sets {
    parents: Vec<usize>,
    /// The part of the dendrogram that a set is, and its size, by the set's root.
    parts: Vec<(usize, usize)>,
}

impl Sets {
    fn new(rows: usize) -> Self {
        Self { parents: (0..rows).collect(), parts: (0..rows).map(|row| (row, 1)).collect() }
    }

    fn root(&mut self, mut row: usize) -> usize {
        while self.parents[row] != row {
            self.parents[row] = self.parents[self.parents[row]];
            row = self.parents[row];
        }
        row
    }

    /// Joins the sets of two points: the parts that they were and the size of what they are now; `None` if they are
    /// one already.
    fn join(&mut self, a: usize, b: usize) -> Option<([usize; 2], usize)> {
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            return None;
        }
        let (a, b) = if self.parts[a].1 < self.parts[b].1 { (b, a) } else { (a, b) };
        let ((large, larger), (small, smaller)) = (self.parts[a], self.parts[b]);
        self.parents[b] = a;
        self.parts[a] = (large, larger + smaller);
        Some(([large, small], larger + smaller))
    }

    /// Says which part of the dendrogram the set of a point is.
    fn name(&mut self, row: usize, part: usize) {
        let root = self.root(row);
        self.parts[root].0 = part;
    }
}

/// A candidate for a cluster.
struct Candidate {
    parent: usize,
    /// Density, as an inverse distance, at which it splits off.
    birth: f64,
    /// The excess of mass: over its points, how much density they stay in it for.
    stability: f64,
}

/// The dendrogram without the splits that merely shed a few points.
struct Condensed {
    /// The whole map first; parents come before their children.
    candidates: Vec<Candidate>,
    /// The last candidate that each point belongs to.
    of: Vec<usize>,
}

impl Condensed {
    fn new(merges: &[Merge], rows: usize, least: usize) -> Self {
        let mut candidates = vec![Candidate { parent: 0, birth: 0.0, stability: 0.0 }];
        let mut of = vec![0; rows];
        let size = |part: usize| if part < rows { 1 } else { merges[part - rows].size };
        let mut open = vec![(rows + merges.len() - 1, 0)];
        while let Some((part, candidate)) = open.pop() {
            let Some(merge) = part.checked_sub(rows).map(|at| &merges[at]) else {
                of[part] = candidate;
                continue;
            };
            let density = 1.0 / f64::from(merge.distance);
            let sizes = merge.parts.map(size);
            let leaving = match sizes.map(|size| size >= least) {
                [true, true] => sizes[0] + sizes[1],
                [true, false] => sizes[1],
                [false, true] => sizes[0],
                // What is too small to split sheds its points one after the other.
                [false, false] => sizes.iter().filter(|&&size| size == 1).count(),
            };
            let born = candidates[candidate].birth;
            candidates[candidate].stability += leaving as f64 * (density - born);
            let splits = sizes.iter().all(|&size| size >= least);
            for (part, size) in merge.parts.into_iter().zip(sizes) {
                if splits {
                    candidates.push(Candidate {
                        parent: candidate,
                        birth: density,
                        stability: 0.0,
                    });
                    open.push((part, candidates.len() - 1));
                } else if size >= least || sizes.iter().all(|&size| size < least) {
                    open.push((part, candidate));
                } else {
                    shed(part, candidate, merges, rows, &mut of);
                }
            }
        }
        Self { candidates, of }
    }

    fn labels(self) -> Vec<i32> {
        let Self { candidates, of } = self;
        let count = candidates.len();
        let mut best: Vec<f64> = vec![0.0; count];
        let mut chosen = vec![false; count];
        for at in (0..count).rev() {
            let Candidate { parent, stability, .. } = candidates[at];
            // The whole map is a cluster only where it has no parts.
            chosen[at] = if at == 0 { count == 1 } else { stability >= best[at] };
            let value = if chosen[at] { stability } else { best[at] };
            if at > 0 {
                best[parent] += value;
            }
        }
        // The outermost of the chosen ones counts.
        let mut cluster: Vec<Option<usize>> = vec![None; count];
        for at in 0..count {
            let outer = if at == 0 { None } else { cluster[candidates[at].parent] };
            cluster[at] = outer.or(chosen[at].then_some(at));
        }
        let mut sizes = vec![(0usize, usize::MAX); count];
        for (row, &candidate) in of.iter().enumerate() {
            if let Some(at) = cluster[candidate] {
                sizes[at] = (sizes[at].0 + 1, sizes[at].1.min(row));
            }
        }
        let mut order: Vec<usize> = (0..count).filter(|&at| sizes[at].0 > 0).collect();
        order.sort_by_key(|&at| (usize::MAX - sizes[at].0, sizes[at].1));
        let mut numbers = vec![NOISE; count];
        for (number, &at) in (0..).zip(&order) {
            numbers[at] = number;
        }
        of.iter().map(|&candidate| cluster[candidate].map_or(NOISE, |at| numbers[at])).collect()
    }
}

/// Gives all points of a part to a candidate.
fn shed(part: usize, candidate: usize, merges: &[Merge], rows: usize, of: &mut [usize]) {
    let mut open = vec![part];
    while let Some(part) = open.pop() {
        match part.checked_sub(rows) {
            Some(at) => open.extend(merges[at].parts),
            None => of[part] = candidate,
        }
    }
}

#[cfg(test)]
mod tests;
