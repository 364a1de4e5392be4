/*!
Where positions go: a file in the format that its name says, or a table on standard output.
*/

use super::npy;
use crate::error::Error;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// What is written: x and y of each row in turn, and for `--clusters` its cluster and its outlier score.
pub(super) struct Map {
    pub(super) positions: Vec<f32>,
    pub(super) clusters: Option<(Vec<i32>, Vec<f32>)>,
}

impl Map {
    /// Two or four numbers a row.
    fn table(&self) -> (usize, Vec<f32>) {
        let Some((clusters, outliers)) = &self.clusters else { return (2, self.positions.clone()) };
        let rows = self.positions.as_chunks::<2>().0.iter().zip(clusters).zip(outliers);
        let rows = rows.map(|(([x, y], &cluster), &outlier)| [*x, *y, cluster as f32, outlier]);
        (4, rows.flatten().collect())
    }
}

/// A file for positions.
pub(super) struct Target<'a> {
    path: &'a Path,
    write: fn(&mut dyn Write, &Map) -> io::Result<()>,
}

impl<'a> Target<'a> {
    /// A file of this name.
    ///
    /// # Errors
    /// [`Error::Extension`] unless it ends in `.npy` or `.csv`.
    pub(super) fn new(path: &'a Path) -> Result<Self, Error> {
        let extension = path.extension().map(OsStr::to_ascii_lowercase);
        match extension.as_ref().and_then(|extension| extension.to_str()) {
            Some("npy") => Ok(Self { path, write: write_npy }),
            Some("csv") => Ok(Self { path, write: write_csv }),
            _ => Err(Error::Extension { name: path.to_string_lossy().into_owned() }),
        }
    }

    /// Writes x and y of each row.
    pub(super) fn write(&self, map: &Map) -> Result<(), Error> {
        let written = File::create(self.path).and_then(|file| {
            let mut out = BufWriter::new(file);
            (self.write)(&mut out, map)?;
            out.flush()
        });
        let to = Some(self.path.to_string_lossy().into_owned());
        written.map_err(|error| Error::Write { to, error })
    }
}

/// Writes a header and the numbers of each row, with as many digits as bring the same numbers back.
pub(super) fn write_csv(out: &mut dyn Write, map: &Map) -> io::Result<()> {
    let (columns, values) = map.table();
    writeln!(out, "{}", if columns == 2 { "x,y" } else { "x,y,cluster,outlier" })?;
    for row in values.chunks_exact(columns) {
        for (at, value) in row.iter().enumerate() {
            write!(out, "{}{value}", if at == 0 { "" } else { "," })?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn write_npy(out: &mut dyn Write, map: &Map) -> io::Result<()> {
    let (columns, values) = map.table();
    npy::write(out, &values, columns)
}
