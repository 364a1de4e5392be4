/*!
A file that is open only while it is read: any number of them can be read side by side, where a process may hold few open.
*/

use std::fs::{File, Metadata};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::{Condvar, Mutex, PoisonError};

/// Threads that may have such a file open at once: a process may hold as few as some dozens open.
pub(crate) const AT_ONCE: usize = 16;

static TURNS: Turns = Turns::new(AT_ONCE);

/// Waits until a file may be opened; it is to be closed before the turn is over.
pub(crate) fn turn() -> Turn<'static> {
    TURNS.take()
}

/// So many may do something at once.
struct Turns {
    left: Mutex<usize>,
    given_back: Condvar,
}

/// One of them, until it is dropped.
pub(crate) struct Turn<'a>(&'a Turns);

impl Turns {
    const fn new(count: usize) -> Self {
        Self { left: Mutex::new(count), given_back: Condvar::new() }
    }

    fn take(&self) -> Turn<'_> {
        let left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let left = self.given_back.wait_while(left, |left| *left == 0);
        let mut left = left.unwrap_or_else(PoisonError::into_inner);
        *left = left.saturating_sub(1);
        Turn(self)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        *self.0.left.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.0.given_back.notify_one();
    }
}

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
        // Declared first: it is dropped behind the file.
        let _turn = turn();
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
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    #[test]
    fn so_many_have_their_turn_at_once_and_no_more() {
        let turns = Turns::new(3);
        let (inside, most, all) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
        thread::scope(|scope| {
            for _ in 0..20 {
                scope.spawn(|| {
                    for _ in 0..20 {
                        let _turn = turns.take();
                        most.fetch_max(inside.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        thread::yield_now();
                        all.fetch_add(1, Ordering::SeqCst);
                        inside.fetch_sub(1, Ordering::SeqCst);
                    }
                });
            }
        });
        assert!(most.into_inner() <= 3);
        assert_eq!((all.into_inner(), *turns.left.lock().unwrap()), (400, 3));
    }

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
