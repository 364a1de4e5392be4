/*!
Zip as a stream: a header before each member, its data, and at times its lengths behind it. The table of contents at the end is
not read, and what was deleted from it only is read all the same.
*/

use flate2::{Crc, Decompress, FlushDecompress, Status};

use super::reader::{Part, Read, collect, pass};
use super::zip_header::{
    DESCRIPTOR, FIXED, Header, Signature, descriptor, length, parse, signature,
};
use super::{Entry, Skipped};
use crate::decode::stage::Unpack;
use crate::decode::{Container, Fault, Progress, copy};

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum State {
    #[default]
    Signature,
    Fixed,
    Header,
    Body,
    /// What is left of the data is passed over.
    Skip,
    Descriptor,
    /// The end of a member is still to be told.
    Closing,
    Ended,
    /// Where the data of a member ends is not to be found out: nothing more comes.
    Broken(Fault),
}

/// What the data of a member is packed in.
#[derive(Default)]
enum Method {
    #[default]
    Stored,
    Deflate(Box<Decompress>),
    Other(Unpack),
}

#[derive(Default)]
pub(super) struct Zip {
    state: State,
    held: Vec<u8>,
    header: Header,
    method: Method,
    /// Where the header of the member at hand begins.
    member: u64,
    /// Bytes of its data that were read, and bytes that came of them.
    packed: u64,
    size: u64,
    checksum: Crc,
    /// Whether it is handed out.
    open: bool,
    /// Whether damage was told of it.
    damaged: bool,
}

impl Zip {
    pub(super) fn may_end(&self) -> bool {
        self.state == State::Ended
    }

    pub(super) fn step(&mut self, input: &[u8], output: &mut [u8], at: u64) -> Result<Read, Fault> {
        let before = self.state;
        let mut read = match before {
            State::Signature | State::Fixed | State::Header => self.collect(input, at)?,
            State::Body => self.body(input, output, at)?,
            State::Skip => {
                let mut left = self.left();
                let mut read = Read::consumed(pass(&mut left, input));
                self.packed += read.progress.consumed as u64;
                if left == 0 {
                    read.part = self.end_data(at + read.progress.consumed as u64);
                }
                read
            }
            State::Descriptor => {
                let mut read = Read::consumed(collect(&mut self.held, DESCRIPTOR, input));
                if self.held.len() == DESCRIPTOR {
                    read.part = self.described(at + read.progress.consumed as u64)?;
                }
                read
            }
            State::Closing => {
                (self.state, self.open) = (State::Signature, false);
                Read { part: Some(Part::End), ..Read::default() }
            }
            State::Ended => Read::consumed(input.len()),
            State::Broken(fault) => return Err(fault),
        };
        read.moved = self.state != before;
        Ok(read)
    }

    fn collect(&mut self, input: &[u8], at: u64) -> Result<Read, Fault> {
        if self.state == State::Signature && self.held.is_empty() {
            self.member = at;
        }
        let need = match self.state {
            State::Signature => 4,
            State::Fixed => FIXED,
            _ => length(&self.held),
        };
        let mut read = Read::consumed(collect(&mut self.held, need, input));
        if self.held.len() >= need {
            read.part = self.next()?;
        }
        Ok(read)
    }

    /// What was being collected is there.
    fn next(&mut self) -> Result<Option<Part>, Fault> {
        match self.state {
            State::Signature => match signature(self.held.get(..4).unwrap_or_default()) {
                Signature::Member => self.state = State::Fixed,
                Signature::Contents => self.state = State::Ended,
                Signature::Spanned if self.member == 0 => self.held.clear(),
                _ if self.member == 0 => return Err(Fault::Header { at: 0 }),
                _ => return Err(Fault::Corrupt { member: self.member, at: self.member }),
            },
            State::Fixed => self.state = State::Header,
            _ => {
                self.header = parse(&self.held).ok_or(Fault::Header { at: self.member })?;
                self.held.clear();
                return self.begin().map(Some);
            }
        }
        Ok(None)
    }

    fn begin(&mut self) -> Result<Part, Fault> {
        (self.packed, self.size, self.damaged) = (0, 0, false);
        self.checksum.reset();
        let Header { packed, encrypted, method, .. } = self.header;
        let is_directory = self.header.name.ends_with(b"/");
        self.method = match (method, packed) {
            (_, Some(_)) if is_directory => return Ok(self.skip(Skipped::Directory)),
            (_, Some(_)) if encrypted => return Ok(self.skip(Skipped::Encrypted)),
            // Nothing but deflated data tells where it ends.
            (8, _) if !encrypted => Method::Deflate(Box::new(Decompress::new(false))),
            (_, None) => return Err(Fault::Endless { at: self.member }),
            (0, _) => Method::Stored,
            (12, _) => Method::Other(Unpack::new(Container::Bzip2)),
            (93, _) => Method::Other(Unpack::new(Container::Zstd)),
            (95, _) => Method::Other(Unpack::new(Container::Xz)),
            _ => return Ok(self.skip(Skipped::Method)),
        };
        (self.state, self.open) = (State::Body, true);
        let name = String::from_utf8_lossy(&self.header.name).into_owned();
        Ok(Part::Begin(Entry { name, modified: self.header.modified }))
    }

    fn skip(&mut self, skipped: Skipped) -> Part {
        (self.state, self.open) = (State::Skip, false);
        Part::Skipped(skipped)
    }

    /// Data that was not read, in bytes; as much as there is where its length is not known.
    fn left(&self) -> u64 {
        self.header.packed.map_or(u64::MAX, |packed| packed.saturating_sub(self.packed))
    }

    fn body(&mut self, input: &[u8], output: &mut [u8], at: u64) -> Result<Read, Fault> {
        let left = self.left();
        let all = left <= input.len() as u64;
        let input = if all { input.get(..left as usize).unwrap_or(input) } else { input };
        let (progress, ended, broken) = match &mut self.method {
            Method::Stored => {
                let progress = copy(input, output);
                (progress, all && progress.consumed == input.len(), false)
            }
            Method::Deflate(inflate) => {
                let (read, written) = (inflate.total_in(), inflate.total_out());
                let status = inflate.decompress(input, output, FlushDecompress::None);
                let progress = Progress {
                    consumed: (inflate.total_in() - read) as usize,
                    produced: (inflate.total_out() - written) as usize,
                };
                let ended = matches!(status, Ok(Status::StreamEnd));
                let stuck = all && progress == Progress::default() && !output.is_empty();
                (progress, ended, status.is_err() || stuck && !ended)
            }
            Method::Other(unpack) => match unpack.decode(input, output) {
                Err(_) => (Progress::default(), false, true),
                Ok(mut progress) => {
                    let mut ended = false;
                    let mut broken = false;
                    if all && progress.consumed == input.len() && progress.produced < output.len() {
                        match unpack.finish(&mut output[progress.produced..]) {
                            Ok(kept) => {
                                progress.produced += kept;
                                ended = kept == 0;
                            }
                            Err(_) => broken = true,
                        }
                    }
                    (progress, ended, broken)
                }
            },
        };
        self.packed += progress.consumed as u64;
        self.size += progress.produced as u64;
        self.checksum.update(output.get(..progress.produced).unwrap_or_default());
        let at = at + progress.consumed as u64;
        if broken {
            let fault = Fault::Corrupt { member: self.member, at };
            if self.header.packed.is_none() {
                // What came before the damage is kept.
                self.state = State::Broken(fault);
                return Ok(Read { progress, part: None, moved: true });
            }
            (self.state, self.damaged) = (State::Skip, true);
            return Ok(Read { progress, part: Some(Part::Damaged(fault)), moved: true });
        }
        let mut part = None;
        if ended {
            self.state = State::Skip;
            if self.header.packed.is_none() || self.left() == 0 {
                part = self.end_data(at);
            }
        }
        Ok(Read { progress, part, moved: false })
    }

    /// The data ends at byte `at`.
    fn end_data(&mut self, at: u64) -> Option<Part> {
        if self.header.described {
            self.held.clear();
            self.state = State::Descriptor;
            return None;
        }
        self.close(self.header.checksum, at)
    }

    fn described(&mut self, at: u64) -> Result<Option<Part>, Fault> {
        let size = (self.open && !self.damaged).then_some(self.size);
        let found = descriptor(&self.held, self.header.wide, self.packed, size);
        let Some((length, checksum)) = found else {
            return Err(Fault::Corrupt { member: self.member, at });
        };
        self.held.drain(..length);
        let at = at - self.held.len() as u64;
        let part = self.close(checksum, at);
        // The beginning of what follows was read already.
        self.member = at;
        Ok(part)
    }

    /// Ends the member; of one whose checksum is wrong that is told before.
    fn close(&mut self, checksum: u32, at: u64) -> Option<Part> {
        if self.open && !self.damaged && self.checksum.sum() != checksum {
            self.damaged = true;
            self.state = State::Closing;
            return Some(Part::Damaged(Fault::Checksum { member: self.member, at }));
        }
        self.state = State::Signature;
        std::mem::take(&mut self.open).then_some(Part::End)
    }
}
