//! Logfmt: `key=value` pairs separated by spaces.

use super::application::Entry;
use super::calendar::Stamp;
use super::digits::{decimal, milliseconds};
use super::json::string;
use super::request::Request;

/// Appends one line.
pub(super) fn write(out: &mut Vec<u8>, entry: &Entry, request: &Request, stamp: &Stamp) {
    out.extend_from_slice(b"ts=");
    stamp.rfc3339(out, false);
    out.extend_from_slice(b" level=");
    out.extend_from_slice(entry.level.name().as_bytes());
    out.extend_from_slice(b" service=");
    out.extend_from_slice(entry.service.name().as_bytes());
    out.extend_from_slice(b" host=");
    entry.service.host(entry.replica, out);
    out.extend_from_slice(b" msg=");
    value(out, &entry.text);
    if entry.access {
        out.extend_from_slice(b" method=");
        out.extend_from_slice(request.method.as_bytes());
        out.extend_from_slice(b" path=");
        value(out, &request.path);
        out.extend_from_slice(b" status=");
        decimal(out, request.status.into());
        out.extend_from_slice(b" bytes=");
        decimal(out, request.bytes);
        out.extend_from_slice(b" duration_ms=");
        milliseconds(out, request.micros);
        out.extend_from_slice(b" client=");
        request.client.write(out);
        out.extend_from_slice(b" agent=");
        value(out, request.agent.as_bytes());
    } else {
        for (variable, range) in &entry.values {
            out.push(b' ');
            out.extend_from_slice(variable.key().as_bytes());
            out.push(b'=');
            value(out, &entry.text[range.clone()]);
        }
    }
    out.push(b'\n');
}

/// A value, quoted if it is empty or has a space, a quote, a backslash or an equals sign.
fn value(out: &mut Vec<u8>, text: &[u8]) {
    if text.is_empty() || text.iter().any(|byte| matches!(byte, 0..=b' ' | b'"' | b'\\' | b'=')) {
        string(out, text);
    } else {
        out.extend_from_slice(text);
    }
}
