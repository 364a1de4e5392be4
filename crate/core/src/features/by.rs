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
}

impl By {
    /// Reads `minute` or `time`, `template`, an alias such as `client`, or the name of any field.
    pub fn parse(text: &str) -> Self {
        match text {
            "minute" | "time" => Self::Minute,
            TEMPLATE_NAME => Self::Template,
            name => Self::Field(well_known(name).map_or(name, |known| known.name).to_owned()),
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
        })
    }
}
