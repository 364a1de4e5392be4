/*!
What is known of an opened file, or of a member of an archive: what it is packed in, and how its lines are read.
*/

use logatlas_core::colours;
use logatlas_core::decode::{self, Archive, Container, Decoder, Encoding, Skipped};
pub use logatlas_core::decode::{HEAD, head_of};
use logatlas_core::detect::{self, Candidate};
use logatlas_core::format::{Chosen, Reader, Sample};
use logatlas_core::snapshot::Members;
pub use logatlas_core::time::Hints;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

/// So much of the head of a member is kept to be shown, in bytes.
const KEPT_HEAD: usize = 8 << 10;

/// The number of a file as a source. Sources stand in the order of their numbers: a file, then its members, then the next file.
pub fn number_of(file: u32) -> u64 {
    u64::from(file) << 32
}

/// The file that a source is or lies in.
pub fn file_of(number: u64) -> u32 {
    (number >> 32) as u32
}

/// An opened file, stream or pasted text, or a member of an archive.
pub struct Source {
    /// Its name as it was given; of a member with that of its archive.
    pub name: String,
    /// Its size as it lies there, in bytes, as far as that is known.
    bytes: AtomicU64,
    /// What its text is packed in.
    pub container: Container,
    /// What several files it holds: then they are sources of their own, and it has no lines itself.
    pub archive: Option<Archive>,
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
    /// Every format with the share of sample lines that it could read, the best first.
    pub candidates: Vec<Candidate>,
    /// The beginning of its text, from which the format was found.
    pub head: Vec<u8>,
    /// What its times leave out; its members inherit it.
    pub hints: Hints,
    /// The format that was asked for rather than detected, likewise.
    pub(crate) wish: Option<String>,
    members: Mutex<Members>,
    /// Whether something was left out of its text that is meant for a terminal.
    colours: AtomicBool,
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
        let mut text = match sniffed.archive {
            None => text_of(head, sniffed),
            Some(_) => Vec::new(),
        };
        let coloured = colours::leave_out(&mut text);
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
            archive: sniffed.archive,
            encoding: sniffed.encoding,
            bom: sniffed.bom,
            binary: sniffed.binary,
            format,
            reader,
            candidates: detection.candidates,
            head: text,
            hints,
            wish: wish.map(str::to_owned),
            members: Mutex::default(),
            colours: AtomicBool::new(coloured),
            lines: AtomicU64::new(0),
            error: Mutex::default(),
            refused,
        }
    }

    /// Forgets most of the head: of thousands of members together that would be too much.
    pub(crate) fn trim(mut self) -> Self {
        self.head.truncate(KEPT_HEAD);
        self.head.shrink_to_fit();
        self
    }

    /// A decoder at the start of the source, or nothing where its bytes are its text.
    pub fn decoder(&self) -> Option<Decoder> {
        let decoder = self.any_decoder();
        (!decoder.is_identity()).then_some(decoder)
    }

    /// A decoder at the start of the source, if only one that passes its bytes on.
    pub(crate) fn any_decoder(&self) -> Decoder {
        Decoder::new(self.container, self.encoding)
    }

    /// Its size in bytes.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Corrects the size of a source that is read from a pipe.
    pub fn set_bytes(&self, bytes: u64) {
        self.bytes.store(bytes, Ordering::Relaxed);
    }

    /// Leaves out of a slice of its text what is meant for a terminal.
    pub(crate) fn leave_colours_out(&self, text: &mut [u8]) {
        if colours::leave_out(text) {
            self.colours.store(true, Ordering::Relaxed);
        }
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

    /// Counts a member that was read or left out.
    pub fn count_member(&self, left_out: Option<Skipped>) {
        let mut members = crate::lock(&self.members);
        let count = match left_out {
            None => &mut members.read,
            Some(Skipped::Directory) => &mut members.directories,
            Some(Skipped::Empty) => &mut members.empty,
            Some(Skipped::Special) => &mut members.special,
            Some(Skipped::Encrypted) => &mut members.encrypted,
            Some(Skipped::Method) => &mut members.unknown,
            Some(Skipped::Sparse) => &mut members.sparse,
            Some(Skipped::Deep) => &mut members.deep,
            Some(Skipped::Beyond) => &mut members.beyond,
        };
        *count += 1;
    }

    /// What is odd about a source that can be read, as a sentence without the name.
    pub fn notice(&self) -> Option<String> {
        if self.error().is_some() {
            None
        } else if let Some(refused) = &self.refused {
            Some(format!("{refused}; it was read as what it looks like, {}", self.format))
        } else if self.bytes() == 0 {
            Some("it is empty".into())
        } else if self.archive.is_some() {
            notice_of(&crate::lock(&self.members))
        } else if self.binary {
            Some(
                "it does not look like text, and was read as text all the same; is it a log?"
                    .into(),
            )
        } else {
            None
        }
    }

    /// The source as a snapshot shows it, given its number.
    pub(crate) fn shown(&self, number: u64) -> logatlas_core::snapshot::Source {
        let is_archive = self.archive.is_some();
        logatlas_core::snapshot::Source {
            name: self.name.clone(),
            file: file_of(number),
            bytes: self.bytes(),
            container: match self.archive {
                Some(archive) => archive.name_in(self.container),
                None => self.container.name(),
            },
            encoding: if is_archive { "" } else { self.encoding.name() },
            colours: self.colours.load(Ordering::Relaxed),
            format: if is_archive { String::new() } else { self.format.clone() },
            members: is_archive.then(|| *crate::lock(&self.members)),
            lines: self.lines.load(Ordering::Relaxed),
            error: self.error(),
            notice: self.notice(),
        }
    }
}

/// What of an archive could have been a log and was not read.
fn notice_of(members: &Members) -> Option<String> {
    let reasons = [
        (members.encrypted, "with a password"),
        (members.unknown, "packed in a way that is not known here"),
        (members.sparse, "with holes (sparse)"),
        (members.deep, "in too many archives"),
        (members.beyond, "more than can be read at a time"),
    ];
    let told: Vec<String> = reasons
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, reason)| format!("{count} {reason}"))
        .collect();
    match told.is_empty() {
        true if members.read == 0 => Some("there is no file with content in it".into()),
        true => None,
        false => Some(format!(
            "some files in it were left out: {}; unpack it and open these by themselves",
            told.join(", ")
        )),
    }
}

/// The text that the first bytes of a source stand for, as far as they go.
fn text_of(head: &[u8], sniffed: decode::Sniff) -> Vec<u8> {
    let mut decoder = Decoder::new(sniffed.container, sniffed.encoding);
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
