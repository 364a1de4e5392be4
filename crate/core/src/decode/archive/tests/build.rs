//! Archives as their writers make them, the odd ones included.

use std::io::Write;

use flate2::write::{DeflateEncoder, GzEncoder};
use flate2::{Compression, Crc};

pub(super) fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

/// Members one after another, and the end.
pub(super) fn tar(members: &[Vec<u8>]) -> Vec<u8> {
    [members.concat(), vec![0; 1024]].concat()
}

/// A header of POSIX and what follows it.
pub(super) fn tar_member(name: &str, kind: u8, text: &[u8]) -> Vec<u8> {
    let mut block = vec![0; 512];
    block[..name.len()].copy_from_slice(name.as_bytes());
    block[100..108].copy_from_slice(b"0000644\0");
    block[124..136].copy_from_slice(format!("{:011o}\0", text.len()).as_bytes());
    block[136..148].copy_from_slice(b"14000000000\0");
    block[156] = kind;
    block[257..265].copy_from_slice(b"ustar\x0000");
    sign(&mut block);
    block.extend(text);
    block.resize(block.len().next_multiple_of(512), 0);
    block
}

/// Has the first header of a tar tell another size.
pub(super) fn set_size(tar: &mut [u8], size: &[u8; 12]) {
    tar[124..136].copy_from_slice(size);
    sign(&mut tar[..512]);
}

fn sign(block: &mut [u8]) {
    block[148..156].fill(b' ');
    let sum: u32 = block.iter().map(|&byte| u32::from(byte)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
}

/// The number that stands for bzip2.
pub(super) const BZIP2: u16 = 12;

/// A member of a zip.
#[derive(Clone, Copy, Default)]
pub(super) struct Zipped<'a> {
    pub(super) name: &'a str,
    pub(super) text: &'a [u8],
    pub(super) deflate: bool,
    /// Its lengths follow its data.
    pub(super) described: bool,
    /// In eight bytes.
    pub(super) wide: bool,
    pub(super) encrypted: bool,
    /// A number that stands for another way of packing; of these only bzip2 is packed really.
    pub(super) method: Option<u16>,
    /// Time and date.
    pub(super) time: (u16, u16),
}

impl Zipped<'_> {
    fn write(&self, out: &mut Vec<u8>) {
        let mut crc = Crc::new();
        crc.update(self.text);
        let mut packed = self.text.to_vec();
        if self.deflate {
            let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(self.text).unwrap();
            packed = encoder.finish().unwrap();
        }
        if self.method == Some(BZIP2) {
            let mut encoder =
                ::bzip2::write::BzEncoder::new(Vec::new(), ::bzip2::Compression::fast());
            encoder.write_all(self.text).unwrap();
            packed = encoder.finish().unwrap();
        }
        let lengths = [packed.len() as u64, self.text.len() as u64];
        let word = |known: u64| if self.wide { u32::MAX } else { known as u32 };
        let flags = u16::from(self.described) << 3 | u16::from(self.encrypted);
        let method = self.method.unwrap_or(if self.deflate { 8 } else { 0 });
        out.extend(b"PK\x03\x04\x14\0");
        for half in [flags, method, self.time.0, self.time.1] {
            out.extend(half.to_le_bytes());
        }
        let told =
            if self.described { [0; 3] } else { [crc.sum(), word(lengths[0]), word(lengths[1])] };
        for number in told {
            out.extend(number.to_le_bytes());
        }
        let extra: Vec<u8> = if self.wide {
            let sizes = if self.described { [0; 2] } else { [lengths[1], lengths[0]] };
            [&[1, 0, 16, 0][..], &sizes[0].to_le_bytes(), &sizes[1].to_le_bytes()].concat()
        } else {
            Vec::new()
        };
        out.extend((self.name.len() as u16).to_le_bytes());
        out.extend((extra.len() as u16).to_le_bytes());
        out.extend(self.name.as_bytes());
        out.extend(extra);
        out.extend(packed);
        if self.described {
            out.extend(b"PK\x07\x08");
            out.extend(crc.sum().to_le_bytes());
            for length in lengths {
                let bytes = length.to_le_bytes();
                out.extend(if self.wide { &bytes[..] } else { &bytes[..4] });
            }
        }
    }
}

/// Members one after another, and an end as far as it is read.
pub(super) fn zip(members: &[Zipped]) -> Vec<u8> {
    let mut out = Vec::new();
    for member in members {
        member.write(&mut out);
    }
    out.extend(b"PK\x05\x06");
    out.extend([0; 18]);
    out
}
