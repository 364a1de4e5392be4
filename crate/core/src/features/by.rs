/*!
What makes a group of records.
*/

use crate::field::{self, TEMPLATE_NAME, well_known};
use crate::summary::Summary;
use std::fmt;

/// What the records of a group have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    /// The minute in which they happened, or a longer stretch where there are too many minutes.
    Minute,
    /// Their message template.
    Template,
    /// The value of the field of this full name.
    Field(String),
    /// Their client, and a stretch of time in which it came without a longer pause, see [`Visits`](super::Visits).
    Session,
    /// Nothing: each is a record by itself, one of a sample, see [`Records`](super::Records).
    Record,
}

/// What stands before the name of a field that is called like a way to group.
const FIELD: &str = "field:";

impl By {
    /// Reads `minute` or `time`, `template`, `session`, `record`, an alias such as `client`, or the name of any field, which may
    /// have `field:` in front.
    pub fn parse(text: &str) -> Self {
        let field =
            |name: &str| Self::Field(well_known(name).map_or(name, |known| known.name).to_owned());
        match text {
            "minute" | "time" => Self::Minute,
            TEMPLATE_NAME => Self::Template,
            "session" => Self::Session,
            "record" => Self::Record,
            name => field(name.strip_prefix(FIELD).unwrap_or(name)),
        }
    }

    /// The same with a field that the records have: where the named one is missing but others mean the same to the
    /// charts (a `remote_ip` for a `client.address`), the one of those in most records, ties by name.
    #[must_use]
    pub fn resolved(self, summary: &Summary) -> Self {
        let Self::Field(name) = &self else { return self };
        let Some(role) = field::role(name) else { return self };
        if summary.fields.contains_key(name.as_str()) {
            return self;
        }
        let alike = summary.fields.iter().filter(|(name, _)| field::role(name) == Some(role));
        // The last of equals is taken, so the names run backwards.
        let most = alike.rev().max_by_key(|(_, summary)| summary.present());
        most.map_or_else(|| self.clone(), |(name, _)| Self::Field(name.to_string()))
    }
}

impl fmt::Display for By {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Minute => "minute",
            Self::Template => TEMPLATE_NAME,
            Self::Field(name) => name,
            Self::Session => "session",
            Self::Record => "record",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_may_be_called_like_a_way_to_group() {
        assert_eq!(By::parse("session"), By::Session);
        assert_eq!(By::parse("field:session"), By::Field("session".into()));
        assert_eq!(By::parse("client"), By::Field("client.address".into()));
        assert_eq!(By::parse("field:colour"), By::parse("colour"));
    }
}
