/*!
The parameters of queries as text for people.
*/

use super::number::{count, share};
use super::plain::plain;
use logatlas_core::snapshot::Snapshot;
use std::io::{self, Write};

/// Parameters that are shown.
const MOST: usize = 10;
/// Values of each that are shown.
const VALUES: usize = 3;
/// Columns that a name or a value may take.
const TEXT: usize = 30;

/// Writes how many records have which parameters; nothing where there are none.
pub(super) fn write(out: &mut dyn Write, snapshot: &Snapshot) -> io::Result<()> {
    if snapshot.parameters.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nquery parameters: {} different", count(snapshot.parameters_distinct))?;
    for parameter in snapshot.parameters.iter().take(MOST) {
        let part = share(parameter.count, snapshot.lines.records);
        write!(out, "{:>12} {part:>7}  {}", count(parameter.count), plain(&parameter.name, TEXT))?;
        let values = parameter.top.iter().take(VALUES).map(|top| plain(&top.value, TEXT));
        let values: Vec<String> = values.filter(|value| !value.is_empty()).collect();
        if !values.is_empty() {
            write!(out, ": {}", values.join(", "))?;
        }
        match parameter.distinct {
            Some(distinct) if distinct > VALUES as u64 => {
                writeln!(out, " ... ({} different)", count(distinct))?;
            }
            _ => writeln!(out)?,
        }
    }
    Ok(())
}
