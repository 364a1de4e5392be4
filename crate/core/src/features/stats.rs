/*!
What is counted of one group: whole numbers and sketches, so that any order of merging ends in the same.
*/

use super::sketch::Sketch;
use super::spread::Spread;

/// Templates are told apart by this many buckets of their hash.
pub(super) const MIX: usize = 16;

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
    /// Records by the bucket of their template.
    pub(super) mix: [u64; MIX],
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
        add(&mut self.mix, &other.mix);
        self.bytes.merge(&other.bytes);
        self.durations.merge(&other.durations);
        self.paths.merge(&other.paths);
        self.templates.merge(&other.templates);
        self.minutes.merge(&other.minutes);
    }
}

fn add(mine: &mut [u64], theirs: &[u64]) {
    mine.iter_mut().zip(theirs).for_each(|(a, b)| *a += b);
}
