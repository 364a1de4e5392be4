/*!
Tar: blocks of 512 bytes, a header before each member, two blocks of zeros at the end.

Long names come as members of their own, in the manner of GNU or of pax. Memory is bounded: such a member is read up to
[`MAX_META`], everything else passes through.
*/

use super::reader::{Part, Read, collect, pass};
use super::tar_header::{BLOCK, Pax, parse};
use super::{Entry, Skipped};
use crate::decode::{Fault, copy};

/// The most that is read of what a member says about the next one, in bytes.
const MAX_META: u64 = 1 << 20;

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum State {
    #[default]
    Header,
    /// The name of the next member, in the manner of GNU.
    Name,
    /// What pax says of the next member.
    Pax,
    /// A further block of a sparse map.
    Map,
    Body,
    Skip,
    Padding,
    Ended,
}

#[derive(Default)]
pub(super) struct Tar {
    state: State,
    held: Vec<u8>,
    /// What is left of the body, or of what is skipped, in bytes.
    left: u64,
    /// What follows it up to the next header.
    padding: u64,
    /// Where the header of the member at hand begins.
    member: u64,
    /// What was said of the next member.
    next: Pax,
}

impl Tar {
    pub(super) fn may_end(&self) -> bool {
        match self.state {
            State::Header => self.held.is_empty(),
            State::Ended => true,
            _ => false,
        }
    }

    pub(super) fn step(&mut self, input: &[u8], output: &mut [u8], at: u64) -> Result<Read, Fault> {
        let before = self.state;
        let mut read = match before {
            State::Header | State::Map => self.block(input, at)?,
            State::Name | State::Pax => self.meta(input),
            State::Body => {
                let most = input.get(..self.left.min(input.len() as u64) as usize);
                let progress = copy(most.unwrap_or_default(), output);
                self.left -= progress.produced as u64;
                let mut part = None;
                if self.left == 0 {
                    self.state = State::Padding;
                    part = Some(Part::End);
                }
                Read { progress, part, moved: false }
            }
            State::Skip => {
                let consumed = pass(&mut self.left, input);
                if self.left == 0 {
                    self.state = State::Padding;
                }
                Read::consumed(consumed)
            }
            State::Padding => {
                let consumed = pass(&mut self.padding, input);
                if self.padding == 0 {
                    self.held.clear();
                    self.state = State::Header;
                }
                Read::consumed(consumed)
            }
            // Tapes have blocks of their own, filled up with whatever was there.
            State::Ended => Read::consumed(input.len()),
        };
        read.moved = self.state != before;
        Ok(read)
    }

    fn block(&mut self, input: &[u8], at: u64) -> Result<Read, Fault> {
        if self.held.is_empty() && self.state == State::Header {
            self.member = at;
        }
        let mut read = Read::consumed(collect(&mut self.held, BLOCK, input));
        if let Some(&block) = self.held.first_chunk::<BLOCK>() {
            self.held.clear();
            if self.state == State::Header {
                read.part = self.header(&block)?;
            } else if block[504] == 0 {
                self.state = State::Skip;
            }
        }
        Ok(read)
    }

    fn header(&mut self, block: &[u8; BLOCK]) -> Result<Option<Part>, Fault> {
        if block.iter().all(|&byte| byte == 0) {
            self.state = State::Ended;
            return Ok(None);
        }
        let member = self.member;
        let header = parse(block).ok_or(if member == 0 {
            Fault::Header { at: 0 }
        } else {
            Fault::Corrupt { member, at: member }
        })?;
        let is_meta = matches!(header.kind, b'L' | b'K' | b'x' | b'g');
        let next = if is_meta { Pax::default() } else { std::mem::take(&mut self.next) };
        // Links, devices, directories and pipes have a size at times, and never a body.
        let body =
            if matches!(header.kind, b'1'..=b'6') { 0 } else { next.size.unwrap_or(header.size) };
        self.left = body;
        self.padding = body.wrapping_neg() % BLOCK as u64;
        self.state = State::Skip;
        let name = next.name.unwrap_or(header.name);
        let skipped = match header.kind {
            b'L' | b'x' if body > MAX_META => return Err(Fault::Corrupt { member, at: member }),
            b'L' => {
                self.state = State::Name;
                return Ok(None);
            }
            b'x' => {
                self.state = State::Pax;
                return Ok(None);
            }
            b'K' | b'g' => return Ok(None),
            b'S' if header.extended => {
                self.state = State::Map;
                Skipped::Sparse
            }
            b'S' => Skipped::Sparse,
            b'5' => Skipped::Directory,
            _ if name.ends_with(b"/") => Skipped::Directory,
            b'0' | 0 | b'7' if next.sparse => Skipped::Sparse,
            b'0' | 0 | b'7' => {
                self.state = State::Body;
                return Ok(Some(Part::Begin(Entry {
                    name: String::from_utf8_lossy(&name).into_owned(),
                    modified: next.modified.or(header.modified),
                })));
            }
            _ => Skipped::Special,
        };
        Ok(Some(Part::Skipped(skipped)))
    }

    /// What is said of the next member is collected; broken records of pax say nothing.
    fn meta(&mut self, input: &[u8]) -> Read {
        let read = Read::consumed(collect(&mut self.held, self.left as usize, input));
        if self.held.len() as u64 == self.left {
            if self.state == State::Pax {
                self.next.read(&self.held);
            } else {
                let name = self.held.split(|&byte| byte == 0).next().unwrap_or_default();
                self.next.name = Some(name.to_vec());
            }
            self.held.clear();
            self.state = State::Padding;
        }
        read
    }
}
