//! The sample files of `tests/fixtures`, one for each format: what they are taken for, and what is read in each line.

use super::describe::{describe, folder, hints};
use logatlas_core::detect;
use logatlas_core::format::{self, Format, Sample};

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
