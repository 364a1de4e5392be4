/*!
Files into a session: the reader's part. Bytes come through web-sys futures, go straight into slots of shared memory, and
a full slot waits for the parsers by blocking this worker, which has nothing else to do.
*/

use crate::bridge::failure;
use js_sys::{BigUint64Array, Uint8Array};
use logatlas_core::time::Timestamp;
use logatlas_engine::control::Word;
use logatlas_engine::replay::{Replay, read_at};
use logatlas_engine::source::{HEAD, head_of};
use logatlas_engine::{Extent, Feed, Hints, PassId, Session, Source};
use std::ops::Range;
use std::sync::Arc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File};

/// The bytes of a 64-bit word.
const WORD: usize = size_of::<u64>();

/// Bytes of a packed source that are read at a time.
const PACKED: u64 = 4 << 20;

/// What is said of a file that can't be read from this byte on.
fn unreadable(at: u64, size: u64) -> String {
    match at {
        0 => "it could not be read: it is a folder, or it was moved, changed or deleted since it was chosen. Choose it \
              again."
            .into(),
        _ => format!(
            "it could not be read on at byte {at} of {size}: it was moved, changed or deleted meanwhile. What came before \
             was kept. Choose it again; if it is still being written to, open a copy of it."
        ),
    }
}

/// That a file which was read once can't be read any more.
pub(crate) fn gone(source: &Source) -> JsValue {
    let name = &source.name;
    failure(
        "gone",
        &format!(
            "{name} can't be read any more: it was moved, changed or deleted. Choose it again."
        ),
    )
}

/// The bytes of a part of a file.
pub(crate) async fn bytes(file: &Blob, range: Range<u64>) -> Result<Uint8Array, JsValue> {
    let part = file.slice_with_f64_and_f64(range.start as f64, range.end as f64)?;
    let buffer = JsFuture::from(part.array_buffer()).await?;
    Ok(Uint8Array::new(&buffer))
}

/// The first bytes of a file, as many as are looked at.
async fn head(file: &Blob) -> Result<Vec<u8>, JsValue> {
    let first = bytes(file, 0..HEAD as u64).await?.to_vec();
    match head_of(&first) {
        wanted if wanted > first.len() && first.len() == HEAD => {
            Ok(bytes(file, 0..wanted as u64).await?.to_vec())
        }
        _ => Ok(first),
    }
}

/// Adds these files as sources and reads all of them. `formats` has a name for each file, or nothing where it is to be
/// detected.
pub(crate) async fn scan(
    session: &Arc<Session>,
    files: &[Blob],
    formats: &[String],
    utc_offset_seconds: i32,
) {
    let total: f64 = files.iter().map(Blob::size).sum();
    session.control.set(Word::BytesTotal, total as u64);
    let mut numbers = Vec::new();
    for (index, file) in files.iter().enumerate() {
        let head = head(file).await;
        let readable = head.is_ok();
        let head = head.unwrap_or_default();
        let named: Option<&File> = file.dyn_ref();
        let name = named.map_or_else(|| format!("pasted {}", index + 1), File::name);
        let millis = named.map(File::last_modified);
        let modified =
            millis.map(|millis| Timestamp::from_nanos((millis as i64).saturating_mul(1_000_000)));
        let hints = Hints { modified, utc_offset_seconds };
        let size = file.size() as u64;
        let format = formats.get(index).map(String::as_str).filter(|name| !name.is_empty());
        let number = session.add_source(name, size, &head, hints, format);
        if !readable && let Some(source) = session.source(number) {
            source.fail(unreadable(0, size), 0);
        }
        numbers.push((number, readable));
    }
    for (file, (number, readable)) in files.iter().zip(numbers) {
        if readable && let Some(source) = session.source(number) {
            feed(session, file, number, &source).await;
        }
    }
}

/// Reads one file to its end, to cancel, or as far as it can be read.
async fn feed(session: &Arc<Session>, file: &Blob, number: u32, source: &Source) {
    let Some(mut feed) = Feed::new(session, number) else { return };
    let size = file.size() as u64;
    let mut at = source.bom as u64 * u64::from(feed.is_direct());
    while at < size && !session.control.cancelled() {
        let room = match feed.is_direct().then(|| feed.space()) {
            Some(Some(space)) => space.len() as u64,
            Some(None) => break,
            None => PACKED,
        };
        let end = size.min(at + room);
        let Some(part) = whole(file, at..end).await else {
            source.fail(unreadable(at, size), at);
            break;
        };
        if feed.is_direct() {
            // Cancelled while the bytes came: they are not missed.
            let Some(space) =
                feed.space().and_then(|space| space.get_mut(..part.length() as usize))
            else {
                break;
            };
            copy(&part, space);
            feed.filled(part.length() as usize);
        } else if !feed.push(&part.to_vec()) {
            break;
        }
        session.control.add(Word::BytesDone, end - at);
        at = end;
    }
    feed.finish();
}

/// Copies a part of a file into as much room of a slot. Word by word where both begin at a word: that is several times as fast
/// as byte by byte, since browsers must take care with shared memory.
fn copy(part: &Uint8Array, room: &mut [u8]) {
    let words = match part.byte_offset() {
        0 => room.len() / WORD,
        _ => 0,
    };
    // SAFETY: any eight bytes are a word, and any word is eight bytes.
    let (before, within, _) = unsafe { room.align_to_mut::<u64>() };
    let copied = match within.get_mut(..words) {
        Some(within) if before.is_empty() => {
            let source =
                BigUint64Array::new_with_byte_offset_and_length(&part.buffer(), 0, words as u32);
            source.copy_to(within);
            words * WORD
        }
        _ => 0,
    };
    let rest = part.subarray(copied as u32, part.length());
    rest.copy_to(room.get_mut(copied..).unwrap_or_default());
}

/// All bytes of a part of a file, or nothing if not all of them can be had.
async fn whole(file: &Blob, range: Range<u64>) -> Option<Uint8Array> {
    let length = range.end - range.start;
    bytes(file, range).await.ok().filter(|part| u64::from(part.length()) == length)
}

/// Reads the slices again that a pass misses. Fails where one of them can't be had: then the pass never ends.
pub(crate) async fn reread(
    session: &Arc<Session>,
    pass: PassId,
    files: &[Blob],
) -> Result<(), JsValue> {
    let missing = session.take_missing(pass);
    for of_source in missing.chunk_by(|a, b| a.source == b.source) {
        let Some(&Extent { source: number, .. }) = of_source.first() else { continue };
        let (Some(source), Some(file)) = (session.source(number), files.get(number as usize))
        else {
            continue;
        };
        let stopped = || failure("ended", "This was stopped.");
        if source.decoder().is_none() {
            for &extent in of_source {
                if session.left(pass) == 0 {
                    return Ok(());
                }
                let part =
                    whole(file, read_at(&source, extent)).await.ok_or_else(|| gone(&source))?;
                let mut slot = session.slots.acquire().ok_or_else(stopped)?;
                if let Some(room) = slot.bytes_mut().get_mut(..part.length() as usize) {
                    copy(&part, room);
                }
                session.parse_again(pass, slot, extent);
            }
        } else {
            let mut replay = Replay::new(session, pass, &source, of_source.to_vec());
            let size = file.size() as u64;
            let mut at = 0;
            while at < size && session.left(pass) > 0 {
                let end = size.min(at + PACKED);
                let part = whole(file, at..end).await.ok_or_else(|| gone(&source))?;
                at = end;
                if !replay.push(&part.to_vec()) {
                    break;
                }
            }
            if !replay.finish() && session.left(pass) > 0 {
                return Err(if session.slots.are_closed() { stopped() } else { gone(&source) });
            }
        }
    }
    Ok(())
}

/// A part of a source's text.
pub(crate) async fn text(
    source: &Source,
    file: &Blob,
    range: Range<u64>,
) -> Result<Vec<u8>, JsValue> {
    let Some(mut decoder) = source.decoder() else {
        let bom = source.bom as u64;
        return Ok(bytes(file, bom + range.start..bom + range.end).await?.to_vec());
    };
    let mut wanted = Vec::new();
    let mut piece = vec![0; 64 << 10];
    let (mut at, mut passed, size) = (0, 0u64, file.size() as u64);
    while at < size && passed < range.end {
        let packed = bytes(file, at..size.min(at + PACKED)).await?.to_vec();
        at += (packed.len() as u64).max(1);
        let mut input = packed.as_slice();
        while passed < range.end {
            let Ok(step) = decoder.decode(input, &mut piece) else { return Ok(wanted) };
            input = input.get(step.consumed..).unwrap_or_default();
            let from = range.start.saturating_sub(passed).min(step.produced as u64) as usize;
            let to = (range.end - passed).min(step.produced as u64) as usize;
            wanted.extend_from_slice(piece.get(from..to).unwrap_or_default());
            passed += step.produced as u64;
            if step.produced < piece.len() && input.is_empty() {
                break;
            }
        }
    }
    Ok(wanted)
}
