/*!
Messages like one met before are told without masking them: nothing differs but numbers, hexadecimal or not, addresses, ports,
identifiers, dates and times, paths and quoted texts.

Of a message all of whose variables are such, or short numbers that are taken as they stand, what stands between them is kept.
Another that has the same between variables of the same kinds is masked to the same text, since recognisers look from one token into
the next only for a unit, a month or a quote; messages where another number or path could change what they see are not kept. What is
kept changes the speed and nothing else.

What costs time is instructions, and waiting: for memory, and for branches that nobody foresees. So messages are looked up many at
once (the columns hold them back), those together that begin alike, and where they stand; what is kept of one takes few lines of a
cache; and a step is few instructions, whatever it compares.
*/

mod kept;
mod lanes;
mod order;
mod prepare;
mod vary;

use super::line::Piece;
use super::locator::FRONT;
use crate::bytes::with_behind;
use kept::{Kept, PathAt, Text, ends};
pub use order::Order;
use order::set;

/// Longer messages are not kept.
const LONGEST: usize = 512;
/// Behind a message there are so many bytes at least that do not count, so that it can be looked at word by word, and a path all at once.
const BEHIND: usize = FRONT;
/// A message and what is behind it: as many bytes whatever its length, so that none of them has to be checked for.
type Room = [u8; LONGEST + BEHIND];
/// Sets of messages that begin alike, a power of two, and how many are kept of each.
const SETS: usize = 256;
const WAYS: usize = 16;

/// How many are kept of those for which a set had no room any more, a power of two.
const OTHERS: usize = 4096;

/// Messages kept, each with a number that it is known by.
#[derive(Debug)]
pub struct Familiar {
    sets: Box<[Set; SETS]>,
    /// Those for which their sets have no room any more, each where [`place`] says; none before there are any.
    others: Vec<Kept>,
    /// The one to be kept next.
    next: Kept,
    /// Where a message is put behind which there are too few bytes.
    room: Box<Room>,
    /// Grows with each message and shrinks with each kept: where none is like another only some are kept.
    credit: usize,
}

/// Messages that begin alike, those found most often in the front half.
#[derive(Debug)]
struct Set {
    kept: [Kept; WAYS],
    /// In the other half: the one that is to be replaced next.
    oldest: usize,
}

/// What keeping a message takes of the credit, and the most that is saved up.
const PRICE: usize = 8;
const MOST: usize = 1024;

impl Default for Familiar {
    fn default() -> Self {
        let set = |_| Set { kept: std::array::from_fn(|_| Kept::default()), oldest: 0 };
        Self {
            sets: Box::new(std::array::from_fn(set)),
            others: Vec::new(),
            next: Kept::default(),
            room: Box::new([0; LONGEST + BEHIND]),
            credit: MOST,
        }
    }
}

impl Set {
    /// Counts that this one was found.
    #[inline(always)]
    fn count(&mut self, way: usize) {
        let Some(kept) = self.kept.get_mut(way) else { return };
        kept.found = kept.found.wrapping_add(1);
        let found = kept.found;
        if way > 0 && self.kept.get(way / 2).is_some_and(|front| front.found < found) {
            self.advance(way);
        }
    }

    /// Moves one to the front, where it was found more often than the one there.
    #[cold]
    #[inline(never)]
    fn advance(&mut self, way: usize) {
        self.kept.swap(way, way / 2);
    }
}

impl Familiar {
    /// Takes note that so many messages come next, to be found or not.
    pub fn met(&mut self, messages: usize) {
        self.credit = (self.credit + messages).min(MOST);
    }

    /// What a message of this [set](Order) is known by. Where it is a part of the `slice`, its bytes need not be copied.
    #[inline(always)]
    pub fn find(&mut self, set: usize, message: &[u8], slice: &[u8]) -> Option<u32> {
        let Self { sets, others, room, .. } = self;
        let set = sets.get_mut(set)?;
        let (head, tail) = ends(message)?;
        let bytes = match with_behind(message, slice) {
            Some(bytes) => bytes,
            None => copied(room, message)?,
        };
        let text = Text { bytes, length: message.len() as u32 };
        let mut path = PathAt::default();
        let (front, back) = set.kept.split_at(WAYS / 2);
        let like = |kept: &Kept| kept.fits(head, tail) && kept.is_like(text, &mut path);
        let way = match front.iter().position(like) {
            Some(way) => way,
            None => {
                let mut like =
                    |kept: &Kept| kept.fits(head, tail) && kept.is_like_after_all(text, &mut path);
                if let Some(other) = others.get(place(message)).filter(|other| like(other)) {
                    return Some(other.id);
                }
                front.len() + back.iter().position(like)?
            }
        };
        let id = set.kept.get(way)?.id;
        set.count(way);
        Some(id)
    }

    /// Keeps a message, which had these parts masked, if others can be told from it; what it is known by is asked with its masked
    /// text.
    pub(super) fn keep(
        &mut self,
        message: &[u8],
        pieces: &[Piece],
        text: &[u8],
        id: impl FnOnce(&[u8]) -> u32,
    ) {
        if self.credit < PRICE {
            return;
        }
        let Some(set) = self.sets.get_mut(set(message)) else { return };
        if self.next.set(message, pieces, text).is_none() {
            return;
        }
        self.credit -= PRICE;
        self.next.id = id(text);
        // Those found long ago make room for those found now.
        set.kept.iter_mut().for_each(|kept| kept.found /= 2);
        let way = WAYS / 2 + set.oldest;
        set.oldest = (set.oldest + 1) % (WAYS / 2);
        if let Some(kept) = set.kept.get_mut(way) {
            std::mem::swap(kept, &mut self.next);
        }
        // What it has replaced, if anything, is kept elsewhere.
        if !self.next.is_none() {
            self.others.resize_with(OTHERS, Kept::default);
            if let Some(other) = self.others.get_mut(usize::from(self.next.place)) {
                std::mem::swap(other, &mut self.next);
            }
        }
    }
}

/// Where a message is kept that had to leave its set: by all of it but the digits, which differ most often.
#[inline(never)]
fn place(message: &[u8]) -> usize {
    let value = |byte: u8| if byte.is_ascii_digit() { 0 } else { u16::from(byte) };
    let sum = message.iter().fold(0, |sum: u16, &byte| sum.wrapping_add(value(byte)));
    usize::from(sum) % OTHERS
}

/// The message in the room, and what is behind it there.
#[inline(never)]
fn copied<'a>(room: &'a mut Room, message: &[u8]) -> Option<&'a Room> {
    let (to, behind) = room.split_at_mut_checked(message.len())?;
    to.copy_from_slice(message);
    behind.get_mut(..BEHIND)?.fill(0);
    Some(room)
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

    fn find(familiar: &mut Familiar, message: &[u8], slice: &[u8]) -> Option<u32> {
        familiar.find(set(message), message, slice)
    }

    fn keeping(kept: &[u8]) -> Familiar {
        let (mut masker, mut familiar) = (Masker::default(), Familiar::default());
        masker.mask(kept);
        masker.keep(kept, &mut familiar, |_| 7);
        familiar
    }

    /// Of a message once kept, is the other one like it?
    fn alike(kept: &[u8], other: &[u8]) -> bool {
        find(&mut keeping(kept), other, &[]) == Some(7)
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
            (
                "Timed out, request: \"GET /a HTTP/1.1\", host: x",
                "Timed out, request: \"POST /b/c?d HTTP/2\", host: x",
            ),
            (
                "Failed login from 10.0.0.1: no such user",
                "Failed login from 172.16.0.20: no such user",
            ),
            ("Client 2001:db8::7 used 95% of it", "Client fe80:0:1::2c used 4% of it"),
            (
                "Request 7f0fb97f-5942-452c-9fa2-057dadc01452 failed",
                "Request 3e527313-7109-4cb1-970b-7a7d83fc1965 failed",
            ),
            ("Linked to 00:1b:44:11:3a:b7 at 12:30:45", "Linked to 52:54:00:aa:bb:cc at 09:01:02"),
            ("Expired on 2024-05-01, renewed", "Expired on 2026-11-30, renewed"),
            ("Flooding on port 8080. Sending cookies.", "Flooding on port 22. Sending cookies."),
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
    fn what_has_spaces_in_quotes_has_some_in_every_message() {
        let (kept, other) = ("a stray '=\"4. 5. \"'", "a stray '=\"4.5\"'");
        assert_ne!(masked(kept.as_bytes()), masked(other.as_bytes()));
        assert!(!alike(kept.as_bytes(), other.as_bytes()));
        assert!(alike(kept.as_bytes(), b"a stray '=\"6. 7. \"'"));
    }

    #[test]
    fn nothing_is_like_what_was_not_kept() {
        let mut familiar = Familiar::default();
        for message in [&b"some words"[..], &[0; 24], &[0; 10]] {
            assert_eq!(find(&mut familiar, message, &[]), None);
        }
    }

    #[test]
    fn what_stood_in_the_room_before_does_not_count() {
        let (mut masker, mut familiar) = (Masker::default(), Familiar::default());
        let message = b"the same words for 17 of them, and 4 more of them";
        masker.mask(message);
        masker.keep(message, &mut familiar, |_| 7);
        for length in 8..message.len() {
            assert_eq!(find(&mut familiar, message, &[]), Some(7));
            assert_eq!(find(&mut familiar, &message[..length], &[]), None);
        }
    }

    #[test]
    fn messages_for_which_their_set_has_no_room_are_kept_elsewhere() {
        let (mut masker, mut familiar) = (Masker::default(), Familiar::default());
        let words: Vec<String> = (0..5 * WAYS).map(|n| format!("k{}nd", "i".repeat(n))).collect();
        let message = |word: &str, number: u32| format!("Listed {number} of {word} in {number} ms");
        for (id, word) in words.iter().enumerate() {
            let message = message(word, 17);
            masker.mask(message.as_bytes());
            masker.keep(message.as_bytes(), &mut familiar, |_| id as u32);
        }
        for (id, word) in words.iter().enumerate() {
            assert_eq!(find(&mut familiar, message(word, 4000).as_bytes(), &[]), Some(id as u32));
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
            1 => "[=:] ?['\"][a-z0-9 ,/=.]{0,9}['\"]",
            1 => "[0-9]{2,5}\\. ",
            1 => "[12]{1,2}(\\.[12]{1,3}){3}: ",
            1 => "[0-9a-f]{1,4}:[0-9a-f:]{1,9}",
            1 => "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
            1 => "[0-9a-f]{2}([:-][0-9a-f]{2}){5}",
            1 => "[012][0-9]:[0-5][0-9](:[0-5][0-9](\\.[0-9]{3})?)?",
            1 => "20[12][0-9]-[01][0-9]-[0-3][0-9](T[01][0-9]:[0-5][0-9]:[0-5][0-9]Z?)?",
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
        fn what_is_alike_is_masked_to_the_same_text(pieces in messages(), others in messages(), behind in "[0-9a-f/. ]{50}") {
            let kept = format!("question {}", pieces.concat());
            let other = format!("question {}", changed(&pieces, &others));
            let mut familiar = keeping(kept.as_bytes());
            let apart = find(&mut familiar, other.as_bytes(), &[]);
            let slice = format!("{other}{}", behind.repeat(12));
            let within = find(&mut familiar, &slice.as_bytes()[..other.len()], slice.as_bytes());
            if apart.is_some() || within.is_some() {
                prop_assert_eq!(masked(kept.as_bytes()), masked(other.as_bytes()), "{} | {}", kept, other);
            }
            // What is behind it may hide that it is alike, no more.
            prop_assert!(within.is_none() || within == apart);
        }
    }
}
