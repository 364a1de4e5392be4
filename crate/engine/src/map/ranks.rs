/*!
Where each group of a map stands among all: what a scale of colours shows.
*/

use super::Map;

impl Map {
    /// Where each group stands among all by one feature, 0 the lowest to 1 the highest; equals share the middle of their places.
    pub fn ranks(&self, column: usize) -> Vec<f32> {
        let value = |row| self.matrix.row(row).get(column).copied().unwrap_or(0.0);
        of(&(0..self.matrix.rows()).map(value).map(f64::from).collect::<Vec<_>>())
    }
}

/// The same by these values, one a group.
pub(super) fn of(values: &[f64]) -> Vec<f32> {
    let mut order: Vec<(usize, f64)> = values.iter().copied().enumerate().collect();
    order.sort_by(|a, b| a.1.total_cmp(&b.1));
    let mut ranks = vec![0.5; values.len()];
    let last = values.len().saturating_sub(1).max(1) as f32;
    let mut place = 0;
    for equals in order.chunk_by(|a, b| a.1 == b.1) {
        let middle = place as f32 + (equals.len() - 1) as f32 / 2.0;
        for &(row, _) in equals {
            if let Some(rank) = ranks.get_mut(row) {
                *rank = middle / last;
            }
        }
        place += equals.len();
    }
    ranks
}
