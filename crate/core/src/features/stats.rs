/*!
What is counted of one group: whole numbers and sketches, so that any order of merging ends in the same.
*/

use super::rarity::COMMON;
use super::sketch::Sketch;
use super::spread::Spread;

/// Coordinates of a mix of templates.
pub(super) const MIX: usize = 32;

/// The counts of one group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Stats {
    pub(super) records: u64,
    /// Records of severity error or fatal, or without a severity and with a status of 5xx.
    pub(super) errors: u64,
    /// Responses of 1xx to 5xx.
    pub(super) statuses: [u64; 5],
    /// Trace to fatal.
    pub(super) severities: [u64; 6],
    /// GET, HEAD, POST, others.
    pub(super) methods: [u64; 4],
    /// Browsers, bots, tools.
    pub(super) agents: [u64; 3],
    /// Records by hour of the day, UTC.
    pub(super) hours: [u64; 24],
    /// Records by the coordinate and sign of their template, each times the template's [`Rarity`](super::rarity::Rarity).
    pub(super) mix: [i64; MIX],
    /// Records by template, of the most frequent ones; empty where there are none of these.
    pub(super) common: Vec<u64>,
    /// The first and the last time, in nanoseconds.
    pub(super) span: Option<(i64, i64)>,
    /// Records with a path.
    pub(super) requests: u64,
    pub(super) bytes: Spread,
    pub(super) durations: Spread,
    pub(super) paths: Sketch,
    pub(super) templates: Sketch,
    /// The minutes in which there are records.
    pub(super) minutes: Sketch,
}

impl Stats {
    /// Adds the counts of another.
    pub(super) fn merge(&mut self, other: &Self) {
        self.records += other.records;
        self.errors += other.errors;
        self.requests += other.requests;
        add(&mut self.statuses, &other.statuses);
        add(&mut self.severities, &other.severities);
        add(&mut self.methods, &other.methods);
        add(&mut self.agents, &other.agents);
        add(&mut self.hours, &other.hours);
        self.mix.iter_mut().zip(&other.mix).for_each(|(a, b)| *a += b);
        self.common.resize(self.common.len().max(other.common.len()), 0);
        add(&mut self.common, &other.common);
        if let Some((first, last)) = other.span {
            self.at(first);
            self.at(last);
        }
        self.bytes.merge(&other.bytes);
        self.durations.merge(&other.durations);
        self.paths.merge(&other.paths);
        self.templates.merge(&other.templates);
        self.minutes.merge(&other.minutes);
    }

    /// Counts a record of the template of this place among the most frequent.
    pub(super) fn count_common(&mut self, place: usize) {
        self.common.resize(COMMON, 0);
        if let Some(count) = self.common.get_mut(place) {
            *count += 1;
        }
    }

    /// Notes a time, in nanoseconds.
    pub(super) fn at(&mut self, time: i64) {
        let (first, last) = self.span.unwrap_or((time, time));
        self.span = Some((first.min(time), last.max(time)));
    }

    /// From the first record to the last, in seconds.
    pub(super) fn seconds(&self) -> Option<f64> {
        self.span.map(|(first, last)| last.saturating_sub(first) as f64 / 1e9)
    }

    /// A coordinate of the mix of templates, scaled so that all of them together have length 1.
    pub(super) fn mixed(&self, which: usize) -> Option<f64> {
        let square: f64 = self.mix.iter().map(|&sum| sum as f64 * sum as f64).sum();
        let sum = self.mix.get(which).copied().unwrap_or(0) as f64;
        (square > 0.0).then(|| sum / square.sqrt())
    }
}

fn add(mine: &mut [u64], theirs: &[u64]) {
    mine.iter_mut().zip(theirs).for_each(|(a, b)| *a += b);
}
