//! When lines are written, and by whom: the span is cut into steps with an intensity for each actor
//! (visitors follow day and week, machines are steady, attackers come in bursts), the lines are
//! shared out among the steps, and within a step arrivals follow each other at exponential gaps.

use std::ops::Range;

use super::Options;
use super::calendar::{DAY, weekday};
use super::rng::Rng;
use super::spread::exponential;

/// Visitors by hour of the day (UTC): a dip before dawn, a plateau, an evening peak.
const HOURS: [u64; 24] = [
    300, 220, 160, 130, 120, 150, 240, 420, 620, 780, 880, 940, 960, 940, 900, 880, 860, 860, 900,
    980, 1000, 920, 720, 480,
];
/// Visitors by day of the week, Monday first, in per cent.
const WEEKDAYS: [u64; 7] = [100, 97, 98, 100, 94, 68, 62];
const STEPS: u64 = 8192;
/// The last second that has a four-digit year.
const LAST_SECOND: u64 = 253_402_300_799;

/// Who sends a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Actor {
    /// People in browsers and apps, and customers' scripts.
    Visitor,
    /// Search engines' crawlers.
    Crawler,
    /// Health checks.
    Monitor,
    /// The vulnerability scanner (first window) or the password guesser (second window).
    Attacker {
        /// True in the second window.
        guesses: bool,
    },
}

/// One arrival.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tick {
    /// Microseconds since 1970-01-01 UTC.
    pub(super) time: i64,
    pub(super) actor: Actor,
    /// Whether the incident is going on.
    pub(super) incident: bool,
}

/// The arrivals of a whole log, in time order.
#[derive(Clone, Debug)]
pub(super) struct Clock {
    /// Start and length of the span in microseconds.
    start: i64,
    span: u64,
    lines: u64,
    visitors: Vec<u32>,
    /// Crawlers', monitors' and (in their windows) attackers' intensity in every step.
    steady: [u32; 3],
    incident: Range<usize>,
    attacks: [Range<usize>; 2],
    total: u64,
    /// The state: next step, weight before it, lines given out, lines left and time in this step.
    step: usize,
    weight_before: u64,
    given: u64,
    left: u64,
    now: u64,
    end: u64,
}

impl Clock {
    pub(super) fn new(options: &Options) -> Self {
        let span = options.span_seconds.min(LAST_SECOND);
        let start = options.start.clamp(0, (LAST_SECOND - span) as i64);
        let steps = span.clamp(1, STEPS);
        let mut rng = Rng::seeded(options.seed ^ 0xc10c);
        let visitors: Vec<u32> = (0..steps)
            .map(|step| {
                let middle = start + ((2 * step + 1) * span / (2 * steps)) as i64;
                (rhythm(middle) * u64::from(rng.between(920, 1080)) / 1000) as u32
            })
            .collect();
        let mean = (visitors.iter().map(|&v| u64::from(v)).sum::<u64>() / steps) as u32;
        let count = visitors.len();
        let window = |share: usize, among: Range<usize>, busiest: bool| {
            find_window(&visitors, (count * share / 1000).max(1), among, busiest)
        };
        let incident = if options.incident {
            window(30, count * 45 / 100..count * 70 / 100, true)
        } else {
            0..0
        };
        let attacks = if options.attack {
            [
                window(4, count / 10..count * 45 / 100, false),
                window(4, count * 70 / 100..count * 95 / 100, false),
            ]
        } else {
            [0..0, 0..0]
        };
        let (crawlers, monitors) = (mean * 14 / 100, mean * 3 / 100);
        let mut clock = Self {
            start: start * 1_000_000,
            span: span * 1_000_000,
            lines: options.lines,
            visitors,
            steady: [crawlers, monitors, 0],
            incident,
            attacks,
            total: 0,
            step: 0,
            weight_before: 0,
            given: 0,
            left: 0,
            now: 0,
            end: 0,
        };
        let peaceful: u64 = (0..count).map(|step| clock.weight(step)).sum();
        let attacked = clock.attacks.iter().map(ExactSizeIterator::len).sum::<usize>().max(1);
        // 1.2 % of all lines come from attackers.
        clock.steady[2] = u32::try_from(peaceful * 12 / 1000 / attacked as u64).unwrap_or(u32::MAX);
        clock.total = (0..count).map(|step| clock.weight(step)).sum();
        clock
    }

    fn under_attack(&self, step: usize) -> Option<bool> {
        self.attacks.iter().position(|window| window.contains(&step)).map(|window| window == 1)
    }

    /// Intensity of visitors in a step; failed requests are tried again, so an incident adds some.
    fn visitors(&self, step: usize) -> u32 {
        let usual = self.visitors[step];
        if self.incident.contains(&step) { usual + usual / 4 } else { usual }
    }

    fn weight(&self, step: usize) -> u64 {
        let [crawlers, monitors, attackers] = self.steady.map(u64::from);
        let attackers = if self.under_attack(step).is_some() { attackers } else { 0 };
        u64::from(self.visitors(step)) + crawlers + monitors + attackers
    }

    /// Where a step begins, in microseconds after the start.
    fn boundary(&self, step: usize) -> u64 {
        (u128::from(self.span) * step as u128 / self.visitors.len() as u128) as u64
    }

    /// The window of time that these steps cover, in seconds since 1970-01-01 UTC.
    fn seconds(&self, steps: &Range<usize>) -> Option<Range<i64>> {
        let at = |step| (self.start + self.boundary(step) as i64).div_euclid(1_000_000);
        (!steps.is_empty()).then(|| at(steps.start)..at(steps.end))
    }

    pub(super) fn incident(&self) -> Option<Range<i64>> {
        self.seconds(&self.incident)
    }

    pub(super) fn attacks(&self) -> Vec<Range<i64>> {
        self.attacks.iter().filter_map(|window| self.seconds(window)).collect()
    }

    /// Goes on to the next step that has lines. After the last one, time stands still at its end.
    fn advance(&mut self) {
        while self.left == 0 && self.step < self.visitors.len() {
            self.now = self.boundary(self.step);
            self.end = self.boundary(self.step + 1);
            self.weight_before += self.weight(self.step);
            self.step += 1;
            let due = u128::from(self.lines) * u128::from(self.weight_before);
            let due = (due / u128::from(self.total.max(1))) as u64;
            self.left = due - self.given;
            self.given = due;
        }
    }

    /// The next arrival.
    #[inline]
    pub(super) fn tick(&mut self, rng: &mut Rng) -> Tick {
        if self.left == 0 {
            self.advance();
        }
        // The first of m uniform arrivals is expected after 1 / (m + 1) of what remains of the
        // step.
        let gap = exponential(rng, (self.end - self.now) / self.left.saturating_add(1));
        self.now = (self.now + gap).min(self.end.saturating_sub(1)).max(self.now);
        self.left = self.left.saturating_sub(1);
        let step = self.step.saturating_sub(1);
        Tick {
            time: self.start + self.now as i64,
            actor: self.actor(step, rng),
            incident: self.incident.contains(&step),
        }
    }

    #[inline]
    fn actor(&self, step: usize, rng: &mut Rng) -> Actor {
        let mut at = rng.below(u32::try_from(self.weight(step)).unwrap_or(u32::MAX));
        let visitors = self.visitors(step);
        if at < visitors {
            return Actor::Visitor;
        }
        at -= visitors;
        if at < self.steady[0] {
            return Actor::Crawler;
        }
        match self.under_attack(step) {
            Some(guesses) if at >= self.steady[0] + self.steady[1] => Actor::Attacker { guesses },
            _ => Actor::Monitor,
        }
    }
}

/// Visitors at a second since 1970-01-01 UTC, in per cent of per mille: hours joined by lines.
fn rhythm(second: i64) -> u64 {
    let within = second.rem_euclid(DAY) as u64;
    let hour = (within / 3600) as usize;
    let (from, to) = (HOURS[hour], HOURS[(hour + 1) % 24]);
    let part = within % 3600;
    (from * (3600 - part) + to * part) / 3600 * WEEKDAYS[weekday(second.div_euclid(DAY))]
}

/// The window of `length` steps that starts in `among` and has the most (or fewest) visitors, out
/// of the 16 evenly placed ones.
fn find_window(
    visitors: &[u32],
    length: usize,
    among: Range<usize>,
    busiest: bool,
) -> Range<usize> {
    let mut best = None;
    for candidate in 0..16 {
        let start = (among.start + among.len() * candidate / 16).min(visitors.len() - length);
        let weight: u64 = visitors[start..start + length].iter().map(|&v| u64::from(v)).sum();
        if best.is_none_or(|(_, other)| if busiest { weight > other } else { weight < other }) {
            best = Some((start, weight));
        }
    }
    let start = best.map_or(0, |(start, _)| start);
    start..start + length
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticks(options: &Options) -> Vec<Tick> {
        let mut rng = Rng::seeded(1);
        let mut clock = Clock::new(options);
        (0..options.lines).map(|_| clock.tick(&mut rng)).collect()
    }

    #[test]
    fn arrivals_are_in_order_and_within_the_span() {
        for (lines, span_seconds) in [(1, 0), (1000, 0), (1000, 1), (5000, 10), (20_000, 604_800)] {
            let options = Options { lines, span_seconds, ..Options::default() };
            let ticks = ticks(&options);
            let (start, end) = (options.start, options.start + span_seconds as i64);
            assert!(ticks.is_sorted_by_key(|tick| tick.time));
            let seconds = start * 1_000_000..=end * 1_000_000;
            assert!(ticks.iter().all(|tick| seconds.contains(&tick.time)), "{span_seconds}");
        }
    }

    #[test]
    fn every_step_gets_its_share() {
        let options = Options { lines: 400_000, span_seconds: 86_400, ..Options::default() };
        let noon_to_one = options.start + 12 * 3600;
        let ticks = ticks(&options);
        let in_hour = |from: i64| {
            let range = from * 1_000_000..(from + 3600) * 1_000_000;
            ticks.iter().filter(|t| range.contains(&t.time) && t.actor == Actor::Visitor).count()
        };
        let ratio = in_hour(noon_to_one) as f64 / in_hour(options.start + 4 * 3600) as f64;
        let expected = f64::from(960 + 940) / f64::from(120 + 150);
        // One of the hours may hold the incident, which raises it by a quarter.
        assert!(ratio > expected * 0.9 && ratio < expected * 1.35, "{ratio} {expected}");
    }

    #[test]
    fn a_span_of_all_years_does_not_overflow() {
        let options =
            Options { lines: 1000, start: i64::MAX, span_seconds: u64::MAX, ..Options::default() };
        let ticks = ticks(&options);
        assert!(ticks.last().unwrap().time <= LAST_SECOND as i64 * 1_000_000);
        let options = Options { lines: u64::MAX, start: i64::MIN, ..Options::default() };
        let mut clock = Clock::new(&options);
        assert!(clock.tick(&mut Rng::seeded(1)).time >= 0);
    }
}
