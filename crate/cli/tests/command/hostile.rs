//! What odd input gets on the command line: every line accounted for, as a plain count finds them, and a sentence where
//! something is worth one.

use crate::run::{file, log, run, run_on};
use serde_json::Value;

/// Lines as `wc -l` counts them, and one more where the last has no newline.
fn plain_count(bytes: &[u8]) -> u64 {
    let newlines = bytes.iter().filter(|&&byte| byte == b'\n').count();
    (newlines + usize::from(bytes.last().is_some_and(|&byte| byte != b'\n'))) as u64
}

/// Scans these bytes as a file and as a pipe; checks that both find as many lines as there are, and what is said.
fn scanned(name: &str, bytes: &[u8], lines: u64, said: &str) -> Value {
    let path = file(&format!("hostile-{name}"), bytes);
    let mut snapshots =
        [run(&format!("scan {path} --json")), run_on("scan - --json", bytes)].map(|ended| {
            assert_eq!(ended.code, 0, "{name}: {}", ended.stderr);
            assert!(ended.stderr.contains(said), "{name}: {}", ended.stderr);
            assert_eq!(said.is_empty(), ended.stderr.is_empty(), "{name}: {}", ended.stderr);
            let snapshot = ended.json();
            let counts = &snapshot["lines"];
            let number = |key: &str| counts[key].as_u64().unwrap();
            let sum: u64 =
                ["records", "continuations", "blank", "unparsed"].map(number).iter().sum();
            assert_eq!((number("total"), sum), (lines, lines), "{name}");
            snapshot
        });
    for snapshot in &mut snapshots {
        snapshot["sources"].take();
        let unparsed = snapshot["unparsed"].as_array_mut().unwrap();
        unparsed.iter_mut().for_each(|line| drop(line["source"].take()));
    }
    let [one, two] = snapshots;
    assert!(one == two, "{name}");
    one
}

#[test]
fn a_line_of_64_mib_is_one_line_and_the_rest_is_read() {
    let line = log("--lines 1");
    let mut bytes = line.clone().into_bytes();
    bytes.resize(64 << 20, b'x');
    bytes.push(b'\n');
    bytes.extend(line.as_bytes());
    let snapshot = scanned("long.log", &bytes, 3, "");
    assert_eq!(snapshot["lines"]["records"], 2);
    let said = snapshot["approximations"].to_string();
    assert!(said.contains("One line is longer than 1 MiB"), "{said}");
    let shown = run(&format!("scan {}", file("hostile-long.log", &bytes))).quietly().stdout;
    assert!(shown.contains("One line is longer than 1 MiB"), "{shown}");
    let found = run_on("lines -", &bytes).quietly().stdout;
    assert_eq!(found.lines().count(), 2);
    let endless = vec![b'x'; 64 << 20];
    scanned("endless.log", &endless, 1, "");
}

#[test]
fn zeros_and_bytes_that_are_no_text_cost_only_their_own_lines() {
    let mut bytes = log("--lines 500").into_bytes();
    bytes.extend(b"\0\0\0\0\n\xff\xfe\xfd\nGET /\xe9t\xe9\n");
    bytes.extend(log("--lines 500 --seed 2").as_bytes());
    let snapshot = scanned("bytes.log", &bytes, 1_003, "");
    assert_eq!(
        (&snapshot["lines"]["records"], &snapshot["lines"]["unparsed"]),
        (&1_000.into(), &3.into())
    );
    assert_eq!(snapshot["unparsed"][0]["line"], 501);
    // A hole at the start, as a log has that was cut short while it was written.
    let mut hole = vec![0; 100_000];
    hole.push(b'\n');
    hole.extend(log("--lines 500").as_bytes());
    let snapshot = scanned("hole.log", &hole, 501, "");
    assert_eq!(snapshot["lines"]["records"], 500);
}

#[test]
fn line_ends_and_encodings_of_windows_make_no_difference() {
    let text = log("--lines 400");
    let wanted = scanned("unix.log", text.as_bytes(), 400, "");
    let windows = text.replace('\n', "\r\n");
    let little = windows.encode_utf16().flat_map(u16::to_le_bytes);
    let big = windows.encode_utf16().flat_map(u16::to_be_bytes);
    let files: [(&str, Vec<u8>); 4] = [
        ("crlf.log", windows.clone().into_bytes()),
        ("bom.log", [b"\xef\xbb\xbf", windows.as_bytes()].concat()),
        ("le.log", b"\xff\xfe".iter().copied().chain(little).collect()),
        ("be.log", b"\xfe\xff".iter().copied().chain(big).collect()),
    ];
    for (name, bytes) in files {
        let snapshot = scanned(name, &bytes, 400, "");
        for part in ["lines", "fields", "timeline", "templates"] {
            assert_eq!(snapshot[part], wanted[part], "{part} of {name}");
        }
    }
}

#[test]
fn a_log_without_times_is_counted_and_said_to_have_none() {
    let text: String = (0..2_000).map(|n| format!("worker {} finished job {n}\n", n % 7)).collect();
    let snapshot = scanned("untimed.log", text.as_bytes(), 2_000, "");
    assert_eq!(
        (&snapshot["lines"]["records"], &snapshot["lines"]["untimed"]),
        (&2_000.into(), &2_000.into())
    );
    assert_eq!((&snapshot["time"], &snapshot["timeline"]), (&Value::Null, &Value::Null));
    let shown =
        run(&format!("scan {}", file("hostile-untimed.log", text.as_bytes()))).quietly().stdout;
    assert!(shown.contains("2,000 without a time"), "{shown}");
}

#[test]
fn an_executable_and_an_image_are_read_with_a_warning() {
    let program = std::fs::read(env!("CARGO_BIN_EXE_logatlas")).unwrap();
    let program = &program[..program.len().min(3 << 20)];
    let image = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0\0\0\x01\0\x08\x06\0\0\0\x1f\xf3\xffa\0\0\0\x04sBIT";
    for (name, bytes) in [("program", program), ("image.png", &image.repeat(50))] {
        let snapshot = scanned(name, bytes, plain_count(bytes), "it does not look like text");
        assert_eq!(snapshot["covered"], 1.0);
    }
    let shown = run(&format!("scan {}", file("hostile-image.png", &image.repeat(50)))).stdout;
    assert!(shown.contains("it does not look like text"), "{shown}");
}

#[test]
fn as_many_clients_as_lines_are_all_told_apart() {
    const CLIENTS: u32 = 300_000;
    let mut text = String::new();
    for n in 0..CLIENTS {
        let [a, b, c, d] = n.wrapping_mul(2_654_435_761).to_be_bytes();
        text +=
            &format!("{a}.{b}.{c}.{d} - - [01/Jan/2024:10:00:00 +0000] \"GET / HTTP/1.1\" 200 5\n");
    }
    let snapshot = scanned("clients.log", text.as_bytes(), CLIENTS.into(), "");
    let fields = snapshot["fields"].as_array().unwrap();
    let client = fields.iter().find(|field| field["name"] == "client.address").unwrap();
    assert_eq!((&client["present"], &client["none"]), (&CLIENTS.into(), &0.into()));
    let distinct = client["distinct"].as_f64().unwrap();
    let told = snapshot["approximations"].to_string().contains("client.address.distinct");
    assert!(
        distinct == f64::from(CLIENTS)
            || told && (distinct / f64::from(CLIENTS) - 1.0).abs() < 0.04
    );
}
