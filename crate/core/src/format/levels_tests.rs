//! Lines without times: what they begin with.

use super::*;
use crate::detect::{detect, preview};
use proptest::prelude::*;

#[test]
fn heads_of_many_programs_are_taken_apart() {
    for (line, level, logger, message) in [
        ("INFO:root:started", "info", "root", "started"),
        ("ERROR:    Exception in ASGI application", "error", "", "Exception in ASGI application"),
        ("warn: Microsoft.Hosting[3]", "warn", "", "Microsoft.Hosting[3]"),
        ("[INFO] Scanning for projects...", "info", "", "Scanning for projects..."),
        ("D/WindowManager( 1702): print", "debug", "WindowManager", "print"),
        ("[  OK  ] Started Journal Service.", "info", "", "Started Journal Service."),
        ("[FAILED] Failed to start x.", "error", "", "Failed to start x."),
        ("[1.234s][warning][gc,heap] x", "warn", "gc,heap", "x"),
        ("[    13.001] (EE) no module", "error", "", "no module"),
        ("[   12.345678] usb 1-1: x", "-", "", "usb 1-1: x"),
        ("[main] WARN org.a.B - x", "warn", "", "org.a.B - x"),
        ("W (320) wifi: no access point", "warn", "wifi", "no access point"),
        ("WARN[0012] slow", "warn", "", "slow"),
        (" 0(1234) ERROR: tm [t.c:1]: x", "error", "", "tm [t.c:1]: x"),
        ("12: (1236): ERROR: x", "error", "", "x"),
        (" INFO global: x", "info", "", "global: x"),
        ("7 warn deprecated x", "warn", "", "deprecated x"),
        ("ocserv[812]: main: x", "-", "", "main: x"),
        ("[00007f3c64c0b790] main input error: x", "error", "main input", "x"),
        ("[00007f3c64c0b790] main playlist: x", "-", "main playlist", "x"),
        ("[00001204 ms][WARN][NET ]: x", "warn", "NET", "x"),
        ("gpu1:4120:4133 [0] NCCL WARN x", "warn", "", "[0] NCCL WARN x"),
        (
            "gpu1:4120:4133 [0] misc/socket.cc:5 NCCL INFO x",
            "info",
            "",
            "[0] misc/socket.cc:5 NCCL INFO x",
        ),
    ] {
        let sample = [line.as_bytes(); 3];
        let found = detect(&Sample { lines: &sample, hints: Hints::default() });
        assert_eq!(found.format.name(), "levels", "{line}");
        let row = &preview(&*found.reader, &sample)[0];
        let named = row.fields.iter().find(|(name, _)| name == "otel.scope.name");
        let named = named.map_or("", |(_, value)| value);
        assert_eq!(
            (row.level.unwrap_or("-"), named, row.message.as_deref()),
            (level, logger, Some(message))
        );
    }
}

#[test]
fn the_seconds_since_the_start_are_a_number() {
    for (line, seconds) in [("[0.012s] x", 0.012), ("[  1200ms] x", 1.2), ("[    0.5] x", 0.5)] {
        assert_eq!(uptime(line.as_bytes()).map(|(seconds, _)| seconds), Some(seconds), "{line}");
    }
    for line in ["[12] x", "[a] x", "[] x", "[1.2.3] x", "[", "1.5"] {
        assert_eq!(uptime(line.as_bytes()), None, "{line}");
    }
}

fn rows(lines: &[&str]) -> Vec<crate::detect::PreviewRow> {
    let lines: Vec<&[u8]> = lines.iter().map(|line| line.as_bytes()).collect();
    let found = detect(&Sample { lines: &lines, hints: Hints::default() });
    assert_eq!(found.format.name(), "levels");
    preview(&*found.reader, &lines)
}

#[test]
fn a_time_behind_a_level_is_read_where_other_lines_have_none() {
    let rows = rows(&[
        "[WARN] [1706695872.5] [talker]: slow",
        "[INFO] [launch]: logs are in /tmp",
        "[INFO] [launch]: 12 nodes",
    ]);
    let times: Vec<_> = rows.iter().map(|row| row.time.as_deref()).collect();
    assert_eq!(times, [Some("2024-01-31T10:11:12.500Z"), None, None]);
    assert_eq!(rows[0].message.as_deref(), Some("slow"));
    assert_eq!(rows[0].level, Some("warn"));
}

proptest! {
    #[test]
    fn whether_a_line_begins_a_record_agrees_with_reading_it(line in "([\\[(]?(INFO|EE|0\\.1s|ok|gc)[\\])]?[: ]?){0,3}[ -~]{0,20}") {
        for usual in [true, false] {
            let reader = LevelsReader { usual, numbered: false, programs: usual, hints: Hints::default() };
            let outcome = reader.read(line.as_bytes(), &mut State::default(), &mut Record::default());
            prop_assert_eq!(reader.begins_record(line.as_bytes()), outcome != Outcome::Continuation);
        }
    }
}
