//! What the logs must be, seen from outside: their shape, their order, and what is in them.

use super::*;
use proptest::prelude::*;
use regex::bytes::Regex;
use std::collections::HashMap;
use xxhash_rust::xxh64::xxh64;

fn options(kind: Kind, lines: u64) -> Options {
    Options { kind, lines, ..Options::default() }
}

fn log(options: &Options) -> Vec<u8> {
    Generator::new(options).into_bytes()
}

fn lines(log: &[u8]) -> Vec<&[u8]> {
    log.strip_suffix(b"\n").unwrap().split(|&byte| byte == b'\n').collect()
}

/// Address, seconds since 1970, path, status and user agent of a line of the combined log format.
struct Hit<'a> {
    client: &'a str,
    time: i64,
    path: &'a str,
    status: u16,
    agent: &'a str,
}

fn hits(log: &[u8]) -> Vec<Hit<'_>> {
    let shape = Regex::new(
        r#"^([0-9a-f.:]+) - (?:-|[a-z]+) \[([^\]]{26})\] "(?:GET|POST|PUT|DELETE) (/[^ "]*) HTTP/(?:1\.1|2\.0)" (\d{3}) (?:-|[1-9]\d*) "(?:-|https://[^" ]+)" "([^"]+)"$"#,
    )
    .unwrap();
    let text = |bytes| std::str::from_utf8(bytes).unwrap();
    let hit = |line| {
        let Some(found) = shape.captures(line) else { panic!("{}", String::from_utf8_lossy(line)) };
        let part = |i: usize| text(found.get(i).unwrap().as_bytes());
        let time = jiff::fmt::strtime::parse("%d/%b/%Y:%H:%M:%S %z", part(2)).unwrap();
        Hit {
            client: part(1),
            time: time.to_timestamp().unwrap().as_second(),
            path: part(3),
            status: part(4).parse().unwrap(),
            agent: part(5),
        }
    };
    lines(log).into_iter().map(hit).collect()
}

#[test]
fn the_same_options_give_the_same_bytes_on_every_platform() {
    // These move only when the output is meant to change; then print them and put them here.
    let pinned = [
        (Kind::Combined, 0xcff1_8f13_bd98_5857),
        (Kind::Common, 0xc136_1840_e176_63ed),
        (Kind::Json, 0x2574_3f61_081a_a088),
        (Kind::Syslog, 0xcc3f_55bf_0173_ba03),
        (Kind::Syslog5424, 0xfc20_13d5_f9bc_3f16),
        (Kind::Logfmt, 0xd3fc_c6ed_ed2b_3e5f),
        (Kind::Text, 0xf1b9_45b1_f00f_c278),
    ];
    let found = pinned.map(|(kind, _)| (kind, xxh64(&log(&options(kind, 10_000)), 0)));
    assert_eq!(found, pinned, "{found:#x?}");
}

#[test]
fn another_seed_gives_another_log() {
    for kind in Kind::ALL {
        let one = options(kind, 200);
        let other = Options { seed: 2, ..one.clone() };
        assert_ne!(log(&one), log(&other), "{kind}");
    }
}

#[test]
fn blocks_of_any_size_make_the_same_log() {
    for kind in Kind::ALL {
        let options = options(kind, 3_000);
        let whole = log(&options);
        for size in [0, 1, 100, 4096, 1 << 20] {
            let (mut generator, mut log, mut count) = (Generator::new(&options), Vec::new(), 0);
            let mut block = Vec::new();
            loop {
                block.clear();
                let written = generator.write_lines(&mut block, size);
                if written == 0 {
                    break;
                }
                count += written;
                log.extend_from_slice(&block);
            }
            assert_eq!(count, 3_000);
            assert!(log == whole, "{kind} in blocks of {size}");
        }
    }
}

#[test]
fn there_are_as_many_lines_as_asked_for() {
    for kind in Kind::ALL {
        for count in [0, 1, 2, 777, 20_000] {
            let log = log(&options(kind, count));
            assert_eq!(memchr::memchr_iter(b'\n', &log).count() as u64, count, "{kind}");
            assert!(log.is_ascii());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_options_give_a_log_of_their_extent(
        (kind, lines, seed) in (0..Kind::ALL.len(), 0_u64..300, any::<u64>()),
        (start, span_seconds, clients) in (any::<i64>(), any::<u64>(), any::<u32>()),
        (shift, size) in (0_u32..64, 0_usize..3000),
    ) {
        let span_seconds = span_seconds >> shift;
        let options = Options {
            kind: Kind::ALL[kind], lines, seed, start, span_seconds, clients, ..Options::default()
        };
        let whole = log(&options);
        prop_assert_eq!(memchr::memchr_iter(b'\n', &whole).count() as u64, lines);
        let (mut generator, mut blocks) = (Generator::new(&options), Vec::new());
        while generator.write_lines(&mut blocks, size) > 0 {}
        prop_assert_eq!(blocks, whole);
    }
}

#[test]
fn a_log_without_end_can_be_begun() {
    for span_seconds in [0, 1, u64::MAX] {
        let options = Options { span_seconds, ..options(Kind::Text, u64::MAX) };
        let (mut generator, mut log) = (Generator::new(&options), Vec::new());
        let written = generator.write_lines(&mut log, 100_000);
        assert_eq!(generator.lines_left(), u64::MAX - written);
        assert_eq!(memchr::memchr_iter(b'\n', &log).count() as u64, written);
    }
}

#[test]
fn times_never_decrease() {
    let patterns = [
        (Kind::Json, r#"^\{"@timestamp":"([^"]{24})""#),
        (Kind::Logfmt, r"^ts=(\S{24}) "),
        (Kind::Text, r"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) "),
        (Kind::Syslog5424, r"^<\d{1,3}>1 (\S{27}) "),
        (Kind::Syslog, r"^(Mar \d\d \d\d:\d\d:\d\d) web-\d "),
    ];
    for (kind, pattern) in patterns {
        let log = log(&options(kind, 20_000));
        let shape = Regex::new(pattern).unwrap();
        // These layouts sort as text, within a month of two-digit days.
        let times: Vec<&[u8]> = lines(&log)
            .into_iter()
            .filter_map(|line| Some(shape.captures(line)?.get(1)?.as_bytes()))
            .collect();
        assert!(times.len() > 17_000 && (kind == Kind::Text || times.len() == 20_000), "{kind}");
        assert!(times.is_sorted(), "{kind}");
    }
    let log = log(&options(Kind::Combined, 20_000));
    assert!(hits(&log).is_sorted_by_key(|hit| hit.time));
}

#[test]
fn combined_is_common_with_referer_and_agent() {
    let (combined, common) =
        (log(&options(Kind::Combined, 2000)), log(&options(Kind::Common, 2000)));
    for (long, short) in lines(&combined).into_iter().zip(lines(&common)) {
        assert!(long.starts_with(short) && long[short.len()..].starts_with(b" \""));
    }
}

#[test]
fn visitors_follow_the_day_and_the_week() {
    let log = log(&options(Kind::Combined, 100_000));
    let start = Options::default().start;
    let (mut hours, mut days) = ([0_u32; 24], [0_u32; 7]);
    for hit in hits(&log).iter().filter(|hit| hit.client.starts_with("10.")) {
        let since = hit.time - start;
        hours[(since / 3600 % 24) as usize] += 1;
        days[(since / 86_400) as usize] += 1;
    }
    assert!(hours[20] > 5 * hours[4], "{hours:?}");
    assert!(hours[12] > 4 * hours[2], "{hours:?}");
    assert!(days[0] * 10 > days[6] * 13, "Monday against Sunday: {days:?}");
}

#[test]
fn few_clients_and_paths_make_most_of_the_traffic() {
    let log = log(&options(Kind::Combined, 100_000));
    let hits = hits(&log);
    let (mut clients, mut products): (HashMap<&str, u32>, HashMap<&str, u32>) = Default::default();
    for hit in &hits {
        *clients.entry(hit.client).or_default() += 1;
        if hit.path.starts_with("/img/p/") {
            *products.entry(hit.path).or_default() += 1;
        }
    }
    // Besides the visitors: six crawlers, two health checks, two attackers.
    assert!((2_000..=5_010).contains(&clients.len()), "{}", clients.len());
    for counts in [clients, products] {
        let mut counts: Vec<u32> = counts.into_values().collect();
        counts.sort_unstable_by(|a, b| b.cmp(a));
        let all: u32 = counts.iter().sum();
        let top: u32 = counts[..counts.len() / 10].iter().sum();
        assert!(top * 2 > all, "a tenth makes more than half: {top} of {all}");
        assert!(counts[0] * 8 < all, "nobody makes more than an eighth: {} of {all}", counts[0]);
        assert!(counts[counts.len() / 2] < counts[0] / 20, "the tail is long");
    }
}

#[test]
fn ten_million_clients_need_no_table() {
    let options = Options { clients: 10_000_000, ..options(Kind::Common, 200_000) };
    let log = log(&options);
    let address = |line: &[u8]| line.split(|&byte| byte == b' ').next().unwrap().to_vec();
    let distinct: std::collections::HashSet<Vec<u8>> =
        lines(&log).into_iter().map(address).collect();
    assert!(distinct.len() > 6_000, "{}", distinct.len());
}

#[test]
fn during_the_incident_requests_fail() {
    let options = options(Kind::Combined, 100_000);
    let window = Generator::new(&options).incident().unwrap();
    let length = (window.end - window.start) as u64;
    assert!(length.abs_diff(options.span_seconds * 3 / 100) < 200, "{length}");
    let log = log(&options);
    let share = |inside: bool| {
        let (mut failed, mut all) = (0, 0);
        for hit in hits(&log).iter().filter(|hit| window.contains(&hit.time) == inside) {
            all += 1;
            failed += u32::from(hit.status >= 500);
        }
        f64::from(failed) / f64::from(all)
    };
    assert!(share(true) > 0.05 && share(false) < 0.01, "{} {}", share(true), share(false));
}

#[test]
fn what_failed_in_the_incident_is_tried_again() {
    let log = log(&options(Kind::Combined, 50_000));
    let mut last: HashMap<&str, (&str, u16)> = HashMap::new();
    let (mut failed, mut repeated) = (0, 0);
    for hit in hits(&log) {
        let before = last.insert(hit.client, (hit.path, hit.status));
        if let Some((path, 500..)) = before {
            failed += 1;
            repeated += u32::from(path == hit.path);
        }
    }
    assert!(failed > 200 && repeated * 10 > failed * 4, "{repeated} of {failed}");
}

#[test]
fn during_the_incident_the_services_say_so_and_are_slow() {
    for (kind, complaint) in [
        (Kind::Json, "upstream timed out"),
        (Kind::Logfmt, "upstream timed out"),
        (Kind::Text, "SocketTimeoutException"),
        (Kind::Syslog, "upstream timed out"),
    ] {
        let options = options(kind, 50_000);
        let count = |options: &Options| memchr::memmem::find_iter(&log(options), complaint).count();
        let peaceful = count(&Options { incident: false, ..options.clone() });
        assert!(count(&options) > 30 + 2 * peaceful, "{kind}");
    }
    let options = options(Kind::Json, 50_000);
    let log = log(&options);
    let slow = |line: &&[u8]| {
        let record: serde_json::Value = serde_json::from_slice(line).unwrap();
        record["duration_ms"].as_f64().is_some_and(|duration| duration > 30_000.0)
    };
    assert!(lines(&log).iter().filter(|line| slow(line)).count() > 20);
}

#[test]
fn attackers_scan_and_guess() {
    let log = log(&options(Kind::Combined, 50_000));
    let hits = hits(&log);
    let of = |client: &str| hits.iter().filter(|hit| hit.client == client).collect::<Vec<_>>();
    let (scanner, guesser) = (of("203.0.113.7"), of("198.51.100.23"));
    let share = (scanner.len() + guesser.len()) as f64 / 50_000.0;
    assert!((0.009..0.015).contains(&share), "{share}");
    assert!(scanner.iter().any(|hit| hit.path == "/wp-login.php" && hit.agent.contains("Nikto")));
    assert!(
        scanner.iter().any(|hit| hit.path.contains("UNION%20ALL") && hit.agent.contains("sqlmap"))
    );
    assert!(scanner.iter().filter(|hit| hit.status >= 400).count() * 10 > scanner.len() * 9);
    assert!(guesser.iter().all(|hit| hit.path == "/login" && matches!(hit.status, 401 | 429)));
    // Within 0.4 % of the week each, give or take the rounding to steps.
    for attack in [scanner, guesser] {
        assert!(attack[attack.len() - 1].time - attack[0].time < 604_800 * 5 / 1000);
    }
    let syslog = self::log(&options(Kind::Syslog, 50_000));
    let shape = Regex::new(
        r"(?m)^Mar \d\d \S+ web-\d sshd\[\d+\]: Failed password for invalid user \w+ from 203\.0\.113\.7 port \d+ ssh2$",
    );
    assert!(shape.unwrap().find_iter(&syslog).count() > 50);
}

#[test]
fn crawlers_read_the_rules_at_a_steady_rate() {
    let log = log(&options(Kind::Combined, 100_000));
    let hits = hits(&log);
    let crawler: Vec<&Hit<'_>> =
        hits.iter().filter(|hit| hit.agent.contains("Googlebot")).collect();
    assert!(crawler.iter().any(|hit| hit.path == "/robots.txt"));
    assert!(crawler.iter().any(|hit| hit.path == "/sitemap.xml"));
    let middle = Options::default().start + 7 * 43_200;
    let first_half = crawler.iter().filter(|hit| hit.time < middle).count() as f64;
    assert!((first_half / crawler.len() as f64 - 0.5).abs() < 0.03);
}

#[test]
fn incident_and_attack_can_be_left_out() {
    let options = Options { incident: false, attack: false, ..options(Kind::Combined, 20_000) };
    let generator = Generator::new(&options);
    assert_eq!((generator.incident(), generator.attacks()), (None, vec![]));
    let log = generator.into_bytes();
    let hits = hits(&log);
    assert!(
        !hits.iter().any(|hit| hit.client.starts_with("203.") || hit.client.starts_with("198."))
    );
    assert!(hits.iter().filter(|hit| hit.status >= 500).count() < 200);
}

#[test]
fn every_json_line_is_an_object_with_time_level_and_message() {
    let log = log(&options(Kind::Json, 20_000));
    let (mut accesses, mut exceptions) = (0, 0);
    for line in lines(&log) {
        let record: serde_json::Value = serde_json::from_slice(line).unwrap();
        let time = record["@timestamp"].as_str().unwrap();
        assert!(time.parse::<jiff::Timestamp>().is_ok(), "{time}");
        assert!(!record["message"].as_str().unwrap().is_empty());
        assert!(record["service"]["name"].is_string() && record["host"]["name"].is_string());
        if record["message"] == "request completed" {
            assert!(record["http"]["response"]["status_code"].is_u64());
            assert!(record["url"]["path"].as_str().unwrap().starts_with('/'));
            accesses += 1;
        }
        exceptions += u32::from(record["exception"]["stacktrace"].is_string());
    }
    assert!((8_000..14_000).contains(&accesses), "{accesses}");
    assert!(exceptions > 20, "{exceptions}");
}

#[test]
fn levels_have_a_believable_mix() {
    let log = log(&options(Kind::Logfmt, 50_000));
    let share = |level: &str| {
        let count = memchr::memmem::find_iter(&log, &format!(" level={level} ")).count();
        count as f64 / 50_000.0
    };
    assert!(share("info") > 0.7, "{}", share("info"));
    assert!((0.05..0.2).contains(&share("debug")), "{}", share("debug"));
    assert!((0.01..0.1).contains(&share("warn")), "{}", share("warn"));
    assert!((0.002..0.03).contains(&share("error")), "{}", share("error"));
}

#[test]
fn every_line_of_the_other_kinds_has_its_shape() {
    let shapes = [
        (
            Kind::Logfmt,
            r#"^ts=\S+ level=\w+ service=\w+ host=web-\d msg=(?:\S+|"(?:[^"\\]|\\.)*")(?: \w+=(?:[^" =]+|"(?:[^"\\]|\\.)*"))*$"#,
        ),
        (
            Kind::Text,
            r"^(?:\d{4}-\S+ \S+ (?:DEBUG|INFO |WARN |ERROR|FATAL) \[\S+\] com\.example\.\w+\.\w+ - \S|\tat \S|\t\.\.\. \d+ more$|Caused by: |(?:java|com)\.[\w.]+Exception: )",
        ),
        (Kind::Syslog, r"^Mar 1\d \d\d:\d\d:\d\d web-\d [\w/]+(?:\[\d+\])?: \S"),
        (
            Kind::Syslog5424,
            r#"^<\d{1,3}>1 \S+Z web-\d \S+ (?:\d+|-) \S+ (?:-|\[data@32473(?: \w+="(?:[^"\\\]]|\\.)*")+\]) \S"#,
        ),
    ];
    for (kind, shape) in shapes {
        let shape = Regex::new(shape).unwrap();
        for line in lines(&log(&options(kind, 20_000))) {
            assert!(shape.is_match(line), "{kind}: {}", String::from_utf8_lossy(line));
        }
    }
}

#[test]
fn some_records_of_the_text_kind_have_continuation_lines() {
    let log = log(&options(Kind::Text, 50_000));
    let continued = lines(&log).into_iter().filter(|line| !line.starts_with(b"20")).count();
    assert!((500..8_000).contains(&continued), "{continued}");
}
