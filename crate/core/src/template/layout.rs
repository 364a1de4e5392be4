/*!
Where in a message stands what, one bit a byte, so that the scan goes straight from one place where something may vary to the next.

A table has for each byte the sets that it is in, a bit in a byte of its own for each; shifted and put together, those of eight bytes
give eight bits of every set.
*/

use super::MAX_BYTES;
use super::classes::{AT, CLASSES, DELIMITER, DIGIT, SLASH, SPACE, byte};

/// Bits of a word.
const BITS: usize = 64;
/// So many words have a bit for each byte and for the end.
const WORDS: usize = MAX_BYTES / BITS + 1;
/// Bytes that are looked at together.
const GROUP: usize = 8;
/// Behind the text there is room for zeros, which stand for its end, and for what is copied too much.
pub(super) const ROOM: usize = MAX_BYTES + BITS;

// The sets, by the byte of the table's entries that they have.
const ENDS: usize = 0;
const DIGITS: usize = 1;
const SIGNS: usize = 2;
const CAPITALS: usize = 3;
const SPACES: usize = 4;
const SETS: usize = 5;

static TABLE: [u64; 256] = table();

const fn table() -> [u64; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let (class, ascii) = (CLASSES[byte], byte as u8);
        let quote = matches!(ascii, b'"' | b'\'' | b'`');
        let control = class & SPACE != 0 && ascii != b' ';
        let sets = [
            class & DELIMITER != 0,
            class & DIGIT != 0,
            control || quote || class & (SLASH | AT) != 0,
            ascii.is_ascii_uppercase(),
            ascii == b' ',
        ];
        let mut set = 0;
        while set < SETS {
            table[byte] |= (sets[set] as u64) << (set * 8);
            set += 1;
        }
        byte += 1;
    }
    table
}

/// Bits of as many bytes.
#[derive(Clone, Copy, Debug, Default)]
struct Bits {
    /// Delimiters, and the end.
    ends: u64,
    digits: u64,
    /// Control bytes, slashes, `@`, quotes, and the end.
    signs: u64,
    /// Where the scan has to look, and the end.
    stops: u64,
}

/// A message.
#[derive(Debug)]
pub(super) struct Layout {
    text: [u8; ROOM],
    bits: [Bits; WORDS],
}

impl Layout {
    pub(super) fn new() -> Self {
        Self { text: [0; ROOM], bits: [Bits::default(); WORDS] }
    }

    /// Takes a message, of which there are no more than [`MAX_BYTES`]; returns how many tokens it has at most.
    #[inline]
    pub(super) fn take(&mut self, message: &[u8]) -> usize {
        let (whole, rest) = message.as_chunks::<GROUP>();
        let mut last = [0; GROUP];
        last.iter_mut().zip(rest).for_each(|(to, byte)| *to = *byte);
        let mut groups = whole.iter().chain([&last]);
        let mut tokens = 0;
        let rooms = self.text.as_chunks_mut::<BITS>().0;
        for (bits, room) in self.bits.iter_mut().zip(rooms).take(message.len() / BITS + 1) {
            let mut sets = [0; SETS];
            for (index, (to, group)) in
                room.as_chunks_mut::<GROUP>().0.iter_mut().zip(&mut groups).enumerate()
            {
                *to = *group;
                // Written out, since loops are seldom unrolled where the module has to be small.
                let [a, b, c, d, e, f, g, h] = group.map(|byte| TABLE[usize::from(byte)]);
                let all = a | b << 1 | c << 2 | d << 3 | e << 4 | f << 5 | g << 6 | h << 7;
                let of = |set: usize| (all >> (set * 8) & 0xFF) << (index * GROUP);
                let [a, b, c, d, e] = sets;
                sets = [a | of(0), b | of(1), c | of(2), d | of(3), e | of(4)];
            }
            let inside = !sets[ENDS];
            let starts = inside & !(inside << 1);
            tokens += starts.count_ones();
            // What the next word would tell is taken for granted.
            let three = inside >> 1 & inside >> 2 & !(inside >> 3) | 7 << 61;
            let names = starts & three & sets[CAPITALS] & !(sets[CAPITALS] >> 1);
            let runs = sets[SPACES] & (sets[SPACES] >> 1 | 1 << 63);
            *bits = Bits {
                ends: sets[ENDS],
                digits: sets[DIGITS],
                signs: sets[SIGNS],
                stops: sets[DIGITS] | sets[SIGNS] | names | runs,
            };
        }
        tokens as usize
    }
}

impl Layout {
    /// All of the room.
    pub(super) fn text(&self) -> &[u8; ROOM] {
        &self.text
    }

    /// The byte at `at`, 0 at the end.
    #[inline]
    pub(super) fn byte(&self, at: usize) -> u8 {
        byte(&self.text, at)
    }

    /// The first place from `at` on where the scan has to look: digits, slashes, `@`, quotes, white space that is no single
    /// space, and maybe words of three letters; the end if there is none.
    #[inline]
    pub(super) fn stop(&self, at: usize) -> usize {
        self.next(at, |bits| bits.stops)
    }

    /// Where the token ends that `at` is in.
    #[inline]
    pub(super) fn end(&self, at: usize) -> usize {
        self.next(at, |bits| bits.ends)
    }

    /// Where the digits end that begin at `at`.
    #[inline]
    pub(super) fn digits(&self, at: usize) -> usize {
        self.next(at, |bits| !bits.digits)
    }

    /// The first place from `at` on of a control byte, slash, `@`, quote, or the end.
    #[inline]
    pub(super) fn sign(&self, at: usize) -> usize {
        self.next(at, |bits| bits.signs)
    }

    /// Whether a token ends at `at`.
    #[inline]
    pub(super) fn ends(&self, at: usize) -> bool {
        self.bits.get(at / BITS).is_none_or(|bits| bits.ends >> (at % BITS) & 1 != 0)
    }

    /// Where the token begins that `at` is in, if not before `from`.
    #[inline]
    pub(super) fn begin(&self, at: usize, from: usize) -> usize {
        if at == from || self.ends(at - 1) {
            return at;
        }
        let mut index = at / BITS;
        let mut mask = (1 << (at % BITS)) - 1;
        while let Some(bits) = self.bits.get(index) {
            let before = bits.ends & mask;
            if before != 0 {
                return (index * BITS + before.ilog2() as usize + 1).max(from);
            }
            if index == 0 {
                break;
            }
            (index, mask) = (index - 1, u64::MAX);
        }
        from
    }

    #[inline]
    fn next(&self, at: usize, of: impl Fn(&Bits) -> u64) -> usize {
        let (mut index, mut from) = (at / BITS, at % BITS);
        while let Some(bits) = self.bits.get(index) {
            let left = of(bits) >> from;
            if left != 0 {
                return index * BITS + from + left.trailing_zeros() as usize;
            }
            (index, from) = (index + 1, 0);
        }
        MAX_BYTES
    }
}

#[cfg(test)]
mod tests {
    use super::super::classes::{AT, DELIMITER, DIGIT, SLASH, SPACE, is};
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn bits_tell_what_the_classes_do(message in prop::collection::vec(any::<u8>(), 0..MAX_BYTES)) {
            let mut layout = Layout::new();
            layout.take(b"what was before / it");
            let tokens = layout.take(&message);
            let inside = |byte: &u8| !is(*byte, DELIMITER);
            prop_assert!(tokens >= message.chunk_by(|a, b| inside(a) == inside(b)).filter(|part| inside(&part[0])).count());
            for (at, &byte) in message.iter().enumerate() {
                let quote = matches!(byte, b'"' | b'\'' | b'`');
                let sign = is(byte, SLASH | AT) || quote || byte != b' ' && is(byte, SPACE);
                prop_assert_eq!(layout.ends(at), is(byte, DELIMITER));
                prop_assert_eq!(layout.sign(at) == at, sign);
                prop_assert_eq!(layout.digits(at) > at, is(byte, DIGIT));
                let two = byte == b' ' && message.get(at + 1) == Some(&b' ');
                prop_assert!(layout.stop(at) == at || !(sign || two || is(byte, DIGIT)));
                let end = message[at..].iter().position(|byte| is(*byte, DELIMITER));
                prop_assert_eq!(layout.end(at), end.map_or(message.len(), |end| at + end));
            }
            prop_assert_eq!(layout.stop(message.len()), message.len());
            prop_assert_eq!(layout.sign(message.len()), message.len());
        }
    }
}
