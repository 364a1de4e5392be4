//! The layout of many Java services: `time LEVEL [thread] class - message`, errors often with a
//! stack trace on the lines that follow.

use super::application::Entry;
use super::calendar::Stamp;
use super::digits::decimal;
use super::level::Level;
use super::rng::Rng;
use super::trace::Trace;

/// How many errors in 1000 bring their stack trace.
const TRACED: u32 = 650;

/// Appends the record, cut off after `limit` (at least one) lines. Returns how many lines it has.
pub(super) fn write(
    out: &mut Vec<u8>,
    scratch: &mut Vec<u8>,
    entry: &Entry,
    stamp: &Stamp,
    limit: u64,
    rng: &mut Rng,
) -> u64 {
    stamp.log4j(out);
    out.push(b' ');
    out.extend_from_slice(entry.level.column().as_bytes());
    out.extend_from_slice(b" [");
    out.extend_from_slice(if entry.access { b"http-" } else { b"worker-" });
    decimal(out, rng.between(1, 16).into());
    out.extend_from_slice(b"] com.example.");
    out.extend_from_slice(entry.service.name().as_bytes());
    out.push(b'.');
    out.extend_from_slice(entry.logger.as_bytes());
    out.extend_from_slice(b" - ");
    out.extend_from_slice(&entry.text);
    out.push(b'\n');
    let mut lines = 1;
    if entry.level >= Level::Error && !entry.access && rng.chance(TRACED) {
        scratch.clear();
        Trace::of(entry.service).write(scratch, rng);
        for line in scratch.split_inclusive(|&byte| byte == b'\n') {
            if lines == limit {
                break;
            }
            out.extend_from_slice(line);
            lines += 1;
        }
    }
    lines
}
