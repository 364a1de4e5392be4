//! What streams of files and archives are charged and how they are read.

use super::*;
use std::path::PathBuf;

/// A tar archive of two members with text of these lengths.
fn archive(name: &str, texts: [usize; 2]) -> PathBuf {
    let mut bytes = Vec::new();
    for (number, length) in texts.into_iter().enumerate() {
        let mut head = [0; 512];
        head[..5].copy_from_slice(format!("{number}.log").as_bytes());
        head[124..136].copy_from_slice(format!("{length:011o}\0").as_bytes());
        head[148..156].fill(b' ');
        head[156] = b'0';
        let sum: u32 = head.iter().map(|&byte| u32::from(byte)).sum();
        head[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        bytes.extend(head);
        let line = b"2024-01-31T10:11:12Z INFO x\n";
        bytes.extend(line.iter().cycle().take(length - 1).chain(b"\n"));
        bytes.resize(bytes.len().next_multiple_of(512), 0);
    }
    bytes.resize(bytes.len() + 1024, 0);
    let path = std::env::temp_dir().join(format!("logatlas-{}-{name}.tar", std::process::id()));
    std::fs::write(&path, bytes).unwrap();
    path
}

#[test]
fn all_that_is_held_of_an_archive_is_charged() {
    let path = archive("charged", [280, 560]);
    let pace = Pace { slice: 1 << 16, ahead: 1, closes: false };
    for (text, members, streams, left) in [
        (840, 2, 2, (0, 0)),
        (900, 9, 2, (60, 7)),
        // The first piece alone is too much, or the second is.
        (279, 9, 1, (0, 8)),
        (839, 9, 1, (0, 7)),
        (900, 1, 1, (60, 0)),
    ] {
        let mut room = Room { text, members };
        let found = Stream::open(&path, None, pace).members("a.tar", &mut room);
        assert_eq!((found.len(), (room.text, room.members)), (streams, left), "{text}");
    }
    std::fs::remove_file(&path).unwrap();
}

#[test]
fn many_files_are_closed_between_reads_and_have_smaller_slices() {
    let few = Pace::of(2, 3);
    assert!(!few.closes && few.ahead == 2 && few.slice == SLICES.1);
    assert!(!Pace::of(AT_ONCE, 3).closes && Pace::of(AT_ONCE + 1, 3).closes);
    let many = Pace::of(MOST, 3);
    assert!(many.closes && many.ahead == 1 && many.slice == SLICES.0);
}
