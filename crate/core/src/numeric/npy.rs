/*!
NumPy's file format: arrays of two dimensions, rows or columns first, of whole numbers, floats or booleans.

Source: NumPy, `numpy.lib.format`, "The .npy format", versions 1.0 and 2.0 (3.0 differs in the header's encoding alone).
*/

use super::{Column, Error, Flaw, Table, Values, sample};

/// What every file starts with.
pub const MAGIC: &[u8] = b"\x93NUMPY";

/// The elements of an array: `f` for floats, `i` and `u` for whole numbers, `b` for booleans; their bytes; whether the highest
/// comes first.
#[derive(Clone, Copy)]
struct Element {
    kind: u8,
    size: usize,
    big: bool,
}

impl Element {
    fn of(descr: &str) -> Result<Self, Error> {
        let unknown = || Error::Type(descr.into());
        let [order, kind, size @ ..] = descr.as_bytes() else { return Err(unknown()) };
        let element = match (kind, size) {
            (b'f', b"2" | b"4" | b"8")
            | (b'i' | b'u', b"1" | b"2" | b"4" | b"8")
            | (b'b', b"1") => {
                let size = size.first().map_or(0, |digit| usize::from(digit - b'0'));
                Self { kind: *kind, size, big: *order == b'>' }
            }
            _ => return Err(unknown()),
        };
        if b"<>|=".contains(order) { Ok(element) } else { Err(unknown()) }
    }

    /// The number that these bytes stand for.
    fn read(self, bytes: &[u8]) -> f64 {
        let mut word = [0; 8];
        for (at, slot) in word.iter_mut().enumerate().take(self.size) {
            let from = if self.big { self.size - 1 - at } else { at };
            *slot = bytes.get(from).copied().unwrap_or(0);
        }
        let bits = u64::from_le_bytes(word);
        match (self.kind, self.size) {
            (b'f', 2) => half(bits as u16),
            (b'f', 4) => f64::from(f32::from_bits(bits as u32)),
            (b'f', _) => f64::from_bits(bits),
            (b'i', size) => {
                let unused = 64 - 8 * size as u32;
                ((bits << unused) as i64 >> unused) as f64
            }
            _ => bits as f64,
        }
    }
}

/// A float of 16 bits (IEEE 754 binary16).
fn half(bits: u16) -> f64 {
    let (exponent, fraction) = (i32::from(bits >> 10 & 31), f64::from(bits & 1023));
    let size = match exponent {
        0 => fraction * f64::from_bits((1023 - 24) << 52),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (1024.0 + fraction) * f64::from_bits(((1023 + exponent - 25) as u64) << 52),
    };
    if bits >> 15 == 1 { -size } else { size }
}

/// Reads a matrix, at most `most` rows of it.
pub(super) fn parse(bytes: &[u8], most: usize) -> Result<Table, Error> {
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
    let needed = rows.saturating_mul(columns).saturating_mul(element.size as u64);
    let data = usize::try_from(needed).ok().and_then(|length| data.get(..length));
    let data = data.ok_or(Error::Length {
        needed: needed.saturating_add(header_length),
        found: bytes.len() as u64,
    })?;
    // There are that many bytes, so these fit.
    let (all, width) = (rows as usize, columns as usize);
    let chosen = sample(all, most).unwrap_or_else(|| (0..all).collect());
    let mut table = Table {
        // A header may name columns that no row has a byte for.
        columns: Vec::with_capacity(if all > 0 { width } else { 0 }),
        rows: chosen.iter().map(|&row| row as u64 + 1).collect(),
        all: rows,
        flaw: None,
        gap: None,
        units: false,
    };
    for column in 0..if all > 0 { width } else { 0 } {
        let at = |row: usize| if by_columns { column * all + row } else { row * width + column };
        let number = |&row: &usize| {
            let start = at(row) * element.size;
            element.read(data.get(start..start + element.size).unwrap_or_default())
        };
        let values: Vec<f64> = chosen.iter().map(number).collect();
        let flawed = values.iter().zip(&table.rows).find(|(value, _)| !value.is_finite());
        if let Some((value, &line)) = flawed
            && table.flaw.as_ref().is_none_or(|flaw| line < flaw.line)
        {
            table.flaw = Some(Flaw { line, column: column + 1, text: value.to_string() });
            table.gap.clone_from(&table.flaw);
        }
        let name = format!("column {}", column + 1);
        table.columns.push(Column { name, values: Values::numbers(&values) });
    }
    Ok(table)
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

#[cfg(test)]
#[path = "npy_tests.rs"]
mod tests;
