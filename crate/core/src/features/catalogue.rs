/*!
The features of a group, one entry each. A new one goes here, and what it counts into `stats` and `groups`.
*/

use super::By;
use super::sketch;
use super::spread;
use super::stats::{MIX, Stats};
use crate::field::{self, Role};
use crate::severity::Severity;
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
    /// A coordinate that tells people nothing by itself.
    Coordinate,
}

/// How raw values become coordinates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// Decimal logarithm, centred by the median, divided by the spread, outliers cut off at four spreads.
    Log,
    /// As they are, centred by the median, times the feature's weight.
    Linear,
}

/// A feature: its name and how it is read off the counts of a group.
pub(super) struct Feature {
    pub(super) name: String,
    pub(super) description: String,
    pub(super) unit: Unit,
    pub(super) scale: Scale,
    pub(super) weight: f64,
    read: Read,
}

/// Reads a feature; the number says which of its kind. Nothing where the group has no such values.
type Read = (fn(&Stats, usize) -> Option<f64>, usize);

impl Feature {
    pub(super) fn value(&self, stats: &Stats) -> Option<f64> {
        let (read, which) = self.read;
        read(stats, which)
    }

    fn log(name: &str, description: String, unit: Unit, read: Read) -> Self {
        Self { name: name.into(), description, unit, scale: Scale::Log, weight: 1.0, read }
    }

    fn share(name: String, description: String, read: Read) -> Self {
        // Two groups that share nothing lie 2.8 apart: as far as the upper and the lower tenth of a logarithm.
        Self { name, description, unit: Unit::Share, scale: Scale::Linear, weight: 2.0, read }
    }

    fn coordinate(name: String, description: String, weight: f64, read: Read) -> Self {
        Self { name, description, unit: Unit::Coordinate, scale: Scale::Linear, weight, read }
    }
}

/// The features of groups made so, in the order of the matrix's columns. What the groups are made by is left out: minutes
/// have no hours, templates no templates, paths no paths.
pub(super) fn features(by: &By) -> Vec<Feature> {
    let mut all = vec![Feature::log(
        "records",
        "Records of the group.".into(),
        Unit::Count,
        (|stats, _| Some(stats.records as f64), 0),
    )];
    responses(&mut all);
    severities(&mut all);
    requests(&mut all);
    quantities(&mut all);
    let path = matches!(by, By::Field(name) if field::role(name) == Some(Role::Path));
    if !path {
        paths(&mut all);
    }
    if *by != By::Template {
        templates(&mut all);
    }
    if *by != By::Minute {
        times(&mut all);
    }
    all
}

/// A share of the group's records.
fn share(part: u64, stats: &Stats) -> Option<f64> {
    (stats.records > 0).then(|| part as f64 / stats.records as f64)
}

fn nth(counts: &[u64], which: usize, stats: &Stats) -> Option<f64> {
    share(counts.get(which).copied().unwrap_or(0), stats)
}

fn responses(all: &mut Vec<Feature>) {
    for class in 0..5 {
        let name = format!("{}xx share", class + 1);
        let description = format!("Records with a status of {}xx.", class + 1);
        all.push(Feature::share(name, description, (|s, which| nth(&s.statuses, which, s), class)));
    }
    all.push(Feature {
        weight: 1.0,
        ..Feature::share(
            "failure share".into(),
            "Records of severity error or fatal; without a severity, of status 5xx.".into(),
            (|stats, _| share(stats.errors, stats), 0),
        )
    });
}

fn severities(all: &mut Vec<Feature>) {
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
        all.push(Feature::share(
            name,
            description,
            (|s, which| nth(&s.severities, which, s), which),
        ));
    }
}

fn requests(all: &mut Vec<Feature>) {
    for (which, name) in ["GET", "HEAD", "POST", "other method"].into_iter().enumerate() {
        let description = match which {
            3 => "Requests with any other method.".to_owned(),
            _ => format!("Requests with the method {name}."),
        };
        let read: Read = (|s, which| nth(&s.methods, which, s), which);
        all.push(Feature::share(format!("{name} share"), description, read));
    }
    for (which, name) in ["browser", "bot", "tool"].into_iter().enumerate() {
        let description = match name {
            "bot" => "Requests whose user agent is known as that of a bot or a test.".to_owned(),
            _ => format!("Requests whose user agent is a {name}, by well-known words in it."),
        };
        let read: Read = (|s, which| nth(&s.agents, which, s), which);
        all.push(Feature::share(format!("{name} share"), description, read));
    }
    all.push(Feature::share(
        "no agent share".into(),
        "Records without a user agent.".into(),
        (|s, _| share(s.records.saturating_sub(s.agents.iter().sum()), s), 0),
    ));
}

fn quantities(all: &mut Vec<Feature>) {
    const PERCENT: [usize; 2] = [50, 95];
    let error = spread::RELATIVE_ERROR * 100.0;
    for percent in PERCENT {
        let description = format!(
            "{percent} % of the responses have at most so many bytes, within {error:.0} %."
        );
        let read: Read = (|s, percent| s.bytes.quantile(percent as f64 / 100.0), percent);
        all.push(Feature::log(&format!("bytes p{percent}"), description, Unit::Bytes, read));
    }
    for percent in PERCENT {
        let description = format!(
            "{percent} % took at most so long, in the log's own unit, within {error:.0} %."
        );
        let read: Read = (|s, percent| s.durations.quantile(percent as f64 / 100.0), percent);
        all.push(Feature::log(&format!("duration p{percent}"), description, Unit::Duration, read));
    }
}

fn paths(all: &mut Vec<Feature>) {
    let error = sketch::STANDARD_ERROR * 100.0;
    all.push(Feature::log(
        "different paths",
        format!("Different paths asked for, estimated with a standard error of {error} %."),
        Unit::Count,
        (|s, _| (s.requests > 0).then(|| s.paths.estimate().max(1.0)), 0),
    ));
    all.push(Feature::share(
        "new path share".into(),
        "Different paths divided by requests: 1 where no path is asked for twice.".into(),
        (|s, _| (s.requests > 0).then(|| (s.paths.estimate() / s.requests as f64).min(1.0)), 0),
    ));
}

fn templates(all: &mut Vec<Feature>) {
    let error = sketch::STANDARD_ERROR * 100.0;
    all.push(Feature::log(
        "different templates",
        format!("Different message templates, estimated with a standard error of {error} %."),
        Unit::Count,
        (|stats, _| Some(stats.templates.estimate().max(1.0)), 0),
    ));
    for which in 0..MIX {
        all.push(Feature::coordinate(
            format!("templates {}/{MIX}", which + 1),
            format!(
                "Share of the records whose template falls into part {} of {MIX} by its hash.",
                which + 1
            ),
            2.0,
            (|s, which| nth(&s.mix, which, s), which),
        ));
    }
}

fn times(all: &mut Vec<Feature>) {
    all.push(Feature::log(
        "records per active minute",
        "Records divided by the minutes in which there are any.".into(),
        Unit::PerMinute,
        (
            |stats, _| {
                let timed: u64 = stats.hours.iter().sum();
                (timed > 0).then(|| timed as f64 / stats.minutes.estimate().max(1.0))
            },
            0,
        ),
    ));
    for (which, axis) in ["00:00 to 12:00", "06:00 to 18:00"].into_iter().enumerate() {
        all.push(Feature::coordinate(
            format!("hour of day, {axis}"),
            format!(
                "The mean of the hours of the day on a circle (UTC), along the axis {axis}: the nearer \
                 to 0 the less the hours agree."
            ),
            1.5,
            (|stats, which| Some(*<[f64; 2]>::from(mean_hour(stats)?).get(which)?), which),
        ));
    }
    all.push(Feature {
        weight: 1.0,
        ..Feature::share(
            "same hour of day".into(),
            "How well the hours of the day agree: 1 where all records are of one hour, 0 where they spread evenly; less \
             what chance makes of a few records.".into(),
            (|stats, _| same_hour(stats), 0),
        )
    });
    all.push(Feature {
        weight: 1.0,
        ..Feature::share(
            "night share".into(),
            "Records from 00:00 to 05:59, UTC.".into(),
            (
                |stats, _| {
                    let timed: u64 = stats.hours.iter().sum();
                    let night: u64 = stats.hours.iter().take(6).sum();
                    (timed > 0).then(|| night as f64 / timed as f64)
                },
                0,
            ),
        )
    });
}

/// The sines of 0, 15, ..., 90 degrees.
const SINES: [f64; 7] = [
    0.0,
    0.258_819_045_102_520_76,
    0.5,
    std::f64::consts::FRAC_1_SQRT_2,
    0.866_025_403_784_438_6,
    0.965_925_826_289_068_3,
    1.0,
];

/// The sine of so many hours of 15 degrees each, from a table: the same on every platform.
fn sine(hour: usize) -> f64 {
    let quarter = |hour: usize| SINES.get(if hour > 6 { 12 - hour } else { hour }).copied();
    match hour % 24 {
        hour @ 0..12 => quarter(hour).unwrap_or(0.0),
        hour => -quarter(hour - 12).unwrap_or(0.0),
    }
}

/// The mean of the records' hours as points of the unit circle, midnight at (1, 0) and six o'clock at (0, 1).
fn mean_hour(stats: &Stats) -> Option<(f64, f64)> {
    let timed: u64 = stats.hours.iter().sum();
    let (mut x, mut y) = (0.0, 0.0);
    for (hour, &count) in stats.hours.iter().enumerate() {
        x += count as f64 * sine(hour + 6);
        y += count as f64 * sine(hour);
    }
    (timed > 0).then(|| (x / timed as f64, y / timed as f64))
}

/// The length of the mean of the hours, without what it would be by chance: of `n` points thrown on a circle the square of the
/// mean's length is `1 / n` on average (Mardia and Jupp 2000, section 4.8). One record agrees with nothing.
fn same_hour(stats: &Stats) -> Option<f64> {
    let timed: u64 = stats.hours.iter().sum();
    let (x, y) = mean_hour(stats)?;
    let square = (x * x + y * y) * timed as f64 - 1.0;
    (timed > 1).then(|| (square / (timed as f64 - 1.0)).max(0.0).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sines_are_those_of_the_standard_library() {
        for hour in 0..48 {
            let exact = (hour as f64 * std::f64::consts::PI / 12.0).sin();
            assert!((sine(hour) - exact).abs() < 1e-14, "{hour}");
        }
    }

    #[test]
    fn the_mean_of_hours_around_midnight_is_midnight() {
        let mut stats = Stats::default();
        stats.hours[23] = 5;
        stats.hours[1] = 5;
        let (x, y) = mean_hour(&stats).unwrap();
        assert!(x > 0.9 && y.abs() < 1e-12);
    }

    #[test]
    fn a_few_records_hardly_agree_on_an_hour() {
        let mut stats = Stats::default();
        stats.hours[3] = 1;
        assert_eq!(same_hour(&stats), None);
        stats.hours[9] = 1;
        assert!(same_hour(&stats).unwrap() < 1e-6);
        stats.hours[3] = 500;
        assert!(same_hour(&stats).unwrap() > 0.99);
    }

    #[test]
    fn every_feature_has_a_name_of_its_own_and_a_description() {
        let all = features(&By::Field("client.address".into()));
        let mut names: Vec<&str> = all.iter().map(|feature| feature.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all.len());
        assert!(all.iter().all(|feature| feature.description.ends_with('.')));
    }
}
