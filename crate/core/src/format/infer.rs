/*!
Finds out which keys of a source hold the time, the level and the message: by their names, and by whether what they
hold in the sample can be read as such.
*/

use super::meaning::{Part, Scale, Settled, is_date, read_clock, read_time};
use crate::record::Value;
use crate::time::Hints;
use std::collections::BTreeMap;

/// Names of keys by how likely they hold the time, with case and punctuation taken out.
const TIMES: &[&str] = &[
    "timestamp",
    "time",
    "ts",
    "t",
    "datetime",
    "date",
    "eventtime",
    "asctime",
    "logtime",
    "realtimetimestamp",
    "sourcerealtimetimestamp",
    "startutc",
    "startlocal",
    "timelocal",
    "timeiso8601",
    "isodate",
    "utc",
    "msec",
    "when",
    "epoch",
    "unixtime",
    "createdat",
    "created",
    "receivedat",
    "receivetimestamp",
    "starttime",
    "startedat",
    "loggedat",
    "occurredat",
    "publishedat",
    "eventtimestamp",
    "logdate",
    "timeunixnano",
    "observedtimestamp",
    "timemicros",
    "start",
];

/// The same for the level.
const LEVELS: &[&str] = &[
    "severitytext",
    "level",
    "severity",
    "loglevel",
    "lvl",
    "levelname",
    "logseverity",
    "errorseverity",
    "priority",
    "l",
    "s",
    "severitynumber",
];

/// Levels whose words may be none elsewhere.
const WORDS: &[&str] = &["level", "loglevel", "severity", "logseverity", "severitytext"];

/// Levels that may be numbers of the syslog scale, which many other things are too.
const SYSLOG_LEVELS: &[&str] = &["level", "priority", "syslogseverity", "severity"];

/// The same for the message.
const MESSAGES: &[&str] = &[
    "message",
    "msg",
    "shortmessage",
    "eventmessage",
    "logmessage",
    "renderedmessage",
    "textpayload",
    "body",
    "log",
    "text",
    "m",
    "mt",
    "event",
    "description",
];

/// So much of the values of a key must be readable for what it is taken for.
const READABLE: f64 = 0.5;
/// A source's lines have at most so many different keys for the same thing.
const ALTERNATIVES: usize = 4;

/// What a key held over the sample.
#[derive(Debug, Default)]
struct Seen {
    /// Position among all keys, in the order in which they were met.
    order: usize,
    lines: Vec<usize>,
    times: usize,
    /// Text that is a full date and time, whatever its key is called.
    dated: usize,
    /// Words that are levels.
    levels: usize,
    /// Dates alone.
    days: usize,
    /// Times of day alone.
    clocks: usize,
    scales: [usize; Scale::ALL.len()],
    /// Numbers up to 2, which are fatal on the syslog scale: there others are more frequent.
    gravest: usize,
    texts: usize,
}

/// Gathers the values of the sample lines.
#[derive(Debug, Default)]
pub(super) struct Survey {
    hints: Hints,
    lines: usize,
    keys: BTreeMap<String, Seen>,
    scratch: Vec<u8>,
}

impl Survey {
    /// An empty one.
    pub(super) fn new(hints: Hints) -> Self {
        Self { hints, ..Self::default() }
    }

    /// Starts a line.
    pub(super) fn line(&mut self) {
        self.lines += 1;
    }

    /// Notes a value of the line under the full path of its key.
    pub(super) fn value(&mut self, path: &str, value: Value<'_>, raw: &[u8]) {
        let line = self.lines.saturating_sub(1);
        let order = self.keys.len();
        if !self.keys.contains_key(path) {
            self.keys.insert(path.to_owned(), Seen { order, ..Seen::default() });
        }
        let Some(seen) = self.keys.get_mut(path) else { return };
        if matches!(value, Value::Text([])) || seen.lines.last() == Some(&line) {
            return;
        }
        seen.lines.push(line);
        let text = !matches!(value, Value::Number(_));
        if let Some(time) = read_time(value, raw, &self.hints, &mut self.scratch) {
            seen.times += usize::from(PLAUSIBLE.contains(&time.as_nanos()));
            // A date needs separators: digits alone may be anything.
            seen.dated += usize::from(text && raw.iter().any(|byte| matches!(byte, b':')));
        }
        seen.levels += usize::from(raw.len() > 2 && text && Scale::Names.read(value).is_some());
        seen.days += usize::from(is_date(value, &self.hints));
        seen.clocks += usize::from(read_clock(value).is_some());
        seen.gravest += usize::from(matches!(value, Value::Number(number) if number <= 2.0));
        for (scale, count) in Scale::ALL.into_iter().zip(&mut seen.scales) {
            let words = matches!(scale, Scale::Names | Scale::Traced | Scale::Graded);
            let fits = text || !words;
            *count += usize::from(fits && scale.read(value).is_some());
        }
        // Signs alone say nothing.
        let said = raw.iter().any(|byte| byte.is_ascii_alphanumeric() || *byte > 127);
        seen.texts += usize::from(text && said);
    }

    /// What the keys of the source mean.
    pub(super) fn settle(&self) -> Settled {
        let mut times = self.choose(TIMES, |_, seen| seen.times);
        if times.is_empty() {
            // A key of another name that always holds a date is the time all the same.
            let dated = |seen: &&(&String, &Seen)| seen.1.dated * 10 >= self.lines * 9;
            let first = self.keys.iter().collect::<Vec<_>>();
            let paired = |(path, _): &&(&String, &Seen)| self.clock_of(path).is_some();
            let first = first
                .iter()
                .filter(|entry| dated(entry) || paired(entry))
                .min_by_key(|(_, seen)| seen.order);
            times.extend(first.map(|(path, _)| (*path).clone()));
        }
        let clock = times.first().and_then(|time| self.clock_of(time));
        let mut levels = self.choose(LEVELS, |path, seen| best_scale(path, seen).1);
        // Where one key has the number and another one the word, the word is certain.
        let words = self.choose(LEVELS, |_, seen| seen.levels);
        if words.len() == 1 && words.iter().all(|path| self.is_everywhere(path)) {
            levels = words;
        }
        if levels.is_empty() {
            // So is one that always holds the word of a level.
            let always = |seen: &Seen| seen.levels == self.lines && self.lines > 1;
            let first = self.keys.iter().filter(|(_, seen)| always(seen));
            levels.extend(first.min_by_key(|(_, seen)| seen.order).map(|(path, _)| path.clone()));
        }
        Settled {
            times,
            clock,
            levels: levels
                .into_iter()
                .filter_map(|path| {
                    let (scale, _) = best_scale(&path, self.keys.get(&path)?);
                    Some((path, scale))
                })
                .collect(),
            messages: self.choose(MESSAGES, |_, seen| seen.texts),
            hints: self.hints,
        }
    }

    /// Whether all lines have this key.
    fn is_everywhere(&self, path: &str) -> bool {
        self.keys.get(path).is_some_and(|seen| seen.lines.len() == self.lines)
    }

    /// The key that holds the time of day to the dates of this one.
    fn clock_of(&self, time: &str) -> Option<String> {
        let date = self.keys.get(time).filter(|seen| seen.days == seen.lines.len())?;
        let beside = |seen: &Seen| seen.clocks == seen.lines.len() && seen.order > date.order;
        let clocks = self.keys.iter().filter(|(_, seen)| beside(seen));
        clocks.min_by_key(|(_, seen)| seen.order).map(|(path, _)| path.clone())
    }

    /// The keys of the likeliest name whose values can be read; and for the lines without it the next one.
    fn choose(&self, names: &[&str], readable: impl Fn(&str, &Seen) -> usize) -> Vec<String> {
        let mut candidates: Vec<Candidate<'_>> = self
            .keys
            .iter()
            .filter(|(path, seen)| {
                let readable = readable(path, seen);
                readable > 0 && readable as f64 >= READABLE * seen.lines.len() as f64
            })
            .filter_map(|(path, seen)| {
                let rank = rank(names, path)?;
                Some(Candidate { path, rank, depth: depth(path), seen })
            })
            .collect();
        let mut open = vec![true; self.lines];
        let mut chosen = Vec::new();
        while chosen.len() < ALTERNATIVES {
            let left = open.iter().filter(|&&open| open).count();
            // A key deep inside is taken only where most lines have it.
            candidates.retain(|candidate| {
                let cover = candidate.cover(&open);
                cover == candidate.seen.lines.len() && (candidate.depth == 0 || 2 * cover >= left)
            });
            let best = candidates.iter().min_by_key(|candidate| {
                let most = 2 * candidate.cover(&open) >= left;
                let marked = candidate.path.starts_with('@');
                (!most, candidate.rank, candidate.depth, !marked, candidate.seen.order)
            });
            let Some(best) = best else { break };
            chosen.push(best.path.to_owned());
            for &line in &best.seen.lines {
                if let Some(open) = open.get_mut(line) {
                    *open = false;
                }
            }
        }
        chosen
    }
}

struct Candidate<'s> {
    path: &'s str,
    rank: usize,
    depth: usize,
    seen: &'s Seen,
}

impl Candidate<'_> {
    /// How many of the open lines have it.
    fn cover(&self, open: &[bool]) -> usize {
        self.seen.lines.iter().filter(|&&line| open.get(line) == Some(&true)).count()
    }
}

/// 1990 to 2100, in nanoseconds since the epoch: other numbers are not times.
const PLAUSIBLE: std::ops::Range<i64> = 631_152_000_000_000_000..4_102_444_800_000_000_000;

fn count_of(seen: &Seen, scale: Scale) -> usize {
    Scale::ALL.into_iter().zip(seen.scales).find(|(known, _)| *known == scale).map_or(0, |(_, n)| n)
}

fn best_scale(path: &str, seen: &Seen) -> (Scale, usize) {
    let named = |names: &[&str]| rank(names, path).is_some();
    let ascending = seen.gravest > 0
        && count_of(seen, Scale::Ascending) == seen.lines.len()
        && named(&["level", "loglevel"]);
    let allowed = |scale: Scale| match scale {
        Scale::Names => true,
        Scale::Ascending => ascending,
        Scale::Bunyan => named(&["level", "severity", "loglevel"]),
        Scale::Syslog => !ascending && depth(path) == 0 && named(SYSLOG_LEVELS),
        Scale::OpenTelemetry => named(&["severitynumber"]),
        Scale::Traced => named(&["level", "loglevel"]),
        Scale::Graded => named(WORDS),
    };
    let counts = Scale::ALL.into_iter().zip(seen.scales).filter(|&(scale, _)| allowed(scale));
    counts.rev().max_by_key(|&(_, count)| count).unwrap_or((Scale::Names, 0))
}

/// A name with case and punctuation taken out.
pub(super) fn fold(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// What the name of a single field, chosen by a person, says that it holds.
pub(super) fn part(name: &str) -> Option<Part> {
    let among = |names: &[&str]| rank(names, name).is_some();
    if among(TIMES) {
        Some(Part::Time)
    } else if among(LEVELS) {
        Some(Part::Level(Scale::Names))
    } else {
        among(MESSAGES).then_some(Part::Message)
    }
}

/// How far down the list a key stands, by its full path or by its last part.
fn rank(names: &[&str], path: &str) -> Option<usize> {
    let mut parts = path.rsplit('.');
    let last = fold(parts.next().unwrap_or(path));
    let last_two = fold(parts.next().unwrap_or_default()) + &last;
    let whole = fold(path);
    names.iter().position(|&name| name == whole || name == last || name == last_two)
}

/// How many keys stand above the last one.
fn depth(path: &str) -> usize {
    path.matches('.').count()
}
