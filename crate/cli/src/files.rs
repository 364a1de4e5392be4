/*!
Files and pipes as streams: each with its beginning, from which its format is found, and the rest of its bytes.

They are opened one after another, so that there may be more of them than a process can hold open.
*/

use crate::error::{Error, Problem, report};
use crate::revisited::{Revisited, turn};
use crate::rotation::oldest_first;
use logatlas_core::format::{ALL, Chosen, NotChosen};
use logatlas_core::time::Timestamp;
use logatlas_engine::source::{HEAD, head_of};
use logatlas_engine::{Hints, Source};
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// The argument that stands for standard input.
const STDIN: &str = "-";

/// The files that a command reads.
#[derive(clap::Args, Debug)]
pub(crate) struct Files {
    /// Log files, plain or packed; '-' is standard input
    ///
    /// Files that a log was rotated into (access.log, access.log.1, access.log.2.gz) are taken from the oldest on, whatever the
    /// order in which they are named.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Read every file in this format rather than the one that its lines look like
    ///
    /// A name that 'logatlas formats' lists, a pattern with fields, or '@' and the name of a file with one. Patterns are
    /// written as nginx's log_format ('$remote_addr [$time_local] "$request" $status'), Apache's LogFormat ('%h %t "%r"
    /// %>s'), GoAccess's log-format, grok ('%{IP:client} %{NUMBER:bytes}') or regular expressions with named groups.
    #[arg(long, value_name = "FORMAT", value_parser = format_of)]
    format: Option<String>,
}

/// The name or pattern that was asked for, where there is such a format.
fn format_of(wish: &str) -> Result<String, String> {
    let text = match wish.strip_prefix('@') {
        None => wish.to_owned(),
        Some(path) => fs::read_to_string(path)
            .map_err(|error| format!("the file {path} can't be read: {error}"))?,
    };
    match Chosen::new(&text) {
        Ok(_) => Ok(text),
        Err(error @ NotChosen::Unknown(_)) => {
            let names: Vec<&str> = ALL.iter().map(|format| format.name()).collect();
            Err(format!("{error} [formats: {}]", names.join(", ")))
        }
        Err(error) => Err(error.to_string()),
    }
}

impl Files {
    /// The paths in the order in which they were given, rotated files from the oldest on.
    pub(crate) fn paths(&self) -> Vec<&Path> {
        let mut paths: Vec<&Path> = self.files.iter().map(PathBuf::as_path).collect();
        oldest_first(&mut paths, |path| path.to_string_lossy().into_owned());
        paths
    }

    /// The format that was asked for.
    pub(crate) fn format(&self) -> Option<&str> {
        self.format.as_deref()
    }

    /// Whether standard input is among them.
    pub(crate) fn has_stdin(&self) -> bool {
        self.files.iter().any(|path| is_stdin(path))
    }

    /// Checks the names; returns the size of all regular files together, in bytes.
    ///
    /// # Errors
    /// A name that stands for nothing is a slip of the one who typed it: [`Error::File`]. [`Error::StdinTwice`]. Files
    /// that are there and can't be read are met, and told, when their turn comes.
    pub(crate) fn check(&self) -> Result<u64, Error> {
        if self.files.iter().filter(|path| is_stdin(path)).count() > 1 {
            return Err(Error::StdinTwice);
        }
        let mut total = 0;
        for path in self.files.iter().filter(|path| !is_stdin(path)) {
            match fs::metadata(path) {
                Ok(metadata) if metadata.is_file() => total += metadata.len(),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    return Err(Error::File { name: name(path), problem: Problem::Missing });
                }
                _ => {}
            }
        }
        Ok(total)
    }
}

/// What a file is called in results.
pub(crate) fn name(path: &Path) -> String {
    if is_stdin(path) { "stdin".into() } else { path.to_string_lossy().into_owned() }
}

/// Whether this argument stands for standard input.
pub(crate) fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == OsStr::new(STDIN)
}

/// Whether a file that can be read again is an archive.
pub(crate) fn is_archive(path: &Path) -> bool {
    let again = !is_stdin(path) && fs::metadata(path).is_ok_and(|metadata| metadata.is_file());
    again
        && Input::open(path).is_ok_and(|input| {
            Source::open(input.name, 0, &input.head, input.hints, None).archive.is_some()
        })
}

/// An opened file or pipe.
pub(crate) struct Input<'a> {
    /// What it is called in results.
    pub(crate) name: String,
    /// Its size when it was opened, in bytes, unless it is a pipe or a device.
    pub(crate) size: Option<u64>,
    /// When it was last changed: now, for a pipe.
    pub(crate) hints: Hints,
    /// Its first bytes, as many as [`head_of`] says.
    pub(crate) head: Vec<u8>,
    /// How many bytes were given out.
    pub(crate) given: u64,
    /// Whether it is a member of an archive.
    pub(crate) member: bool,
    rest: Box<dyn Read + 'a>,
    /// The file, if it is closed whenever it is not read.
    visited: Option<Revisited>,
}

impl<'a> Input<'a> {
    /// Opens a file and reads its beginning.
    pub(crate) fn open(path: &Path) -> Result<Self, Problem> {
        Self::of(path, false)
    }

    /// The same of a file that is to be closed whenever it is not read.
    pub(crate) fn visit(path: &Path) -> Result<Self, Problem> {
        Self::of(path, true)
    }

    fn of(path: &Path, closes: bool) -> Result<Self, Problem> {
        let opened = if is_stdin(path) {
            Opened::pipe(Box::new(io::stdin().lock()))
        } else {
            Opened::file(path, closes).map_err(|error| Problem::new(0, error))?
        };
        let mut input = Self {
            name: name(path),
            size: opened.size,
            hints: Hints { modified: timestamp(opened.modified), utc_offset_seconds: 0 },
            head: vec![0; HEAD],
            given: 0,
            member: false,
            rest: opened.bytes,
            visited: opened.visited,
        };
        input.look(0).map_err(|(at, error)| Problem::new(at as u64, error))?;
        Ok(input)
    }

    /// Fills the beginning from byte `length` on, and goes on if it turns out to need more.
    fn look(&mut self, mut length: usize) -> Result<(), (usize, io::Error)> {
        while let Some(room) = self.head.get_mut(length..).filter(|room| !room.is_empty()) {
            match read(&mut *self.rest, room).map_err(|error| (length, error))? {
                0 => break,
                count => length += count,
            }
        }
        let wanted = head_of(self.head.get(..length).unwrap_or_default());
        if length == self.head.len() && wanted > length {
            self.head.resize(wanted, 0);
            return self.look(length);
        }
        self.head.truncate(length);
        Ok(())
    }

    /// A member of an archive, given its first bytes and the others.
    pub(crate) fn of_member(
        name: String,
        hints: Hints,
        head: Vec<u8>,
        rest: Box<dyn Read + 'a>,
    ) -> Self {
        Self { name, size: None, hints, head, given: 0, member: true, rest, visited: None }
    }

    /// These bytes as if they came from a pipe.
    #[cfg(test)]
    pub(crate) fn of_bytes(bytes: Vec<u8>) -> Self {
        let head = bytes.get(..HEAD).unwrap_or(&bytes).to_vec();
        let mut rest = io::Cursor::new(bytes);
        rest.set_position(head.len() as u64);
        let hints = Hints::default();
        let (name, rest) = ("test".into(), Box::new(rest));
        Self { name, size: None, hints, head, given: 0, member: false, rest, visited: None }
    }

    /// Forgets the beginning where it can be read again: those of many files read side by side would add up.
    pub(crate) fn forget(&mut self) {
        if let (Some(file), Some(size)) = (self.visited.take(), self.size) {
            self.head = Vec::new();
            self.rest = Box::new(file.from(self.given).take(size.saturating_sub(self.given)));
        }
    }

    /// Passes over bytes of the beginning.
    pub(crate) fn skip(&mut self, count: usize) {
        self.given += count as u64;
    }

    /// The next bytes, at least one unless there are no more or `room` is empty.
    ///
    /// # Errors
    /// A sentence for the source: where the file could not be read on, or that it has shrunk.
    pub(crate) fn read(&mut self, room: &mut [u8]) -> Result<usize, String> {
        let head = self.head.get(self.given as usize..).unwrap_or_default();
        let count = if head.is_empty() {
            let read = read(&mut *self.rest, room);
            read.map_err(|error| Problem::Other(self.given, error).to_string())?
        } else {
            let count = head.len().min(room.len());
            let (room, head) = (room.get_mut(..count), head.get(..count));
            if let (Some(room), Some(head)) = (room, head) {
                room.copy_from_slice(head);
            }
            count
        };
        self.given += count as u64;
        match self.size {
            Some(size) if count == 0 && !room.is_empty() && self.given < size => Err(format!(
                "it shrank while it was read: {size} bytes were announced and there were {}; what was read was \
                 kept (was the log rotated? read the rotated file too)",
                self.given
            )),
            _ => Ok(count),
        }
    }
}

/// A file or pipe before its first byte was read.
struct Opened {
    bytes: Box<dyn Read>,
    size: Option<u64>,
    modified: SystemTime,
    visited: Option<Revisited>,
}

impl Opened {
    fn pipe(bytes: Box<dyn Read>) -> Self {
        Self { bytes, size: None, modified: SystemTime::now(), visited: None }
    }

    /// A regular file is read as far as it went when it was opened: a log that grows, or that the output is appended to,
    /// has an end all the same.
    fn file(path: &Path, closes: bool) -> io::Result<Self> {
        // Pipes are opened without a turn: they may wait for others. It is over once the file is closed.
        let turn = (closes && fs::metadata(path)?.is_file()).then(turn);
        let mut file = File::open(path)?;
        let metadata = file.metadata()?;
        if metadata.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        if !metadata.is_file() {
            return Ok(Self::pipe(Box::new(file)));
        }
        let modified = metadata.modified().unwrap_or(UNIX_EPOCH);
        // Files of the kernel (/proc) announce no size.
        let size = Some(metadata.len()).filter(|size| *size > 0);
        let visited = size.filter(|_| closes).map(|_| Revisited::new(path.to_owned(), &metadata));
        let bytes: Box<dyn Read> = match (size, &visited) {
            (Some(size), Some(file)) => Box::new(file.clone().take(size)),
            (Some(size), None) => Box::new(file.take(size)),
            (None, _) if turn.is_some() => {
                let mut beginning = Vec::new();
                file.by_ref().take(HEAD as u64).read_to_end(&mut beginning)?;
                // It is closed, unless it goes on.
                let rest = Some(file).filter(|_| beginning.len() == HEAD);
                let beginning = io::Cursor::new(beginning);
                match rest {
                    Some(file) => Box::new(beginning.chain(file)),
                    None => Box::new(beginning),
                }
            }
            (None, _) => Box::new(file),
        };
        Ok(Self { bytes, size, modified, visited })
    }
}

fn read(from: &mut dyn Read, room: &mut [u8]) -> io::Result<usize> {
    loop {
        match from.read(room) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

fn timestamp(time: SystemTime) -> Option<Timestamp> {
    let since = time.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_nanos()).ok().map(Timestamp::from_nanos)
}

/// Tells on standard error what is odd about a source that was read.
pub(crate) fn warn(source: &Source) {
    let name = &source.name;
    if let Some(error) = source.error() {
        report("warning", &format_args!("{name}: {error}"));
    } else if let Some(notice) = source.notice() {
        report("warning", &format_args!("{name}: {notice}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file_of(name: &str, bytes: &[u8]) -> PathBuf {
        let path = std::env::temp_dir().join(format!("logatlas-{}-{name}", std::process::id()));
        fs::write(&path, bytes).unwrap();
        path
    }

    fn all(input: &mut Input<'_>) -> Result<Vec<u8>, String> {
        let mut bytes = Vec::new();
        let mut room = [0; 100_000];
        loop {
            match input.read(&mut room)? {
                0 => return Ok(bytes),
                count => bytes.extend_from_slice(&room[..count]),
            }
        }
    }

    #[test]
    fn the_beginning_is_given_out_before_the_rest() {
        let bytes: Vec<u8> = (0..2 * HEAD as u32 + 7).map(|i| (i % 251) as u8).collect();
        let path = file_of("whole", &bytes);
        let mut input = Input::open(&path).unwrap();
        fs::remove_file(&path).unwrap();
        assert_eq!((input.size, &input.head[..]), (Some(bytes.len() as u64), &bytes[..HEAD]));
        input.skip(3);
        assert_eq!(all(&mut input).unwrap(), &bytes[3..]);
        assert_eq!(input.given, bytes.len() as u64);
    }

    #[test]
    fn a_file_that_shrinks_is_told_with_both_sizes() {
        let path = file_of("shrinks", &vec![b'x'; 2 * HEAD]);
        let mut input = Input::open(&path).unwrap();
        File::options().write(true).open(&path).unwrap().set_len(10).unwrap();
        let told = all(&mut input).unwrap_err();
        fs::remove_file(&path).unwrap();
        assert!(told.contains(&format!("{} bytes", 2 * HEAD)), "{told}");
        assert!(told.contains(&format!("there were {HEAD}")), "{told}");
    }

    #[test]
    fn a_file_that_grows_is_read_as_far_as_it_went_when_it_was_opened() {
        use std::io::Write;
        let path = file_of("grows", b"first\n");
        let mut input = Input::open(&path).unwrap();
        File::options().append(true).open(&path).unwrap().write_all(b"second\n").unwrap();
        let read = all(&mut input);
        fs::remove_file(&path).unwrap();
        assert_eq!(read.unwrap(), b"first\n");
    }
}
