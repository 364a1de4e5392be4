/*!
The journal of systemd as `journalctl -o export` writes it: a line a field, a blank line between entries.

```text
__CURSOR=s=739ad4...
__REALTIME_TIMESTAMP=1706695872123456
PRIORITY=6
MESSAGE=Accepted publickey for alice
```

An entry begins at its `__CURSOR`. Fields with bytes that are no text are written in another way and are left out.

Source: systemd documentation, Journal Export Formats.
*/

use super::meaning::{Scale, Settled};
use super::{Format, Reader, Sample, State, number};
use crate::field;
use crate::record::{Outcome, Reason, Record};
use crate::split;
use memchr::memchr;
use std::sync::Arc;

/// The export format of systemd's journal.
pub struct Journal;

/// What an entry begins with.
const FIRST: &[u8] = b"__CURSOR=";

impl Format for Journal {
    fn name(&self) -> &'static str {
        "journal"
    }

    fn title(&self) -> &'static str {
        "systemd journal (journalctl -o export)"
    }

    fn sample(&self) -> &'static str {
        "__CURSOR=s=739ad463\n__REALTIME_TIMESTAMP=1706695872123456\nPRIORITY=6\nMESSAGE=started"
    }

    fn reader(&self, sample: &Sample<'_>) -> Arc<dyn Reader> {
        let path = |name: &str| vec![name.to_owned()];
        Arc::new(JournalReader {
            found: sample.lines.iter().any(|line| line.starts_with(FIRST)),
            settled: Settled {
                times: path("__REALTIME_TIMESTAMP"),
                levels: vec![("PRIORITY".to_owned(), Scale::Syslog)],
                messages: path("MESSAGE"),
                hints: sample.hints,
                ..Settled::default()
            },
        })
    }
}

struct JournalReader {
    /// Whether there are entries at all.
    found: bool,
    settled: Settled,
}

impl Reader for JournalReader {
    fn read<'a>(&self, text: &'a [u8], state: &mut State, record: &mut Record<'a>) -> Outcome {
        if !self.found {
            return Outcome::Unparsed(Reason::new(0, "__CURSOR="));
        }
        if !self.begins_record(text) {
            return Outcome::Continuation;
        }
        for line in split::lines(text).map(|line| line.bytes) {
            let Some(equals) = memchr(b'=', line) else { continue };
            let (name, value) = line.split_at(equals);
            let value = value.get(1..).unwrap_or_default();
            match name {
                b"_HOSTNAME" => record.text(field::HOST, value),
                b"SYSLOG_IDENTIFIER" => record.text(field::SERVICE, value),
                b"_PID" => record.text(field::PID, value),
                _ => {
                    let Ok(name) = std::str::from_utf8(name) else { continue };
                    let State { fields, scratch, .. } = state;
                    let meaning = self.settled.meaning(name, fields);
                    self.settled.put(meaning, number::of_word(value), value, record, scratch);
                }
            }
        }
        Outcome::Record
    }

    fn begins_record(&self, line: &[u8]) -> bool {
        !self.found || line.starts_with(FIRST)
    }

    fn is_block(&self) -> bool {
        self.found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::preview;
    use crate::time::Hints;

    #[test]
    fn an_entry_is_one_record() {
        let lines: Vec<&[u8]> = Journal.sample().lines().map(str::as_bytes).collect();
        let reader = Journal.reader(&Sample { lines: &lines, hints: Hints::default() });
        let rows = preview(&*reader, &lines);
        assert_eq!(rows[0].time.as_deref(), Some("2024-01-31T10:11:12.123456Z"));
        assert_eq!((rows[0].level, rows[0].message.as_deref()), (Some("info"), Some("started")));
        assert!(rows[1..].iter().all(|row| row.outcome == "continuation"));
    }
}
