//! Sessions against a plain walk over the sorted times of each client.

use super::tests::{DAY, Line, columns, lines, request, summary};
use super::visits::{PAUSE, Visit};
use super::*;
use crate::columns::Selection;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

fn clients(lines: &[Line]) -> Arc<Keys> {
    let by = By::Session;
    Arc::new(Keys::choose(&by, &summary(lines), Arc::default(), MOST_GROUPS))
}

/// The obvious way: sort, and cut where the pause is too long.
fn walked(lines: &[Line], keys: &Keys) -> Vec<Visit> {
    let all = columns(9, lines);
    let mut times: BTreeMap<u32, Vec<i64>> = BTreeMap::new();
    for (client, time) in keys.groups_of(&all).into_iter().zip(&all.times) {
        if (client as usize) < keys.len() && *time != crate::columns::UNTIMED {
            times.entry(client).or_default().push(*time);
        }
    }
    let mut visits: Vec<Visit> = Vec::new();
    for (client, mut times) in times {
        times.sort_unstable();
        for time in times {
            match visits.last_mut() {
                Some(last) if last.client == client && time - last.last <= PAUSE => {
                    last.last = time;
                    last.records += 1;
                }
                _ => visits.push(Visit { client, first: time, last: time, records: 1 }),
            }
        }
    }
    visits
}

fn found(lines: &[Line], cuts: &[usize], backwards: bool, most: usize) -> Visits {
    let whole = Visits::bounded(clients(lines), most);
    let mut parts: Vec<Visits> = cuts
        .windows(2)
        .enumerate()
        .map(|(seed, cut)| {
            let part = columns(seed as u64, &lines[cut[0]..cut[1]]);
            let mut visits = whole.emptied();
            visits.add(&part, &Selection::all(part.rows));
            visits
        })
        .collect();
    if backwards {
        parts.reverse();
    }
    let mut merged = whole;
    parts.iter().for_each(|part| merged.merge(part));
    merged
}

proptest! {
    #[test]
    fn sessions_are_those_of_a_walk_over_sorted_times_however_cut(
        lines in lines(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..5),
        backwards: bool,
    ) {
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(lines.len())).collect();
        cuts.extend([0, lines.len()]);
        cuts.sort_unstable();
        let visits = found(&lines, &cuts, backwards, usize::MAX);
        prop_assert_eq!(visits.visits(), walked(&lines, &clients(&lines)));
    }

    #[test]
    fn beyond_the_bound_the_same_clients_are_left_out_however_cut(
        lines in lines(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..5),
        backwards: bool,
        most in 0usize..12,
    ) {
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(lines.len())).collect();
        cuts.extend([0, lines.len()]);
        cuts.sort_unstable();
        let one = found(&lines, &[0, lines.len()], false, most);
        let other = found(&lines, &cuts, backwards, most);
        prop_assert_eq!(one.visits(), other.visits());
        // Whole clients stay, the most frequent first.
        let all = walked(&lines, &clients(&lines));
        prop_assert!(all.starts_with(&one.visits()));
    }
}

#[test]
fn a_session_is_a_group_with_a_length_and_a_filter_of_its_own() {
    let minute = 60;
    let times = [0, 10 * minute, 39 * minute, 70 * minute, 71 * minute];
    let mut lines: Vec<Line> = times.iter().map(|&at| request(1, at, 200.0)).collect();
    lines.extend((0..4).map(|at| request(2, at, 404.0)));
    lines.push(Line { time: None, ..request(2, 0, 404.0) });
    let visits = found(&lines, &[0, lines.len()], false, usize::MAX);
    let mut groups = Groups::new(Arc::new(Keys::of_visits(&visits, MOST_GROUPS)));
    let all = columns(1, &lines);
    groups.add(&all, &Selection::all(all.rows));
    let matrix = Matrix::new(&groups);
    assert_eq!(
        matrix.names,
        [
            "10.0.0.2, 2024-05-01T00:00:00Z",
            "10.0.0.1, 2024-05-01T00:00:00Z",
            "10.0.0.1, 2024-05-01T01:10:00Z"
        ]
    );
    assert_eq!((matrix.counts.as_slice(), matrix.none), (&[4, 3, 2][..], 1));
    let length = matrix.columns.iter().position(|column| column.name == "length").unwrap();
    let lengths: Vec<f32> = (0..3).map(|row| matrix.row(row)[length]).collect();
    assert_eq!(lengths, [3.0, 39.0 * 60.0, 60.0]);
    for (filter, &count) in matrix.filters.iter().zip(&matrix.counts) {
        let found = crate::query::parse(filter).expect("a filter").maybe(&all).count();
        assert_eq!(found as u64, count, "{filter}");
    }
    assert_eq!(DAY * 1_000_000_000, visits.visits()[0].first);
}

#[test]
fn the_sessions_with_most_records_are_kept() {
    let lines: Vec<Line> = (0..10)
        .flat_map(|day| (0..=day).map(move |at| request(1, day * 86_400 + at, 200.0)))
        .collect();
    let visits = found(&lines, &[0, lines.len()], false, usize::MAX);
    let keys = Keys::of_visits(&visits, 3);
    let mut groups = Groups::new(Arc::new(keys));
    let all = columns(1, &lines);
    groups.add(&all, &Selection::all(all.rows));
    let matrix = Matrix::new(&groups);
    assert_eq!((matrix.counts.as_slice(), matrix.other), (&[10, 9, 8][..], 28));
}
