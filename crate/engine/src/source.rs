/*!
What is known of an opened file: what it is packed in, and how its lines are read.
*/

use logatlas_core::decode::{self, Container, Decoder, Encoding};
pub use logatlas_core::decode::{HEAD, head_of};
use logatlas_core::detect::{self, Candidate};
use logatlas_core::format::{Chosen, Reader, Sample};
pub use logatlas_core::time::Hints;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

/// An opened file, stream or pasted text.
pub struct Source {
    /// Its name as it was given.
    pub name: String,
    /// Its size as it lies there, in bytes, as far as that is known.
    bytes: AtomicU64,
    /// What its text is packed in.
    pub container: Container,
    /// How its text is encoded.
    pub encoding: Encoding,
    /// The length of the byte order mark before the text of a plain source.
    pub bom: usize,
    /// Whether it does not look like text.
    pub binary: bool,
    /// The short name of its format, or that of a pattern.
    pub format: String,
    /// Reads its lines.
    pub reader: Arc<dyn Reader>,
    /// What its times leave out.
    pub hints: Hints,
    /// Every format with the share of sample lines that it could read, the best first.
    pub candidates: Vec<Candidate>,
    /// The beginning of its text, from which the format was found.
    pub head: Vec<u8>,
    lines: AtomicU64,
    error: Mutex<Option<Fault>>,
    /// Why the format that was asked for could not be used.
    refused: Option<String>,
}

/// Why a source could not be read to its end.
#[derive(Clone, Debug)]
struct Fault {
    sentence: String,
    /// How many of its bytes were read before, as they lie there.
    at: u64,
}

impl Source {
    /// Looks at the first bytes of a source: as many as [`head_of`] says, or all, if it has fewer. `wish` is a format that
    /// overrides the detection, see [`Chosen`].
    pub fn open(name: String, bytes: u64, head: &[u8], hints: Hints, wish: Option<&str>) -> Self {
        let head = head.get(..head_of(head)).unwrap_or(head);
        let sniffed = decode::sniff(head);
        let text = text_of(head, sniffed.container, sniffed.encoding);
        let lines = detect::sample_lines(&text);
        let sample = Sample { lines: &lines, hints };
        let detection = detect::detect(&sample);
        let (mut format, mut reader) = (detection.format.name().to_owned(), detection.reader);
        let mut refused = None;
        match wish.map(Chosen::new) {
            None => {}
            Some(Ok(chosen)) => {
                format = chosen.name().to_owned();
                reader = chosen.reader(&sample);
            }
            Some(Err(error)) => refused = Some(error.to_string()),
        }
        Self {
            name,
            bytes: AtomicU64::new(bytes),
            container: sniffed.container,
            encoding: sniffed.encoding,
            bom: sniffed.bom,
            binary: sniffed.binary,
            format,
            reader,
            hints,
            candidates: detection.candidates,
            head: text,
            lines: AtomicU64::new(0),
            error: Mutex::default(),
            refused,
        }
    }

    /// A decoder at the start of the source, or nothing where its bytes are its text.
    pub fn decoder(&self) -> Option<Decoder> {
        let decoder = Decoder::new(self.container, self.encoding);
        (!decoder.is_identity()).then_some(decoder)
    }

    /// Its size in bytes.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Corrects the size of a source that is read from a pipe.
    pub fn set_bytes(&self, bytes: u64) {
        self.bytes.store(bytes, Ordering::Relaxed);
    }

    /// Counts lines that were parsed.
    pub(crate) fn add_lines(&self, lines: u64) {
        self.lines.fetch_add(lines, Ordering::Relaxed);
    }

    /// Notes what went wrong while the source was read, as a sentence, and how many of its bytes could be read before, as
    /// they lie there. The first fault counts.
    pub fn fail(&self, sentence: String, at: u64) {
        crate::lock(&self.error).get_or_insert(Fault { sentence, at });
    }

    /// What went wrong, if anything did.
    pub fn error(&self) -> Option<String> {
        crate::lock(&self.error).as_ref().map(|fault| fault.sentence.clone())
    }

    /// How many of its bytes are read once nothing more comes of it, as they lie there: all, or those before a fault.
    pub(crate) fn readable(&self) -> u64 {
        crate::lock(&self.error).as_ref().map_or(self.bytes(), |fault| fault.at.min(self.bytes()))
    }

    /// What is odd about a source that can be read, as a sentence without the name.
    pub fn notice(&self) -> Option<String> {
        if self.error().is_some() {
            None
        } else if let Some(refused) = &self.refused {
            Some(format!("{refused}; it was read as what it looks like, {}", self.format))
        } else if self.bytes() == 0 {
            Some("it is empty".into())
        } else if self.binary {
            Some(
                "it does not look like text, and was read as text all the same; is it a log?"
                    .into(),
            )
        } else {
            None
        }
    }

    /// The source as a snapshot shows it.
    pub(crate) fn shown(&self) -> logatlas_core::snapshot::Source {
        logatlas_core::snapshot::Source {
            name: self.name.clone(),
            bytes: self.bytes(),
            container: self.container.name(),
            encoding: self.encoding.name(),
            format: self.format.clone(),
            lines: self.lines.load(Ordering::Relaxed),
            error: self.error(),
            notice: self.notice(),
        }
    }
}

/// The text that the first bytes of a source stand for, as far as they go.
fn text_of(head: &[u8], container: Container, encoding: Encoding) -> Vec<u8> {
    let mut decoder = Decoder::new(container, encoding);
    let mut text = vec![0; HEAD];
    let (mut consumed, mut produced) = (0, 0);
    while let Some(room) = text.get_mut(produced..).filter(|room| !room.is_empty()) {
        let input = head.get(consumed..).unwrap_or_default();
        // A fault is met again, and told, when the source is read.
        let Ok(step) = decoder.decode(input, room) else { break };
        consumed += step.consumed;
        produced += step.produced;
        if step.consumed + step.produced == 0 {
            let Ok(kept) = decoder.finish(room) else { break };
            produced += kept;
            if kept == 0 {
                break;
            }
        }
    }
    text.truncate(produced);
    text.shrink_to_fit();
    text
}
