//! Syslog, in the layout of RFC 3164 as daemons store it in files (`Mar 11 08:12:45 host tag[pid]:
//! text`) and in that of RFC 5424.

use super::application::Entry;
use super::calendar::Stamp;
use super::digits::decimal;

/// Appends one line in the layout of RFC 3164, without `<PRI>`.
pub(super) fn write_bsd(out: &mut Vec<u8>, entry: &Entry, stamp: &Stamp) {
    stamp.bsd(out);
    out.push(b' ');
    entry.service.host(entry.replica, out);
    out.push(b' ');
    out.extend_from_slice(program(entry));
    if let Some(process) = entry.process {
        out.push(b'[');
        decimal(out, process.into());
        out.push(b']');
    }
    out.extend_from_slice(b": ");
    out.extend_from_slice(&entry.text);
    out.push(b'\n');
}

/// Appends one line in the layout of RFC 5424: the logger is the MSGID, the variables of the
/// message are structured data under the enterprise number for examples (32473, RFC 5612).
pub(super) fn write_5424(out: &mut Vec<u8>, entry: &Entry, stamp: &Stamp) {
    out.push(b'<');
    decimal(out, u64::from(entry.facility) * 8 + entry.level.severity());
    out.extend_from_slice(b">1 ");
    stamp.rfc3339(out, true);
    out.push(b' ');
    entry.service.host(entry.replica, out);
    out.push(b' ');
    out.extend_from_slice(program(entry));
    out.push(b' ');
    if let Some(process) = entry.process {
        decimal(out, process.into());
    } else {
        out.push(b'-');
    }
    out.push(b' ');
    out.extend_from_slice(if entry.daemon.is_some() { b"-" } else { entry.logger.as_bytes() });
    out.push(b' ');
    if entry.values.is_empty() || entry.daemon.is_some() {
        out.push(b'-');
    } else {
        out.extend_from_slice(b"[data@32473");
        for (variable, range) in &entry.values {
            out.push(b' ');
            out.extend_from_slice(variable.key().as_bytes());
            out.extend_from_slice(b"=\"");
            for &byte in &entry.text[range.clone()] {
                if matches!(byte, b'"' | b'\\' | b']') {
                    out.push(b'\\');
                }
                out.push(byte);
            }
            out.push(b'"');
        }
        out.push(b']');
    }
    out.push(b' ');
    out.extend_from_slice(&entry.text);
    out.push(b'\n');
}

fn program(entry: &Entry) -> &'static [u8] {
    entry.daemon.unwrap_or(entry.service.name()).as_bytes()
}
