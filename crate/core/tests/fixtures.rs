//! The sample files of `tests/fixtures`, one for each format: what they are taken for, and what is read in each line.

#![allow(clippy::unwrap_used)]

use logatlas_core::detect::{self, PreviewRow};
use logatlas_core::format::{self, Format, Sample};
use logatlas_core::time::{Hints, parse_iso};
use std::fmt::Write;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures")
}

/// As if the file had been written on 1 February 2024, in UTC.
fn hints() -> Hints {
    let (modified, _) = parse_iso(b"2024-02-01T00:00:00Z", &Hints::default()).unwrap();
    Hints { modified: Some(modified), utc_offset_seconds: 0 }
}

fn describe(row: &PreviewRow) -> String {
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

fn check(name: &str, formats: &[&str]) {
    let bytes = std::fs::read(folder().join(format!("{name}.log"))).unwrap();
    let lines = detect::sample_lines(&bytes);
    let detection = detect::detect(&Sample { lines: &lines, hints: hints() });
    let found: Vec<&str> = std::iter::once(detection.format)
        .chain(detection.also.iter().copied())
        .map(Format::name)
        .collect();
    assert_eq!(found, formats, "{name}.log");
    let rows = detect::preview(&*detection.reader, &lines);
    let text: Vec<String> = rows.iter().map(describe).collect();
    insta::with_settings!({ snapshot_path => folder().join("expected"), prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, text.join("\n\n"));
    });
}

#[test]
fn every_format_has_a_file_and_reads_it_as_expected() {
    for format in format::ALL {
        check(format.name(), &[format.name()]);
    }
}

#[test]
fn a_file_of_two_formats_is_read_with_both() {
    check("mixed", &["json", "logfmt"]);
}
