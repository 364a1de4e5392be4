/*!
logfmt: pairs of key and value, separated by spaces (Heroku, Go's log/slog and logrus, Grafana, Prometheus).

```text
time=2024-01-31T10:11:12Z level=info msg="done, at last" path=/a ms=12 cached
```

A key without a value is true. Values in quotes may hold escapes, of which those of JSON are understood. A value that
is not there (`key=`) is absent. Which keys hold the time, the level and the message is inferred from the sample.

Source: Brandur Leach, "logfmt"; the encoder of go-logfmt.
*/

use super::infer::Survey;
use super::meaning::Settled;
use super::number;
use super::pairs;
use super::priority::{priority, priority_of};
use super::tree::{Node, Path};
use super::{Format, Reader, Sample, State};
use crate::record::{Outcome, Reason, Record, Value};
use memchr::memchr2;
use std::sync::Arc;

/// logfmt.
pub struct Logfmt;

impl Format for Logfmt {
    fn name(&self) -> &'static str {
        "logfmt"
    }

    fn title(&self) -> &'static str {
        "logfmt (key=value pairs)"
    }

    fn sample(&self) -> &'static str {
        r#"time=2024-01-31T10:11:12Z level=info msg="done, at last" path=/a ms=12 cached"#
    }

    fn reader(&self, sample: &Sample<'_>) -> Arc<dyn Reader> {
        let mut survey = Survey::new(sample.hints);
        let (mut count, mut separated) = (0usize, 0usize);
        for line in sample.lines {
            let mut found = Vec::new();
            let outcome = pairs(
                line.get(prefix(line).1..).unwrap_or_default(),
                |rest| {
                    let key = key(rest)?;
                    Some(((rest.get(..key)?, key), key))
                },
                |(key, _), value, raw| found.push((key, value, raw)),
            );
            if outcome.is_ok() {
                survey.line();
                count += 1;
                separated += usize::from(is_separated(line, &found));
                for (key, value, raw) in found {
                    survey.value(&String::from_utf8_lossy(key), value, raw);
                }
            }
        }
        Arc::new(LogfmtReader { settled: survey.settle(), refuses: separated * 2 > count })
    }
}

/// Whether what is found of a line is rather pairs between signs (`a=1; b=2; c=3`): all values but the last end with the same sign.
fn is_separated(line: &[u8], found: &[(&[u8], Value<'_>, &[u8])]) -> bool {
    let [first, others @ .., _] = found else { return false };
    let Some(sign) = first.2.last().filter(|sign| b";,".contains(sign)) else { return false };
    let ends = |(_, _, raw): &(_, _, &[u8])| raw.last() == Some(sign);
    !others.is_empty() && others.iter().all(ends) && pairs::is_read(line, *sign)
}

/// Reads pairs; by default all of them are values.
#[derive(Default)]
pub(super) struct LogfmtReader {
    settled: Settled,
    /// Whether the lines of the source are pairs between signs, of which nothing is read.
    refuses: bool,
}

impl Reader for LogfmtReader {
    fn read<'a>(&self, line: &'a [u8], state: &mut State, record: &mut Record<'a>) -> Outcome {
        if self.refuses {
            return Outcome::Unparsed(Reason::new(0, "pairs without signs between them"));
        }
        let State { fields, pairs: tree, scratch, .. } = state;
        tree.restart();
        let settled = &self.settled;
        let (priority, start) = prefix(line);
        let outcome = pairs(
            line.get(start..).unwrap_or_default(),
            |rest| {
                let root = Node::default();
                if let Some((node, length)) = tree.guess(root, rest, b'=') {
                    return Some((
                        tree.meaning(node, |path| settled.meaning(path, fields)),
                        length,
                    ));
                }
                let length = key(rest)?;
                let key = rest.get(..length)?;
                let meaning = match tree.child(root, key) {
                    Some(node) => tree.meaning(node, |path| settled.meaning(path, fields)),
                    None => {
                        let mut path = Path::default();
                        path.push(key);
                        settled.meaning(path.as_str(), fields)
                    }
                };
                Some((meaning, length))
            },
            |meaning, value, raw| settled.put(meaning, value, raw, record, scratch),
        );
        match outcome {
            Ok(()) => {
                if priority.is_some() {
                    let named = record.severity;
                    priority_of(priority, record);
                    record.severity = named.or(record.severity);
                }
                Outcome::Record
            }
            Err(reason) => Outcome::Unparsed(Reason { at: reason.at + start as u32, ..reason }),
        }
    }
}

/// The priority of syslog that devices put before their pairs (`<134>id=...`), and how many bytes it takes.
fn prefix(line: &[u8]) -> (Option<u8>, usize) {
    let found = if line.first() == Some(&b'<') { priority(line) } else { None };
    found.map_or((None, 0), |(priority, length)| (Some(priority), length))
}

/// Hands every pair of the line to `put`: what `name` made of its key, the value, and the value as it stands in the line.
///
/// `name` is given what follows and returns the length of the key at its start too, or nothing where there is none. A line
/// must begin with a pair, and no more words than pairs may stand alone in it: other text has an equals sign here and there
/// too.
fn pairs<'a, K>(
    line: &'a [u8],
    mut name: impl FnMut(&'a [u8]) -> Option<(K, usize)>,
    mut put: impl FnMut(K, Value<'a>, &'a [u8]),
) -> Result<(), Reason> {
    let mut at = 0;
    let (mut with_value, mut alone) = (0usize, 0usize);
    loop {
        while let Some(b' ' | b'\t') = line.get(at) {
            at += 1;
        }
        let rest = line.get(at..).unwrap_or_default();
        if rest.is_empty() {
            break;
        }
        let (key, length) = name(rest).ok_or(Reason::new(at, "a key"))?;
        match rest.get(length) {
            Some(b'=') => {
                at += length + 1;
                with_value += 1;
                let (value, raw, used) = value(line, at)?;
                put(key, value, raw);
                at += used;
            }
            None | Some(b' ' | b'\t') if with_value > 0 => {
                at += length;
                alone += 1;
                put(key, Value::Text(b"true"), b"true");
            }
            _ => return Err(Reason::new(at + length, "= and a value")),
        }
    }
    if with_value == 0 || alone > with_value {
        return Err(Reason::new(line.len(), "pairs of key and value"));
    }
    Ok(())
}

/// How long the key at the start of `rest` is.
fn key(rest: &[u8]) -> Option<usize> {
    let first = rest.first()?;
    let is_key = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.-/@:$#[]".contains(byte);
    let starts = first.is_ascii_alphabetic() || b"_@$".contains(first);
    starts.then(|| rest.iter().take_while(|byte| is_key(byte)).count())
}

/// The value at `at`, the same as it stands in the line without quotes, and how many bytes it takes.
fn value(line: &[u8], at: usize) -> Result<(Value<'_>, &[u8], usize), Reason> {
    let rest = line.get(at..).unwrap_or_default();
    let Some(quoted) = rest.strip_prefix(b"\"") else {
        let length = memchr2(b' ', b'\t', rest).unwrap_or(rest.len());
        let word = rest.get(..length).unwrap_or_default();
        return Ok((number::of_word(word), word, length));
    };
    let mut end = 0;
    let mut escaped = false;
    loop {
        let tail = quoted.get(end..).unwrap_or_default();
        let found = memchr2(b'"', b'\\', tail);
        end += found.ok_or(Reason::new(line.len(), "a closing quote"))?;
        if quoted.get(end) == Some(&b'"') {
            break;
        }
        escaped = true;
        end += 2;
    }
    if !matches!(quoted.get(end + 1), None | Some(b' ' | b'\t')) {
        return Err(Reason::new(at + end + 2, "a space behind the closing quote"));
    }
    let text = quoted.get(..end).unwrap_or_default();
    let value = if escaped { Value::Escaped(text) } else { Value::Text(text) };
    Ok((value, text, end + 2))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::escape::unescape;
    use crate::severity::Severity;
    use crate::time::Hints;
    use proptest::prelude::*;

    fn read(line: &str) -> Result<Vec<(String, String)>, Reason> {
        let reader = LogfmtReader::default();
        let mut state = State::default();
        let mut record = Record::default();
        match reader.read(line.as_bytes(), &mut state, &mut record) {
            Outcome::Record => Ok(record
                .values
                .iter()
                .map(|&(field, value)| {
                    let text = match value {
                        Value::Text(text) => String::from_utf8(text.to_vec()).unwrap(),
                        Value::Number(number) => number.to_string(),
                        Value::Escaped(text) => {
                            let mut out = Vec::new();
                            unescape(text, &mut out);
                            String::from_utf8(out).unwrap()
                        }
                    };
                    (state.fields.name(field).to_owned(), text)
                })
                .collect()),
            Outcome::Unparsed(reason) => Err(reason),
            Outcome::Continuation => panic!("no logfmt line is a continuation"),
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(pairs in prop::collection::vec(("[a-z_][a-z0-9_.]{0,9}", "[ -~é\n]{1,12}"), 1..8)) {
            let line: Vec<String> = pairs
                .iter()
                .map(|(key, value)| format!("{key}={}", serde_json::to_string(value).unwrap()))
                .collect();
            prop_assert_eq!(read(&line.join(" ")), Ok(pairs));
        }

        #[test]
        fn any_bytes_are_survived(bytes in prop::collection::vec(prop_oneof![prop::sample::select(b"ab=\"\\ ".to_vec()), any::<u8>()], 0..60)) {
            let reader = LogfmtReader::default();
            if let Outcome::Unparsed(reason) = reader.read(&bytes, &mut State::default(), &mut Record::default()) {
                prop_assert!(reason.at as usize <= bytes.len());
            }
        }
    }

    #[test]
    fn bare_keys_are_true_and_empty_values_absent() {
        let read = read("a=1 b= c=\"\" d e=x=y").unwrap();
        let read: Vec<_> = read.iter().map(|(key, value)| (&**key, &**value)).collect();
        assert_eq!(read, [("a", "1"), ("d", "true"), ("e", "x=y")]);
    }

    #[test]
    fn other_text_is_refused_where_it_leaves_the_format() {
        for (line, at) in [
            ("Mar 1 10:00:00 host kernel: IN=eth0 OUT=", 3),
            ("a=1 some words more than pairs", 30),
            ("a=\"open", 7),
            ("a=\"x\"y", 5),
            ("a=1 2024-01-31", 4),
        ] {
            assert_eq!(read(line).map_err(|reason| reason.at), Err(at), "{line}");
        }
    }

    #[test]
    fn pairs_between_signs_are_left_to_their_own_format() {
        let reads = |lines: &[&[u8]]| {
            let reader = Logfmt.reader(&Sample { lines, hints: Hints::default() });
            let read = |line: &[u8]| {
                reader.read(line, &mut State::default(), &mut Record::default()) == Outcome::Record
            };
            lines.iter().all(|line| read(line))
        };
        assert!(!reads(&[b"time=2024-01-31T10:00:01Z; level=error; code=1; msg=x"]));
        assert!(!reads(&[b"<34>time=2024-01-31T10:00:01Z, level=error, msg=\"x y\""]));
        assert!(!reads(&[b"a=1; b=2; c=3;", b"a=1; b=; c=3", b"a=1 b=2 c=3"]));
        // In few lines, a single one, other signs, within quotes, and what pairs do not read either.
        assert!(reads(&[b"a=1; b=2; c=3", b"a=1 b=2 c=3"]));
        assert!(reads(&[b"a=1; b=2"]));
        assert!(reads(&[b"a=1; b=2, c=3"]));
        assert!(reads(&[b"a=\"1;\" b=\"2;\" c=3"]));
        assert!(reads(&[b"@a=1; b:c=2; d=3"]));
    }

    #[test]
    fn the_time_the_level_and_the_message_are_found() {
        let line = br#"logger=a t=2024-01-31T10:11:12.5Z lvl=eror msg="it \"failed\"" n=3"#;
        let reader = Logfmt.reader(&Sample { lines: &[line], hints: Hints::default() });
        let mut record = Record::default();
        assert_eq!(reader.read(line, &mut State::default(), &mut record), Outcome::Record);
        assert_eq!(
            record.time.map(crate::time::Timestamp::to_rfc3339).as_deref(),
            Some("2024-01-31T10:11:12.500Z")
        );
        assert_eq!(record.severity, Some(Severity::Error));
        assert_eq!(record.message, Some(Value::Escaped(br#"it \"failed\""#)));
        assert_eq!(record.values.len(), 2);
    }
}
