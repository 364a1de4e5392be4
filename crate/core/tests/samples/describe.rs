//! Lines as a reader sees them, written out for snapshots.

use logatlas_core::detect::PreviewRow;
use logatlas_core::time::{Hints, parse_iso};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Where the sample files are.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures")
}

/// As if the file had been written on 1 February 2024, in UTC.
pub fn hints() -> Hints {
    let (modified, _) = parse_iso(b"2024-02-01T00:00:00Z", &Hints::default()).unwrap();
    Hints { modified: Some(modified), utc_offset_seconds: 0 }
}

/// A line with all that is read in it.
pub fn describe(row: &PreviewRow) -> String {
    let mut out = format!("{}\n  {}", row.text, row.outcome);
    for (name, value) in [
        ("reason", row.reason.as_deref()),
        ("time", row.time.as_deref()),
        ("level", row.level),
        ("message", row.message.as_deref()),
    ] {
        if let Some(value) = value {
            write!(out, "\n  {name}: {value:?}").unwrap();
        }
    }
    for (name, value) in &row.fields {
        write!(out, "\n  . {name}: {value:?}").unwrap();
    }
    out
}
