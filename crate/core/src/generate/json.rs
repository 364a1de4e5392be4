//! JSON Lines: one object a line, its nested keys named by the OpenTelemetry semantic conventions.

use super::application::Entry;
use super::calendar::Stamp;
use super::digits::{decimal, hex, milliseconds};
use super::level::Level;
use super::request::Request;
use super::rng::Rng;
use super::trace::Trace;

/// How many errors in 1000 carry their exception.
const TRACED: u32 = 650;

/// Appends one line.
pub(super) fn write(
    out: &mut Vec<u8>,
    scratch: &mut Vec<u8>,
    entry: &Entry,
    request: &Request,
    stamp: &Stamp,
    rng: &mut Rng,
) {
    out.extend_from_slice(b"{\"@timestamp\":\"");
    stamp.rfc3339(out, false);
    out.extend_from_slice(b"\",\"level\":\"");
    out.extend_from_slice(entry.level.name().as_bytes());
    out.extend_from_slice(b"\",\"message\":");
    string(out, &entry.text);
    out.extend_from_slice(b",\"logger\":\"com.example.");
    out.extend_from_slice(entry.service.name().as_bytes());
    out.push(b'.');
    out.extend_from_slice(entry.logger.as_bytes());
    out.extend_from_slice(b"\",\"service\":{\"name\":\"");
    out.extend_from_slice(entry.service.name().as_bytes());
    out.extend_from_slice(b"\",\"version\":\"1.42.0\"},\"host\":{\"name\":\"");
    entry.service.host(entry.replica, out);
    out.extend_from_slice(b"\"},\"k8s\":{\"namespace\":{\"name\":\"shop\"},\"pod\":{\"name\":\"");
    entry.service.pod(entry.replica, out);
    out.extend_from_slice(b"\"}},\"trace_id\":\"");
    hex(out, rng.word(), 16);
    hex(out, rng.word(), 16);
    out.push(b'"');
    if entry.access {
        access(out, request);
    } else if !entry.values.is_empty() {
        attributes(out, entry);
    }
    if entry.level >= Level::Error && !entry.access && rng.chance(TRACED) {
        let trace = Trace::of(entry.service);
        scratch.clear();
        trace.write(scratch, rng);
        out.extend_from_slice(b",\"exception\":{\"type\":");
        string(out, trace.exception.as_bytes());
        out.extend_from_slice(b",\"message\":");
        string(out, trace.detail.as_bytes());
        out.extend_from_slice(b",\"stacktrace\":");
        string(out, scratch);
        out.push(b'}');
    }
    out.extend_from_slice(b"}\n");
}

/// The request of an access entry.
fn access(out: &mut Vec<u8>, request: &Request) {
    let (path, query) = request.path_and_query();
    out.extend_from_slice(b",\"http\":{\"request\":{\"method\":\"");
    out.extend_from_slice(request.method.as_bytes());
    out.extend_from_slice(b"\"},\"response\":{\"status_code\":");
    decimal(out, request.status.into());
    out.extend_from_slice(b",\"body\":{\"size\":");
    decimal(out, request.bytes);
    out.extend_from_slice(b"}}},\"url\":{\"path\":");
    string(out, path);
    if !query.is_empty() {
        out.extend_from_slice(b",\"query\":");
        string(out, query);
    }
    out.extend_from_slice(b"},\"client\":{\"address\":\"");
    request.client.write(out);
    out.extend_from_slice(b"\"},\"user_agent\":{\"original\":");
    string(out, request.agent.as_bytes());
    out.extend_from_slice(b"},\"upstream\":{\"service\":\"");
    out.extend_from_slice(request.service.name().as_bytes());
    out.extend_from_slice(b"\"},\"duration_ms\":");
    milliseconds(out, request.micros);
}

/// The variables of a message.
fn attributes(out: &mut Vec<u8>, entry: &Entry) {
    out.extend_from_slice(b",\"attributes\":{");
    for (i, (variable, range)) in entry.values.iter().enumerate() {
        out.extend_from_slice(if i > 0 { b",\"" } else { b"\"" });
        out.extend_from_slice(variable.key().as_bytes());
        out.extend_from_slice(b"\":");
        let value = &entry.text[range.clone()];
        if variable.is_number() {
            out.extend_from_slice(value);
        } else {
            string(out, value);
        }
    }
    out.push(b'}');
}

/// A quoted string with the escapes that RFC 8259 asks for; `text` is UTF-8.
pub(super) fn string(out: &mut Vec<u8>, text: &[u8]) {
    out.push(b'"');
    for &byte in text {
        match byte {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\t' => out.extend_from_slice(b"\\t"),
            0..0x20 => {
                out.extend_from_slice(b"\\u");
                hex(out, byte.into(), 4);
            }
            _ => out.push(byte),
        }
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_read_back_as_they_were() {
        let all: String = (0..0x80_u8).map(char::from).chain(['é', '😀']).collect();
        let mut out = Vec::new();
        string(&mut out, all.as_bytes());
        assert_eq!(serde_json::from_slice::<String>(&out).unwrap(), all);
    }
}
