//! Derived fields: the same for any way of reading, adding up to the records, and filtered as what they show.

use crate::common::{Way, accounted, difference, json, pass, scan};
use logatlas_core::snapshot::{Field, Snapshot};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Requests whose paths, queries and agents hang together in many ways, in two formats: in one the record may name its route
/// and the kind of its agent itself, and has its query with its path or by itself.
fn log() -> impl Strategy<Value = Vec<u8>> {
    let path = prop_oneof![
        "/users/[1-9]{1,2}(/orders)?",
        "/users/[0-9a-f]{8}",
        "/p/[a-d]-[a-d]-[a-d](/reviews)?",
        "/static/[a-c]\\.(css|js)",
        "/(login|cart)",
        "//?",
    ];
    let query = prop_oneof![Just(String::new()), "\\?(a|b|page)=[1-3](&(a|c)(=x)?){0,2}"];
    let agent = prop_oneof![
        Just("-"),
        Just("curl/8.4.0"),
        Just("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"),
        Just("Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:123.0) Gecko/20100101 Firefox/123.0"),
    ];
    let line = (path, query, agent, 0..8u8).prop_map(|(path, query, agent, kind)| {
        let own = match kind {
            4 => r#","http.route":"/own/{id}""#,
            5 => r#","user_agent.name":"own","url.query":"own=1""#,
            6 => r#","uri":"/z?z=1""#,
            _ => "",
        };
        match kind {
            0..4 => format!(
                "10.0.0.1 - - [01/Jan/2024:10:00:00 +0000] \"GET {path}{query} HTTP/1.1\" 200 1 \"-\" \"{agent}\"\n"
            ),
            _ => format!(
                "{{\"path\":\"{path}{query}\",\"user_agent.original\":\"{agent}\",\"status\":200{own}}}\n"
            ),
        }
    });
    let lines = prop::collection::vec(line, 1..120);
    (lines, any::<bool>()).prop_map(|(lines, json)| {
        let mine = |line: &&String| line.starts_with('{') == json;
        lines.iter().filter(mine).map(String::as_str).collect::<String>().into_bytes()
    })
}

fn field<'a>(snapshot: &'a Snapshot, name: &str) -> Option<&'a Field> {
    snapshot.fields.iter().find(|field| field.name == name)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_way_of_reading_gives_the_same(
        log in log(), slice in 64..5_000usize, threads in 0..=4usize, seed in any::<u64>(), budget in prop_oneof![Just(0), Just(1 << 30)],
    ) {
        let reference = scan(Way::default(), &[&log]);
        let session = scan(Way { slice, threads, seed, budget, ..Way::default() }, &[&log]);
        prop_assert_eq!(difference(&json(&session, None), &json(&reference, None)), None);
        accounted(&session.snapshot(None).unwrap());
    }

    #[test]
    fn a_filter_by_a_derived_value_means_exactly_its_records(log in log(), slice in 64..5_000usize) {
        let sources = [log.as_slice()];
        let session = scan(Way { slice, ..Way::default() }, &sources);
        let all = session.snapshot(None).unwrap();
        for name in ["http.route", "url.query", "user_agent.name", "user_agent.synthetic.type", "user_agent.os.name"] {
            let Some(field) = field(&all, name) else { continue };
            for top in field.top.iter().take(3) {
                let filter = logatlas_core::query::term(name, &top.value);
                let id = pass(&session, &sources, &filter);
                prop_assert_eq!(session.matches(Some(id)), top.count, "{}", filter);
                let filtered = session.snapshot(Some(id)).unwrap();
                accounted(&filtered);
                let of = filtered.fields.iter().find(|field| field.name == name).unwrap();
                prop_assert_eq!((of.distinct, &of.top[0].value), (1, &top.value));
            }
            let id = pass(&session, &sources, &format!("not {name} : *"));
            prop_assert_eq!(session.matches(Some(id)), field.none, "{}", name);
        }
    }

    #[test]
    fn a_filter_by_a_parameter_means_exactly_its_records(log in log(), slice in 64..5_000usize) {
        let sources = [log.as_slice()];
        let session = scan(Way { slice, ..Way::default() }, &sources);
        let all = session.snapshot(None).unwrap();
        for parameter in &all.parameters {
            let id = pass(&session, &sources, &format!("query.{} : *", parameter.name));
            prop_assert_eq!(session.matches(Some(id)), parameter.count, "{}", parameter.name);
            for top in &parameter.top {
                let filter = logatlas_core::query::term(&format!("url.query.{}", parameter.name), &top.value);
                let id = pass(&session, &sources, &filter);
                prop_assert_eq!(session.matches(Some(id)), top.count, "{}", filter);
            }
        }
    }
}

#[test]
fn endpoints_add_up_as_the_author_of_an_api_thinks_of_them() {
    let mut wanted: BTreeMap<&str, u64> = BTreeMap::new();
    let mut log = String::new();
    for n in 0..600u64 {
        let (route, path) = match n % 6 {
            0 => (
                "/api/users/{int}/orders/{uuid}",
                format!("/api/users/{n}/orders/6f1c0a9b-52d1-4d8e-9a77-{n:012}"),
            ),
            1 => ("/static/{file}.js", format!("/static/part-{}.js", n % 20)),
            2 => ("/p/{name}", format!("/p/red-lamp-{n}")),
            3 => (
                "/commit/{id}",
                format!(
                    "/commit/{}",
                    if n % 4 == 1 { format!("{n}") } else { format!("0a1b{n:04x}") }
                ),
            ),
            4 => ("/login", "/login?next=/".into()),
            _ => ("/users/{name}/repos", format!("/users/user{n}/repos")),
        };
        *wanted.entry(route).or_default() += 1;
        log +=
            &format!("10.0.0.1 - - [01/Jan/2024:10:00:00 +0000] \"GET {path} HTTP/1.1\" 200 1\n");
    }
    let session = scan(Way { slice: 3000, ..Way::default() }, &[log.as_bytes()]);
    let snapshot = session.snapshot(None).unwrap();
    let route = field(&snapshot, "http.route").unwrap();
    assert_eq!(route.alias, Some("route"));
    let found: BTreeMap<&str, u64> = route.top.iter().map(|top| (&*top.value, top.count)).collect();
    assert_eq!(found, wanted);
    // The map by routes goes by the same.
    let groups =
        session.begin_groups("route", logatlas_core::query::Filter::default(), None, None).unwrap();
    let map = session
        .map(groups, &logatlas_embed::Options::default(), &Default::default(), None)
        .unwrap()
        .unwrap();
    let on_map: BTreeMap<&str, u64> = map
        .matrix
        .names
        .iter()
        .map(String::as_str)
        .zip(map.matrix.counts.iter().copied())
        .collect();
    assert_eq!(on_map, wanted);
    for (filter, count) in map.matrix.filters.iter().zip(&map.matrix.counts) {
        let id = pass(&session, &[log.as_bytes()], filter);
        assert_eq!(session.matches(Some(id)), *count, "{filter}");
    }
}

#[test]
fn any_number_of_paths_parameters_and_agents_stays_in_bounds_and_is_counted() {
    let word = |n: u64, salt: u64| logatlas_core::hash::mix(n * 8 + salt);
    let line = |n: u64| {
        let folders = "x/".repeat((word(n, 1) % 6) as usize);
        format!(
            "10.0.0.1 - - [01/Jan/2024:10:00:00 +0000] \"GET /q{:x}z/{folders}g{:x}?n{:x}=v{:x} HTTP/1.1\" 200 1 \"-\" \"a{:x}/1.{}\"\n",
            word(n, 2),
            word(n, 3),
            word(n, 4),
            word(n, 5),
            word(n, 6),
            n
        )
    };
    let log: String = (0..150_000).map(line).collect();
    let session = scan(Way { slice: 1 << 20, budget: 0, ..Way::default() }, &[log.as_bytes()]);
    let snapshot = session.snapshot(None).unwrap();
    accounted(&snapshot);
    let route = field(&snapshot, "http.route").unwrap();
    assert_eq!(route.present, 150_000);
    assert!(route.distinct < 140_000, "{}", route.distinct);
    let said: Vec<&str> = snapshot.approximations.iter().map(|one| &*one.what).collect();
    for what in ["http.route.top", "parameters", "parameters.top", "user_agent.name.top"] {
        assert!(said.contains(&what), "{what} in {said:?}");
    }
}
