//! Drives a session over bytes in memory, as the command line and the page do over files.

use logatlas_core::agents::{Agents, LIST};
use logatlas_core::derive::Known;
use logatlas_core::generate::{Generator, Kind, Options as Generate};
use logatlas_core::snapshot::Snapshot;
use logatlas_engine::control::Word;
use logatlas_engine::excerpt::Excerpts;
use logatlas_engine::lines::{Line, Order, Stretch};
use logatlas_engine::replay::{Replay, read_at};
use logatlas_engine::source::{file_of, number_of};
use logatlas_engine::{Feed, Hints, Options, PassId, Pool, Session};
use std::sync::{Arc, LazyLock};

static AGENTS: LazyLock<Arc<Agents>> = LazyLock::new(|| Arc::new(Agents::new(LIST)));

/// How to run a session; results must depend on none of it.
#[derive(Clone, Copy, Debug)]
pub struct Way {
    pub slice: usize,
    pub threads: usize,
    pub seed: u64,
    pub budget: usize,
    /// Bytes handed over at a time.
    pub piece: usize,
}

impl Default for Way {
    fn default() -> Self {
        Self { slice: 1 << 20, threads: 1, seed: 0, budget: 1 << 30, piece: 1 << 20 }
    }
}

pub fn session(way: Way) -> Arc<Session> {
    let pool = if way.threads == 0 { Pool::Inline } else { Pool::of(way.threads).unwrap() };
    let known = Known { agents: Some(AGENTS.clone()) };
    Session::new(Options { slice: way.slice, budget: way.budget, seed: way.seed, pool, known })
}

/// Opens and reads sources to their end.
pub fn scan(way: Way, sources: &[&[u8]]) -> Arc<Session> {
    let session = session(way);
    session.control.set(Word::BytesTotal, sources.iter().map(|bytes| bytes.len() as u64).sum());
    for (index, bytes) in sources.iter().enumerate() {
        let number = session.add_source(
            format!("file{index}"),
            bytes.len() as u64,
            bytes,
            Hints::default(),
            None,
        );
        feed(&session, number, bytes, way.piece);
    }
    session.wait();
    session.end_scan();
    session
}

pub fn feed(session: &Arc<Session>, number: u64, bytes: &[u8], piece: usize) {
    let mut feed = Feed::new(session, number).unwrap();
    let mut rest = bytes;
    if feed.is_direct() {
        rest = &rest[session.source(number).unwrap().bom..];
    }
    while !rest.is_empty() {
        let taken = if feed.is_direct() {
            let Some(space) = feed.space() else { break };
            let count = rest.len().min(space.len()).min(piece);
            space[..count].copy_from_slice(&rest[..count]);
            feed.filled(count);
            count
        } else {
            let count = rest.len().min(piece);
            if !feed.push(&rest[..count]) {
                break;
            }
            count
        };
        rest = &rest[taken..];
        session.control.add(Word::BytesDone, taken as u64);
    }
    feed.finish();
}

/// A pass with this filter, with everything read again that it misses.
pub fn pass(session: &Arc<Session>, sources: &[&[u8]], filter: &str) -> PassId {
    let id = session.begin(logatlas_core::query::parse(filter).unwrap());
    reread(session, sources, id);
    id
}

/// Has everything read again that a pass misses.
pub fn reread(session: &Arc<Session>, sources: &[&[u8]], id: PassId) {
    let missing = session.take_missing(id);
    for of_file in missing.chunk_by(|a, b| file_of(a.source) == file_of(b.source)) {
        let file = file_of(of_file[0].source);
        let (source, bytes) = (session.source(number_of(file)).unwrap(), sources[file as usize]);
        if source.decoder().is_some() || source.archive.is_some() {
            let mut replay = Replay::new(session, id, of_file.to_vec()).unwrap();
            let _done = bytes.chunks(777).all(|piece| replay.push(piece));
            assert!(replay.finish());
            continue;
        }
        for &extent in of_file {
            let range = read_at(&source, extent);
            let mut slot = session.slots.acquire().unwrap();
            let text = &bytes[range.start as usize..range.end as usize];
            slot.bytes_mut()[..text.len()].copy_from_slice(text);
            session.parse_again(id, slot, extent);
        }
    }
    session.wait();
    assert_eq!(session.left(id), 0);
}

/// Stretches of the texts of files, each read by itself.
pub fn read(session: &Arc<Session>, files: &[&[u8]], stretches: &[Stretch]) -> Vec<Vec<u8>> {
    let one = |stretch: &Stretch| {
        let mut excerpts = Excerpts::new(session, std::slice::from_ref(stretch)).unwrap();
        let _done =
            files[file_of(stretch.0) as usize].chunks(777).all(|piece| excerpts.push(piece));
        excerpts.finish().remove(0)
    };
    stretches.iter().map(one).collect()
}

/// `count` records of a pass from the `from`-th on.
pub fn listed(
    session: &Arc<Session>,
    files: &[&[u8]],
    id: Option<PassId>,
    order: Order,
    (from, count): (u64, u64),
) -> Vec<Line> {
    let search = session.search(id, order, from, count);
    let texts = read(session, files, &search.stretches());
    let window = session.window(search, &texts);
    session.lines(&window, &read(session, files, &window.stretches()))
}

/// A snapshot as text, so that a difference shows.
pub fn json(session: &Session, pass: Option<PassId>) -> String {
    serde_json::to_string_pretty(&session.snapshot(pass).unwrap()).unwrap()
}

/// The first line in which two texts differ.
pub fn difference(one: &str, other: &str) -> Option<String> {
    let mut lines = one.lines().zip(other.lines()).enumerate();
    let apart = lines.find(|(_, (a, b))| a != b);
    apart
        .map(|(at, (a, b))| format!("line {at}: {a} | {b}"))
        .or_else(|| (one.len() != other.len()).then(|| "length".into()))
}

pub fn generated(kind: Kind, lines: u64, seed: u64) -> Vec<u8> {
    Generator::new(&Generate { kind, lines, seed, ..Generate::default() }).into_bytes()
}

/// Law 2: every line, every template and every value is accounted for.
pub fn accounted(snapshot: &Snapshot) {
    let lines = &snapshot.lines;
    assert_eq!(lines.total, lines.records + lines.continuations + lines.blank + lines.unparsed);
    let templates: u64 = snapshot.templates.iter().map(|template| template.count).sum();
    assert_eq!(templates + snapshot.templates_other, lines.records);
    for field in &snapshot.fields {
        let listed: u64 = field.top.iter().map(|top| top.count).sum();
        assert_eq!(listed + field.other + field.none, lines.records, "{}", field.name);
        assert_eq!(listed + field.other, field.present, "{}", field.name);
    }
    for parameter in snapshot.parameters.iter().filter(|parameter| parameter.distinct.is_some()) {
        let listed: u64 = parameter.top.iter().map(|top| top.count).sum();
        assert!(listed + parameter.other >= parameter.count, "{}", parameter.name);
        assert!(parameter.count <= lines.records, "{}", parameter.name);
    }
    if let Some(timeline) = &snapshot.timeline {
        let timed: u64 = timeline.series.iter().flat_map(|series| &series.counts).sum();
        assert_eq!(timed, lines.records - lines.untimed);
        assert_eq!(snapshot.week.iter().flatten().sum::<u64>(), timed);
    }
}
