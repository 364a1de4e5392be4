/*!
Turns the records of one slice into [`Columns`]. Its memory is reused from slice to slice: nothing is allocated for a line.
*/

use super::column::ColumnBuilder;
use super::{
    Columns, LineCounts, Narrow, Rows, TextColumn, UNPARSED_KEPT, UNPARSED_TEXT, UNTIMED, Unparsed,
};
use crate::dictionary::{Interner, Seed};
use crate::field::{self, FieldId, FieldTable, Role};
use crate::format::escape::unescape;
use crate::record::{Reason, Record, Value};
use crate::severity::Class;
use crate::split::MAX_RECORD;
use crate::template;
use hashbrown::HashMap;

/// Gathers the records of one slice.
#[derive(Debug)]
pub struct ColumnsBuilder {
    seed: Seed,
    columns: Vec<ColumnBuilder>,
    roles: Vec<Option<Role>>,
    starts: Vec<u32>,
    ends: Vec<u32>,
    lines: Vec<u32>,
    times: Vec<i64>,
    classes: Vec<u8>,
    templates: Templates,
    counts: LineCounts,
    unparsed: Vec<Unparsed>,
    overlong: u64,
    scratch: Vec<u8>,
}

/// The templates of the slice, by the signature of a message or by the route of a request.
#[derive(Debug, Default)]
struct Templates {
    texts: Interner,
    by_signature: HashMap<u64, u32, foldhash::fast::FixedState>,
    /// The field of the first path met, and for each of its values the method first met with it and their template: most
    /// paths are asked for by one method.
    by_path: (Option<FieldId>, Vec<Option<(Word, u32)>>),
    /// Other paths and methods.
    by_route: HashMap<(Word, Word), u32, foldhash::fast::FixedState>,
    ids: Vec<u32>,
    text: Vec<u8>,
}

/// A value of a field: its number in the column's dictionary.
type Word = (FieldId, u32);

/// Where a record's method and path were put.
#[derive(Clone, Copy, Default)]
struct Route {
    method: Option<Word>,
    path: Option<Word>,
}

/// Stands for a request without a method in the key of a route.
const NO_METHOD: Word = (FieldId(u16::MAX), u32::MAX);
/// The template of records that have neither a message nor a path.
const NO_TEXT: &[u8] = b"(no message)";

impl ColumnsBuilder {
    /// An empty one for a session of this seed.
    pub fn new(seed: Seed) -> Self {
        let state = foldhash::fast::FixedState::with_seed(seed.0);
        Self {
            seed,
            columns: Vec::new(),
            roles: Vec::new(),
            starts: Vec::new(),
            ends: Vec::new(),
            lines: Vec::new(),
            times: Vec::new(),
            classes: Vec::new(),
            templates: Templates {
                texts: Interner::new(seed),
                by_signature: HashMap::with_hasher(state.clone()),
                by_route: HashMap::with_hasher(state),
                ..Templates::default()
            },
            counts: LineCounts::default(),
            unparsed: Vec::new(),
            overlong: 0,
            scratch: Vec::new(),
        }
    }

    /// Adds a record that starts at this byte of the slice and ends before `end`. `fields` numbered its fields.
    pub fn record(&mut self, start: usize, end: usize, record: &Record<'_>, fields: &FieldTable) {
        let row = self.starts.len() as u32;
        self.starts.push(start as u32);
        self.ends.push(end as u32);
        self.lines.push(self.counts.total as u32);
        self.times.push(record.time.map_or(UNTIMED, crate::time::Timestamp::as_nanos));
        self.counts.total += 1;
        self.counts.records += 1;
        self.counts.untimed += u64::from(record.time.is_none());
        let mut class = record.severity.map_or(Class::NONE, Class::from);
        let mut route = Route::default();
        for &(field, value) in &record.values {
            self.make_room(field, fields);
            self.value(row, field, value, &mut class, &mut route);
        }
        self.classes.push(class.0);
        match record.message {
            Some(Value::Text(message)) => self.templates.message(message),
            Some(Value::Escaped(escaped)) => {
                self.scratch.clear();
                unescape(escaped, &mut self.scratch);
                self.templates.message(&self.scratch);
            }
            Some(Value::Number(_)) => self.templates.message(b"0"),
            None => self.route(route),
        }
    }

    fn make_room(&mut self, field: FieldId, fields: &FieldTable) {
        while self.columns.len() <= field.0 as usize {
            self.roles.push(field::role(fields.name(FieldId(self.columns.len() as u16))));
            self.columns.push(ColumnBuilder::new(Interner::new(self.seed)));
        }
    }

    fn value(
        &mut self,
        row: u32,
        field: FieldId,
        value: Value<'_>,
        class: &mut Class,
        route: &mut Route,
    ) {
        let index = field.0 as usize;
        let (Some(column), Some(&role)) = (self.columns.get_mut(index), self.roles.get(index))
        else {
            return;
        };
        match value {
            Value::Text(text) => column.text(row, text),
            Value::Escaped(escaped) => {
                self.scratch.clear();
                unescape(escaped, &mut self.scratch);
                column.text(row, &self.scratch);
            }
            Value::Number(number) => column.number(row, number),
        }
        match (role, value) {
            (Some(Role::Status), Value::Number(status)) if *class == Class::NONE => {
                *class = Class::of_status(status).unwrap_or_default();
            }
            (Some(Role::Method), _) if route.method.is_none() => {
                route.method = column.last_id(row).map(|id| (field, id));
            }
            (Some(Role::Path), _) if route.path.is_none() => {
                route.path = column.last_id(row).map(|id| (field, id));
            }
            _ => {}
        }
    }

    /// The template of a request: its method and the shape of its path.
    fn route(&mut self, route: Route) {
        let Some((path_field, path)) = route.path else { return self.templates.literal(NO_TEXT) };
        let method = route.method.unwrap_or(NO_METHOD);
        let templates = &mut self.templates;
        if let Some(id) = templates.of_route(path_field, path, method) {
            return templates.ids.push(id);
        }
        templates.text.clear();
        if let Some((field, id)) = route.method
            && let Some(column) = self.columns.get(field.0 as usize)
        {
            templates.text.extend_from_slice(column.interner.values().get(id));
            templates.text.push(b' ');
        }
        if let Some(column) = self.columns.get(path_field.0 as usize) {
            template::path_shape(column.interner.values().get(path), &mut templates.text);
        }
        let id = templates.texts.intern(&templates.text);
        templates.remember_route(path_field, path, method, id);
        templates.ids.push(id);
    }

    /// Adds a line that belongs to the record before it, and ends before `end`.
    pub fn continuation(&mut self, end: usize) {
        self.counts.total += 1;
        self.counts.continuations += 1;
        if let (Some(&start), Some(last)) = (self.starts.last(), self.ends.last_mut())
            && end - start as usize <= MAX_RECORD
        {
            *last = end as u32;
        }
    }

    /// Adds a line of nothing but white space.
    pub fn blank(&mut self) {
        self.counts.total += 1;
        self.counts.blank += 1;
    }

    /// Adds a line that could not be read.
    pub fn unparsed(&mut self, start: usize, line: &[u8], reason: Reason) {
        if self.unparsed.len() < UNPARSED_KEPT {
            self.unparsed.push(Unparsed {
                offset: start as u32,
                line: self.counts.total as u32,
                text: line.get(..UNPARSED_TEXT).unwrap_or(line).into(),
                reason,
            });
        }
        self.counts.total += 1;
        self.counts.unparsed += 1;
    }

    /// Notes that the line just added was longer than what is read of a line.
    pub fn overlong(&mut self) {
        self.overlong += 1;
    }

    /// Closes the slice, which was `bytes` long; the builder starts anew.
    pub fn take(&mut self, bytes: usize, fields: &FieldTable) -> Columns {
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
        // Records that follow each other with only a newline between them need no ends.
        let dense = self.counts.records == self.counts.total
            && self.ends.iter().zip(self.starts.iter().skip(1)).all(|(end, next)| end + 1 == *next);
        let taken = Columns {
            rows: rows as usize,
            ends: (!dense).then(|| self.ends.as_slice().into()),
            lines: (!dense).then(|| self.lines.as_slice().into()),
            starts: self.starts.as_slice().into(),
            times: self.times.as_slice().into(),
            classes: self.classes.as_slice().into(),
            templates: self.templates.take(),
            fields: columns,
            counts: std::mem::take(&mut self.counts),
            unparsed: std::mem::take(&mut self.unparsed),
            overlong: std::mem::take(&mut self.overlong),
            dropped_fields: fields.dropped(),
            end: self.ends.last().map_or(0, |&end| end as usize),
            bytes,
        };
        self.starts.clear();
        self.ends.clear();
        self.lines.clear();
        self.times.clear();
        self.classes.clear();
        taken
    }
}

impl Templates {
    fn message(&mut self, message: &[u8]) {
        let signature = template::signature(message);
        if let Some(&id) = self.by_signature.get(&signature) {
            return self.ids.push(id);
        }
        self.text.clear();
        template::text(message, &mut self.text);
        let id = self.texts.intern(&self.text);
        self.by_signature.insert(signature, id);
        self.ids.push(id);
    }

    fn of_route(&self, path_field: FieldId, path: u32, method: Word) -> Option<u32> {
        let (field, of_path) = &self.by_path;
        let first = of_path.get(path as usize).copied().flatten();
        match first {
            Some((known, id)) if *field == Some(path_field) && known == method => Some(id),
            _ => self.by_route.get(&((path_field, path), method)).copied(),
        }
    }

    fn remember_route(&mut self, path_field: FieldId, path: u32, method: Word, id: u32) {
        let (field, of_path) = &mut self.by_path;
        if *field.get_or_insert(path_field) == path_field {
            if of_path.len() <= path as usize {
                of_path.resize(path as usize + 1, None);
            }
            if let Some(slot @ None) = of_path.get_mut(path as usize) {
                *slot = Some((method, id));
                return;
            }
        }
        self.by_route.insert(((path_field, path), method), id);
    }

    fn literal(&mut self, text: &[u8]) {
        let id = self.texts.intern(text);
        self.ids.push(id);
    }

    fn take(&mut self) -> Option<TextColumn> {
        let largest = self.texts.values().len().saturating_sub(1) as u32;
        let column = (!self.ids.is_empty()).then(|| TextColumn {
            rows: Rows::All,
            ids: Narrow::pack(&self.ids, largest),
            dictionary: self.texts.take(),
        });
        self.ids.clear();
        self.by_signature.clear();
        self.by_route.clear();
        self.by_path.0 = None;
        self.by_path.1.clear();
        column
    }
}
