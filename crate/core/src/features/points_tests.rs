//! Records and rows of tables as points.

use super::tests::{Line, columns, lines};
use super::*;
use crate::columns::Selection;
use crate::numeric::Table;
use crate::severity::Severity;
use crate::summary::Origin;
use crate::template::Merged;
use proptest::prelude::*;

/// The lines as slices of one source, and a sample of at most so many.
fn sampled(lines: &[Line], cuts: &[usize], backwards: bool, most: usize) -> Records {
    let mut parts: Vec<Records> = cuts
        .windows(2)
        .enumerate()
        .map(|(seed, cut)| {
            let part = columns(seed as u64, &lines[cut[0]..cut[1]]);
            let mut records = Records::new(most);
            let slice = Origin { source: 0, offset: 10 * cut[0] as u64 };
            records.add(&part, &Selection::all(part.rows), slice);
            records
        })
        .collect();
    if backwards {
        parts.reverse();
    }
    let mut merged = Records::new(most);
    parts.iter().for_each(|part| merged.merge(part));
    merged
}

fn matrix(records: &Records) -> Matrix {
    Matrix::of_records(records, &Merged::default(), |slice, line| {
        format!("{}", slice.offset / 10 + u64::from(line))
    })
}

proptest! {
    #[test]
    fn any_cut_and_any_order_of_merging_give_the_same_sample(
        lines in lines(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..5),
        backwards: bool,
        most in 1usize..70,
    ) {
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(lines.len())).collect();
        cuts.extend([0, lines.len()]);
        cuts.sort_unstable();
        let one = matrix(&sampled(&lines, &[0, lines.len()], false, most));
        let other = matrix(&sampled(&lines, &cuts, backwards, most));
        prop_assert_eq!(&one, &other);
        prop_assert_eq!(one.rows(), most.min(lines.len()));
        prop_assert_eq!(one.rows() as u64 + one.other, lines.len() as u64);
        prop_assert!(one.scaled.iter().chain(&one.values).all(|value| value.is_finite()));
        prop_assert!(one.labels.iter().all(|label| label.of_row.len() == one.rows()));
    }

    #[test]
    fn the_filter_of_a_record_means_it(lines in lines()) {
        let records = sampled(&lines, &[0, lines.len()], false, 70);
        let all = columns(3, &lines);
        for filter in matrix(&records).filters {
            let found = crate::query::parse(&filter).expect("a filter").maybe(&all).count();
            prop_assert!(found >= 1, "{}", filter);
        }
    }
}

#[test]
fn a_record_is_known_by_its_words_values_and_severity() {
    let line = |at: usize| Line {
        time: Some(at as i64 * 60),
        severity: Some(if at.is_multiple_of(4) { Severity::Error } else { Severity::Info }),
        message: Some(if at.is_multiple_of(4) { "job lost" } else { "job done" }),
        texts: vec![("colour", ["red", "green"][at % 2].to_owned())],
        numbers: vec![("weight", at as f64), ("http.response.status_code", 200.0)],
    };
    let lines: Vec<Line> = (0..40).map(line).collect();
    let matrix = matrix(&sampled(&lines, &[0, 40], false, 100));
    let column = |name: &str| matrix.columns.iter().position(|column| column.name == name);
    let (error, weight) = (column("error").unwrap(), column("weight").unwrap());
    // A code is compared as a word, and the same one everywhere tells nothing.
    assert_eq!((column("status"), column("fields 1/64").is_some()), (None, false));
    for row in 0..matrix.rows() {
        let at: usize = matrix.names[row].split(' ').next().unwrap().parse().unwrap();
        assert_eq!(matrix.row(row)[error], f32::from(u8::from(at.is_multiple_of(4))));
        assert_eq!(matrix.row(row)[weight], at as f32);
    }
    let blocks: std::collections::BTreeSet<Block> =
        matrix.columns.iter().map(|column| column.block).collect();
    assert!(blocks.contains(&Block::Words) && blocks.contains(&Block::Fields), "{blocks:?}");
    let labels: Vec<&str> = matrix.labels.iter().map(|label| label.name.as_str()).collect();
    assert_eq!(labels, ["level", "template", "colour"]);
    let reasons =
        matrix.explain(matrix.names.iter().position(|name| name.starts_with("0 ")).unwrap());
    assert!(reasons.iter().any(|reason| reason.text == "error 100 % (typical 0 %)"), "{reasons:?}");
}

#[test]
fn the_columns_of_a_table_are_its_features_and_words_are_labels() {
    let rows: String = (0..30)
        .map(|row| {
            format!("flower {row},{},{},kind{},7\n", row % 5, 1e30 * f64::from(row), row % 3)
        })
        .collect();
    let text = format!("name,width,huge,kind,same\n{rows}flower x,,NaN,kind0,7\n");
    let table = Table::read(text.as_bytes(), usize::MAX).unwrap();
    let matrix = Matrix::of_table(&table);
    let names: Vec<&str> = matrix.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["width", "huge"]);
    assert!(
        matrix.columns.iter().all(|column| column.missing == 1 && column.block == Block::Numbers)
    );
    assert!(matrix.scaled.iter().all(|value| value.is_finite() && value.abs() <= 4.0));
    assert_eq!((matrix.names[3].as_str(), matrix.labels.len()), ("flower 3", 1));
    assert_eq!(matrix.labels[0].values, ["kind0", "kind1", "kind2"]);
    assert_eq!(matrix.labels[0].of_row[..4], [0, 1, 2, 0]);
    assert_eq!((matrix.rows(), matrix.other), (31, 0));
}

#[test]
fn weights_are_factors_on_coordinates() {
    let text = "a,b\n0,5\n1,4\n2,3\n3,1\n4,0\n";
    let matrix = Matrix::of_table(&Table::read(text.as_bytes(), usize::MAX).unwrap());
    assert_eq!(matrix.weighed(&Weights::default()), matrix.scaled);
    let mut weights = Weights::default();
    assert!(weights.set("a", 0.0) && weights.set("numbers", 2.0));
    let weighed = matrix.weighed(&weights);
    for (row, usual) in weighed.chunks(2).zip(matrix.scaled.chunks(2)) {
        assert_eq!(row, [0.0, 2.0 * usual[1]]);
    }
}
