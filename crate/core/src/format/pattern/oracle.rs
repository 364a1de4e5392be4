//! The matchers against slow and obvious ones: a lazy regular expression, and every row of parts tried in turn.

use super::draft::Kind;
use super::target::Name;
use super::*;
use proptest::prelude::*;
use regex::bytes::Regex;

/// Literals and fields in turn, of few letters, so that they are found in many places.
fn tokens() -> impl Strategy<Value = Vec<Option<String>>> {
    let literal = prop_oneof![
        Just(" ".to_owned()),
        Just("\"".to_owned()),
        Just("\" \"".to_owned()),
        Just("\" ".to_owned()),
        "[ab\" ]{1,3}",
    ];
    prop::collection::vec(literal, 1..5).prop_flat_map(|literals| {
        (Just(literals), any::<bool>(), any::<bool>()).prop_map(|(literals, first, last)| {
            let mut tokens: Vec<Option<String>> = Vec::new();
            for literal in literals {
                if first || !tokens.is_empty() {
                    tokens.push(None);
                }
                tokens.push(Some(literal));
            }
            if last || tokens.len() < 2 {
                tokens.push(None);
            }
            tokens
        })
    })
}

fn draft(tokens: &[Option<String>]) -> Draft {
    let mut draft = Draft::default();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Some(literal) => draft.literal(literal.as_bytes(), at..at + 1),
            None => draft.add(Kind::Field(target::Target::Text(Name::Own("x".into()))), at..at + 1),
        }
    }
    draft
}

/// The same as an expression: each field takes as little as it can. In quotes a backslash takes what follows it along.
fn expression(tokens: &[Option<String>]) -> Regex {
    let mut text = String::from("^");
    for (at, token) in tokens.iter().enumerate() {
        let beside = |at: Option<usize>| at.and_then(|at| tokens.get(at)).cloned().flatten();
        match token {
            Some(literal) => text.push_str(&regex::escape(literal)),
            None if at + 1 == tokens.len() => text.push_str("(.*)"),
            None => {
                let quoted = beside(at.checked_sub(1)).is_some_and(|before| before.ends_with('"'))
                    && beside(Some(at + 1)).is_some_and(|next| next.starts_with('"'));
                text.push_str(if quoted { r"((?:[^\\]|\\.)*?)" } else { "(.*?)" });
            }
        }
    }
    Regex::new(&format!("(?s-u){text}")).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn fields_between_literals_are_those_of_a_lazy_expression(
        tokens in tokens(),
        fill in prop::collection::vec(r#"[ab" \\]{0,6}"#, 10),
        noise in r#"[ab" \\]{0,12}"#,
        follow in 0..4usize,
    ) {
        // Most lines follow the pattern, some with something behind it.
        let mut line: String = tokens.iter().zip(&fill).map(|(token, fill)| token.as_deref().unwrap_or(fill)).collect();
        match follow {
            0 => line = noise,
            1 => line.push_str(&noise),
            _ => {}
        }
        let (delimited, cells) = Delimited::new(draft(&tokens), false, "").unwrap();
        let mut found = Vec::new();
        let result = delimited.scan(line.as_bytes(), &Hints::default(), &mut Default::default(), &mut found);
        let captures = expression(&tokens).captures(line.as_bytes());
        let whole = captures.as_ref().is_some_and(|captures| captures[0].len() == line.len());
        prop_assert_eq!(result.is_ok(), whole);
        if let (Ok(_), Some(captures)) = (result, captures) {
            let fields = cells.iter().zip(found).filter(|(cell, _)| cell.target != target::Target::Ignored);
            let texts: Vec<&str> = fields.map(|(_, range)| &line[range]).collect();
            let expected: Vec<&[u8]> = captures.iter().skip(1).map(|group| group.unwrap().as_bytes()).collect();
            prop_assert_eq!(texts.iter().map(|text| text.as_bytes()).collect::<Vec<_>>(), expected);
        } else if let Err(misfit) = result {
            prop_assert!(misfit.at <= line.len() && misfit.piece <= cells.len());
        }
    }

    #[test]
    fn a_line_stops_at_the_first_part_that_no_row_of_parts_reaches(
        parts in prop::collection::vec(prop_oneof![
            Just("(?<x>a+)"), Just("b"), Just("%{INT:n}"), Just("(?:c|d)?"), Just("(?<y>[ab]*?)"), Just("%{WORD:w}"), Just(" "),
        ], 1..8),
        line in "[abcd0-9 ]{0,12}",
    ) {
        let source = format!("(?<z>){}", parts.concat());
        let expansion = grok::expand(&source, 0).unwrap();
        let ends: Vec<(usize, Range<usize>)> = expansion.parts.iter().map(|part| (part.end, part.place.clone())).collect();
        let text = expansion.text.clone();
        let (regular, _) = Regular::new(expansion, &source).unwrap();
        let mut state = (None, Vec::new());
        let whole = Regex::new(&format!("(?-u){text}")).unwrap();
        prop_assert_eq!(regular.scan(line.as_bytes(), &mut state.0, &mut state.1), whole.is_match(line.as_bytes()));
        if !whole.is_match(line.as_bytes()) {
            let reaches = |end: usize| Regex::new(&format!("(?-u){}", &text[..end])).unwrap().is_match(line.as_bytes());
            let first = ends.iter().find(|(end, _)| !reaches(*end)).unwrap();
            prop_assert_eq!(regular.stop(line.as_bytes()).place, first.1.clone());
        }
    }

    #[test]
    fn any_text_compiles_or_is_refused_and_reads_any_line(
        source in r##"(%\{[A-Z]{2,5}(:[a-z]{1,2})?\}|\(\?<[a-z]>.{0,3}\)|\$[a-z_]{1,9}|%[a-zA-Z^~]|%\{.{0,4}\}[a-z]|[ "'\[\]\\#(){}|*+?a-z-]){1,8}"##,
        line in any::<Vec<u8>>(),
    ) {
        let tried = trial(&source, &[&line], Hints::default());
        prop_assert_eq!(tried.fault.is_some(), Pattern::new(&source).is_err());
        let units = source.encode_utf16().count();
        prop_assert!(tried.fields.iter().all(|(_, place)| place.start <= place.end && place.end <= units));
        for row in &tried.rows {
            let text: String = row.parts.iter().map(|part| part.text.as_str()).collect();
            prop_assert!(text.len() >= line.len() / 4, "{} of {}", text.len(), line.len());
        }
    }
}
