/*!
The bytes of a source as they come, turned into the bytes of its text, as a stream.

[`sniff()`] looks at the head of a source and says what it is packed in ([`Container`]) and how its text is
encoded ([`Encoding`]). A [`Decoder`] made from the two takes pieces of input of any size, writes UTF-8 into
whatever room it is given, and remembers where it stopped. It does no reading of its own, so it serves an
asynchronous reader in a browser and a plain thread alike.

Text in UTF-8 is passed on as it stands: invalid sequences are left to whoever shows them.
Another container or encoding is one file here, one variant of its enum and one arm of each `match`.
*/

mod archive;
mod bom;
mod bzip2;
mod decoder;
mod error;
mod gzip;
mod gzip_header;
mod latin1;
mod sniff;
mod stage;
mod utf16;
mod xz;
mod zstd;

#[cfg(test)]
mod encoding_tests;
#[cfg(test)]
mod packed_tests;
#[cfg(test)]
mod tests;

pub use archive::{Archive, Entry, Event, Skipped, Step, Unfold};
pub use decoder::Decoder;
pub use error::{DecodeError, Fault};
pub use sniff::{HEAD, Sniff, head_of, looks_binary, sniff};

/// What a source is packed in, told by its first bytes and never by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Container {
    /// The text as it is.
    Plain,
    /// One gzip member or several, one after another (RFC 1952; `cat a.gz b.gz`, bgzip).
    Gzip,
    /// One zstd frame or several (RFC 8878; pzstd, seekable zstd).
    Zstd,
    /// One bzip2 stream or several (pbzip2, lbzip2).
    Bzip2,
    /// One xz stream or several (pixz).
    Xz,
}

impl Container {
    /// The name shown to users: `plain`, `gzip`, `zstd`, `bzip2` or `xz`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
            Self::Bzip2 => "bzip2",
            Self::Xz => "xz",
        }
    }
}

/// How the text of a source is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, and every encoding that agrees with it on ASCII.
    Utf8,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// Windows-1252, which has Latin-1 in it.
    Windows1252,
}

impl Encoding {
    /// The name shown to users, as the IANA register spells it: `UTF-8`, `UTF-16LE`, `UTF-16BE` or `windows-1252`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
            Self::Windows1252 => "windows-1252",
        }
    }
}

/// How far one call of a decoder came, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of the input that need not be given again.
    pub consumed: usize,
    /// Bytes written to the front of the output.
    pub produced: usize,
}

impl std::ops::AddAssign for Progress {
    fn add_assign(&mut self, more: Self) {
        self.consumed += more.consumed;
        self.produced += more.produced;
    }
}

/// Copies as much as fits.
fn copy(input: &[u8], output: &mut [u8]) -> Progress {
    let count = input.len().min(output.len());
    output[..count].copy_from_slice(&input[..count]);
    Progress { consumed: count, produced: count }
}
