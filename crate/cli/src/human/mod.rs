/*!
A snapshot as text for people.

Text from the logs goes to a terminal here: whatever could steer that is replaced, see [`plain`].
*/

mod contrasts;
pub(crate) mod number;
mod parameters;
mod plain;
mod values;

use logatlas_core::contrast::Contrast;
use logatlas_core::snapshot::{Snapshot, Source, Template, Timeline};
use number::{bytes, count, counted, quantity, share, span};
pub(crate) use plain::plain;
use std::io::{self, Write};

/// Columns that the timeline takes at most.
const TIMELINE: usize = 72;
/// Templates that are shown.
const TEMPLATES: usize = 20;
/// Lines that could not be read and are shown.
const UNPARSED: usize = 5;
/// Columns that a message or a line may take.
const TEXT: usize = 110;
/// Sources that are listed.
const SOURCES: usize = 40;

/// Writes what a snapshot says, and what sets its records apart from all others.
pub(crate) fn write(
    out: &mut dyn Write,
    snapshot: &Snapshot,
    apart: &[Contrast],
) -> io::Result<()> {
    for source in snapshot.sources.iter().take(SOURCES) {
        write_source(out, source)?;
    }
    if let Some(more) = snapshot.sources.len().checked_sub(SOURCES).filter(|more| *more > 0) {
        writeln!(out, "and {} more", count(more as u64))?;
    }
    totals(out, snapshot)?;
    if let Some(timeline) = &snapshot.timeline {
        write_timeline(out, timeline)?;
    }
    contrasts::write(out, apart)?;
    for field in snapshot.fields.iter().filter(|field| field.present > 0) {
        values::write(out, field, snapshot.lines.records)?;
    }
    parameters::write(out, snapshot)?;
    if !snapshot.templates.is_empty() {
        writeln!(out, "\ntemplates: {} different", count(snapshot.templates_distinct))?;
        templates(out, &snapshot.templates, snapshot.lines.records, TEMPLATES)?;
    }
    unparsed(out, snapshot)?;
    if !snapshot.approximations.is_empty() {
        writeln!(out)?;
    }
    for approximation in &snapshot.approximations {
        writeln!(out, "≈ {}", plain(&approximation.text, usize::MAX))?;
    }
    Ok(())
}

fn write_source(out: &mut dyn Write, source: &Source) -> io::Result<()> {
    let packed = if source.container == "plain" { "" } else { source.container };
    let encoding = if source.encoding == "UTF-8" { "" } else { source.encoding };
    let colours = if source.colours { "colours left out" } else { "" };
    let traits: Vec<&str> = [source.format.as_str(), packed, encoding, colours]
        .into_iter()
        .filter(|t| !t.is_empty())
        .collect();
    let lines = match source.members {
        None => counted(source.lines, "line", "lines"),
        Some(members) => counted(members.read, "file", "files"),
    };
    let size = bytes(source.bytes as f64);
    writeln!(out, "{}: {size}, {lines}, {}", plain(&source.name, TEXT), traits.join(", "))?;
    match source.error.as_ref().or(source.notice.as_ref()) {
        Some(sentence) => writeln!(out, "  {}", plain(sentence, usize::MAX)),
        None => Ok(()),
    }
}

fn totals(out: &mut dyn Write, snapshot: &Snapshot) -> io::Result<()> {
    let lines = &snapshot.lines;
    let parts = [
        (lines.untimed, "without a time", "without a time"),
        (lines.continuations, "continuation line", "continuation lines"),
        (lines.blank, "blank line", "blank lines"),
        (lines.unparsed, "line that could not be read", "lines that could not be read"),
    ];
    write!(out, "\nrecords   {}", count(lines.records))?;
    for (amount, one, many) in parts.into_iter().filter(|(amount, _, _)| *amount > 0) {
        write!(out, ", {}", counted(amount, one, many))?;
    }
    writeln!(out)?;
    if let Some(time) = &snapshot.time {
        writeln!(out, "time      {} to {}", time.first, time.last)?;
    }
    match snapshot.rate {
        Some(rate) => writeln!(out, "rate      {} records a second", quantity(rate)),
        None => Ok(()),
    }
}

fn write_timeline(out: &mut dyn Write, timeline: &Timeline) -> io::Result<()> {
    let bins = timeline.series.iter().map(|series| series.counts.len()).max().unwrap_or(0);
    let together = bins.div_ceil(TIMELINE).max(1);
    let mut bars = vec![0; bins.div_ceil(together)];
    for series in &timeline.series {
        for (bar, counts) in bars.iter_mut().zip(series.counts.chunks(together)) {
            *bar += counts.iter().sum::<u64>();
        }
    }
    let highest = bars.iter().copied().max().unwrap_or(0);
    let width = span(timeline.step * together as f64);
    writeln!(out, "timeline  {}", sparkline(&bars, highest))?;
    writeln!(out, "          each column is {width}, the highest {} records", count(highest))?;
    let total: u64 = bars.iter().sum();
    let mix = timeline.series.iter().map(|series| {
        let sum = series.counts.iter().sum();
        format!("{} {} ({})", series.name, count(sum), share(sum, total))
    });
    writeln!(out, "classes   {}", mix.collect::<Vec<_>>().join(", "))
}

/// A column of eighths for each count; nothing for 0.
fn sparkline(counts: &[u64], highest: u64) -> String {
    const EIGHTHS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let column = |&count: &u64| {
        let eighth = u128::from(count) * 8 / u128::from(highest.max(1));
        let index = (eighth as usize).saturating_sub(1);
        if count == 0 { ' ' } else { EIGHTHS.get(index).copied().unwrap_or('█') }
    };
    counts.iter().map(column).collect()
}

/// Writes templates with their counts, their gravest class (`+` where there are others), and ids, `most` of them.
pub(crate) fn templates(
    out: &mut dyn Write,
    all: &[Template],
    records: u64,
    most: usize,
) -> io::Result<()> {
    let mut rest = records;
    for Template { id, text, count: amount, classes, .. } in all.iter().take(most) {
        let text = plain(text, TEXT);
        let gravest = classes.first().map_or("", |class| class.name);
        let mixed = if classes.len() > 1 { '+' } else { ' ' };
        let (shown, part) = (count(*amount), share(*amount, records));
        writeln!(out, "{shown:>12} {part:>7}  {gravest:>5}{mixed} {id}  {text}")?;
        rest -= amount;
    }
    match rest {
        0 => Ok(()),
        rest => writeln!(out, "{:>12} {:>7}  (other)", count(rest), share(rest, records)),
    }
}

fn unparsed(out: &mut dyn Write, snapshot: &Snapshot) -> io::Result<()> {
    if snapshot.lines.unparsed == 0 {
        return Ok(());
    }
    let amount = counted(snapshot.lines.unparsed, "line", "lines");
    writeln!(out, "\n{amount} could not be read:")?;
    for line in snapshot.unparsed.iter().take(UNPARSED) {
        let number = line.line.map_or_else(String::new, |number| format!(" line {number},"));
        let source = plain(&line.source, TEXT);
        writeln!(out, "  {source},{number} byte {}: {}", line.byte, line.reason)?;
        writeln!(out, "    {}", plain(&line.text, TEXT))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_column_is_full_and_only_zero_is_empty() {
        assert_eq!(sparkline(&[0, 1, 4, 8, 800], 800), " ▁▁▁█");
        assert_eq!(sparkline(&[1, 2, 3, 4, 5, 6, 7, 8], 8), "▁▂▃▄▅▆▇█");
        assert_eq!(sparkline(&[0, 0], 0), "  ");
        assert_eq!(sparkline(&[u64::MAX], u64::MAX), "█");
    }
}
