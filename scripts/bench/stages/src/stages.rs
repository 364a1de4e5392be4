/*!
The stages between the bytes of a log and its summary, each to be run alone and by one thread: what `scripts/bench/parse.mjs`
measures. The one who calls holds the clock.
*/

use logatlas_core::agents::{Agents, LIST};
use logatlas_core::columns::Columns;
use logatlas_core::derive::Known;
use logatlas_core::detect;
use logatlas_core::dictionary::Seed;
use logatlas_core::format::{Reader, Sample, State};
use logatlas_core::generate::{Generator, Kind, Options};
use logatlas_core::parse::Parser;
use logatlas_core::query;
use logatlas_core::record::{Outcome, Record, Value};
use logatlas_core::split;
use logatlas_core::summary::{Origin, Summary, Words};
use logatlas_core::time::Hints;
use std::hint::black_box;
use std::sync::Arc;

/// Bytes parsed at a time, as in the page.
const SLICE: usize = 16 << 20;
/// The text is the beginning of a log of so many lines: about 1 GB of access log.
const LINES: u64 = 4_600_000;
const SEED: Seed = Seed(1);
/// A filter that means most records of an access log, and one that means few. Of other logs they mean none.
const MANY: &str = "status < 400";
const FEW: &str = "status >= 500";

/// How far the bytes go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Lines, and each of them to borrowed fields.
    Fields,
    /// And those into columns.
    Columns,
    /// And these into a summary.
    Summary,
    /// From the columns of all slices, made before, to a summary of the many records that a filter means.
    Many,
    /// The same with a filter that means few.
    Few,
    /// As far as a summary, of records whose messages are empty: a scan without mining.
    Unmined,
    /// As far as a summary, and the templates merged.
    Mined,
}

impl Stage {
    /// Every stage.
    pub const ALL: [Self; 7] = [
        Self::Fields,
        Self::Columns,
        Self::Summary,
        Self::Many,
        Self::Few,
        Self::Unmined,
        Self::Mined,
    ];

    /// The name, as it is asked for and recorded.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fields => "fields",
            Self::Columns => "columns",
            Self::Summary => "summary",
            Self::Many => "many",
            Self::Few => "few",
            Self::Unmined => "unmined",
            Self::Mined => "mined",
        }
    }
}

/// A generated log and what reads it.
pub struct Bench {
    slices: Vec<Vec<u8>>,
    /// One a slice, once they were asked for.
    cached: Vec<Columns>,
    /// The words of all of them, by whose numbers a filter counts.
    words: Arc<Words>,
    reader: Arc<dyn Reader>,
    state: State,
    parser: Parser,
}

impl Bench {
    /// With about so many bytes of a log of this kind.
    pub fn new(kind: Kind, bytes: usize) -> Self {
        let options = Options { kind, lines: LINES, ..Options::default() };
        let mut generator = Generator::new(&options);
        let mut slices = Vec::new();
        for _ in 0..bytes.div_ceil(SLICE) {
            let mut slice = Vec::with_capacity(SLICE + (1 << 16));
            generator.write_lines(&mut slice, SLICE);
            slices.push(slice);
        }
        let first =
            slices.first().map_or(&[][..], |slice| slice.get(..detect::HEAD).unwrap_or(slice));
        let lines = detect::sample_lines(first);
        let reader = detect::detect(&Sample { lines: &lines, hints: Hints::default() }).reader;
        let known = Known { agents: Some(Arc::new(Agents::new(LIST))) };
        Self {
            slices,
            cached: Vec::new(),
            words: Arc::default(),
            reader,
            state: State::default(),
            parser: Parser::knowing(SEED, known),
        }
    }

    /// How many bytes there are.
    pub fn bytes(&self) -> usize {
        self.slices.iter().map(Vec::len).sum()
    }

    /// Takes all bytes as far as this stage; returns the number of lines or, behind a filter, of records that it means.
    pub fn run(&mut self, stage: Stage) -> u64 {
        match stage {
            Stage::Fields => {
                self.slices.iter().map(|slice| fields(slice, &*self.reader, &mut self.state)).sum()
            }
            Stage::Columns | Stage::Summary | Stage::Mined => {
                self.parse(&*self.reader.clone(), stage)
            }
            Stage::Unmined => self.parse(&Mute(self.reader.clone()), stage),
            Stage::Many => self.filter(MANY),
            Stage::Few => self.filter(FEW),
        }
    }

    fn parse(&mut self, reader: &dyn Reader, stage: Stage) -> u64 {
        let mut summary = Summary::new(SEED);
        let mut lines = 0;
        let mut offset = 0;
        for slice in &self.slices {
            let columns = self.parser.parse(slice, reader);
            lines += columns.counts.total;
            if stage != Stage::Columns {
                summary.add(&columns, Origin { source: 0, offset });
            }
            offset += slice.len() as u64;
            black_box(columns);
        }
        if stage == Stage::Mined {
            black_box(summary.templates(&summary.merged()).len());
        }
        black_box(summary);
        lines
    }

    /// Makes the columns that the filters run over, which is not part of what is measured; returns the number of records.
    pub fn cache(&mut self) -> u64 {
        let (parser, reader) = (&mut self.parser, &*self.reader);
        if self.cached.is_empty() {
            let mut whole = Summary::new(SEED);
            self.cached = self.slices.iter().map(|slice| parser.parse(slice, reader)).collect();
            self.cached.iter().for_each(|columns| whole.add(columns, Origin::default()));
            self.words = Arc::new(whole.words());
            for (field, dictionary) in self.cached.iter().flat_map(Columns::dictionaries) {
                if let Some(words) = self.words.get(field) {
                    dictionary.look_up_among(words);
                }
            }
        }
        self.cached.iter().map(|columns| columns.counts.records).sum()
    }

    fn filter(&self, text: &str) -> u64 {
        let Ok(filter) = query::parse(text) else { return 0 };
        let mut summary = Summary::part_of(SEED, self.words.clone());
        let mut offset = 0;
        for (columns, slice) in self.cached.iter().zip(&self.slices) {
            let selection = filter.select(columns, None);
            summary.add_selected(columns, &selection, Origin { source: 0, offset });
            offset += slice.len() as u64;
        }
        black_box(summary).lines.records
    }
}

/// Reads lines as another reader does, but leaves out what their messages say, so that nothing is mined.
struct Mute(Arc<dyn Reader>);

impl Reader for Mute {
    fn read<'a>(&self, line: &'a [u8], state: &mut State, record: &mut Record<'a>) -> Outcome {
        let outcome = self.0.read(line, state, record);
        record.message = Some(Value::Text(b""));
        outcome
    }

    fn begins_record(&self, line: &[u8]) -> bool {
        self.0.begins_record(line)
    }

    fn is_block(&self) -> bool {
        self.0.is_block()
    }
}

fn fields(slice: &[u8], reader: &dyn Reader, state: &mut State) -> u64 {
    let mut lines = 0;
    let mut record = Record::default();
    for line in split::lines(slice) {
        record.clear();
        black_box(reader.read(line.bytes, state, &mut record));
        black_box(&record);
        lines += 1;
    }
    state.clear();
    lines
}
