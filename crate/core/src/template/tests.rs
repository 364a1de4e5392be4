//! What is masked and what stays, class by class; and the laws that hold for every message.

use proptest::prelude::*;

use super::mask::Mask;
use super::*;

fn masked(message: impl AsRef<[u8]>) -> String {
    let mut out = Vec::new();
    text(message.as_ref(), &mut out);
    String::from_utf8_lossy(&out).into_owned()
}

fn shape(path: &str) -> String {
    let mut out = Vec::new();
    path_shape(path.as_bytes(), &mut out);
    String::from_utf8_lossy(&out).into_owned()
}

/// Every token, alone and inside a message, becomes its mask.
fn all_become(mask: &str, tokens: &[&str]) {
    for token in tokens {
        assert_eq!(masked(token), mask, "{token}");
        assert_eq!(
            masked(format!("got key={token}, then ({token})")),
            format!("got key={mask}, then ({mask})")
        );
    }
}

fn all_stay(messages: &[&str]) {
    for message in messages {
        assert_eq!(masked(message), *message);
    }
}

#[test]
fn numbers_with_signs_fractions_exponents_and_thousands_are_one_class() {
    all_become(
        "<num>",
        &[
            "0",
            "42",
            "-7",
            "+0000",
            "3.14",
            "1.5e-3",
            "5E+3",
            "1,234,567",
            "1.2.3",
            "99999999999999999999",
        ],
    );
    assert_eq!(
        masked("1,2,34 100% #5 10x v1.2.3"),
        "<num>,<num>,<num> <num>% #<num> <num>x v<num>"
    );
    assert_eq!(masked("10-20 a_-5 (-5)"), "<num>-<num> a_<num> (<num>)");
}

#[test]
fn units_that_scale_go_with_their_number() {
    all_become("<size>", &["1.5GB", "17 KiB", "512K", "0 B", "8kB", "1,024 MB"]);
    all_become(
        "<duration>",
        &["34ms", "1.2 s", "5m", "1h30m2.5s", "7µs", "30 sec", "2d", "<1 sec", "~3s"],
    );
    assert_eq!(
        masked("5 sheep 3 m 4 K 12msx 3.5 MBs"),
        "<num> sheep <num> m <num> K <num>msx <num> MBs"
    );
    assert_eq!(masked("irq 00:1d.7"), "irq <num>:<num>d.<num>");
}

#[test]
fn dates_and_times_of_day_in_the_usual_layouts() {
    all_become(
        "<date>",
        &[
            "2015-10-18",
            "2015/10/18",
            "17/06/09",
            "18.10.2015",
            "18/Oct/2015",
            "8-Oct-15",
            "18 Oct 2015",
        ],
    );
    all_become("<date>", &["Oct 18", "Oct  8", "Oct 8, 2015", "Sun Oct 18", "Sun, 18 Oct 2015"]);
    all_become(
        "<time>",
        &["18:01:47", "8:01:47.978", "18:01:47,978", "18:01:47Z", "18:01:47+02:00"],
    );
    all_become("<time>", &["2015-10-18T18:01:47.978123Z", "18/Oct/2015:10:00:00"]);
    assert_eq!(masked("Sun Dec 04 04:47:44 2005"), "<date> <time> <num>");
    assert_eq!(masked("line 12:34 May we 1:2:3"), "line <num>:<num> May we <num>:<num>:<num>");
    assert_eq!(masked("Sun Oct"), "Sun Oct");
}

#[test]
fn addresses_of_networks_and_machines() {
    all_become(
        "<ip>",
        &[
            "10.0.0.1",
            "10.0.0.1:8080",
            "fe80::1",
            "::1",
            "::ffff:10.0.0.1",
            "fe80::1%eth0",
            "2001:db8:0:0:1:0:0:1",
        ],
    );
    all_become("<mac>", &["00:1a:2B:3c:4d:5e", "00-1a-2b-3c-4d-5e", "ab:cd:ef:ab:cd:e0"]);
    all_become("<ip>", &["10:10:10:10:10:10::", "10:10:10:10:10:10:0:1"]);
    all_become(
        "<uuid>",
        &["6f1c0a9b-1234-5678-9abc-def012345678", "ABCDEFAB-ABCD-ABCD-ABCD-ABCDEFABCDE0"],
    );
    assert_eq!(
        masked("/10.0.0.1:80 from host/10.0.0.1: 11 a@10.0.0.1"),
        "/<ip> from host/<ip>: <num> a@<ip>"
    );
    assert_eq!(masked("10.0.0.256 1.2.3.4.5 [::1]:80"), "<num> <num> [<ip>]:<num>");
    all_stay(&["std::vec dead::beef Foo::Bar ::"]);
}

#[test]
fn hexadecimal_strings_and_identifiers_but_not_names_with_a_number() {
    all_become(
        "<hex>",
        &["0x1f", "0XFF", "9f4ef63", "deadbee1", "d41d8cd98f00b204e9800998ecf8427e"],
    );
    all_become("<id>", &["a1b2z3", "3z7q", "jA9JBVPb012345"]);
    assert_eq!(
        masked("worker-3 eth0 blk_388 node12 Stage1Task2"),
        "worker-<num> eth<num> blk_<num> node<num> Stage<num>Task<num>"
    );
    assert_eq!(
        masked("abc123 utf8 x86_64 0x 2nd"),
        "abc<num> utf<num> x<num>_<num> <num>x <num>nd"
    );
    all_stay(&["deadbeef facade words stay (as they) [are]"]);
}

#[test]
fn places_are_masked_whole() {
    all_become("<url>", &["http://a.b/c?d=1&e=x,y", "hdfs://h:9000/p"]);
    all_become(
        "<path>",
        &["/var/log/x-1.log", "/data/dt=2012/x", "C:\\Users\\x", "d:/x/y", "\\\\server\\share"],
    );
    all_become("<email>", &["first.last+tag@example.co.uk"]);
    assert_eq!(masked("see http://a/b. At /etc/x/y: 3"), "see <url>. At <path>: <num>");
    assert_eq!(
        masked("jdbc:mysql://h/d root@localhost Object@1a2b3c4d"),
        "jdbc:<url> root@localhost Object@<hex>"
    );
    all_stay(&["and/or I/O /single a/b/c \\n <a@b>"]);
}

#[test]
fn quoted_text_is_masked_where_it_is_a_value() {
    assert_eq!(
        masked(r#"user "bob" tag="View Lock" at: "a b" in 'x'"#),
        "user <str> tag=<str> at: <str> in <str>"
    );
    assert_eq!(
        masked(r#"{"a":"b c","d":"", "e":[1,"f"]}"#),
        r#"{"a":<str>,"d":<str>, "e":[<num>,<str>]}"#
    );
    assert_eq!(masked(r#"say "two words 12" and "it\"s""#), r#"say "two words <num>" and <str>"#);
    all_stay(&["don't 'tis the users' own", "an \"open end", "`a b` it's"]);
}

#[test]
fn white_space_is_one_space_and_none_at_the_ends() {
    assert_eq!(masked("  size    12\t\tof \x1b x \r\n"), "size <num> of x");
    assert_eq!(masked(" \t "), "");
}

#[test]
fn long_messages_end_in_the_rest_at_a_token() {
    let words = "word ".repeat(MAX_TOKENS);
    assert_eq!(masked(&words), words.trim_end());
    assert_eq!(masked(format!("{words}more")), format!("{words}<*>"));
    assert_eq!(masked("x".repeat(MAX_BYTES)), "x".repeat(MAX_BYTES));
    assert_eq!(masked("x".repeat(MAX_BYTES + 1)), "<*>");
    assert_eq!(masked(format!("a {}", "x".repeat(MAX_BYTES))), "a <*>");
    assert_eq!(
        masked(format!("{},{}", "a".repeat(MAX_BYTES - 1), "b")),
        format!("{},<*>", "a".repeat(MAX_BYTES - 1))
    );
}

#[test]
fn only_what_names_a_thing_is_masked_in_a_path() {
    for (path, expected) in [
        (
            "/api/users/123/orders/6f1c0a9b-1234-5678-9abc-def012345678",
            "/api/users/<num>/orders/<uuid>",
        ),
        ("/img/48213.png", "/img/<num>.png"),
        ("/img/abc123.png?x=1#y", "/img/abc123.png"),
        ("/c/9f8a7b6c/2015-10-18/v2/", "/c/<hex>/<date>/v2/"),
        ("/s/dQw4w9WgXcQ_a-B3xYz9/x", "/s/<id>/x"),
        ("/how-to-win-in-10-days-or-less", "/how-to-win-in-10-days-or-less"),
        ("/jquery-3.6.0.min.js", "/jquery-3.6.0.min.js"),
        ("/img/p/red-chair-6413-640.webp", "/img/p/red-chair-<num>-<num>.webp"),
        ("/stock/SKU-13913", "/stock/SKU-<num>"),
        ("relative//2", "relative//<num>"),
        ("*", "*"),
        ("", ""),
    ] {
        assert_eq!(shape(path), expected, "{path}");
    }
    let long = format!("/a/{}/b", "c".repeat(MAX_BYTES));
    assert_eq!(shape(&long), "/a/<*>");
}

/// Bytes that are likely to be put together to something.
fn messages() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        "[a-f0-9]{1,9}",
        "[0-9]{1,4}",
        "[-:./,= '\"@%\\\\+_TZ()]{1,3}",
        Just("Oct ".to_owned()),
        Just("://".to_owned()),
        "[ -~]{0,6}",
    ];
    prop_oneof![
        prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat().into_bytes()),
        prop::collection::vec(any::<u8>(), 0..1400),
    ]
}

proptest! {
    #[test]
    fn stops_and_tokens_lead_to_the_same_text(message in messages(), more in messages()) {
        let mut masker = Masker::default();
        for message in [&message, &more, &message] {
            let slow = scan::tests::token_by_token(message);
            prop_assert_eq!(String::from_utf8_lossy(masker.mask(message)), String::from_utf8_lossy(&slow));
        }
    }

    #[test]
    fn no_digit_and_no_run_of_spaces_survives(message in messages()) {
        let text = masked(&message);
        prop_assert!(!text.bytes().any(|byte| byte.is_ascii_digit()), "{}", text);
        prop_assert!(!text.contains("  ") && text.trim_matches(' ') == text, "{:?}", text);
    }

    #[test]
    fn a_message_is_masked_as_its_parts_are(a in "[a-z0-9./:=_ ]{0,60}", b in "[a-z0-9./:=_ ]{0,60}") {
        let parts = [masked(&a), "and".to_owned(), masked(&b)];
        let joined: Vec<_> = parts.iter().filter(|part| !part.is_empty()).map(String::as_str).collect();
        prop_assert_eq!(masked(format!("{a} and {b}")), joined.join(" "));
    }

    #[test]
    fn words_without_digits_slashes_and_quotes_stay(message in "[a-zA-Zäß.,:;_()-]{1,12}( [a-zA-Z.,:;_()-]{1,12}){0,8}") {
        prop_assert_eq!(masked(&message), message);
    }

    #[test]
    fn addresses_agree_with_the_standard_library(bytes in any::<[u8; 16]>(), zeros in any::<u16>()) {
        let mut octets = bytes;
        for (index, octet) in octets.iter_mut().enumerate() {
            *octet *= u8::from(zeros >> index & 1 == 0);
        }
        let six = std::net::Ipv6Addr::from(octets);
        if six.to_string().bytes().any(|byte| byte.is_ascii_digit()) {
            // Eight groups of two digits are rather an address of hardware.
            let octets = six.segments().iter().all(|group| (0x10..0x100).contains(group));
            let mask = if octets { "<mac>" } else { "<ip>" };
            prop_assert_eq!(masked(six.to_string()), mask, "{}", six);
        }
        let four = std::net::Ipv4Addr::new(bytes[0], bytes[1], bytes[2], bytes[3]);
        prop_assert_eq!(masked(four.to_string()), "<ip>");
        let wide: Vec<_> = bytes[..4].iter().map(|&byte| (u32::from(byte) * 2).to_string()).collect();
        let valid = wide.join(".").parse::<std::net::Ipv4Addr>().is_ok();
        prop_assert_eq!(masked(wide.join(".")), if valid { "<ip>" } else { "<num>" });
    }

    #[test]
    fn numbers_of_every_kind_agree_with_the_standard_library(integer in any::<i64>(), real in any::<f64>()) {
        prop_assert_eq!(masked(integer.to_string()), "<num>");
        if real.is_finite() {
            prop_assert_eq!(masked(format!("{real} {real:.3}")), "<num> <num>");
        }
    }

    #[test]
    fn the_shape_of_any_path_is_found(path in prop::collection::vec(any::<u8>(), 0..1400)) {
        let mut out = Vec::new();
        path_shape(&path, &mut out);
        prop_assert!(out.len() <= 3 * path.len() + Mask::Rest.text().len());
    }
}
