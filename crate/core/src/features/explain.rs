/*!
What sets a group apart, in words.
*/

use super::feature::Unit;
use super::matrix::Matrix;
use super::scale::quantile;
use serde::Serialize;

/// Medians farther apart than so many spreads tell no more than these.
const FARTHEST: f32 = 4.0;

/// A feature by which a group differs from the others.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reason {
    /// The column of the matrix.
    pub column: usize,
    /// The group's raw value.
    pub value: f32,
    /// The median of all groups.
    pub typical: f32,
    /// How far from the median the value lies, in robust standard deviations (the interquartile range over 1.349, after
    /// the logarithm for counts and quantities), after shares of few records were drawn towards what is typical; above 3
    /// is rare.
    pub score: f32,
    /// The same for people: `5xx share 41 % (typical 0.3 %)`.
    pub text: String,
}

impl Matrix {
    /// Every feature that people can read, the one that sets the group apart most first.
    pub fn explain(&self, row: usize) -> Vec<Reason> {
        let records = self.counts.get(row).copied().unwrap_or_default();
        let columns = self.columns.iter().zip(self.row(row)).enumerate();
        let mut reasons: Vec<Reason> = columns
            .filter(|(_, (column, _))| column.unit != Unit::Coordinate)
            .map(|(index, (column, &value))| {
                let shown = quantity(value.into(), column.unit);
                let typical = quantity(column.typical.into(), column.unit);
                Reason {
                    column: index,
                    value,
                    typical: column.typical,
                    score: column.score(value, records),
                    text: format!("{} {shown} (typical {typical})", column.name),
                }
            })
            .collect();
        reasons
            .sort_by(|a, b| b.score.abs().total_cmp(&a.score.abs()).then(a.column.cmp(&b.column)));
        reasons
    }
}

impl Matrix {
    /// Every feature that people can read, the one that sets the groups of these rows apart from all others first. A feature's
    /// score is Cliff's delta between them and the others (Cliff 1993): how much more often one of them has the greater value
    /// than the lesser, -1 to 1, times how far apart their medians lie in robust standard deviations, at most 4. Nothing if
    /// there are no others.
    pub fn explain_set(&self, rows: &[u32]) -> Vec<Reason> {
        let chosen = self.chosen(rows);
        let inside = chosen.iter().filter(|&&is| is).count();
        if inside == 0 || inside == chosen.len() {
            return Vec::new();
        }
        let readable =
            self.columns.iter().enumerate().filter(|(_, column)| column.unit != Unit::Coordinate);
        let mut reasons: Vec<Reason> = readable
            .map(|(index, column)| {
                let of = |row: usize| self.row(row).get(index).copied().unwrap_or_default();
                let mut values: Vec<(f32, bool)> =
                    chosen.iter().enumerate().map(|(row, &is)| (of(row), is)).collect();
                values.sort_by(|a, b| a.0.total_cmp(&b.0));
                let side = |is: bool| -> Vec<f64> {
                    values.iter().filter(|v| v.1 == is).map(|v| v.0.into()).collect()
                };
                let median = |is: bool| quantile(&side(is), 50).unwrap_or_default();
                let (here, elsewhere) = (median(true), median(false));
                // Medians stand for many records, so nothing is to be taken off them.
                let apart = (column.score(here as f32, u64::MAX)
                    - column.score(elsewhere as f32, u64::MAX))
                .abs()
                .clamp(0.0, FARTHEST);
                let shown = quantity(here, column.unit);
                let typical = quantity(elsewhere, column.unit);
                Reason {
                    column: index,
                    value: here as f32,
                    typical: elsewhere as f32,
                    score: delta(&values) * apart,
                    text: format!("{} {shown} (elsewhere {typical})", column.name),
                }
            })
            .collect();
        reasons
            .sort_by(|a, b| b.score.abs().total_cmp(&a.score.abs()).then(a.column.cmp(&b.column)));
        reasons
    }
}

/// Cliff's delta of the values that are chosen against the others; `values` rise.
fn delta(values: &[(f32, bool)]) -> f32 {
    let inside = values.iter().filter(|v| v.1).count();
    let outside = values.len() - inside;
    // For each of the chosen: the others below it less the others above it.
    let (mut below, mut sum) = (0i64, 0i64);
    for equals in values.chunk_by(|a, b| a.0 == b.0) {
        let chosen = equals.iter().filter(|v| v.1).count() as i64;
        let others = equals.len() as i64 - chosen;
        sum += chosen * (2 * below + others - outside as i64);
        below += others;
    }
    (sum as f64 / (inside as f64 * outside as f64)) as f32
}

/// A quantity to three digits, with its unit.
fn quantity(value: f64, unit: Unit) -> String {
    match unit {
        Unit::Share => format!("{} %", digits(value * 100.0)),
        Unit::Bytes => {
            let (value, prefix) = prefixed(value);
            format!("{} {prefix}B", digits(value))
        }
        Unit::Count | Unit::PerMinute if value < 10_000.0 => digits(value),
        Unit::Count | Unit::PerMinute => {
            let (value, prefix) = prefixed(value);
            format!("{} {prefix}", digits(value))
        }
        Unit::Seconds => match value {
            ..120.0 => format!("{} s", digits(value)),
            ..7200.0 => format!("{} min", digits(value / 60.0)),
            _ => format!("{} h", digits(value / 3600.0)),
        },
        Unit::Duration | Unit::Number | Unit::Coordinate => digits(value),
    }
}

fn prefixed(value: f64) -> (f64, &'static str) {
    const PREFIXES: [(f64, &str); 4] = [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")];
    let fitting = PREFIXES.into_iter().find(|(size, _)| value >= *size);
    fitting.map_or((value, ""), |(size, prefix)| (value / size, prefix))
}

fn digits(value: f64) -> String {
    if value.abs() >= 1e6 || (value != 0.0 && value.abs() < 1e-5) {
        return format!("{value:.1e}");
    }
    let places = match value.abs() {
        large if large >= 10.0 => 0,
        large if large >= 1.0 => 1,
        large if large >= 0.1 => 2,
        large if large >= 0.01 => 3,
        _ => 6,
    };
    let text = format!("{value:.places$}");
    if places == 0 {
        return text;
    }
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deltas_count_which_side_is_greater() {
        let of = |values: &[(f32, bool)]| delta(values);
        assert_eq!(of(&[(1.0, false), (2.0, false), (3.0, true)]), 1.0);
        assert_eq!(of(&[(1.0, true), (2.0, false), (3.0, false)]), -1.0);
        assert_eq!(of(&[(1.0, true), (1.0, false), (1.0, false)]), 0.0);
        assert_eq!(of(&[(0.0, false), (1.0, false), (1.0, true), (2.0, false)]), 0.0);
    }

    #[test]
    fn quantities_are_written_for_people() {
        for (value, unit, text) in [
            (0.41, Unit::Share, "41 %"),
            (0.003, Unit::Share, "0.3 %"),
            (0.0, Unit::Share, "0 %"),
            (1.0, Unit::Share, "100 %"),
            (12_345.0, Unit::Bytes, "12 kB"),
            (5.0, Unit::Bytes, "5 B"),
            (1_234.0, Unit::Count, "1234"),
            (1_234_567.0, Unit::Count, "1.2 M"),
            (0.25, Unit::Duration, "0.25"),
            (90.0, Unit::Seconds, "90 s"),
            (1_800.0, Unit::Seconds, "30 min"),
            (9_000.0, Unit::Seconds, "2.5 h"),
            (-3.25, Unit::Number, "-3.2"),
        ] {
            assert_eq!(quantity(value, unit), text);
        }
    }
}
