//! The header before each member of a zip (PKWARE's APPNOTE 6.3, section 4.3.7), and what may follow its data.

/// What stands before the name, in bytes.
pub(super) const FIXED: usize = 30;
/// The most that a data descriptor takes, in bytes.
pub(super) const DESCRIPTOR: usize = 24;

const LOCAL: &[u8] = b"PK\x03\x04";
const DESCRIPTOR_MAGIC: &[u8] = b"PK\x07\x08";

/// Whether a zip could begin so; an empty one is its end.
pub(in crate::decode) fn is_zip(head: &[u8]) -> bool {
    [LOCAL, b"PK\x05\x06", DESCRIPTOR_MAGIC, b"PK00PK"].iter().any(|magic| head.starts_with(magic))
}

/// What four bytes where a header may stand are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Signature {
    Member,
    /// The table of contents, or what stands for an empty one: no members follow.
    Contents,
    /// That the archive was, or could have been, cut into several files.
    Spanned,
    Unknown,
}

pub(super) fn signature(word: &[u8]) -> Signature {
    match word {
        b"PK\x03\x04" => Signature::Member,
        b"PK\x01\x02" | b"PK\x05\x06" | b"PK\x06\x06" | b"PK\x06\x08" => Signature::Contents,
        b"PK\x07\x08" | b"PK00" => Signature::Spanned,
        _ => Signature::Unknown,
    }
}

/// What a header announces.
#[derive(Debug, Default)]
pub(super) struct Header {
    pub(super) name: Vec<u8>,
    pub(super) modified: Option<i64>,
    pub(super) encrypted: bool,
    /// 0 for bytes as they are, 8 for deflate; section 4.4.5.
    pub(super) method: u16,
    /// Checksum and lengths follow the data.
    pub(super) described: bool,
    /// Lengths there are 8 bytes wide.
    pub(super) wide: bool,
    pub(super) checksum: u32,
    /// Bytes of data, unless they are told only behind it.
    pub(super) packed: Option<u64>,
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// How long the header is that begins so, in bytes.
pub(super) fn length(fixed: &[u8]) -> usize {
    let part = |at| usize::from(u16_at(fixed, at).unwrap_or_default());
    FIXED + part(26) + part(28)
}

/// Reads a whole header.
pub(super) fn parse(bytes: &[u8]) -> Option<Header> {
    let flags = u16_at(bytes, 6)?;
    let (packed, size) = (u32_at(bytes, 18)?, u32_at(bytes, 22)?);
    let name = usize::from(u16_at(bytes, 26)?);
    let described = flags & 8 != 0;
    let mut header = Header {
        name: bytes.get(FIXED..FIXED + name)?.to_vec(),
        modified: dos_time(u16_at(bytes, 12)?, u16_at(bytes, 10)?),
        encrypted: flags & 0x41 != 0,
        method: u16_at(bytes, 8)?,
        described,
        wide: false,
        checksum: u32_at(bytes, 14)?,
        packed: Some(u64::from(packed)),
    };
    let mut extra = bytes.get(FIXED + name..)?;
    while let (Some(id), Some(length)) = (u16_at(extra, 0), u16_at(extra, 2)) {
        let Some(field) = extra.get(4..4 + usize::from(length)) else { break };
        match id {
            1 => {
                header.wide = true;
                let at = if size == u32::MAX { 8 } else { 0 };
                if packed == u32::MAX {
                    header.packed = u64_at(field, at);
                }
            }
            0x5455 if field.first().is_some_and(|flags| flags & 1 != 0) => {
                header.modified = u32_at(field, 1).map(|time| i64::from(time as i32));
            }
            _ => {}
        }
        extra = extra.get(4 + usize::from(length)..).unwrap_or_default();
    }
    if described && header.packed == Some(0) {
        header.packed = None;
    }
    Some(header)
}

/// MS-DOS has the time of the clock on the wall and no zone: it is taken for UTC.
fn dos_time(date: u16, time: u16) -> Option<i64> {
    let (year, month, day) =
        (1980 + i64::from(date >> 9), i64::from(date >> 5 & 15), i64::from(date & 31));
    if !(1..=12).contains(&month) || day == 0 {
        return None;
    }
    // Days since 1970-03-01, counting years from March on: the leap day comes last.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days =
        year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day - 1 - 719_468;
    let seconds =
        i64::from(time >> 11) * 3600 + i64::from(time >> 5 & 63) * 60 + i64::from(time & 31) * 2;
    Some(days * 86_400 + seconds)
}

/// Reads what follows data of `packed` and `size` bytes. Returns its length, and the checksum in it; nothing if it tells other
/// lengths. Its magic number and the width of its lengths are up to the writer.
pub(super) fn descriptor(
    bytes: &[u8],
    wide: bool,
    packed: u64,
    size: Option<u64>,
) -> Option<(usize, u32)> {
    let magic = if bytes.starts_with(DESCRIPTOR_MAGIC) { 4 } else { 0 };
    let checksum = u32_at(bytes, magic)?;
    let narrow = || {
        let same = u32_at(bytes, magic + 4)? == packed as u32
            && size.is_none_or(|size| u32_at(bytes, magic + 8) == Some(size as u32));
        same.then_some((magic + 12, checksum))
    };
    let broad = || {
        let same = u64_at(bytes, magic + 4)? == packed
            && size.is_none_or(|size| u64_at(bytes, magic + 12) == Some(size));
        same.then_some((magic + 20, checksum))
    };
    if wide { broad().or_else(narrow) } else { narrow().or_else(broad) }
}
