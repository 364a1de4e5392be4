/*!
What features are about, and how much each of them counts.
*/

use serde::Serialize;
use std::collections::BTreeMap;

/// What a feature is about. The features of a block are switched and weighed together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// How many records, and how fast they came.
    Volume,
    /// Answers of servers, by the class of their status.
    Status,
    /// Severities.
    Severity,
    /// Methods of requests.
    Methods,
    /// Kinds of programs that asked.
    Agents,
    /// Sizes of answers.
    Sizes,
    /// How long things took.
    Durations,
    /// How many different paths.
    Paths,
    /// The mix of message templates.
    Templates,
    /// The words of a text.
    Words,
    /// Values that are words, field by field.
    Fields,
    /// Values that are numbers, a feature a field.
    Numbers,
    /// When it happened.
    Times,
}

impl Block {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Volume,
        Self::Status,
        Self::Severity,
        Self::Methods,
        Self::Agents,
        Self::Sizes,
        Self::Durations,
        Self::Paths,
        Self::Templates,
        Self::Words,
        Self::Fields,
        Self::Numbers,
        Self::Times,
    ];

    /// Its name, as weights are given by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Volume => "volume",
            Self::Status => "status",
            Self::Severity => "severity",
            Self::Methods => "methods",
            Self::Agents => "agents",
            Self::Sizes => "sizes",
            Self::Durations => "durations",
            Self::Paths => "paths",
            Self::Templates => "templates",
            Self::Words => "words",
            Self::Fields => "fields",
            Self::Numbers => "numbers",
            Self::Times => "times",
        }
    }

    /// What its features say, as a sentence for people.
    pub fn description(self) -> &'static str {
        match self {
            Self::Volume => "How many records there are, and how fast they came.",
            Self::Status => "Which share of the answers succeeded, was redirected, failed.",
            Self::Severity => "Which share of the records is of which severity.",
            Self::Methods => "Which share of the requests reads, writes, or only looks.",
            Self::Agents => "Which share comes from browsers, bots, tools.",
            Self::Sizes => "How many bytes the answers have.",
            Self::Durations => "How long the answers took.",
            Self::Paths => "How many different paths are asked for, and how often again.",
            Self::Templates => {
                "Which kinds of messages or requests there are; rare ones count more."
            }
            Self::Words => "Which words stand in the text; rare ones count more.",
            Self::Fields => "Which values the fields have; rare ones count more.",
            Self::Numbers => "How large the numbers are, each field by itself.",
            Self::Times => "At what hours of the day, and how evenly.",
        }
    }
}

/// The largest factor that a weight may be.
pub const MOST_WEIGHT: f64 = 100.0;

/// Factors on features, by the names of blocks and of columns: 0 leaves one out, 1 is as usual, and those of a column and of its
/// block multiply. Names that a map does not have mean nothing to it: another filter may leave a column without a difference.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Weights {
    of: BTreeMap<String, f64>,
}

impl Weights {
    /// Sets the factor of this block or column. False, and nothing is changed, unless it is from 0 to [`MOST_WEIGHT`].
    pub fn set(&mut self, name: &str, weight: f64) -> bool {
        let sane = (0.0..=MOST_WEIGHT).contains(&weight);
        if sane {
            self.of.insert(name.to_owned(), weight);
        }
        sane
    }

    /// The names that were set.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.of.keys().map(String::as_str)
    }

    /// The factor of a column.
    pub(super) fn of(&self, block: Block, column: &str) -> f32 {
        let factor = |name: &str| self.of.get(name).copied().unwrap_or(1.0);
        // A column that is called like its block is weighed once.
        let own = if column == block.name() { 1.0 } else { factor(column) };
        (factor(block.name()) * own) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_serialised_by_its_name() {
        for block in Block::ALL {
            assert_eq!(serde_json::to_string(&block).unwrap(), format!("{:?}", block.name()));
            assert!(block.description().ends_with('.'));
        }
    }

    #[test]
    fn weights_of_block_and_column_multiply() {
        let mut weights = Weights::default();
        assert!(weights.set("status", 2.0) && weights.set("5xx share", 0.5));
        assert!(!weights.set("times", f64::NAN) && !weights.set("times", -1.0));
        assert_eq!(weights.of(Block::Status, "5xx share"), 1.0);
        assert_eq!(weights.of(Block::Status, "4xx share"), 2.0);
        assert_eq!(weights.of(Block::Times, "night share"), 1.0);
        assert!(weights.set("words", 3.0));
        assert_eq!(weights.of(Block::Words, "words"), 3.0);
    }
}
