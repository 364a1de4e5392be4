//! The order in which a run keeps its points: along a curve through the map, so that the neighbours of a point,
//! which lie around it on the map, lie around it in memory too. Attraction then finds them in the cache (SG-t-SNE-Pi,
//! Pitsianis et al. 2019, sorts its points for the same reason).

use crate::CHUNK;
use rayon::prelude::*;

/// Times that the squares which the curve goes through are quartered.
const LEVELS: u32 = 10;
/// The first iteration after the start at which the order is renewed; then at twice as many each time, since the
/// map changes ever more slowly.
const FIRST: usize = 50;

/// Whether to renew the order before this iteration.
pub(crate) fn due(iteration: usize) -> bool {
    iteration == 0 || (iteration.is_multiple_of(FIRST) && (iteration / FIRST).is_power_of_two())
}

/// The places of the points, x and y of each in turn, in the order in which a Hilbert curve through their square
/// meets them; those of one square keep their order.
pub(crate) fn along_curve(positions: &[f32]) -> Vec<u32> {
    let points = positions.as_chunks::<2>().0;
    let fold = |start: f32, f: fn(f32, f32) -> f32| {
        points.iter().fold([start; 2], |[x, y], point| [f(x, point[0]), f(y, point[1])])
    };
    let (low, high) = (fold(f32::INFINITY, f32::min), fold(f32::NEG_INFINITY, f32::max));
    let extent = (high[0] - low[0]).max(high[1] - low[1]).max(f32::MIN_POSITIVE);
    let scale = ((1 << LEVELS) - 1) as f32 / extent;
    let mut keys: Vec<u64> = points
        .par_iter()
        .with_min_len(CHUNK)
        .enumerate()
        .map(|(place, point)| {
            let [x, y] = [0, 1].map(|axis| ((point[axis] - low[axis]) * scale) as u32);
            u64::from(on_curve(x, y)) << 32 | place as u64
        })
        .collect();
    keys.par_sort_unstable();
    keys.into_iter().map(|key| key as u32).collect()
}

/// How far along the curve a square lies.
fn on_curve(mut x: u32, mut y: u32) -> u32 {
    let mut along = 0;
    for level in (0..LEVELS).rev() {
        let [right, upper] = [x, y].map(|square| (square >> level) & 1);
        along = (along << 2) | ((3 * right) ^ upper);
        if upper == 0 {
            if right == 1 {
                (x, y) = (!x, !y);
            }
            (x, y) = (y, x);
        }
    }
    along
}

/// What is at `from[i]` of each place i.
pub(crate) fn pick<T: Copy + Send + Sync>(values: &[T], from: &[u32]) -> Vec<T> {
    from.par_iter().with_min_len(CHUNK).map(|&at| values[at as usize]).collect()
}

/// The places from which [`pick`] undoes itself.
pub(crate) fn inverse(from: &[u32]) -> Vec<u32> {
    let mut places = vec![0; from.len()];
    for (place, &at) in from.iter().enumerate() {
        places[at as usize] = place as u32;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;

    #[test]
    fn the_curve_goes_through_every_square_and_only_to_the_next() {
        let side = 1 << LEVELS;
        let mut squares = vec![(0, 0); (side * side) as usize];
        for x in 0..side {
            for y in 0..side {
                squares[on_curve(x, y) as usize] = (x, y);
            }
        }
        let step = |a: &[(u32, u32)]| a[0].0.abs_diff(a[1].0) + a[0].1.abs_diff(a[1].1);
        assert!(squares.windows(2).all(|pair| step(pair) == 1));
    }

    #[test]
    fn points_are_ordered_once_each_and_those_of_a_square_by_their_place() {
        let mut rng = Rng::new(4);
        let positions: Vec<f32> = (0..4000).map(|_| rng.normal() as f32).collect();
        let order = along_curve(&positions);
        let mut sorted = order.clone();
        sorted.sort_unstable();
        assert!(sorted.iter().enumerate().all(|(at, &place)| at == place as usize));
        assert_eq!(pick(&pick(&positions[..2000], &order), &inverse(&order)), positions[..2000]);
        assert_eq!(along_curve(&[3.0; 20]), (0..10).collect::<Vec<u32>>());
        assert!(along_curve(&[]).is_empty());
        let length = |order: &mut dyn Iterator<Item = u32>| {
            let places: Vec<usize> = order.map(|place| place as usize).collect();
            let side = |a: usize, b: usize| (positions[a] - positions[b]).abs();
            places
                .windows(2)
                .map(|p| side(2 * p[0], 2 * p[1]) + side(2 * p[0] + 1, 2 * p[1] + 1))
                .sum::<f32>()
        };
        let (unsorted, along) = (length(&mut (0..2000)), length(&mut order.iter().copied()));
        assert!(along < unsorted / 10.0, "{along} of {unsorted}");
    }
}
