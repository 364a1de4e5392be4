/*!
How a command ends: done, nothing matched, or why it could not run, said to the person who called it.
*/

use logatlas_core::numeric;
use logatlas_core::query::FilterError;
use std::fmt::{self, Display};
use std::io::{self, Write};

/// How a command that could run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// There is a result.
    Done,
    /// No record was found, or none that the filter means.
    NothingMatched,
}

impl Outcome {
    /// The outcome of a search that found so many.
    pub(crate) fn of_matches(count: u64) -> Self {
        if count == 0 { Self::NothingMatched } else { Self::Done }
    }
}

/// Why a command could not run. `Display` says what happened, where, and what to do.
#[derive(Debug)]
pub(crate) enum Error {
    /// A file can't be read.
    File {
        /// Its name as it was given.
        name: String,
        /// What is in the way.
        problem: Problem,
    },
    /// None of several files could be read: a sentence each.
    NothingRead(Vec<String>),
    /// Standard input was asked for more than once.
    StdinTwice,
    /// Standard input would have to be read twice.
    StdinAgain,
    /// The filter can't be understood.
    Filter {
        /// The filter.
        text: String,
        /// What is wrong, and where.
        error: FilterError,
    },
    /// The result can't be written.
    Write {
        /// A file name, or none for standard output.
        to: Option<String>,
        /// What the system says.
        error: io::Error,
    },
    /// The system gives no threads.
    Threads(rayon::ThreadPoolBuildError),
    /// A table of numbers can't be read.
    Table {
        /// The file.
        name: String,
        /// What is wrong, and where.
        error: numeric::Error,
    },
    /// A matrix can't be embedded.
    Embed {
        /// The file.
        name: String,
        /// What is wrong, and where.
        error: logatlas_embed::Error,
    },
    /// A map can't be made.
    Map {
        /// What its points stand for.
        by: String,
        /// What is wrong.
        error: logatlas_embed::Error,
    },
    /// A feature that is to count differently is not one of the map's.
    Weight {
        /// As it was called.
        name: String,
        /// What there is.
        known: String,
    },
    /// The name of a result does not say in which format it is to be written.
    Extension {
        /// The name.
        name: String,
    },
}

/// What is in the way of reading a file.
#[derive(Debug)]
pub(crate) enum Problem {
    /// There is none of this name.
    Missing,
    /// It is a directory.
    Directory,
    /// The user may not read it.
    Denied,
    /// Anything else, with the byte that was to be read.
    Other(u64, io::Error),
}

impl Problem {
    /// What an error met at this byte of a file means.
    pub(crate) fn new(at: u64, error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            io::ErrorKind::IsADirectory => Self::Directory,
            io::ErrorKind::PermissionDenied => Self::Denied,
            _ => Self::Other(at, error),
        }
    }
}

impl Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("there is no such file; check the name"),
            Self::Directory => {
                f.write_str("this is a directory; name the files in it, as in DIRECTORY/*.log")
            }
            Self::Denied => f.write_str(
                "you are not allowed to read it; ask its owner, or read it as a user who is",
            ),
            Self::Other(at, error) => write!(
                f,
                "it could not be read on at byte {at} ({error}); what came before was kept; check the disk \
                 or copy the file, and try again"
            ),
        }
    }
}

impl Error {
    /// That standard output can't be written to.
    pub(crate) fn output(error: io::Error) -> Self {
        Self::Write { to: None, error }
    }

    /// Whether the reader of standard output has gone, which is no fault.
    pub(crate) fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Write { to: None, error } if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

impl Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { name, problem } => write!(f, "{name}: {problem}"),
            Self::NothingRead(sentences) => {
                write!(f, "nothing could be read\n  {}", sentences.join("\n  "))
            }
            Self::StdinTwice => {
                f.write_str("'-' (standard input) can be read only once; leave the others out")
            }
            Self::StdinAgain => f.write_str(
                "this needs what was read once more, and standard input can't be read twice; save it to a file first",
            ),
            Self::Filter { text, error } => {
                let before = text.get(..error.at).unwrap_or(text).chars().count();
                write!(
                    f,
                    "the filter can't be understood: {}\n  {text}\n  {}^ character {}",
                    error.message,
                    " ".repeat(before),
                    before + 1
                )
            }
            Self::Write { to, error } => {
                let to = to.as_deref().unwrap_or("standard output");
                write!(
                    f,
                    "{to}: could not be written ({error}); is there room, and are you allowed to?"
                )
            }
            Self::Threads(error) => {
                write!(f, "the system gives no threads ({error}); try a smaller --threads")
            }
            Self::Table { name, error } => write!(f, "{name}: {error}"),
            Self::Embed { name, error } => write!(f, "{name}: {error}"),
            Self::Weight { name, known } => write!(
                f,
                "no feature is called {name:?}; there are {known}, and the columns of each that --json lists"
            ),
            Self::Map { by, error } => write!(f, "no map by {by}: {error}"),
            Self::Extension { name } => {
                write!(f, "{name}: the name must end in .npy or .csv, which says how it is written")
            }
        }
    }
}

/// Writes a sentence to standard error. Where that is closed nobody listens.
pub(crate) fn report(kind: &str, sentence: &dyn Display) {
    let _ = writeln!(io::stderr(), "logatlas: {kind}: {sentence}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_shown_with_a_finger_at_the_character() {
        let error = FilterError { at: "ü : ".len(), message: "a value is missing".into() };
        let told = Error::Filter { text: "ü : ".into(), error }.to_string();
        let lines: Vec<&str> = told.lines().collect();
        assert_eq!(lines[1], "  ü : ");
        assert_eq!(lines[2], "      ^ character 5");
    }

    #[test]
    fn only_a_reader_gone_from_standard_output_is_no_fault() {
        let broken = || io::Error::from(io::ErrorKind::BrokenPipe);
        assert!(Error::output(broken()).is_closed_pipe());
        assert!(!Error::Write { to: Some("map.csv".into()), error: broken() }.is_closed_pipe());
        assert!(!Error::output(io::ErrorKind::StorageFull.into()).is_closed_pipe());
    }
}
