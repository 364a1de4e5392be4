//! Templates merged over all slices: the same for any way of reading, a filter by one means exactly its records.

use crate::common::{Way, accounted, difference, json, listed, pass, reread, scan};
use logatlas_core::parameters::SHARES;
use logatlas_core::query;
use logatlas_core::snapshot::{ClassCount, TEMPLATES, Template};
use logatlas_engine::lines;
use logatlas_engine::templates::Order;
use proptest::prelude::*;
use std::collections::BTreeMap;

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

/// Messages of several levels, with and without a time.
fn timed_log() -> impl Strategy<Value = Vec<u8>> {
    let line = prop_oneof![
        "2024-05-01T10:0[0-5]:0[0-9]Z (INFO|WARN|ERROR) user (anna|bela|carl|dora|emil) left after [1-9][0-9]?ms",
        "2024-05-01T10:0[0-5]:0[0-9]Z (INFO|ERROR) disk [0-9] is full",
        "2024-05-01T10:0[0-5]:0[0-9]Z INFO \"[a-c]{1,2}\" was opened",
    ];
    prop::collection::vec(line, 5..120).prop_map(|lines| lines.join("\n").into_bytes())
}

/// Requests without a message.
fn requests() -> impl Strategy<Value = Vec<u8>> {
    let line = "10\\.0\\.0\\.[1-3] - - \\[01/May/2024:10:00:0[0-9] \\+0000\\] \"(GET|POST) /(item/[0-9]{1,3}/list|top) HTTP/1\\.1\" 200 [0-9]{2}";
    prop::collection::vec(line, 1..80).prop_map(|lines| lines.join("\n").into_bytes())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn facts_of_a_template_are_those_of_a_filter_by_it(log in timed_log(), slice in 64..3_000usize, threads in 0..=3usize) {
        let sources = [log.as_slice()];
        let session = scan(Way { slice, threads, ..Way::default() }, &sources);
        for template in session.snapshot(None).unwrap().templates {
            let id = pass(&session, &sources, &format!("template : {}", template.id));
            let alone = session.snapshot(Some(id)).unwrap();
            prop_assert_eq!(template.classes.iter().map(|class| class.count).sum::<u64>(), template.count);
            let time = alone.time.map(|span| (span.first, span.last));
            prop_assert_eq!(template.first.zip(template.last), time);
            let series = alone.timeline.map(|timeline| timeline.series).unwrap_or_default();
            let of_series: Vec<(&str, u64)> = series.iter().map(|one| (one.name, one.counts.iter().sum())).collect();
            let of_template: Vec<(&str, u64)> = template.classes.iter().map(|class| (class.name, class.count)).collect();
            prop_assert_eq!(of_template, of_series);
        }
    }

    #[test]
    fn parameters_are_the_same_for_any_way_of_reading_and_add_up(
        log in timed_log(), slice in 64..3_000usize, threads in 0..=3usize, seed in any::<u64>(), budget in prop_oneof![Just(0), Just(1 << 30)],
    ) {
        let sources = [log.as_slice()];
        let of = |way: Way, template: &Template| {
            let session = scan(way, &sources);
            let pass = session.begin_parameters("level >= info", &template.id).unwrap().unwrap();
            reread(&session, &sources, pass);
            session.parameters(pass).unwrap()
        };
        let reference = scan(Way::default(), &sources);
        for template in reference.snapshot(None).unwrap().templates {
            let found = of(Way { slice, threads, seed, budget, ..Way::default() }, &template);
            let expected = of(Way::default(), &template);
            prop_assert_eq!(serde_json::to_string(&found).unwrap(), serde_json::to_string(&expected).unwrap());
            prop_assert_eq!(found.records, template.count);
            for parameter in &found.parameters {
                let listed: u64 = parameter.top.iter().map(|top| top.count).sum();
                prop_assert_eq!(listed + parameter.other, parameter.present);
                prop_assert_eq!(parameter.present, found.records, "all of these can be told");
                prop_assert_eq!(parameter.none, 0);
                if parameter.class == "duration" {
                    let quantiles = parameter.quantiles.as_ref().unwrap();
                    prop_assert_eq!(quantiles.count, parameter.present);
                    prop_assert!(quantiles.min >= 0.001 && quantiles.max < 0.1);
                }
            }
            let example: String = found.examples[0].iter().map(|part| part.text.as_str()).collect();
            prop_assert!(String::from_utf8_lossy(&log).contains(&example), "{}", example);
        }
    }

    #[test]
    fn a_filter_by_a_value_means_exactly_its_records(
        one in timed_log(), two in requests(), slice in 64..3_000usize, threads in 0..=3usize, budget in prop_oneof![Just(0), Just(1 << 30)],
    ) {
        let sources = [one.as_slice(), two.as_slice()];
        let session = scan(Way { slice, threads, budget, ..Way::default() }, &sources);
        let all = session.matches(None);
        for template in session.snapshot(None).unwrap().templates {
            let asked = session.begin_parameters("", &template.id).unwrap().unwrap();
            reread(&session, &sources, asked);
            for variable in session.parameters(asked).unwrap().parameters {
                let shares = variable.shares.as_deref().unwrap_or_default();
                prop_assert_eq!(variable.shares.is_some(), variable.distinct <= SHARES as u64);
                for top in variable.top.iter().take(3) {
                    let filter = query::term(&variable.field, &top.value);
                    let id = pass(&session, &sources, &filter);
                    let found = session.snapshot(Some(id)).unwrap();
                    prop_assert_eq!(found.lines.records, top.count, "{}", &filter);
                    prop_assert_eq!(&found.templates[0].id, &template.id);
                    let not = pass(&session, &sources, &format!("not {filter}"));
                    prop_assert_eq!(session.matches(Some(not)), all - top.count);
                    // What is known of the value is what is known of the records.
                    let Some(share) = shares.iter().find(|share| share.value == top.value) else { continue };
                    let of = |classes: &[ClassCount]| -> Vec<(&str, u64)> { classes.iter().map(|class| (class.name, class.count)).collect() };
                    prop_assert_eq!(of(&share.classes), of(&found.templates[0].classes));
                    prop_assert_eq!((share.count, &share.first, &share.last), (top.count, &found.templates[0].first, &found.templates[0].last));
                }
                let told = pass(&session, &sources, &format!("{} : *", variable.field));
                prop_assert_eq!(session.matches(Some(told)), variable.present);
                if variable.shares.is_some() {
                    prop_assert_eq!(shares.iter().map(|share| share.count).sum::<u64>(), variable.present);
                }
            }
        }
    }

    #[test]
    fn what_follows_what_is_counted_as_record_by_record(
        one in timed_log(), two in timed_log(), slice in 64..3_000usize, threads in 0..=3usize, filter in prop_oneof![Just(""), Just("level >= error")],
    ) {
        let sources = [one.as_slice(), two.as_slice()];
        let session = scan(Way { slice, threads, ..Way::default() }, &sources);
        let of = (!filter.is_empty()).then(|| pass(&session, &sources, filter));
        let counted = session.begin_trends(of, TEMPLATES).unwrap();
        session.wait();
        let trends = session.trends(counted).unwrap();
        let snapshot = session.snapshot(of).unwrap();
        // Record by record: those of each template one after the other, put in order by their lines.
        let mut records: Vec<(String, u64, String)> = Vec::new();
        for template in &snapshot.templates {
            let by = [format!("template : {}", template.id), filter.to_owned()];
            let by: Vec<String> = by.into_iter().filter(|part| !part.is_empty()).collect();
            let id = pass(&session, &sources, &by.join(" and "));
            let lines = listed(&session, &sources, Some(id), lines::Order::File, (0, u64::MAX));
            let lines = lines.into_iter();
            records.extend(lines.map(|line| (line.source, line.line.unwrap(), template.id.clone())));
        }
        records.sort();
        let mut expected: BTreeMap<(String, String), u64> = BTreeMap::new();
        for pair in records.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
            *expected.entry((pair[0].2.clone(), pair[1].2.clone())).or_default() += 1;
        }
        for (trend, template) in trends.templates.iter().zip(&snapshot.templates) {
            prop_assert_eq!(&trend.id, &template.id);
            prop_assert_eq!(trend.counts.iter().sum::<u64>(), template.count);
            let all = expected.iter().filter(|((before, _), _)| *before == trend.id);
            prop_assert_eq!(trend.followed, Some(all.map(|(_, count)| count).sum()));
            for next in &trend.next {
                let pair = (trend.id.clone(), next.id.clone());
                prop_assert_eq!(expected.get(&pair), Some(&next.count));
            }
        }
    }

    #[test]
    fn signatures_of_a_template_add_up_and_can_be_filtered_by(log in log(), slice in 64..5_000usize) {
        let sources = [log.as_slice()];
        let session = scan(Way { slice, ..Way::default() }, &sources);
        for template in session.snapshot(None).unwrap().templates.iter().take(3) {
            let found = session.signatures(None, &template.id).unwrap();
            let all: u64 = found.signatures.iter().map(|signature| signature.count).sum();
            prop_assert_eq!(all + found.other, template.count);
            for signature in found.signatures.iter().take(3) {
                let id = pass(&session, &sources, &format!("signature : {}", signature.id));
                prop_assert_eq!(session.matches(Some(id)), signature.count);
            }
        }
    }
}

#[test]
fn templates_are_listed_in_the_order_asked_for() {
    let log = b"2024-05-01T10:00:00Z INFO all is well\n\
        2024-05-01T10:00:01Z INFO all is well\n\
        2024-05-01T10:00:02Z ERROR disk is full\n\
        2024-05-01T10:00:02Z ERROR disk is full\n\
        2024-05-01T10:00:02Z INFO disk is full\n\
        2024-05-01T10:00:03Z WARN a fan stands still\n";
    let session = scan(Way::default(), &[log]);
    let texts = |order: Order| -> Vec<String> {
        session.ranked(None, order, 9).unwrap().into_iter().map(|template| template.text).collect()
    };
    let (well, full, fan) = ("all is well", "disk is full", "a fan stands still");
    assert_eq!(texts(Order::Count), [full, well, fan]);
    assert_eq!(texts(Order::Rare), [fan, well, full]);
    assert_eq!(texts(Order::New), [fan, full, well]);
    assert_eq!(texts(Order::Level), [full, fan, well]);
    assert_eq!(texts(Order::Text), [fan, well, full]);
    assert_eq!(Order::named("rare"), Order::Rare);
}

#[test]
fn the_map_by_template_and_its_filters_go_by_merged_templates() {
    let names = ["anna", "bela", "carl", "dora"];
    let lines =
        (0..40).map(|n| format!("user {} logged in\n{}note\n", names[n % 4], "so ".repeat(n % 10)));
    let log: Vec<u8> = lines.collect::<String>().into_bytes();
    let sources = [log.as_slice()];
    let session = scan(Way { slice: 100, ..Way::default() }, &sources);
    let groups = session
        .begin_groups("template", logatlas_core::query::Filter::default(), None, None)
        .unwrap();
    let map = session
        .map(groups, &logatlas_embed::Options::default(), &Default::default(), None)
        .unwrap()
        .unwrap();
    assert_eq!(map.matrix.names.len(), 11);
    assert_eq!((map.matrix.names[0].as_str(), map.matrix.counts[0]), ("user <*> logged in", 40));
    for (filter, count) in map.matrix.filters.iter().zip(&map.matrix.counts) {
        let id = pass(&session, &sources, filter);
        assert_eq!(session.matches(Some(id)), *count, "{filter}");
    }
}
