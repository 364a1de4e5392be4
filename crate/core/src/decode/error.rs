//! What can be wrong with a packed source, said for the user who dropped it.

use std::fmt;

/// Why a source could not be decoded to its end. Whatever was decoded before the fault has been handed out and stays valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecodeError {
    /// What is damaged: the name of a container, see [`Container::name`](super::Container::name).
    pub container: &'static str,
    /// What is wrong with it, and where.
    pub fault: Fault,
}

/// What is wrong with a container. Every position counts bytes of the packed source from 0; a member is what a container
/// holds several of, one after another (`cat a.gz b.gz`): zstd calls it a frame, bzip2 and xz a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The source ended inside a member; `at` is the length of what there was.
    Truncated {
        /// Length of the source, in bytes.
        at: u64,
    },
    /// The header of a member breaks its format.
    Header {
        /// Where the header begins.
        at: u64,
    },
    /// The compressed data breaks its format.
    Corrupt {
        /// Where the member that is damaged begins.
        member: u64,
        /// How far the decoder had read when it noticed.
        at: u64,
    },
    /// A member was unpacked to its end, but its text is not what was packed.
    Checksum {
        /// Where the member begins.
        member: u64,
        /// Where the member ends.
        at: u64,
    },
    /// What follows the last member is neither a member nor zero padding.
    Trailing {
        /// Where it begins.
        at: u64,
    },
    /// A member asks for more memory than is given to it.
    Window {
        /// Where the member begins.
        at: u64,
        /// The most memory that is given, in bytes.
        most: u64,
    },
    /// A member can be unpacked only with a dictionary, which is not in the source.
    Dictionary {
        /// Where the member begins.
        at: u64,
    },
    /// A member of an archive does not say where it ends, and its data does not show it.
    Endless {
        /// Where the member begins.
        at: u64,
    },
}

impl Fault {
    /// The byte of the packed source that it is reported at.
    pub fn position(&self) -> u64 {
        match *self {
            Self::Truncated { at }
            | Self::Header { at }
            | Self::Corrupt { at, .. }
            | Self::Checksum { at, .. }
            | Self::Trailing { at }
            | Self::Window { at, .. }
            | Self::Dictionary { at }
            | Self::Endless { at } => at,
        }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { container, fault } = self;
        match fault {
            Fault::Truncated { at } => write!(
                f,
                "the {container} stream ends early at byte {at}; what came before it was kept (is the file still \
                 being written, or was its download cut short?)"
            ),
            Fault::Header { at } => write!(
                f,
                "the {container} header at byte {at} is damaged; what came before it was kept and the rest was not read"
            ),
            Fault::Corrupt { member, at } => write!(
                f,
                "the {container} data that begins at byte {member} is damaged near byte {at}; what came before the \
                 damage was kept and the rest was not read"
            ),
            Fault::Checksum { member, at } => write!(
                f,
                "the {container} data from byte {member} to byte {at} does not match its checksum; it was kept, but \
                 parts of it may be wrong, and the rest was not read"
            ),
            Fault::Trailing { at } => write!(
                f,
                "what follows the {container} stream at byte {at} is not {container} and was left out; what came before \
                 it was kept"
            ),
            Fault::Window { at, most } => write!(
                f,
                "the {container} data that begins at byte {at} needs more than {} MiB to unpack; what came before it was \
                 kept (unpack the file and open what is in it)",
                most >> 20
            ),
            Fault::Dictionary { at } => write!(
                f,
                "the {container} data that begins at byte {at} was packed with a dictionary, which is not in the file; \
                 what came before it was kept (unpack the file and open what is in it)"
            ),
            Fault::Endless { at } => write!(
                f,
                "what begins at byte {at} of the {container} file does not say how long it is; what came before it was kept \
                 (unpack the file and open what is in it)"
            ),
        }
    }
}

impl std::error::Error for DecodeError {}
