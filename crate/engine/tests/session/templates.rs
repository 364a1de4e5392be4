//! Templates merged over all slices: the same for any way of reading, a filter by one means exactly its records.

use crate::common::{Way, accounted, difference, json, pass, scan};
use proptest::prelude::*;

/// Messages with names in them, some of which vary enough to be variables and some not.
fn log() -> impl Strategy<Value = Vec<u8>> {
    let line = prop_oneof![
        "user (anna|bela|carl|dora|emil) logged (in|out) from 10\\.0\\.0\\.[1-9]",
        "state of (disk|door) is (up|down|lost|full)",
        "loaded (a\\.B|c\\.D|e\\.F) in [1-9]ms",
        "delete( blk_[0-9]){1,4}",
        "Invalid user [a-z]{1,3} here",
        "[a-c]( [a-c]){0,4}",
    ];
    prop::collection::vec(line, 1..150).prop_map(|lines| lines.join("\n").into_bytes())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_way_of_reading_gives_the_same_templates(
        one in log(), two in log(), slice in 64..5_000usize, threads in 0..=4usize, seed in any::<u64>(),
    ) {
        let reference = scan(Way::default(), &[&one, &two]);
        let session = scan(Way { slice, threads, seed, ..Way::default() }, &[&one, &two]);
        prop_assert_eq!(difference(&json(&session, None), &json(&reference, None)), None);
        accounted(&session.snapshot(None).unwrap());
        // The order of the files changes places, not templates.
        let turned = scan(Way { slice, threads, seed, ..Way::default() }, &[&two, &one]);
        let of = |snapshot: Option<logatlas_core::snapshot::Snapshot>| {
            serde_json::to_string(&snapshot.unwrap().templates).unwrap()
        };
        prop_assert_eq!(of(turned.snapshot(None)), of(reference.snapshot(None)));
    }

    #[test]
    fn a_filter_by_a_template_means_exactly_its_records(
        log in log(), slice in 64..5_000usize, budget in prop_oneof![Just(0), Just(1 << 30)],
    ) {
        let sources = [log.as_slice()];
        let session = scan(Way { slice, budget, ..Way::default() }, &sources);
        let all = session.snapshot(None).unwrap();
        for template in all.templates.iter().take(4) {
            let id = pass(&session, &sources, &format!("template : {}", template.id));
            let filtered = session.snapshot(Some(id)).unwrap();
            prop_assert_eq!(filtered.lines.records, template.count);
            prop_assert_eq!(&filtered.templates[0].id, &template.id);
            prop_assert_eq!(filtered.templates.len(), 1);
            let not = pass(&session, &sources, &format!("not template : {}", template.id));
            prop_assert_eq!(session.matches(Some(not)), all.lines.records - template.count);
        }
    }
}

#[test]
fn the_map_by_template_and_its_filters_go_by_merged_templates() {
    let names = ["anna", "bela", "carl", "dora"];
    let lines =
        (0..40).map(|n| format!("user {} logged in\n{}note\n", names[n % 4], "so ".repeat(n % 10)));
    let log: Vec<u8> = lines.collect::<String>().into_bytes();
    let sources = [log.as_slice()];
    let session = scan(Way { slice: 100, ..Way::default() }, &sources);
    let groups =
        session.begin_groups("template", logatlas_core::query::Filter::default(), None).unwrap();
    let map = session.map(groups, &logatlas_embed::Options::default(), None).unwrap().unwrap();
    assert_eq!(map.matrix.names.len(), 11);
    assert_eq!((map.matrix.names[0].as_str(), map.matrix.counts[0]), ("user <*> logged in", 40));
    for (filter, count) in map.matrix.filters.iter().zip(&map.matrix.counts) {
        let id = pass(&session, &sources, filter);
        assert_eq!(session.matches(Some(id)), *count, "{filter}");
    }
}
