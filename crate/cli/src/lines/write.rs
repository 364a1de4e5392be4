/*!
One record as it is written: its lines as they stand, or a JSON object.
*/

use logatlas_core::field::{FieldId, MESSAGE_NAME, SEVERITY_NAME, TIME_NAME};
use logatlas_core::format::block::MAX_BLOCK;
use logatlas_core::format::escape::unescape;
use logatlas_core::format::{Reader, State, parts};
use logatlas_core::record::{Record, Value};
use logatlas_core::severity::Class;
use logatlas_core::split::{self, MAX_LINE};
use std::borrow::Cow;

/// The lines of a record behind the one that ends its message, which is a part of its text.
fn behind<'a>(text: &'a [u8], message: &[u8]) -> &'a [u8] {
    let end = (message.as_ptr() as usize + message.len()).checked_sub(text.as_ptr() as usize);
    let rest = end.and_then(|end| text.get(end..)).unwrap_or_default();
    memchr::memchr(b'\n', rest).and_then(|end| rest.get(end + 1..)).unwrap_or_default()
}

/// Names that are written for every record, so that no field of a log may go by them.
const OWN: [&str; 5] = ["file", "line", TIME_NAME, SEVERITY_NAME, MESSAGE_NAME];
/// Numbers up to here are whole exactly when they have no fraction.
const WHOLE: f64 = 9_007_199_254_740_992.0;

/// Where a record stands.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    /// The name of its file.
    pub(super) file: &'a str,
    /// The number of its first line, from 1.
    pub(super) line: u64,
}

/// Writes records; its memory is used again for the next one.
#[derive(Default)]
pub(super) struct Writer {
    state: State,
    scratch: Vec<u8>,
    seen: Vec<FieldId>,
}

impl Writer {
    /// Appends the lines of a record as they stand; of a line longer than [`MAX_LINE`] only that much. Where colours were left out,
    /// what fills their room is too.
    pub(super) fn raw(&mut self, out: &mut Vec<u8>, record: &[u8], coloured: bool) {
        if coloured {
            for line in split::lines(record) {
                out.extend_from_slice(line.bytes);
                out.push(b'\n');
            }
            return;
        }
        if record.len() <= MAX_LINE {
            out.extend_from_slice(record);
            out.push(b'\n');
            return;
        }
        for line in split::lines(record) {
            let bytes = record.get(line.start..line.end).unwrap_or_default();
            out.extend_from_slice(bytes.get(..MAX_LINE).unwrap_or(bytes));
            out.push(b'\n');
        }
    }

    /// Appends a record as a JSON object: its place, its time, severity and message where it has them, and every field, those that
    /// are `derived` last.
    pub(super) fn json<'d>(
        &mut self,
        out: &mut Vec<u8>,
        text: &[u8],
        reader: &dyn Reader,
        place: Place<'_>,
        derived: impl Iterator<Item = (&'d str, Cow<'d, [u8]>)>,
    ) {
        let Self { state, scratch, seen } = self;
        let wholes = if reader.is_parted() { parts::wholes(text, reader) } else { Vec::new() };
        let whole = wholes.first().filter(|whole| whole.start == 0);
        let mut first = split::lines(text).next().map_or(&[][..], |line| line.bytes);
        let mut end = memchr::memchr(b'\n', text).unwrap_or(text.len());
        if let Some(whole) = whole {
            (first, end) = (&whole.text, whole.end);
        }
        let mut further = text.get(end + 1..).unwrap_or_default();
        if reader.is_block() {
            // What its reader makes of all lines is the record.
            first = text.get(..MAX_BLOCK).unwrap_or(text).trim_ascii_end();
            further = &[];
        }
        let mut record = Record::default();
        reader.read(first, state, &mut record);
        if state.fields.dropped() {
            // The names of the records before this one took the room of its own.
            state.clear();
            record.clear();
            reader.read(first, state, &mut record);
        }
        out.extend_from_slice(b"{\"file\":");
        string(out, place.file.as_bytes());
        out.extend_from_slice(format!(",\"line\":{}", place.line).as_bytes());
        if let Some(time) = record.time {
            key(out, TIME_NAME);
            string(out, time.to_rfc3339().as_bytes());
        }
        if let Some(name) =
            record.severity.and_then(|severity| Class::from(severity).severity_name())
        {
            key(out, SEVERITY_NAME);
            string(out, name.as_bytes());
        }
        scratch.clear();
        match record.message {
            Some(Value::Escaped(escaped)) => unescape(escaped, scratch),
            Some(Value::Text(text)) => scratch.extend_from_slice(text),
            Some(Value::Number(number)) => scratch.extend_from_slice(number.to_string().as_bytes()),
            None => {}
        }
        let mut has_message = record.message.is_some();
        if reader.is_block()
            && reader.message_goes_on()
            && let Some(Value::Text(message)) = record.message
        {
            further = behind(first, message);
        }
        for line in split::lines(further) {
            if has_message {
                scratch.push(b'\n');
            }
            has_message = true;
            scratch.extend_from_slice(line.bytes);
        }
        if has_message {
            key(out, MESSAGE_NAME);
            string(out, scratch);
        }
        seen.clear();
        for &(field, value) in &record.values {
            // The first of two values of one name counts, as in every summary.
            if seen.contains(&field) {
                continue;
            }
            seen.push(field);
            let name = state.fields.name(field);
            if OWN.contains(&name) {
                key(out, &format!("attributes.{name}"));
            } else {
                key(out, name);
            }
            match value {
                Value::Text(text) => string(out, text),
                Value::Escaped(escaped) => {
                    scratch.clear();
                    unescape(escaped, scratch);
                    string(out, scratch);
                }
                Value::Number(number) => write_number(out, number),
            }
        }
        for (name, value) in derived {
            key(out, name);
            string(out, &value);
        }
        out.extend_from_slice(b"}\n");
    }
}

fn key(out: &mut Vec<u8>, name: &str) {
    out.push(b',');
    string(out, name.as_bytes());
    out.push(b':');
}

/// A JSON string; bytes that are not UTF-8 become U+FFFD.
fn string(out: &mut Vec<u8>, bytes: &[u8]) {
    // Writing to memory does not fail.
    let _ = serde_json::to_writer(&mut *out, &*String::from_utf8_lossy(bytes));
}

/// A JSON number: whole ones without a point, infinity and NaN, which JSON lacks, as null.
fn write_number(out: &mut Vec<u8>, number: f64) {
    let _ = if number.trunc() == number && number.abs() < WHOLE {
        serde_json::to_writer(&mut *out, &(number as i64))
    } else {
        serde_json::to_writer(&mut *out, &number)
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use logatlas_core::field::{self, STATUS};
    use logatlas_core::record::Outcome;
    use logatlas_core::severity::Severity;
    use logatlas_core::time::Timestamp;
    use serde_json::{Value as Json, json};

    /// Every word of a line is a field that is called like it and holds it, with a status, twice.
    struct Words;

    impl Reader for Words {
        fn read<'a>(&self, line: &'a [u8], state: &mut State, record: &mut Record<'a>) -> Outcome {
            record.time = Some(Timestamp::from_nanos(1));
            record.severity = Some(Severity::Warn);
            record.message = Some(Value::Escaped(br"a\tb"));
            record.values.push((STATUS, Value::Number(503.0)));
            record.values.push((STATUS, Value::Number(0.5)));
            for word in line.split(|&byte| byte == b' ') {
                if let Some(field) = state.fields.intern(std::str::from_utf8(word).unwrap()) {
                    record.values.push((field, Value::Text(word)));
                }
            }
            Outcome::Record
        }
    }

    fn json(writer: &mut Writer, text: &[u8]) -> Json {
        let mut out = Vec::new();
        let derived = [("http.route", Cow::Borrowed(&b"/{int}"[..]))].into_iter();
        writer.json(&mut out, text, &Words, Place { file: "a.log", line: 7 }, derived);
        serde_json::from_slice(&out).unwrap()
    }

    #[test]
    fn a_record_is_written_with_every_name_once() {
        let written = json(&mut Writer::default(), b"x line\r\n  at y");
        let wanted = json!({
            "file": "a.log", "line": 7, "@timestamp": "1970-01-01T00:00:00.000000001Z", "severity_text": "warn",
            "message": "a\tb\n  at y", "http.response.status_code": 503, "x": "x", "attributes.line": "line",
            "http.route": "/{int}",
        });
        assert_eq!(written, wanted);
    }

    #[test]
    fn a_record_has_the_same_fields_whatever_stood_before_it() {
        let mut writer = Writer::default();
        let many: Vec<String> = (0..field::MAX_FIELDS).map(|i| format!("key{i}")).collect();
        json(&mut writer, many.join(" ").as_bytes());
        let fresh: Vec<String> = (0..40).map(|i| format!("new{i}")).collect();
        let text = fresh.join(" ");
        assert_eq!(
            json(&mut writer, text.as_bytes()),
            json(&mut Writer::default(), text.as_bytes())
        );
    }

    #[test]
    fn numbers_are_written_as_json_has_them() {
        let written = |number| {
            let mut out = Vec::new();
            write_number(&mut out, number);
            String::from_utf8(out).unwrap()
        };
        let shown = [200.0, -1.0, 0.25, 1e300, f64::NAN].map(written);
        assert_eq!(shown, ["200", "-1", "0.25", "1e+300", "null"]);
    }
}
