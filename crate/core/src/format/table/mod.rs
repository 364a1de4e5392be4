/*!
Tables: lines of cells, with the names of their columns in a header or without.

```text
#Fields: date time c-ip cs-method cs-uri-stem sc-status          W3C extended (IIS, CloudFront, firewalls), Zeek
time,level,message                                               CSV, and with tabs, semicolons or bars
h2 2024-01-31T10:11:12.1Z lb 203.0.113.7:2817 200 "GET / HTTP/2" cells between spaces (load balancers, proxies, flow logs)
```

The names come from the header in the first lines of the source, or tell what the cells of the sample hold. A line is read
with the header that has as many columns as it has cells, whichever of them stood before it; a header line is a continuation.

Source: W3C Extended Log File Format (WD-logfile-960323); RFC 4180; Zeek documentation, ASCII log format.
*/

mod cells;
mod column;
mod label;
mod learn;
mod looks;

#[cfg(test)]
mod tests;

use super::meaning::Settled;
use super::{Format, Reader, Sample, State};
use crate::record::{Outcome, Reason, Record};
use cells::{Style, split};
use column::Column;
use std::sync::Arc;

/// W3C extended and Zeek: tables whose header stands in comments.
pub struct W3c;
/// CSV and its relatives.
pub struct Csv;
/// Cells between spaces.
pub struct Columns;

impl Format for W3c {
    fn name(&self) -> &'static str {
        "w3c"
    }

    fn title(&self) -> &'static str {
        "W3C extended (IIS, CloudFront) and Zeek: a #Fields header"
    }

    fn sample(&self) -> &'static str {
        "#Fields: date time c-ip cs-method cs-uri-stem sc-status\n2024-01-31 10:11:12 203.0.113.7 GET /a 200"
    }

    fn reader(&self, sample: &Sample<'_>) -> Arc<dyn Reader> {
        Arc::new(learn::w3c(sample))
    }
}

impl Format for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn title(&self) -> &'static str {
        "CSV (commas, semicolons, tabs or bars)"
    }

    fn sample(&self) -> &'static str {
        "time,level,service,message\n2024-01-31T10:11:12Z,INFO,shop,\"started, at last\""
    }

    fn weight(&self) -> f64 {
        0.9
    }

    fn reader(&self, sample: &Sample<'_>) -> Arc<dyn Reader> {
        Arc::new(learn::csv(sample, true))
    }
}

/// What reads separated values of which no row names the columns and one has the time as people write it: those that syslog carries.
/// Numbers may be of anything there, and prose has commas, too.
pub(super) fn rows(sample: &Sample<'_>) -> Arc<dyn Reader> {
    Arc::new(learn::csv(sample, false))
}

impl Format for Columns {
    fn name(&self) -> &'static str {
        "columns"
    }

    fn title(&self) -> &'static str {
        "Cells between spaces (AWS ELB, ALB and S3, HAProxy, Squid, Envoy)"
    }

    fn sample(&self) -> &'static str {
        r#"h2 2024-01-31T10:11:12.186641Z lb/1 203.0.113.7:2817 10.0.0.1:80 0.001 200 34 366 "GET https://example.org/ HTTP/2.0" "curl/8.5.0""#
    }

    fn weight(&self) -> f64 {
        0.8
    }

    fn reader(&self, sample: &Sample<'_>) -> Arc<dyn Reader> {
        Arc::new(learn::columns(sample))
    }
}

/// The columns of one header.
#[derive(Debug, Default)]
struct Header {
    columns: Vec<Column>,
    /// What is to be made of columns by their names.
    settled: Settled,
}

/// Reads the lines of a table.
#[derive(Debug)]
struct Table {
    style: Style,
    /// One a number of columns, that of most lines first.
    headers: Vec<Header>,
    /// Whether lines that start with `#` are comments.
    comments: bool,
    /// A line of another number of cells, but at least so many, is read with the first header too.
    least: usize,
    /// Whether a line that doesn't begin with a whole record is rather the rest of a cell in quotes than a fault.
    folded: bool,
}

impl Reader for Table {
    fn read<'a>(&self, line: &'a [u8], state: &mut State, record: &mut Record<'a>) -> Outcome {
        if self.comments && line.first() == Some(&b'#') {
            return Outcome::Continuation;
        }
        let mut cells = std::mem::take(&mut state.cells);
        split(line, self.style, &mut cells);
        let header = self.headers.iter().find(|header| header.columns.len() == cells.len());
        // The first line of a record that goes on behind it has fewer cells.
        let header = header.or(self.headers.first().filter(|header| {
            let short = self.folded && cells.len() > 1 && cells.len() < header.columns.len();
            short || (self.least..=header.columns.len()).contains(&cells.len())
        }));
        let outcome = match header {
            None if self.folded => Outcome::Continuation,
            None => {
                Outcome::Unparsed(Reason::new(line.len(), "as many cells as there are columns"))
            }
            Some(header) if header.is_repeated_by(line, &cells) => Outcome::Continuation,
            Some(header) => {
                header.fill(line, &cells, state, record);
                let whole = cells.len() == header.columns.len();
                if self.folded && record.time.is_none() {
                    Outcome::Continuation
                } else if whole || record.time.is_some() {
                    Outcome::Record
                } else {
                    Outcome::Unparsed(Reason::new(0, "a record of the table"))
                }
            }
        };
        state.cells = cells;
        outcome
    }

    fn is_block(&self) -> bool {
        self.folded && matches!(self.style, Style::Separated(_))
    }

    fn begins_record(&self, line: &[u8]) -> bool {
        self.read(line, &mut State::default(), &mut Record::default()) != Outcome::Continuation
    }
}
