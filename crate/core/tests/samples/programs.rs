//! Sample logs of many programs in `tests/fixtures/programs`: what each is taken for, and what is read in each line.

use super::describe::{describe, folder, hints};
use logatlas_core::detect;
use logatlas_core::dictionary::Seed;
use logatlas_core::format::{Format, Reader, Sample};
use logatlas_core::parse::Parser;
use logatlas_core::split::cut;

/// These write no time of day.
const TIMELESS: &[&str] = &[
    "ansible",
    "buildkit",
    "coturn",
    "dmesg",
    "dotnet_console",
    "esp_idf",
    "gitlab_ci",
    "gradle",
    "haraka",
    "jvm_gc_uptime",
    "kamailio",
    "kubectl_events",
    "liberty_console",
    "logcat_brief",
    "logrus_tty",
    "mbed",
    "nccl",
    "npm_debug",
    "ocserv",
    "rustc",
    "slf4j_simple",
    "syslog_untimed",
    "systemd_boot",
    "uvicorn",
    "vagrant",
    "vlc",
    "xorg",
];

fn check(name: &str, bytes: &[u8]) {
    let lines = detect::sample_lines(bytes);
    let found = detect::detect(&Sample { lines: &lines, hints: hints() });
    let counts = Parser::new(Seed(1)).parse(bytes, &*found.reader).counts;
    assert!(counts.records >= 3, "{name}");
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

fn files() -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = std::fs::read_dir(folder().join("programs"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "log"))
        .collect();
    files.sort();
    assert!(files.len() > 100);
    let named = |path: &std::path::PathBuf| path.file_stem().unwrap().to_str().unwrap().to_owned();
    files.iter().map(|path| (named(path), std::fs::read(path).unwrap())).collect()
}

#[test]
fn logs_of_many_programs_are_read_as_expected() {
    for (name, bytes) in files() {
        check(&name, &bytes);
    }
}

/// The lines by kind, and what a record of columns is worth: that of any cut is the same.
fn counts(bytes: &[u8], reader: &dyn Reader, size: usize) -> [u64; 6] {
    let mut sums = [0; 6];
    let mut from = 0;
    let mut length = size;
    while from < bytes.len() {
        let to = (from + length).min(bytes.len());
        let slice = &bytes[from..to];
        let cut = if to < bytes.len() { cut(slice, reader) } else { slice.len() };
        if cut == 0 {
            length += size;
            continue;
        }
        let counts = Parser::new(Seed(1)).parse(&slice[..cut], reader).counts;
        let found = [
            counts.total,
            counts.records,
            counts.continuations,
            counts.blank,
            counts.unparsed,
            counts.untimed,
        ];
        sums.iter_mut().zip(found).for_each(|(sum, count)| *sum += count);
        from += cut;
        length = size;
    }
    sums
}

#[test]
fn where_a_log_is_cut_changes_nothing() {
    for (name, bytes) in files() {
        let lines = detect::sample_lines(&bytes);
        let reader = detect::detect(&Sample { lines: &lines, hints: hints() }).reader;
        let whole = counts(&bytes, &*reader, usize::MAX / 2);
        for size in [1, 90, 333] {
            assert_eq!(counts(&bytes, &*reader, size), whole, "{name} in slices of {size}");
        }
    }
}
