/*!
The buffers that slices travel in. There is a fixed number of them: a reader that is ahead of the parsers waits for
one to come back, and that is all the back-pressure there is.
*/

use crate::lock;
use logatlas_core::split::{MAX_LINE, MAX_RECORD};
use std::sync::{Condvar, Mutex, PoisonError};

/// Room before the data for what is carried over from the slice before: an unfinished line and the record it may belong to.
pub const CARRY: usize = MAX_LINE + MAX_RECORD + 4096;

/// A buffer: [`CARRY`] bytes of room in front, then the data, which always starts at the same alignment.
#[derive(Debug)]
pub struct Slot {
    bytes: Vec<u8>,
}

impl Slot {
    fn new(data: usize) -> Self {
        Self { bytes: vec![0; CARRY + data] }
    }

    /// The whole buffer.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The whole buffer, to write to.
    pub fn bytes_mut(&mut self) -> &mut [u8] {
        &mut self.bytes
    }
}

/// The slots of a session.
#[derive(Debug)]
pub struct Slots {
    data: usize,
    most: usize,
    state: Mutex<Idle>,
    returned: Condvar,
}

#[derive(Debug, Default)]
struct Idle {
    slots: Vec<Slot>,
    made: usize,
    closed: bool,
}

impl Slots {
    /// At most `most` slots of `data` bytes each; they are made when they are first needed.
    pub fn new(data: usize, most: usize) -> Self {
        Self { data, most, state: Mutex::default(), returned: Condvar::new() }
    }

    /// A slot, waiting until one is free. None once the slots are closed.
    pub fn acquire(&self) -> Option<Slot> {
        let mut idle = lock(&self.state);
        loop {
            if idle.closed {
                return None;
            }
            if let Some(slot) = idle.slots.pop() {
                return Some(slot);
            }
            if idle.made < self.most {
                idle.made += 1;
                return Some(Slot::new(self.data));
            }
            idle = self.returned.wait(idle).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Gives a slot back.
    pub fn release(&self, slot: Slot) {
        lock(&self.state).slots.push(slot);
        self.returned.notify_one();
    }

    /// Wakes everyone who waits; nobody gets a slot any more.
    pub fn close(&self) {
        lock(&self.state).closed = true;
        self.returned.notify_all();
    }

    /// Whether nobody gets a slot, see [`close`](Self::close).
    pub fn are_closed(&self) -> bool {
        lock(&self.state).closed
    }

    /// Lets slots out again after [`close`](Self::close).
    pub fn reopen(&self) {
        lock(&self.state).closed = false;
    }

    /// The size of a slot's data part, in bytes.
    pub fn data(&self) -> usize {
        self.data
    }
}
