/*!
What Microsoft's CMTrace shows: the logs of Configuration Manager, of its clients and of Intune's.

```text
<![LOG[Policy arrived]LOG]!><time="10:11:12.123-060" date="01-31-2024" component="execmgr" context="" type="2" thread="4242" file="x.cpp:65">
```

A message may have several lines; what is known of it follows. Behind the time stand the minutes that are to be added to it for UTC; the
newer programs leave them out.

Source: Microsoft Learn, "CMTrace"; the bias is that of Windows' `TIME_ZONE_INFORMATION`.
*/

use super::{Format, Reader, Sample, State};
use crate::field;
use crate::record::{Outcome, Reason, Record, Value};
use crate::severity::Severity;
use crate::time::{Hints, Layout, Timestamp};
use memchr::{memchr, memmem};
use std::sync::Arc;

/// Logs for CMTrace.
pub struct CmTrace;

const OPEN: &[u8] = b"<![LOG[";
const CLOSE: &[u8] = b"]LOG]!><";

impl Format for CmTrace {
    fn name(&self) -> &'static str {
        "cmtrace"
    }

    fn title(&self) -> &'static str {
        "Configuration Manager, Intune (CMTrace)"
    }

    fn sample(&self) -> &'static str {
        r#"<![LOG[Policy arrived]LOG]!><time="10:11:12.123-060" date="01-31-2024" component="execmgr" context="" type="1" thread="4242" file="execreqmgr.cpp:6501">"#
    }

    fn reader(&self, sample: &Sample<'_>) -> Arc<dyn Reader> {
        Arc::new(CmTraceReader { hints: sample.hints })
    }
}

struct CmTraceReader {
    hints: Hints,
}

impl Reader for CmTraceReader {
    fn read<'a>(&self, text: &'a [u8], state: &mut State, record: &mut Record<'a>) -> Outcome {
        let expected =
            |at| Outcome::Unparsed(Reason::new(at, "<![LOG[...]LOG]!><time=\"...\" ...>"));
        let Some(inside) = text.strip_prefix(OPEN) else { return expected(0) };
        let Some(end) = memmem::find(inside, CLOSE) else { return expected(OPEN.len()) };
        let (message, rest) = inside.split_at(end);
        let (mut time, mut date) = (&b""[..], &b""[..]);
        for (name, value) in Pairs(rest.get(CLOSE.len()..).unwrap_or_default()) {
            match name {
                b"time" => time = value,
                b"date" => date = value,
                b"component" => record.text(field::LOGGER, value),
                b"thread" => record.text(field::THREAD, value),
                b"type" => {
                    record.severity = match value {
                        b"1" => Some(Severity::Info),
                        b"2" => Some(Severity::Warn),
                        b"3" => Some(Severity::Error),
                        _ => None,
                    }
                }
                _ => {
                    if let Some(field) =
                        std::str::from_utf8(name).ok().and_then(|name| state.fields.intern(name))
                    {
                        record.text(field, value);
                    }
                }
            }
        }
        record.time = self.time(date, time, &mut state.scratch);
        if !message.is_empty() {
            record.message = Some(Value::Text(message));
        }
        Outcome::Record
    }

    fn begins_record(&self, line: &[u8]) -> bool {
        line.starts_with(OPEN)
    }

    fn is_block(&self) -> bool {
        true
    }
}

impl CmTraceReader {
    fn time(&self, date: &[u8], time: &[u8], scratch: &mut Vec<u8>) -> Option<Timestamp> {
        let sign = time.iter().position(|byte| b"+-".contains(byte)).unwrap_or(time.len());
        let (clock, bias) = time.split_at(sign);
        let mut hints = self.hints;
        if !bias.is_empty() {
            // A plus before a minus says no more.
            let bias = bias.strip_prefix(b"+").unwrap_or(bias);
            let minutes: i32 = std::str::from_utf8(bias).ok()?.parse().ok()?;
            hints.utc_offset_seconds =
                -60 * Some(minutes).filter(|m| (-1440..=1440).contains(m))?;
        }
        scratch.clear();
        for part in [date, b" ", clock] {
            scratch.extend_from_slice(part.get(..part.len().min(32))?);
        }
        let (time, used) = Layout::MonthFirst.parse(scratch, &hints)?;
        (used == scratch.len()).then_some(time)
    }
}

/// `name="value"` one after another.
struct Pairs<'a>(&'a [u8]);

impl<'a> Iterator for Pairs<'a> {
    type Item = (&'a [u8], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.0.trim_ascii_start();
        let equals = memchr(b'=', rest)?;
        let value = rest.get(equals + 1..)?.strip_prefix(b"\"")?;
        let end = memchr(b'"', value)?;
        self.0 = value.get(end + 1..)?;
        Some((rest.get(..equals)?, value.get(..end)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_minutes_behind_the_time_are_what_utc_lacks() {
        let reader = CmTraceReader { hints: Hints { utc_offset_seconds: 3600, modified: None } };
        for (time, utc) in [
            ("10:11:12.123-060", Some("2024-01-31T09:11:12.123Z")),
            ("10:11:12.123+300", Some("2024-01-31T15:11:12.123Z")),
            ("10:11:12.123+-60", Some("2024-01-31T09:11:12.123Z")),
            ("10:11:12.1234567", Some("2024-01-31T09:11:12.123456700Z")),
            ("10:11:12+9999", None),
            ("25:11:12", None),
            ("", None),
        ] {
            let read = reader.time(b"1-31-2024", time.as_bytes(), &mut Vec::new());
            assert_eq!(read.map(Timestamp::to_rfc3339).as_deref(), utc, "{time}");
        }
    }
}
