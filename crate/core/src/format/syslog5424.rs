/*!
syslog by RFC 5424.

```text
<165>1 2024-01-31T10:11:12.003Z mymachine evntslog 77 ID47 [exampleSDID@32473 iut="3" class="high"] An event
```

The parameters of structured data become fields (`exampleSDID@32473.iut`). Some write them with colons, semicolons behind them, and without
the name of their element: `[action:"Drop"; flags:"444676"]`.

Source: RFC 5424, section 6.
*/

use super::message::Messages;
use super::priority::{priority, priority_of};
use super::tree::{Node, Path};
use super::{Format, Reader, Sample, State};
use crate::field::{self, FieldId};
use crate::record::{Outcome, Reason, Record, Value};
use crate::time::{self, Hints};
use memchr::memchr;
use std::sync::Arc;

/// syslog by RFC 5424.
pub struct Syslog5424;

impl Format for Syslog5424 {
    fn name(&self) -> &'static str {
        "syslog5424"
    }

    fn title(&self) -> &'static str {
        "syslog (RFC 5424)"
    }

    fn sample(&self) -> &'static str {
        r#"<165>1 2024-01-31T10:11:12.003Z mymachine evntslog 77 ID47 [exampleSDID@32473 iut="3" class="high"] An event"#
    }

    fn reader(&self, sample: &Sample<'_>) -> Arc<dyn Reader> {
        Arc::new(Reader5424 { hints: sample.hints, messages: Messages::default() })
    }

    fn inside(&self, sample: &Sample<'_>) -> Vec<Vec<u8>> {
        let reader = Reader5424 { hints: sample.hints, messages: Messages::default() };
        let mut state = State::default();
        let messages = sample.lines.iter().filter_map(|line| reader.message(line, &mut state));
        messages.map(<[u8]>::to_vec).collect()
    }

    fn around(&self, sample: &Sample<'_>, inner: &Arc<dyn Reader>) -> Option<Arc<dyn Reader>> {
        Some(Arc::new(Reader5424 { hints: sample.hints, messages: Messages::chosen(inner) }))
    }
}

struct Reader5424 {
    hints: Hints,
    /// Reads messages as what somebody asked for.
    messages: Messages,
}

impl Reader for Reader5424 {
    fn read<'a>(&self, line: &'a [u8], state: &mut State, record: &mut Record<'a>) -> Outcome {
        let message = match self.parts(line, state, record) {
            Ok(message) => message,
            Err(reason) => return Outcome::Unparsed(reason),
        };
        if let Some(reason) = self.messages.refused(line.len() - message.len()) {
            let mut inner = Record::default();
            if !self.messages.read(message, state, &mut inner) {
                return Outcome::Unparsed(reason);
            }
            record.time = record.time.or(inner.time);
            record.message = inner.message;
            record.values.append(&mut inner.values);
        } else if !message.is_empty() {
            record.message = Some(Value::Text(message));
        }
        Outcome::Record
    }

    fn explain(&self, line: &[u8], reason: Reason) -> String {
        match self.message(line, &mut State::default()) {
            Some(message) => self.messages.explain(message, reason),
            None => reason.to_string(),
        }
    }
}

impl Reader5424 {
    fn message<'a>(&self, line: &'a [u8], state: &mut State) -> Option<&'a [u8]> {
        self.parts(line, state, &mut Record::default()).ok()
    }

    /// Reads what stands before the message, and returns that.
    fn parts<'a>(
        &self,
        line: &'a [u8],
        state: &mut State,
        record: &mut Record<'a>,
    ) -> Result<&'a [u8], Reason> {
        let (value, mut at) = priority(line).ok_or(Reason::new(0, "a priority such as <34>"))?;
        priority_of(Some(value), record);
        let version = word(line, &mut at, "a version")?;
        if !matches!(version, [b'1'..=b'9'] | [b'1'..=b'9', b'0'..=b'9']) {
            return Err(Reason::new(at - version.len() - 1, "the version 1"));
        }
        let time_at = at;
        let time = word(line, &mut at, "a time and a space")?;
        if time != b"-" {
            let read = time::parse_iso(time, &self.hints).filter(|&(_, used)| used == time.len());
            let (time, _) = read.ok_or(Reason::new(time_at, "a time by RFC 3339 or -"))?;
            record.time = Some(time);
        }
        record.text(field::HOST, word(line, &mut at, "a host and a space")?);
        record.text(field::SERVICE, word(line, &mut at, "a program and a space")?);
        record.text(field::PID, word(line, &mut at, "a process id and a space")?);
        record.text(field::MSG_ID, word(line, &mut at, "a message id and a space")?);
        match line.get(at) {
            Some(b'-') => at += 1,
            Some(b'[') if is_element(line, at + 1) => {
                state.pairs.restart();
                while line.get(at) == Some(&b'[') {
                    at = element(line, at + 1, state, record)?;
                }
            }
            Some(b'[') => {
                state.pairs.restart();
                let known = record.values.len();
                match params(line, at + 1, b"", state, record) {
                    Ok(end) => at = end,
                    // Or a message of their own in brackets.
                    Err(_) => {
                        record.values.truncate(known);
                        at -= 1;
                    }
                }
            }
            _ => return Err(Reason::new(at, "structured data or -")),
        }
        let message = match line.get(at..) {
            None | Some([]) => return Ok(b""),
            Some([b' ', message @ ..]) => message,
            Some(_) => return Err(Reason::new(at, "a space and the message")),
        };
        Ok(message.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(message))
    }
}

/// The bytes up to the next space, which is passed over.
fn word<'a>(line: &'a [u8], at: &mut usize, expected: &'static str) -> Result<&'a [u8], Reason> {
    let rest = line.get(*at..).unwrap_or_default();
    let length = memchr(b' ', rest).filter(|&length| length > 0);
    let length = length.ok_or(Reason::new(*at, expected))?;
    *at += length + 1;
    Ok(rest.get(..length).unwrap_or_default())
}

/// Whether the name of an element of structured data stands here: names hold no quotes.
fn is_element(line: &[u8], at: usize) -> bool {
    let rest = line.get(at..).unwrap_or_default();
    let name = rest.iter().position(|byte| b" =]".contains(byte)).unwrap_or(rest.len());
    !rest.get(..name).unwrap_or_default().contains(&b'"')
}

/// Reads `id name="value" ...]`; returns where it ends.
fn element<'a>(
    line: &'a [u8],
    at: usize,
    state: &mut State,
    record: &mut Record<'a>,
) -> Result<usize, Reason> {
    match name(line, at)? {
        (_, end) if line.get(end) == Some(&b'=') => params(line, at, b"", state, record),
        (id, end) => params(line, end, id, state, record),
    }
}

/// The name of an element or a parameter at `at`, and where it ends.
fn name(line: &[u8], at: usize) -> Result<(&[u8], usize), Reason> {
    let rest = line.get(at..).unwrap_or_default();
    // A name may hold colons.
    let ends = |at: &usize| {
        matches!(rest.get(*at..), Some([b' ' | b'=' | b']' | b'"', ..] | [b':', b'"', ..]))
    };
    let length = (0..rest.len()).find(ends).filter(|&length| length > 0);
    let length = length.ok_or(Reason::new(at, "a name in structured data"))?;
    Ok((rest.get(..length).unwrap_or_default(), at + length))
}

/// Reads `name="value" ...]`, the parameters of the element of this name; returns where they end.
fn params<'a>(
    line: &'a [u8],
    mut at: usize,
    id: &[u8],
    state: &mut State,
    record: &mut Record<'a>,
) -> Result<usize, Reason> {
    let parent = state.pairs.child(Node::default(), id);
    loop {
        at += usize::from(line.get(at) == Some(&b';'));
        match line.get(at) {
            Some(b']') => return Ok(at + 1),
            Some(b' ') => at += 1,
            // The first of an element without a name.
            Some(_) if line.get(at - 1) == Some(&b'[') => {}
            _ => return Err(Reason::new(at, "a space or a closing bracket")),
        }
        let (param, end) = name(line, at)?;
        if !matches!(line.get(end..end + 2), Some(b"=\"" | b":\"")) {
            return Err(Reason::new(end, "= and a value in quotes"));
        }
        let (value, end) = quoted(line, end + 2)?;
        at = end;
        if let Some(field) = field_of(id, parent, param, state)
            && value != Value::Text(b"")
        {
            record.values.push((field, value));
        }
    }
}

/// The field of a parameter, by way of those seen before where there is room.
fn field_of(id: &[u8], parent: Option<Node>, param: &[u8], state: &mut State) -> Option<FieldId> {
    let State { pairs, fields, .. } = state;
    let settled = super::meaning::Settled::default();
    if let Some(node) = parent.and_then(|parent| pairs.child(parent, param)) {
        return pairs.meaning(node, |path| settled.meaning(path, fields)).field();
    }
    let mut path = Path::default();
    if !id.is_empty() {
        path.push(id);
    }
    path.push(param);
    fields.intern(path.as_str())
}

/// The value up to its closing quote, and where it ends. A backslash stands before a quote, a backslash or a bracket;
/// values with other escapes are passed as they stand.
fn quoted(line: &[u8], start: usize) -> Result<(Value<'_>, usize), Reason> {
    let mut at = start;
    let (mut escaped, mut literal) = (false, false);
    loop {
        let rest = line.get(at..).unwrap_or_default();
        let found = memchr::memchr2(b'"', b'\\', rest);
        at += found.ok_or(Reason::new(line.len(), "the closing quote of a value"))?;
        if line.get(at) == Some(&b'"') {
            let text = line.get(start..at).unwrap_or_default();
            let value = if escaped && !literal { Value::Escaped(text) } else { Value::Text(text) };
            return Ok((value, at + 1));
        }
        match line.get(at + 1) {
            Some(b'"' | b'\\' | b']') => {
                escaped = true;
                at += 2;
            }
            _ => {
                literal = true;
                at += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::severity::Severity;
    use proptest::prelude::*;

    fn read<'a>(line: &'a [u8], state: &mut State) -> (Outcome, Record<'a>) {
        let mut record = Record::default();
        let outcome = Reader5424 { hints: Hints::default(), messages: Messages::default() }.read(
            line,
            state,
            &mut record,
        );
        (outcome, record)
    }

    #[test]
    fn parameters_may_have_colons_and_semicolons_and_no_element() {
        let texts = |data: &str| {
            let line = format!("<34>1 - h a - - {data} x");
            let mut state = State::default();
            let (outcome, record) = read(line.as_bytes(), &mut state);
            assert_eq!(outcome, Outcome::Record, "{data}");
            let said = matches!(record.message, Some(Value::Text(b"x")));
            let named = record.values.iter().skip(3);
            let named = named.map(|&(id, value)| (state.fields.name(id).to_owned(), value));
            (said, named.map(|(name, value)| format!("{name} {value:?}")).collect::<Vec<_>>())
        };
        let a = format!("a.b {:?}", Value::Text(b"1"));
        let b = format!("b {:?}", Value::Text(b"1"));
        let c = format!("c {:?}", Value::Text(b"2;"));
        assert_eq!(texts(r#"[b:"1"; c:"2;"]"#), (true, vec![b.clone(), c.clone()]));
        assert_eq!(texts(r#"[b="1" c="2;";]"#), (true, vec![b, c]));
        assert_eq!(texts(r#"[a b:"1"]"#), (true, vec![a]));
        assert_eq!(texts(r#"[b:"1"; c]"#), (false, vec![]));
    }

    #[test]
    fn the_examples_of_the_rfc_are_read() {
        let mut state = State::default();
        let line = "<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - \u{FEFF}'su root' failed";
        let (outcome, record) = read(line.as_bytes(), &mut state);
        assert_eq!(outcome, Outcome::Record);
        assert_eq!(record.severity, Some(Severity::Fatal));
        assert_eq!(record.message, Some(Value::Text(b"'su root' failed")));
        assert_eq!(record.values.len(), 4);
        let line = br#"<165>1 2003-10-11T22:14:15.003Z h evntslog - ID47 [a@1 iut="3" es="x\"y"][b@2 class="h\]h"]"#;
        let (outcome, record) = read(line, &mut state);
        assert_eq!(outcome, Outcome::Record);
        let named: Vec<_> =
            record.values.iter().map(|&(field, value)| (state.fields.name(field), value)).collect();
        assert_eq!(
            named[4..],
            [
                ("a@1.iut", Value::Text(b"3")),
                ("a@1.es", Value::Escaped(br#"x\"y"#)),
                ("b@2.class", Value::Escaped(br"h\]h")),
            ]
        );
        assert_eq!(record.message, None);
    }

    #[test]
    fn reasons_point_at_the_byte() {
        for (line, at) in [
            ("34 1 - h", 0),
            ("<34>0 - h p - - -", 4),
            ("<34>1 yesterday h p - - -", 6),
            ("<34>1 - h p - - x", 16),
            ("<34>1 - h p - - [a b]", 20),
            ("<34>1 - h p - - [a b=\"", 22),
        ] {
            let (outcome, _) = read(line.as_bytes(), &mut State::default());
            let Outcome::Unparsed(reason) = outcome else { panic!("{line}") };
            assert_eq!(reason.at, at, "{line}: {reason}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(tail in prop::collection::vec(prop_oneof![prop::sample::select(b"[]=\" \\-a".to_vec()), any::<u8>()], 0..60)) {
            let line = [&b"<34>1 - - - - - "[..], &tail].concat();
            if let (Outcome::Unparsed(reason), _) = read(&line, &mut State::default()) {
                prop_assert!(reason.at as usize <= line.len());
            }
        }
    }
}
