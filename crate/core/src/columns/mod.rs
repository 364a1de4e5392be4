/*!
The records of one slice as columns: times, classes, templates, and the values of every field.

Columns are a cache: whoever holds the slice's bytes can make them again, and gets the same.
*/

mod batch;
mod builder;
mod column;
mod constant;
mod gather;
mod narrow;
mod selection;
mod templates;
mod words;

pub use batch::Batch;
pub use builder::ColumnsBuilder;
pub use column::{Column, NumberColumn, Numbers, Rows, TextColumn};
pub use narrow::Narrow;
pub(crate) use narrow::each_width;
pub use selection::Selection;
pub use words::Words;

use crate::derive::Derived;
use crate::dictionary::{Dictionary, Seed};
use crate::field::FILE_NAME;
use crate::time::Timestamp;
use constant::Constant;

/// What became of the lines of a slice. The first is the sum of the next four.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct LineCounts {
    /// All lines.
    pub total: u64,
    /// Lines that begin a record.
    pub records: u64,
    /// Further lines of a record.
    pub continuations: u64,
    /// Lines with nothing but white space.
    pub blank: u64,
    /// Lines that the format could not read.
    pub unparsed: u64,
    /// Records without a time; they are counted among the records.
    pub untimed: u64,
}

impl std::ops::AddAssign<&Self> for LineCounts {
    fn add_assign(&mut self, other: &Self) {
        self.total += other.total;
        self.records += other.records;
        self.continuations += other.continuations;
        self.blank += other.blank;
        self.unparsed += other.unparsed;
        self.untimed += other.untimed;
    }
}

/// A line that could not be read, kept so that it can be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unparsed {
    /// Where the line starts, in bytes from the start of the slice.
    pub offset: u32,
    /// Which line of the slice it is, from 0.
    pub line: u32,
    /// Its first bytes, at most [`UNPARSED_TEXT`].
    pub text: Box<[u8]>,
    /// Why it could not be read.
    pub reason: Box<str>,
}

/// So many unparsed lines are kept a slice, and shown.
pub const UNPARSED_KEPT: usize = 20;
/// So many bytes of an unparsed line are kept.
pub const UNPARSED_TEXT: usize = 240;

/// The time of a record without one.
pub const UNTIMED: i64 = i64::MIN;

/// The records of one slice.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    /// How many records there are.
    pub rows: usize,
    /// Where each record starts, in bytes from the start of the slice.
    pub starts: Box<[u32]>,
    /// Where each record ends (its newline left out), unless each ends where the next begins.
    ends: Option<Box<[u32]>>,
    /// Which line of the slice each record starts on, unless record and line numbers agree.
    lines: Option<Box<[u32]>>,
    /// Nanoseconds since the Unix epoch, or [`UNTIMED`].
    pub times: Box<[i64]>,
    /// The [`Class`](crate::severity::Class) of each record.
    pub classes: Box<[u8]>,
    /// The template of each record.
    pub templates: Option<TextColumn>,
    /// Every field that has a value in some record.
    pub fields: Vec<Column>,
    /// Fields whose values come from those of others.
    pub derived: Vec<Derived>,
    /// The file that the records came from.
    file: Option<Constant>,
    /// What became of the lines.
    pub counts: LineCounts,
    /// The first unparsed lines.
    pub unparsed: Vec<Unparsed>,
    /// Lines longer than [`MAX_LINE`](crate::split::MAX_LINE), of which only the beginning was read.
    pub overlong: u64,
    /// Whether some field names were left out, see [`MAX_FIELDS`](crate::field::MAX_FIELDS).
    pub dropped_fields: bool,
    /// Where the last record ends.
    end: usize,
    /// The slice's length in bytes.
    pub bytes: usize,
}

impl Columns {
    /// The bytes of a record within its slice, all its lines, the last newline left out.
    pub fn extent(&self, row: usize) -> std::ops::Range<usize> {
        let start = self.starts.get(row).map_or(0, |&start| start as usize);
        let end = match &self.ends {
            Some(ends) => ends.get(row).map_or(start, |&end| end as usize),
            None => self.starts.get(row + 1).map_or(self.end, |&next| next as usize - 1),
        };
        start..end
    }

    /// The line of the slice on which a record starts, from 0.
    pub fn line(&self, row: usize) -> usize {
        match &self.lines {
            Some(lines) => lines.get(row).map_or(row, |&line| line as usize),
            None => row,
        }
    }

    /// When a record happened.
    pub fn time(&self, row: usize) -> Option<Timestamp> {
        self.times.get(row).copied().filter(|&time| time != UNTIMED).map(Timestamp::from_nanos)
    }

    /// Says which file the records came from: a field of theirs, unless they have one of that name.
    pub fn name_file(&mut self, name: &str, seed: Seed) {
        self.file = Constant::new(FILE_NAME, name.as_bytes(), seed, (&self.fields, self.rows));
    }

    /// The column of this full name.
    pub fn field(&self, name: &str) -> Option<&Column> {
        self.fields.iter().find(|column| &*column.name == name)
    }

    /// The words of each field that has any, as far as they are values already.
    pub fn dictionaries(&self) -> impl Iterator<Item = (&str, &Dictionary)> {
        let values = self.words().filter(|words| !words.is_route());
        values.map(|words| (words.name, words.dictionary()))
    }

    /// The words of every field that has any: those in columns, those derived, the same for all.
    pub fn words(&self) -> impl Iterator<Item = Words<'_>> {
        let columns = self.fields.iter().enumerate().filter_map(|(source, field)| {
            let from = words::From::Column(field.text.as_ref()?);
            Some(Words { name: &field.name, source: Some(source), from })
        });
        let derived = self.derived.iter().filter_map(|derived| {
            let column = self.fields.get(derived.source)?.text.as_ref()?;
            let from = words::From::Derived(column, derived);
            Some(Words { name: derived.name, source: Some(derived.source), from })
        });
        let constant = self.file.iter().map(|constant| Words {
            name: constant.name,
            source: None,
            from: words::From::Constant(constant),
        });
        columns.chain(derived).chain(constant)
    }

    /// The words of the field of this full name: those of a column, and those that come from elsewhere where that has none.
    pub fn words_of(&self, name: &str) -> impl Iterator<Item = Words<'_>> {
        self.words().filter(move |words| words.name == name)
    }

    /// Memory held, in bytes.
    pub fn size(&self) -> usize {
        let optional =
            |items: &Option<Box<[u32]>>| items.as_ref().map_or(0, |items| items.len() * 4);
        let templates = self
            .templates
            .as_ref()
            .map_or(0, |templates| templates.ids.size() + templates.dictionary.size());
        self.starts.len() * 4
            + optional(&self.ends)
            + optional(&self.lines)
            + self.times.len() * 8
            + self.classes.len()
            + templates
            + self.fields.iter().map(Column::size).sum::<usize>()
            + self.derived.iter().map(Derived::size).sum::<usize>()
            + self.file.as_ref().map_or(0, Constant::size)
            + size_of::<Self>()
    }
}
