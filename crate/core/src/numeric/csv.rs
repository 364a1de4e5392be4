/*!
A table as text: comma, semicolon or tab between the cells, a header line or none. Cells may be quoted (RFC 4180), a line is a row.
*/

use super::{Column, Error, Flaw, Table, Values, sample};

/// Longer words are cut, in characters.
const SHOWN: usize = 40;
/// In a column of numbers at most one cell in so many that have a value may hold something else, which counts as missing.
const ODD: usize = 10;

/// What is written where there is no value.
const MISSING: &[&str] = &["", "-", "NA", "N/A", "NaN", "nan", "null", "NULL", "None", "?"];

/// A column as it grows: a number a row, NaN where there is none, and the words that stand there instead.
#[derive(Default)]
struct Cells {
    numbers: Vec<f64>,
    words: Vec<(usize, Box<str>)>,
    /// The first cell without a number.
    flaw: Option<Flaw>,
}

/// Reads a table, at most `most` rows of it. A first line without a number is its header; blank lines are passed over.
pub(super) fn parse(bytes: &[u8], most: usize) -> Result<Table, Error> {
    let text = String::from_utf8_lossy(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes));
    let mut lines: Vec<(u64, &str)> =
        (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()).collect();
    let Some(&(_, first)) = lines.first() else { return Err(Error::Empty) };
    let separator = [',', '\t', ';'].into_iter().find(|s| first.contains(*s)).unwrap_or(',');
    // A number that is missing or no number makes no header: all other values of the line would be lost in silence.
    let mut names = Vec::new();
    if cells(first, separator).all(|cell| cell.parse::<f64>().is_err()) {
        names = cells(first, separator).map(str::to_owned).collect();
        lines.remove(0);
    }
    let all = lines.len();
    if let Some(chosen) = sample(all, most) {
        lines = chosen.into_iter().filter_map(|row| lines.get(row).copied()).collect();
    }
    let Some(&(_, first)) = lines.first() else { return Err(Error::Empty) };
    let wanted = cells(first, separator).count();
    let mut columns: Vec<Cells> = Vec::new();
    columns.resize_with(wanted, Cells::default);
    for (row, &(line, text)) in lines.iter().enumerate() {
        let mut found = 0;
        for cell in cells(text, separator) {
            if let Some(column) = columns.get_mut(found) {
                let number = cell.parse::<f64>().ok().filter(|number| number.is_finite());
                column.numbers.push(number.unwrap_or(f64::NAN));
                if number.is_none() {
                    let text: String = cell.chars().take(SHOWN).collect();
                    if !MISSING.contains(&cell) {
                        column.words.push((row, text.as_str().into()));
                    }
                    column.flaw.get_or_insert(Flaw { line, column: found + 1, text });
                }
            }
            found += 1;
        }
        if found != wanted {
            return Err(Error::Ragged { line, found, wanted });
        }
    }
    let named = |at: usize| match names.get(at) {
        Some(name) if !name.is_empty() && names.len() == wanted => name.clone(),
        _ => format!("column {}", at + 1),
    };
    let first = |numbers: bool| {
        let of = columns.iter().filter(|cells| !numbers || cells.are_numbers());
        let flaws = of.filter_map(|cells| cells.flaw.clone());
        flaws.min_by_key(|flaw| (flaw.line, flaw.column))
    };
    let (flaw, gap) = (first(false), first(true));
    let column = |(at, cells): (usize, Cells)| Column { name: named(at), values: cells.values() };
    Ok(Table {
        columns: columns.into_iter().enumerate().map(column).collect(),
        rows: lines.iter().map(|(line, _)| *line).collect(),
        all: all as u64,
        flaw,
        gap,
        units: true,
    })
}

impl Cells {
    fn are_numbers(&self) -> bool {
        let numbers = self.numbers.iter().filter(|number| number.is_finite()).count();
        numbers > 0 && self.words.len() * ODD <= numbers + self.words.len()
    }

    fn values(self) -> Values {
        if self.are_numbers() {
            return Values::numbers(&self.numbers);
        }
        // A label may be a number in some rows: it is written as it would be in a filter.
        let shown = |number: &f64| match number.is_nan() {
            true => Box::default(),
            false => number.to_string().into(),
        };
        let mut texts: Vec<Box<str>> = self.numbers.iter().map(shown).collect();
        for (row, word) in self.words {
            if let Some(text) = texts.get_mut(row) {
                *text = word;
            }
        }
        Values::Words(texts)
    }
}

/// The cells of a line, without the white space and the quotes around them.
pub(super) fn cells(line: &str, separator: char) -> impl Iterator<Item = &str> {
    let mut rest = Some(line);
    std::iter::from_fn(move || {
        let text = rest?;
        let trimmed = text.trim_start();
        // A separator within quotes is a part of the cell.
        let quoted = trimmed.strip_prefix('"').and_then(|inside| {
            let end = inside.find('"')?;
            Some(text.len() - inside.len() + end + 1)
        });
        let from = quoted.unwrap_or(0);
        let end = text.get(from..).and_then(|rest| rest.find(separator)).map(|at| from + at);
        let (cell, after) = match end {
            Some(end) => (text.get(..end)?, text.get(end + separator.len_utf8()..)),
            None => (text, None),
        };
        rest = after;
        let cell = cell.trim();
        let unquoted = cell.strip_prefix('"').and_then(|cell| cell.strip_suffix('"'));
        Some(unquoted.unwrap_or(cell).trim())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str) -> Vec<Vec<f64>> {
        let table = parse(text.as_bytes(), usize::MAX).unwrap();
        let of = |column: &Column| match &column.values {
            Values::Numbers { centred, middle } => {
                centred.iter().map(|&value| f64::from(value) + middle).collect()
            }
            Values::Words(_) => Vec::new(),
        };
        table.columns.iter().map(of).collect()
    }

    #[test]
    fn tables_of_every_dialect_are_read() {
        for text in [
            "-1,-2\n1,2\n",
            "\u{feff}a,b\r\n-1,-2\r\n\r\n1,2",
            "\"x, y\",b\n-1, -2\n1,2",
            "a\tb\n-1\t-2\n\"1\"\t2e0\n",
            "a;b\n-1.0e0;-2\n1;2",
        ] {
            assert_eq!(numbers(text), [[-1.0, 1.0], [-2.0, 2.0]], "{text:?}");
        }
    }

    #[test]
    fn words_are_labels_and_few_odd_cells_are_missing() {
        let rows: String =
            (0..20).map(|row| format!("{row},setosa{},{}\n", row % 2, row * 2)).collect();
        let text = format!("size,kind,width\n{rows},setosa0,x\nNA,7,3\n");
        let table = parse(text.as_bytes(), usize::MAX).unwrap();
        let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(names, ["size", "kind", "width"]);
        let Values::Numbers { centred, middle } = &table.columns[0].values else {
            panic!("numbers")
        };
        assert_eq!(*middle, 9.5);
        assert!(centred[20].is_nan() && centred[21].is_nan());
        let Values::Words(kinds) = &table.columns[1].values else { panic!("words") };
        assert_eq!((&*kinds[0], &*kinds[1], &*kinds[21]), ("setosa0", "setosa1", "7"));
        assert!(matches!(&table.columns[2].values, Values::Numbers { .. }));
        assert_eq!(table.flaw, Some(Flaw { line: 2, column: 2, text: "setosa0".into() }));
        assert_eq!(table.gap, Some(Flaw { line: 22, column: 1, text: String::new() }));
        assert!(table.values().is_err());
    }

    #[test]
    fn what_is_wrong_is_named_by_line_and_column() {
        let error =
            |text: &str| parse(text.as_bytes(), usize::MAX).and_then(|t| t.values()).unwrap_err();
        let value =
            |line, column, text: &str| Error::Value(Flaw { line, column, text: text.into() });
        assert_eq!(error("a,b\n1,2\n\n3,x\n"), value(4, 2, "x"));
        assert_eq!(error("1,,3\n"), value(1, 2, ""));
        assert_eq!(error("1,2\n3,nan\n"), value(2, 2, "nan"));
        assert_eq!(error("1,2\n3,1e999\n"), value(2, 2, "1e999"));
        assert_eq!(error("1,2\n3,4,5\n"), Error::Ragged { line: 2, found: 3, wanted: 2 });
        assert_eq!(error(" \n"), Error::Empty);
        assert_eq!(error("a,b\n"), Error::Empty);
    }

    #[test]
    fn a_sample_of_rows_keeps_their_lines() {
        let text: String = (0..1000).map(|row| format!("{row},{}\n", 2 * row)).collect();
        let table = parse(text.as_bytes(), 50).unwrap();
        assert_eq!((table.rows.len(), table.all), (50, 1000));
        let Values::Numbers { centred, middle } = &table.columns[0].values else {
            panic!("numbers")
        };
        for (line, value) in table.rows.iter().zip(centred) {
            assert_eq!(f64::from(*value) + middle, (line - 1) as f64);
        }
    }
}
