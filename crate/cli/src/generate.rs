/*!
`logatlas generate`: synthetic logs to standard output.
*/

use crate::error::{Error, Outcome};
use logatlas_core::generate::{Generator, Kind, Options};
use logatlas_core::time::{self, Hints};
use std::io::{self, Write};

/// Bytes that are written at a time.
const BLOCK: usize = 1 << 20;

/// Write a synthetic log to standard output: the same bytes for the same options, on every machine
#[derive(clap::Args, Debug)]
pub(crate) struct Args {
    /// combined, common, json, syslog, syslog5424, logfmt or text
    #[arg(long, value_name = "NAME", default_value_t = Options::default().kind)]
    format: Kind,
    /// How many lines
    #[arg(long, value_name = "N", default_value_t = Options::default().lines)]
    lines: u64,
    /// Another seed makes another log
    #[arg(long, value_name = "S", default_value_t = Options::default().seed)]
    seed: u64,
    /// When the log begins: 2024-03-11, 2024-03-11T08:00:00Z, or seconds since 1970
    #[arg(long, value_name = "TIME", value_parser = start, default_value = "2024-03-11")]
    start: i64,
    /// The time that it covers: 90s, 30m, 12h, 7d or 4w
    #[arg(long, value_name = "SPAN", value_parser = span, default_value = "7d")]
    span: u64,
    /// How many clients there are
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), default_value_t = Options::default().clients)]
    clients: u32,
}

pub(crate) fn run(args: &Args) -> Result<Outcome, Error> {
    let mut generator = Generator::new(&Options {
        kind: args.format,
        lines: args.lines,
        seed: args.seed,
        start: args.start,
        span_seconds: args.span,
        clients: args.clients,
        ..Options::default()
    });
    let mut out = io::stdout().lock();
    let mut block = Vec::with_capacity(BLOCK + (64 << 10));
    while generator.write_lines(&mut block, BLOCK) > 0 {
        out.write_all(&block).map_err(Error::output)?;
        block.clear();
    }
    out.flush().map_err(Error::output)?;
    Ok(Outcome::Done)
}

/// Seconds since 1970.
fn start(text: &str) -> Result<i64, String> {
    if let Ok(seconds) = text.parse() {
        return Ok(seconds);
    }
    [text.to_owned(), format!("{text}T00:00:00Z")]
        .iter()
        .find_map(|text| {
            let (time, used) = time::parse_iso(text.as_bytes(), &Hints::default())?;
            (used == text.len()).then(|| time.as_unix_seconds())
        })
        .ok_or_else(|| "write a time as 2024-03-11, 2024-03-11T08:00:00Z or 1710144000".into())
}

/// Seconds.
fn span(text: &str) -> Result<u64, String> {
    let units = [("s", 1), ("m", 60), ("h", 3_600), ("d", 86_400), ("w", 7 * 86_400), ("", 1)];
    units
        .iter()
        .find_map(|(unit, seconds)| {
            text.strip_suffix(unit)?.parse::<u64>().ok()?.checked_mul(*seconds)
        })
        .ok_or_else(|| "write a span as 90s, 30m, 12h, 7d or 4w".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_spans_are_read_as_people_write_them() {
        for text in
            ["2024-03-11", "2024-03-11T00:00:00Z", "2024-03-11 01:00:00+01:00", "1710115200"]
        {
            assert_eq!(start(text), Ok(1_710_115_200), "{text}");
        }
        assert_eq!(
            [span("90s"), span("30m"), span("12h"), span("7d"), span("4w"), span("5")],
            [Ok(90), Ok(1_800), Ok(43_200), Ok(604_800), Ok(2_419_200), Ok(5)]
        );
        for text in ["", "d", "-1d", "1.5h", "999999999999999999w", "2024-03-11x", "yesterday"] {
            assert!(span(text).is_err(), "{text}");
            assert!(start(text).is_err() || text == "5", "{text}");
        }
    }

    #[test]
    fn the_defaults_are_those_of_the_generator() {
        assert_eq!(start("2024-03-11"), Ok(Options::default().start));
        assert_eq!(span("7d"), Ok(Options::default().span_seconds));
    }
}
