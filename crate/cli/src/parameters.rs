/*!
`logatlas templates --parameters`: the values behind the variables of one template.

Which records have it is known only when all were read, so the files are read twice.
*/

use crate::error::Error;
use crate::human::number::{count, counted, quantity, share};
use crate::human::plain;
use crate::reread::reread;
use logatlas_core::snapshot::{Parameters as Shown, Variable};
use logatlas_core::template::Unit;
use logatlas_engine::Session;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

/// Values of a variable that are written for people.
const VALUES: usize = 10;
/// Columns that a value or a message may take.
const TEXT: usize = 110;

/// Reads the records that have the template of this id once more; nothing if there is none.
///
/// # Errors
/// When a file can't be read any more.
pub(crate) fn read(
    paths: &[&Path],
    session: &Arc<Session>,
    id: &str,
) -> Result<Option<Shown>, Error> {
    // The filter that means everything can be read.
    let Ok(Some(pass)) = session.begin_parameters("", id) else { return Ok(None) };
    reread(session, pass, paths)?;
    Ok(session.parameters(pass))
}

/// Writes them for people.
pub(crate) fn write(out: &mut dyn Write, shown: &Shown) -> io::Result<()> {
    writeln!(out, "{}  {}", shown.id, plain(&shown.text, TEXT))?;
    writeln!(out, "{}", counted(shown.records, "record", "records"))?;
    for example in &shown.examples {
        let text: String = example.iter().map(|part| part.text.as_str()).collect();
        writeln!(out, "  {}", plain(&text, TEXT))?;
    }
    for parameter in &shown.parameters {
        write_one(out, parameter, shown.records)?;
    }
    for approximation in &shown.approximations {
        writeln!(out, "≈ {}", plain(&approximation.text, usize::MAX))?;
    }
    Ok(())
}

fn write_one(out: &mut dyn Write, parameter: &Variable, records: u64) -> io::Result<()> {
    let values = counted(parameter.distinct, "value", "values");
    let Variable { class, field, .. } = parameter;
    writeln!(out, "\n{} <{class}>: {values} (filter: {field})", plain(&parameter.name, TEXT))?;
    if let Some(of) = &parameter.quantiles {
        let unit = match parameter.unit {
            Unit::None => "",
            Unit::Seconds => " s",
            Unit::Bytes => " B",
        };
        let marks = [
            ("min", of.min),
            ("p50", of.p50),
            ("p90", of.p90),
            ("p99", of.p99),
            ("max", of.max),
            ("mean", of.mean),
        ];
        let marks = marks.map(|(name, value)| format!("{name} {}{unit}", quantity(value)));
        writeln!(out, "  {}", marks.join(", "))?;
    }
    let mut rest = records;
    for top in parameter.top.iter().take(VALUES) {
        let (shown, part) = (count(top.count), share(top.count, records));
        writeln!(out, "{shown:>12} {part:>7}  {}", plain(&top.value, TEXT))?;
        rest -= top.count;
    }
    match rest {
        0 => Ok(()),
        rest => writeln!(out, "{:>12} {:>7}  (other)", count(rest), share(rest, records)),
    }
}
