/*!
Files into a session: the reader's part. Bytes come through web-sys futures, go straight into slots of shared memory, and
a full slot waits for the parsers by blocking this worker, which has nothing else to do.
*/

use js_sys::Uint8Array;
use logatlas_core::time::Timestamp;
use logatlas_engine::control::Word;
use logatlas_engine::replay::{Replay, read_at};
use logatlas_engine::source::HEAD;
use logatlas_engine::{Extent, Feed, Hints, PassId, Session, Source};
use std::ops::Range;
use std::sync::Arc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File};

/// Bytes of a packed source that are read at a time.
const PACKED: u64 = 4 << 20;

/// What is said of a file that can't be read (any more).
const UNREADABLE: &str = "could not be read: it was moved, changed or deleted since it was chosen, or it is a folder. \
                          What was read before stays; choose it again to read the rest.";

/// The bytes of a part of a file.
pub(crate) async fn bytes(file: &Blob, range: Range<u64>) -> Result<Uint8Array, JsValue> {
    let part = file.slice_with_f64_and_f64(range.start as f64, range.end as f64)?;
    let buffer = JsFuture::from(part.array_buffer()).await?;
    Ok(Uint8Array::new(&buffer))
}

/// Adds these files as sources and reads all of them.
pub(crate) async fn scan(
    session: &Arc<Session>,
    files: &[Blob],
    format: Option<&str>,
    utc_offset_seconds: i32,
) {
    let total: f64 = files.iter().map(Blob::size).sum();
    session.control.set(Word::BytesTotal, total as u64);
    let mut numbers = Vec::new();
    for (index, file) in files.iter().enumerate() {
        let head = bytes(file, 0..HEAD as u64).await;
        let readable = head.is_ok();
        let head = head.map(|head| head.to_vec()).unwrap_or_default();
        let named: Option<&File> = file.dyn_ref();
        let name = named.map_or_else(|| format!("pasted {}", index + 1), File::name);
        let millis = named.map(File::last_modified);
        let modified =
            millis.map(|millis| Timestamp::from_nanos((millis as i64).saturating_mul(1_000_000)));
        let hints = Hints { modified, utc_offset_seconds };
        let number = session.add_source(name, file.size() as u64, &head, hints, format);
        if !readable && let Some(source) = session.source(number) {
            source.fail(format!("{} {UNREADABLE}", source.name));
        }
        numbers.push((number, readable));
    }
    for (file, (number, readable)) in files.iter().zip(numbers) {
        if readable
            && let Some(source) = session.source(number)
            && feed(session, file, number, &source).await.is_none()
        {
            source.fail(format!("{} {UNREADABLE}", source.name));
        }
    }
}

/// Reads one file to its end, or to cancel. None if it could not be read on.
async fn feed(session: &Arc<Session>, file: &Blob, number: u32, source: &Source) -> Option<()> {
    let mut feed = Feed::new(session, number)?;
    let size = file.size() as u64;
    let mut at = source.bom as u64 * u64::from(feed.is_direct());
    while at < size {
        let room = if feed.is_direct() { feed.space()?.len() as u64 } else { PACKED };
        if session.control.cancelled() {
            break;
        }
        let end = size.min(at + room);
        let Ok(part) = bytes(file, at..end).await else {
            feed.finish();
            return None;
        };
        let length = part.length();
        at += u64::from(length);
        if feed.is_direct() {
            let space = feed.space()?.get_mut(..length as usize)?;
            part.copy_to(space);
            feed.filled(length as usize);
        } else if !feed.push(&part.to_vec()) {
            break;
        }
        session.control.add(Word::BytesDone, u64::from(length));
        if u64::from(length) < end.min(size) - (at - u64::from(length)) {
            feed.finish();
            return None;
        }
    }
    feed.finish();
    Some(())
}

/// Reads the slices again that a pass misses.
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
        if source.decoder().is_none() {
            for &extent in of_source {
                if session.left(pass) == 0 {
                    return Ok(());
                }
                let part = bytes(file, read_at(&source, extent)).await?;
                let Some(mut slot) = session.slots.acquire() else { return Ok(()) };
                if let Some(room) = slot.bytes_mut().get_mut(..part.length() as usize) {
                    part.copy_to(room);
                }
                session.parse_again(pass, slot, extent);
            }
        } else {
            let mut replay = Replay::new(session, pass, &source, of_source.to_vec());
            let size = file.size() as u64;
            let mut at = 0;
            while at < size && session.left(pass) > 0 {
                let part = bytes(file, at..size.min(at + PACKED)).await?;
                at += u64::from(part.length().max(1));
                if !replay.push(&part.to_vec()) {
                    break;
                }
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
