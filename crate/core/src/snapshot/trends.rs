/*!
Templates over time and what follows them, as they are shown.
*/

use super::build::rfc3339;
use super::template_id;
use crate::trends;
use serde::Serialize;

/// The listed templates over time.
#[derive(Clone, Debug, Serialize)]
pub struct Trends {
    /// The start of the first bin; absent without times.
    pub start: Option<String>,
    /// The width of a bin, in seconds.
    pub step: f64,
    /// In the order of the list.
    pub templates: Vec<Trend>,
}

/// One template over time.
#[derive(Clone, Debug, Serialize)]
pub struct Trend {
    /// Its id.
    pub id: String,
    /// Records a bin.
    pub counts: Vec<u64>,
    /// Records that another one follows in their source, among those meant; absent for templates beyond the most frequent 256.
    pub followed: Option<u64>,
    /// The templates that follow most often.
    pub next: Vec<Next>,
}

/// A template that follows another.
#[derive(Clone, Debug, Serialize)]
pub struct Next {
    /// Its id.
    pub id: String,
    /// How often it is that of the very next record.
    pub count: u64,
}

impl Trends {
    /// The picture of what was counted.
    pub fn new(counted: &trends::Trends) -> Self {
        let axis = counted.listed().axis();
        let mut templates = Vec::new();
        counted.each(|trend| {
            let next = trend.next.iter();
            templates.push(Trend {
                id: template_id(trend.text),
                counts: trend.counts.to_vec(),
                followed: trend.followed,
                next: next.map(|&(text, count)| Next { id: template_id(text), count }).collect(),
            });
        });
        Self {
            start: axis.map(|(start, _)| rfc3339(start)),
            step: axis.map_or(0.0, |(_, step)| step as f64 / 1e9),
            templates,
        }
    }
}
