/*!
A table of numbers as text: comma, semicolon or tab between them, a header line or none.
*/

use super::matrix::Table;
use std::fmt;

/// Why a text is not a table of numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Error {
    /// There is no row.
    Empty,
    /// A value is not a finite number.
    Value {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// What stands there.
        text: String,
    },
    /// A row has more or fewer values than the first.
    Ragged {
        /// The line, from 1.
        line: usize,
        /// Its values.
        found: usize,
        /// Those of the first row.
        wanted: usize,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("there is no row of numbers in it"),
            Self::Value { line, column, text } => write!(
                f,
                "line {line}, column {column} is {text:?} and not a finite number; correct it or leave the row out"
            ),
            Self::Ragged { line, found, wanted } => write!(
                f,
                "line {line} has {found} columns and the first row has {wanted}; every row needs as many"
            ),
        }
    }
}

/// Longer values are cut where an error shows them, in characters.
const SHOWN: usize = 40;

/// Reads a table. A first line that holds something else than numbers is its header; blank lines are passed over.
pub(crate) fn parse(bytes: &[u8]) -> Result<Table, Error> {
    let text = String::from_utf8_lossy(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes));
    let mut lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()).peekable();
    let Some(&(_, first)) = lines.peek() else { return Err(Error::Empty) };
    let separator = [',', '\t', ';'].into_iter().find(|s| first.contains(*s)).unwrap_or(',');
    // A number that is missing or no number makes no header: all other values of the line would be lost in silence.
    if first.split(separator).all(|value| value.trim().parse::<f64>().is_err()) {
        lines.next();
    }
    let (mut rows, mut columns) = (0, 0);
    let mut values = Vec::new();
    for (line, row) in lines {
        let before = values.len();
        for (column, value) in (1..).zip(row.split(separator)) {
            let value = value.trim().trim_matches('"');
            match value.parse::<f64>() {
                Ok(number) if number.is_finite() => values.push(number),
                _ => {
                    let text = value.chars().take(SHOWN).collect();
                    return Err(Error::Value { line, column, text });
                }
            }
        }
        let found = values.len() - before;
        if rows == 0 {
            columns = found;
        } else if found != columns {
            return Err(Error::Ragged { line, found, wanted: columns });
        }
        rows += 1;
    }
    if rows == 0 { Err(Error::Empty) } else { Ok(Table::of_doubles(rows, columns, &values)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_of_every_dialect_are_read() {
        let wanted = Ok(Table { rows: 2, columns: 2, values: vec![-1.0, -2.0, 1.0, 2.0] });
        for text in [
            "-1,-2\n1,2\n",
            "\u{feff}a,b\r\n-1,-2\r\n\r\n1,2",
            "\"x y\";b\n-1; -2\n1;2",
            "a\tb\n-1\t-2\n\"1\"\t2e0\n",
        ] {
            assert_eq!(parse(text.as_bytes()), wanted, "{text:?}");
        }
    }

    #[test]
    fn what_is_wrong_is_named_by_line_and_column() {
        let error = |text: &str| parse(text.as_bytes()).unwrap_err();
        let value = |line, column, text: &str| Error::Value { line, column, text: text.into() };
        assert_eq!(error("a,b\n1,2\n\n3,x\n"), value(4, 2, "x"));
        assert_eq!(error("1,,3\n"), value(1, 2, ""));
        assert_eq!(error("1,2\n3,nan\n"), value(2, 2, "nan"));
        assert_eq!(error("1,2\n3,1e999\n"), value(2, 2, "1e999"));
        assert_eq!(error("1,2\n3,4,5\n"), Error::Ragged { line: 2, found: 3, wanted: 2 });
        assert_eq!(error(" \n"), Error::Empty);
        assert_eq!(error("a,b\n"), Error::Empty);
    }
}
