//! The header of a tar member (POSIX.1-2001 ustar, GNU, and the format before both), and the records of pax.

/// The length of every header, and what members are padded to, in bytes.
pub(super) const BLOCK: usize = 512;

/// What a header announces.
#[derive(Debug)]
pub(super) struct Header {
    pub(super) name: Vec<u8>,
    /// The length of what follows, in bytes.
    pub(super) size: u64,
    pub(super) modified: Option<i64>,
    pub(super) kind: u8,
    /// Whether more blocks of a sparse map follow the header.
    pub(super) extended: bool,
}

/// Whether a tar could begin so: a header with a name and the right checksum.
pub(in crate::decode) fn is_header(head: &[u8]) -> bool {
    head.first_chunk().is_some_and(|block: &[u8; BLOCK]| block[0] != 0 && has_checksum(block))
}

/// Reads a header; nothing if its checksum is wrong or its size is no number.
pub(super) fn parse(block: &[u8; BLOCK]) -> Option<Header> {
    if !has_checksum(block) {
        return None;
    }
    let kind = block[156];
    let mut name = text(&block[..100]).to_vec();
    let prefix = text(&block[345..500]);
    // GNU keeps other things where POSIX has a prefix.
    if &block[257..263] == b"ustar\0" && !prefix.is_empty() {
        name = [prefix, b"/", &name].concat();
    }
    Some(Header {
        name,
        size: number(&block[124..136])?,
        // Archives that are to be the same every time have zero for a time.
        modified: number(&block[136..148])
            .and_then(|time| i64::try_from(time).ok())
            .filter(|time| *time > 0),
        kind,
        extended: kind == b'S' && block[482] != 0,
    })
}

/// The checksum is the sum of all bytes with spaces in its own place; old programs took the bytes for signed.
fn has_checksum(block: &[u8; BLOCK]) -> bool {
    let Some(stored) = number(&block[148..156]) else { return false };
    let with = |of: fn(u8) -> i64| {
        let bytes = block.iter().enumerate();
        bytes.map(|(at, &byte)| of(if (148..156).contains(&at) { b' ' } else { byte })).sum::<i64>()
    };
    let stored = stored as i64;
    stored == with(i64::from) || stored == with(|byte| i64::from(byte as i8))
}

fn text(field: &[u8]) -> &[u8] {
    field.split(|&byte| byte == 0).next().unwrap_or_default()
}

/// Octal digits, or GNU's binary numbers, which have the first bit set. Negative ones are none.
fn number(field: &[u8]) -> Option<u64> {
    match field {
        [0x80, rest @ ..] => {
            let (high, low) = rest.split_at_checked(rest.len().checked_sub(8)?)?;
            let low = u64::from_be_bytes(low.try_into().ok()?);
            (high.iter().all(|&byte| byte == 0) && low <= i64::MAX as u64).then_some(low)
        }
        _ => {
            let digits = text(field).trim_ascii();
            let digits = std::str::from_utf8(digits).ok()?;
            if digits.is_empty() { Some(0) } else { u64::from_str_radix(digits, 8).ok() }
        }
    }
}

/// What pax records say of the next member; they stand above its header.
#[derive(Debug, Default)]
pub(super) struct Pax {
    pub(super) name: Option<Vec<u8>>,
    pub(super) size: Option<u64>,
    pub(super) modified: Option<i64>,
    pub(super) sparse: bool,
}

impl Pax {
    /// Takes in records of the form `length key=value\n`. False where they break that form.
    pub(super) fn read(&mut self, mut records: &[u8]) -> bool {
        while !records.is_empty() {
            let Some((record, rest)) = cut(records) else { return false };
            records = rest;
            let Some(equals) = memchr::memchr(b'=', record) else { return false };
            let (key, value) = (&record[..equals], &record[equals + 1..]);
            let text = std::str::from_utf8(value).unwrap_or_default();
            match key {
                b"path" => self.name = Some(value.to_vec()),
                b"size" => self.size = text.parse().ok(),
                b"mtime" => {
                    self.modified = text.split('.').next().and_then(|whole| whole.parse().ok());
                }
                key if key.starts_with(b"GNU.sparse.") => self.sparse = true,
                _ => {}
            }
        }
        true
    }
}

/// The first record without its length and newline, and the others.
fn cut(records: &[u8]) -> Option<(&[u8], &[u8])> {
    let space = memchr::memchr(b' ', records)?;
    let length: usize = std::str::from_utf8(&records[..space]).ok()?.parse().ok()?;
    let (record, rest) = records.split_at_checked(length)?;
    Some((record.get(space + 1..length.checked_sub(1)?)?, rest))
}
