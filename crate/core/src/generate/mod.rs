/*!
Synthetic logs for tests, demonstrations and benchmarks: a web shop over days or weeks, seen
through its access log, its applications' logs or its hosts' syslog.

The output is a function of the [`Options`] alone: all arithmetic is in integers, so a seed gives
the same bytes on every platform. Visitors follow day and week and come back with Zipf-Mandelbrot
frequency; crawlers and health checks are steady; for 3 % of the span one service fails; and in two
short windows an attacker scans for holes or guesses passwords. Every address is from a private or
a documentation range.
*/

mod address;
mod agents;
mod alias;
mod application;
mod attack;
mod calendar;
mod clients;
mod clock;
mod combined;
mod digits;
mod incident;
mod json;
mod kind;
mod level;
mod logfmt;
mod messages;
mod pattern;
mod request;
mod rng;
mod service;
mod site;
mod spread;
mod syslog;
#[cfg(test)]
mod tests;
mod text;
mod trace;
mod traffic;
mod variable;
mod zipf;

use std::ops::Range;

pub use kind::{Kind, UnknownKind};

use application::{Application, Voice};
use calendar::Stamp;
use traffic::Traffic;

/// What to generate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The format.
    pub kind: Kind,
    /// Physical lines: where a record has continuation lines ([`Kind::Text`]), they count too.
    pub lines: u64,
    /// Any number; the same number gives the same log.
    pub seed: u64,
    /// The time of the first line at the earliest, in seconds since 1970-01-01 UTC. It is moved so
    /// that the whole span lies in the years 1970 to 9999.
    pub start: i64,
    /// The time that the log covers, in seconds.
    pub span_seconds: u64,
    /// How many clients there are to draw visitors from (at least one). They need no memory.
    /// Crawlers, health checks and attackers come on top.
    pub clients: u32,
    /// Whether one service fails for 3 % of the span.
    pub incident: bool,
    /// Whether a scanner and a password guesser turn up, for 0.4 % of the span each.
    pub attack: bool,
}

impl Default for Options {
    /// 100,000 lines of combined log by 5,000 clients in the week from Monday, 11 March 2024 (UTC).
    fn default() -> Self {
        Self {
            kind: Kind::Combined,
            lines: 100_000,
            seed: 1,
            start: 1_710_115_200,
            span_seconds: 7 * 86_400,
            clients: 5_000,
            incident: true,
            attack: true,
        }
    }
}

/// Writes one log, a block at a time.
#[derive(Clone, Debug)]
pub struct Generator {
    kind: Kind,
    lines_left: u64,
    traffic: Traffic,
    application: Application,
    stamp: Stamp,
    scratch: Vec<u8>,
}

impl Generator {
    /// A generator at the beginning of its log. It needs a few hundred kilobytes, whatever the
    /// options.
    #[must_use]
    pub fn new(options: &Options) -> Self {
        let voice = match options.kind {
            Kind::Json | Kind::Logfmt => Voice::Structured,
            Kind::Syslog | Kind::Syslog5424 => Voice::System,
            Kind::Combined | Kind::Common | Kind::Text => Voice::Plain,
        };
        Self {
            kind: options.kind,
            lines_left: options.lines,
            traffic: Traffic::new(options),
            application: Application::new(voice),
            stamp: Stamp::new(),
            scratch: Vec::new(),
        }
    }

    /// How many physical lines are still to be written.
    #[must_use]
    pub fn lines_left(&self) -> u64 {
        self.lines_left
    }

    /// When one service fails, in seconds since 1970-01-01 UTC, if it does.
    #[must_use]
    pub fn incident(&self) -> Option<Range<i64>> {
        self.traffic.clock().incident()
    }

    /// When attackers are at work, in seconds since 1970-01-01 UTC: first the scanner, then the
    /// password guesser. Empty without an attack.
    #[must_use]
    pub fn attacks(&self) -> Vec<Range<i64>> {
        self.traffic.clock().attacks()
    }

    /// Appends whole records to `out`, at least one and then until it has grown by `bytes` bytes or
    /// the log is complete. Returns how many physical lines these are; 0 says that the log was
    /// complete. Lines are in the order of time and end with a newline. However the log is cut into
    /// blocks, the blocks together are the same.
    pub fn write_lines(&mut self, out: &mut Vec<u8>, bytes: usize) -> u64 {
        let before = self.lines_left;
        let enough = out.len().saturating_add(bytes);
        while self.lines_left > 0 {
            self.write_record(out);
            if out.len() >= enough {
                break;
            }
        }
        before - self.lines_left
    }

    /// The whole log at once.
    ///
    /// ```
    /// use logatlas_core::generate::{Generator, Kind, Options};
    /// let options = Options { kind: Kind::Json, lines: 10, ..Options::default() };
    /// let log = Generator::new(&options).into_bytes();
    /// assert_eq!(log.iter().filter(|&&byte| byte == b'\n').count(), 10);
    /// ```
    #[must_use]
    pub fn into_bytes(mut self) -> Vec<u8> {
        let mut out = Vec::new();
        self.write_lines(&mut out, usize::MAX);
        out
    }

    #[inline]
    fn write_record(&mut self, out: &mut Vec<u8>) {
        let (request, rng) = self.traffic.next();
        self.stamp.set(request.time);
        let (stamp, scratch) = (&self.stamp, &mut self.scratch);
        let mut lines = 1;
        match self.kind {
            Kind::Combined => combined::write(out, request, stamp, true),
            Kind::Common => combined::write(out, request, stamp, false),
            Kind::Json => {
                let entry = self.application.entry(request, rng);
                json::write(out, scratch, entry, request, stamp, rng);
            }
            Kind::Logfmt => {
                logfmt::write(out, self.application.entry(request, rng), request, stamp);
            }
            Kind::Syslog => syslog::write_bsd(out, self.application.entry(request, rng), stamp),
            Kind::Syslog5424 => {
                syslog::write_5424(out, self.application.entry(request, rng), stamp);
            }
            Kind::Text => {
                let entry = self.application.entry(request, rng);
                lines = text::write(out, scratch, entry, stamp, self.lines_left, rng);
            }
        }
        self.lines_left -= lines;
        self.traffic.skip(lines - 1);
    }
}
