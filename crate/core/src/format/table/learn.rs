/*!
Finds out from the sample which columns a table has.
*/

use super::cells::{Style, split};
use super::column::{Column, Holds};
use super::label;
use super::looks::{
    is_address, is_agent, is_bare_request, is_level_letter, is_method, is_outcome, is_request,
    is_status, is_typed, is_url, whole_time,
};
use super::{Header, Table};
use crate::field;
use crate::format::infer::Survey;
use crate::format::text::{is_logger, is_thread};
use crate::format::{Format, Sample, State, access, number};
use crate::record::{Outcome, Record, Value};
use crate::severity::Severity;
use crate::time::{self, Hints};
use memchr::memmem;
use std::collections::BTreeMap;
use std::ops::Range;

/// So many of the lines must have the cells of the header, of ten.
const MOST: usize = 5;
/// Without a header a table needs so many columns, or else prose with commas would pass for one.
const NAMELESS: usize = 5;
/// A name in a header is no longer.
const MAX_NAME: usize = 64;
/// A fraction of a second has so many digits.
const MAX_FRACTION: usize = 9;
/// A row may have so many cells more than most have.
const MAX_LONGER: usize = 16;
/// A source has at most so many headers.
const MAX_HEADERS: usize = 8;

/// Columns that hold the message where none is named so; of two the first that holds anything.
const SPOKEN: [&str; 4] = ["data", "context", "details", "comment"];

type Row<'a> = Vec<&'a [u8]>;

/// The table of a source with `#Fields:` (W3C) or `#fields` (Zeek) in it; without headers where there is none.
pub(super) fn w3c(sample: &Sample<'_>) -> Table {
    let mut headers: Vec<Header> = Vec::new();
    // Exchange separates by commas.
    let mut style = Style::Extended;
    let local = sample.lines.iter().any(|line| line.eq_ignore_ascii_case(b"#Time Format: Local"));
    let offset = if local { sample.hints.utc_offset_seconds } else { 0 };
    let hints = Hints { utc_offset_seconds: offset, ..sample.hints };
    for line in sample.lines {
        let Some(names) = line
            .strip_prefix(b"#Fields:")
            .or_else(|| line.strip_prefix(b"#fields"))
            .filter(|_| headers.len() < MAX_HEADERS)
        else {
            continue;
        };
        let mut places = Vec::new();
        let names = names.trim_ascii();
        if headers.is_empty() && names.contains(&b',') && !names.contains(&b'\t') {
            style = Style::Separated(b',');
        }
        split(names, style, &mut places);
        let columns: Vec<Column> = places
            .into_iter()
            .filter_map(|place| names.get(place))
            .map(|name| Column::named(&String::from_utf8_lossy(name)))
            .collect();
        if !headers.iter().any(|known| known.columns.len() == columns.len()) {
            headers.push(settled(sample, style, &hints, columns, true));
        }
    }
    Table { style, headers, comments: true, folded: false, least: usize::MAX }
}

/// The table of a source of separated values, of which a row may name the columns where that is `allowed`, and else one has written
/// times; without headers where it is none.
pub(super) fn csv(sample: &Sample<'_>, allowed: bool) -> Table {
    let mut best: Option<(usize, Table)> = None;
    for separator in [b',', b';', b'\t', b'|'] {
        let style = Style::Separated(separator);
        let rows = rows(sample, style);
        let Some((count, share)) = usual(&rows) else { continue };
        let fits = count > 1 && share * 10 >= rows.len() * MOST;
        if !fits || best.as_ref().is_some_and(|(most, _)| *most >= count) {
            continue;
        }
        let named = if allowed { names(&rows, count) } else { None };
        let full: Vec<Row<'_>> = rows.into_iter().filter(|row| row.len() == count).collect();
        let (columns, comments) = match named {
            Some(columns) if full.len() > 1 => (columns, false),
            _ if count >= NAMELESS && !cuts_times(sample, style) => {
                (described(&full, count, &sample.hints, separator == b'|'), false)
            }
            _ => continue,
        };
        if !allowed && !(0..count).any(|at| most(&full, at, |cell| is_date(cell, &sample.hints))) {
            continue;
        }
        let header = settled(sample, style, &sample.hints, columns, false);
        let timed = !header.settled.times.is_empty();
        let with_names = header.columns.iter().all(|column| !column.name.starts_with("column_"));
        if timed || with_names {
            best = Some((
                count,
                Table { style, headers: vec![header], comments, folded: timed, least: usize::MAX },
            ));
        }
    }
    let none = Table {
        style: Style::Separated(b','),
        headers: vec![],
        comments: false,
        folded: false,
        least: usize::MAX,
    };
    best.map_or(none, |(_, table)| table)
}

/// The table of a source with cells between spaces; without headers where it is none. Where the rows hold requests they may end
/// early or go on: the formats of load balancers grow at their end.
pub(super) fn columns(sample: &Sample<'_>) -> Table {
    let style = Style::Spaced;
    let mut table =
        Table { style, headers: vec![], comments: false, folded: false, least: usize::MAX };
    let rows = rows(sample, style);
    let Some((usual, alike)) = usual(&rows) else { return table };
    // What has a format of its own is no other table because some of its lines are broken.
    let access = [access::Combined.reader(sample), access::Common.reader(sample)];
    let reads = |line: &&&[u8]| {
        let mut state = State::default();
        access
            .iter()
            .any(|reader| reader.read(line, &mut state, &mut Record::default()) == Outcome::Record)
    };
    if sample.lines.iter().filter(reads).count() * 2 > sample.lines.len() {
        return table;
    }
    let named = rows.first().filter(|row| row.len() == usual).and_then(|row| header(row));
    let skip = usize::from(named.is_some());
    let longest = rows.iter().map(Vec::len).max().unwrap_or(usual).min(MAX_LONGER + usual);
    let request = (0..usual).find(|&at| most(&rows, at, is_request));
    let (least, longest) = match request {
        Some(at) if usual >= 4 => (at + 1, longest),
        _ if usual >= NAMELESS && alike * 10 >= rows.len() * 9 => (usual, usual),
        _ => return table,
    };
    let fits = |row: &Row<'_>| (least..=longest).contains(&row.len());
    let full: Vec<Row<'_>> = rows.into_iter().skip(skip).filter(fits).collect();
    let typed = (0..usual).filter(|&at| most(&full, at, is_typed)).count();
    let kept = full.len() + skip;
    if kept * 10 < sample.lines.len() * 7 || (request.is_none() && typed * 10 < usual * 7) {
        return table;
    }
    let columns = named.filter(|_| !full.is_empty());
    let columns = columns.unwrap_or_else(|| described(&full, longest, &sample.hints, false));
    let header = settled(sample, style, &sample.hints, columns, false);
    if !header.settled.times.is_empty() {
        table.headers.push(header);
        table.folded = kept < sample.lines.len();
        table.least = least;
    }
    table
}

/// Whether a cell is a time as people write it, and no number.
fn is_date(cell: &[u8], hints: &Hints) -> bool {
    whole_time(cell, hints) && cell.iter().any(|byte| b"/:-".contains(byte))
}

/// Whether the separator is rather the point of a fraction: `10:11:12,123`.
fn cuts_times(sample: &Sample<'_>, style: Style) -> bool {
    let mut places = Vec::new();
    let cut = |line: &&&[u8]| {
        split(line, style, &mut places);
        places.iter().any(|place| {
            let Some([b',', digits @ ..]) = line.get(place.end..) else { return false };
            let digits = digits.iter().take(MAX_FRACTION + 1).take_while(|b| b.is_ascii_digit());
            // More digits are those of a number.
            if !(1..=MAX_FRACTION).contains(&digits.count()) {
                return false;
            }
            let found = line.get(place.start..).and_then(|rest| time::find(rest, 1, &sample.hints));
            found.is_some_and(|found| found.end > place.len())
        })
    };
    sample.lines.iter().filter(cut).count() * 2 > sample.lines.len()
}

fn rows<'a>(sample: &Sample<'a>, style: Style) -> Vec<Row<'a>> {
    let mut places: Vec<Range<usize>> = Vec::new();
    let row = |line: &&'a [u8]| {
        split(line, style, &mut places);
        places.iter().filter_map(|place| line.get(place.clone())).collect()
    };
    sample.lines.iter().map(row).collect()
}

/// How many cells most rows have, and how many rows have them; of two numbers as frequent the larger.
fn usual(rows: &[Row<'_>]) -> Option<(usize, usize)> {
    let mut counts = BTreeMap::new();
    for row in rows {
        *counts.entry(row.len()).or_insert(0usize) += 1;
    }
    counts.into_iter().max_by_key(|&(count, rows)| (rows, count))
}

/// Whether nearly all cells of a column that hold anything are so.
fn most(rows: &[Row<'_>], at: usize, is: impl Fn(&[u8]) -> bool) -> bool {
    let filled =
        rows.iter().filter_map(|row| row.get(at)).filter(|cell| !matches!(**cell, b"" | b"-"));
    let (mut yes, mut all) = (0, 0);
    for cell in filled {
        all += 1;
        yes += usize::from(is(cell));
    }
    yes > 0 && yes * 10 >= all * 9
}

/// The columns that the first row names, or the one before the first that is as long as most: it may leave out the last ones.
fn names(rows: &[Row<'_>], count: usize) -> Option<Vec<Column>> {
    let first = rows.iter().position(|row| row.len() == count)?;
    if let Some(columns) = rows.first().filter(|_| first == 0).and_then(|row| header(row)) {
        return Some(columns);
    }
    let before = rows.get(first.checked_sub(1)?)?;
    let mut columns = header(before).filter(|named| named.len() >= NAMELESS)?;
    columns.extend((columns.len() + 1..=count).map(Column::numbered));
    (columns.len() == count).then_some(columns)
}

/// The columns that a row names, where it names any: words, each once, none of them a number or a time.
fn header(row: &[&[u8]]) -> Option<Vec<Column>> {
    let is_name = |cell: &&[u8]| {
        let of_words = |byte: &u8| {
            byte.is_ascii_alphanumeric() || b"_-. ()/%#@[]".contains(byte) || *byte > 127
        };
        (1..=MAX_NAME).contains(&cell.len())
            && cell.iter().all(of_words)
            && cell.iter().any(|byte| byte.is_ascii_alphabetic() || *byte > 127)
            && !cell.iter().take(2).all(u8::is_ascii_digit)
            && Severity::from_name(cell).is_none_or(|_| cell.len() == 1)
    };
    let mut names: Vec<&[u8]> = row.to_vec();
    let all = row.len();
    names.sort_unstable();
    names.dedup();
    let valid = names.len() == all && row.iter().all(is_name);
    valid.then(|| row.iter().map(|name| Column::named(&String::from_utf8_lossy(name))).collect())
}

/// Columns without names, by what they hold; whether bars stand between them.
fn described(rows: &[Row<'_>], count: usize, hints: &Hints, barred: bool) -> Vec<Column> {
    let mut columns: Vec<Column> = (1..=count).map(Column::numbered).collect();
    let mut bare: Vec<Row<'_>> = rows.to_vec();
    for (at, column) in columns.iter_mut().enumerate() {
        let cells = rows.iter().filter_map(|row| row.get(at).copied());
        let length = label::common(cells);
        let label = rows.first().and_then(|row| row.get(at)?.get(..length)).unwrap_or_default();
        column.label = label.to_vec();
        for cell in bare.iter_mut().filter_map(|row| row.get_mut(at)) {
            *cell = column.value(cell);
        }
    }
    let rows = bare.as_slice();
    let is_time = |cell: &[u8]| whole_time(cell, hints);
    let is_level = |cell: &[u8]| cell.len() > 2 && Severity::from_name(cell).is_some();
    let find = |is: &dyn Fn(&[u8]) -> bool| (0..count).find(|&at| most(rows, at, is));
    let request = find(&is_request);
    let mut name = |at: Option<usize>, name: &str, holds: Holds| {
        if let Some(column) = at.and_then(|at| columns.get_mut(at)) {
            name.clone_into(&mut column.name);
            column.holds = holds;
        }
    };
    let date = (1..count).find(|&at| {
        let days = |cell: &[u8]| super::super::meaning::is_date(Value::Text(cell), hints);
        let clocks = |cell: &[u8]| super::super::meaning::read_clock(Value::Text(cell)).is_some();
        most(rows, at - 1, days) && most(rows, at, clocks)
    });
    match (date, find(&is_time)) {
        (Some(clock), time) if time.is_none_or(|time| clock <= time + 1) => {
            name(Some(clock - 1), "date", Holds::Named);
            name(Some(clock), "time", Holds::Named);
        }
        (_, time) => name(time, "time", Holds::Named),
    }
    let telling = |cell: &[u8]| matches!(cell, [b'I' | b'W' | b'E']);
    let told = |at: usize| rows.iter().any(|row| row.get(at).is_some_and(|cell| telling(cell)));
    let letter = || (0..count).find(|&at| barred && told(at) && most(rows, at, is_level_letter));
    let graded = |cell: &[u8]| cell.len() > 2 && Severity::from_grade(cell).is_some();
    let level = find(&is_level).or_else(letter);
    let graded = find(&graded).filter(|_| level.is_none());
    name(level, "level", Holds::Named);
    name(graded, "severity", Holds::Named);
    let level = level.or(graded);
    // Beside levels stand what wrote a line and its thread: names, of types among others, and no prose.
    let names = |is: fn(&[u8]) -> bool| {
        let is = |cell: &[u8]| !cell.contains(&b' ') && is(cell);
        (0..count).find(|&at| level.is_some() && most(rows, at, is))
    };
    let typed = |at: &usize| {
        let capital = |cell: &&[u8]| cell.iter().any(u8::is_ascii_uppercase);
        rows.iter().any(|row| row.get(*at).is_some_and(capital))
    };
    name(names(is_logger).filter(typed), "logger", Holds::Known(field::LOGGER));
    // A numbered name that never changes is rather a host's, unless it says what it is.
    let varies = |at: &usize| {
        let named = |cell: &[u8]| {
            let cell = cell.to_ascii_lowercase();
            let words = [&b"thread"[..], b"exec", b"worker", b"pool"];
            cell == b"main" || words.iter().any(|word| memmem::find(&cell, word).is_some())
        };
        let cells = || rows.iter().filter_map(|row| row.get(*at).copied());
        cells().any(|cell| Some(cell) != cells().next()) || cells().next().is_some_and(named)
    };
    name(names(is_thread).filter(varies), "thread", Holds::Known(field::THREAD));
    name(find(&is_address), "client", Holds::Address(field::CLIENT));
    name(request, "request", Holds::Request);
    let short = find(&is_bare_request).filter(|_| barred && request.is_none());
    name(short, "request", Holds::BareRequest);
    let request = request.or(short);
    let method = find(&is_method).filter(|_| request.is_none());
    name(method, "method", Holds::Known(field::METHOD));
    let url = find(&|cell| cell.starts_with(b"/") || is_url(cell)).filter(|_| method.is_some());
    name(url, "path", Holds::Known(field::PATH));
    // A status is only told from other numbers beside a request.
    let is_web = request.is_some() || method.is_some();
    let status = find(&is_status).filter(|_| is_web);
    name(status, "status", Holds::Known(field::STATUS));
    let outcome = find(&is_outcome).filter(|_| is_web && status.is_none());
    name(outcome, "outcome", Holds::Outcome);
    let agent = |at: &usize| {
        let named = |row: &Row<'_>| row.get(*at).is_some_and(|cell| is_agent(cell));
        rows.iter().any(named)
    };
    name((0..count).find(agent).filter(|_| is_web), "agent", Holds::Known(field::AGENT));
    let spaces = |at: usize| {
        let cells = rows.iter().filter_map(|row| row.get(at));
        cells.map(|cell| memchr::memchr_iter(b' ', cell).count()).sum::<usize>()
    };
    let free = |columns: &[Column], at: usize| {
        let unnamed = columns.get(at).is_some_and(|column| column.name.starts_with("column_"));
        unnamed && !most(rows, at, is_time)
    };
    // Between bars the message is what comes last, unless another one has far more words.
    let most_words = (0..count).filter(|&at| free(&columns, at)).map(&spaces).max().unwrap_or(0);
    let last = (0..count).next_back().filter(|&at| {
        barred && free(&columns, at) && spaces(at) > 0 && spaces(at) * 4 >= most_words
    });
    let text =
        (0..count).filter(|&at| free(&columns, at)).max_by_key(|&at| (spaces(at), count - at));
    let text = last.or(text.filter(|&at| spaces(at) >= rows.len()));
    if let Some(column) = text.and_then(|at| columns.get_mut(at)).filter(|c| c.label.is_empty()) {
        "message".clone_into(&mut column.name);
    }
    // A label names a column that is not known for what it holds.
    for column in columns.iter_mut().filter(|column| column.name.starts_with("column_")) {
        let word = label::word(&column.label);
        if !word.is_empty() {
            column.name = String::from_utf8_lossy(word).into_owned();
        }
    }
    columns
}

/// The columns with what their names and cells say of the time, the level and the message.
fn settled(
    sample: &Sample<'_>,
    style: Style,
    hints: &Hints,
    columns: Vec<Column>,
    comments: bool,
) -> Header {
    let mut survey = Survey::new(*hints);
    for row in rows(sample, style) {
        let comment = comments && row.first().is_some_and(|cell| cell.starts_with(b"#"));
        let named = row.iter().zip(&columns).all(|(cell, column)| *cell == column.name.as_bytes());
        if row.len() > columns.len() || comment || named {
            continue;
        }
        survey.line();
        for (column, cell) in columns.iter().zip(row) {
            let cell = column.value(cell);
            if column.holds == Holds::Named && !matches!(cell, b"" | b"-") {
                survey.value(&column.name, number::of_word(cell), cell);
            }
        }
    }
    let mut settled = survey.settle();
    if settled.messages.is_empty() {
        // Some protocols have what was said in one column and what is said of it in another.
        let spoken = columns.iter().filter(|column| SPOKEN.contains(&&*column.name));
        settled.messages = spoken.map(|column| column.name.clone()).collect();
    }
    Header { columns, settled }
}
