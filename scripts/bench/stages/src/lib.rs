//! The stages as a bare WebAssembly module. Built as the shipped one is, so that what is measured is optimised as that is.

mod door;
pub mod stages;
