//! Sample logs of many programs in `tests/fixtures/programs`: what each is taken for, and what is read in each line.

#![allow(clippy::unwrap_used)]

mod describe;

use describe::{describe, folder, hints};
use logatlas_core::detect;
use logatlas_core::dictionary::Seed;
use logatlas_core::format::{Format, Sample};
use logatlas_core::parse::Parser;

/// These write no time of day.
const TIMELESS: &[&str] = &[
    "dmesg",
    "dotnet_console",
    "jvm_gc_uptime",
    "logcat_brief",
    "systemd_boot",
    "uvicorn",
    "xorg",
];

fn check(name: &str, bytes: &[u8]) {
    let lines = detect::sample_lines(bytes);
    let found = detect::detect(&Sample { lines: &lines, hints: hints() });
    let counts = Parser::new(Seed(1)).parse(bytes, &*found.reader).counts;
    assert!(counts.records >= 2, "{name}");
    assert_eq!(counts.unparsed, 0, "{name}");
    let untimed = if TIMELESS.contains(&name) { counts.records } else { 0 };
    assert_eq!(counts.untimed, untimed, "{name}");
    let formats: Vec<&str> =
        std::iter::once(found.format).chain(found.also.iter().copied()).map(Format::name).collect();
    let rows = detect::preview(&*found.reader, &lines);
    let text: Vec<String> = rows.iter().map(describe).collect();
    let text = format!("{}\n\n{}", formats.join(" "), text.join("\n\n"));
    insta::with_settings!({ snapshot_path => folder().join("expected/programs"), prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, text);
    });
}

#[test]
fn logs_of_many_programs_are_read_as_expected() {
    let mut files: Vec<_> = std::fs::read_dir(folder().join("programs"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "log"))
        .collect();
    files.sort();
    assert!(files.len() > 100);
    for path in files {
        check(path.file_stem().unwrap().to_str().unwrap(), &std::fs::read(&path).unwrap());
    }
}
