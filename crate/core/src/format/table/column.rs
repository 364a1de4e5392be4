/*!
Columns: what their cells hold, and where it goes.
*/

use super::Header;
use super::looks::{is_outcome, is_status};
use crate::field::{self, FieldId};
use crate::format::State;
use crate::format::access;
use crate::format::number;
use crate::record::{Record, Value};
use crate::time::Timestamp;
use std::ops::Range;

/// One column.
#[derive(Clone, Debug)]
pub(super) struct Column {
    /// As the header names it, or by its place.
    pub(super) name: String,
    pub(super) holds: Holds,
    /// What all its cells begin with.
    pub(super) label: Vec<u8>,
}

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    /// A value of this well-known field.
    Known(FieldId),
    /// An address with its port, of this field.
    Address(FieldId),
    /// `TCP_MISS/200`: what a proxy did, and the status of the response.
    Outcome,
    /// `GET /a?b HTTP/1.1`
    Request,
    /// `GET      "/a?b"`
    BareRequest,
    /// Whatever its name says.
    Named,
}

/// What the columns of the W3C format and its relatives hold, by their names in lower case with dashes.
const KNOWN: &[(&str, FieldId)] = &[
    ("c-ip", field::CLIENT),
    ("cs-method", field::METHOD),
    ("cs-uri-stem", field::PATH),
    ("cs-uri", field::PATH),
    ("cs-uri-query", field::QUERY),
    ("cs-username", field::USER),
    ("cs(user-agent)", field::AGENT),
    ("cs-user-agent", field::AGENT),
    ("cs(referer)", field::REFERER),
    ("cs-referer", field::REFERER),
    ("sc-status", field::STATUS),
    ("sc-bytes", field::BYTES),
    ("s-computername", field::HOST),
];

impl Column {
    /// A column that a header names.
    pub(super) fn named(name: &str) -> Self {
        let folded = name.to_ascii_lowercase().replace('_', "-");
        let known = KNOWN.iter().find(|(known, _)| *known == folded);
        let holds = known.map_or(Holds::Named, |&(_, field)| Holds::Known(field));
        Self { name: name.to_owned(), holds, label: Vec::new() }
    }

    /// A column without a name, by its place from 1.
    pub(super) fn numbered(place: usize) -> Self {
        Self { name: format!("column_{place}"), holds: Holds::Named, label: Vec::new() }
    }

    /// A cell without the label of the column.
    pub(super) fn value<'a>(&self, cell: &'a [u8]) -> &'a [u8] {
        cell.strip_prefix(self.label.as_slice()).unwrap_or(cell)
    }
}

impl Header {
    /// Whether the cells are the names of the columns.
    pub(super) fn is_repeated_by(&self, line: &[u8], cells: &[Range<usize>]) -> bool {
        let mut pairs = self.columns.iter().zip(cells);
        pairs.all(|(column, place)| line.get(place.clone()) == Some(column.name.as_bytes()))
    }

    /// Puts the cells of a line where they belong.
    pub(super) fn fill<'a>(
        &self,
        line: &'a [u8],
        cells: &[Range<usize>],
        state: &mut State,
        record: &mut Record<'a>,
    ) {
        let mut clock = None;
        for (column, place) in self.columns.iter().zip(cells) {
            let cell = column.value(line.get(place.clone()).unwrap_or_default());
            if cell.is_empty() || cell == b"-" {
                continue;
            }
            match column.holds {
                Holds::Known(field) => match number::of_word(cell) {
                    Value::Number(number) if is_quantity(field) => record.number(field, number),
                    _ => record.text(field, cell),
                },
                Holds::Address(field) => record.text(field, without_port(cell)),
                Holds::Outcome => {
                    let parts = cell.split_last_chunk::<3>().filter(|_| is_outcome(cell));
                    let outcome = parts
                        .map_or(cell, |(outcome, _)| outcome.strip_suffix(b"/").unwrap_or(outcome));
                    let status = parts.filter(|(_, status)| is_status(*status));
                    if let Some(Value::Number(status)) =
                        status.map(|(_, status)| number::of_word(status))
                    {
                        record.number(field::STATUS, status);
                    }
                    if let Some(field) = state.fields.intern(&column.name) {
                        record.text(field, outcome);
                    }
                }
                Holds::Request => access::request(cell, record),
                Holds::BareRequest => bare_request(cell, record),
                Holds::Named => {
                    let State { fields, scratch, .. } = state;
                    let meaning = self.settled.meaning(&column.name, fields);
                    // The time of day may stand before its date.
                    if meaning.is_clock() && record.time.is_none() {
                        clock = super::super::meaning::read_clock(Value::Text(cell));
                        continue;
                    }
                    self.settled.put(meaning, number::of_word(cell), cell, record, scratch);
                }
            }
        }
        if let (Some(date), Some(clock)) = (record.time, clock) {
            record.time = Some(Timestamp::from_nanos(date.as_nanos().saturating_add(clock)));
        }
    }
}

/// The method and the path of a request without its version.
fn bare_request<'a>(cell: &'a [u8], record: &mut Record<'a>) {
    let (method, target) = cell.split_at(memchr::memchr(b' ', cell).unwrap_or(cell.len()));
    let target = target.trim_ascii();
    let target = target.strip_prefix(b"\"").unwrap_or(target);
    let target = target.strip_suffix(b"\"").unwrap_or(target);
    let query = memchr::memchr(b'?', target).unwrap_or(target.len());
    record.text(field::METHOD, method);
    record.text(field::PATH, target.get(..query).unwrap_or_default());
    record.text(field::QUERY, target.get(query + 1..).unwrap_or_default());
}

fn is_quantity(field: FieldId) -> bool {
    matches!(field, field::STATUS | field::BYTES | field::DURATION)
}

/// `203.0.113.7` of `203.0.113.7:2817`, and what is between the brackets of `[2001:db8::1]:443`.
fn without_port(address: &[u8]) -> &[u8] {
    if let Some(inside) = address.strip_prefix(b"[") {
        return inside
            .get(..memchr::memchr(b']', inside).unwrap_or(inside.len()))
            .unwrap_or(inside);
    }
    let mut colons = memchr::memchr_iter(b':', address);
    match (colons.next(), colons.next()) {
        (Some(colon), None) => address.get(..colon).unwrap_or(address),
        _ => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_taken_off() {
        for (address, bare) in [
            ("203.0.113.7:80", "203.0.113.7"),
            ("203.0.113.7", "203.0.113.7"),
            ("[2001:db8::1]:443", "2001:db8::1"),
            ("2001:db8::1", "2001:db8::1"),
        ] {
            assert_eq!(without_port(address.as_bytes()), bare.as_bytes());
        }
    }
}
