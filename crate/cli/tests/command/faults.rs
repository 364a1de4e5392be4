//! Everything that goes wrong: what is said, and the exit code.

use crate::run::{Ended, command, file, gzip, log, run, run_on, run_with};
use std::io::Read;
use std::process::Stdio;

/// Could not run: nothing on standard output, all of these on standard error.
fn assert_refused(ended: &Ended, named: &[&str]) {
    assert_eq!((ended.code, &*ended.stdout), (2, ""), "{ended:?}");
    for part in named {
        assert!(ended.stderr.contains(part), "no {part:?} in {}", ended.stderr);
    }
}

#[test]
fn a_missing_file_is_a_slip_and_nothing_runs() {
    let there = file("faults-there.log", log("--lines 10").as_bytes());
    for command in ["scan", "lines"] {
        assert_refused(
            &run(&format!("{command} {there} no-such.log")),
            &["no-such.log: there is no such file"],
        );
    }
    assert_refused(&run("scan - -"), &["'-'", "only once"]);
    assert_refused(&run("scan"), &["FILE"]);
}

#[test]
fn a_directory_is_refused_alone_and_passed_over_among_files() {
    let directory = env!("CARGO_TARGET_TMPDIR");
    let text = log("--lines 10");
    let there = file("faults-beside.log", text.as_bytes());
    for command in ["scan", "lines"] {
        assert_refused(
            &run(&format!("{command} {directory}")),
            &[directory, "is a directory", "*.log"],
        );
    }
    let ended = run(&format!("lines {directory} {there}"));
    assert_eq!((ended.code, &*ended.stdout), (0, &*text));
    assert!(ended.stderr.contains("warning") && ended.stderr.contains("is a directory"));
    let snapshot = run(&format!("scan {there} {directory} --json")).json();
    assert_eq!(snapshot["lines"]["records"], 10);
    assert!(snapshot["sources"][1]["error"].as_str().unwrap().contains("is a directory"));
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_told_apart_from_a_missing_one() {
    use std::fs::{self, File, Permissions};
    use std::os::unix::{fs::PermissionsExt, process::CommandExt};
    let path = file("faults-denied.log", b"secret\n");
    fs::set_permissions(&path, Permissions::from_mode(0o000)).unwrap();
    let mut command = command(&format!("scan {path}"));
    let copy = std::env::temp_dir().join(format!("logatlas-{}", std::process::id()));
    if File::open(&path).is_ok() {
        // Root may read everything, so somebody else must try; and may have to be let at the program and the file.
        let denied = copy.with_extension("log");
        fs::copy(command.get_program(), &copy).unwrap();
        fs::copy(&path, &denied).unwrap();
        fs::set_permissions(&denied, Permissions::from_mode(0o000)).unwrap();
        command = std::process::Command::new(&copy);
        command.arg("scan").arg(&denied).uid(65_534).current_dir("/");
    }
    let ended = command.output().unwrap().into();
    let _ = (fs::remove_file(&copy), fs::remove_file(copy.with_extension("log")));
    assert_refused(&ended, &["you are not allowed to read it"]);
}

#[test]
fn an_empty_file_matches_nothing() {
    let empty = file("faults-empty.log", b"");
    for ended in [
        run(&format!("scan {empty} --json")),
        run(&format!("lines {empty}")),
        run_on("scan - --json", b""),
    ] {
        assert_eq!(ended.code, 1);
        assert!(ended.stderr.contains("it is empty"), "{}", ended.stderr);
    }
    assert_eq!(run(&format!("scan {empty} --json")).json()["lines"]["total"], 0);
}

#[test]
fn a_filter_that_means_no_record_is_not_an_error() {
    let path = file("faults-nothing.log", log("--lines 100").as_bytes());
    for command in ["scan", "lines"] {
        let ended = run_with(&format!("{command} {path} --filter"), "status : 999");
        assert_eq!((ended.code, &*ended.stderr), (1, ""));
    }
}

#[test]
fn a_filter_that_is_not_understood_is_shown_with_the_place() {
    let path = file("faults-filter.log", log("--lines 10").as_bytes());
    for command in ["scan", "lines"] {
        let ended = run_with(&format!("{command} {path} --filter"), "status : (404 or");
        assert_refused(
            &ended,
            &["the filter can't be understood", "\n  status : (404 or\n", "^ character"],
        );
    }
}

#[test]
fn a_binary_file_is_read_with_a_warning() {
    let bytes: Vec<u8> =
        (0..50_000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let path = file("faults-binary.log", &bytes);
    let ended = run(&format!("scan {path} --json"));
    assert!(ended.code < 2);
    assert!(ended.stderr.contains("does not look like text"), "{}", ended.stderr);
    let lines = bytes.split(|&byte| byte == b'\n').count();
    let total = ended.json()["lines"]["total"].as_u64().unwrap() as usize;
    assert!(total == lines || total + 1 == lines);
}

#[test]
fn gzip_that_ends_early_gives_what_is_there_and_a_warning() {
    let text = log("--lines 20000");
    let packed = gzip(text.as_bytes());
    let path = file("faults-cut.log.gz", &packed[..packed.len() / 2]);
    let ended = run(&format!("scan {path} --json"));
    assert_eq!(ended.code, 0);
    assert!(
        ended.stderr.contains("warning: ") && ended.stderr.contains("ends early at byte"),
        "{}",
        ended.stderr
    );
    let snapshot = ended.json();
    assert_eq!(
        format!("{}: {}", path, snapshot["sources"][0]["error"].as_str().unwrap()),
        ended.stderr.trim_start_matches("logatlas: warning: ").trim_end()
    );
    let records = snapshot["lines"]["records"].as_u64().unwrap() as usize;
    assert!(records > 5_000 && records < 15_000, "{records}");
    let ended = run(&format!("lines {path}"));
    assert_eq!((ended.code, ended.stdout.lines().count()), (0, records));
    assert!(text.starts_with(&ended.stdout));
    assert!(ended.stderr.contains("ends early at byte"));
    // Not even the header is whole.
    let path = file("faults-stub.log.gz", &packed[..5]);
    for command in ["scan", "lines"] {
        assert_refused(
            &run(&format!("{command} {path}")),
            &["faults-stub.log.gz: the gzip stream ends early"],
        );
    }
}

#[test]
fn an_unknown_format_or_number_is_refused_with_what_there_is() {
    let path = file("faults-format.log", log("--lines 10").as_bytes());
    assert_refused(&run(&format!("scan {path} --format xml")), &["xml", "combined"]);
    assert_refused(&run(&format!("scan {path} --threads 0")), &["threads"]);
    assert_refused(&run("explode"), &["explode"]);
}

#[test]
fn output_to_a_closed_pipe_ends_quietly() {
    let path = file("faults-pipe.log", log("--lines 60000").as_bytes());
    let commands = [
        format!("lines {path}"),
        format!("lines {path} --json"),
        "generate --lines 1000000".into(),
    ];
    for arguments in commands {
        let mut command = command(&arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut some = [0; 100];
        child.stdout.take().unwrap().read_exact(&mut some).unwrap();
        let ended: Ended = child.wait_with_output().unwrap().into();
        assert_eq!((ended.code, &*ended.stderr), (0, ""), "{arguments}");
    }
}
