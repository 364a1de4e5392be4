/*!
What the groups of a map have in a field that they are not made by: what their points are coloured by.
*/

use super::keys::{NONE, OTHER};
use super::labels::{Labels, MOST_VALUES};
use super::matrix::Matrix;
use super::records::is_code;
use super::{By, Keys};
use crate::columns::{Columns, Selection};
use crate::summary::{Summary, histogram};
use crate::template::Merged;
use std::sync::Arc;

/// One field of the records of each group. Exactly associative and commutative, so any cut and any order of merging end in the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tints {
    groups: Arc<Keys>,
    of: Of,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Of {
    /// The values that are told apart, and how many records have each: group by group, after each group's values its others.
    Words { values: Arc<Keys>, counts: Vec<u64> },
    /// The field, and for each group how many numbers there are and the sum of the places of their buckets in a histogram: about
    /// that of their logarithms, but the same in any order.
    Numbers { field: String, sums: Vec<(u64, i64)> },
}

/// What each row of a matrix has in a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Tint {
    /// The value that most of its records have, unless more have none of those told apart.
    Words(Labels),
    /// How high its numbers are on the whole; only good for comparing. None where it has no numbers.
    Numbers(Vec<Option<f64>>),
}

impl Tints {
    /// Of the records of these groups the field of this name (or one that means the same, see [`By::resolved`]), which are
    /// summed up here: codes and words by their most frequent values, numbers of many values by how high they are.
    pub fn choose(groups: Arc<Keys>, field: &str, summary: &Summary, merged: Arc<Merged>) -> Self {
        let by = By::parse(field).resolved(summary);
        let name = by.to_string();
        let measured = summary.fields.get(name.as_str()).is_some_and(|field| {
            let numbers = field.numbers.distinct().0;
            field.values.total() == 0 && !is_code(&name) && numbers > MOST_VALUES as u64
        });
        let of = if measured {
            Of::Numbers { field: name, sums: vec![(0, 0); groups.len()] }
        } else {
            let values = Arc::new(Keys::choose(&by, summary, merged, MOST_VALUES));
            let counts = vec![0; groups.len() * (values.len() + 1)];
            Of::Words { values, counts }
        };
        Self { groups, of }
    }

    /// The same, of no records yet.
    #[must_use]
    pub fn emptied(&self) -> Self {
        let mut emptied = self.clone();
        match &mut emptied.of {
            Of::Words { counts, .. } => counts.fill(0),
            Of::Numbers { sums, .. } => sums.fill((0, 0)),
        }
        emptied
    }

    /// Adds the selected records of a slice.
    pub fn add(&mut self, columns: &Columns, selection: &Selection) {
        let groups = self.groups.groups_of(columns);
        let group = |row: usize| {
            groups.get(row).filter(|group| !matches!(**group, NONE | OTHER)).map(|&at| at as usize)
        };
        match &mut self.of {
            Of::Words { values, counts } => {
                let of_rows = values.groups_of(columns);
                let width = values.len() + 1;
                selection.for_each(|row| {
                    let value = match of_rows.get(row) {
                        None | Some(&NONE) => return,
                        Some(&OTHER) => width - 1,
                        Some(&value) => value as usize,
                    };
                    if let Some(group) = group(row)
                        && let Some(count) = counts.get_mut(group * width + value)
                    {
                        *count += 1;
                    }
                });
            }
            Of::Numbers { field, sums } => {
                let column = columns.field(field).and_then(|column| column.number.as_ref());
                let Some(numbers) = column else { return };
                numbers.each(selection, &mut |row, number| {
                    if let Some((count, sum)) = group(row).and_then(|group| sums.get_mut(group)) {
                        *count += 1;
                        *sum += i64::from(histogram::bucket(number));
                    }
                });
            }
        }
    }

    /// Adds what another of the same groups and field has counted.
    pub fn merge(&mut self, other: &Self) {
        match (&mut self.of, &other.of) {
            (Of::Words { counts, .. }, Of::Words { counts: theirs, .. }) => {
                counts.iter_mut().zip(theirs).for_each(|(mine, theirs)| *mine += theirs);
            }
            (Of::Numbers { sums, .. }, Of::Numbers { sums: theirs, .. }) => {
                for ((count, sum), (more, further)) in sums.iter_mut().zip(theirs) {
                    *count += more;
                    *sum += further;
                }
            }
            _ => {}
        }
    }

    /// What the rows of the matrix that was made of these groups have.
    pub fn of(&self, matrix: &Matrix) -> Tint {
        let groups = matrix.groups.iter().flat_map(|(_, groups)| groups);
        let groups = groups.map(|&group| group as usize);
        match &self.of {
            Of::Words { values, counts } => {
                let width = values.len() + 1;
                let of_row = groups.map(|group| {
                    let counts = counts.get(group * width..(group + 1) * width);
                    let counts = counts.unwrap_or_default();
                    // Of equals the first, which is more frequent in all.
                    let most = counts.iter().enumerate().rev().max_by_key(|(_, count)| **count);
                    match most {
                        Some((place, &count)) if count > 0 && place < values.len() => place as i8,
                        _ => -1,
                    }
                });
                let names = (0..values.len()).map(|value| values.describe(value).0);
                let name = values.by().to_string();
                Tint::Words(Labels { name, of_row: of_row.collect(), values: names.collect() })
            }
            Of::Numbers { sums, .. } => {
                let mean =
                    |&(count, sum): &(u64, i64)| (count > 0).then(|| sum as f64 / count as f64);
                Tint::Numbers(groups.map(|group| mean(sums.get(group)?)).collect())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Line, columns, lines, summary};
    use super::super::{Groups, MOST_GROUPS};
    use super::*;
    use proptest::prelude::*;

    fn counted(by: &str, field: &str, slices: &[&[Line]]) -> (Matrix, Tint) {
        let whole = summary(&slices.concat());
        let keys = Keys::choose(&By::parse(by), &whole, Arc::default(), MOST_GROUPS);
        let keys = Arc::new(keys);
        let mut groups = Groups::new(keys.clone());
        let mut tints = Tints::choose(keys, field, &whole, Arc::default());
        // Merged from behind.
        for slice in slices.iter().rev() {
            let columns = columns(7, slice);
            let all = Selection::all(columns.rows);
            groups.add(&columns, &all);
            let mut part = tints.emptied();
            part.add(&columns, &all);
            tints.merge(&part);
        }
        let matrix = Matrix::new(&groups);
        let tint = tints.of(&matrix);
        (matrix, tint)
    }

    fn line(client: &str, host: Option<&str>, bytes: f64) -> Line {
        let host = host.map(|host| ("host.name", host.to_owned()));
        let texts = [("client.address", client.to_owned())].into_iter().chain(host).collect();
        Line { texts, numbers: vec![("http.response.bytes", bytes)], ..Line::default() }
    }

    #[test]
    fn words_are_those_of_most_records_of_a_group() {
        let lines = [
            line("a", Some("web-1"), 1.0),
            line("a", Some("web-1"), 1.0),
            line("a", Some("web-2"), 1.0),
            line("b", Some("web-2"), 1.0),
            line("b", None, 1.0),
            line("c", None, 1.0),
        ];
        let (matrix, tint) = counted("client", "host", &[&lines]);
        assert_eq!(matrix.names, ["a", "b", "c"]);
        let values = ["web-1", "web-2"].map(str::to_owned).to_vec();
        let name = "host.name".to_owned();
        assert_eq!(tint, Tint::Words(Labels { name, values, of_row: vec![0, 1, -1] }));
    }

    #[test]
    fn a_group_of_which_most_records_have_rare_values_has_none() {
        let hosts: Vec<String> = (0..20).map(|host| format!("web-{host:02}")).collect();
        let mut lines: Vec<Line> = hosts
            .iter()
            .flat_map(|host| [line("many", Some(host), 1.0), line("many", Some(host), 1.0)])
            .collect();
        lines.extend((0..3).map(|_| line("few", Some("web-00"), 1.0)));
        let (matrix, tint) = counted("client", "host", &[&lines]);
        assert_eq!(matrix.names, ["many", "few"]);
        let Tint::Words(labels) = tint else { panic!("words") };
        assert_eq!((labels.values.len(), labels.of_row), (MOST_VALUES, vec![-1, 0]));
    }

    #[test]
    fn numbers_are_compared_by_how_high_they_are() {
        let sized = |client: &'static str, sizes: std::ops::Range<u32>| {
            sizes.map(move |size| line(client, None, f64::from(size) * 1000.0))
        };
        let lines: Vec<Line> = sized("low", 1..9)
            .chain(sized("high", 500..504))
            .chain(sized("middle", 90..92))
            .collect();
        let (matrix, tint) = counted("client", "bytes", &[&lines]);
        assert_eq!(matrix.names, ["low", "high", "middle"]);
        let Tint::Numbers(heights) = tint else { panic!("numbers") };
        assert!(heights[0] < heights[2] && heights[2] < heights[1], "{heights:?}");
    }

    proptest! {
        #[test]
        fn any_cut_gives_the_same(lines in lines(), at: prop::sample::Index, field in prop::sample::select(vec!["host", "status", "bytes", "path", "template", "minute"])) {
            let (first, second) = lines.split_at(at.index(lines.len() + 1));
            prop_assert_eq!(counted("client", field, &[&lines]), counted("client", field, &[first, second]));
        }
    }
}
