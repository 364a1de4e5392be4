/*!
One field of a snapshot as text for people.
*/

use super::number::{count, quantity, share};
use super::plain::plain;
use logatlas_core::snapshot::Field;
use std::io::{self, Write};

/// Values that are shown.
const TOP: usize = 10;
/// Columns that a value may take.
const VALUE: usize = 90;

/// Writes what is known of a field in this many records.
pub(super) fn write(out: &mut dyn Write, field: &Field, records: u64) -> io::Result<()> {
    write!(out, "\n{}", plain(&field.name, VALUE))?;
    if let Some(alias) = field.alias.filter(|alias| *alias != field.name) {
        write!(out, " ({alias})")?;
    }
    write!(out, ": {} different", count(field.distinct))?;
    if field.none > 0 {
        write!(out, ", in {} of the records", share(field.present, records))?;
    }
    writeln!(out)?;
    if let Some(numbers) = &field.quantiles {
        let row = [
            ("min", numbers.min),
            ("p50", numbers.p50),
            ("p90", numbers.p90),
            ("p95", numbers.p95),
            ("p99", numbers.p99),
            ("max", numbers.max),
            ("mean", numbers.mean),
            ("sum", numbers.sum),
        ];
        let row: Vec<String> =
            row.iter().map(|(name, number)| format!("{name} {}", quantity(*number))).collect();
        writeln!(out, "  {}", row.join("  "))?;
        // The most frequent of numbers that hardly repeat say nothing.
        if field.distinct > TOP as u64 {
            return Ok(());
        }
    }
    let shown = field.top.iter().take(TOP);
    for top in shown.clone() {
        let value = plain(&top.value, VALUE);
        writeln!(out, "{:>12} {:>7}  {value}", count(top.count), share(top.count, records))?;
    }
    match field.present - shown.map(|top| top.count).sum::<u64>().min(field.present) {
        0 => Ok(()),
        rest => writeln!(out, "{:>12} {:>7}  (other)", count(rest), share(rest, records)),
    }
}
