//! Filters as their authors see them: what is read, what is refused, what is found.

mod model;

use super::*;
use crate::columns::Columns;
use crate::time::Timestamp;
use model::{Row, row};
use proptest::prelude::*;

fn normal(text: &str) -> String {
    parse(text).unwrap_or_else(|error| panic!("{text}: {error}")).to_string()
}

fn rows_of(selection: &crate::columns::Selection) -> Vec<usize> {
    let mut rows = Vec::new();
    selection.for_each(|row| rows.push(row));
    rows
}

/// Lines as the text of a slice.
fn lines(bytes: &[u8]) -> Text<'_> {
    Text { bytes, reader: &crate::format::plain::Plain }
}

#[test]
fn filters_are_read_as_documented() {
    for (text, expected) in [
        ("", ""),
        ("  \t\n ", ""),
        ("status:404", "status : 404"),
        ("status>=500", "status >= 500"),
        ("a and b or c and not d", "a and b or c and not d"),
        ("a AND (b Or c)", "a and (b or c)"),
        ("(a and (b and c))", "a and b and c"),
        ("a b", "a and b"),
        ("a or b c", "a or b and c"),
        ("not (a or b)", "not (a or b)"),
        ("not not a", "not not a"),
        ("f : (a or b and not c)", "f : a or f : b and not f : c"),
        ("f : (a b)", "f : a and f : b"),
        ("f : (\"x y\" or z*)", "f : \"x y\" or f : z*"),
        ("path : /api/*", "path : \"/api/*\""),
        ("path : /api/v1 and x", "path : \"/api/v1\" and x"),
        (r"path : /^\/api\/[^/]+$/", r"path : /^\/api\/[^/]+$/"),
        ("(/a b/)", "/a b/"),
        ("client : ::1", "client : \"::1\""),
        ("@timestamp >= 2024-05-01T10:00:00Z", "@timestamp >= \"2024-05-01T10:00:00Z\""),
        (r"my\ field\: : x\*y", "my\\ field\\: : \"x\\*y\""),
        (r"\and : o\r", "\\and : \"o\\r\""),
        (r#""\u0041\t""#, r#""A\t""#),
        ("f : **", "f : *"),
        ("message : \"went away\"", "\"went away\""),
        ("message : (a or /b/)", "a or /b/"),
    ] {
        assert_eq!(normal(text), expected, "{text}");
        assert_eq!(normal(expected), expected, "the normal form of {text}");
    }
}

#[test]
fn errors_point_at_the_place_and_say_what_was_expected() {
    for (text, at, message) in [
        ("status :", 8, "expected a value after \":\", found the end of the filter"),
        ("status >= and", 10, "expected a value after \">=\", found \"and\""),
        ("a and", 5, "expected a field, a word, a quoted phrase or \"(\", found the end"),
        ("a or or b", 5, "found \"or\""),
        ("é (a or b", 3, "expected a closing parenthesis for this one"),
        ("a)", 1, "expected the end of the filter, \"and\" or \"or\", found \")\""),
        ("f : (a >= 5)", 7, "expected \")\", \"and\" or \"or\", found \">=\""),
        ("f : \"abc", 4, "expected a closing quotation mark"),
        (r"f : a\", 5, "expected a character after the backslash"),
        (r"C:\users", 2, "four hexadecimal digits"),
        ("f* : a", 0, "a star cannot stand in a name"),
        ("\"\" : a", 0, "expected the name of a field"),
        ("f > a*", 4, "expected a value without a star after \">\""),
        ("f : /a(b/", 4, "this regular expression cannot be read: unclosed group"),
        ("f : /(a{1000}){1000}/", 4, "this regular expression is too large"),
        ("@timestamp > soon", 13, "expected a time such as"),
        ("@timestamp : 2024*", 13, "expected a time such as"),
        ("@timestamp : /2024/", 13, "expected a time such as"),
        ("message > a", 10, "a message has no order"),
        ("level >= loud", 9, "expected a severity"),
        ("status = 500", 7, "expected \":\" between a field and its value"),
        ("a && b", 2, "expected \"and\" between two terms"),
        (": a", 0, "found \":\""),
    ] {
        let error = parse(text).expect_err(text);
        assert_eq!(error.at, at, "{text}: {error}");
        assert!(error.message.contains(message), "{text}: {error}");
    }
}

#[test]
fn deep_and_long_filters_are_refused_and_do_not_overflow_the_stack() {
    for deep in ["(".repeat(1 << 20), "not ".repeat(1 << 18), "f:(".repeat(1 << 18)] {
        assert!(parse(&deep).expect_err("deep").message.contains("nested too deeply"));
    }
    let long = "a ".repeat(1 << 19);
    assert!(parse(&long).expect_err("long").message.contains("too long"));
    let nested = "(".repeat(MAX_DEPTH) + "a" + &")".repeat(MAX_DEPTH);
    assert_eq!(normal(&nested), "a");
    let patterns = "/a/ ".repeat(100);
    assert!(parse(&patterns).expect_err("patterns").message.contains("join some with |"));
}

#[test]
fn a_long_list_of_values_is_one_set() {
    let list: Vec<String> =
        (0..5000).map(|n| format!("\"10.0.{}.{}\"", n / 250, n % 250)).collect();
    let filter = parse(&format!("client : ({})", list.join(" or "))).expect("a list");
    assert!(matches!(filter.plan, Plan::Field(_)));
    let (columns, bytes) = model::columns(&[
        row("").text("client.address", "10.0.19.249"),
        row("").text("client.address", "10.0.20.0"),
    ]);
    assert_eq!(rows_of(&filter.select(&columns, Some(lines(&bytes)))), [0]);
}

#[test]
fn numbers_that_are_fewer_than_the_records_are_found_alike() {
    let rows: Vec<Row> = (0..700u32).map(|n| row("").number("bytes", f64::from(n % 600))).collect();
    let (columns, _) = model::columns(&rows);
    for text in ["bytes : 404", "bytes : 4*", "bytes >= 599", "bytes : /00$/", "bytes : *"] {
        let filter = parse(text).expect(text);
        let naive: Vec<usize> =
            (0..rows.len()).filter(|&at| model::holds(filter.expr(), &rows[at])).collect();
        assert!(!naive.is_empty());
        assert_eq!(rows_of(&filter.maybe(&columns)), naive, "{text}");
    }
}

#[test]
fn a_template_is_found_by_its_id_and_by_its_text() {
    let rows = [row("").message("job done"), row("").message("job failed")];
    let (columns, _) = model::columns(&rows);
    let text =
        columns.templates.as_ref().and_then(|templates| templates.get(1)).expect("a template");
    let id = crate::snapshot::template_id(text);
    for filter in [format!("template : {id}"), term("template", &String::from_utf8_lossy(text))] {
        let found = parse(&filter).expect("a filter").maybe(&columns);
        assert_eq!(rows_of(&found), [1], "{filter}");
    }
}

#[test]
fn a_variable_of_a_template_is_found_by_its_value() {
    let texts = ["took 12ms of 7", "took 950 us of 07", "took 3 s of 7", "others took 3 s of 7"];
    let rows = texts.map(|text| row(text).message(text));
    let (columns, bytes) = model::columns(&rows);
    let id = crate::snapshot::template_id(b"took <duration> of <num>");
    for (filter, expected) in [
        ("template.ID.2 : 7", &[0, 2][..]),
        ("template.ID.2 : 07", &[1]),
        ("template.ID.2 : *7", &[0, 1, 2]),
        ("template.ID.2 >= 7", &[0, 1, 2]),
        ("template.ID.1 : (12ms or \"3 s\")", &[0, 2]),
        ("not template.ID.1 : \"3 s\"", &[0, 1, 3]),
        ("template.ID.1 : * and not template.ID.1 : /s$/", &[]),
        ("template.ID.1 < 0.5", &[0, 1]),
        ("template.ID.1 < 0.001 or template.ID.2 : 9", &[1]),
        ("template.ID.3 : *", &[]),
        ("template.ID.0 : *", &[]),
    ] {
        let filter = parse(&filter.replace("ID", &id)).expect("a filter");
        assert_eq!(rows_of(&filter.select(&columns, Some(lines(&bytes)))), expected, "{filter}");
        let maybe = filter.maybe(&columns);
        assert!(expected.iter().all(|&row| maybe.contains(row)), "{filter}");
    }
    let asked = parse(&format!("{} : 7", variable_name(&id, 1))).expect("a filter").fields();
    assert!(asked.contains("template"), "{asked:?}");
}

#[test]
fn a_range_of_times_includes_its_start_and_not_its_end() {
    let at = |nanos| Row { time: Some(Timestamp::from_nanos(nanos)), ..row("") };
    let (columns, _) = model::columns(&[at(4), at(5), at(7), at(8), row("untimed")]);
    let text = time_range(Timestamp::from_nanos(5), Timestamp::from_nanos(8));
    assert_eq!(rows_of(&parse(&text).expect("a range").maybe(&columns)), [1, 2], "{text}");
}

#[test]
fn only_lines_that_may_matter_ask_for_the_bytes() {
    for (text, needs) in [
        ("", false),
        ("status : 404 and level >= warn", false),
        ("*", false),
        ("status : 404 and timeout", true),
        ("message : x", true),
        ("template.4f2a90c1d00be3a7.1 : x", true),
        ("template.4f2a90c1d00be3a7.x : x", false),
        ("not /x/", true),
    ] {
        assert_eq!(parse(text).expect(text).needs_bytes(), needs, "{text}");
    }
    assert!(Filter::default().is_empty() && parse(" ").expect("nothing").is_empty());
    assert!(!parse("*").expect("everything").is_empty());
}

fn soup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "(",
            ")",
            ":",
            " : ",
            "<",
            ">=",
            " and ",
            " or ",
            "not ",
            "\"",
            "*",
            "\\",
            "/",
            "a",
            "b",
            " ",
            "é",
            "\\u00e9",
            "status",
            "@timestamp",
            "2024-05-01",
            "level",
            "warn",
            "message",
            "[",
            "1.5",
            "\\n",
            "o\\r",
        ])
        .prop_map(str::to_owned),
        any::<char>().prop_map(|c| c.to_string()),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

fn filters() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(model::TERMS.to_vec()).prop_map(str::to_owned);
    leaf.prop_recursive(4, 12, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a} and {b}")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} or {b})")),
            inner.prop_map(|a| format!("not ({a})")),
        ]
    })
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused_and_the_normal_form_means_the_same(text in soup()) {
        match parse(&text) {
            Ok(filter) => {
                let normal = filter.to_string();
                match parse(&normal) {
                    Ok(again) => prop_assert_eq!(again.expr(), filter.expr()),
                    Err(error) => prop_assert!(false, "{text} became {normal}: {error}"),
                }
            }
            Err(error) => prop_assert!(text.is_char_boundary(error.at), "{}", error),
        }
    }

    #[test]
    fn a_term_means_its_value_and_no_other(name in "[a-z .:*()\"\\\\/]{1,8}|and|NOT|or", value in any::<String>(), other: String) {
        let filter = parse(&term(&name, &value)).expect("a term");
        prop_assume!(name != "message" && name != crate::field::TIME_NAME);
        let expected = Expr::Field(name.clone(), Test::Like(Glob::literal(value.as_str())));
        prop_assert_eq!(filter.expr(), &expected);
        let (columns, _) = model::columns(&[row("").text(&name, &value), row("").text(&name, &other)]);
        let found = filter.maybe(&columns);
        prop_assert!(found.contains(0));
        prop_assert_eq!(found.contains(1), value == other);
    }

    #[test]
    fn what_is_selected_is_what_a_reader_of_row_after_row_selects(text in filters(), rows in prop::collection::vec(model::rows(), 1..40)) {
        let filter = parse(&text).expect("a filter");
        let (columns, bytes) = model::columns(&rows);
        let naive: Vec<usize> = (0..rows.len()).filter(|&at| model::holds(filter.expr(), &rows[at])).collect();
        prop_assert_eq!(rows_of(&filter.select(&columns, Some(lines(&bytes)))), naive.clone(), "{}", filter);
        let maybe = filter.maybe(&columns);
        prop_assert!(naive.iter().all(|&row| maybe.contains(row)), "{}", filter);
        if !filter.needs_bytes() {
            prop_assert_eq!(rows_of(&maybe), naive);
        }
    }
}

#[test]
fn a_slice_without_records_selects_nothing() {
    for text in ["", "a", "not status : 1"] {
        let filter = parse(text).expect(text);
        assert_eq!(filter.select(&Columns::default(), Some(lines(b""))).count(), 0);
    }
}
