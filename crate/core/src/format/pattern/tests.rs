//! Patterns of all notations: what is read with them, where lines stop following them, and what is wrong with faulty ones.

use super::*;
use crate::detect::{PreviewRow, preview};

fn rows(source: &str, lines: &[&str]) -> Vec<PreviewRow> {
    let lines: Vec<&[u8]> = lines.iter().map(|line| line.as_bytes()).collect();
    let pattern = Pattern::new(source).unwrap_or_else(|fault| panic!("{source}: {fault}"));
    preview(&*pattern.reader(Hints::default()), &lines)
}

/// What is read in a line: time, level, message and fields, as in `name=value`.
fn read(source: &str, line: &str) -> Vec<String> {
    let [row] = <[_; 1]>::try_from(rows(source, &[line])).unwrap();
    assert_eq!(row.reason, None, "{source}");
    let named =
        [("time", row.time), ("level", row.level.map(Into::into)), ("message", row.message)];
    let named = named.into_iter().filter_map(|(name, value)| Some(format!("{name}={}", value?)));
    named.chain(row.fields.iter().map(|(name, value)| format!("{name}={value}"))).collect()
}

fn refused(source: &str, line: &str) -> String {
    rows(source, &[line]).remove(0).reason.unwrap_or_else(|| panic!("{source} reads {line}"))
}

const LINE: &str = r#"203.0.113.7 - ann [10/Oct/2000:13:55:36 -0700] "GET /a?b=c HTTP/1.1" 200 2326 "https://example.org/" "curl/8.5 \"x\"""#;

const FIELDS: [&str; 10] = [
    "time=2000-10-10T20:55:36Z",
    "client.address=203.0.113.7",
    "user.name=ann",
    "http.request.method=GET",
    "url.path=/a",
    "url.query=b=c",
    "network.protocol.version=1.1",
    "http.response.status_code=200",
    "http.response.body.size=2326",
    "http.request.header.referer=https://example.org/",
];

#[test]
fn an_access_log_is_read_alike_in_every_notation() {
    for source in [
        r#"$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent""#,
        "log_format main '$remote_addr - $remote_user [$time_local] \"$request\" '\n    '$status $body_bytes_sent \"$http_referer\" '\n    '\"$http_user_agent\"';",
        r#"'$remote_addr - ${remote_user} [$time_local] "$request" $status $body_bytes_sent ' "\"$http_referer\" \"$http_user_agent\"";"#,
        r#"%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\""#,
        r#"LogFormat "%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\"" combined"#,
        r#"%h %^ %e [%x] "%r" %s %b "%R" "%u""#,
        "log-format %h %^ %e [%d:%t %^] \"%r\" %s %b \"%R\" \"%u\"\ndate-format %d/%b/%Y\ntime-format %H:%M:%S",
        r#"--log-format='%h %^ %e [%d:%t %^] "%r" %s %b "%R" "%u"' --date-format=%d/%b/%Y --time-format='%T'"#,
        r#"%h %^ %e [%d:%t %^] "%r" %s %b "%R" "%u""#,
        "# shop\n# of the shop\n%{COMBINEDAPACHELOG}",
        r#"^(?<client>\S+) \S+ (?P<user>\S+) \[(?'time'[^\]]+)\] "(?<request>[^"]*)" (?<status>\d+) (?<bytes>\d+) "(?<referer>[^"]*)" "(?<agent>(?:\\.|[^"])*)""#,
    ] {
        let mut expected: Vec<String> = FIELDS.map(Into::into).into();
        expected.push(r#"user_agent.original=curl/8.5 \"x\""#.into());
        let mut found = read(source, LINE);
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "{source}");
    }
    assert_eq!(Pattern::new("# shop\n%{WORD:a}").unwrap().name(), "shop");
    assert_eq!(Pattern::new("%{WORD:a}").unwrap().name(), UNNAMED);
}

#[test]
fn durations_become_seconds_and_numbers_numbers() {
    let durations = [
        ("%D", "1500000"),
        ("%T", "1.5"),
        ("%{ms}T", "1500"),
        ("%{us}T", "1500000"),
        ("%^ %L", "- 1500"),
        ("%^ %n", "- 1500000000"),
        ("$request_time", "1.500"),
        ("%{NUMBER:duration:float}", "1.5"),
    ];
    for (source, line) in durations {
        assert_eq!(read(source, line), ["http.server.request.duration=1.5"], "{source}");
    }
    assert_eq!(read("$status $upstream_response_time", "000 -"), ["http.response.status_code=0"]);
    assert_eq!(read("$a $b", "12 x1"), ["a=12", "b=x1"]);
    assert_eq!(read("%{WORD:a:int} %{NUMBER:b}", "x1 7"), ["a=x1", "b=7"]);
}

#[test]
fn variables_keep_their_names_or_get_well_known_ones() {
    assert_eq!(
        read(
            "$scheme://$host$request_uri $http_x_request_id $sent_http_content_type $upstream_addr",
            "https://a.org/x?y id text/html 10.0.0.1:80"
        ),
        [
            "url.scheme=https",
            "server.address=a.org",
            "url.path=/x",
            "url.query=y",
            "http.request.header.x-request-id=id",
            "http.response.header.content-type=text/html",
            "upstream_addr=10.0.0.1:80",
        ]
    );
    assert_eq!(
        read(
            r"%v:%p %{X-Id}i %{sid}C %{UNIQUE_ID}e %!200,304{X-Cache}o %m %U%q %H",
            "a.org:443 7 s1 u1 HIT GET /x?y HTTP/1.1"
        ),
        [
            "server.address=a.org",
            "server.port=443",
            "http.request.header.x-id=7",
            "cookie.sid=s1",
            "UNIQUE_ID=u1",
            "http.response.header.x-cache=HIT",
            "http.request.method=GET",
            "url.path=/x",
            "url.query=y",
            "network.protocol.version=1.1",
        ]
    );
    for (line, client) in [
        ("203.0.113.9, 10.0.0.1 a", "203.0.113.9"),
        ("2001:db8::1,10.0.0.1, 10.0.0.2 a", "2001:db8::1"),
        ("unknown a", "unknown"),
    ] {
        let expected = [format!("client.address={client}"), "server.address=a".to_owned()];
        assert_eq!(read("%~~h{, } %v", line), expected);
    }
    assert_eq!(
        read(
            "%{IP:[source][address]} %{POSINT:[http][response][status_code]:int} %{WORD:[a][b]}",
            "10.0.0.1 200 x"
        ),
        ["client.address=10.0.0.1", "http.response.status_code=200", "a.b=x"]
    );
}

#[test]
fn times_are_read_in_the_layout_of_the_pattern_or_in_any() {
    let time = |source: &str, line: &str| {
        read(source, line).into_iter().find(|field| field.starts_with("time="))
    };
    for (source, line) in [
        ("$time_iso8601 $a", "2024-02-01T03:04:05+00:00 x"),
        ("$msec $a", "1706756645.000 x"),
        ("$time $level", "2024-02-01 03:04:05 INFO"),
        ("$time_local $a", "01/Feb/2024:03:04:05 +0000 x"),
        ("%{%m/%d/%Y %H:%M:%S}t %h", "02/01/2024 03:04:05 x"),
        ("%{%F %T}t.%{msec_frac}t %{%z}t %h", "2024-02-01 03:04:05.000 +0000 x"),
        ("%{sec}t %h", "1706756645 x"),
        ("%d %h %t\ndate-format %Y-%m-%d\ntime-format %H:%M:%S", "2024-02-01 x 03:04:05"),
        ("%x %h\ndate-format %s\ntime-format %s", "1706756645 x"),
        ("%{TIMESTAMP_ISO8601:when} %{WORD:a}", "2024-02-01T03:04:05Z x"),
        ("%{HTTPDATE:x} %{WORD:a}", "01/Feb/2024:03:04:05 +0000 x"),
        ("%{SYSLOGTIMESTAMP:timestamp} %{YEAR} %{WORD:a}", "Feb  1 03:04:05 2024 x"),
        ("$date $time $level", "2024-02-01 03:04:05 INFO"),
        ("[$date-$time] $a", "[2024/02/01-03:04:05] x"),
        ("(?<date>\\S+) (?<time>\\S+) (?<a>.*)", "2024-02-01 03:04:05 x"),
        ("%{TIME:time} (?<date>\\S+) %{WORD:a}", "03:04:05 2024-02-01 x"),
    ] {
        let expected = if source.contains("YEAR") {
            "time=1972-02-01T03:04:05Z"
        } else {
            "time=2024-02-01T03:04:05Z"
        };
        assert_eq!(time(source, line).as_deref(), Some(expected), "{source}");
    }
    assert_eq!(
        read("[$time_local] $msec", "[01/Feb/2024:03:04:05 +0000] 1706756645.001"),
        ["time=2024-02-01T03:04:05Z", "msec=1706756645.001"]
    );
}

#[test]
fn a_line_that_does_not_fit_is_told_the_token_at_which_it_stopped() {
    let nginx = r#"$remote_addr [$time_local] "$request" $status"#;
    for (source, line, says) in [
        (
            nginx,
            "10.0.0.1 [01/Feb/2024:03:04:05 +0000] \"GET / HTTP/1.1\" OK",
            "stopped at $status, column 56: this is no number",
        ),
        (
            nginx,
            "10.0.0.1 [yesterday] \"GET / HTTP/1.1\" 200",
            "stopped at $time_local, column 11: this is no such time",
        ),
        (
            nginx,
            "10.0.0.1 [01/Feb/2024:03:04:05 +0000] GET / 200",
            "stopped at ] \", column 37: this does not stand there",
        ),
        (
            nginx,
            "10.0.0.1 [01/Feb/2024:03:04:05 +0000] \"GET /",
            "stopped at $request, column 40: what ends it does not follow",
        ),
        ("%h:%>s;", "a:200;b", "stopped at the end of the pattern, column 7: the line goes on"),
        (
            "%{IP:client} %{WORD:method} %{NUMBER:bytes}",
            "10.0.0.1 GET x",
            "stopped at %{NUMBER:bytes}, column 14: nothing there matches it",
        ),
        (
            "^(?<a>\\d+)-(?<b>\\d+)$",
            "12-x",
            "stopped at (?<b>\\d+), column 4: nothing there matches it",
        ),
        ("^(?<a>é) (?<b>\\d)", "é x", "stopped at (?<b>\\d), column 3: nothing there matches it"),
        (
            "a(?<x>b)|c(?<y>d)",
            "ac",
            "stopped at a(?<x>b)|c(?<y>d), column 1: nothing there matches it",
        ),
    ] {
        assert_eq!(refused(source, line), says, "{source}");
    }
    let outcomes: Vec<_> =
        rows("%h %t", &["10.0.0.1 [01/Feb/2024:03:04:05 +0000]", "\tat a.b(c)", "no"])
            .iter()
            .map(|row| row.outcome)
            .collect();
    assert_eq!(outcomes, ["record", "continuation", "unparsed"]);
}

#[test]
fn a_faulty_pattern_is_told_its_token_and_why() {
    for (source, says) in [
        ("%{IP:a} %{NUMBR:b}", "at %{NUMBR:b}: no pattern is called NUMBR; is NUMBER meant?"),
        ("%{IP:a} %{QQ:b", "at %{QQ:b: its brace is not closed"),
        ("A %{A}\n%{A:b}", "at %{A:b}: A stands for itself"),
        ("(?<a>x) (?<b>(y)", "at (?<b>(y): unclosed group"),
        (
            "(?<a>x)(?=y)",
            "at (?=y): looking ahead or behind takes more than linear time; name what is wanted instead",
        ),
        (
            r"(?<a>\w{1000}{1000})",
            r"at (?<a>\w{1000}{1000}): it is too large; make its repetitions smaller",
        ),
        ("%{IP} x", "it has no field"),
        ("$a$b", "at $a: nothing stands between it and $b, so there is no telling where it ends"),
        ("%h %Q", "at %Q: Apache has no such directive"),
        ("%h %{Referer", "at %{: no letter follows the percent sign"),
        ("%{%Y-%Q}t %h", "at %{%Y-%Q}t: %Q is no letter of strftime"),
        ("%x %Q", "at %Q: GoAccess has no such specifier"),
        ("plain", "it has no fields: none of %{NAME:field}, (?<field>...), $field and %h"),
    ] {
        assert_eq!(Pattern::new(source).unwrap_err().to_string(), says, "{source}");
    }
}

#[test]
fn names_may_be_defined_before_the_pattern() {
    let source =
        "# orders\nORDER [A-Z]{2}-\\d+\nPAIR %{ORDER:first}/%{ORDER:second}\n%{PAIR} %{LOGLEVEL:x}";
    assert_eq!(read(source, "AB-1/CD-22 WARN"), ["level=warn", "first=AB-1", "second=CD-22"]);
}

#[test]
fn every_sample_is_a_pattern() {
    for (notation, source) in SAMPLES {
        assert!(is_pattern(source), "{notation}");
        Pattern::new(source).unwrap_or_else(|fault| panic!("{notation}: {fault}"));
    }
    for format in crate::format::ALL {
        assert!(!is_pattern(format.name()));
    }
}
