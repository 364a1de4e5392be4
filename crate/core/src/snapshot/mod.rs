/*!
The one result that the page, the command line and reports show: a read-only picture of a
[`Summary`](crate::summary::Summary).

Times are RFC 3339 in UTC, widths of time are seconds, sizes are bytes. [`VERSION`] rises whenever a field changes its meaning or
goes away. This file is the shape; `build` fills it.
*/

mod build;
mod parameters;
mod template;
mod trends;

pub use parameters::{Parameters, Part, Share, Variable};
pub use template::template_id;
pub use trends::{Next, Trend, Trends};

use crate::columns::LineCounts;
use crate::field::Kind;
#[cfg(doc)]
use crate::summary::histogram;
use crate::summary::histogram::Bucket;
use serde::Serialize;

/// The version of the shape below.
pub const VERSION: u32 = 1;
/// So many values of a field are listed; the rest is `other`.
pub const TOP: usize = 100;
/// So many templates are listed; the rest is in `templates_other`.
pub const TEMPLATES: usize = 1000;
/// So many parameters of queries are listed, each with [`PARAMETER_TOP`] values.
pub const PARAMETERS: usize = 100;
/// So many values of a parameter are listed.
pub const PARAMETER_TOP: usize = 10;

/// Everything that is known of the records that the filter means.
#[derive(Clone, Debug, Serialize)]
pub struct Snapshot {
    /// [`VERSION`].
    pub version: u32,
    /// The share of the input that was read, 0 to 1.
    pub covered: f64,
    /// What was opened.
    pub sources: Vec<Source>,
    /// What became of the lines.
    pub lines: LineCounts,
    /// The first and the last time.
    pub time: Option<Span>,
    /// Records a second over the span of time; absent when the span is empty.
    pub rate: Option<f64>,
    /// Every field, the well-known ones first, then by name.
    pub fields: Vec<Field>,
    /// Records by time and class.
    pub timeline: Option<Timeline>,
    /// Records by hour of the week: seven rows from Monday on, 24 hours each, UTC. Empty without times.
    pub week: Vec<Vec<u64>>,
    /// Requests by method and status.
    pub requests: Option<Requests>,
    /// Sizes and durations over time, one a field.
    pub heat: Vec<Heat>,
    /// The parameters of queries that most records have.
    pub parameters: Vec<Parameter>,
    /// How many different parameters there are.
    pub parameters_distinct: u64,
    /// The most frequent message templates.
    pub templates: Vec<Template>,
    /// Records whose template is not listed.
    pub templates_other: u64,
    /// How many different templates there are.
    pub templates_distinct: u64,
    /// The first lines that could not be read.
    pub unparsed: Vec<Unparsed>,
    /// What is not exact, and by how much.
    pub approximations: Vec<Approximation>,
}

/// A file or stream that was opened.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Source {
    /// Its name as it was given; of a member of an archive the names of both, `logs.zip: app/today.log`.
    pub name: String,
    /// The number of the file that it is or lies in, from 0 in the order in which they were opened.
    pub file: u32,
    /// Its size as it lies there, in bytes; of a member as it lies in its archive once that was unpacked.
    pub bytes: u64,
    /// `plain`, `gzip`, `zstd`, `bzip2` or `xz`; of an archive `zip`, `tar` or, as it is packed, `tar.gz`, `tar.zst`,
    /// `tar.bz2` or `tar.xz`.
    pub container: &'static str,
    /// `UTF-8` (with whatever errors it has), `UTF-16LE`, `UTF-16BE` or `windows-1252`, which is Latin-1 and more; empty for an
    /// archive.
    pub encoding: &'static str,
    /// Whether colours for a terminal (ANSI escape sequences) were left out of its text.
    pub colours: bool,
    /// The name of the format that its lines were read as; of a pattern its own name, or `pattern`; empty for an archive, which
    /// has none.
    pub format: String,
    /// What was found in an archive; those members that can be read follow it as sources of their own.
    pub members: Option<Members>,
    /// How many lines were read.
    pub lines: u64,
    /// What went wrong while it was read, as a sentence.
    pub error: Option<String>,
    /// What is odd about it though it could be read, as a sentence.
    pub notice: Option<String>,
}

/// How many members of an archive were read, and how many were left out and why.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Members {
    /// Sources of their own.
    pub read: u64,
    /// Directories.
    pub directories: u64,
    /// Files without content.
    pub empty: u64,
    /// Links, devices and pipes.
    pub special: u64,
    /// Files that can be read only with a password.
    pub encrypted: u64,
    /// Files that are packed in a way that is not known here.
    pub unknown: u64,
    /// Sparse files.
    pub sparse: u64,
    /// Archives in too many archives.
    pub deep: u64,
    /// Files beyond the number of sources that there may be.
    pub beyond: u64,
}

/// A stretch of time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Span {
    /// The first time.
    pub first: String,
    /// The last time.
    pub last: String,
}

/// One field. `present` is the sum of the counts in `top` and of `other`; with `none` it is the number of records.
#[derive(Clone, Debug, Serialize)]
pub struct Field {
    /// Its full name.
    pub name: String,
    /// Its short name.
    pub alias: Option<&'static str>,
    /// How its values are summarised.
    pub kind: Kind,
    /// Records that have a value.
    pub present: u64,
    /// Different values.
    pub distinct: u64,
    /// The most frequent values.
    pub top: Vec<Top>,
    /// Records with a value that is not in `top`.
    pub other: u64,
    /// Records without a value.
    pub none: u64,
    /// The spread of the values that are numbers.
    pub quantiles: Option<Quantiles>,
}

/// A value and its number of records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Top {
    /// The value; bytes that are not UTF-8 are shown as U+FFFD.
    pub value: String,
    /// Records that have it.
    pub count: u64,
}

/// The spread of numbers. Quantiles are within [`histogram::RELATIVE_ERROR`]; the rest is exact.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Quantiles {
    /// How many numbers there are.
    pub count: u64,
    /// The least.
    pub min: f64,
    /// The greatest.
    pub max: f64,
    /// All of them added up.
    pub sum: f64,
    /// The sum over the count.
    pub mean: f64,
    /// Half are at most this.
    pub p50: f64,
    /// 90 % are at most this.
    pub p90: f64,
    /// 95 % are at most this.
    pub p95: f64,
    /// 99 % are at most this.
    pub p99: f64,
    /// The bars of the histogram, rising; empty buckets are left out.
    pub histogram: Vec<Bucket>,
}

/// Counts by time bin.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Timeline {
    /// The start of the first bin.
    pub start: String,
    /// The width of a bin, in seconds.
    pub step: f64,
    /// One a class that occurs, the gravest first.
    pub series: Vec<Series>,
}

/// The counts of one class.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Series {
    /// The name of the class: a severity, a status class, or `none`.
    pub name: &'static str,
    /// A count a bin.
    pub counts: Vec<u64>,
}

/// Requests by method and status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Requests {
    /// The methods, the most frequent first.
    pub methods: Vec<&'static str>,
    /// The status codes, rising.
    pub statuses: Vec<u16>,
    /// A row a method, a count a status.
    pub counts: Vec<Vec<u64>>,
}

/// The spread of a quantity over time.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Heat {
    /// The field's full name.
    pub field: String,
    /// The start of the first time bin.
    pub start: String,
    /// The width of a time bin, in seconds.
    pub step: f64,
    /// The lower bound of each value bin, and the end of the last.
    pub edges: Vec<f64>,
    /// A row a time bin, a count a value bin.
    pub counts: Vec<Vec<u64>>,
}

/// A message template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Template {
    /// A hash of the text in 16 hexadecimal digits: the same in every run and for every file.
    pub id: String,
    /// The message with what varies masked.
    pub text: String,
    /// Records that have it.
    pub count: u64,
    /// The same by class, the gravest first; they add up to `count`.
    pub classes: Vec<ClassCount>,
    /// The first time of its records, where they have any.
    pub first: Option<String>,
    /// The last time.
    pub last: Option<String>,
}

/// The records of one class.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClassCount {
    /// The name of the class: a severity, a status class, or `none`.
    pub name: &'static str,
    /// Records of it.
    pub count: u64,
}

/// A parameter of queries. Its values can be filtered as those of the field `url.query.NAME`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Parameter {
    /// Its name as it stands there.
    pub name: String,
    /// Records that have it.
    pub count: u64,
    /// Different values; absent where there were too many to be counted one by one.
    pub distinct: Option<u64>,
    /// The most frequent values.
    pub top: Vec<Top>,
    /// Records with a value that is not in `top`. A record that has the parameter several times counts once a different value.
    pub other: u64,
}

/// A line that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unparsed {
    /// The name of its source.
    pub source: String,
    /// Its number in the source, from 1; absent while lines before it are still being read.
    pub line: Option<u64>,
    /// Where it starts in the source's text, in bytes.
    pub byte: u64,
    /// Its beginning.
    pub text: String,
    /// Why it could not be read.
    pub reason: String,
}

/// Something that is not exact.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Approximation {
    /// Where in the snapshot: `quantiles`, or a field's name and what of it.
    pub what: String,
    /// The relative error, where there is a bound or a standard error.
    pub error: Option<f64>,
    /// The same as a sentence.
    pub text: String,
}
