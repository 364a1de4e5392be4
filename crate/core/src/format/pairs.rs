/*!
Pairs of a key and a value that are set apart by semicolons, bars or commas.

```text
time="2024-01-31 10:11:12"; action="Drop"; src="203.0.113.9"; message="no rule fits";
time:2024-01-31T10:11:12Z;level:info;msg:door 4 opened
ts=2024-01-31T10:11:12.123Z|lvl=INFO|msg=invoice written
```

A value without quotes ends where a sign stands before the next key, so that it may hold such signs. A bracket may stand around all, and
the priority of syslog before it. Which signs are meant is found from the sample, and which keys hold the time, the level and the message
is inferred as in logfmt.

Colons stand in prose, too: before the first of them must be no level, behind it no further one, and most lines must begin with the same key.
*/

use super::infer::Survey;
use super::meaning::Settled;
use super::priority::{priority, priority_of};
use super::tree::{Node, Path};
use super::{Format, Reader, Sample, State, number};
use crate::record::{Outcome, Reason, Record, Value};
use crate::severity::Severity;
use memchr::{memchr, memchr_iter, memchr2};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Pairs set apart by signs.
pub struct Pairs;

/// A line has at least so many: other text has a colon or an equals sign here and there.
const FEWEST: usize = 3;
/// A key is no longer.
const MAX_KEY: usize = 64;

/// The signs between a key and its value, and between pairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Notation {
    assigns: u8,
    separates: u8,
}

/// In the order of trial.
const NOTATIONS: [Notation; 5] = [
    Notation { assigns: b'=', separates: b';' },
    Notation { assigns: b'=', separates: b'|' },
    Notation { assigns: b'=', separates: b',' },
    Notation { assigns: b':', separates: b';' },
    Notation { assigns: b':', separates: b'|' },
];

impl Format for Pairs {
    fn name(&self) -> &'static str {
        "pairs"
    }

    fn title(&self) -> &'static str {
        "Pairs of key and value between semicolons, bars or commas"
    }

    fn sample(&self) -> &'static str {
        r#"time="2024-01-31 10:11:12"; level="info"; action="Drop"; message="no rule fits";"#
    }

    fn weight(&self) -> f64 {
        0.95
    }

    fn reader(&self, sample: &Sample<'_>) -> Arc<dyn Reader> {
        let counted = NOTATIONS.into_iter().map(|notation| (reads(sample, notation), notation));
        // Of equals the first.
        let best = counted.rev().max_by_key(|(count, _)| *count).filter(|(count, _)| *count > 0);
        let mut survey = Survey::new(sample.hints);
        for line in sample.lines {
            let Some((_, notation)) = best else { break };
            let mut found = Vec::new();
            if pairs(line, notation, |key, value, raw| found.push((key, value, raw))).is_ok() {
                survey.line();
                for (key, value, raw) in found {
                    survey.value(&String::from_utf8_lossy(key), value, raw);
                }
            }
        }
        let notation = best.map(|(_, notation)| notation);
        Arc::new(PairsReader { notation, settled: survey.settle() })
    }
}

/// Whether a line is pairs with equals signs, and this sign between them.
pub(super) fn is_read(line: &[u8], separates: u8) -> bool {
    pairs(line, Notation { assigns: b'=', separates }, |_, _, _| {}).is_ok()
}

/// How many lines of the sample are pairs of this notation.
fn reads(sample: &Sample<'_>, notation: Notation) -> usize {
    let (mut count, mut firsts) = (0, BTreeMap::new());
    for line in sample.lines {
        let mut first = None;
        let note = |key, _: Value<'_>, _: &[u8]| {
            first.get_or_insert(key);
        };
        if pairs(line, notation, note).is_ok() {
            count += 1;
            *firsts.entry(first).or_insert(0) += 1;
        }
    }
    let same = firsts.into_values().max().unwrap_or(0);
    if notation.assigns == b':' && same * 10 < count * 9 { 0 } else { count }
}

struct PairsReader {
    /// Nothing where this is not the format.
    notation: Option<Notation>,
    settled: Settled,
}

impl Reader for PairsReader {
    fn read<'a>(&self, line: &'a [u8], state: &mut State, record: &mut Record<'a>) -> Outcome {
        let Some(notation) = self.notation else {
            return Outcome::Unparsed(Reason::new(0, "pairs of key and value"));
        };
        let State { fields, pairs: tree, scratch, .. } = state;
        tree.restart();
        let read = pairs(line, notation, |key, value, raw| {
            let look_up = |path: &str| self.settled.meaning(path, fields);
            let meaning = match tree.child(Node::default(), key) {
                Some(node) => tree.meaning(node, look_up),
                None => {
                    let mut path = Path::default();
                    path.push(key);
                    self.settled.meaning(path.as_str(), fields)
                }
            };
            self.settled.put(meaning, value, raw, record, scratch);
        });
        match read {
            Ok(()) => {
                if let Some((value, _)) = priority(line) {
                    let named = record.severity;
                    priority_of(Some(value), record);
                    record.severity = named.or(record.severity);
                }
                Outcome::Record
            }
            Err(reason) => Outcome::Unparsed(reason),
        }
    }
}

/// Hands every pair of the line to `put`: its key, its value, and the value as it stands there.
fn pairs<'a>(
    line: &'a [u8],
    notation: Notation,
    mut put: impl FnMut(&'a [u8], Value<'a>, &'a [u8]),
) -> Result<(), Reason> {
    let mut at = priority(line).map_or(0, |(_, length)| length);
    let mut text = line.trim_ascii_end();
    if text.get(at) == Some(&b'[') && text.ends_with(b"]") {
        text = text.get(..text.len() - 1).unwrap_or_default();
        at += 1;
    }
    let closes = |byte: &u8| *byte == b' ' || *byte == notation.separates;
    let last = text.iter().rposition(|byte| !closes(byte)).map_or(0, |last| last + 1);
    text = text.get(..last).unwrap_or_default();
    let mut count = 0;
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let between = |byte: &u8| *byte == b' ' || (count > 0 && *byte == notation.separates);
        at += rest.iter().take_while(|byte| between(byte)).count();
        let rest = text.get(at..).unwrap_or_default();
        if rest.is_empty() {
            break;
        }
        let key = key(rest, notation).ok_or(Reason::new(at, "a key and its value"))?;
        let behind = rest.get(key.len() + 1..).unwrap_or_default();
        if count == 0 && notation.assigns == b':' && is_prose(key, behind) {
            return Err(Reason::new(at, "a key rather than the beginning of a message"));
        }
        let gap = behind.iter().take_while(|byte| **byte == b' ').count();
        at += key.len() + 1 + gap;
        let behind = behind.get(gap..).unwrap_or_default();
        let (value, raw, used) = match quoted(behind, notation) {
            Some((value, raw)) => (value, raw, raw.len() + 2),
            None => {
                let whole = behind.get(..end(behind, notation)).unwrap_or_default();
                let word = whole.trim_ascii_end();
                match unguarded(word) {
                    Some(inside) => (Value::Text(inside), inside, whole.len()),
                    None => (number::of_word(word), word, whole.len()),
                }
            }
        };
        put(key, value, raw);
        at += used;
        count += 1;
    }
    if count < FEWEST { Err(Reason::new(line.len(), "further pairs")) } else { Ok(()) }
}

/// The key at the start of `rest`, if its sign stands behind it.
fn key(rest: &[u8], notation: Notation) -> Option<&[u8]> {
    let is_key = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.-/@$#".contains(byte);
    let length = rest.iter().take(MAX_KEY).take_while(|byte| is_key(byte)).count();
    let named = rest.first().is_some_and(|first| first.is_ascii_alphabetic() || *first == b'_');
    let assigned = rest.get(length) == Some(&notation.assigns);
    rest.get(..length).filter(|_| named && assigned)
}

/// Whether the first colon of a line, which stands between these, is one of prose: behind a level (`ERROR: `), a scheme or a drive, or
/// before a word with a colon of its own (`host: cpu: 1`).
fn is_prose(key: &[u8], behind: &[u8]) -> bool {
    // Times are called `t`.
    let is_level = Severity::from_name(key).is_some() && !matches!(key, [b'a'..=b'z']);
    let is_path = behind.starts_with(b"\\") || behind.starts_with(b"//");
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.-/".contains(byte);
    let text = behind.trim_ascii_start();
    let word = text.iter().take_while(|byte| is_word(byte)).count();
    let again = word > 0 && text.get(word..).is_some_and(|rest| rest.starts_with(b": "));
    is_level || is_path || again
}

/// The inside of quotes of which the last has a backslash before it that guards nothing: `"C:\temp\"`.
fn unguarded(word: &[u8]) -> Option<&[u8]> {
    let inside = word.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
    (inside.ends_with(b"\\") && memchr(b'"', inside).is_none()).then_some(inside)
}

/// The inside of quotes that nothing follows but the next pair: the value, and as it stands there. Its backslashes guard quotes and
/// backslashes; where one stands before anything else it is rather a path (`C:\temp`).
fn quoted(text: &[u8], notation: Notation) -> Option<(Value<'_>, &[u8])> {
    let inside = text.strip_prefix(b"\"")?;
    let (mut at, mut escaped, mut plain) = (0, false, false);
    loop {
        at += memchr2(b'"', b'\\', inside.get(at..)?)?;
        if inside.get(at) == Some(&b'"') {
            break;
        }
        escaped = true;
        plain |= !matches!(inside.get(at + 1), Some(b'"' | b'\\'));
        at += 2;
    }
    let (raw, behind) = inside.split_at_checked(at)?;
    let next = behind.get(1..)?.trim_ascii_start().first();
    let value = if escaped && !plain { Value::Escaped(raw) } else { Value::Text(raw) };
    next.is_none_or(|byte| *byte == notation.separates).then_some((value, raw))
}

/// Where a value without quotes ends: before a sign that the next key follows.
fn end(text: &[u8], notation: Notation) -> usize {
    let follows = |sign: &usize| {
        let next = text.get(sign + 1..).unwrap_or_default().trim_ascii_start();
        key(next, notation).is_some()
    };
    memchr_iter(notation.separates, text).find(follows).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Hints;
    use proptest::prelude::*;

    const SEMICOLON: Notation = Notation { assigns: b'=', separates: b';' };

    fn read(line: &str, notation: Notation) -> Result<Vec<(String, String)>, u32> {
        let mut found = Vec::new();
        pairs(line.as_bytes(), notation, |key, _, raw| {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            found.push((text(key), text(raw)));
        })
        .map_err(|reason| reason.at)?;
        Ok(found)
    }

    #[test]
    fn values_may_hold_the_signs_of_their_notation() {
        let pair = |(key, value): (&str, &str)| (key.to_owned(), value.to_owned());
        let expected = |pairs: &[(&str, &str)]| Ok(pairs.iter().copied().map(pair).collect());
        let abc = expected(&[("a", "1; 2"), ("b", "x=y"), ("c", "")]);
        assert_eq!(read("a=1; 2; b=x=y;c=;", SEMICOLON), abc);
        assert_eq!(read(r#"<34>[a="1; 2"; b="x=y"; c=""]"#, SEMICOLON), abc);
        let bars = Notation { assigns: b':', separates: b'|' };
        let wanted = expected(&[("at", "10:11:12"), ("b", "c | d e: f"), ("g", "1")]);
        assert_eq!(read("at:10:11:12|b: c | d e: f|g:1", bars), wanted);
    }

    #[test]
    fn other_text_is_no_pairs() {
        for line in [
            "a=1;b=2",
            "note: a=1; b=2; c=3",
            "2024-01-31 10:11:12 a=1; b=2; c=3",
            "a=1 b=2 c=3",
            "",
            "[",
            ";;;",
        ] {
            assert!(read(line, SEMICOLON).is_err(), "{line}");
        }
    }

    #[test]
    fn backslashes_of_paths_guard_nothing() {
        let line =
            br#"a="C:\temp\new\bob"; b="C:\temp\"; c="C:\\x \"y\""; d="say" or "tell"; e="C:\x\";"#;
        let mut found = Vec::new();
        pairs(line, SEMICOLON, |_, value, _| found.push(value)).unwrap();
        let text = |text: &'static str| Value::Text(text.as_bytes());
        let guarded = Value::Escaped(br#"C:\\x \"y\""#);
        let said = text(r#""say" or "tell""#);
        assert_eq!(
            found,
            [text(r"C:\temp\new\bob"), text(r"C:\temp\"), guarded, said, text(r"C:\x\")]
        );
    }

    #[test]
    fn a_colon_of_prose_makes_no_key() {
        let notation = Notation { assigns: b':', separates: b';' };
        for line in [
            "ERROR: cannot open f1; reason: denied; code: 1",
            "WARNING:app.module:hello; a: 1; b: 2",
            "main.c:1: error: x; note: y; z: 2",
            "host1: cpu: 1; mem: 2; disk: 3",
            "http://h/a;b:1;c:2",
            r"C:\a; size: 1; owner: bob",
            r"G:\a; size: 1; owner: bob",
        ] {
            assert_eq!(read(line, notation), Err(0), "{line}");
        }
        for line in ["t:10:11:12;l:error;m:x", "at: 10:11; level: info; msg: error: x"] {
            assert!(read(line, notation).is_ok(), "{line}");
        }
    }

    #[test]
    fn keys_before_colons_begin_most_lines() {
        let count = |assigns: u8, others: usize| {
            let line = |n: usize| format!("{}S1;b$2;c$3", if n < others { "x" } else { "a" });
            let lines: Vec<String> = (0..20)
                .map(|n| line(n).replace(['S', '$'], &char::from(assigns).to_string()))
                .collect();
            let lines: Vec<&[u8]> = lines.iter().map(String::as_bytes).collect();
            let sample = Sample { lines: &lines, hints: Hints::default() };
            reads(&sample, Notation { assigns, separates: b';' })
        };
        assert_eq!((count(b':', 2), count(b':', 3), count(b'=', 3)), (20, 0, 20));
    }

    #[test]
    fn the_signs_are_found_and_the_keys_inferred() {
        let line: &[u8] = b"ts:2024-01-31T10:11:12Z;lvl:warn;n:3;msg:it is late";
        let reader = Pairs.reader(&Sample { lines: &[line], hints: Hints::default() });
        let mut record = Record::default();
        assert_eq!(reader.read(line, &mut State::default(), &mut record), Outcome::Record);
        assert!(record.time.is_some() && record.severity.is_some());
        assert_eq!(record.message, Some(Value::Text(b"it is late")));
        assert_eq!(record.values.len(), 1);
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes in prop::collection::vec(prop_oneof![prop::sample::select(b"ab=:\"\\;|[] ".to_vec()), any::<u8>()], 0..60)) {
            for notation in NOTATIONS {
                if let Err(reason) = pairs(&bytes, notation, |_, _, _| {}) {
                    prop_assert!(reason.at as usize <= bytes.len());
                }
            }
        }
    }
}
