/*!
Bytes of a log in, columns and mergeable summaries out.

Everything here is pure: no I/O, no clock, no threads, no JavaScript. The way of the bytes:

1. [`decode`]: what a source is packed in, and its text as a stream;
2. [`split`]: where the text may be cut, and its lines, without what is meant for a terminal ([`colours`]);
3. [`format`]: a line to a borrowed [`record::Record`], with times read by [`time`] and messages masked by [`template`];
4. [`columns`]: the records of a slice side by side, made by [`parse::Parser`], with the fields that [`derive`] adds;
5. [`query`]: which of them a filter means;
6. [`summary`]: what is known of those, mergeable in any order;
7. [`snapshot`]: the same as it is shown, the one result that leaves the engine;
8. [`features`]: groups of records, or the rows of a table without times ([`numeric`]), as a matrix for the map.
*/
#![forbid(unsafe_code)]

pub mod agents;
mod bytes;
pub mod colours;
pub mod columns;
pub mod contrast;
pub mod decode;
pub mod derive;
pub mod detect;
pub mod dictionary;
pub mod features;
pub mod field;
pub mod format;
pub mod generate;
pub mod hash;
mod logarithm;
mod message;
pub mod numeric;
pub mod parameters;
pub mod parse;
pub mod query;
pub mod record;
pub mod severity;
pub mod snapshot;
pub mod split;
pub mod summary;
pub mod template;
pub mod time;
pub mod trends;
