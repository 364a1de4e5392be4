//! Both kinds of syslog, as daemons write them.

use super::*;
use proptest::prelude::*;

fn reader(lines: &[&str]) -> Arc<dyn Reader> {
    let lines: Vec<&[u8]> = lines.iter().map(|line| line.as_bytes()).collect();
    Syslog.reader(&Sample { lines: &lines, hints: Hints::default() })
}

/// Host, program, process and message of a line.
fn parts(line: &str) -> Option<[String; 4]> {
    let reader = SyslogReader::open(Hints::default());
    let mut record = Record::default();
    if reader.read(line.as_bytes(), &mut State::default(), &mut record) != Outcome::Record {
        return None;
    }
    let text = |value: Option<Value<'_>>| match value {
        Some(Value::Text(text)) => String::from_utf8(text.to_vec()).unwrap(),
        _ => String::new(),
    };
    let field = |id| text(record.values.iter().find(|(field, _)| *field == id).map(|v| v.1));
    Some([field(field::HOST), field(field::SERVICE), field(field::PID), text(record.message)])
}

#[test]
fn the_shapes_of_the_wild_are_taken_apart() {
    for (line, expected) in [
        ("Oct 11 22:14:15 h su[230]: 'su root' failed", ["h", "su", "230", "'su root' failed"]),
        ("<34>Oct 11 22:14:15 h su: failed: twice", ["h", "su", "", "failed: twice"]),
        ("Jun  4 02:04:59 h sshd(pam_unix)[208]: x", ["h", "sshd(pam_unix)", "208", "x"]),
        ("Oct 11 22:14:15 su: x", ["", "su", "", "x"]),
        (
            "Oct 11 22:14:15 h last message repeated 2 times",
            ["h", "", "", "last message repeated 2 times"],
        ),
        (
            "Jul  1 09:00:55 mac com.apple.launchd[1] (com.apple.x.7): gone",
            ["mac", "com.apple.launchd", "1", "gone"],
        ),
        ("Jul  1 09:00:55 mac Google Chrome[7]: x", ["mac", "Google Chrome", "7", "x"]),
        ("2024-01-31T10:11:12.123456+01:00 h sshd[1]: x", ["h", "sshd", "1", "x"]),
        ("<13>2024-01-31T10:11:12 h words only", ["h", "", "", "words only"]),
        ("<166>Oct 11 2023 22:14:15: %ASA-6-302013: Built", ["", "%ASA-6-302013", "", "Built"]),
        (
            "<166>Oct 11 2023 22:14:15 fw : %ASA-6-302013: Built",
            ["fw", "%ASA-6-302013", "", "Built"],
        ),
        ("73 <34>Oct 11 22:14:15 h su: x", ["h", "su", "", "x"]),
        ("Oct 11 22:14:15 h a::b::c: x", ["h", "a::b::c", "", "x"]),
    ] {
        assert_eq!(
            parts(line).as_ref().map(|p| p.each_ref().map(|s| &**s)),
            Some(expected),
            "{line}"
        );
    }
}

#[test]
fn the_priority_gives_severity_and_facility() {
    let mut record = Record::default();
    let reader = reader(&[]);
    reader.read(b"<34>Oct 11 22:14:15 h su: x", &mut State::default(), &mut record);
    assert_eq!(record.severity, Some(Severity::Fatal));
    assert_eq!(record.values[0], (field::FACILITY, Value::Number(4.0)));
    for text in ["<>", "<1234>", "<192>", "<3", "12<3>", "x<3>", ""] {
        assert_eq!(priority(text.as_bytes()), None, "{text}");
    }
}

#[test]
fn other_logs_with_such_times_are_refused() {
    for line in [
        "Oct 11 22:14:15 INFO main: started",
        "2024-01-31T10:11:12Z INFO main: started",
        "2024-01-31 10:11:12 host main: started",
        "2024-01-31T10:11:12 host main: started",
        "2024-01-31T10:11:12+0100: 1.595: [GC pause",
        "2024-01-31T10:11:12+0100 1.595: [GC pause",
        "2024-01-31T10:11:12Z words without a program",
        "Oct 11 22:14:15",
    ] {
        assert_eq!(parts(line), None, "{line}");
    }
    // The first words differ from line to line: no hosts.
    let lines: Vec<String> =
        (0..20).map(|i| format!("2024-01-31T10:11:12Z word{i} noted: x")).collect();
    let lines: Vec<&str> = lines.iter().map(|line| &**line).collect();
    let outcome =
        reader(&lines).read(lines[0].as_bytes(), &mut State::default(), &mut Record::default());
    assert!(matches!(outcome, Outcome::Unparsed(_)));
    // Hardly any line names a program.
    let words = ["Oct 11 22:14:15 some words", "Oct 11 22:14:15 other words"];
    let outcome =
        reader(&words).read(words[0].as_bytes(), &mut State::default(), &mut Record::default());
    assert!(matches!(outcome, Outcome::Unparsed(_)));
}

proptest! {
    #[test]
    fn any_line_is_survived_and_its_beginning_known(line in prop_oneof![
        prop::collection::vec(any::<u8>(), 0..60),
        "(<34>)?Oct 1[0-9] 22:14:15 [ a:\\[\\]()0-9]{0,40}".prop_map(String::into_bytes),
    ]) {
        let reader = reader(&[]);
        let outcome = reader.read(&line, &mut State::default(), &mut Record::default());
        prop_assert_eq!(reader.begins_record(&line), outcome != Outcome::Continuation);
        if let Outcome::Unparsed(reason) = outcome {
            prop_assert!(reason.at as usize <= line.len());
        }
    }

    #[test]
    fn remembered_times_change_nothing(seconds in prop::collection::vec(0u32..3, 1..8), tails in prop::collection::vec(prop::sample::select(vec![" h su: x", " CET h su: x", ".5 h su: x", " 2023 h su: x", " +0100 h su: x", ": su: x"]), 8)) {
        let reader = reader(&[]);
        let mut state = State::default();
        for (second, tail) in seconds.iter().zip(&tails) {
            let line = format!("Oct 11 22:14:0{second}{tail}");
            let (mut warm, mut cold) = (Record::default(), Record::default());
            reader.read(line.as_bytes(), &mut state, &mut warm);
            reader.read(line.as_bytes(), &mut State::default(), &mut cold);
            prop_assert_eq!(warm.time, cold.time);
            prop_assert_eq!(warm.values, cold.values);
        }
    }
}

#[test]
fn messages_of_other_formats_are_read_as_such() {
    for (message, field, value) in [
        (r#"{"level":"warn","msg":"slow","ms":12}"#, "ms", Value::Number(12.0)),
        ("level=warn msg=slow ms=12", "ms", Value::Number(12.0)),
        (
            r#"203.0.113.7 - - [31/Jan/2024:10:11:12 +0000] "GET /a HTTP/1.1" 200 5"#,
            "url.path",
            Value::Text(b"/a"),
        ),
        (
            r#"203.0.113.7:33 [31/Jan/2024:10:11:12.6] in bk/s1 1/0/3 200 27 "GET /a HTTP/1.1""#,
            "url.path",
            Value::Text(b"/a"),
        ),
    ] {
        let line = format!("Jan 31 10:11:12 web1 app[7]: {message}");
        let mut sample = [line.as_bytes(); 5];
        sample[2] = b"Jan 31 10:11:13 web1 app[7]: neither";
        let reader = Syslog.reader(&Sample { lines: &sample, hints: Hints::default() });
        let (mut state, mut record) = (State::default(), Record::default());
        assert_eq!(reader.read(sample[0], &mut state, &mut record), Outcome::Record);
        let found = record.values.iter().find(|(id, _)| state.fields.name(*id) == field);
        assert_eq!(found.map(|(_, value)| *value), Some(value), "{message}");
        assert!(record.values.iter().any(|(id, _)| *id == field::HOST));
        record.clear();
        assert_eq!(reader.read(sample[2], &mut state, &mut record), Outcome::Record);
        assert_eq!(record.message, Some(Value::Text(b"neither")));
    }
}
