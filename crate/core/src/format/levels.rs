/*!
Text without times whose lines begin with a level, or with the seconds since the start of what wrote them.

```text
INFO:shop.cart:started                                   Python's logging, uvicorn, .NET, Maven, ...
D/WindowManager( 1702): print                            Android's logcat, brief
[   12.345678] usb 1-1: device descriptor read, error    the kernel's ring buffer
[0.012s][info][gc] Using G1                              Java's unified logging
W (320) wifi: no access point                            ESP-IDF
7 warn deprecated har-validator@5.1.5                    npm: lines are numbered
ocserv[812]: main: initialized                           a program and its process
[00007f3c64c0b790] main input error: no such file        VLC: an address, and who wrote the line
gpu1:4120:4133 [0] NCCL WARN peer is gone                a host, a process and a thread
[INFO] [1706695872.5] [talker]: hello                    ROS: some lines have a time behind the level
```

A line that begins with neither goes on with the record before it. The seconds since the start are a value (`uptime`): they
tell no time of day.
*/

use super::text::take;
use super::{Format, Reader, Sample, State, unlevelled};
use crate::field;
use crate::record::{Outcome, Reason, Record, Value};
use crate::severity::Severity;
use crate::time::{self, Hints};
use memchr::memchr;
use std::sync::Arc;

/// Text with levels and without times.
pub struct Levels;

/// So many lines of ten must begin so: other text has a level at its start here and there too.
const MOST: usize = 3;
/// What stands in brackets at the start is no longer.
const MAX_INSIDE: usize = 24;
/// A logger's name is no longer.
const MAX_LOGGER: usize = 64;

impl Format for Levels {
    fn name(&self) -> &'static str {
        "levels"
    }

    fn title(&self) -> &'static str {
        "Text without times: levels, or seconds since the start"
    }

    fn sample(&self) -> &'static str {
        "INFO:shop.cart:started"
    }

    fn weight(&self) -> f64 {
        0.35
    }

    fn reader(&self, sample: &Sample<'_>) -> Arc<dyn Reader> {
        let most = |count: usize| count * 10 >= sample.lines.len() * MOST;
        let numbered = unlevelled::are_numbered(sample.lines);
        let named =
            |line: &&&[u8]| unlevelled::named(line, false, &mut Record::default()).is_some();
        let programs = sample.lines.iter().filter(named).count() * 2 >= sample.lines.len();
        let hints = sample.hints;
        let reader = LevelsReader { usual: true, numbered, programs, hints };
        let heads = sample.lines.iter().filter(|line| {
            let mut record = Record::default();
            // Numbers alone are no level.
            reader.head(line, &mut record).is_some() && (!numbered || record.severity.is_some())
        });
        let usual = most(heads.count());
        Arc::new(LevelsReader { usual, ..reader })
    }
}

impl LevelsReader {
    /// What a line begins with, where it begins a record.
    fn head<'a>(&self, line: &'a [u8], record: &mut Record<'a>) -> Option<Head<'a>> {
        let numbered = if self.numbered { unlevelled::numbered(line, record) } else { None };
        numbered
            .or_else(|| unlevelled::named(line, false, record))
            .or_else(|| unlevelled::processed(line, record))
            .map(|rest| Head { uptime: None, rest })
            .or_else(|| head(line, record))
            .or_else(|| {
                let rest = self.programs.then(|| unlevelled::named(line, true, record))??;
                Some(Head { uptime: None, rest })
            })
    }
}

struct LevelsReader {
    /// Whether lines begin with a number and a word, which may be a level.
    numbered: bool,
    /// Whether most lines begin with a program and its process or an address: then a program alone begins one, too.
    programs: bool,
    /// Whether enough lines begin with a level for this to be the format.
    usual: bool,
    hints: Hints,
}

impl Reader for LevelsReader {
    fn read<'a>(&self, line: &'a [u8], state: &mut State, record: &mut Record<'a>) -> Outcome {
        if !self.usual {
            return Outcome::Unparsed(Reason::new(0, "levels in the first lines of the source"));
        }
        let Some(head) = self.head(line, record).or_else(|| marked(line)) else {
            return Outcome::Continuation;
        };
        if let Some(uptime) = head.uptime
            && let Some(field) = state.fields.intern("uptime")
        {
            record.number(field, uptime);
        }
        let mut message = head.rest.trim_ascii();
        // A level may have its time behind it, where other lines have none.
        if record.severity.is_some()
            && let Some(found) = time::find(message, 2, &self.hints)
            && let Some(rest) = message.get(found.end..).and_then(|rest| rest.strip_prefix(b"]"))
        {
            record.time = Some(found.time);
            message = rest.trim_ascii_start();
            message = message.get(status(message, record).unwrap_or(0)..).unwrap_or_default();
            message = message.strip_prefix(b":").unwrap_or(message).trim_ascii_start();
        }
        if !message.is_empty() {
            record.message = Some(Value::Text(message));
        }
        Outcome::Record
    }

    fn begins_record(&self, line: &[u8]) -> bool {
        !self.usual || self.head(line, &mut Record::default()).or_else(|| marked(line)).is_some()
    }
}

/// What a line begins with.
struct Head<'a> {
    /// Seconds.
    uptime: Option<f64>,
    rest: &'a [u8],
}

/// The level or the seconds that a line begins with; the level and the logger go to the record.
fn head<'a>(line: &'a [u8], record: &mut Record<'a>) -> Option<Head<'a>> {
    if let Some((uptime, length)) = uptime(line) {
        let mut rest = line.get(length..)?;
        while let Some(length) = status(rest.trim_ascii_start(), record) {
            rest = rest.trim_ascii_start().get(length..)?;
        }
        rest = rest.strip_prefix(b":").unwrap_or(rest);
        return Some(Head { uptime: Some(uptime), rest });
    }
    if let Some(length) = take::tag(line, record) {
        let rest = line.get(length..)?;
        return Some(Head { uptime: None, rest: rest.strip_prefix(b":").unwrap_or(rest) });
    }
    if let Some((uptime, length)) = ticks(line, record) {
        return Some(Head { uptime: Some(uptime), rest: line.get(length..)? });
    }
    // A shorter level may be set in by a space.
    let set_in = usize::from(line.first() == Some(&b' '));
    let inner = line.get(set_in..)?;
    if let Some(length) = status(line, record).or_else(|| Some(set_in + word(inner, record)?)) {
        return Some(Head { uptime: None, rest: line.get(length..)? });
    }
    if matches!(line.first(), Some(b' ' | b'0'..=b'9')) {
        return behind_process(line, record);
    }
    // SLF4J's simple logger: `[main] INFO org.example.Main - started`.
    let inside = line.strip_prefix(b"[")?;
    let thread = inside.get(..memchr(b']', inside.get(..inside.len().min(MAX_LOGGER))?)?)?;
    let rest = inside.get(thread.len() + 1..)?.strip_prefix(b" ")?;
    let length = word(rest, record)?;
    record.text(field::THREAD, thread);
    Some(Head { uptime: None, rest: rest.get(length..)? })
}

/// `[PROTOCOL] `: a word in capitals where others have a level, which is none.
fn marked(line: &[u8]) -> Option<Head<'_>> {
    let inside = line.strip_prefix(b"[")?;
    let length = inside.iter().take_while(|byte| byte.is_ascii_uppercase()).count();
    let closed = inside.get(length..)?.starts_with(b"] ") && (3..=MAX_INSIDE).contains(&length);
    closed.then_some(Head { uptime: None, rest: line })
}

/// `W (320) wifi: `: a level, milliseconds, what wrote it; the seconds, and how many bytes all take.
fn ticks<'a>(line: &'a [u8], record: &mut Record<'a>) -> Option<(f64, usize)> {
    if let Some(found) = seconds(line, record) {
        return Some(found);
    }
    let [letter @ b'A'..=b'Z', b' ', b'(', inside @ ..] = line else { return None };
    let severity = Severity::from_name(&[*letter])?;
    let digits = inside.iter().take(12).take_while(|byte| byte.is_ascii_digit()).count();
    let millis: f64 = std::str::from_utf8(inside.get(..digits)?).ok()?.parse().ok()?;
    let rest = inside.get(digits..)?.strip_prefix(b") ")?;
    let name = memchr(b':', rest.get(..rest.len().min(MAX_LOGGER))?)?;
    record.severity = Some(severity);
    record.text(field::LOGGER, rest.get(..name)?);
    Some((millis / 1_000.0, line.len() - rest.len() + name + 1))
}

/// `WARN[0012] `: a level and whole seconds, and how many bytes both take.
fn seconds(line: &[u8], record: &mut Record<'_>) -> Option<(f64, usize)> {
    let length = line.iter().take_while(|byte| byte.is_ascii_uppercase()).count();
    let severity = Severity::from_name(line.get(..length)?).filter(|_| length > 3)?;
    let digits = line.get(length..)?.strip_prefix(b"[")?;
    let digits = digits.get(..memchr(b']', digits.get(..digits.len().min(12))?)?)?;
    let whole = digits.len() > 3 && digits.iter().all(u8::is_ascii_digit);
    let seconds: f64 = std::str::from_utf8(digits).ok().filter(|_| whole)?.parse().ok()?;
    record.severity = Some(severity);
    Some((seconds, length + digits.len() + 2))
}

/// What a line begins with behind the numbers of a process: `12: (1236): ERROR: `, ` 0(1234) INFO: `.
fn behind_process<'a>(line: &'a [u8], record: &mut Record<'a>) -> Option<Head<'a>> {
    let is_number = |byte: &u8| byte.is_ascii_digit() || b" ():".contains(byte);
    let end = line.iter().take(MAX_INSIDE).take_while(|byte| is_number(byte)).count();
    let (before, rest) = line.split_at(end);
    let open = memchr(b'(', before)?;
    let digits = before.get(open + 1..open + memchr(b')', before.get(open..)?)?)?;
    let length = word(rest, record)?;
    record.text(field::PID, digits);
    Some(Head { uptime: None, rest: rest.get(length..)? })
}

/// `[   12.345678]`, `[0.012s]`, `[12ms]`: the seconds, and how many bytes they take.
fn uptime(line: &[u8]) -> Option<(f64, usize)> {
    let inside = line.strip_prefix(b"[")?;
    let close = memchr(b']', inside.get(..inside.len().min(MAX_INSIDE))?)?;
    let text = std::str::from_utf8(inside.get(..close)?).ok()?.trim_ascii();
    let (text, scale) = match text.strip_suffix("ms") {
        Some(text) => (text.trim_ascii(), 1_000.0),
        None => (text.strip_suffix('s').unwrap_or(text), 1.0),
    };
    let unitless = scale == 1.0 && text.len() == inside.get(..close)?.trim_ascii().len();
    let digits = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    // A whole number without a unit may be anything.
    if !digits || (unitless && !text.contains('.')) {
        return None;
    }
    Some((text.parse::<f64>().ok()? / scale, close + 2))
}

/// `[INFO]`, `[  OK  ]`, `(EE)`, `[gc,start]` behind a level: how many bytes it takes.
fn status<'a>(rest: &'a [u8], record: &mut Record<'a>) -> Option<usize> {
    let close = match rest.first()? {
        b'[' => b']',
        b'(' => b')',
        _ => return None,
    };
    let inside = rest.get(1..1 + memchr(close, rest.get(1..rest.len().min(MAX_INSIDE + 2))?)?)?;
    let word = inside.trim_ascii();
    let severity = match word {
        b"OK" | b"II" | b"--" | b"**" | b"==" | b"AUDIT" => Some(Severity::Info),
        b"WW" => Some(Severity::Warn),
        b"EE" | b"DEPEND" | b"TIME" => Some(Severity::Error),
        _ => Severity::from_name(word).filter(|_| word.len() > 2),
    };
    match severity {
        Some(severity) => record.severity = record.severity.or(Some(severity)),
        None if record.severity.is_some() && close == b']' => record.text(field::LOGGER, word),
        None => return None,
    }
    Some(inside.len() + 2)
}

/// `INFO:root:`, `info: `, `ERROR `: how many bytes it takes.
fn word<'a>(line: &'a [u8], record: &mut Record<'a>) -> Option<usize> {
    let length = take::letters(line);
    let word = line.get(..length)?;
    let severity = Severity::from_name(word).filter(|_| length > 2)?;
    let capitals = word.iter().all(u8::is_ascii_uppercase);
    match line.get(length)? {
        b':' => {}
        b' ' | b'\t' if capitals => {
            record.severity = Some(severity);
            return Some(length);
        }
        _ => return None,
    }
    record.severity = Some(severity);
    let rest = line.get(length + 1..)?;
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.-".contains(byte);
    let name = rest.iter().take(MAX_LOGGER).take_while(|byte| is_name(byte)).count();
    if name > 0 && rest.get(name) == Some(&b':') {
        record.text(field::LOGGER, rest.get(..name)?);
        return Some(length + name + 2);
    }
    Some(length + 1)
}

#[cfg(test)]
#[path = "levels_tests.rs"]
mod tests;
