/*!
The records of several files by time, as they are read side by side.

Each file keeps its own order: a record stands where the latest time in its source up to it belongs. One thread a file reads ahead; slices
are parsed on the pool. A process may hold few files open: of more than [`AT_ONCE`] each is closed whenever it is not read. The members of an
archive can only be read one after another: their text is held, up to a bound, and beyond it they are written one after another too.
*/

use super::Search;
use super::worker::{Origin, Worker};
use crate::error::report;
use crate::files::{self, Input};
use crate::members::each_text;
use crate::revisited::AT_ONCE;
use logatlas_core::columns::UNTIMED;
use logatlas_engine::{Hints, Source};
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::thread::{self, JoinHandle};

/// More files than that are not read side by side: each takes a thread and some hundred kilobytes.
pub(super) const MOST: usize = 1024;
/// Bytes of text that slices of all files have together.
const TEXT: usize = 16 << 20;
/// Slices have at least so many bytes, and at most so many.
const SLICES: (usize, usize) = (16 << 10, 4 << 20);

/// Bytes of text that the members of archives may have together for them to be merged.
const HELD: usize = 256 << 20;
/// And so many members.
const MEMBERS: usize = 256;

/// What members of archives may still take.
struct Room {
    text: usize,
    members: usize,
}

impl Room {
    /// Takes so much of it. False where there was less: then nothing is left, as that much is held all the same.
    fn charge(&mut self, text: usize, members: usize) -> bool {
        let fits = text <= self.text && members <= self.members;
        self.text = self.text.saturating_sub(text);
        self.members = self.members.saturating_sub(members);
        fits
    }
}

/// A slice on its way from the thread that reads it.
struct Piece {
    origin: Arc<Origin>,
    text: Vec<u8>,
    /// Whether it is of a member of an archive.
    member: bool,
}

/// A slice that was searched, some of whose records were written.
struct Slice {
    worker: Worker,
    origin: Arc<Origin>,
    /// The latest time up to each of its records.
    keys: Vec<i64>,
    /// The next record to be written.
    next: usize,
}

impl Slice {
    fn key(&self) -> Option<i64> {
        self.keys.get(self.next).copied()
    }

    fn record(&self) -> &[u8] {
        let start = self.next.checked_sub(1).and_then(|before| self.worker.ends.get(before));
        let end = self.worker.ends.get(self.next).copied().unwrap_or_default();
        self.worker.out.get(start.copied().unwrap_or_default()..end).unwrap_or_default()
    }
}

/// How the files are read.
#[derive(Clone, Copy)]
struct Pace {
    /// Bytes of a slice.
    slice: usize,
    /// So many slices ahead.
    ahead: usize,
    /// Whether a file is closed whenever it is not read.
    closes: bool,
}

impl Pace {
    /// For so many files at once, on so many threads.
    fn of(files: usize, threads: usize) -> Self {
        let files = files.max(1);
        Self {
            slice: (TEXT / files).clamp(SLICES.0, SLICES.1),
            ahead: threads.div_ceil(files),
            closes: files > AT_ONCE,
        }
    }
}

/// A file on its way through the search.
#[derive(Default)]
struct Stream {
    /// Slices that were read before they were wanted.
    held: VecDeque<Piece>,
    /// None once all was taken.
    pieces: Option<Receiver<Piece>>,
    reading: Option<JoinHandle<Vec<Source>>>,
    ahead: VecDeque<Slice>,
    spare: Vec<Worker>,
    origin: Option<Arc<Origin>>,
    /// Lines of the source before the next slice, and the latest time.
    lines: u64,
    latest: i64,
    sources: Vec<Source>,
}

impl Stream {
    /// Begins to read a file.
    fn open(path: &Path, format: Option<&str>, pace: Pace) -> Self {
        let (sender, pieces) = sync_channel(pace.ahead);
        let (file, format) = (path.to_owned(), format.map(str::to_owned));
        let read = move || read(&file, format.as_deref(), pace, &sender);
        let (reading, sources) = match thread::Builder::new().spawn(read) {
            Ok(reading) => (Some(reading), Vec::new()),
            Err(error) => (None, vec![unreadable(path, &format!("no thread reads it: {error}"))]),
        };
        Self { pieces: Some(pieces), reading, latest: UNTIMED, sources, ..Self::default() }
    }

    /// The members of an archive as streams of their own; the stream itself where it is none, or where their text is more than what is
    /// left of `room`.
    fn members(mut self, name: &str, room: &mut Room) -> Vec<Self> {
        let Some(first) = self.receive(true) else { return vec![self] };
        if !first.member {
            self.held.push_back(first);
            return vec![self];
        }
        let mut next = Some(first);
        while let Some(piece) = next.take().or_else(|| self.receive(true)) {
            let begins =
                self.held.back().is_none_or(|last| !Arc::ptr_eq(&last.origin, &piece.origin));
            let fits = room.charge(piece.text.len(), usize::from(begins));
            self.held.push_back(piece);
            if !fits {
                let most = HELD >> 20;
                let sentence = format!(
                    "the members of {name} are written one after the other: up to {MEMBERS} of them with up to {most} MiB are merged by time"
                );
                report("warning", &sentence);
                return vec![self];
            }
        }
        let mut streams: Vec<Self> = Vec::new();
        let mut before: Option<Arc<Origin>> = None;
        for piece in self.held {
            if before.as_ref().is_none_or(|origin| !Arc::ptr_eq(origin, &piece.origin)) {
                before = Some(piece.origin.clone());
                streams.push(Self { latest: UNTIMED, ..Self::default() });
            }
            if let Some(stream) = streams.last_mut() {
                stream.held.push_back(piece);
            }
        }
        if let Some(stream) = streams.first_mut() {
            stream.sources = self.sources;
        }
        streams
    }

    /// Whether nothing can be said of the next record before more is read.
    fn lacks(&self) -> bool {
        self.ahead.is_empty() && (self.pieces.is_some() || !self.held.is_empty())
    }

    /// The next slice, waited for only if there is none yet.
    fn take(&mut self, waits: bool) -> Option<Slice> {
        let Piece { origin, text, .. } = match self.held.pop_front() {
            Some(piece) => piece,
            None => self.receive(waits)?,
        };
        let mut worker = self.spare.pop().unwrap_or_default();
        worker.text = text;
        Some(Slice { worker, origin, keys: Vec::new(), next: 0 })
    }

    /// The next piece from the thread that reads.
    fn receive(&mut self, waits: bool) -> Option<Piece> {
        let pieces = self.pieces.as_ref()?;
        let piece = match waits {
            true => pieces.recv().map_err(|_| TryRecvError::Disconnected),
            false => pieces.try_recv(),
        };
        match piece {
            Ok(piece) => Some(piece),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => {
                self.pieces = None;
                let reading = self.reading.take();
                self.sources.extend(reading.and_then(|one| one.join().ok()).into_iter().flatten());
                None
            }
        }
    }

    /// Counts a slice that was searched.
    fn follow(&mut self, slice: &mut Slice) {
        let begins = self.origin.as_ref().is_none_or(|origin| !Arc::ptr_eq(origin, &slice.origin));
        if begins {
            self.origin = Some(slice.origin.clone());
            (self.lines, self.latest) = (0, UNTIMED);
        }
        slice.worker.first_line = self.lines;
        self.lines += slice.worker.columns.counts.total;
        let (mut keys, latest) = slice.worker.reached();
        keys.iter_mut().for_each(|key| *key = self.latest.max(*key));
        slice.keys = keys;
        self.latest = self.latest.max(latest);
    }

    /// Drops slices of which all was written.
    fn clear(&mut self) {
        while let Some(slice) = self.ahead.pop_front_if(|slice| slice.key().is_none()) {
            self.spare.push(slice.worker);
        }
    }

    fn key(&self) -> Option<i64> {
        self.ahead.front()?.key()
    }
}

/// Hands over the slices of a file until nobody wants any more; what is known of its sources then.
fn read(path: &Path, format: Option<&str>, pace: Pace, to: &SyncSender<Piece>) -> Vec<Source> {
    let input = if pace.closes { Input::visit(path) } else { Input::open(path) };
    let input = match input {
        Ok(input) => input,
        Err(problem) => return vec![unreadable(path, &problem.to_string())],
    };
    let read = each_text(input, format, pace.slice, |mut slices| {
        let origin = Origin::new(slices.source());
        let mut text = Vec::new();
        let (mut wanted, member) = (true, slices.is_member());
        while wanted && slices.next(&mut text) {
            let text = std::mem::take(&mut text);
            let piece = Piece { origin: origin.clone(), text, member };
            wanted = to.send(piece).is_ok();
        }
        Ok((slices.into_source(), wanted))
    });
    // Nothing is written here that could fail.
    read.unwrap_or_default()
}

/// A file that can't be read.
pub(super) fn unreadable(path: &Path, sentence: &str) -> Source {
    let source = Source::open(files::name(path), 0, &[], Hints::default(), None);
    source.fail(sentence.into(), 0);
    source
}

impl Search<'_> {
    /// Writes the records of these files by time; returns what is known of those that were read to their end.
    pub(super) fn side_by_side(
        &mut self,
        paths: &[&Path],
        out: &mut dyn Write,
        written: &mut u64,
    ) -> io::Result<Vec<Source>> {
        let pace = Pace::of(paths.len(), self.workers.len());
        let ahead = pace.ahead;
        let format = self.args.files.format();
        let opened: Vec<Stream> =
            paths.iter().map(|path| Stream::open(path, format, pace)).collect();
        let mut room = Room { text: HELD, members: MEMBERS };
        let mut streams: Vec<Stream> = opened
            .into_iter()
            .zip(paths)
            .flat_map(|(stream, path)| stream.members(&files::name(path), &mut room))
            .collect();
        let mut heads = BinaryHeap::new();
        self.refill(&mut streams, ahead);
        for (place, stream) in streams.iter().enumerate() {
            heads.extend(stream.key().map(|key| Reverse((key, place))));
        }
        while self.left > 0
            && let Some(Reverse((_, place))) = heads.pop()
        {
            let Some(stream) = streams.get_mut(place) else { break };
            if let Some(slice) = stream.ahead.front_mut() {
                out.write_all(slice.record())?;
                slice.next += 1;
            }
            self.left -= 1;
            *written += 1;
            stream.clear();
            if stream.lacks() && self.left > 0 {
                // Whoever reads a pipe gets what was found, before the next slices are waited for.
                out.flush()?;
                self.refill(&mut streams, ahead);
            }
            let key = streams.get(place).and_then(Stream::key);
            heads.extend(key.map(|key| Reverse((key, place))));
        }
        Ok(streams.into_iter().flat_map(|stream| stream.sources).collect())
    }

    /// Reads on until every stream has a record, or has ended.
    fn refill(&mut self, streams: &mut [Stream], ahead: usize) {
        while streams.iter().any(Stream::lacks) {
            let mut fresh: Vec<(usize, Slice)> = Vec::new();
            for (place, stream) in streams.iter_mut().enumerate() {
                let mut count = stream.ahead.len();
                while count < ahead
                    && let Some(slice) = stream.take(count == 0)
                {
                    fresh.push((place, slice));
                    count += 1;
                }
            }
            let filter = &self.filter;
            self.pool.install(|| {
                fresh.par_iter_mut().for_each(|(_, s)| s.worker.search(&s.origin, filter));
            });
            self.learn_routes(fresh.iter().any(|(_, slice)| slice.worker.has_routes()));
            for (place, slice) in &mut fresh {
                slice.worker.wanted = self.left.min(slice.worker.matches());
                if let Some(stream) = streams.get_mut(*place) {
                    stream.follow(slice);
                }
            }
            let (json, merged) = (self.json, self.merged.as_deref());
            self.pool.install(|| {
                fresh.par_iter_mut().for_each(|(_, slice)| slice.worker.write(json, merged));
            });
            for (place, slice) in fresh {
                if let Some(stream) = streams.get_mut(place) {
                    stream.ahead.push_back(slice);
                    stream.clear();
                }
            }
        }
    }
}

#[cfg(test)]
#[path = "merge_tests.rs"]
mod tests;
