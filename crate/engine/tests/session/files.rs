//! Which file a record came from is a field like any other.

use crate::common::{Way, accounted, generated, pass, scan, session};
use logatlas_core::field::FILE_NAME;
use logatlas_core::generate::Kind;
use logatlas_core::snapshot::{Field, Snapshot};
use logatlas_engine::{Hints, PassId, Session};
use std::sync::Arc;

fn files(session: &Arc<Session>, id: Option<PassId>) -> Option<Field> {
    let snapshot: Snapshot = session.snapshot(id).unwrap();
    accounted(&snapshot);
    snapshot.fields.into_iter().find(|field| field.name == FILE_NAME)
}

fn counts(field: &Field) -> Vec<(&str, u64)> {
    field.top.iter().map(|top| (&*top.value, top.count)).collect()
}

#[test]
fn records_are_counted_and_filtered_by_their_file() {
    let (one, two) = (generated(Kind::Combined, 300, 1), generated(Kind::Json, 200, 2));
    let sources = [one.as_slice(), two.as_slice()];
    for budget in [0, 1 << 30] {
        let session = scan(Way { slice: 4_000, threads: 2, budget, ..Way::default() }, &sources);
        let all = files(&session, None).unwrap();
        assert_eq!(counts(&all), [("file0", 300), ("file1", 200)]);
        assert_eq!((all.alias, all.none), (Some("file"), 0));
        for (filter, count) in [
            ("file : file1", 200),
            ("log.file.name : \"*0\"", 300),
            ("not file : /^file/", 0),
            ("file : file0 and level : *", 0),
        ] {
            let id = pass(&session, &sources, filter);
            assert_eq!(session.matches(Some(id)), count, "{filter}");
        }
        let id = pass(&session, &sources, "file : file1");
        assert_eq!(counts(&files(&session, Some(id)).unwrap()), [("file1", 200)]);
    }
}

#[test]
fn the_only_file_is_no_field() {
    let log = generated(Kind::Json, 50, 3);
    assert!(files(&scan(Way::default(), &[&log]), None).is_none());
    let own = b"{\"log.file.name\":\"a\"}\n{\"x\":1}\n";
    let found = files(&scan(Way::default(), &[own]), None).unwrap();
    assert_eq!(counts(&found), [("a", 1), ("file0", 1)]);
}

#[test]
fn the_names_of_thousands_of_files_stay_within_their_share_of_memory() {
    let session = session(Way::default());
    for n in 0..5_000 {
        let (name, line) = (format!("{n:0>200}"), b"{\"x\":1}\n");
        let number = session.add_source(name, line.len() as u64, line, Hints::default(), None);
        crate::common::feed(&session, number, line, 100);
    }
    session.wait();
    session.end_scan();
    let found = files(&session, None).unwrap();
    assert_eq!((found.present, found.none), (5_000, 0));
    assert!((4_800..5_200).contains(&found.distinct), "{}", found.distinct);
    assert!(!session.summary().fields[FILE_NAME].values.is_exact());
}
