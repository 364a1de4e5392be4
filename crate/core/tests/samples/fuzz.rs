//! The targets of the fuzzers on mutations of the fixtures: short, and the same every time.

#[path = "../../../../tests/fuzz/src/lib.rs"]
mod targets;

use std::path::{Path, PathBuf};

/// Mutations of each fixture, for each target.
const ROUNDS: usize = 2;
/// Longer input is cut, in bytes.
const MAX: usize = 2_000;
/// What mutations put in: what formats are made of.
const PIECES: &[&str] = &[
    "\n",
    "\r\n",
    "\n\n",
    " ",
    "\t",
    "\"",
    "\\\"",
    "\\",
    "{",
    "}",
    "[",
    "]",
    ",",
    "=",
    ":",
    "-",
    "%",
    "$",
    "0",
    "9999999999",
    "\u{0}",
    "\u{1b}[31m",
    "2024-01-31T10:11:12.5Z",
    "Feb 29 23:59:60",
    "1e309",
    "null",
    "%{IP:a}",
    "(?<b>.)",
    "$status",
    "%h",
    "not ",
    "*",
    " stdout P ",
    "é",
    "\u{202f}",
];

/// Numbers that look random and are the same in every run (xorshift, Marsaglia 2003).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound.max(1) as u64) as usize
    }

    fn mutate(&mut self, bytes: &mut Vec<u8>, other: &[u8]) {
        for _ in 0..1 + self.below(6) {
            let at = self.below(bytes.len() + 1);
            let end = (at + self.below(40)).min(bytes.len());
            match self.below(6) {
                0 => {
                    bytes.drain(at..end);
                }
                1 => {
                    let copy = bytes[at..end].to_vec();
                    let to = self.below(bytes.len() + 1);
                    bytes.splice(to..to, copy);
                }
                2 => {
                    let piece = PIECES[self.below(PIECES.len())];
                    bytes.splice(at..at, piece.bytes());
                }
                3 => {
                    let from = self.below(other.len());
                    let to = (from + self.below(200)).min(other.len());
                    bytes.splice(at..at, other[from..to].iter().copied());
                }
                4 => bytes.truncate(at.max(1)),
                _ => {
                    if let Some(byte) = bytes.get_mut(at) {
                        *byte ^= 1 << self.below(8);
                    }
                }
            }
        }
    }
}

/// The samples of formats and programs, and inputs of other kinds.
fn seeds() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures");
    let logs = |folder: PathBuf| {
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let mut files: Vec<_> =
            files.filter(|path| path.extension().is_some_and(|e| e == "log")).collect();
        files.sort();
        files
    };
    let files = logs(folder.clone()).into_iter().chain(logs(folder.join("programs")));
    let mut seeds: Vec<Vec<u8>> = files
        .map(|path| {
            let mut bytes = std::fs::read(path).unwrap();
            bytes.truncate(MAX);
            bytes
        })
        .collect();
    assert!(seeds.len() > 100);
    let all = |folder: PathBuf| {
        let mut files: Vec<_> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        assert!(files.len() > 2);
        files.into_iter().map(|path| std::fs::read(path).unwrap())
    };
    seeds.extend(all(folder.join("../fuzz/seeds")));
    // Before packed bytes stands the size of the pieces that they are given in.
    seeds.extend(all(folder.join("packed")).map(|bytes| [&[7], &*bytes].concat()));
    seeds
}

#[test]
fn mutations_of_the_fixtures_are_survived_and_read_alike_in_any_cut() {
    let seeds = seeds();
    for (name, target) in targets::TARGETS {
        let mut random = Random(0x9e37_79b9_7f4a_7c15);
        for (number, seed) in seeds.iter().enumerate() {
            for round in 0..ROUNDS {
                let mut bytes = seed.clone();
                let other = random.below(seeds.len());
                random.mutate(&mut bytes, &seeds[other]);
                let run = std::panic::catch_unwind(|| target(&bytes));
                assert!(
                    run.is_ok(),
                    "{name}, seed {number}, round {round}: {:?}",
                    String::from_utf8_lossy(&bytes)
                );
            }
        }
    }
}
