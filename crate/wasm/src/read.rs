/*!
Files into a session: the reader's part. Bytes come through web-sys futures, go straight into slots of shared memory, and
a full slot waits for the parsers by blocking this worker, which has nothing else to do.
*/

use crate::bridge::failure;
use crate::stream::{Stream, bytes};
use js_sys::{BigUint64Array, Uint8Array};
use logatlas_core::time::Timestamp;
use logatlas_engine::control::Word;
use logatlas_engine::excerpt::Excerpts;
use logatlas_engine::lines::Stretch;
use logatlas_engine::replay::{Replay, read_at};
use logatlas_engine::source::{HEAD, file_of, head_of, number_of};
use logatlas_engine::{Extent, Feed, Hints, PassId, Session, Source};
use std::collections::BTreeMap;
use std::sync::Arc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, File};

/// The bytes of a 64-bit word.
const WORD: usize = size_of::<u64>();

/// The most bytes of a packed source that are unpacked at a time; a stream gives less, slices as much.
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
async fn feed(session: &Arc<Session>, file: &Blob, number: u64, source: &Source) {
    let Some(mut feed) = Feed::new(session, number) else { return };
    let size = file.size() as u64;
    let mut at = source.bom as u64 * u64::from(feed.is_direct());
    let mut stream = Stream::new(file, at);
    while at < size && !session.control.cancelled() {
        let room = match feed.is_direct().then(|| feed.space()) {
            Some(Some(space)) => space.len() as u64,
            Some(None) => break,
            None => PACKED,
        };
        let Some(part) = stream.next(room).await else {
            source.fail(unreadable(at, size), at);
            break;
        };
        let length = part.length() as usize;
        if feed.is_direct() {
            // Cancelled while the bytes came: they are not missed.
            let Some(space) = feed.space().and_then(|space| space.get_mut(..length)) else { break };
            copy(&part, space);
            feed.filled(length);
        } else if !feed.push(&part.to_vec()) {
            break;
        }
        session.control.add(Word::BytesDone, length as u64);
        at += length as u64;
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

/// Fills this room with the next bytes of a file. None where they can't be had.
async fn fill(mut room: &mut [u8], stream: &mut Stream) -> Option<()> {
    while !room.is_empty() {
        let part = stream.next(room.len() as u64).await?;
        let (filled, rest) = room.split_at_mut_checked(part.length() as usize)?;
        copy(&part, filled);
        room = rest;
    }
    Some(())
}

/// Reads the slices again that a pass misses. Fails where one of them can't be had: then the pass never ends.
pub(crate) async fn reread(
    session: &Arc<Session>,
    pass: PassId,
    files: &[Blob],
) -> Result<(), JsValue> {
    let missing = session.take_missing(pass);
    for of_file in missing.chunk_by(|a, b| file_of(a.source) == file_of(b.source)) {
        let Some(&Extent { source: number, .. }) = of_file.first() else { continue };
        let number = number_of(file_of(number));
        let (Some(source), Some(file)) = (session.source(number), file_at(files, number)) else {
            continue;
        };
        let stopped = || failure("ended", "This was stopped.");
        if source.decoder().is_none() && source.archive.is_none() {
            let mut stream = None;
            for &extent in of_file {
                if session.left(pass) == 0 {
                    return Ok(());
                }
                let range = read_at(&source, extent);
                // Most slices that are missed lie one behind the other.
                let mut from = stream
                    .take()
                    .filter(|stream: &Stream| stream.at() == range.start)
                    .unwrap_or_else(|| Stream::new(file, range.start));
                let mut slot = session.slots.acquire().ok_or_else(stopped)?;
                let length = (range.end - range.start) as usize;
                let room = slot.bytes_mut().get_mut(..length).unwrap_or_default();
                if fill(room, &mut from).await.is_none() {
                    session.slots.release(slot);
                    return Err(gone(&source));
                }
                stream = Some(from);
                session.parse_again(pass, slot, extent);
            }
        } else {
            let Some(mut replay) = Replay::new(session, pass, of_file.to_vec()) else { continue };
            let size = file.size() as u64;
            let mut at = 0;
            let mut stream = Stream::new(file, at);
            while at < size && session.left(pass) > 0 {
                let part = stream.next(PACKED).await.ok_or_else(|| gone(&source))?;
                at += u64::from(part.length());
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

/// Stretches of text, each given by the number of its source and its bytes, in their order. Of packed files and archives each is
/// read once.
pub(crate) async fn texts(
    session: &Arc<Session>,
    files: &[Blob],
    wanted: &[Stretch],
) -> Result<Vec<Vec<u8>>, JsValue> {
    let mut texts = vec![Vec::new(); wanted.len()];
    let mut packed: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (place, ((number, range), text)) in wanted.iter().zip(&mut texts).enumerate() {
        let (Some(source), Some(file)) = (session.source(*number), file_at(files, *number)) else {
            continue;
        };
        if number_of(file_of(*number)) == *number && source.decoder().is_none() {
            let bom = source.bom as u64;
            let bytes = bytes(file, bom + range.start..bom + range.end).await;
            *text = bytes.map_err(|_| gone(&source))?.to_vec();
        } else {
            packed.entry(file_of(*number)).or_default().push(place);
        }
    }
    for (file, places) in packed {
        let of_file: Vec<_> =
            places.iter().filter_map(|&place| wanted.get(place).cloned()).collect();
        let (Some(source), Some(blob), Some(mut excerpts)) = (
            session.source(number_of(file)),
            files.get(file as usize),
            Excerpts::new(session, &of_file),
        ) else {
            continue;
        };
        let (mut at, size) = (0, blob.size() as u64);
        let mut stream = Stream::new(blob, at);
        while at < size {
            let part = stream.next(PACKED).await.ok_or_else(|| gone(&source))?;
            at += u64::from(part.length());
            if !excerpts.push(&part.to_vec()) {
                break;
            }
        }
        for (place, found) in places.into_iter().zip(excerpts.finish()) {
            if let Some(text) = texts.get_mut(place) {
                *text = found;
            }
        }
    }
    Ok(texts)
}

/// The file that a source is or lies in.
fn file_at(files: &[Blob], number: u64) -> Option<&Blob> {
    files.get(file_of(number) as usize)
}
