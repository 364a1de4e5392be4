/*!
Templates and signatures as they are shown.
*/

use super::build::{rfc3339, shown};
use super::{ClassCount, Template};
use crate::hash::stable;
use crate::severity::Class;
use crate::summary::facts::Facts;

/// The id of a template: the same in every run and for every file.
pub fn template_id(text: &[u8]) -> String {
    format!("{:016x}", stable(text))
}

impl Template {
    /// A template, or a signature, and its records.
    pub fn new(text: &[u8], facts: &Facts) -> Self {
        let classes = facts.classes().into_iter().enumerate().rev();
        let classes = classes.filter(|(_, count)| *count > 0);
        let (first, last) = facts.span().unzip();
        Self {
            id: template_id(text),
            text: shown(text),
            count: facts.count,
            classes: classes
                .map(|(class, count)| ClassCount { name: Class(class as u8).name(), count })
                .collect(),
            first: first.map(rfc3339),
            last: last.map(rfc3339),
        }
    }
}
