//! The header of a gzip member (RFC 1952, section 2.3), read byte by byte so that it may be cut anywhere.

use flate2::Crc;

/// The two bytes that open every member.
pub(super) const MAGIC: [u8; 2] = [0x1F, 0x8B];
const DEFLATE: u8 = 8;

/// Flags that must be zero.
const RESERVED: u8 = 0b1110_0000;

/// Magic, method, flags, time, extra flags, system.
const FIXED: u16 = 10;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Fixed,
    ExtraLength,
    Extra,
    Name,
    Comment,
    /// Of the header itself.
    Checksum,
    Done,
}

/// The parts that a flag announces, in their order.
const OPTIONAL: [(Part, u8); 4] = [
    (Part::ExtraLength, 1 << 2),
    (Part::Name, 1 << 3),
    (Part::Comment, 1 << 4),
    (Part::Checksum, 1 << 1),
];

/// What a byte did to the header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Read {
    /// More bytes are needed.
    More,
    /// That was the last byte of the header.
    Done,
    /// It does not begin as a member does.
    NotGzip,
    /// It begins well and then breaks the format.
    Damaged,
}

#[derive(Debug)]
pub(super) struct Header {
    part: Part,
    /// Bytes of the part that were read; for `Extra`, that are still to come.
    count: u16,
    flags: u8,
    /// A little-endian number of two bytes under way.
    number: u16,
    checksum: Crc,
}

impl Header {
    pub(super) fn new() -> Self {
        Self { part: Part::Fixed, count: 0, flags: 0, number: 0, checksum: Crc::new() }
    }

    pub(super) fn push(&mut self, byte: u8) -> Read {
        let part = self.part;
        if part == Part::Checksum {
            return self.checksum_byte(byte);
        }
        self.checksum.update(&[byte]);
        match part {
            Part::Fixed => match self.fixed(byte) {
                Read::More => {}
                refused => return refused,
            },
            Part::ExtraLength if self.two_bytes(byte) => match self.number {
                0 => self.enter(Part::Name),
                length => (self.part, self.count) = (Part::Extra, length),
            },
            Part::Extra if self.count > 1 => self.count -= 1,
            Part::Extra => self.enter(Part::Name),
            Part::Name if byte == 0 => self.enter(Part::Comment),
            Part::Comment if byte == 0 => self.enter(Part::Checksum),
            _ => {}
        }
        if self.part == Part::Done { Read::Done } else { Read::More }
    }

    /// RFC 1952 calls it CRC16: the low half of the CRC-32 of the header up to here.
    fn checksum_byte(&mut self, byte: u8) -> Read {
        match self.two_bytes(byte) {
            false => Read::More,
            true if self.number == self.checksum.sum() as u16 => Read::Done,
            true => Read::Damaged,
        }
    }

    fn fixed(&mut self, byte: u8) -> Read {
        match self.count {
            0 | 1 if byte != MAGIC[usize::from(self.count)] => return Read::NotGzip,
            2 if byte != DEFLATE => return Read::Damaged,
            3 if byte & RESERVED != 0 => return Read::Damaged,
            3 => self.flags = byte,
            _ => {}
        }
        self.count += 1;
        if self.count == FIXED {
            self.enter(Part::ExtraLength);
        }
        Read::More
    }

    /// Goes to the first part, from `part` on, that the flags announce.
    fn enter(&mut self, part: Part) {
        self.part = OPTIONAL
            .iter()
            .skip_while(|(optional, _)| *optional != part)
            .find(|(_, flag)| self.flags & flag != 0)
            .map_or(Part::Done, |(optional, _)| *optional);
        (self.count, self.number) = (0, 0);
    }

    /// Reads a byte of a two-byte number; true when it is complete.
    fn two_bytes(&mut self, byte: u8) -> bool {
        self.number |= u16::from(byte) << (8 * self.count);
        self.count += 1;
        self.count == 2
    }
}
