/*!
A file that is open only while it is read: any number of them can be read side by side, where a process may hold few open.
*/

use std::fs::{File, Metadata};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::PathBuf;

/// Goes on reading a file where it left it.
#[derive(Clone)]
pub(crate) struct Revisited {
    path: PathBuf,
    identity: Identity,
    at: u64,
}

impl Revisited {
    /// The file of this path, which is described by `metadata`.
    pub(crate) fn new(path: PathBuf, metadata: &Metadata) -> Self {
        Self { path, identity: identity(metadata), at: 0 }
    }

    /// The same file from this byte on.
    pub(crate) fn from(self, at: u64) -> Self {
        Self { at, ..self }
    }
}

impl Read for Revisited {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let mut file = File::open(&self.path)?;
        // A log may have been rotated in the meantime: what goes by its name now is another file.
        if identity(&file.metadata()?) != self.identity {
            return Err(io::Error::other("another file has taken its name while it was read"));
        }
        file.seek(SeekFrom::Start(self.at))?;
        let count = file.read(room)?;
        self.at += count as u64;
        Ok(count)
    }
}

/// What stays the same while a file is written to.
#[cfg(unix)]
type Identity = (u64, u64);
#[cfg(not(unix))]
type Identity = Option<std::time::SystemTime>;

#[cfg(unix)]
fn identity(metadata: &Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt;
    (metadata.dev(), metadata.ino())
}

#[cfg(not(unix))]
fn identity(metadata: &Metadata) -> Identity {
    metadata.created().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_file_is_read_on_where_it_was_left_unless_another_one_took_its_name() {
        let path = std::env::temp_dir().join(format!("logatlas-{}-revisited", std::process::id()));
        fs::write(&path, b"one two three").unwrap();
        let mut file = Revisited::new(path.clone(), &fs::metadata(&path).unwrap());
        let mut four = [0; 4];
        file.read_exact(&mut four).unwrap();
        assert_eq!(&four, b"one ");
        file.read_exact(&mut four).unwrap();
        assert_eq!(&four, b"two ");
        file.clone().from(1).read_exact(&mut four).unwrap();
        assert_eq!(&four, b"ne t");
        // The other one is there before the first is gone, so that it can't have its place on the disk.
        let other = path.with_extension("other");
        fs::write(&other, b"four five six").unwrap();
        fs::rename(&other, &path).unwrap();
        let told = file.read(&mut four).unwrap_err();
        fs::remove_file(&path).unwrap();
        assert!(told.to_string().contains("another file"), "{told}");
    }
}
