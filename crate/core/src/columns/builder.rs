/*!
Turns the records of one slice into [`Columns`]. Its memory is reused from slice to slice: nothing is allocated for a line.
*/

use super::batch::{Batch, MESSAGES, ROWS, Request};
use super::gather::ColumnBuilder;
use super::templates::Templates;
use super::{Columns, LineCounts, UNPARSED_KEPT, UNPARSED_TEXT, UNTIMED, Unparsed};
use crate::derive::{Deriver, Known};
use crate::dictionary::{Interner, Seed};
use crate::field::{self, FieldId, FieldTable, Role};
use crate::format::escape::unescape;
use crate::record::{Record, Value};
use crate::severity::Class;
use crate::split::MAX_RECORD;

/// Gathers the records of one slice.
#[derive(Debug)]
pub struct ColumnsBuilder {
    seed: Seed,
    columns: Vec<ColumnBuilder>,
    roles: Vec<Option<Role>>,
    starts: Vec<u32>,
    /// Whether a line of something else lies between records; only then ends and lines are noted.
    gaps: bool,
    ends: Vec<u32>,
    lines: Vec<u32>,
    /// Where the last record ends.
    end: usize,
    /// Whether what stands behind it begins anew without being a record: what goes on with that is no part of the record.
    apart: bool,
    times: Vec<i64>,
    classes: Vec<u8>,
    templates: Templates,
    deriver: Deriver,
    counts: LineCounts,
    unparsed: Vec<Unparsed>,
    overlong: u64,
    scratch: Vec<u8>,
}

/// The template of records that have neither a message nor a path.
const NO_TEXT: &[u8] = b"(no message)";

impl ColumnsBuilder {
    /// An empty one for a session of this seed.
    pub fn new(seed: Seed) -> Self {
        Self {
            seed,
            columns: Vec::new(),
            roles: Vec::new(),
            starts: Vec::new(),
            gaps: false,
            ends: Vec::new(),
            lines: Vec::new(),
            end: 0,
            apart: false,
            times: Vec::new(),
            classes: Vec::new(),
            templates: Templates::new(seed),
            deriver: Deriver::new(seed),
            counts: LineCounts::default(),
            unparsed: Vec::new(),
            overlong: 0,
            scratch: Vec::new(),
        }
    }

    /// The same with lists to look values up in.
    #[must_use]
    pub fn knowing(mut self, known: Known) -> Self {
        self.deriver.known = known;
        self
    }

    /// Adds a record that starts at this byte of the slice and ends before `end`. `fields` numbered its fields, and `batch` is
    /// that of the slice.
    pub fn record<'a>(
        &mut self,
        start: usize,
        end: usize,
        record: &Record<'a>,
        fields: &FieldTable,
        batch: &mut Batch<'a>,
    ) {
        let row = self.starts.len() as u32;
        let adjoins = self.counts.total == u64::from(row) && (row == 0 || self.end + 1 == start);
        if !adjoins && !self.gaps {
            self.note_gaps();
        }
        if self.gaps {
            self.ends.push(end as u32);
            self.lines.push(self.counts.total as u32);
        }
        self.end = end;
        self.apart = false;
        self.starts.push(start as u32);
        self.times.push(record.time.map_or(UNTIMED, crate::time::Timestamp::as_nanos));
        self.counts.total += 1;
        self.counts.records += 1;
        self.counts.untimed += u64::from(record.time.is_none());
        let mut class = record.severity.map_or(Class::NONE, Class::from);
        let mut request = Request::default();
        if self.columns.len().min(batch.texts.len()) < fields.numbers() {
            self.make_room(fields, batch);
        }
        for &(field, value) in &record.values {
            self.value(row, field, value, &mut class, &mut request, batch);
        }
        self.classes.push(class.0);
        match record.message {
            // Nothing to mask.
            Some(Value::Text([])) => self.templates.literal(b""),
            Some(Value::Text(message)) => batch.messages.push((self.templates.reserve(), message)),
            Some(Value::Escaped(escaped)) => {
                self.scratch.clear();
                unescape(escaped, &mut self.scratch);
                self.templates.message(&self.scratch);
            }
            Some(Value::Number(_)) => batch.messages.push((self.templates.reserve(), b"0")),
            None if request.path.is_none() => self.templates.literal(NO_TEXT),
            None => batch.requests.push((self.templates.reserve(), request)),
        }
        batch.rows += 1;
        if batch.rows >= ROWS {
            self.flush(batch);
        }
    }

    /// From here on records do not end where the next begins, or are not on the line of their number.
    #[cold]
    fn note_gaps(&mut self) {
        self.gaps = true;
        self.ends.extend(self.starts.iter().skip(1).map(|next| next - 1));
        if !self.starts.is_empty() {
            self.ends.push(self.end as u32);
        }
        self.lines.extend(0..self.starts.len() as u32);
    }

    /// Makes a column for each name.
    #[cold]
    fn make_room(&mut self, fields: &FieldTable, batch: &mut Batch<'_>) {
        while self.columns.len() < fields.numbers() {
            self.roles.push(field::role(fields.name(FieldId(self.columns.len() as u16))));
            self.columns.push(ColumnBuilder::new(Interner::new(self.seed)));
        }
        if batch.texts.len() < self.columns.len() {
            batch.texts.resize_with(self.columns.len(), Vec::new);
        }
    }

    fn value<'a>(
        &mut self,
        row: u32,
        field: FieldId,
        value: Value<'a>,
        class: &mut Class,
        request: &mut Request,
        batch: &mut Batch<'a>,
    ) {
        let index = field.0 as usize;
        let (Some(column), Some(&role), Some(waiting)) =
            (self.columns.get_mut(index), self.roles.get(index), batch.texts.get_mut(index))
        else {
            return;
        };
        let place = match value {
            Value::Number(number) => {
                column.number(row, number);
                if role == Some(Role::Status) && *class == Class::NONE {
                    *class = Class::of_status(number).unwrap_or_default();
                }
                return;
            }
            Value::Text(_) | Value::Escaped(_) => column.claim_text(row),
        };
        let Some(place) = place else { return };
        match value {
            Value::Text(text) => waiting.push(text),
            Value::Escaped(escaped) => {
                column.texts(waiting);
                waiting.clear();
                self.scratch.clear();
                unescape(escaped, &mut self.scratch);
                column.text(&self.scratch);
            }
            Value::Number(_) => {}
        }
        match role {
            Some(Role::Method) if request.method.is_none() => request.method = Some((field, place)),
            Some(Role::Path) if request.path.is_none() => request.path = Some((field, place)),
            _ => {}
        }
    }

    /// Gives the texts of a batch their numbers, and its requests their templates.
    fn flush(&mut self, batch: &mut Batch<'_>) {
        batch.rows = 0;
        for (column, waiting) in self.columns.iter_mut().zip(&mut batch.texts) {
            if !waiting.is_empty() {
                column.texts(waiting);
                waiting.clear();
            }
        }
        if batch.messages.len() >= MESSAGES {
            self.messages(batch);
        }
        for (at, request) in batch.requests.drain(..) {
            self.templates.request(at, request, &self.columns);
        }
    }

    /// Gives messages their templates.
    fn messages(&mut self, batch: &mut Batch<'_>) {
        self.templates.messages(&batch.messages, batch.slice);
        batch.messages.clear();
    }

    /// Adds a line that belongs to the record before it, and ends before `end`.
    pub fn continuation(&mut self, end: usize) {
        self.counts.total += 1;
        self.counts.continuations += 1;
        if let Some(&start) = self.starts.last()
            && !self.apart
            && end - start as usize <= MAX_RECORD
        {
            self.end = end;
            if let Some(last) = self.ends.last_mut() {
                *last = end as u32;
            }
        }
    }

    /// Lines that go on from here are no part of the last record.
    pub fn set_apart(&mut self) {
        self.apart = true;
    }

    /// Adds a line of nothing but white space.
    pub fn blank(&mut self) {
        self.counts.total += 1;
        self.counts.blank += 1;
    }

    /// Adds a line that could not be read; why is asked of those that are kept.
    pub fn unparsed(&mut self, start: usize, line: &[u8], reason: impl FnOnce() -> String) {
        if self.unparsed.len() < UNPARSED_KEPT {
            self.unparsed.push(Unparsed {
                offset: start as u32,
                line: self.counts.total as u32,
                text: line.get(..UNPARSED_TEXT).unwrap_or(line).into(),
                reason: reason().into(),
            });
        }
        self.set_apart();
        self.counts.total += 1;
        self.counts.unparsed += 1;
    }

    /// Notes that the line just added was longer than what is read of a line.
    pub fn overlong(&mut self) {
        self.overlong += 1;
    }

    /// Closes the slice, which was `bytes` long; the builder starts anew.
    pub fn take(&mut self, bytes: usize, fields: &FieldTable, mut batch: Batch<'_>) -> Columns {
        self.flush(&mut batch);
        self.messages(&mut batch);
        let rows = self.starts.len() as u32;
        let mut columns: Vec<_> = self
            .columns
            .iter_mut()
            .enumerate()
            .filter_map(|(index, column)| {
                let id = FieldId(index as u16);
                let column = column.take(fields.name(id), rows);
                column.filter(|_| fields.keeps(id))
            })
            .collect();
        // The next slice numbers its own names behind the well-known ones.
        self.columns.truncate(field::WELL_KNOWN.len());
        self.roles.truncate(field::WELL_KNOWN.len());
        columns.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        let routes = self.templates.routes().map(|(path, routes)| (fields.name(path), routes));
        let derived = self.deriver.derive(&columns, rows as usize, routes);
        let taken = Columns {
            rows: rows as usize,
            ends: self.gaps.then(|| self.ends.as_slice().into()),
            lines: self.gaps.then(|| self.lines.as_slice().into()),
            starts: self.starts.as_slice().into(),
            times: self.times.as_slice().into(),
            classes: self.classes.as_slice().into(),
            templates: self.templates.take(),
            derived,
            fields: columns,
            file: None,
            counts: std::mem::take(&mut self.counts),
            unparsed: std::mem::take(&mut self.unparsed),
            overlong: std::mem::take(&mut self.overlong),
            dropped_fields: fields.dropped(),
            end: std::mem::take(&mut self.end),
            bytes,
        };
        self.starts.clear();
        self.gaps = false;
        self.apart = false;
        self.ends.clear();
        self.lines.clear();
        self.times.clear();
        self.classes.clear();
        taken
    }
}
