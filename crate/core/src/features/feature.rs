/*!
A feature of something that is counted or read: its name, what it says, and how raw values become coordinates.
*/

use super::block::Block;
use serde::Serialize;

/// What the raw values of a feature are measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Records, or other things that are counted.
    Count,
    /// Records a minute.
    PerMinute,
    /// 0 to 1.
    Share,
    /// Bytes.
    Bytes,
    /// Whatever unit the log's durations have.
    Duration,
    /// Seconds.
    Seconds,
    /// Whatever the numbers of a field or column are.
    Number,
    /// A coordinate that tells people nothing by itself.
    Coordinate,
}

/// How raw values become coordinates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// Decimal logarithm, centred by the median, divided by the spread, outliers cut off at four spreads.
    Log,
    /// As they are, centred by the median, times the feature's weight; those of few records drawn towards the median.
    Linear,
    /// Centred by the median, divided by the spread, outliers cut off at four spreads.
    Spread,
    /// As they are, centred by the median, times the feature's weight.
    Plain,
}

/// What a feature is.
#[derive(Clone, Debug)]
pub(super) struct Feature {
    pub(super) block: Block,
    pub(super) name: String,
    pub(super) description: String,
    pub(super) unit: Unit,
    pub(super) scale: Scale,
    pub(super) weight: f64,
}

/// The weight of shares and mixes: two groups that share nothing lie 2.8 apart, as far as the upper and the lower tenth of a
/// logarithm.
pub(super) const WEIGHT: f64 = 2.0;

impl Feature {
    /// A count or a quantity.
    pub(super) fn log(
        block: Block,
        name: impl Into<String>,
        description: String,
        unit: Unit,
    ) -> Self {
        Self { block, name: name.into(), description, unit, scale: Scale::Log, weight: 1.0 }
    }

    /// A share of a group's records.
    pub(super) fn share(block: Block, name: impl Into<String>, description: String) -> Self {
        let (unit, scale) = (Unit::Share, Scale::Linear);
        Self { block, name: name.into(), description, unit, scale, weight: WEIGHT }
    }

    /// One of several coordinates that mean something together.
    pub(super) fn coordinate(block: Block, name: String, description: String) -> Self {
        let (unit, scale) = (Unit::Coordinate, Scale::Linear);
        Self { block, name, description, unit, scale, weight: WEIGHT }
    }

    /// The same that counts so much.
    pub(super) fn weighing(self, weight: f64) -> Self {
        Self { weight, ..self }
    }

    /// The same under another scale.
    pub(super) fn scaled(self, scale: Scale) -> Self {
        Self { scale, ..self }
    }
}
