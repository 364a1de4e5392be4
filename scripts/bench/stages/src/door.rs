/*!
What node sees of the module: a log is made inside it, so that no bytes need to go in.
*/

use crate::stages::{Bench, Stage};
use logatlas_core::generate::Kind;
use std::cell::RefCell;

thread_local! {
    static BENCH: RefCell<Option<Bench>> = const { RefCell::new(None) };
}

/// Makes a log of the kind of this number in [`Kind::ALL`], of about so many bytes; returns how many there are, 0 for a
/// number that stands for none.
// SAFETY: no other function of this module or its dependencies has this name.
#[unsafe(no_mangle)]
pub extern "C" fn open(kind: u32, bytes: u32) -> u32 {
    let Some(&kind) = Kind::ALL.get(kind as usize) else { return 0 };
    let bench = Bench::new(kind, bytes as usize);
    let bytes = bench.bytes() as u32;
    BENCH.with_borrow_mut(|slot| *slot = Some(bench));
    bytes
}

/// Runs the stage of this number in [`Stage::ALL`] on the log that was made last; returns the number of lines.
// SAFETY: as above.
#[unsafe(no_mangle)]
pub extern "C" fn run(stage: u32) -> u32 {
    let stage = Stage::ALL.get(stage as usize).copied();
    BENCH.with_borrow_mut(|slot| match (slot, stage) {
        (Some(bench), Some(stage)) => bench.run(stage) as u32,
        _ => 0,
    })
}

/// Makes the columns that the filters run over; returns the number of records.
// SAFETY: as above.
#[unsafe(no_mangle)]
pub extern "C" fn cache() -> u32 {
    BENCH.with_borrow_mut(|slot| slot.as_mut().map_or(0, |bench| bench.cache() as u32))
}
