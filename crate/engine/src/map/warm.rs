/*!
The places of an earlier map, so that a new filter or more data moves a map instead of throwing it over.
*/

use logatlas_embed::Neighbours;
use std::collections::BTreeMap;

/// With a smaller share of known groups than this a map starts anew: a few old places would only mislead it.
const LEAST_KNOWN: f64 = 0.3;
/// So many known neighbours say where a new group begins, each the more the nearer it is (inverse squared distance).
const GUIDES: usize = 5;
/// Groups that begin in the same place are put so far apart, so that they can part at all.
const APART: f32 = 1e-3;

/// Where groups lay, by their names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Places {
    of: BTreeMap<String, [f32; 2]>,
}

impl Places {
    /// The places of these groups: x and y of each in turn.
    pub fn new(names: &[String], positions: &[f32]) -> Self {
        let places = positions.as_chunks().0;
        Self { of: names.iter().cloned().zip(places.iter().copied()).collect() }
    }

    /// Where groups of a new map start: where they were, or amid their nearest neighbours that are known. None where too few
    /// are known.
    pub(super) fn start(&self, names: &[String], neighbours: &Neighbours) -> Option<Vec<f32>> {
        let known: Vec<Option<[f32; 2]>> =
            names.iter().map(|name| self.of.get(name).copied()).collect();
        let count = known.iter().flatten().count();
        if count == 0 || (count as f64) < LEAST_KNOWN * names.len() as f64 {
            return None;
        }
        let middle = mean(known.iter().flatten().map(|&place| (1.0, place))).unwrap_or_default();
        let mut start = Vec::with_capacity(2 * names.len());
        for (row, place) in known.iter().enumerate() {
            let [x, y] = place.unwrap_or_else(|| {
                let (others, distances) = neighbours.of(row);
                let near = others.iter().zip(distances);
                let guides = near.filter_map(|(&other, &squared)| {
                    Some((
                        1.0 / squared.max(f32::MIN_POSITIVE.sqrt()),
                        (*known.get(other as usize)?)?,
                    ))
                });
                let guides = guides.take(GUIDES);
                let [x, y] = mean(guides).unwrap_or(middle);
                // A spiral by the row's number: no two get the same place.
                let turn = row as f32 * APART / 2.0;
                [x + turn, y + APART * (row % 2) as f32]
            });
            start.extend([x, y]);
        }
        Some(start)
    }
}

/// The mean of places with their weights; none of no places.
fn mean(places: impl Iterator<Item = (f32, [f32; 2])>) -> Option<[f32; 2]> {
    let (mut all, mut sum) = (0.0f64, [0.0f64; 2]);
    for (weight, [x, y]) in places {
        let weight = f64::from(weight);
        all += weight;
        sum = [sum[0] + weight * f64::from(x), sum[1] + weight * f64::from(y)];
    }
    (all > 0.0).then(|| sum.map(|part| (part / all) as f32))
}

#[cfg(test)]
mod tests {
    use super::*;
    use logatlas_embed::Matrix;

    fn names(list: &[&str]) -> Vec<String> {
        list.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn known_groups_stay_and_new_ones_begin_among_their_neighbours() {
        let places = Places::new(&names(&["a", "b", "c"]), &[0.0, 1.0, 10.0, 10.0, 10.0, 12.0]);
        // `n` lies beside `b` and `c` in the data; `gone` is not on the new map.
        let values = [0.0, 5.0, 5.1, 5.05];
        let matrix = Matrix::new(&values, 4, 1).unwrap();
        let neighbours = Neighbours::search(matrix, 1.0);
        let start = places.start(&names(&["a", "b", "c", "n"]), &neighbours).unwrap();
        assert_eq!(start[..6], [0.0, 1.0, 10.0, 10.0, 10.0, 12.0]);
        let (x, y) = (start[6], start[7]);
        assert!((9.0..11.0).contains(&x) && (9.0..13.0).contains(&y), "{x} {y}");
    }

    #[test]
    fn a_map_of_other_groups_starts_anew() {
        let places = Places::new(&names(&["a", "b"]), &[0.0; 4]);
        let values = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
        let neighbours = Neighbours::search(Matrix::new(&values, 7, 1).unwrap(), 1.0);
        let others = names(&["a", "c", "d", "e", "f", "g", "h"]);
        assert_eq!(places.start(&others, &neighbours), None);
    }
}
