//! Sample files and generated logs through detection and every reader. One program for all of them: it is linked once, and its tests
//! share the processors.
#![allow(clippy::unwrap_used, reason = "a helper of a test may fail loudly")]

mod describe;
mod fixtures;
mod fuzz;
mod generated;
mod programs;
