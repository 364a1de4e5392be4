/*!
`logatlas templates --parameters`: the values behind the variables of one template.

Which records have it is known only when all were read, so the files are read twice.
*/

use crate::files::{Files, Input};
use crate::human::number::{count, counted, quantity, share};
use crate::human::plain;
use crate::lines::slices::SLICE;
use crate::members::each_text;
use logatlas_core::colours;
use logatlas_core::columns::Selection;
use logatlas_core::dictionary::Seed;
use logatlas_core::parameters::{Asked, Parameters};
use logatlas_core::parse::Parser;
use logatlas_core::snapshot::{Parameters as Shown, Variable};
use logatlas_core::summary::Origin;
use logatlas_core::template::{Merged, Unit};
use std::io::{self, Write};
use std::sync::Arc;

/// Values of a variable that are written for people.
const VALUES: usize = 10;
/// Columns that a value or a message may take.
const TEXT: usize = 110;

/// Reads the records that have this template.
pub(crate) fn read(files: &Files, merged: &Merged, template: &[u8]) -> Shown {
    let asked = Arc::new(Asked::new(template.to_vec()));
    let mut parameters = Parameters::new(asked, Seed(0));
    let mut source = 0;
    for path in files.paths() {
        let Ok(input) = Input::open(path) else { continue };
        let read = each_text(input, files.format(), SLICE, |mut slices| {
            let mut parser = Parser::new(Seed(0));
            let mut text = Vec::new();
            let mut offset = 0;
            while slices.next(&mut text) {
                colours::leave_out(&mut text);
                let reader = &*slices.source().reader;
                let columns = parser.parse(&text, reader);
                let selection = match &columns.templates {
                    Some(of) => of.matching(columns.rows, |text| *merged.of(text) == *template),
                    None => Selection::none(columns.rows),
                };
                parameters.add(&columns, &selection, &text, reader, Origin { source, offset });
                offset += text.len() as u64;
            }
            source += 1;
            Ok((slices.into_source(), true))
        });
        // What can't be read was told when it was read first.
        drop(read);
    }
    Shown::new(&parameters)
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
    writeln!(out, "\n{} <{}>: {values}", plain(&parameter.name, TEXT), parameter.class)?;
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
