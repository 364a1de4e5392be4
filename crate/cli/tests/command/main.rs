/*!
The command line as its users meet it: the built program, its files and pipes, its exit codes.
*/
// A test may fail loudly, and so may what helps it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod archives;
mod derived;
mod embed;
mod faults;
mod files;
mod generate;
mod hostile;
mod lines;
mod map;
mod patterns;
mod run;
mod scan;
mod templates;
