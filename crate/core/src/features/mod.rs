/*!
Groups of records into a feature matrix for the map: clients, paths, templates, hosts or minutes that behave alike get
rows that lie close to each other.

The way: [`By`] says what makes a group, [`Keys`] which groups there are (chosen beforehand, so that memory is bounded),
[`Groups`] counts the records of each (mergeable in any order, like a summary), [`Matrix`] turns the counts into
features and tells what sets a group apart. The features are listed in `catalogue`, one entry each.
*/

mod agent;
mod by;
mod catalogue;
mod explain;
mod groups;
mod keys;
mod matrix;
mod scale;
mod sketch;
mod spread;
mod stats;

#[cfg(test)]
mod tests;

pub use by::By;
pub use catalogue::{Scale, Unit};
pub use explain::Reason;
pub use groups::Groups;
pub use keys::{Keys, MOST_GROUPS};
pub use matrix::{FeatureColumn, Matrix};
