//! What can be wrong with an input or an option, said to the person who gave it.

use std::fmt;

/// Why an embedding could not be made. `Display` says what is wrong, where, and what to do.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// A value of the matrix is NaN or infinite.
    NotFinite {
        /// Row of the value, from 0.
        row: usize,
        /// Column of the value, from 0.
        column: usize,
        /// The value itself.
        value: f32,
    },
    /// The number of values is not rows times columns.
    Shape {
        /// Values given.
        values: usize,
        /// Rows announced.
        rows: usize,
        /// Columns announced.
        columns: usize,
    },
    /// More rows than a 32-bit index can name.
    TooManyRows {
        /// Rows given.
        rows: usize,
    },
    /// An option is outside its range.
    Option {
        /// Name of the option, as in [`Options`](crate::Options).
        name: &'static str,
        /// The value that was given.
        value: f64,
        /// The range that is accepted.
        expected: &'static str,
    },
    /// Given initial positions do not fit the matrix.
    Initialization {
        /// Coordinates given.
        given: usize,
        /// Coordinates needed: two a row.
        needed: usize,
    },
    /// A given initial position is not a finite number of reasonable size.
    InitialPosition {
        /// Row of the position, from 0.
        row: usize,
    },
    /// A given affinity is not a finite number of at least 0, or its column is its row, was there before or
    /// does not exist.
    Affinity {
        /// Row of the entry, from 0.
        row: usize,
        /// Column of the entry, from 0.
        column: usize,
        /// The value that was given.
        value: f32,
    },
    /// A given neighbour is not another row, or is there twice.
    NeighbourIndex {
        /// Row whose neighbour it should be, from 0.
        row: usize,
        /// The row that was given as its neighbour, from 0.
        index: u32,
    },
    /// A given distance is not a finite number of at least 0.
    Distance {
        /// Row of the distance, from 0.
        row: usize,
        /// Its place in that row, from 0.
        column: usize,
        /// The distance itself.
        value: f32,
    },
    /// New rows have other columns than those of the embedding.
    Columns {
        /// Columns of the new rows.
        given: usize,
        /// Columns of the embedded rows.
        needed: usize,
    },
    /// A search for neighbours was ended by who watched it.
    Cancelled,
    /// Neighbours were searched for another number of rows.
    NeighbourRows {
        /// Rows that the neighbours describe.
        given: usize,
        /// Rows of the matrix.
        needed: usize,
    },
    /// A larger perplexity needs more neighbours than were searched.
    TooFewNeighbours {
        /// Neighbours known for each row.
        known: usize,
        /// Neighbours that the perplexity needs.
        needed: usize,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFinite { row, column, value } => write!(
                f,
                "the value in row {row}, column {column} (both from 0) is {value}; \
                 replace it by a number or leave the row out"
            ),
            Self::Shape { values, rows, columns } => write!(
                f,
                "{values} values do not make {rows} rows of {columns} columns; \
                 give rows x columns values, row by row"
            ),
            Self::TooManyRows { rows } => {
                write!(f, "{rows} rows are too many; embed a sample of at most {}", u32::MAX)
            }
            Self::Option { name, value, expected } => {
                write!(f, "{name} is {value}; it must be {expected}")
            }
            Self::Initialization { given, needed } => write!(
                f,
                "{given} initial coordinates were given and {needed} are needed; give x and y of each row"
            ),
            Self::InitialPosition { row } => write!(
                f,
                "the initial position of row {row} (from 0) is not a number between -1e6 and 1e6"
            ),
            Self::Affinity { row, column, value } => write!(
                f,
                "the affinity in row {row}, column {column} (both from 0) is {value}; affinities are numbers \
                 of at least 0, one for each pair of different rows"
            ),
            Self::NeighbourIndex { row, index } => write!(
                f,
                "row {row} (from 0) cannot have row {index} as a neighbour; name other rows, each once"
            ),
            Self::Distance { row, column, value } => write!(
                f,
                "the distance in row {row}, column {column} (both from 0) is {value}; \
                 distances are finite numbers of at least 0"
            ),
            Self::Columns { given, needed } => {
                write!(
                    f,
                    "the new rows have {given} columns and the embedded ones {needed}; give the same"
                )
            }
            Self::Cancelled => write!(f, "the search for neighbours was cancelled"),
            Self::NeighbourRows { given, needed } => write!(
                f,
                "the neighbours are those of {given} rows and the matrix has {needed}; search them again"
            ),
            Self::TooFewNeighbours { known, needed } => write!(
                f,
                "this perplexity needs {needed} neighbours a row and {known} are known; \
                 start again with the larger perplexity"
            ),
        }
    }
}

impl std::error::Error for Error {}
