//! Text lines: where the time stands, and what the header before the message holds.

use super::*;
use crate::field;
use crate::severity::Severity;
use proptest::prelude::*;

fn reader(lines: &[&str]) -> Arc<dyn Reader> {
    let lines: Vec<&[u8]> = lines.iter().map(|line| line.as_bytes()).collect();
    Text.reader(&Sample { lines: &lines, hints: Hints::default() })
}

/// What the first line holds when these lines are the sample: severity, fields by alias, message.
fn first(lines: &[&str]) -> (Option<Severity>, String, String) {
    let mut state = State::default();
    let mut record = Record::default();
    let outcome = reader(lines).read(lines[0].as_bytes(), &mut state, &mut record);
    assert_eq!(outcome, Outcome::Record, "{}", lines[0]);
    assert!(record.time.is_some(), "{}", lines[0]);
    let text = |value: Value<'_>| match value {
        Value::Text(text) => String::from_utf8(text.to_vec()).unwrap(),
        other => format!("{other:?}"),
    };
    let fields: Vec<String> = record
        .values
        .iter()
        .map(|&(id, value)| {
            let name = state.fields.name(id);
            format!("{}={}", field::alias(name).unwrap_or(name), text(value))
        })
        .collect();
    (record.severity, fields.join(" "), record.message.map(text).unwrap_or_default())
}

#[test]
fn headers_of_many_loggers_are_taken_apart() {
    let some = Some;
    for (line, severity, fields, message) in [
        (
            "2015-10-18 18:01:47,978 INFO [main] org.apache.App: Created",
            some(Severity::Info),
            "thread=main logger=org.apache.App",
            "Created",
        ),
        (
            "17/06/09 20:10:58 INFO storage.BlockManager: Found",
            some(Severity::Info),
            "logger=storage.BlockManager",
            "Found",
        ),
        (
            "[10.30 16:49:06] sync.exe *64 - a.example.org:443 open through the proxy",
            None,
            "logger=sync.exe *64",
            "a.example.org:443 open through the proxy",
        ),
        (
            "081110 220637 32 WARN dfs.FSNamesystem: BLOCK* x",
            some(Severity::Warn),
            "pid=32 logger=dfs.FSNamesystem",
            "BLOCK* x",
        ),
        (
            "[Sun Dec 04 04:47:44 2005] [error] mod_jk child",
            some(Severity::Error),
            "",
            "mod_jk child",
        ),
        (
            "[Fri Sep 09 10:42:29.902022 2011] [core:error] [pid 35708:tid 43] [client 72.15.99.187:80] File",
            some(Severity::Error),
            "logger=core pid=35708 thread=43 client=72.15.99.187",
            "File",
        ),
        (
            "2021/11/18 08:34:27 [info] 86596#86597: *1083 client closed",
            some(Severity::Info),
            "pid=86596 thread=86597",
            "*1083 client closed",
        ),
        (
            "03-17 16:13:38.811  1702  2395 D WindowManager: print",
            some(Severity::Debug),
            "pid=1702 thread=2395 logger=WindowManager",
            "print",
        ),
        (
            "2024-01-31 10:11:12.123  INFO 123 --- [main] o.e.App : Started",
            some(Severity::Info),
            "pid=123 thread=main logger=o.e.App",
            "Started",
        ),
        (
            "2024-01-31 10:11:12,123 - worker - WARNING - low space",
            some(Severity::Warn),
            "logger=worker",
            "low space",
        ),
        (
            "I0131 10:11:12.000000   1234 server.go:12] listening",
            some(Severity::Info),
            "pid=1234 logger=server.go:12",
            "listening",
        ),
        ("2024-01-31T10:11:12Z  INFO app::net: up", some(Severity::Info), "logger=app::net", "up"),
        ("[2024-01-31T10:11:12Z INFO  app::net] up", some(Severity::Info), "logger=app::net", "up"),
        (
            "2015-07-29 17:41:44,747 - INFO  [QuorumPeer[myid=1]/0:0:2181:Fast@774] - timed out 3200",
            some(Severity::Info),
            "logger=QuorumPeer[myid=1]/0:0:2181:Fast@774",
            "timed out 3200",
        ),
        (
            "2023-05-25 22:24:19,357 WARN  [org.key.events] (executor-3) type=LOGIN",
            some(Severity::Warn),
            "logger=org.key.events thread=executor-3",
            "type=LOGIN",
        ),
        (
            "[2016-12-20 00:00:36,888] INFO Deleting segment 912806 from log test-1. (kafka.log.Log)",
            some(Severity::Info),
            "logger=kafka.log.Log",
            "Deleting segment 912806 from log test-1.",
        ),
        (
            "2023-12-19 03:06:13.586 CET [10384] LOG stats: 3 queries",
            some(Severity::Info),
            "pid=10384 logger=stats",
            "3 queries",
        ),
        (
            "2020-03-11 20:40:45 CET:[local]:postgres@db:[12777]:LOG:  duration",
            some(Severity::Info),
            "pid=12777 context=[local]:postgres@db",
            "duration",
        ),
        (
            "- 1131566461 2005.11.09 dn2 Nov 9 12:01:01 dn2/dn2 crond(pam_unix)[2915]: closed",
            None,
            "host=dn2 host=dn2/dn2 service=crond(pam_unix) pid=2915",
            "closed",
        ),
        (
            "- 1117838570 2005.06.03 R02-M1 2005-06-03-15.42.50.675872 R02-M1 RAS KERNEL INFO parity",
            some(Severity::Info),
            "host=R02-M1 context=R02-M1 RAS KERNEL",
            "parity",
        ),
        (
            "nova-api.log.1.2017-05-16_13:53:08 2017-05-16 00:00:00.008 25746 INFO nova.wsgi.server [req-3 - -] 10.11.10.1 GET",
            some(Severity::Info),
            "context=nova-api.log.1.2017-05-16_13:53:08 pid=25746 logger=nova.wsgi.server",
            "[req-3 - -] 10.11.10.1 GET",
        ),
        (
            "20171223-22:15:29:606|Step_LSC|30002312|onStand 3579",
            None,
            "logger=Step_LSC pid=30002312",
            "onStand 3579",
        ),
        (
            "2016-09-28 04:30:30, Info                  CBS    Loaded Stack",
            some(Severity::Info),
            "logger=CBS",
            "Loaded Stack",
        ),
        (
            "[2022-01-01 10:00:00] NOTICE[1234] chan_sip.c: Registration",
            some(Severity::Info),
            "pid=1234 logger=chan_sip.c",
            "Registration",
        ),
        ("ERROR 2024-01-31 10:11:12 it broke", some(Severity::Error), "", "it broke"),
        ("2024-01-31 10:11:12 it broke: badly", None, "", "it broke: badly"),
        (
            "\u{1b}[2m2024-01-31T10:11:12Z\u{1b}[0m \u{1b}[32m INFO\u{1b}[0m up",
            some(Severity::Info),
            "",
            "up",
        ),
    ] {
        let (found, named, text) = first(&[line]);
        assert_eq!((found, &*named, &*text), (severity, fields, message), "{line}");
    }
}

#[test]
fn true_and_false_are_no_levels() {
    let flags = ["2024-01-31 10:11:12|T|order sent", "2024-01-31 10:11:13|F|order kept"];
    let (severity, _, message) = first(&flags);
    assert_eq!((severity, &*message), (None, "order sent"));
    let levels = ["2024-01-31 10:11:12|T|order sent", "2024-01-31 10:11:13|I|order kept"];
    assert_eq!(first(&levels).0, Some(Severity::Trace));
}

#[test]
fn lines_without_a_time_go_on_with_the_record() {
    let lines = ["2024-01-31 10:11:12 ERROR broke", "java.lang.Error: x", "\tat a.B.c(B.java:1)"];
    let reader = reader(&lines);
    let outcomes = lines
        .map(|line| reader.read(line.as_bytes(), &mut State::default(), &mut Record::default()));
    assert_eq!(outcomes, [Outcome::Record, Outcome::Continuation, Outcome::Continuation]);
}

#[test]
fn where_times_stand_anywhere_a_line_without_one_goes_on_with_the_record() {
    let lines = ["a b c 2024-01-31 10:11:12 x", "a b c d e 2024-01-31 10:11:12 x", "nothing"];
    let reader = reader(&lines);
    let mut record = Record::default();
    for (line, timed) in lines.iter().zip([true, true, false]) {
        record.clear();
        let outcome = reader.read(line.as_bytes(), &mut State::default(), &mut record);
        assert_eq!((outcome == Outcome::Record, record.time.is_some()), (timed, timed));
    }
}

#[test]
fn words_that_differ_from_line_to_line_are_no_loggers() {
    let lines: Vec<String> = (0..9).map(|i| format!("2024-01-31 10:11:12 client{i}: x")).collect();
    let lines: Vec<&str> = lines.iter().map(|line| &**line).collect();
    assert_eq!(first(&lines), (None, String::new(), "client0: x".to_owned()));
}

#[test]
fn a_part_that_few_lines_have_stays_in_the_message() {
    let mut lines = vec!["2024-01-31 10:11:12 [x] y"];
    lines.extend(["2024-01-31 10:11:12 y"; 5]);
    assert_eq!(first(&lines), (None, String::new(), "[x] y".to_owned()));
}

proptest! {
    #[test]
    fn whether_a_line_begins_a_record_agrees_with_reading_it(
        sample in prop::sample::select(vec!["2024-01-31 10:11:12 [a] INFO b: c", "I0131 10:11:12 x", "x y z w 2024-01-31 10:11:12", "INFO 2024-01-31 10:11:12 x"]),
        lines in prop::collection::vec(prop_oneof![
            "[ -\\[]?(INFO |at |E)?(2024-01-31 10:11:12|0131 10:11:12)?[ a-zA-Z:\\[\\]()|0-9-]{0,30}".prop_map(String::into_bytes),
            prop::collection::vec(any::<u8>(), 0..40),
        ], 1..10),
    ) {
        let reader = reader(&[sample]);
        let mut state = State::default();
        for line in lines {
            let outcome = reader.read(&line, &mut state, &mut Record::default());
            prop_assert_eq!(reader.begins_record(&line), outcome != Outcome::Continuation);
        }
    }

    #[test]
    fn messages_are_never_longer_than_their_lines(sample in "2024-01-31 10:11:12[ \\]|][ a-zA-Z:\\[\\]()|.0-9-]{0,60}") {
        let (_, _, message) = first(&[&sample]);
        prop_assert!(sample.contains(&*message));
    }
}

#[test]
fn numbers_are_processes_only_where_they_look_like_some() {
    let fields = |lines: &[&str]| first(lines).1;
    let time = |rest: &[&str]| -> Vec<String> {
        rest.iter().map(|rest| format!("2024-01-31 10:11:12 {rest}")).collect()
    };
    for (rests, expected) in [
        (&["[404:1] x", "[200:3] y", "[404:2] z"][..], "context=404:1"),
        (&["[4120:5] x", "[4120:6] y", "[4120:5] z"], "pid=4120 thread=5"),
        (&["[812:6112] x", "[812:6113] y", "[812:6112] z"], "pid=812 thread=6112"),
        (&["INFO [4120:5] x", "INFO y", "INFO z"], ""),
        (&["[4120.612] x", "[4120.613] y", "[4120.614] z"], "context=4120.612"),
        (&["05: [4120] x", "01: [4120] y", "05: [4121] z"], "context=05 pid=4120"),
        (&["x", "[DETAIL] y"], ""),
    ] {
        let lines = time(rests);
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        assert_eq!(fields(&lines), expected, "{rests:?}");
    }
}

#[test]
fn levels_are_read_where_headers_differ() {
    let lines = [
        "2024-01-31 10:11:12 - ERROR - a - x",
        "[WARN] 2024-01-31 10:11:13,112 >> y",
        "[INFO] the report of 2024-01-31 10:11:14 is done",
        "the report of 2024-01-31 10:11:14 is done",
        "http [WARN] 2024-01-31 10:11:15 z",
        "2024-01-31 10:11:16 - INFO - a - x",
    ];
    let reader = reader(&lines);
    let (mut state, mut record) = (State::default(), Record::default());
    for (line, severity, message) in [
        (lines[0], Some(Severity::Error), "a - x"),
        (lines[1], Some(Severity::Warn), ">> y"),
        (lines[2], Some(Severity::Info), lines[2]),
        (lines[3], None, lines[3]),
        (lines[4], Some(Severity::Warn), lines[4]),
    ] {
        record.clear();
        assert_eq!(reader.read(line.as_bytes(), &mut state, &mut record), Outcome::Record);
        assert!(record.time.is_some(), "{line}");
        assert_eq!(record.severity, severity, "{line}");
        assert_eq!(record.message, Some(Value::Text(message.as_bytes())));
    }
}
