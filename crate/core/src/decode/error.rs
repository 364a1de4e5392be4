//! What can be wrong with a packed source, said for the user who dropped it.

use std::fmt;

/// Why a source could not be decoded to its end. Every position counts bytes of the packed source from 0;
/// whatever was decoded before the fault has been handed out and stays valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// The source ended inside a gzip member; `at` is the length of what there was.
    Truncated {
        /// Length of the source, in bytes.
        at: u64,
    },
    /// The header of a gzip member breaks RFC 1952.
    Header {
        /// Where the header begins.
        at: u64,
    },
    /// The compressed data breaks RFC 1951.
    Corrupt {
        /// Where the member that is damaged begins.
        member: u64,
        /// How far the decoder had read when it noticed.
        at: u64,
    },
    /// A gzip member was unpacked to its end, but its text is not what was packed.
    Checksum {
        /// Where the member begins.
        member: u64,
        /// Where the member ends.
        at: u64,
    },
    /// What follows the last gzip member is neither a member nor zero padding.
    Trailing {
        /// Where it begins.
        at: u64,
    },
}

impl DecodeError {
    /// The byte of the packed source that the fault is reported at.
    pub fn position(&self) -> u64 {
        match *self {
            Self::Truncated { at }
            | Self::Header { at }
            | Self::Corrupt { at, .. }
            | Self::Checksum { at, .. }
            | Self::Trailing { at } => at,
        }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Truncated { at } => write!(
                f,
                "the gzip stream ends early at byte {at}; what came before it was kept (is the file still \
                 being written, or was its download cut short?)"
            ),
            Self::Header { at } => write!(
                f,
                "the gzip header at byte {at} is damaged; what came before it was kept and the rest was not read"
            ),
            Self::Corrupt { member, at } => write!(
                f,
                "the gzip data that begins at byte {member} is damaged near byte {at}; what came before the \
                 damage was kept and the rest was not read"
            ),
            Self::Checksum { member, at } => write!(
                f,
                "the gzip data from byte {member} to byte {at} does not match its checksum; it was kept, but \
                 parts of it may be wrong, and the rest was not read"
            ),
            Self::Trailing { at } => write!(
                f,
                "what follows the gzip stream at byte {at} is not gzip and was left out; what came before it was kept"
            ),
        }
    }
}

impl std::error::Error for DecodeError {}
