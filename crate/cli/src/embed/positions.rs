/*!
Where positions go: a file in the format that its name says, or a table on standard output.
*/

use super::npy;
use crate::error::Error;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// A file for positions.
pub(super) struct Target<'a> {
    path: &'a Path,
    write: fn(&mut dyn Write, &[f32]) -> io::Result<()>,
}

impl<'a> Target<'a> {
    /// A file of this name.
    ///
    /// # Errors
    /// [`Error::Extension`] unless it ends in `.npy` or `.csv`.
    pub(super) fn new(path: &'a Path) -> Result<Self, Error> {
        let extension = path.extension().map(OsStr::to_ascii_lowercase);
        match extension.as_ref().and_then(|extension| extension.to_str()) {
            Some("npy") => Ok(Self { path, write: npy::write }),
            Some("csv") => Ok(Self { path, write: write_csv }),
            _ => Err(Error::Extension { name: path.to_string_lossy().into_owned() }),
        }
    }

    /// Writes x and y of each row.
    pub(super) fn write(&self, positions: &[f32]) -> Result<(), Error> {
        let written = File::create(self.path).and_then(|file| {
            let mut out = BufWriter::new(file);
            (self.write)(&mut out, positions)?;
            out.flush()
        });
        let to = Some(self.path.to_string_lossy().into_owned());
        written.map_err(|error| Error::Write { to, error })
    }
}

/// Writes a header and x and y of each row, with as many digits as bring the same numbers back.
pub(super) fn write_csv(out: &mut dyn Write, positions: &[f32]) -> io::Result<()> {
    writeln!(out, "x,y")?;
    positions.as_chunks().0.iter().try_for_each(|[x, y]| writeln!(out, "{x},{y}"))
}
