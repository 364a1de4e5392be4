/*!
What sets a group apart, in words.
*/

use super::catalogue::Unit;
use super::matrix::Matrix;
use serde::Serialize;

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
        Unit::Duration | Unit::Coordinate => digits(value),
    }
}

fn prefixed(value: f64) -> (f64, &'static str) {
    const PREFIXES: [(f64, &str); 4] = [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")];
    let fitting = PREFIXES.into_iter().find(|(size, _)| value >= *size);
    fitting.map_or((value, ""), |(size, prefix)| (value / size, prefix))
}

fn digits(value: f64) -> String {
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
        ] {
            assert_eq!(quantity(value, unit), text);
        }
    }
}
