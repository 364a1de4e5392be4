/*!
Groups of records into a feature matrix for the map: clients, sessions, paths, templates, hosts or minutes that behave alike get
rows that lie close to each other. Records of a sample and rows of tables are points by themselves.

The way: [`By`] says what makes a group, [`Keys`] which groups there are (chosen beforehand, so that memory is bounded),
[`Groups`] counts the records of each (mergeable in any order, like a summary), [`Matrix`] turns the counts into
features and tells what sets a group apart. The features are listed in `catalogue`, one entry each. Which sessions there are is
found by [`Visits`], a sample of records by [`Records`]; what points are coloured by that they are not made of, by [`Tints`].
*/

mod agent;
mod block;
mod build;
mod by;
mod catalogue;
mod explain;
mod feature;
mod groups;
mod hours;
mod keys;
mod label;
mod labels;
mod matrix;
mod points;
mod rarity;
mod records;
mod scale;
mod seen;
mod sketch;
mod spread;
mod stats;
mod tints;
mod tokens;
mod visits;

#[cfg(test)]
mod points_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod visits_tests;

pub use block::{Block, MOST_WEIGHT, Weights};
pub use by::By;
pub use explain::Reason;
pub use feature::{Scale, Unit};
pub use groups::Groups;
pub use keys::{Keys, MOST_GROUPS};
pub use labels::Labels;
pub use matrix::{FeatureColumn, Matrix};
pub use records::{MOST_RECORDS, Records};
pub use tints::{Tint, Tints};
pub use visits::Visits;
