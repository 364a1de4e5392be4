/*!
The session: what the one who reads, those who parse and the one who asks share.
*/

use crate::chunks::{Chunks, Extent};
use crate::control::{Control, State, Word};
use crate::lock;
use crate::marks::Marks;
use crate::pass::{Gather, Pass, PassId};
use crate::pool::Pool;
use crate::slots::{Slot, Slots};
use crate::source::{Hints, Source, file_of, number_of};
use logatlas_core::columns::Columns;
use logatlas_core::contrast::{Contrast, contrasts};
use logatlas_core::derive::Known;
use logatlas_core::dictionary::Seed;
use logatlas_core::parse::Parser;
use logatlas_core::query::{Filter, Text};
use logatlas_core::snapshot::Snapshot;
use logatlas_core::summary::{Summary, Words};
use logatlas_core::template::Merged;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError, RwLock};

/// At most so many sources are read: each takes some memory, and an archive may have millions of members.
const MAX_SOURCES: usize = 1 << 15;

/// How a session is set up.
#[derive(Debug)]
pub struct Options {
    /// Bytes read at a time.
    pub slice: usize,
    /// Memory for columns, in bytes.
    pub budget: usize,
    /// The seed of the hash tables; results do not depend on it.
    pub seed: u64,
    /// The threads that parse.
    pub pool: Pool,
    /// The lists that values are looked up in.
    pub known: Known,
}

impl Default for Options {
    fn default() -> Self {
        // 16 MiB: smaller reads cost a browser tab half its speed, larger ones only memory.
        Self {
            slice: 16 << 20,
            budget: 1 << 30,
            seed: 0,
            pool: Pool::Inline,
            known: Known::default(),
        }
    }
}

/// Files on their way to summaries.
pub struct Session {
    /// Progress and cancel.
    pub control: Control,
    /// The buffers that slices travel in.
    pub slots: Slots,
    pub(crate) pool: Pool,
    pub(crate) seed: Seed,
    known: Known,
    sources: RwLock<BTreeMap<u64, Arc<Source>>>,
    pub(crate) chunks: Mutex<Chunks>,
    parsers: Mutex<Vec<Parser>>,
    /// The pass without a filter.
    pub(crate) scan: Arc<Pass>,
    /// The words of all records, once there will be no more.
    pub(crate) words: Mutex<Option<Arc<Words>>>,
    passes: Mutex<BTreeMap<PassId, Arc<Pass>>>,
    next_pass: AtomicUsize,
    /// The fingerprint and the number of the signatures that were last merged, and what they became.
    pub(crate) templates: Mutex<(u64, usize, Arc<Merged>)>,
    /// Slices in the pool.
    in_flight: AtomicUsize,
    idle: Condvar,
    idle_lock: Mutex<()>,
}

impl Session {
    /// A session without sources.
    pub fn new(options: Options) -> Arc<Self> {
        let threads = options.pool.threads();
        let seed = Seed(options.seed);
        let control = Control::default();
        control.set(Word::Budget, options.budget as u64);
        control.set(Word::Threads, threads as u64);
        let gather = Gather::Summary(Box::new(Summary::new(seed)));
        Arc::new(Self {
            control,
            slots: Slots::new(options.slice, threads + 2),
            seed,
            known: options.known,
            sources: RwLock::default(),
            chunks: Mutex::new(Chunks::new(options.budget)),
            parsers: Mutex::default(),
            scan: Arc::new(Pass::new(Filter::default(), gather, threads)),
            words: Mutex::default(),
            pool: options.pool,
            passes: Mutex::default(),
            next_pass: AtomicUsize::new(1),
            templates: Mutex::default(),
            in_flight: AtomicUsize::new(0),
            idle: Condvar::new(),
            idle_lock: Mutex::default(),
        })
    }

    /// Adds a file, with the format that is asked for instead of what it looks like, if any; returns its number as a source. Files keep
    /// the order in which they were added.
    pub fn add_source(
        &self,
        name: String,
        bytes: u64,
        head: &[u8],
        hints: Hints,
        wish: Option<&str>,
    ) -> u64 {
        let source = Arc::new(Source::open(name, bytes, head, hints, wish));
        let mut sources = self.sources.write().unwrap_or_else(PoisonError::into_inner);
        let file = sources.last_key_value().map_or(0, |(&last, _)| file_of(last) + 1);
        sources.insert(number_of(file), source);
        number_of(file)
    }

    /// Adds a member of a file under its number. False where there are too many sources.
    pub(crate) fn add_member(&self, number: u64, source: Arc<Source>) -> bool {
        let mut sources = self.sources.write().unwrap_or_else(PoisonError::into_inner);
        let fits = sources.len() < MAX_SOURCES;
        if fits {
            sources.insert(number, source);
        }
        fits
    }

    /// The source of this number.
    pub fn source(&self, number: u64) -> Option<Arc<Source>> {
        self.sources.read().unwrap_or_else(PoisonError::into_inner).get(&number).cloned()
    }

    /// All sources.
    pub fn sources(&self) -> Vec<Arc<Source>> {
        self.sources.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// All files, without the members of archives.
    fn files(&self) -> Vec<Arc<Source>> {
        let sources = self.sources.read().unwrap_or_else(PoisonError::into_inner);
        let files = sources.iter().filter(|(number, _)| number_of(file_of(**number)) == **number);
        files.map(|(_, source)| source.clone()).collect()
    }

    /// Sends the text in a part of a slot to the pool. The slot comes back when it was parsed.
    pub(crate) fn parse(self: &Arc<Self>, slot: Slot, range: Range<usize>, extent: Extent) {
        self.work(slot, move |session, slot| {
            let Some(source) = session.source(extent.source) else { return };
            let text = slot.bytes_mut().get_mut(range).unwrap_or_default();
            source.leave_colours_out(text);
            let text = &*text;
            let columns = Arc::new(session.columns(text, &source));
            source.add_lines(columns.counts.total);
            session.control.add(Word::Lines, columns.counts.total);
            session.control.add(Word::Records, columns.counts.records);
            let marks = Marks::new(&columns);
            // Passes begun before this point find the slice among the chunks or are found here, never both.
            let later: Vec<Arc<Pass>> = {
                let mut chunks = lock(&session.chunks);
                chunks.insert(extent, &columns, marks, &session.control);
                lock(&session.passes).values().cloned().collect()
            };
            session.scan.visit(&columns, None, extent);
            let text = Text { bytes: text, reader: &*source.reader };
            for pass in later {
                pass.visit(&columns, Some(text), extent);
            }
        });
    }

    /// Sends a slice that was read again to the pool, for one pass.
    pub fn parse_again(self: &Arc<Self>, id: PassId, slot: Slot, extent: Extent) {
        self.work(slot, move |session, slot| {
            let (Some(pass), Some(source)) = (session.pass(id), session.source(extent.source))
            else {
                return;
            };
            let text = slot.bytes_mut().get_mut(..extent.len as usize).unwrap_or_default();
            source.leave_colours_out(text);
            let text = &*text;
            let cached =
                lock(&session.chunks).get(extent.origin()).and_then(|chunk| chunk.columns.clone());
            let columns = cached.unwrap_or_else(|| Arc::new(session.columns(text, &source)));
            let text = Text { bytes: text, reader: &*source.reader };
            pass.visit(&columns, Some(text), extent);
            pass.left.fetch_sub(1, Ordering::AcqRel);
        });
    }

    fn work(
        self: &Arc<Self>,
        mut slot: Slot,
        task: impl FnOnce(&Arc<Self>, &mut Slot) + Send + 'static,
    ) {
        self.in_flight.fetch_add(1, Ordering::AcqRel);
        let session = self.clone();
        self.pool.spawn(move || {
            task(&session, &mut slot);
            session.slots.release(slot);
            let _guard = lock(&session.idle_lock);
            session.in_flight.fetch_sub(1, Ordering::AcqRel);
            session.idle.notify_all();
        });
    }

    /// The columns of a slice of a source, whose colours were left out.
    pub(crate) fn columns(&self, text: &[u8], source: &Source) -> Columns {
        let parser = lock(&self.parsers).pop();
        let mut parser = parser.unwrap_or_else(|| Parser::knowing(self.seed, self.known.clone()));
        let mut columns = parser.parse(text, &*source.reader);
        columns.name_file(&source.name, self.seed);
        lock(&self.parsers).push(parser);
        columns
    }

    /// Whether slices are being parsed.
    pub fn is_busy(&self) -> bool {
        self.in_flight.load(Ordering::Acquire) > 0
    }

    /// Waits until no slice is being parsed. Not for a thread of the pool.
    pub fn wait(&self) {
        let mut guard = lock(&self.idle_lock);
        while self.is_busy() {
            guard = self.idle.wait(guard).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Stops the scan; what was read stays.
    pub fn cancel(&self) {
        self.control.set(Word::Cancel, 1);
        self.slots.close();
    }

    /// Tells that no more slices will come.
    pub fn end_scan(&self) {
        let state = if self.control.cancelled() { State::Cancelled } else { State::Done };
        self.control.set(Word::State, state as u64);
        // A filter may still want slices again.
        self.slots.reopen();
    }

    /// The share of the sources that was read, 0 to 1.
    pub fn covered(&self) -> f64 {
        if self.control.state() == State::Done {
            let files = self.files();
            let all: u64 = files.iter().map(|source| source.bytes()).sum();
            let read: u64 = files.iter().map(|source| source.readable()).sum();
            return match files.iter().any(|source| source.error().is_some()) {
                true if all == 0 => 0.0,
                true => read as f64 / all as f64,
                false => 1.0,
            };
        }
        match self.control.get(Word::BytesTotal) {
            0 => 0.0,
            total => (self.control.get(Word::BytesDone) as f64 / total as f64).min(1.0),
        }
    }

    /// Begins a pass over what was scanned, and over what is still to come. The slices in the cache are looked at before
    /// this returns; the bytes of those that [`take_missing`](Self::take_missing) names are to be handed to
    /// [`parse_again`](Self::parse_again).
    pub fn begin(self: &Arc<Self>, filter: Filter) -> PassId {
        let summary = Summary::part_of(self.seed, self.prepare());
        self.begin_to_gather(filter, Gather::Summary(Box::new(summary)))
    }

    /// The same for something else than a summary.
    pub(crate) fn begin_to_gather(self: &Arc<Self>, filter: Filter, gather: Gather) -> PassId {
        let filter = match filter.needs_templates() {
            true => filter.of_templates(&self.templates()),
            false => filter,
        };
        let pass = Arc::new(Pass::new(filter, gather, self.pool.threads()));
        let id = PassId(self.next_pass.fetch_add(1, Ordering::Relaxed) as u32);
        let cached = {
            let chunks = lock(&self.chunks);
            lock(&self.passes).insert(id, pass.clone());
            pass.plan(&chunks)
        };
        self.pool.install(|| {
            use rayon::prelude::*;
            cached.par_iter().for_each(|(extent, columns)| pass.visit(columns, None, *extent));
        });
        id
    }

    /// The slices whose bytes a pass still needs, in the order of their sources and of the text. They are handed out once.
    pub fn take_missing(&self, id: PassId) -> Vec<Extent> {
        self.pass(id).map(|pass| std::mem::take(&mut *lock(&pass.missing))).unwrap_or_default()
    }

    /// Ends a pass: nothing more is gathered for it, and what was is forgotten.
    pub fn end(&self, id: PassId) {
        if let Some(pass) = lock(&self.passes).remove(&id) {
            pass.stopped.store(true, Ordering::Relaxed);
        }
    }

    /// How many slices a pass still waits for.
    pub fn left(&self, id: PassId) -> usize {
        self.pass(id).map_or(0, |pass| pass.left.load(Ordering::Acquire))
    }

    /// A pass under way; that of the scan for none.
    pub(crate) fn pass_or_scan(&self, id: Option<PassId>) -> Option<Arc<Pass>> {
        match id {
            None => Some(self.scan.clone()),
            Some(id) => self.pass(id),
        }
    }

    fn pass(&self, id: PassId) -> Option<Arc<Pass>> {
        lock(&self.passes).get(&id).cloned()
    }

    /// Runs a function on what is known so far of all records.
    pub(crate) fn with_scanned<R>(
        &self,
        function: impl FnOnce(&Summary) -> Option<R>,
    ) -> Option<R> {
        self.scan.with_total(|gathered| match gathered {
            Gather::Summary(summary) => function(summary),
            _ => None,
        })
    }

    /// How many records a pass means so far; without one, how many there are.
    pub fn matches(&self, id: Option<PassId>) -> u64 {
        self.pass_or_scan(id).map_or(0, |pass| pass.matches())
    }

    /// What sets the records that a pass means apart from all others, but for the fields that its filter is about; see
    /// [`contrasts`].
    pub fn contrasts(&self, id: PassId, most: usize) -> Option<Vec<Contrast>> {
        let pass = self.pass(id)?;
        let asked = pass.filter.fields();
        let merged = self.templates();
        self.with_scanned(|whole| {
            pass.with_total(|part| match part {
                Gather::Summary(part) => {
                    Some(contrasts(part, whole, &merged, most, |field| asked.contains(field)))
                }
                _ => None,
            })
        })
    }

    /// All that is known so far of all records.
    pub fn summary(&self) -> Summary {
        let known = self.with_scanned(|summary| Some(summary.clone()));
        known.unwrap_or_else(|| Summary::new(self.seed))
    }

    /// What is known so far of the records that a pass means; without one, of all.
    pub fn snapshot(&self, id: Option<PassId>) -> Option<Snapshot> {
        let pass = self.pass_or_scan(id)?;
        let merged = self.templates();
        let sources: Vec<_> = {
            let sources = self.sources.read().unwrap_or_else(PoisonError::into_inner);
            sources.iter().map(|(&number, source)| (number, source.shown(number))).collect()
        };
        pass.with_total(|gathered| match gathered {
            Gather::Summary(summary) => {
                let chunks = lock(&self.chunks);
                Some(Snapshot::new(summary, &merged, sources, self.covered(), |origin| {
                    chunks.first_line(origin)
                }))
            }
            _ => None,
        })
    }
}
