/*!
NumPy's file format: 2-D arrays of numbers in, positions out.

Source: NumPy, `numpy.lib.format`, "The .npy format", versions 1.0 and 2.0 (3.0 differs in the header's encoding alone).
*/

use super::matrix::Table;
use std::fmt;
use std::io::{self, Write};

/// What every file starts with.
pub(crate) const MAGIC: &[u8] = b"\x93NUMPY";
/// Data starts at a multiple of this.
const ALIGNMENT: usize = 64;

/// Why a file is not a matrix of numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Error {
    /// The header ends early or is not what NumPy writes; what was looked for.
    Header(&'static str),
    /// The elements are not numbers of a size that is read; their type.
    Type(String),
    /// The array is not a matrix with columns; its shape.
    Shape(Vec<u64>),
    /// The file is not as long as its header says.
    Length {
        /// Bytes that it should have.
        needed: u64,
        /// Bytes that it has.
        found: u64,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header(wanted) => write!(
                f,
                "the header of the .npy file is damaged: {wanted} was expected; write it again with numpy.save"
            ),
            Self::Type(descr) => write!(
                f,
                "the elements are of type {descr}; those of <f4, <f8, <i4 and <i8 can be read: numpy.save(file, \
                 array.astype('<f4'))"
            ),
            Self::Shape(shape) => write!(
                f,
                "the array has the shape {shape:?}; a matrix has two dimensions, a row a point and at least one \
                 column: reshape it"
            ),
            Self::Length { needed, found } => write!(
                f,
                "the file should have {needed} bytes by its header and has {found}; was it cut short?"
            ),
        }
    }
}

#[derive(Clone, Copy)]
enum Element {
    Float4,
    Float8,
    Int4,
    Int8,
}

impl Element {
    fn of(descr: &str) -> Result<Self, Error> {
        match descr {
            "<f4" => Ok(Self::Float4),
            "<f8" => Ok(Self::Float8),
            "<i4" => Ok(Self::Int4),
            "<i8" => Ok(Self::Int8),
            other => Err(Error::Type(other.into())),
        }
    }

    fn size(self) -> u64 {
        match self {
            Self::Float4 | Self::Int4 => 4,
            Self::Float8 | Self::Int8 => 8,
        }
    }
}

/// Reads a matrix: two dimensions, little endian, rows or columns first.
pub(crate) fn parse(bytes: &[u8]) -> Result<Table, Error> {
    let (header, data) = split(bytes)?;
    let header_length = (bytes.len() - data.len()) as u64;
    let descr = value_of(header, "descr").ok_or(Error::Header("'descr'"))?;
    let element = Element::of(descr.trim_matches(['\'', '"']))?;
    let by_columns = match value_of(header, "fortran_order") {
        Some("True") => true,
        Some("False") => false,
        _ => return Err(Error::Header("'fortran_order': True or False")),
    };
    let shape = shape(header)?;
    let (rows, columns) = match *shape {
        [rows, columns] if columns > 0 => (rows, columns),
        _ => return Err(Error::Shape(shape)),
    };
    let needed = rows.saturating_mul(columns).saturating_mul(element.size());
    let data = usize::try_from(needed).ok().and_then(|length| data.get(..length));
    let data = data.ok_or(Error::Length {
        needed: needed.saturating_add(header_length),
        found: bytes.len() as u64,
    })?;
    // There are that many bytes, so these fit.
    let layout = Layout { rows: rows as usize, columns: columns as usize, by_columns };
    let doubles = |values: Vec<f64>| Table::of_doubles(layout.rows, layout.columns, &values);
    Ok(match element {
        Element::Float4 => Table {
            rows: layout.rows,
            columns: layout.columns,
            values: layout.by_rows(data, f32::from_le_bytes),
        },
        Element::Float8 => doubles(layout.by_rows(data, f64::from_le_bytes)),
        Element::Int4 => doubles(layout.by_rows(data, |b| f64::from(i32::from_le_bytes(b)))),
        Element::Int8 => doubles(layout.by_rows(data, |b| i64::from_le_bytes(b) as f64)),
    })
}

/// The header's text and the data behind it.
fn split(bytes: &[u8]) -> Result<(&str, &[u8]), Error> {
    const ENDED: Error = Error::Header("a whole header");
    let rest = bytes.strip_prefix(MAGIC).ok_or(ENDED)?;
    let ([major, _minor], rest) = rest.split_first_chunk().ok_or(ENDED)?;
    let (length, rest) = match major {
        1 => {
            let (length, rest) = rest.split_first_chunk().ok_or(ENDED)?;
            (u32::from(u16::from_le_bytes(*length)), rest)
        }
        2 | 3 => {
            let (length, rest) = rest.split_first_chunk().ok_or(ENDED)?;
            (u32::from_le_bytes(*length), rest)
        }
        _ => return Err(Error::Header("version 1, 2 or 3")),
    };
    let (header, data) = rest.split_at_checked(length as usize).ok_or(ENDED)?;
    let header = std::str::from_utf8(header).map_err(|_| Error::Header("text"))?;
    Ok((header, data))
}

/// What stands behind a key of the header's Python dictionary, up to the next comma.
fn value_of<'a>(header: &'a str, key: &str) -> Option<&'a str> {
    let (_, behind) = header.split_once(&format!("'{key}'"))?;
    let value = behind.trim_start().strip_prefix(':')?;
    Some(value.split([',', '}']).next()?.trim())
}

fn shape(header: &str) -> Result<Vec<u64>, Error> {
    let wanted = Error::Header("'shape': two numbers in parentheses");
    let tuple = header
        .split_once("'shape'")
        .and_then(|(_, behind)| behind.trim_start().strip_prefix(':'))
        .and_then(|behind| behind.trim_start().strip_prefix('('))
        .and_then(|behind| behind.split_once(')'));
    let Some((tuple, _)) = tuple else { return Err(wanted) };
    let numbers = tuple.split(',').map(str::trim).filter(|number| !number.is_empty());
    numbers.map(|number| number.parse().map_err(|_| wanted.clone())).collect()
}

/// How the elements of a matrix lie in its file.
#[derive(Clone, Copy)]
struct Layout {
    rows: usize,
    columns: usize,
    by_columns: bool,
}

impl Layout {
    /// The elements, row by row.
    fn by_rows<const SIZE: usize, T: Copy>(
        self,
        data: &[u8],
        element: impl Fn([u8; SIZE]) -> T,
    ) -> Vec<T> {
        let stored: Vec<T> = data.as_chunks().0.iter().map(|bytes| element(*bytes)).collect();
        if !self.by_columns {
            return stored;
        }
        let row = |row| stored.iter().skip(row).step_by(self.rows).take(self.columns);
        (0..self.rows).flat_map(row).copied().collect()
    }
}

/// Writes a matrix of `<f4`, given row by row.
pub(crate) fn write(out: &mut dyn Write, values: &[f32], columns: usize) -> io::Result<()> {
    let dictionary = format!(
        "{{'descr': '<f4', 'fortran_order': False, 'shape': ({}, {columns}), }}",
        values.len() / columns.max(1)
    );
    let before = MAGIC.len() + 4;
    let total = (before + dictionary.len() + 1).next_multiple_of(ALIGNMENT);
    let header = format!("{dictionary:width$}\n", width = total - before - 1);
    out.write_all(MAGIC)?;
    out.write_all(&[1, 0])?;
    out.write_all(&(header.len() as u16).to_le_bytes())?;
    out.write_all(header.as_bytes())?;
    values.iter().try_for_each(|value| out.write_all(&value.to_le_bytes()))
}

#[cfg(test)]
mod tests;
