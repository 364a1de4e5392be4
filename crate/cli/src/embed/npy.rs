/*!
NumPy's file format, written. What reads it is `logatlas_core::numeric`.
*/

use logatlas_core::numeric::MAGIC;
use std::io::{self, Write};

/// Data starts at a multiple of this.
const ALIGNMENT: usize = 64;

/// Writes a matrix of `<f4`, given row by row.
pub(super) fn write(out: &mut dyn Write, values: &[f32], columns: usize) -> io::Result<()> {
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
mod tests {
    use super::*;
    use logatlas_core::numeric::Table;

    #[test]
    fn what_is_written_is_read_back_and_starts_at_a_multiple_of_64() {
        let positions: Vec<f32> = (-10..=10).map(|i| i as f32 / 7.0).collect();
        let mut bytes = Vec::new();
        write(&mut bytes, &positions, 1).unwrap();
        assert_eq!((bytes.len() - 4 * positions.len()) % ALIGNMENT, 0);
        let table = Table::read(&bytes, usize::MAX).unwrap();
        assert_eq!((table.rows.len(), table.values()), (21, Ok(positions)));
    }
}
