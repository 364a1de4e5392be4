//! Archives on the command line: their members are sources of their own, for every command.

use crate::run::{file, log, run, run_on};
use flate2::{Compression, Crc, write::DeflateEncoder, write::GzEncoder};
use std::io::Write;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    for (name, bytes) in members {
        let mut block = [0; 512];
        block[..name.len()].copy_from_slice(name.as_bytes());
        block[124..136].copy_from_slice(format!("{:011o}\0", bytes.len()).as_bytes());
        block[148..156].fill(b' ');
        block[156] = if name.ends_with('/') { b'5' } else { b'0' };
        let sum: u32 = block.iter().map(|&byte| u32::from(byte)).sum();
        block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        out.extend(block);
        out.extend(*bytes);
        out.resize(out.len().next_multiple_of(512), 0);
    }
    out.resize(out.len() + 1024, 0);
    out
}

fn zip(members: &[(&str, &[u8], u16)]) -> Vec<u8> {
    let mut out = Vec::new();
    for (name, bytes, flags) in members {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        let packed = encoder.finish().unwrap();
        let mut crc = Crc::new();
        crc.update(bytes);
        out.extend(b"PK\x03\x04\x14\0");
        out.extend([flags.to_le_bytes(), [8, 0], [0, 0], [0, 0]].concat());
        for number in [crc.sum(), packed.len() as u32, bytes.len() as u32] {
            out.extend(number.to_le_bytes());
        }
        out.extend([(name.len() as u16).to_le_bytes(), [0, 0]].concat());
        out.extend(name.as_bytes());
        out.extend(packed);
    }
    out.extend(b"PK\x05\x06");
    out.resize(out.len() + 18, 0);
    out
}

#[test]
fn records_of_members_and_files_are_merged_by_time() {
    let text = |seconds: &[u32], word: &str| {
        let line = |second: &u32| format!("2024-01-31T10:11:{second:02}Z INFO {word}\n\tmore\n");
        seconds.iter().map(line).collect::<String>()
    };
    let (a, b, c) = (text(&[10, 40, 20], "a"), text(&[5, 15, 50], "b"), text(&[12, 45], "c"));
    let packed = gzip(b.as_bytes());
    let members = tar(&[("a.log", a.as_bytes()), ("b.log.gz", &packed)]);
    let archive = file("merged.tar", &members);
    let beside = file("merged-c.log", c.as_bytes());
    let words = |ended: String| {
        let lines = ended.lines().filter(|line| !line.starts_with('\t'));
        lines.map(|line| line[17..].replace("Z INFO ", "")).collect::<Vec<_>>().join(" ")
    };
    let both = run(&format!("lines {archive} {beside}")).quietly().stdout;
    // Each keeps its own order.
    assert_eq!(words(both), "05b 10a 12c 15b 40a 20a 45c 50b");
    let one = run(&format!("lines {archive}")).quietly().stdout;
    assert_eq!(words(one), "05b 10a 15b 40a 20a 50b");
    let two = run(&format!("lines --count 2 {archive}")).quietly().stdout;
    assert_eq!(words(two), "05b 10a");

    let many: Vec<(String, String)> = (0..300u32)
        .map(|number| (format!("{number}.log"), text(&[(300 - number) % 60], "x")))
        .collect();
    let many: Vec<(&str, &[u8])> =
        many.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    let ended = run(&format!("lines {}", file("many.tar", &tar(&many))));
    assert_eq!((ended.code, ended.stdout.lines().count()), (0, 600));
    assert!(ended.stderr.contains("many.tar are written one after the other"), "{}", ended.stderr);
}

#[test]
fn members_are_counted_and_filtered_as_the_files_that_they_are() {
    let (web, api) = (log("--lines 700"), log("--format json --lines 300 --seed 4"));
    let (packed, png) = (
        gzip(api.as_bytes()),
        [b"\x89PNG\r\n\x1A\n".as_slice(), &[2, 3, 4, 0x80, 0x90, 6].repeat(40)].concat(),
    );
    let members: [(&str, &[u8]); 5] = [
        ("logs/", b""),
        ("logs/web.log", web.as_bytes()),
        ("logs/none.log", b""),
        ("logs/api.log.gz", &packed),
        ("logo.png", &png),
    ];
    let path = file("archive.bin", &gzip(&tar(&members)));
    let ended = run(&format!("scan {path} --json"));
    assert_eq!(ended.code, 0);
    assert!(ended.stderr.contains("logo.png: it does not look like text"), "{}", ended.stderr);
    let snapshot = ended.json();
    let said = |key: &str| {
        let sources = snapshot["sources"].as_array().unwrap();
        sources.iter().map(|source| source[key].to_string()).collect::<Vec<_>>()
    };
    assert_eq!(said("container"), ["\"tar.gz\"", "\"plain\"", "\"gzip\"", "\"plain\""]);
    assert_eq!(said("format")[..3], ["\"\"", "\"combined\"", "\"json\""]);
    assert_eq!(said("lines")[..3], ["0", "700", "300"]);
    assert!(said("name")[1].ends_with("archive.bin: logs/web.log\""));
    let read = &snapshot["sources"][0]["members"];
    assert_eq!([&read["read"], &read["directories"], &read["empty"]], [3, 1, 1]);

    // Without the picture, which has lines of its own.
    let path =
        file("archive2.bin", &zip(&[("web.log", web.as_bytes(), 0), ("api.log.gz", &packed, 0)]));
    let plain = [file("archive-web.log", web.as_bytes()), file("archive-api.log", api.as_bytes())]
        .join(" ");
    for command in [
        "lines",
        "lines --filter GET",
        "lines --by file",
        "lines --by file --filter GET",
        "templates --assign",
    ] {
        let whole = run(&format!("{command} {path}")).quietly().stdout;
        assert_eq!(whole, run(&format!("{command} {plain}")).quietly().stdout, "{command}");
        assert!(!whole.is_empty());
    }
    let some = run(&format!("lines --by file --count 710 --json {path}")).quietly().stdout;
    assert_eq!(some.lines().count(), 710);
    assert!(some.lines().last().unwrap().contains("archive2.bin: api.log.gz\",\"line\":10,"));
    let piped = run_on("scan - --json", &std::fs::read(&path).unwrap()).quietly().json();
    assert_eq!(piped["lines"]["records"], 1_000);
}

#[test]
fn what_is_wrong_with_an_archive_is_said_and_the_rest_is_read() {
    let web = log("--lines 50");
    let text = web.as_bytes();
    let good = zip(&[("a.log", text, 0), ("b.log", text, 0)]);
    let cases: [(&str, Vec<u8>, &str, u64); 4] = [
        (
            "secret.zip",
            zip(&[("a.log", text, 0), ("b.log", text, 1)]),
            "left out: 1 with a password",
            50,
        ),
        ("short.zip", good[..good.len() - 200].to_vec(), "the zip stream ends early at byte", 50),
        (
            "short.tar.gz",
            gzip(&tar(&[("a.log", text), ("b.log", text)]))[..700].to_vec(),
            "the gzip stream ends early at byte 700",
            1,
        ),
        (
            "bad.zip",
            {
                let mut bad = good;
                bad[60] ^= 0xFF;
                bad
            },
            "bad.zip: a.log: the zip data from byte 0",
            50,
        ),
    ];
    for (name, bytes, said, least) in cases {
        let ended = run(&format!("scan --json {}", file(name, &bytes)));
        assert!(ended.code == 0 && ended.stderr.contains(said), "{name}: {}", ended.stderr);
        let records = ended.json()["lines"]["records"].as_u64().unwrap();
        assert!((least..=100).contains(&records), "{name}: {records}");
    }
    let empty = run(&format!("scan --json {}", file("empty.zip", &zip(&[]))));
    assert!(empty.stderr.contains("there is no file with content in it"), "{}", empty.stderr);
}
