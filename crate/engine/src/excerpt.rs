/*!
Stretches of text cut out of a file that is not read in place, as it streams by: what the lines in sight are read from.
*/

use crate::lines::Stretch;
use crate::members::{Visit, Walk};
use crate::session::Session;
use crate::source::{file_of, number_of};
use logatlas_core::decode::{DecodeError, Decoder, Entry, Progress};
use std::ops::Range;
use std::sync::Arc;

/// Stretches of the texts of one file and its members.
pub struct Excerpts {
    walk: Option<Walk>,
    cutter: Cutter,
}

/// What is wanted and what there is of it.
struct Cutter {
    session: Arc<Session>,
    /// The source and the bytes of its text, and the place among those that were asked for; in order.
    wanted: Vec<(u64, Range<u64>, usize)>,
    /// How many of them went by.
    done: usize,
    texts: Vec<Vec<u8>>,
    /// The text at hand: its source, and bytes of it that went by.
    text: Option<(u64, Decoder, u64)>,
    piece: Vec<u8>,
}

impl Excerpts {
    /// Stretches of the text of one file or its members: the number of the source, and bytes of its text. None where there are
    /// none, or the session does not know their file.
    pub fn new(session: &Arc<Session>, wanted: &[Stretch]) -> Option<Self> {
        let number = number_of(file_of(wanted.first()?.0));
        let source = session.source(number)?;
        let texts = vec![Vec::new(); wanted.len()];
        let places = wanted.iter().enumerate();
        let mut wanted: Vec<_> =
            places.map(|(place, (source, bytes))| (*source, bytes.clone(), place)).collect();
        wanted.sort_by_key(|(source, bytes, _)| (*source, bytes.start));
        let piece = vec![0; 64 << 10];
        let walk = Walk::new(number, &source);
        let text = match walk {
            None => Some((number, source.any_decoder(), 0)),
            Some(_) => None,
        };
        let cutter = Cutter { session: session.clone(), wanted, done: 0, texts, text, piece };
        Some(Self { walk, cutter })
    }

    /// Takes the next bytes of the file. False once no more are needed, or the file can't be read on.
    pub fn push(&mut self, input: &[u8]) -> bool {
        match &mut self.walk {
            None => self.cutter.bytes(input),
            Some(walk) => walk.push(input, &mut self.cutter).unwrap_or(false),
        }
    }

    /// Ends the file. The stretches, in the order in which they were asked for; shorter where the text is.
    pub fn finish(mut self) -> Vec<Vec<u8>> {
        if let Some(walk) = &mut self.walk {
            // A fault was told when the file was read first.
            let _ = walk.finish(&mut self.cutter);
        }
        self.cutter.end();
        self.cutter.texts
    }
}

impl Cutter {
    /// Has text read until there is no more for now, and keeps what is wanted of it.
    fn read(
        &mut self,
        mut read: impl FnMut(&mut Decoder, &mut [u8]) -> Result<Progress, DecodeError>,
    ) -> bool {
        let Some((source, decoder, at)) = &mut self.text else { return false };
        loop {
            let Ok(step) = read(decoder, &mut self.piece) else { return false };
            let start = *at;
            *at += step.produced as u64;
            let wanted = self.wanted.get(self.done..).unwrap_or_default();
            let here = wanted.iter().take_while(|(of, bytes, _)| of == source && bytes.start < *at);
            for (_, bytes, place) in here {
                let from = bytes.start.saturating_sub(start).min(step.produced as u64) as usize;
                let to = bytes.end.saturating_sub(start).min(step.produced as u64) as usize;
                let found = self.piece.get(from..to).unwrap_or_default();
                if let Some(text) = self.texts.get_mut(*place) {
                    text.extend_from_slice(found);
                }
            }
            let past = wanted.iter().take_while(|(of, bytes, _)| of == source && bytes.end <= *at);
            self.done += past.count();
            if self.wanted.get(self.done).is_none_or(|(of, ..)| of != source) {
                return false;
            }
            if step.produced == 0 {
                return true;
            }
        }
    }
}

impl Visit for Cutter {
    fn begin(&mut self, number: u64, _entry: Entry, _head: &[u8]) {
        let next = self.wanted.get(self.done).is_some_and(|(source, ..)| *source == number);
        if let (true, Some(source)) = (next, self.session.source(number)) {
            self.text = Some((number, source.any_decoder(), 0));
        }
    }

    fn bytes(&mut self, mut bytes: &[u8]) -> bool {
        let goes_on = self.read(|decoder, piece| {
            let step = decoder.decode(bytes, piece)?;
            bytes = bytes.get(step.consumed..).unwrap_or_default();
            Ok(step)
        });
        if !goes_on {
            self.text = None;
        }
        self.done < self.wanted.len()
    }

    fn end(&mut self) {
        self.read(|decoder, piece| Ok(Progress { consumed: 0, produced: decoder.finish(piece)? }));
        let Some((source, ..)) = self.text.take() else { return };
        let past = self.wanted.iter().skip(self.done).take_while(|(of, ..)| *of == source);
        self.done += past.count();
    }
}
