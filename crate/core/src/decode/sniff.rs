//! What the first bytes of a source say about it.

use super::archive::{Archive, is_tar, is_zip};
use super::bom::UTF8_BOM;
use super::latin1::is_latin1;
use super::stage::Unpack;
use super::{Container, Encoding, gzip_header, xz, zstd};

/// As much of a source is looked at, in bytes, unless [`head_of`] asks for more. Less is fine where there is less.
pub const HEAD: usize = crate::detect::HEAD;

/// The most that a block of bzip2 takes, in bytes: 900 kB that do not pack at all.
const BZIP2_BLOCK: usize = 1 << 20;

/// How much of a source is looked at, in bytes as they lie there, given its first [`HEAD`] bytes: more of what gives no text before
/// a whole block of it was read.
pub fn head_of(first: &[u8]) -> usize {
    match container_of(first) {
        Container::Bzip2 => BZIP2_BLOCK,
        _ => HEAD,
    }
}

/// As much of the text is looked at for characters beyond ASCII, in bytes: they may be rare.
const RARE: usize = 64 << 10;

/// As much of the text is looked at for everything else, in bytes.
const TEXT: usize = 4 << 10;

/// What a source is, as far as its head tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sniff {
    /// What the text is packed in.
    pub container: Container,
    /// What that is again, if it holds several files: then the rest is of no account.
    pub archive: Option<Archive>,
    /// How the text is encoded.
    pub encoding: Encoding,
    /// Length of the byte order mark at the front of the text, in bytes (0, 2 or 3). A
    /// [`Decoder`](super::Decoder) drops it.
    pub bom: usize,
    /// It does not look like text (see [`looks_binary`]): worth a word to the user, no reason to refuse it.
    pub binary: bool,
}

/**
Looks at the head of a source: container by magic bytes, encoding by byte order mark or, without one, UTF-16 by where the
zero bytes are and Windows-1252 by letters that are not UTF-8. Nothing that is not recognised is refused: it is plain UTF-8.
*/
pub fn sniff(head: &[u8]) -> Sniff {
    let container = container_of(head);
    let mut unpacked = Vec::new();
    let text = match container {
        Container::Plain => &head[..head.len().min(RARE)],
        packed => {
            unpacked.resize(RARE, 0);
            let mut unpack = Unpack::new(packed);
            let mut length = unpack.decode(head, &mut unpacked).unwrap_or_default().produced;
            while length < RARE {
                match unpack.finish(&mut unpacked[length..]) {
                    Ok(kept) if kept > 0 => length += kept,
                    _ => break,
                }
            }
            &unpacked[..length]
        }
    };
    let long = text;
    let text = &long[..long.len().min(TEXT)];
    let archive = archive_of(text);
    let (mut encoding, bom) = encoding_of(text);
    // A log that was truncated while it was being written begins with a hole, which may be longer than what is looked at.
    let hole = head.iter().take_while(|&&byte| byte == 0).count();
    let behind = if hole < text.len() { text } else { &head[hole..head.len().min(hole + TEXT)] };
    let binary = encoding == Encoding::Utf8 && looks_binary(behind);
    if encoding == Encoding::Utf8 && bom == 0 && !binary && is_latin1(long) {
        encoding = Encoding::Windows1252;
    }
    Sniff { container, archive, encoding, bom, binary }
}

fn container_of(head: &[u8]) -> Container {
    match head {
        head if head.starts_with(&gzip_header::MAGIC) => Container::Gzip,
        head if head.starts_with(zstd::MAGIC) || zstd::is_skippable(head) => Container::Zstd,
        head if head.starts_with(xz::MAGIC) => Container::Xz,
        // The digit is the size of a block; then comes a block, or the end of an empty stream.
        [b'B', b'Z', b'h', b'1'..=b'9', 0x31 | 0x17, ..] => Container::Bzip2,
        _ => Container::Plain,
    }
}

fn archive_of(unpacked: &[u8]) -> Option<Archive> {
    if is_zip(unpacked) { Some(Archive::Zip) } else { is_tar(unpacked).then_some(Archive::Tar) }
}

fn encoding_of(text: &[u8]) -> (Encoding, usize) {
    match text {
        text if text.starts_with(UTF8_BOM) => (Encoding::Utf8, UTF8_BOM.len()),
        [0xFF, 0xFE, ..] => (Encoding::Utf16Le, 2),
        [0xFE, 0xFF, ..] => (Encoding::Utf16Be, 2),
        text if is_utf16(text, u16::from_le_bytes) => (Encoding::Utf16Le, 0),
        text if is_utf16(text, u16::from_be_bytes) => (Encoding::Utf16Be, 0),
        _ => (Encoding::Utf8, 0),
    }
}

/// At least one unit in eight is an ASCII character, which has a zero byte, and none is a control character
/// that text does not have or an unpaired surrogate.
fn is_utf16(text: &[u8], read: fn([u8; 2]) -> u16) -> bool {
    let units = text.chunks_exact(2).map(|unit| read([unit[0], unit[1]]));
    let (mut count, mut ascii) = (0_usize, 0_usize);
    let mut characters = char::decode_utf16(units).peekable();
    while let Some(character) = characters.next() {
        count += 1;
        match character.map(u32::from) {
            Ok(code @ 0..0x80) if is_binary(code as u8) => return false,
            Ok(0..0x80) => ascii += 1,
            // Not characters; U+FFFE is a byte order mark the wrong way round.
            Ok(0xFFFE | 0xFFFF) => return false,
            Ok(_) => {}
            // The head may end between the two halves of a pair.
            Err(_) if characters.peek().is_none() => {}
            Err(_) => return false,
        }
    }
    ascii > 0 && ascii * 8 >= count
}

/// Control bytes that logs do not have. Logs do have bells, backspaces, form feeds, escapes (colours), and
/// the separators U+0001 (FIX) and U+001C to U+001F.
fn is_binary(byte: u8) -> bool {
    matches!(byte, 0 | 2..=6 | 0x0B | 0x0E..=0x1A | 0x7F)
}

/**
Does this head of a text (unpacked, and not UTF-16) look like an executable, an image, an archive rather than
text? True where more than one byte in 32 is a control character that logs do not have. A run of zero bytes
counts as one byte, because a log that was truncated while it was being written begins with a hole.
*/
pub fn looks_binary(head: &[u8]) -> bool {
    let (mut bytes, mut odd, mut previous) = (0_usize, 0_usize, None);
    for &byte in head {
        if byte != 0 || previous != Some(0) {
            bytes += 1;
            odd += usize::from(is_binary(byte));
        }
        previous = Some(byte);
    }
    odd * 32 > bytes
}
