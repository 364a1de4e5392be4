/*!
Archives: files in one source, each with a name, read as they stream by.

[`Unfold`] goes through whatever a source is packed in and through archives within archives, and hands out the members that are
no archives: their bytes as they lie there, which may be packed or encoded in their turn. Nothing is sought, so a pipe will do;
what the table at the end of a zip says is not needed.

Another archive is one file here, one variant of [`Archive`] and one arm of each `match`.
*/

mod reader;
mod tar;
mod tar_header;
mod unfold;
mod zip;
mod zip_header;

#[cfg(test)]
mod tests;

pub(super) use tar_header::is_header as is_tar;
pub use unfold::Unfold;
pub(super) use zip_header::is_zip;

use super::{Container, DecodeError};

/// What a source holds several files in, told by its content and never by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Archive {
    /// POSIX ustar and pax, GNU and the old format.
    Tar,
    /// Zip and zip64.
    Zip,
}

/// A file in an archive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Its path; what is not UTF-8 is replaced. Of an archive within an archive the names of both, `inner.tar: path`.
    pub name: String,
    /// When it was last changed, in seconds since the Unix epoch, where the archive tells.
    pub modified: Option<i64>,
}

/// Why a member is not handed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Skipped {
    /// It is a directory.
    Directory,
    /// There is nothing in it.
    Empty,
    /// It is a link, a device or a pipe.
    Special,
    /// It can be read only with a password.
    Encrypted,
    /// It is packed in a way that is not known here.
    Method,
    /// It is a sparse file, with holes that are not in the archive.
    Sparse,
    /// It is an archive in an archive in an archive in an archive in an archive.
    Deep,
    /// There are too many; for whoever keeps count.
    Beyond,
}

/// What comes out of an archive besides bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A member begins; [`Unfold::head`] has its first bytes. All its bytes follow, those too.
    Begin(Entry),
    /// The member ends.
    End,
    /// A member is left out.
    Skipped(Skipped),
    /// The rest of the member at hand, or of an archive within the archive, is left out; the archive goes on behind it.
    Damaged {
        /// The name of the archive within; empty for the member at hand.
        within: String,
        /// What is wrong. Positions count from the beginning of the archive that the damage is in.
        error: DecodeError,
    },
}

/// How far one call came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// Bytes of the input that need not be given again.
    pub consumed: usize,
    /// Bytes of the member at hand, written to the front of the output.
    pub produced: usize,
    /// What comes after these bytes.
    pub event: Option<Event>,
}

impl Archive {
    /// The name shown to users: `tar` or `zip`.
    pub fn name(self) -> &'static str {
        self.name_in(Container::Plain)
    }

    /// The name shown to users of an archive in this container, as in `tar.gz`.
    pub fn name_in(self, container: Container) -> &'static str {
        let [tar, zip] = match container {
            Container::Plain => ["tar", "zip"],
            Container::Gzip => ["tar.gz", "zip.gz"],
            Container::Zstd => ["tar.zst", "zip.zst"],
            Container::Bzip2 => ["tar.bz2", "zip.bz2"],
            Container::Xz => ["tar.xz", "zip.xz"],
        };
        match self {
            Self::Tar => tar,
            Self::Zip => zip,
        }
    }
}
