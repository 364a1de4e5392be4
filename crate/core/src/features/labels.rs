/*!
What the rows of a matrix are called in a column of words: what points are coloured by.
*/

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use serde::Serialize;

/// So many values of a column are told apart.
pub(super) const MOST_VALUES: usize = 7;

/// A column of words, by its most frequent values.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Labels {
    /// The column.
    pub name: String,
    /// Its most frequent values, ties by name.
    pub values: Vec<String>,
    /// The place of each row's value among them, -1 for another or none.
    #[serde(skip)]
    pub of_row: Vec<i8>,
}

impl Labels {
    /// Of the value of each row; none where no value occurs twice, or all rows have the same.
    pub(super) fn new<'a>(
        name: &str,
        rows: impl Iterator<Item = Option<&'a [u8]>> + Clone,
    ) -> Option<Self> {
        let mut counts: HashMap<&[u8], u64, FixedState> = HashMap::default();
        let mut all = 0u64;
        for row in rows.clone() {
            all += 1;
            if let Some(value) = row {
                *counts.entry(value).or_default() += 1;
            }
        }
        let mut values: Vec<(&[u8], u64)> =
            counts.into_iter().filter(|&(_, count)| count > 1 && count < all).collect();
        values.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        values.truncate(MOST_VALUES);
        let places: HashMap<&[u8], i8, FixedState> =
            (0..).zip(&values).map(|(place, (value, _))| (*value, place)).collect();
        let of_row = rows
            .map(|row| row.and_then(|value| places.get(value)).copied().unwrap_or(-1))
            .collect();
        let shown = values.iter().map(|(value, _)| String::from_utf8_lossy(value).into_owned());
        let values: Vec<String> = shown.collect();
        (!values.is_empty()).then(|| Self { name: name.to_owned(), values, of_row })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_frequent_values_come_first_and_single_ones_are_others() {
        let rows = ["b", "a", "b", "c", "", "a", "b"];
        let rows = rows.iter().map(|text| (!text.is_empty()).then_some(text.as_bytes()));
        let labels = Labels::new("kind", rows).unwrap();
        assert_eq!(labels.values, ["b", "a"]);
        assert_eq!(labels.of_row, [0, 1, 0, -1, -1, 1, 0]);
    }

    #[test]
    fn what_tells_no_rows_apart_is_no_column_to_colour_by() {
        let of = |rows: &[&'static str]| Labels::new("x", rows.iter().map(|r| Some(r.as_bytes())));
        assert_eq!(of(&["a", "b", "c"]), None);
        assert_eq!(of(&["a", "a"]), None);
    }
}
