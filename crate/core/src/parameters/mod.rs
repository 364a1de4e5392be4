/*!
The values behind the variables of one template: the records that have it are read once more, and what stands behind each `<*>`
is counted as the values of a field are.

[`Parameters`] are a [`Summary`] of columns made for the purpose, one a variable, so they are as exact, as bounded and as mergeable
as that is.
*/

mod shares;

use crate::columns::{Batch, Columns, ColumnsBuilder, Selection, UNTIMED};
use crate::dictionary::Seed;
use crate::field::{FieldId, FieldTable};
use crate::format::Reader;
use crate::message::Messages;
use crate::record::{Record, Value};
use crate::severity::Class;
use crate::summary::facts::Facts;
use crate::summary::{Origin, Summary};
use crate::template::{Unit, Variables, quantity};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

pub use shares::SHARES;
pub(crate) use shares::Shares;

/// So many records are shown as examples: the first.
const EXAMPLES: usize = 3;

/// What is asked for.
#[derive(Debug)]
pub struct Asked {
    /// The text of the template.
    pub text: Vec<u8>,
    /// What varies in it.
    pub variables: Variables,
}

/// The values found so far; exactly associative and commutative.
#[derive(Clone, Debug)]
pub struct Parameters {
    seed: Seed,
    pub(crate) asked: Arc<Asked>,
    /// Its fields are the columns of the variables, see [`column`] and [`numbers`].
    pub(crate) summary: Summary,
    /// What the quantities of each variable are measured in: a bit a unit.
    units: Vec<u8>,
    /// The records with each value, of variables that have few.
    pub(crate) shares: Vec<Shares>,
    /// By source and place in its text.
    pub(crate) examples: BTreeMap<(u64, u64), Example>,
}

/// A message and where in it the values lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The message, or a request's method and path.
    pub text: Vec<u8>,
    /// In the order of the variables.
    pub values: Vec<Range<usize>>,
}

/// The name of the column with what stands behind a variable, as it is written.
pub(crate) fn column(variable: usize) -> String {
    variable.to_string()
}

/// That of the column with the quantities.
pub(crate) fn numbers(variable: usize) -> String {
    format!("{variable} as numbers")
}

impl Asked {
    /// The template of this text.
    pub fn new(text: Vec<u8>) -> Self {
        Self { variables: Variables::new(&text), text }
    }
}

impl Parameters {
    /// Of no records yet, in a session of this seed.
    pub fn new(asked: Arc<Asked>, seed: Seed) -> Self {
        let variables = asked.variables.all().len();
        Self {
            seed,
            summary: Summary::new(seed),
            units: vec![0; variables],
            shares: vec![Shares::default(); variables],
            asked,
            examples: BTreeMap::new(),
        }
    }

    /// The same, of no records yet.
    #[must_use]
    pub fn emptied(&self) -> Self {
        Self::new(self.asked.clone(), self.seed)
    }

    /// Adds the selected records of a slice, all of which must have the template. `text` are the bytes that the columns were read
    /// from, by this reader.
    pub fn add(
        &mut self,
        columns: &Columns,
        selection: &Selection,
        text: &[u8],
        reader: &dyn Reader,
        origin: Origin,
    ) {
        let mut rows = Rows::default();
        rows.read(columns, selection, text, reader, &self.asked.variables);
        let made = self.columns(columns, &rows);
        let all = Selection::all(made.rows);
        self.summary.add_selected(&made, &all, origin);
        for row in rows.rows.iter().take(EXAMPLES) {
            let start = columns.starts.get(row.row).map_or(0, |&start| u64::from(start));
            let example = Example {
                text: rows.messages.get(row.message.clone()).unwrap_or_default().to_vec(),
                values: rows.values.get(row.values.clone()).unwrap_or_default().to_vec(),
            };
            self.examples.insert((origin.source, origin.offset + start), example);
        }
        self.trim();
    }

    /// The values as columns.
    fn columns(&mut self, of: &Columns, rows: &Rows) -> Columns {
        let mut fields = FieldTable::default();
        let ids: Vec<(Option<FieldId>, Option<FieldId>)> = (0..self.units.len())
            .map(|at| (fields.intern(&column(at)), fields.intern(&numbers(at))))
            .collect();
        let mut builder = ColumnsBuilder::new(self.seed);
        let mut batch = Batch::default();
        let mut record = Record::default();
        let (mut times, mut classes) = (Vec::new(), Vec::new());
        for row in &rows.rows {
            record.clear();
            let message = rows.messages.get(row.message.clone()).unwrap_or_default();
            let values = rows.values.get(row.values.clone()).unwrap_or_default();
            let time = of.times.get(row.row).copied().unwrap_or(UNTIMED);
            let class = of.classes.get(row.row).copied().unwrap_or(Class::NONE.0);
            let facts = Facts::of_record(class, time);
            let of_variables = ids.iter().zip(&mut self.units).zip(&mut self.shares);
            for (value, (((text, number), units), shares)) in values.iter().zip(of_variables) {
                let value = message.get(value.clone()).unwrap_or_default();
                shares.add(value, &facts);
                record.values.extend(text.map(|id| (id, Value::Text(value))));
                if let (Some((amount, unit)), Some(id)) = (quantity(value), *number) {
                    *units |= 1 << unit as u8;
                    record.values.push((id, Value::Number(amount)));
                }
            }
            let extent = of.extent(row.row);
            builder.record(extent.start, extent.end, &record, &fields, &mut batch);
            times.push(time);
            classes.push(class);
        }
        let mut made = builder.take(of.bytes, &fields, batch);
        (made.times, made.classes) = (times.into(), classes.into());
        made
    }

    /// Adds all that another of the same template found.
    pub fn merge(&mut self, other: &Self) {
        self.summary.merge(&other.summary);
        self.units.iter_mut().zip(&other.units).for_each(|(mine, theirs)| *mine |= theirs);
        self.shares.iter_mut().zip(&other.shares).for_each(|(mine, theirs)| mine.merge(theirs));
        self.examples.extend(other.examples.clone());
        self.trim();
    }

    fn trim(&mut self) {
        while self.examples.len() > EXAMPLES {
            self.examples.pop_last();
        }
    }

    /// What all quantities of a variable are measured in, if they are so in the same.
    pub(crate) fn unit(&self, variable: usize) -> Option<Unit> {
        let units = self.units.get(variable).copied().unwrap_or(0);
        [Unit::None, Unit::Seconds, Unit::Bytes].into_iter().find(|&unit| units == 1 << unit as u8)
    }
}

/// The messages of the selected records of a slice, and the values in them.
#[derive(Default)]
struct Rows {
    messages: Vec<u8>,
    values: Vec<Range<usize>>,
    rows: Vec<Row>,
}

struct Row {
    row: usize,
    message: Range<usize>,
    /// Empty where the values could not be told.
    values: Range<usize>,
}

impl Rows {
    fn read(
        &mut self,
        columns: &Columns,
        selection: &Selection,
        text: &[u8],
        reader: &dyn Reader,
        variables: &Variables,
    ) {
        let mut messages = Messages::new(reader);
        selection.for_each(|row| {
            let start = self.messages.len();
            let bytes = text.get(columns.extent(row)).unwrap_or_default();
            self.messages.extend_from_slice(messages.read(bytes));
            let before = self.values.len();
            self.values.extend_from_slice(messages.values(variables).unwrap_or_default());
            let (message, values) = (start..self.messages.len(), before..self.values.len());
            self.rows.push(Row { row, message, values });
        });
    }
}
