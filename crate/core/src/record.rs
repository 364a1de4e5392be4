/*!
One record as a reader found it in a line: borrowed, nothing copied, reused from line to line.
*/

use crate::field::FieldId;
use crate::severity::Severity;
use crate::time::Timestamp;

/// One value of a record.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// Bytes as they stand in the line.
    Text(&'a [u8]),
    /// The inside of a JSON string that holds escapes.
    Escaped(&'a [u8]),
    /// A number; integers beyond 2^53 are passed as text, so that none loses digits.
    Number(f64),
}

/// What a reader found in a line.
#[derive(Debug, Default)]
pub struct Record<'a> {
    /// When it happened, where the line says so.
    pub time: Option<Timestamp>,
    /// How grave it is, where the line says so.
    pub severity: Option<Severity>,
    /// The free text, where the line has any.
    pub message: Option<Value<'a>>,
    /// The named values in the order of the line.
    pub values: Vec<(FieldId, Value<'a>)>,
}

impl<'a> Record<'a> {
    /// Empties the record for the next line; its memory is kept.
    pub fn clear(&mut self) {
        self.time = None;
        self.severity = None;
        self.message = None;
        self.values.clear();
    }

    /// Adds text unless it is empty or the `-` that stands for nothing.
    #[inline]
    pub fn text(&mut self, field: FieldId, bytes: &'a [u8]) {
        if !bytes.is_empty() && bytes != b"-" {
            self.values.push((field, Value::Text(bytes)));
        }
    }

    /// Adds a number.
    #[inline]
    pub fn number(&mut self, field: FieldId, number: f64) {
        self.values.push((field, Value::Number(number)));
    }
}

/// What a line turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The start of a record, which was filled in.
    Record,
    /// A further line of the record before it.
    Continuation,
    /// Nothing that the format knows.
    Unparsed(Reason),
}

/// Why a line could not be read: what was expected at which byte of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reason {
    /// Offset in the line, in bytes.
    pub at: u32,
    /// What should have stood there.
    pub expected: &'static str,
}

impl Reason {
    /// A reason at this offset of the line.
    pub fn new(at: usize, expected: &'static str) -> Self {
        Self { at: u32::try_from(at).unwrap_or(u32::MAX), expected }
    }
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "expected {} at byte {} of the line", self.expected, self.at)
    }
}
