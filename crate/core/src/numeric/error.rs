//! Why a file is not a table of numbers, said to the person who opened it.

use super::Flaw;
use std::fmt;

/// What is wrong with a table, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// There is no row.
    Empty,
    /// No column holds numbers that differ.
    NoNumbers,
    /// A cell holds no finite number where one is needed.
    Value(Flaw),
    /// A row has more or fewer values than the first.
    Ragged {
        /// The line, from 1.
        line: u64,
        /// Its values.
        found: usize,
        /// Those of the first row.
        wanted: usize,
    },
    /// The header of an array ends early or is not what NumPy writes; what was looked for.
    Header(&'static str),
    /// The elements of an array are no numbers that are read; their type.
    Type(String),
    /// An array is not a matrix with columns; its shape.
    Shape(Vec<u64>),
    /// An array's file is not as long as its header says.
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
            Self::Empty => f.write_str("there is no row of numbers in it"),
            Self::NoNumbers => f.write_str(
                "no column of it holds numbers that differ, so nothing tells its rows apart",
            ),
            Self::Value(Flaw { line, column, text }) => write!(
                f,
                "line {line}, column {column} is {text:?} and not a finite number; correct it or leave the row out"
            ),
            Self::Ragged { line, found, wanted } => write!(
                f,
                "line {line} has {found} columns and the first row has {wanted}; every row needs as many"
            ),
            Self::Header(wanted) => write!(
                f,
                "the header of the .npy file is damaged: {wanted} was expected; write it again with numpy.save"
            ),
            Self::Type(descr) => write!(
                f,
                "the elements are of type {descr}; whole numbers, floats and booleans can be read: numpy.save(file, \
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

impl std::error::Error for Error {}
