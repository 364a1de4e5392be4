/*!
How grave a record is: the six ranges of the OpenTelemetry log data model, and the class that stacks the timeline
(severity where a record has one, else the status class of its HTTP response).
*/

/// Severity by the OpenTelemetry log data model, without its four sub-steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Severity {
    /// Finest detail.
    Trace = 1,
    /// For the one who debugs.
    Debug = 2,
    /// Something happened.
    Info = 3,
    /// Something may be wrong.
    Warn = 4,
    /// Something went wrong.
    Error = 5,
    /// The program or the system cannot go on.
    Fatal = 6,
}

impl Severity {
    /// The lower-case name, as it is shown and filtered.
    pub fn name(self) -> &'static str {
        Class(self as u8).name()
    }

    /// Reads the words and letters that loggers use: `WARNING`, `err`, `E`, `crit`, `notice`, in any case.
    ///
    /// Syslog's notice counts as info, its critical, alert and emergency as fatal (RFC 5424, OpenTelemetry appendix B).
    pub fn from_name(name: &[u8]) -> Option<Self> {
        let name = base_level(name);
        let mut folded = [0u8; 13];
        let folded = folded.get_mut(..name.len())?;
        folded.copy_from_slice(name);
        folded.make_ascii_lowercase();
        Some(match &*folded {
            b"trace" | b"t" | b"verbose" | b"v" | b"finest" | b"finer" | b"trc" | b"trce"
            | b"vrb" | b"trac" | b"silly" | b"veryverbose" => Self::Trace,
            b"debug" | b"d" | b"dbg" | b"dbug" | b"debu" | b"fine" | b"config" => Self::Debug,
            b"info" | b"i" | b"information" | b"informational" | b"notice" | b"log" | b"inf"
            | b"note" | b"noti" | b"statement" | b"n" => Self::Info,
            b"warn" | b"w" | b"warning" | b"wrn" | b"deprecation" => Self::Warn,
            b"error" | b"e" | b"err" | b"severe" | b"failure" | b"eror" | b"erro" | b"errs"
            | b"fail" | b"failed" | b"fault" => Self::Error,
            b"fatal" | b"f" | b"critical" | b"crit" | b"c" | b"alert" | b"emer" | b"emerg"
            | b"emergency" | b"panic" | b"dpanic" | b"ftl" | b"fata" | b"pani" | b"a" => {
                Self::Fatal
            }
            _ => return None,
        })
    }

    /// Reads the words for how grave an event of security is: `low` to `very-high`, and those of loggers. Only where they stand in the
    /// place of a level: elsewhere they are words like others.
    pub fn from_grade(name: &[u8]) -> Option<Self> {
        let named = [
            (&b"low"[..], Self::Info),
            (b"medium", Self::Warn),
            (b"moderate", Self::Warn),
            (b"high", Self::Error),
            (b"very-high", Self::Fatal),
        ];
        let found = named.iter().find(|(word, _)| name.eq_ignore_ascii_case(word));
        found.map(|(_, severity)| *severity).or_else(|| Self::from_name(name))
    }

    /// Reads the words by which Windows servers tell how much is traced, in which high and medium are what is written every day. Only where
    /// they stand in the place of a level.
    ///
    /// Source: Microsoft, "Trace and event log severity levels" (SharePoint).
    pub fn from_trace_level(name: &[u8]) -> Option<Self> {
        let named = [
            (&b"unexpected"[..], Self::Error),
            (b"monitorable", Self::Warn),
            (b"high", Self::Info),
            (b"medium", Self::Info),
            (b"verbose", Self::Debug),
            (b"verboseex", Self::Trace),
        ];
        let found = named.iter().find(|(word, _)| name.eq_ignore_ascii_case(word));
        found.map(|(_, severity)| *severity).or_else(|| Self::from_name(name))
    }

    /// The severity part of a syslog priority (RFC 5424, table 2): 0 emergency to 7 debug.
    pub fn from_syslog(level: u8) -> Self {
        match level {
            0..=2 => Self::Fatal,
            3 => Self::Error,
            4 => Self::Warn,
            5 | 6 => Self::Info,
            _ => Self::Debug,
        }
    }

    /// The numeric levels of Bunyan and pino: 10 trace to 60 fatal.
    pub fn from_bunyan(level: f64) -> Option<Self> {
        Some(match level {
            10.0 => Self::Trace,
            20.0 => Self::Debug,
            30.0 => Self::Info,
            40.0 => Self::Warn,
            50.0 => Self::Error,
            60.0 => Self::Fatal,
            _ => return None,
        })
    }
}

/// Whether a level comes in numbered steps; behind another word a number makes a name of it, such as that of a host.
fn is_graded(name: &[u8]) -> bool {
    [&b"debug"[..], b"trace", b"verbose"].iter().any(|level| name.eq_ignore_ascii_case(level))
}

/// Without the distance from a named level that Go's log/slog writes, `ERROR+2`, and without a number of finer steps, `DEBUG1`,
/// `VERBOSE2`.
fn base_level(name: &[u8]) -> &[u8] {
    match name {
        [base @ .., b'+' | b'-', digit] if digit.is_ascii_digit() && base.len() > 3 => base,
        [base @ .., b'1'..=b'9'] if is_graded(base) => base,
        _ => name,
    }
}

/// What a record is stacked by on the timeline: 0 nothing, 1 to 6 a [`Severity`], 7 to 11 the status classes 1xx to 5xx.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Class(pub u8);

impl Class {
    /// How many classes there are.
    pub const COUNT: usize = 12;
    /// A record with neither severity nor status.
    pub const NONE: Self = Self(0);

    const NAMES: [&'static str; Self::COUNT] = [
        "none", "trace", "debug", "info", "warn", "error", "fatal", "1xx", "2xx", "3xx", "4xx",
        "5xx",
    ];

    /// The class of an HTTP status code, where it is one.
    pub fn of_status(status: f64) -> Option<Self> {
        let hundreds = (status / 100.0) as i64;
        (1..=5).contains(&hundreds).then(|| Self(6 + hundreds as u8))
    }

    /// The severity behind this class, where it is one.
    pub fn severity_name(self) -> Option<&'static str> {
        (1..=6).contains(&self.0).then(|| self.name())
    }

    /// The name as the legend shows it.
    pub fn name(self) -> &'static str {
        Self::NAMES.get(self.0 as usize).copied().unwrap_or("none")
    }

    /// The class of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMES.iter().position(|known| *known == name).map(|index| Self(index as u8))
    }
}

impl From<Severity> for Class {
    fn from(severity: Severity) -> Self {
        Self(severity as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_many_loggers_are_understood() {
        for (word, severity) in [
            ("WARNING", Severity::Warn),
            ("err", Severity::Error),
            ("Informational", Severity::Info),
            ("EMERG", Severity::Fatal),
            ("ERROR+2", Severity::Error),
            ("DEBUG-4", Severity::Debug),
            ("debug3", Severity::Debug),
            ("VERBOSE1", Severity::Trace),
        ] {
            assert_eq!(Severity::from_name(word.as_bytes()), Some(severity));
        }
        assert_eq!(Severity::from_name(b"config1"), None);
        assert_eq!(Severity::from_name(b"hello"), None);
        assert_eq!(Severity::from_name(&[b'e'; 100]), None);
    }

    #[test]
    fn some_words_are_levels_only_in_the_place_of_one() {
        for (word, grade, traced) in [
            ("High", Some(Severity::Error), Some(Severity::Info)),
            ("medium", Some(Severity::Warn), Some(Severity::Info)),
            ("Low", Some(Severity::Info), None),
            ("Unexpected", None, Some(Severity::Error)),
            ("VerboseEx", None, Some(Severity::Trace)),
            ("Critical", Some(Severity::Fatal), Some(Severity::Fatal)),
        ] {
            assert_eq!(Severity::from_grade(word.as_bytes()), grade, "{word}");
            assert_eq!(Severity::from_trace_level(word.as_bytes()), traced, "{word}");
        }
        assert_eq!(Severity::from_name(b"high"), None);
    }

    #[test]
    fn statuses_fall_into_their_class() {
        assert_eq!(Class::of_status(404.0).map(Class::name), Some("4xx"));
        assert_eq!(Class::of_status(0.0), None);
        assert_eq!(Class::of_status(600.0), None);
        assert_eq!(Class::from_name("5xx"), Class::of_status(503.0));
    }
}
