//! Access lines: what precedes and follows them, and what is refused.

use super::*;
use proptest::prelude::*;

/// The fields of a line by their aliases, or why it could not be read.
fn read(combined: bool, line: &str) -> Result<String, Reason> {
    let reader = Access { hints: Hints::default(), combined };
    let mut state = State::default();
    let mut record = Record::default();
    match reader.read(line.as_bytes(), &mut state, &mut record) {
        Outcome::Unparsed(reason) => Err(reason),
        Outcome::Continuation => panic!("no access log has continuation lines"),
        Outcome::Record => {
            assert!(record.time.is_some());
            let fields = record.values.iter().map(|&(id, value)| {
                let name = state.fields.name(id);
                let name = field::alias(name).unwrap_or(name);
                match value {
                    Value::Text(text) => format!("{name}={}", String::from_utf8_lossy(text)),
                    Value::Number(number) => format!("{name}={number}"),
                    Value::Escaped(_) => panic!("an access log has no JSON strings"),
                }
            });
            Ok(fields.collect::<Vec<_>>().join(" "))
        }
    }
}

const TIME: &str = "[10/Oct/2000:13:55:36 -0700]";

#[test]
fn what_precedes_and_follows_is_told_apart() {
    let request = r#""GET /a HTTP/1.1" 200 5"#;
    let all = "method=GET path=/a protocol=1.1 status=200 bytes=5";
    for (before, after, first, last) in [
        ("1.2.3.4 - -", "", "client=1.2.3.4", ""),
        ("1.2.3.4 - two words", "", "client=1.2.3.4 user=two words", ""),
        ("h.example.org - -", "", "client=h.example.org", ""),
        (
            "www.example.org:80 1.2.3.4 - -",
            "",
            "server.address=www.example.org:80 client=1.2.3.4",
            "",
        ),
        ("www 2001:db8::1 - bob", "", "server.address=www client=2001:db8::1 user=bob", ""),
        (
            "1.2.3.4 - -",
            r#" "5.6.7.8, 9.9.9.9""#,
            "client=1.2.3.4",
            " http.request.header.x-forwarded-for=5.6.7.8, 9.9.9.9",
        ),
        ("1.2.3.4 - -", r#" "-" 0.012"#, "client=1.2.3.4", " duration=0.012"),
        ("1.2.3.4 - -", " 1.500", "client=1.2.3.4", " duration=1.5"),
        ("1.2.3.4 - -", " 1500", "client=1.2.3.4", " time_taken=1500"),
        (
            "1.2.3.4 - -",
            " 120 0.010 [web] 10.0.0.1:80",
            "client=1.2.3.4",
            " extra=120 0.010 [web] 10.0.0.1:80",
        ),
    ] {
        let line = format!(r#"{before} {TIME} {request} "-" "-"{after}"#);
        assert_eq!(read(true, &line), Ok(format!("{first} {all}{last}")), "{line}");
    }
    assert_eq!(
        read(false, &format!("1.2.3.4 - - {TIME} {request} 0.5")),
        Ok(format!("client=1.2.3.4 {all} duration=0.5"))
    );
    assert!(read(false, &format!(r#"1.2.3.4 - - {TIME} {request} "-" "-""#)).is_err());
}

#[test]
fn requests_that_are_not_http_are_paths() {
    for (request, fields) in [
        ("-", ""),
        (r"\x16\x03\x01\x00", r" path=\x16\x03\x01\x00"),
        (r#"GET /a?\"b\" HTTP/1.1"#, r#" method=GET path=/a query=\"b\" protocol=1.1"#),
        ("GET /with space HTTP/1.0", " method=GET path=/with space protocol=1.0"),
        ("quit", " path=quit"),
    ] {
        let line = format!(r#"1.2.3.4 - - {TIME} "{request}" 400 -"#);
        assert_eq!(read(false, &line), Ok(format!("client=1.2.3.4{fields} status=400")));
    }
}

#[test]
fn a_line_cut_short_is_refused_with_what_is_missing() {
    let line = format!(r#"1.2.3.4 - - {TIME} "GET /a HTTP/1.1" 200 5 "-" "Mozilla/5.0 (X11)""#);
    for end in 0..line.len() {
        let reason = read(true, &line[..end]).unwrap_err();
        assert!(reason.at as usize <= end, "{}: {reason}", &line[..end]);
    }
}

proptest! {
    #[test]
    fn any_bytes_are_survived(tail in prop::collection::vec(prop_oneof![prop::sample::select(b"\" \\-.1[]".to_vec()), any::<u8>()], 0..80), combined: bool) {
        let line = [b"1.2.3.4 - - [10/Oct/2000:13:55:36 -0700] \"", &tail[..]].concat();
        let reader = Access { hints: Hints::default(), combined };
        let outcome = reader.read(&line, &mut State::default(), &mut Record::default());
        if let Outcome::Unparsed(reason) = outcome {
            prop_assert!(reason.at as usize <= line.len());
        }
    }
}
