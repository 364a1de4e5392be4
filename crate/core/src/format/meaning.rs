/*!
Which keys of a source hold the time, the level and the message of its records, and how their values are read.

Settled once for a source, from its sample, by [`infer`](super::infer).
*/

use super::escape::unescape;
use crate::field::{FieldId, FieldTable};
use crate::record::{Record, Value};
use crate::severity::Severity;
use crate::time::{self, Hints, Layout, Timestamp};

/// What a key stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// When the record happened.
    Time,
    /// The time of day to the date that is its time.
    Clock,
    /// How grave it is.
    Level(Scale),
    /// Its free text.
    Message,
    /// One of its values.
    Value,
}

/// How the values of a level are to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Scale {
    /// Words, and among them the numbers of Bunyan.
    Names,
    /// 10 trace to 60 fatal (Bunyan, pino).
    Bunyan,
    /// 0 emergency to 7 debug (RFC 5424; GELF, journald).
    Syslog,
    /// 1 trace to 24 fatal, four numbers each (OpenTelemetry log data model).
    OpenTelemetry,
    /// 0 debug to 4 fatal (Nextcloud).
    Ascending,
    /// Words for how much is traced, from `VerboseEx` to `Unexpected` (SharePoint).
    Traced,
    /// Words for how grave an event is, from `low` to `critical`.
    Graded,
}

impl Scale {
    pub(super) const ALL: [Self; 7] = [
        Self::Names,
        Self::Bunyan,
        Self::Syslog,
        Self::OpenTelemetry,
        Self::Ascending,
        Self::Traced,
        Self::Graded,
    ];

    /// The severity behind a value, where the scale has it.
    pub(super) fn read(self, value: Value<'_>) -> Option<Severity> {
        let number = match (self, value) {
            (Self::Names, Value::Text(name)) => return Severity::from_name(name.trim_ascii()),
            (Self::Traced, Value::Text(name)) => {
                return Severity::from_trace_level(name.trim_ascii());
            }
            (Self::Graded, Value::Text(name)) => return Severity::from_grade(name.trim_ascii()),
            (_, Value::Number(number)) => number,
            (_, Value::Text(text)) => match super::number::of_word(text) {
                Value::Number(number) => number,
                _ => return None,
            },
            (_, Value::Escaped(_)) => return None,
        };
        match self {
            Self::Names | Self::Bunyan => Severity::from_bunyan((number / 10.0).floor() * 10.0),
            Self::Syslog if (0.0..=7.0).contains(&number) => {
                Some(Severity::from_syslog(number as u8))
            }
            Self::OpenTelemetry if (1.0..25.0).contains(&number) => {
                Severity::from_bunyan(((number - 1.0) / 4.0).floor() * 10.0 + 10.0)
            }
            Self::Ascending => match number {
                0.0 => Some(Severity::Debug),
                1.0 => Some(Severity::Info),
                2.0 => Some(Severity::Warn),
                3.0 => Some(Severity::Error),
                4.0 => Some(Severity::Fatal),
                _ => None,
            },
            _ => None,
        }
    }
}

/// What a key means and the field that its values go to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Meaning {
    part: Part,
    field: Option<FieldId>,
}

impl Meaning {
    /// What a field is that somebody has said to hold this.
    pub(super) fn new(part: Part, field: Option<FieldId>) -> Self {
        Self { part, field }
    }

    /// Whether the key holds the time of day to a date beside it.
    pub(super) fn is_clock(self) -> bool {
        self.part == Part::Clock
    }

    /// The field that values of the key go to.
    pub(super) fn field(self) -> Option<FieldId> {
        self.field
    }
}

/// The keys of a source that are more than values, by their full paths.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Settled {
    /// Paths that hold the time. No two of them stood in one line of the sample.
    pub(super) times: Vec<String>,
    /// The path of the time of day, where the times are dates alone.
    pub(super) clock: Option<String>,
    /// Paths that hold the level, likewise.
    pub(super) levels: Vec<(String, Scale)>,
    /// Paths that hold the message, likewise.
    pub(super) messages: Vec<String>,
    /// For times that leave something out.
    pub(super) hints: Hints,
}

impl Settled {
    /// What the key of this path means.
    pub(super) fn meaning(&self, path: &str, fields: &mut FieldTable) -> Meaning {
        let part = if self.times.iter().any(|known| known == path) {
            Part::Time
        } else if self.clock.as_deref() == Some(path) {
            Part::Clock
        } else if let Some((_, scale)) = self.levels.iter().find(|(known, _)| known == path) {
            Part::Level(*scale)
        } else if self.messages.iter().any(|known| known == path) {
            Part::Message
        } else {
            Part::Value
        };
        Meaning { part, field: fields.intern(path) }
    }

    /// Puts a value where it belongs. A time or level that can't be read, or a second one, is a value like others; empty
    /// text is nothing. `raw` is the value as it stands in the line; `scratch` is memory to work in.
    #[inline]
    pub(super) fn put<'a>(
        &self,
        meaning: Meaning,
        value: Value<'a>,
        raw: &'a [u8],
        record: &mut Record<'a>,
        scratch: &mut Vec<u8>,
    ) {
        if matches!(value, Value::Text([]) | Value::Escaped([])) {
            return;
        }
        match meaning.part {
            Part::Value => {}
            Part::Time if record.time.is_none() => {
                record.time = read_time(value, raw, &self.hints, scratch);
                if record.time.is_some() {
                    return;
                }
            }
            Part::Clock => {
                let time = record.time.zip(read_clock(value));
                if let Some((date, clock)) = time {
                    record.time =
                        Some(Timestamp::from_nanos(date.as_nanos().saturating_add(clock)));
                    return;
                }
            }
            Part::Level(scale) if record.severity.is_none() => {
                record.severity = scale.read(value);
                if record.severity.is_some() {
                    return;
                }
            }
            Part::Message if record.message.is_none() => {
                record.message = Some(value);
                return;
            }
            _ => {}
        }
        if let Some(field) = meaning.field {
            record.values.push((field, value));
        }
    }
}

/// The time that a value stands for as a whole: text in any layout, or a number since the epoch.
pub(super) fn read_time(
    value: Value<'_>,
    raw: &[u8],
    hints: &Hints,
    scratch: &mut Vec<u8>,
) -> Option<Timestamp> {
    match value {
        Value::Number(number) => match time::parse_epoch(raw) {
            Some((time, used)) if used == raw.len() => Some(time),
            _ => time::from_epoch_number(number),
        },
        Value::Text(text) => of_text(text, hints),
        Value::Escaped(escaped) => {
            scratch.clear();
            unescape(escaped, scratch);
            of_text(scratch, hints)
        }
    }
}

/// The nanoseconds since midnight that a text is as a whole.
pub(super) fn read_clock(value: Value<'_>) -> Option<i64> {
    let Value::Text(text) = value else { return None };
    let (time, used) = Layout::TimeOfDay.parse(text, &Hints::default())?;
    (used == text.len()).then(|| time.as_nanos().rem_euclid(86_400_000_000_000))
}

/// Whether a text is a date and nothing else.
pub(super) fn is_date(value: Value<'_>, hints: &Hints) -> bool {
    let Value::Text(text) = value else { return false };
    text.len() <= 10 && !text.contains(&b':') && of_text(text, hints).is_some()
}

/// A date alone in another layout than ISO 8601: it is read as the start of its day.
fn of_date(text: &[u8], hints: &Hints) -> Option<Timestamp> {
    const MIDNIGHT: &[u8] = b" 00:00:00";
    let mut buffer = [0; 20];
    let short = (6..=10).contains(&text.len()) && text.first()?.is_ascii_digit();
    let whole = buffer.get_mut(..text.len() + MIDNIGHT.len()).filter(|_| short)?;
    let (date, clock) = whole.split_at_mut(text.len());
    date.copy_from_slice(text);
    clock.copy_from_slice(MIDNIGHT);
    let found = time::find(whole, 1, hints)?;
    (found.start == 0 && found.end == whole.len()).then_some(found.time)
}

fn of_text(text: &[u8], hints: &Hints) -> Option<Timestamp> {
    let text = text.trim_ascii();
    // SharePoint marks what goes on with a line before.
    let text = text.strip_suffix(b"*").unwrap_or(text);
    // Java writes the name of the zone behind the offset: `+01:00[Europe/Paris]` (RFC 9557).
    let text = match (text.last(), memchr::memrchr(b'[', text)) {
        (Some(b']'), Some(open)) if open > 0 => text.get(..open).unwrap_or(text),
        _ => text,
    };
    let whole = |(time, used)| (used == text.len()).then_some(time);
    // As many digits as an epoch has are no compact date.
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if matches!(digits, 10 | 13 | 16 | 19) {
        return time::parse_epoch(text).and_then(whole);
    }
    time::parse_iso(text, hints).and_then(whole).or_else(|| {
        let whole =
            |found: &time::Found| found.end == text.len() && found.layout != Layout::TimeOfDay;
        let found = time::find(text, 1, hints).filter(whole).map(|found| found.time);
        found.or_else(|| of_date(text, hints))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nanos(text: &str) -> Option<i64> {
        of_text(text.as_bytes(), &Hints::default()).map(Timestamp::as_nanos)
    }

    #[test]
    fn a_time_is_read_as_a_whole_or_not_at_all() {
        let expected = Some(1_700_758_468_000_000_000);
        for text in [
            "2023-11-23T16:54:28Z",
            "2023-11-23T17:54:28+01:00[Europe/Paris]",
            "2023-11-23 16:54:28",
            "1700758468",
            "1700758468000",
            "1700758468.000",
            "23/Nov/2023:16:54:28 +0000",
            "Thu, 23 Nov 2023 16:54:28 GMT",
        ] {
            assert_eq!(nanos(text), expected, "{text}");
        }
        assert_eq!(nanos("2023-11-23T16:54:28Z and more"), None);
        assert_eq!(nanos("soon"), None);
    }

    #[test]
    fn scales_of_levels_are_told_apart() {
        let read = |scale: Scale, number| scale.read(Value::Number(number));
        assert_eq!(read(Scale::Bunyan, 30.0), Some(Severity::Info));
        assert_eq!(read(Scale::Bunyan, 35.0), Some(Severity::Info));
        assert_eq!(read(Scale::Syslog, 3.0), Some(Severity::Error));
        assert_eq!(read(Scale::OpenTelemetry, 9.0), Some(Severity::Info));
        assert_eq!(read(Scale::OpenTelemetry, 24.0), Some(Severity::Fatal));
        assert_eq!(read(Scale::Syslog, 8.0), None);
        assert_eq!(read(Scale::Ascending, 2.0), Some(Severity::Warn));
        assert_eq!(read(Scale::Ascending, 5.0), None);
        assert_eq!(Scale::Syslog.read(Value::Text(b"6")), Some(Severity::Info));
        assert_eq!(Scale::Names.read(Value::Text(b" WARN ")), Some(Severity::Warn));
    }
}
