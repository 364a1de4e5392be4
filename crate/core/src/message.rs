/*!
What a record's template was made of, read once more from the text, and what stands behind the variables of the template.

The list of values and the filters by them both ask here, so the two can't disagree.
*/

use crate::field::{self, FieldTable, Role};
use crate::format::escape::unescape;
use crate::format::{Reader, State};
use crate::parse;
use crate::record::{Record, Value};
use crate::template::{Aligned, Variables};
use std::ops::Range;

/// Reads records of one slice again, one after the other.
pub(crate) struct Messages<'a> {
    reader: &'a dyn Reader,
    state: State,
    record: Record<'a>,
    text: Vec<u8>,
    aligned: Aligned,
    values: Vec<Range<usize>>,
}

impl<'a> Messages<'a> {
    /// Of a slice that this reader reads.
    pub(crate) fn new(reader: &'a dyn Reader) -> Self {
        Self {
            reader,
            state: State::default(),
            record: Record::default(),
            text: Vec::new(),
            aligned: Aligned::default(),
            values: Vec::new(),
        }
    }

    /// Reads the record of these bytes; its message, or a request's method and path.
    pub(crate) fn read(&mut self, bytes: &'a [u8]) -> &[u8] {
        let Self { reader, state, record, text, aligned, .. } = self;
        text.clear();
        let path = match parse::again(bytes, *reader, state, record) {
            true => write_message(record, &state.fields, text),
            false => None,
        };
        match path {
            Some(path) => aligned.request(text, path),
            None => aligned.message(text),
        }
        text
    }

    /// Where in the message just read the values of the variables stand, in their order; none if it can't be told.
    pub(crate) fn values(&mut self, variables: &Variables) -> Option<&[Range<usize>]> {
        variables.find(&self.aligned, &mut self.values).then_some(&*self.values)
    }

    /// The bytes in the message just read that stand behind one of the variables, from 0.
    pub(crate) fn value(&mut self, variables: &Variables, variable: usize) -> Option<&[u8]> {
        let range = self.values(variables)?.get(variable)?.clone();
        self.text.get(range)
    }
}

/// Appends what a record's template was made of: its message, or else its method and path; returns where the path begins.
fn write_message(record: &Record<'_>, fields: &FieldTable, out: &mut Vec<u8>) -> Option<usize> {
    if let Some(message) = record.message {
        put(message, out);
        return None;
    }
    let of_role = |role| {
        let mut values = record.values.iter();
        let found = values.find(|(id, value)| {
            !matches!(value, Value::Number(_)) && field::role(fields.name(*id)) == Some(role)
        });
        found.map(|(_, value)| *value)
    };
    let (method, path) = (of_role(Role::Method), of_role(Role::Path)?);
    let start = out.len();
    if let Some(method) = method {
        put(method, out);
        out.push(b' ');
    }
    let at = out.len() - start;
    put(path, out);
    Some(at)
}

fn put(value: Value<'_>, out: &mut Vec<u8>) {
    match value {
        Value::Text(text) => out.extend_from_slice(text),
        Value::Escaped(escaped) => unescape(escaped, out),
        // As the scan has it.
        Value::Number(_) => out.push(b'0'),
    }
}
