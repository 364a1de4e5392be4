/*!
The matrix that is to be embedded, from a file in either format.
*/

use crate::error::{Error, Problem};
use crate::files;
use logatlas_core::numeric;
use std::fs;
use std::io::{self, Read};
use std::path::Path;

/// A matrix, row by row.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Table {
    /// Points.
    pub(super) rows: usize,
    /// Features of each.
    pub(super) columns: usize,
    /// `rows` x `columns` values.
    pub(super) values: Vec<f32>,
}

/// Reads a matrix; its first bytes tell the format. Every cell has to hold a number.
pub(super) fn read(path: &Path) -> Result<Table, Error> {
    let name = files::name(path);
    let bytes = if files::is_stdin(path) {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(path)
    };
    let bytes = match bytes {
        Err(error) => return Err(Error::File { name, problem: Problem::new(0, error) }),
        Ok(bytes) => bytes,
    };
    let table = numeric::Table::read(&bytes, usize::MAX);
    drop(bytes);
    let read = table.and_then(|table| {
        let (rows, columns) = (table.rows.len(), table.columns.len());
        Ok(Table { rows, columns, values: table.values()? })
    });
    read.map_err(|error| Error::Table { name, error })
}
