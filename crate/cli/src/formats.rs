/*!
`logatlas formats`: what logatlas reads.
*/

use crate::error::{Error, Outcome};
use crate::output;
use logatlas_core::format::{self, pattern};

/// List the formats that logatlas reads, with a sample line each
#[derive(clap::Args, Debug)]
pub(crate) struct Args {}

pub(crate) fn run(_: &Args) -> Result<Outcome, Error> {
    let width = format::ALL.iter().map(|format| format.name().len()).max().unwrap_or(0);
    output::to_stdout(|out| {
        for format in format::ALL {
            writeln!(out, "{:width$}  {}", format.name(), format.title())?;
            for line in format.sample().lines() {
                writeln!(out, "{:width$}  {line}", "")?;
            }
        }
        writeln!(out, "\nOr a format of your own, as a pattern or in a file behind '@':")?;
        for (notation, sample) in pattern::SAMPLES {
            writeln!(out, "{:width$}  {notation}\n{:width$}  --format '{sample}'", "", "")?;
        }
        Ok(())
    })?;
    Ok(Outcome::Done)
}
