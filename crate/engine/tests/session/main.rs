//! Sessions as the command line and the page drive them, over bytes in memory.
#![allow(clippy::unwrap_used, reason = "a helper of a test may fail loudly")]

mod archives;
mod colours;
mod common;
mod derived;
mod files;
mod hostile;
mod laws;
mod lines;
mod maps;
mod merged;
mod templates;
