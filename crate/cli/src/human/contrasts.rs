/*!
What sets some records apart, as lines of text.
*/

use super::number::{quantity, share};
use super::plain::plain;
use logatlas_core::contrast::{Contrast, Says};
use std::io::{self, Write};

/// Columns that a condition may take.
const CONDITION: usize = 60;

/// Writes the conditions with their shares among these records and elsewhere.
pub(super) fn write(out: &mut dyn Write, contrasts: &[Contrast]) -> io::Result<()> {
    if contrasts.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nwhat sets these records apart")?;
    for contrast in contrasts {
        let (here, elsewhere) = (percent(contrast.share), percent(contrast.elsewhere));
        let said = plain(&sentence(contrast), CONDITION);
        writeln!(out, "  {here:>7}  {said}  (elsewhere {elsewhere})")?;
    }
    Ok(())
}

fn percent(part: f64) -> String {
    // Shares come as doubles of two counts: a million parts tell as much as is shown.
    share((part * 1e6).round() as u64, 1_000_000)
}

fn sentence(contrast: &Contrast) -> String {
    let name = contrast.alias.unwrap_or(&contrast.field);
    match &contrast.says {
        Says::Is(value) => format!("{name} = {value}"),
        Says::Exists => format!("has {name}"),
        Says::AtLeast(bound) => format!("{name} ≥ {}", quantity(*bound)),
        Says::Below(bound) => format!("{name} < {}", quantity(*bound)),
        Says::Between(from, to) => format!("{from} to {to}"),
    }
}
