/*!
A session over log files: bytes in, snapshots, lines and maps out, on as many threads as there are.

The engine does no I/O. Whoever can read a source (a thread over a file, a worker over a Blob) pushes its bytes through a
[`Feed`]; slices of them go to the [`Pool`], become columns and summaries, and stay in the cache as long as the budget
allows. The same code runs in the browser and in the command line.

- [`session`]: the [`Session`], what all roles share;
- [`source`]: what is known of an opened file, and the detection of its format;
- [`slots`]: the buffers that slices travel in, and the back-pressure;
- [`feed`]: bytes of a source into slots, cut where no record is torn;
- [`chunks`]: where each slice lies, and the cache of its columns;
- [`pass`]: one sweep over all slices with one filter;
- [`words`]: all words numbered once, so that filters count by number;
- `members`: the members of an archive one after another;
- [`replay`]: slices of packed sources that a pass needs again;
- [`excerpt`]: stretches of text of packed sources;
- `marks`: places in a slice from which it can be read, and how far time had come there;
- `merge`: the records of several sources by time;
- [`lines`]: the records of a pass as text;
- [`control`]: progress and cancel as words in shared memory.
*/
#![forbid(unsafe_code)]

mod chunks;
pub mod control;
pub mod excerpt;
pub mod feed;
pub mod lines;
pub mod map;
mod marks;
mod members;
mod merge;
mod pass;
mod pool;
pub mod replay;
pub mod session;
pub mod slots;
pub mod source;
pub mod templates;
mod words;

pub use chunks::Extent;
pub use control::{Control, State};
pub use feed::Feed;
pub use pass::PassId;
pub use pool::Pool;
pub use session::{Options, Session};
pub use source::{Hints, Source};

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks a mutex whose holder may have panicked: what it guards is only ever changed in whole steps.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
