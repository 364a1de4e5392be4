/*!
The features of a group, one entry each. A new one goes here, and what it counts into `stats` and `groups`.
*/

use super::By;
use super::block::Block;
use super::feature::{Feature, Unit};
use super::hours::{AXES, mean_hour, same_hour};
use super::sketch;
use super::spread;
use super::stats::{MIX, Stats};
use crate::field::{self, Role};
use crate::severity::Severity;

/// A feature and how it is read off the counts of a group; the number says which of its kind. Nothing where the group has no
/// such values.
pub(super) struct Counted {
    pub(super) feature: Feature,
    read: Read,
}

type Read = (fn(&Stats, usize) -> Option<f64>, usize);

impl Counted {
    pub(super) fn value(&self, stats: &Stats) -> Option<f64> {
        let (read, which) = self.read;
        read(stats, which)
    }
}

/// The features of groups made so, in the order of the matrix's columns. What the groups are made by is left out: minutes
/// have no hours, templates no templates, paths no paths. A mix of templates is that of [`Stats::mix`].
pub(super) fn features(by: &By) -> Vec<Counted> {
    let mut all = Catalogue { all: Vec::new() };
    let records =
        Feature::log(Block::Volume, "records", "Records of the group.".into(), Unit::Count);
    all.add(records, (|stats, _| Some(stats.records as f64), 0));
    if *by == By::Session {
        let description = "Seconds from the first record to the last, one at least.".into();
        let length = Feature::log(Block::Volume, "length", description, Unit::Seconds);
        all.add(length, (|stats, _| Some(stats.seconds()?.max(1.0)), 0));
    }
    all.responses();
    all.severities();
    all.requests();
    all.quantities();
    let path = matches!(by, By::Field(name) if field::role(name) == Some(Role::Path));
    if !path {
        all.paths();
    }
    if *by != By::Template {
        all.templates();
    }
    if *by != By::Minute {
        all.times();
    }
    all.all
}

/// A share of the group's records.
fn share(part: u64, stats: &Stats) -> Option<f64> {
    (stats.records > 0).then(|| part as f64 / stats.records as f64)
}

fn nth(counts: &[u64], which: usize, stats: &Stats) -> Option<f64> {
    share(counts.get(which).copied().unwrap_or(0), stats)
}

struct Catalogue {
    all: Vec<Counted>,
}

impl Catalogue {
    fn add(&mut self, feature: Feature, read: Read) {
        self.all.push(Counted { feature, read });
    }

    fn responses(&mut self) {
        for class in 0..5 {
            let name = format!("{}xx share", class + 1);
            let description = format!("Records with a status of {}xx.", class + 1);
            let feature = Feature::share(Block::Status, name, description);
            self.add(feature, (|s, which| nth(&s.statuses, which, s), class));
        }
        let description = "Records of severity error or fatal; without a severity, of status 5xx.";
        let failures = Feature::share(Block::Severity, "failure share", description.into());
        self.add(failures.weighing(1.0), (|stats, _| share(stats.errors, stats), 0));
    }

    fn severities(&mut self) {
        let known = [
            Severity::Trace,
            Severity::Debug,
            Severity::Info,
            Severity::Warn,
            Severity::Error,
            Severity::Fatal,
        ];
        for (which, severity) in known.into_iter().enumerate() {
            let name = format!("{} share", severity.name());
            let description = format!("Records of severity {}.", severity.name());
            let feature = Feature::share(Block::Severity, name, description);
            self.add(feature, (|s, which| nth(&s.severities, which, s), which));
        }
    }

    fn requests(&mut self) {
        for (which, name) in ["GET", "HEAD", "POST", "other method"].into_iter().enumerate() {
            let description = match which {
                3 => "Requests with any other method.".to_owned(),
                _ => format!("Requests with the method {name}."),
            };
            let feature = Feature::share(Block::Methods, format!("{name} share"), description);
            self.add(feature, (|s, which| nth(&s.methods, which, s), which));
        }
        for (which, name) in ["browser", "bot", "tool"].into_iter().enumerate() {
            let description = match name {
                "bot" => {
                    "Requests whose user agent is known as that of a bot or a test.".to_owned()
                }
                _ => format!("Requests whose user agent is a {name}, by well-known words in it."),
            };
            let feature = Feature::share(Block::Agents, format!("{name} share"), description);
            self.add(feature, (|s, which| nth(&s.agents, which, s), which));
        }
        let description = "Records without a user agent.".into();
        self.add(
            Feature::share(Block::Agents, "no agent share", description),
            (|s, _| share(s.records.saturating_sub(s.agents.iter().sum()), s), 0),
        );
    }

    fn quantities(&mut self) {
        const PERCENT: [usize; 2] = [50, 95];
        let error = spread::RELATIVE_ERROR * 100.0;
        for percent in PERCENT {
            let description = format!(
                "{percent} % of the responses have at most so many bytes, within {error:.0} %."
            );
            let name = format!("bytes p{percent}");
            let feature = Feature::log(Block::Sizes, name, description, Unit::Bytes);
            let read: Read = (|s, percent| s.bytes.quantile(percent as f64 / 100.0), percent);
            self.add(feature, read);
        }
        for percent in PERCENT {
            let description = format!(
                "{percent} % took at most so long, in the log's own unit, within {error:.0} %."
            );
            let name = format!("duration p{percent}");
            let feature = Feature::log(Block::Durations, name, description, Unit::Duration);
            let read: Read = (|s, percent| s.durations.quantile(percent as f64 / 100.0), percent);
            self.add(feature, read);
        }
    }

    fn paths(&mut self) {
        let error = sketch::STANDARD_ERROR * 100.0;
        let description =
            format!("Different paths asked for, estimated with a standard error of {error} %.");
        self.add(
            Feature::log(Block::Paths, "different paths", description, Unit::Count),
            (|s, _| (s.requests > 0).then(|| s.paths.estimate().max(1.0)), 0),
        );
        let description =
            "Different paths divided by requests: 1 where no path is asked for twice.";
        self.add(
            Feature::share(Block::Paths, "new path share", description.into()),
            (|s, _| (s.requests > 0).then(|| (s.paths.estimate() / s.requests as f64).min(1.0)), 0),
        );
    }

    fn templates(&mut self) {
        let error = sketch::STANDARD_ERROR * 100.0;
        let description =
            format!("Different message templates, estimated with a standard error of {error} %.");
        self.add(
            Feature::log(Block::Templates, "different templates", description, Unit::Count),
            (|stats, _| Some(stats.templates.estimate().max(1.0)), 0),
        );
        for which in 0..MIX {
            let name = format!("templates {}/{MIX}", which + 1);
            let description = format!(
                "Coordinate {} of {MIX} of the mix of templates: each is put into one by its hash, with a sign, and counts \
                 the more the rarer it is among all records (IDF); the whole has length 1.",
                which + 1
            );
            let read: Read = (Stats::mixed, which);
            self.add(Feature::coordinate(Block::Templates, name, description), read);
        }
    }

    fn times(&mut self) {
        let description = "Records divided by the minutes in which there are any.".into();
        self.add(
            Feature::log(Block::Volume, "records per active minute", description, Unit::PerMinute),
            (
                |stats, _| {
                    let timed: u64 = stats.hours.iter().sum();
                    (timed > 0).then(|| timed as f64 / stats.minutes.estimate().max(1.0))
                },
                0,
            ),
        );
        for (which, axis) in AXES.into_iter().enumerate() {
            let name = format!("hour of day, {axis}");
            let description = format!(
                "The mean of the hours of the day on a circle (UTC), along the axis {axis}: the nearer to 0 the less the \
                 hours agree."
            );
            let read: Read =
                (|s, which| Some(*<[f64; 2]>::from(mean_hour(&s.hours)?).get(which)?), which);
            self.add(Feature::coordinate(Block::Times, name, description).weighing(1.5), read);
        }
        let description = "How well the hours of the day agree: 1 where all records are of one hour, 0 where they spread \
                           evenly; less what chance makes of a few records.";
        let same = Feature::share(Block::Times, "same hour of day", description.into());
        self.add(same.weighing(1.0), (|stats, _| same_hour(&stats.hours), 0));
        let night =
            Feature::share(Block::Times, "night share", "Records from 00:00 to 05:59, UTC.".into());
        self.add(
            night.weighing(1.0),
            (
                |stats, _| {
                    let timed: u64 = stats.hours.iter().sum();
                    let night: u64 = stats.hours.iter().take(6).sum();
                    (timed > 0).then(|| night as f64 / timed as f64)
                },
                0,
            ),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_feature_has_a_name_of_its_own_and_a_description() {
        for by in [By::Field("client.address".into()), By::Session, By::Minute, By::Template] {
            let all = features(&by);
            let mut names: Vec<&str> = all.iter().map(|one| one.feature.name.as_str()).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), all.len());
            assert!(all.iter().all(|one| one.feature.description.ends_with('.')));
        }
    }
}
