/*!
A file from somewhere on, piece by piece, as fast as a browser gives it: the bytes come into one buffer that is handed over and
comes back. To ask for slice after slice costs twice the time, most of it for fresh memory that the system must clear first.

A stream would go on with a file that was moved or replaced meanwhile, so now and then a byte of the file itself is asked for.
*/

use js_sys::{ArrayBuffer, Uint8Array};
use std::ops::Range;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, ReadableStreamByobReader, ReadableStreamReadResult};

/// The size of the buffer, in bytes. Larger ones leave the processor's cache before they are copied.
const PIECE: u32 = 512 << 10;

/// After so many bytes it is looked whether the file is still the one that was chosen.
const CHECKED: u64 = 16 << 20;

/// A file on its way in.
pub(crate) struct Stream {
    file: Blob,
    at: u64,
    size: u64,
    /// Where the file is looked at next.
    check: u64,
    /// None where the browser has no streams that fill a buffer of the caller's: then slices are asked for.
    reader: Option<ReadableStreamByobReader>,
    buffer: ArrayBuffer,
}

impl Stream {
    /// The bytes of a file from `at` on.
    pub(crate) fn new(file: &Blob, at: u64) -> Self {
        let size = file.size() as u64;
        let rest = file.slice_with_f64_and_f64(at as f64, size as f64);
        let reader = rest.and_then(|rest| ReadableStreamByobReader::new(&rest.stream()));
        let buffer = ArrayBuffer::new(PIECE);
        Self { file: file.clone(), at, size, check: at, reader: reader.ok(), buffer }
    }

    /// Where the next bytes come from, from the start of the file.
    pub(crate) fn at(&self) -> u64 {
        self.at
    }

    /// The next bytes, at most `most` of them; they stay until more are asked for. None where they can't be had: the file ends, or it
    /// was moved, changed or deleted.
    pub(crate) async fn next(&mut self, most: u64) -> Option<Uint8Array> {
        let most = most.min(self.size - self.at);
        let Some(reader) = &self.reader else {
            let part = whole(&self.file, self.at..self.at + most).await?;
            self.at += most;
            return Some(part);
        };
        if self.at >= self.check {
            whole(&self.file, self.at..self.at + 1).await?;
            self.check = self.at + CHECKED;
        }
        let wanted = most.min(PIECE.into()) as u32;
        let mut filled = 0;
        while filled < wanted {
            let room = wanted - filled;
            let room = Uint8Array::new_with_byte_offset_and_length(&self.buffer, filled, room);
            let read = JsFuture::from(reader.read_with_array_buffer_view(&room)).await.ok()?;
            let read: ReadableStreamReadResult = read.unchecked_into();
            let bytes: Uint8Array = read.get_value().dyn_into().ok()?;
            if bytes.length() == 0 {
                return None;
            }
            self.buffer = bytes.buffer();
            filled += bytes.length();
        }
        self.at += u64::from(wanted);
        Some(Uint8Array::new_with_byte_offset_and_length(&self.buffer, 0, wanted))
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        if let Some(reader) = &self.reader {
            let cancelled = JsFuture::from(reader.cancel());
            spawn_local(async {
                // Of a stream that has failed it only says so once more.
                drop(cancelled.await);
            });
        }
    }
}

/// The bytes of a part of a file.
pub(crate) async fn bytes(file: &Blob, range: Range<u64>) -> Result<Uint8Array, JsValue> {
    let part = file.slice_with_f64_and_f64(range.start as f64, range.end as f64)?;
    let buffer = JsFuture::from(part.array_buffer()).await?;
    Ok(Uint8Array::new(&buffer))
}

/// All bytes of a part of a file, or nothing if not all of them can be had.
async fn whole(file: &Blob, range: Range<u64>) -> Option<Uint8Array> {
    let length = range.end - range.start;
    bytes(file, range).await.ok().filter(|part| u64::from(part.length()) == length)
}
