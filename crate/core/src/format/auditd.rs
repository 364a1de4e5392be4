/*!
The Linux audit daemon.

```text
type=SYSCALL msg=audit(1706695872.123:24287): arch=c000003e syscall=2 success=no exit=-13 comm="cat"
```

The number behind the time joins the records of one event (`audit.serial`).

Source: auditd(8), Linux audit documentation, "Audit event fields".
*/

use super::logfmt::LogfmtReader;
use super::{Format, Reader, Sample, State};
use crate::record::{Outcome, Reason, Record, Value};
use crate::time;
use memchr::{memchr, memmem};
use std::sync::Arc;

/// The Linux audit daemon.
pub struct Auditd;

/// The time starts in so many bytes.
const WITHIN: usize = 160;

impl Format for Auditd {
    fn name(&self) -> &'static str {
        "auditd"
    }

    fn title(&self) -> &'static str {
        "Linux audit log"
    }

    fn sample(&self) -> &'static str {
        r#"type=SYSCALL msg=audit(1706695872.123:24287): arch=c000003e syscall=2 success=no exit=-13 comm="cat""#
    }

    fn reader(&self, _sample: &Sample<'_>) -> Arc<dyn Reader> {
        Arc::new(AuditdReader { pairs: LogfmtReader::default() })
    }
}

struct AuditdReader {
    pairs: LogfmtReader,
}

impl Reader for AuditdReader {
    fn read<'a>(&self, line: &'a [u8], state: &mut State, record: &mut Record<'a>) -> Outcome {
        let expected = Reason::new(0, "type=... msg=audit(TIME:NUMBER):");
        let window = line.get(..line.len().min(WITHIN)).unwrap_or_default();
        let Some(at) = memmem::find(window, b"msg=audit(") else {
            return Outcome::Unparsed(expected);
        };
        let stamp = line.get(at + b"msg=audit(".len()..).unwrap_or_default();
        let parts = memchr(b')', stamp).and_then(|close| {
            let (stamp, rest) = stamp.split_at(close);
            let colon = memchr(b':', stamp)?;
            let (time, used) = time::parse_epoch(stamp)?;
            (used == colon).then_some((time, stamp.get(colon + 1..)?, rest.get(1..)?))
        });
        let Some((time, serial, rest)) = parts else { return Outcome::Unparsed(expected) };
        let rest = rest.strip_prefix(b":").unwrap_or(rest).trim_ascii_start();
        let mut pairs = || state.inside(|state| self.pairs.read(rest, state, record));
        if !rest.is_empty() && pairs() != Outcome::Record {
            record.clear();
            record.message = Some(Value::Text(rest));
        }
        let before = line.get(..at).unwrap_or_default();
        let pairs = before.split(|&byte| byte == b' ').filter_map(|pair| {
            let equals = memchr(b'=', pair)?;
            Some((std::str::from_utf8(pair.get(..equals)?).ok()?, pair.get(equals + 1..)?))
        });
        for (name, value) in pairs.chain([("audit.serial", serial)]) {
            if let Some(field) = state.fields.intern(name) {
                record.text(field, value);
            }
        }
        record.time = Some(time);
        Outcome::Record
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::preview;
    use proptest::prelude::*;

    #[test]
    fn time_serial_and_pairs_are_read() {
        let reader = AuditdReader { pairs: LogfmtReader::default() };
        let lines: [&[u8]; 3] = [
            b"node=web1 type=CWD msg=audit(1706695872.123:7): cwd=\"/home/a b\"",
            b"type=X msg=audit(1706695872.123:8): no pairs at all",
            b"type=X msg=audit(soon:8): a=b",
        ];
        let rows = preview(&reader, &lines);
        let fields: Vec<_> =
            rows[0].fields.iter().map(|(name, value)| (&**name, &**value)).collect();
        let expected =
            [("cwd", "/home/a b"), ("node", "web1"), ("type", "CWD"), ("audit.serial", "7")];
        assert_eq!(fields, expected);
        assert_eq!(rows[0].time.as_deref(), Some("2024-01-31T10:11:12.123Z"));
        assert_eq!(rows[1].message.as_deref(), Some("no pairs at all"));
        assert_eq!(rows[2].outcome, "unparsed");
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(tail in prop::collection::vec(any::<u8>(), 0..60)) {
            let line = [&b"type=X msg=audit("[..], &tail].concat();
            let reader = AuditdReader { pairs: LogfmtReader::default() };
            reader.read(&line, &mut State::default(), &mut Record::default());
        }
    }
}
