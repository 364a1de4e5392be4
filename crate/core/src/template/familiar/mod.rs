/*!
Messages like one met before are told without masking them: nothing differs but numbers, hexadecimal or not, IPv4 and e-mail addresses,
ports, identifiers, paths and quoted words.

Of a message all of whose variables are such, or short numbers that are taken as they stand, what stands between them is kept. Another that has the same between variables of the same
kinds is masked to the same text, since recognisers look from one token into the next only for a unit, a month or a quote; messages
where another number or path could change what they see are not kept. What is kept changes the speed and nothing else.
*/

mod kept;
mod vary;

use super::line::Piece;
use kept::{Ends, Message, NO_ENDS, ends};

/// Longer messages are not kept.
const LONGEST: usize = 512;
/// A message, and behind it bytes that do not count, so that it can be looked at word by word.
type Room = [u8; ROOM];
const ROOM: usize = LONGEST + 32;
/// Sets of messages that begin alike, a power of two, and how many are kept of each.
const SETS: usize = 64;
const WAYS: usize = 16;

/// Messages kept of a slice.
#[derive(Debug)]
pub struct Familiar {
    sets: Box<[Set; SETS]>,
    /// The one to be kept next.
    next: Message,
    room: Box<Room>,
    /// Grows with each message and shrinks with each kept: where none is like another only some are kept.
    credit: u32,
}

/// Messages that begin alike, those found most often in the front half.
#[derive(Debug)]
struct Set {
    ends: [Ends; WAYS],
    /// How often each was found, of late.
    found: [u16; WAYS],
    kept: [Message; WAYS],
    /// In the other half: the one that is to be replaced next.
    oldest: usize,
}

/// What keeping a message takes of the credit, and the most that is saved up.
const PRICE: u32 = 8;
const MOST: u32 = 1024;

impl Default for Familiar {
    fn default() -> Self {
        let set = |_| Set {
            ends: [NO_ENDS; WAYS],
            found: [0; WAYS],
            kept: std::array::from_fn(|_| Message::default()),
            oldest: 0,
        };
        let sets = Box::new(std::array::from_fn(set));
        Self { sets, next: Message::default(), room: Box::new([0; ROOM]), credit: MOST }
    }
}

impl Set {
    /// Counts that this one was found; it moves to the front where it is found more often than the one there.
    #[inline]
    fn count(&mut self, way: usize) {
        let before = self.found.get(way / 2).copied().unwrap_or(0);
        let Some(found) = self.found.get_mut(way) else { return };
        *found = found.saturating_add(1);
        if *found > before && way > 0 {
            self.found.swap(way, way / 2);
            self.ends.swap(way, way / 2);
            self.kept.swap(way, way / 2);
        }
    }
}

impl Familiar {
    /// The template of a message.
    #[inline]
    pub fn find(&mut self, message: &[u8]) -> Option<u32> {
        let set = self.sets.get_mut(set(message)?)?;
        let (head, tail) = ends(message)?;
        fill(&mut self.room, message);
        let (room, length) = (&*self.room, message.len());
        let mut kept = set.ends.iter().zip(&set.kept);
        let way =
            kept.position(|(ends, kept)| ends.fit(head, tail) && kept.is_like(room, length))?;
        let id = set.kept.get(way)?.id;
        set.count(way);
        self.credit = (self.credit + 1).min(MOST);
        Some(id)
    }

    /// Keeps a message, which had these parts masked and belongs to this template.
    pub(super) fn keep(&mut self, message: &[u8], pieces: &[Piece], text: &[u8], id: u32) {
        self.credit += 1;
        if self.credit < PRICE {
            return;
        }
        let Some(set) = set(message).and_then(|set| self.sets.get_mut(set)) else { return };
        if self.next.set(message, pieces, text).is_none() {
            return;
        }
        self.credit -= PRICE;
        self.next.id = id;
        let way = WAYS / 2 + set.oldest;
        set.oldest = (set.oldest + 1) % (WAYS / 2);
        // Those found long ago make room for those found now.
        set.found.iter_mut().for_each(|found| *found /= 2);
        if let Some(found) = set.found.get_mut(way) {
            *found = 0;
        }
        if let (Some(ends), Some(kept)) = (set.ends.get_mut(way), set.kept.get_mut(way)) {
            *ends = self.next.ends();
            std::mem::swap(kept, &mut self.next);
        }
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        for set in self.sets.iter_mut() {
            set.ends = [NO_ENDS; WAYS];
            set.found = [0; WAYS];
            set.kept.iter_mut().for_each(Message::forget);
        }
        self.credit = MOST;
    }
}

/// Puts a message of at most [`LONGEST`] bytes there, and behind it what no variable goes on with.
#[inline]
fn fill(room: &mut Room, message: &[u8]) {
    let (blocks, rest) = message.as_chunks::<16>();
    room.as_chunks_mut::<16>().0.iter_mut().zip(blocks).for_each(|(to, block)| *to = *block);
    let left = room.get_mut(message.len() - rest.len()..).unwrap_or_default();
    left.iter_mut().zip(rest).for_each(|(to, byte)| *to = *byte);
    if let Some(behind) = left.get_mut(rest.len()..).and_then(|left| left.first_chunk_mut()) {
        *behind = [0; 8];
    }
}

/// Where messages are kept that begin with the same letters.
#[inline]
fn set(message: &[u8]) -> Option<usize> {
    const LETTERS: u64 = u64::from_le_bytes([0x40; 8]);
    let first = u64::from_le_bytes(*message.first_chunk()?);
    let others = !first & LETTERS;
    // Zero where all eight are letters.
    let below = (others & others.wrapping_neg()) >> 6;
    let hash = (first & below.wrapping_sub(1)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (message.len() <= LONGEST).then_some((hash >> (64 - SETS.ilog2())) as usize)
}

#[cfg(test)]
mod tests {
    use super::super::{Masker, text};
    use super::*;
    use proptest::prelude::*;

    fn masked(message: &[u8]) -> String {
        let mut out = Vec::new();
        text(message, &mut out);
        String::from_utf8_lossy(&out).into_owned()
    }

    /// Of a message once kept, is the other one like it?
    fn alike(kept: &[u8], other: &[u8]) -> bool {
        let (mut masker, mut familiar) = (Masker::default(), Familiar::default());
        masker.mask(kept);
        masker.keep(kept, &mut familiar, 7);
        familiar.find(other) == Some(7)
    }

    #[test]
    fn numbers_addresses_and_paths_may_differ() {
        for (kept, other) in [
            (
                "GET /p/chair-17 answered 200 with 3 bytes in 56.393 ms",
                "GET /c/x.js answered 4 with 123456789 bytes in 1.0 ms",
            ),
            ("DHCPACK of 10.0.0.1 from 10.0.0.2:67", "DHCPACK of 1.2.3.4:80 from 255.255.255.255"),
            (
                "Pool stats (total=2, active=44, waiting=1)",
                "Pool stats (total=12345678, active=0, waiting=99)",
            ),
            ("Heap usage is 5 of 10 MB", "Heap usage is 500 of 1 MB"),
            ("Nothing at all differs.", "Nothing at all differs."),
            ("Waited 34ms, then went on", "Waited 3ms, then went on"),
            ("Query 'chair' returned 4 hits", "Query 'red,7' returned 40 hits"),
            ("Settled 4 of batch 4f2a90c1", "Settled 12 of batch 9e77ab12cd"),
            (
                "Accepted key from 10.0.0.1 port 7 ssh2: ED25519 SHA256:4f2a90c1",
                "Accepted key from 10.0.0.9 port 71 ssh2: ED25519 SHA256:70ff90c11",
            ),
            (
                "Received disconnect from 10.0.0.1 port 37529:11: disconnected by user",
                "Received disconnect from 10.0.0.9 port 4022:11: disconnected by user",
            ),
            (
                "c5f4c833: to=<bob41@example.com>, relay=a.de[10.0.0.1]:25, sent (250 2.0.0 Ok)",
                "c6aa0933: to=<anna.b@example.org>, relay=a.de[10.0.0.2]:25, sent (250 2.0.0 Ok)",
            ),
            ("eth0: renamed from veth1706bf95", "eth0: renamed from veth28a3c1e04"),
            ("upstream failed (110: timed out), 4", "upstream failed (7: timed out), 41"),
            (
                "GET /a/b?page=1&per_page=100 answered 200",
                "GET /x/y.z?page=12&per_page=7 answered 40",
            ),
            (
                "Nothing differs here, though it is long.",
                "Nothing differs here, though it is long.",
            ),
            ("Ended session:4f2a90c1 (key=\"a\")", "Ended session:00ff00ff1 (key=\"bc\")"),
        ] {
            assert!(alike(kept.as_bytes(), other.as_bytes()), "{kept} | {other}");
            assert_eq!(masked(kept.as_bytes()), masked(other.as_bytes()));
        }
    }

    #[test]
    fn what_stands_behind_a_quote_tells_whether_it_is_an_apostrophe() {
        let (kept, other) = ("a stray ' \"'a1'", "a stray ' \"',1'");
        assert_ne!(masked(kept.as_bytes()), masked(other.as_bytes()));
        assert!(!alike(kept.as_bytes(), other.as_bytes()));
        assert!(alike(kept.as_bytes(), b"a stray ' \"'b2'"));
    }

    #[test]
    fn what_was_forgotten_is_not_found() {
        let (mut masker, mut familiar) = (Masker::default(), Familiar::default());
        for message in [&b"some words"[..], b"17 numbers"] {
            masker.mask(message);
            masker.keep(message, &mut familiar, 7);
            assert_eq!(familiar.find(message), Some(7));
        }
        familiar.clear();
        for message in [&b"some words"[..], b"17 numbers", &[0; 24], &[0; 10]] {
            assert_eq!(familiar.find(message), None);
        }
    }

    #[test]
    fn what_stood_in_the_room_before_does_not_count() {
        let (mut masker, mut familiar) = (Masker::default(), Familiar::default());
        let message = b"the same words for 17 of them, and 4 more of them";
        masker.mask(message);
        masker.keep(message, &mut familiar, 7);
        for length in 8..message.len() {
            assert_eq!(familiar.find(message), Some(7));
            assert_eq!(familiar.find(&message[..length]), None);
        }
    }

    /// Pieces that make recognisers look around.
    fn messages() -> impl Strategy<Value = Vec<String>> {
        let piece = prop_oneof![
            4 => "[0-9]{1,4}",
            2 => "[0-9]{1,3}\\.[0-9]{1,3}",
            2 => "(/[a-z0-9.-]{1,3}){1,3}",
            1 => "[12]{1,3}(\\.[12]{1,3}){3}(:[0-9]{1,2})?",
            2 => "[0-9a-f]{6,9}",
            1 => "[0-9]{3,6}:[0-9]{1,2}:?",
            1 => "[a-c0-9]{1,3}@[a-c]{1,2}\\.de",
            1 => "veth[0-9]{2}[a-f][0-9]{2}",
            1 => "['\"][a-z0-9,/=]{0,4}['\"]",
            8 => "[ ,=:(<'\"/@._%#?&-]{1,2}",
            6 => Just(" ".to_owned()),
            6 => prop::sample::select(vec!["ms", "s", "MB", "Oct", "Sun", "of", "user", "m", "x", "e", "ssh2", "SHA256:", "L3", "18 Oct 2015"]).prop_map(str::to_owned),
        ];
        prop::collection::vec(piece, 1..14)
    }

    /// The message with other numbers and paths.
    fn changed(pieces: &[String], others: &[String]) -> String {
        let mut others = others.iter().cycle();
        let change = |piece: &String| {
            let quoted = |piece: &str| piece.len() > 1 && piece.starts_with(['"', '\'']);
            let varies =
                piece.bytes().any(|byte| byte.is_ascii_digit() || matches!(byte, b'/' | b'@'));
            let varies = varies || quoted(piece);
            let like = |other: &&String| {
                other.as_bytes()[0].is_ascii_digit() == piece.as_bytes()[0].is_ascii_digit()
                    && quoted(other) == quoted(piece)
            };
            let other = if varies { others.by_ref().take(9).find(like) } else { None };
            other.unwrap_or(piece).clone()
        };
        pieces.iter().map(change).collect()
    }

    proptest! {
        #[test]
        fn what_is_alike_is_masked_to_the_same_text(pieces in messages(), others in messages()) {
            let kept = format!("question {}", pieces.concat());
            let other = format!("question {}", changed(&pieces, &others));
            if alike(kept.as_bytes(), other.as_bytes()) {
                prop_assert_eq!(masked(kept.as_bytes()), masked(other.as_bytes()), "{} | {}", kept, other);
            }
        }
    }
}
