/*!
Formats of the user's own: a pattern with named fields, in one of the notations that people have at hand.

```text
%{IPORHOST:client} %{WORD:method} (?<path>\S+) %{NUMBER:bytes:int}       grok, regular expressions with named groups
$remote_addr - $remote_user [$time_local] "$request" $status             nginx's log_format, with the statement around it or without
%h %l %u %t \"%r\" %>s %b                                                Apache's LogFormat, likewise
%h %^[%d:%t %^] "%r" %s %b "%R" "%u"                                     GoAccess's log-format, with date-format and time-format
```

The content tells the notation. Lines before the pattern that begin with `# ` are notes; the first of them names it. Each pattern
becomes one matcher that takes time linear in a line: a row of literals to look for, or an expression on an engine without
backtracking. Expressions are looked for anywhere in a line; the others must fit the whole line, but for GoAccess's.

A line that does not fit but begins with white space goes on with the record before it.
*/

mod apache;
mod delimited;
mod draft;
mod fault;
mod goaccess;
mod grok;
mod names;
mod nginx;
mod notation;
mod regular;
mod target;
mod text;
mod trial;

#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;

pub use fault::Fault;
pub use trial::{Part, Trial, TrialRow, trial};

use super::meaning::Settled;
use super::{Reader, State};
use crate::record::{Outcome, Reason, Record};
use crate::time::Hints;
use delimited::{Delimited, Times};
use draft::Draft;
use fault::{Stop, Why};
use notation::Notation;
use regular::Regular;
use std::fmt::Write;
use std::ops::Range;
use std::sync::Arc;
use target::Cell;
use text::{Written, quoted};

/// What a source is said to be read as where the pattern has no name.
pub const UNNAMED: &str = "pattern";
/// The notations, and a pattern in each.
pub const SAMPLES: &[(&str, &str)] = &[
    (
        "nginx's log_format",
        r#"$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent $request_time"#,
    ),
    ("Apache's LogFormat", r#"%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i" %D"#),
    ("GoAccess's log-format", r#"%h %^[%d:%t %^] "%r" %s %b "%R" "%u""#),
    (
        "grok",
        "%{TIMESTAMP_ISO8601:time} %{LOGLEVEL:level} %{WORD:service} took %{NUMBER:took:float} ms: %{GREEDYDATA:message}",
    ),
    ("a regular expression", r"^(?<time>\S+ \S+) \[(?<level>\w+)\] (?<message>.*)"),
];
/// A pattern is no longer, in bytes.
const MAX_SOURCE: usize = 16 << 10;

/// A compiled pattern.
#[derive(Debug)]
pub struct Pattern {
    source: String,
    name: Option<String>,
    cells: Vec<Cell>,
    /// Whether some of them are looked at behind all others.
    late: bool,
    matcher: Matcher,
}

#[derive(Debug)]
enum Matcher {
    Delimited(Delimited),
    Regular(Regular),
}

/// Whether a text is a pattern rather than the name of a format.
pub fn is_pattern(text: &str) -> bool {
    Notation::of(body(text).0).is_some()
}

/// The pattern without the notes before it, and where it starts.
fn body(source: &str) -> (&str, usize) {
    let mut at = 0;
    while let Some(line) = source.get(at..).and_then(|rest| rest.split_inclusive('\n').next())
        && (line.starts_with("# ") || line.trim().is_empty())
    {
        at += line.len();
    }
    (source.get(at..).unwrap_or_default().trim_end(), at)
}

impl Pattern {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// The first token that can't be understood, and why.
    pub fn new(source: &str) -> Result<Self, Fault> {
        if source.len() > MAX_SOURCE {
            return Err(Fault::whole("", "it is longer than 16 KiB"));
        }
        let (body, start) = body(source);
        let (matcher, cells) = match Notation::of(body) {
            None => {
                let why = "it has no fields: none of %{NAME:field}, (?<field>...), $field and %h";
                return Err(Fault::whole(source, why));
            }
            Some(Notation::Grok) => {
                let (regular, cells) = Regular::new(grok::expand(source, start)?, source)?;
                (Matcher::Regular(regular), cells)
            }
            Some(Notation::Nginx) => {
                let written = statement(source, start, &["log_format"])
                    .unwrap_or_else(|| Written::plain(body, start));
                delimited(nginx::draft(&written), false, source)?
            }
            Some(Notation::Apache) => {
                let statements = ["LogFormat", "CustomLog", "TransferLog"];
                let written = statement(source, start, &statements)
                    .unwrap_or_else(|| Written::plain(body, start).unescaped());
                delimited(apache::draft(&written, source)?, false, source)?
            }
            Some(Notation::GoAccess) => {
                let settings = goaccess::settings(source, start);
                delimited(goaccess::draft(&settings, source)?, true, source)?
            }
        };
        let name = source.lines().next().and_then(|line| line.strip_prefix("# "));
        let name = name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
        let late = cells.iter().any(|cell| cell.target.is_late());
        Ok(Self { source: source.to_owned(), name, cells, late, matcher })
    }

    /// Its name, or [`UNNAMED`].
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or(UNNAMED)
    }

    /// A reader of lines that follow it.
    pub fn reader(self, hints: Hints) -> Arc<dyn Reader> {
        Arc::new(PatternReader { pattern: self, settled: Settled { hints, ..Settled::default() } })
    }

    /// Reads a line. The places of its fields are left in `state.cells`.
    fn read<'a>(
        &self,
        settled: &Settled,
        line: &'a [u8],
        state: &mut State,
        record: &mut Record<'a>,
    ) -> Result<(), Stop> {
        let mut cells = std::mem::take(&mut state.cells);
        let result = self.fields(settled, line, state, record, &mut cells);
        state.cells = cells;
        result
    }

    fn fields<'a>(
        &self,
        settled: &Settled,
        line: &'a [u8],
        state: &mut State,
        record: &mut Record<'a>,
        cells: &mut Vec<Range<usize>>,
    ) -> Result<(), Stop> {
        let mut times = Times::default();
        match &self.matcher {
            Matcher::Delimited(delimited) => {
                let found = delimited.scan(line, &settled.hints, &mut state.times, cells);
                times = found.map_err(|misfit| {
                    let end = self.source.len();
                    let place = self.cells.get(misfit.piece).map_or(end..end, |c| c.place.clone());
                    Stop { place, at: misfit.at, why: misfit.why }
                })?;
                record.time = times.record;
            }
            Matcher::Regular(regular) => {
                if !regular.scan(line, &mut state.groups, cells) {
                    return Err(Stop { place: 0..0, at: 0, why: Why::Regex });
                }
            }
        }
        let mut put = |late: bool| {
            for (index, (Cell { place, target }, found)) in
                self.cells.iter().zip(&*cells).enumerate()
            {
                if target.is_late() != late || times.taken.contains(&Some(index)) {
                    continue;
                }
                let text = line.get(found.clone()).unwrap_or_default();
                if !target.put(text, settled, state, record) {
                    return Err(Stop { place: place.clone(), at: found.start, why: Why::Number });
                }
            }
            Ok(())
        };
        put(false)?;
        if self.late { put(true) } else { Ok(()) }
    }

    /// Where, and why, a line stopped following it.
    fn stop(&self, settled: &Settled, line: &[u8]) -> Option<Stop> {
        let stop = self.read(settled, line, &mut State::default(), &mut Record::default()).err()?;
        Some(match &self.matcher {
            Matcher::Regular(regular) if stop.why == Why::Regex => regular.stop(line),
            _ => stop,
        })
    }

    /// What is said of a line that stopped here.
    fn says(&self, line: &[u8], stop: &Stop) -> String {
        let token = self.source.get(stop.place.clone()).unwrap_or_default();
        let before = String::from_utf8_lossy(line.get(..stop.at).unwrap_or(line));
        let column = before.chars().count() + 1;
        let mut says = String::from("stopped at ");
        // Writing to a string does not fail.
        let _ = match (stop.why, token.trim()) {
            (Why::Rest, _) => write!(says, "the end of the pattern"),
            (_, "") => write!(says, "{token:?}"),
            (_, token) => write!(says, "{token}"),
        };
        let _ = write!(says, ", column {column}: {}", stop.why.words());
        says
    }
}

fn delimited(draft: Draft, open: bool, source: &str) -> Result<(Matcher, Vec<Cell>), Fault> {
    Delimited::new(draft, open, source).map(|(matcher, cells)| (Matcher::Delimited(matcher), cells))
}

/// What is in the quotes of a statement that one of these words begins, or of strings alone.
fn statement(source: &str, start: usize, words: &[&str]) -> Option<Written> {
    let text = source.get(start..)?;
    if text.starts_with('\'') {
        return quoted(source, start);
    }
    words.iter().find(|word| text.starts_with(**word))?;
    let first = text.find(['"', '\''])?;
    quoted(source, start + first)
}

/// Reads lines with a pattern.
struct PatternReader {
    pattern: Pattern,
    settled: Settled,
}

impl Reader for PatternReader {
    fn read<'a>(&self, line: &'a [u8], state: &mut State, record: &mut Record<'a>) -> Outcome {
        match self.pattern.read(&self.settled, line, state, record) {
            Ok(()) => Outcome::Record,
            Err(_) if matches!(line.first(), Some(b' ' | b'\t')) => Outcome::Continuation,
            Err(stop) => Outcome::Unparsed(Reason::new(stop.at, "what the pattern asks for")),
        }
    }

    fn begins_record(&self, line: &[u8]) -> bool {
        let indented = matches!(line.first(), Some(b' ' | b'\t'));
        !indented
            || self.read(line, &mut State::default(), &mut Record::default())
                != Outcome::Continuation
    }

    fn explain(&self, line: &[u8], reason: Reason) -> String {
        match self.pattern.stop(&self.settled, line) {
            Some(stop) => self.pattern.says(line, &stop),
            None => reason.to_string(),
        }
    }
}
