/*!
syslog as it is written to files: RFC 3164, with and without its priority, and its relatives (a year, fractions, the
ISO 8601 times of rsyslog).

```text
<34>Oct 11 22:14:15 mymachine su[230]: 'su root' failed for lonvick on /dev/pts/8
Oct 11 22:14:15 mymachine su: 'su root' failed for lonvick on /dev/pts/8
2024-01-31T10:11:12.123456+01:00 mymachine sshd[1234]: Connection closed by 203.0.113.7
```

A line that begins with white space goes on with the record before it, and so does a remark of journalctl (`-- Boot ... --`).

Source: RFC 3164; rsyslog documentation, RSYSLOG_TraditionalFileFormat and RSYSLOG_FileFormat.
*/

use super::message::Messages;
use super::priority::{counted_priority, priority, priority_of};
use super::source::{Source, source};
use super::text::late;
use super::text::take::letters;
use super::{Format, Reader, Sample, State, facility};
use crate::field;
use crate::record::{Outcome, Reason, Record, Value};
use crate::severity::Severity;
use crate::time::{self, Hints, Layout, Timestamp};
use memchr::{memchr, memchr_iter};
use std::collections::BTreeSet;
use std::sync::Arc;

/// syslog by RFC 3164.
pub struct Syslog;

impl Format for Syslog {
    fn name(&self) -> &'static str {
        "syslog"
    }

    fn title(&self) -> &'static str {
        "syslog (RFC 3164, rsyslog)"
    }

    fn sample(&self) -> &'static str {
        "Oct 11 22:14:15 mymachine su[230]: 'su root' failed for lonvick on /dev/pts/8"
    }

    fn reader(&self, sample: &Sample<'_>) -> Arc<dyn Reader> {
        let (reader, messages) = SyslogReader::learn(sample);
        Arc::new(reader.reading(Messages::learn(&messages, sample.hints)))
    }

    fn inside(&self, sample: &Sample<'_>) -> Vec<Vec<u8>> {
        SyslogReader::learn(sample).1.into_iter().map(<[u8]>::to_vec).collect()
    }

    fn around(&self, sample: &Sample<'_>, inner: &Arc<dyn Reader>) -> Option<Arc<dyn Reader>> {
        let (reader, _) = SyslogReader::learn(sample);
        Some(Arc::new(reader.reading(Messages::chosen(inner))))
    }
}

struct SyslogReader {
    hints: Hints,
    /// Whether ISO times are read without a priority before them.
    iso: bool,
    /// Whether lines that name neither priority nor program are read.
    untagged: bool,
    /// Whether there are messages that begin with a level.
    leveled: bool,
    /// Whether there are messages with a level further on.
    leveled_within: bool,
    /// Whether there are messages or programs that are the mnemonic of a device.
    mnemonics: bool,
    /// Whether there are facilities and severities in words behind hosts.
    facilities: bool,
    /// Reads messages that are records of another format.
    messages: Messages,
}

/// What stands before the message.
struct Head<'a> {
    priority: Option<u8>,
    /// Whether the priority was spelled out, or a part of it: `daemon.info`, `notice`.
    facility: bool,
    /// What was spelled out of it alone.
    severity: Option<Severity>,
    time: Timestamp,
    iso: bool,
    host: &'a [u8],
    source: Option<Source<'a>>,
    message: &'a [u8],
}

impl Reader for SyslogReader {
    fn read<'a>(&self, line: &'a [u8], state: &mut State, record: &mut Record<'a>) -> Outcome {
        if !self.begins_record(line) {
            return Outcome::Continuation;
        }
        let head = match self.head(line, state) {
            Ok(head) => head,
            Err(reason) => return Outcome::Unparsed(reason),
        };
        let inner = self.messages.read(head.message, state, record);
        if let (false, Some(reason)) =
            (inner, self.messages.refused(line.len() - head.message.len()))
        {
            return Outcome::Unparsed(reason);
        }
        record.time = Some(head.time);
        // What the message says itself is nearer to it than the priority.
        let own = record.severity;
        priority_of(head.priority, record);
        record.severity = own.or(record.severity).or(head.severity);
        if self.leveled && record.severity.is_none() {
            record.severity = level(head.message);
        }
        if self.leveled_within && record.severity.is_none() {
            record.severity = level_within(head.message);
        }
        if self.mnemonics {
            record.severity = mnemonic(&head).or(record.severity);
        }
        record.text(field::HOST, head.host);
        if let Some(source) = head.source {
            record.text(field::SERVICE, source.name);
            record.text(field::PID, source.pid);
            record.severity = record.severity.or(source.level);
        }
        if !head.message.is_empty() && !inner {
            record.message = Some(Value::Text(head.message));
        }
        Outcome::Record
    }

    fn explain(&self, line: &[u8], reason: Reason) -> String {
        match self.head(line, &mut State::default()) {
            Ok(head) => self.messages.explain(head.message, reason),
            Err(reason) => reason.to_string(),
        }
    }

    fn begins_record(&self, line: &[u8]) -> bool {
        match line.first() {
            Some(b' ' | b'\t') => false,
            Some(b'-') => !line.starts_with(b"-- "),
            _ => true,
        }
    }
}

impl SyslogReader {
    /// With what the messages are read by. Firewalls name no program before their pairs.
    fn reading(self, messages: Messages) -> Self {
        Self { untagged: self.untagged || messages.are_certain(), messages, ..self }
    }

    /// Before anything is known of the lines: whatever may stand in place of a host or program is taken for it, no word for a
    /// level.
    fn open(hints: Hints) -> Self {
        Self {
            hints,
            iso: true,
            untagged: true,
            leveled: false,
            leveled_within: false,
            mnemonics: false,
            facilities: true,
            messages: Messages::default(),
        }
    }

    /// What the lines of a sample leave open, and their messages.
    fn learn<'a>(sample: &Sample<'a>) -> (Self, Vec<&'a [u8]>) {
        let all = Self::open(sample.hints);
        let (mut leveled, mut leveled_within) = (false, false);
        let (mut mnemonics, mut facilities) = (false, false);
        let mut messages = Vec::new();
        let (mut tagged, mut untagged) = (0, 0);
        let (mut iso, mut hosts) = (0, BTreeSet::new());
        let (mut bare, mut rows) = (BTreeSet::new(), 0);
        let (mut named_levels, mut hostless) = (0, 0);
        let mut state = State::default();
        for line in sample.lines {
            let Ok(head) = all.head(line, &mut state) else { continue };
            leveled |= level(head.message).is_some();
            leveled_within |= level_within(head.message).is_some();
            mnemonics |= mnemonic(&head).is_some();
            facilities |= head.facility;
            messages.push(head.message);
            if head.priority.is_none() {
                let with_tag = head.source.is_some();
                tagged += usize::from(with_tag);
                untagged += usize::from(!with_tag);
                if !with_tag {
                    bare.insert(head.host);
                    rows += usize::from(memchr_iter(b',', head.message).count() >= CELLS);
                }
            }
            if head.iso && (head.priority.is_none() || head.facility) {
                iso += 1;
                hosts.insert(head.host);
                let level = |source: Source<'_>| Severity::from_name(source.name).is_some();
                named_levels += usize::from(head.source.is_some_and(level));
                hostless += usize::from(head.host.is_empty());
            }
        }
        // Other logs have a time, a word and a colon too: but not the same few words, or they have levels before the colon, or
        // here and there a line that names no host.
        let others = named_levels * 2 > iso || (hostless == iso && iso * 2 < sample.lines.len());
        let iso = hosts.len() <= 3.max(iso / 5) && !others;
        // Devices that write rows of a table name no program, but the same few hosts.
        let few = rows * 2 > untagged && bare.len() <= 1.max(untagged / 10);
        let untagged = tagged >= untagged || (few && bare.into_iter().all(is_numbered));
        let reader = Self { iso, untagged, leveled, leveled_within, mnemonics, facilities, ..all };
        (reader, messages)
    }

    fn head<'a>(&self, line: &'a [u8], state: &mut State) -> Result<Head<'a>, Reason> {
        let (priority, mut at) = match priority(line) {
            Some((priority, length)) => (Some(priority), length),
            None => (None, 0),
        };
        let (time, used, iso) = self.time(line, at, priority, state)?;
        at += used;
        let rest = line.get(at..).unwrap_or_default();
        // Cisco ends the time with a colon and names no host.
        let (anonymous, rest) = match rest.strip_prefix(b":") {
            Some(rest) if !iso || priority.is_some() => (true, rest),
            _ => (false, rest),
        };
        let mut rest = rest.strip_prefix(b" ").ok_or(Reason::new(at, "a space behind the time"))?;
        // FreeBSD and NetScaler name the facility before the host.
        let mut facility = None;
        // ESXi has the priority there behind two letters, and no host.
        let marked = counted_priority(rest).filter(|_| priority.is_none() && iso);
        if let Some((found, used)) = marked {
            facility = Some(found);
            rest = rest.get(used..).unwrap_or_default();
        }
        if self.facilities
            && let Some((found, used)) = rest.strip_prefix(b"<").and_then(facility::facility)
        {
            facility = Some(found);
            rest = rest.get(used + 2..).unwrap_or_default().trim_ascii_start();
        }
        at = line.len() - rest.len();
        let message = rest.trim_ascii_start();
        let mut head = Head {
            priority: priority.or(facility),
            facility: facility.is_some(),
            severity: None,
            time,
            iso,
            host: b"",
            source: None,
            message,
        };
        let end = memchr(b' ', rest).unwrap_or(rest.len());
        let word = rest.get(..end).unwrap_or_default();
        let bare = word.strip_prefix(b"[").and_then(|inner| inner.strip_suffix(b"]"));
        let bare = bare.or(word.strip_suffix(b":")).unwrap_or(word);
        let level = end > 1 && Severity::from_name(bare).is_some();
        // A number in brackets is rather a process.
        let process = bare.len() + 2 == end && bare.iter().all(u8::is_ascii_digit);
        if word.is_empty()
            || (process && priority.is_none())
            || (level && (priority.is_none() || bare.len() == end))
        {
            return Err(Reason::new(at, "a host"));
        }
        // Without a host the program comes first.
        if anonymous || marked.is_some() || word.ends_with(b":") {
            head.source = source(rest);
        } else {
            let after = rest.get(end..).unwrap_or_default().trim_ascii_start();
            let mut after = after.strip_prefix(b": ").unwrap_or(after);
            if self.facilities
                && let Some((priority, used)) = facility::facility(after)
            {
                (head.priority, head.facility) = (Some(priority), true);
                after = after.get(used..).unwrap_or_default().trim_ascii_start();
            } else if self.facilities
                && let Some((severity, used)) = facility::severity(after)
                && let Some(rest) = after.get(used..).filter(|rest| source(rest).is_some())
            {
                // F5 writes the level alone.
                (head.severity, head.facility) = (Some(severity), true);
                after = rest;
            }
            (head.host, head.message) = (word, after);
            head.source = source(after);
        }
        if let Some(source) = &head.source {
            let from = line.len() - rest.len();
            let base = if head.host.is_empty() { line.get(from..) } else { Some(head.message) };
            head.message = base.and_then(|base| base.get(source.length..)).unwrap_or_default();
        } else if priority.is_none() && (iso || !self.untagged) {
            return Err(Reason::new(at, "a host and a program with a colon"));
        }
        Ok(head)
    }

    fn time(
        &self,
        line: &[u8],
        at: usize,
        priority: Option<u8>,
        state: &mut State,
    ) -> Result<(Timestamp, usize, bool), Reason> {
        let rest = line.get(at..).unwrap_or_default();
        if rest.first().is_some_and(u8::is_ascii_uppercase) {
            let expected = Reason::new(at, "a time such as Oct 11 22:14:15");
            let window = traditional(rest).unwrap_or(rest);
            let read = state.times.parse(window, |text| Layout::Syslog.parse(text, &self.hints));
            return read.map(|(time, used)| (time, used, false)).ok_or(expected);
        }
        let expected = Reason::new(at, "a time such as Oct 11 22:14:15 or 2024-01-31T10:11:12Z");
        if rest.get(10) != Some(&b'T') || !(self.iso || priority.is_some()) {
            return Err(expected);
        }
        let (time, used) = time::parse_iso(rest, &self.hints).ok_or(expected)?;
        // Without a priority only the full form of RFC 3339 is taken for syslog.
        let text = rest.get(..used).unwrap_or_default();
        let zoned = text.ends_with(b"Z")
            || text.iter().rev().take(6).any(|byte| matches!(byte, b'+' | b'-'));
        if !zoned && priority.is_none() {
            return Err(expected);
        }
        Ok((time, used, true))
    }
}

/// Whether a word is rather a host's than one of a message: it has letters and a digit, with a dash, a point or nothing between them, or it is
/// an address.
fn is_numbered(word: &[u8]) -> bool {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._".contains(byte);
    let begins = word.first().is_some_and(u8::is_ascii_alphanumeric);
    begins && word.iter().all(plain) && word.iter().any(u8::is_ascii_digit) && word.len() > 2
}

/// The fifteen bytes of `Oct 11 22:14:15`, where no year, fraction or zone follows them.
fn traditional(rest: &[u8]) -> Option<&[u8]> {
    let (text, after) = rest.split_at_checked(15)?;
    let [_, _, _, b' ', _, _, b' ', _, _, b':', _, _, b':', _, _] = text else { return None };
    let [b' ', next, second, ..] = after else { return None };
    let zone = next.is_ascii_uppercase() && !second.is_ascii_lowercase();
    (!zone && !matches!(next, b'0'..=b'9' | b'+' | b'-')).then_some(text)
}

/// The severity in the mnemonic of a device: the program, or the start of the message.
fn mnemonic(head: &Head<'_>) -> Option<Severity> {
    match &head.source {
        Some(source) if source.name.starts_with(b"%") => facility::mnemonic(source.name),
        _ => facility::mnemonic(head.message),
    }
}

/// The level that a message begins with, or that stands out in it: `error: `, `<warn> `, `(user@host) [ERROR] `.
fn level(message: &[u8]) -> Option<Severity> {
    let (text, close) = match message {
        [b'<', text @ ..] => (text, b'>'),
        // Names of four letters are padded to five.
        [b'[', b' ', text @ ..] | [b'[', text @ ..] => (text, b']'),
        _ => (message, b':'),
    };
    let length = letters(text);
    let word = text.get(..length).filter(|word| word.len() > 2).unwrap_or_default();
    // Xen's programs have bars between the parts of a bracket.
    let closed =
        text.get(length).is_some_and(|byte| *byte == close || (close == b']' && *byte == b'|'));
    let first = Severity::from_name(word).filter(|_| closed);
    first.or_else(|| late::within(message))
}

/// The level that stands further on in capitals, with a colon and two spaces: `[2-1] user=a LOG:  `, as Postgres writes it.
fn level_within(message: &[u8]) -> Option<Severity> {
    let window = message.get(..message.len().min(MAX_PREFIX))?;
    let colon = memchr::memmem::find(window, b":  ")?;
    let before = window.get(..colon)?;
    let start = before.iter().rposition(|byte| !byte.is_ascii_uppercase()).map_or(0, |at| at + 1);
    Severity::from_name(before.get(start..)?).filter(|_| colon > start + 2)
}

/// A row of a table has so many commas.
const CELLS: usize = 8;
/// Before the level of a message stand at most so many bytes.
const MAX_PREFIX: usize = 160;

#[cfg(test)]
#[path = "syslog_tests.rs"]
mod tests;
