//! The kinds of log the generator writes, and their names on a command line.

use std::fmt;
use std::str::FromStr;

/// A log format that [`Generator`](super::Generator) can write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// NCSA combined log format: Apache's `"%h %l %u %t \"%r\" %>s %b \"%{Referer}i\"
    /// \"%{User-agent}i\""`.
    Combined,
    /// NCSA common log format: combined without referer and user agent.
    Common,
    /// One JSON object a line, with nested keys named by the OpenTelemetry semantic conventions.
    Json,
    /// BSD syslog (RFC 3164) as daemons store it on disk: no `<PRI>`, no year.
    Syslog,
    /// Syslog protocol (RFC 5424) with `<PRI>` and structured data.
    Syslog5424,
    /// `key=value` pairs, values quoted where they need it.
    Logfmt,
    /// The layout common in Java services, with stack traces as continuation lines.
    Text,
}

impl Kind {
    /// Every kind, in the order in which help texts list them.
    pub const ALL: [Self; 7] = [
        Self::Combined,
        Self::Common,
        Self::Json,
        Self::Syslog,
        Self::Syslog5424,
        Self::Logfmt,
        Self::Text,
    ];

    /// The name that [`FromStr`] accepts.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Combined => "combined",
            Self::Common => "common",
            Self::Json => "json",
            Self::Syslog => "syslog",
            Self::Syslog5424 => "syslog5424",
            Self::Logfmt => "logfmt",
            Self::Text => "text",
        }
    }

    /// The names of all kinds, in the order of [`Kind::ALL`].
    #[must_use]
    pub fn names() -> [&'static str; 7] {
        Self::ALL.map(Self::name)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The name given is none of [`Kind::names`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownKind {
    /// What was given.
    pub name: String,
}

impl fmt::Display for UnknownKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot generate '{}': choose one of {}", self.name, Kind::names().join(", "))
    }
}

impl std::error::Error for UnknownKind {}

impl FromStr for Kind {
    type Err = UnknownKind;

    fn from_str(name: &str) -> Result<Self, UnknownKind> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.name() == name)
            .ok_or_else(|| UnknownKind { name: name.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_reads_back_as_its_kind() {
        for kind in Kind::ALL {
            assert_eq!(kind.to_string().parse(), Ok(kind));
        }
    }

    #[test]
    fn an_unknown_name_is_told_what_there_is() {
        let told = "xml".parse::<Kind>().unwrap_err().to_string();
        assert!(told.contains("'xml'") && told.contains("combined, common, json"), "{told}");
    }
}
