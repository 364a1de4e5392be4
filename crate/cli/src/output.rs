/*!
Standard output, written in blocks.
*/

use crate::error::Error;
use std::io::{self, Write};

/// Bytes that are gathered before they are written.
const BLOCK: usize = 256 << 10;

/// Runs a function that writes to standard output, and writes out what it left in the buffer.
pub(crate) fn to_stdout(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Error> {
    let mut out = io::BufWriter::with_capacity(BLOCK, io::stdout().lock());
    write(&mut out).and_then(|()| out.flush()).map_err(Error::output)
}
