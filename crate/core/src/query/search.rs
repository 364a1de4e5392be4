/*!
Words in the lines of a record: found anywhere, in either case of the ASCII letters, in linear time.
*/

use super::Glob;

/// Text to find, piece behind piece.
#[derive(Clone, Debug)]
pub(super) struct Search {
    needles: Vec<Needle>,
}

impl Search {
    /// Nothing where the text asks for nothing, so that every line passes.
    pub(super) fn new(glob: &Glob) -> Option<Self> {
        let pieces = glob.pieces().iter().filter(|piece| !piece.is_empty());
        let needles: Vec<Needle> = pieces.map(|piece| Needle::new(piece.as_bytes())).collect();
        (!needles.is_empty()).then_some(Self { needles })
    }

    /// Whether all pieces are found, each behind the one before it.
    pub(super) fn is_match(&self, text: &[u8]) -> bool {
        let mut rest = text;
        self.needles.iter().all(|needle| match needle.end(rest) {
            Some(end) => {
                rest = rest.get(end..).unwrap_or_default();
                true
            }
            None => false,
        })
    }
}

/// The bytes of logs from the most frequent on, letters folded; what is not listed is rarer still.
const FREQUENT: &[u8] = b" 0e1t2a.ionsr3/-:4cdlp5m67h8uf9g\"by=,wvk_;x(j)[]z%q";

/// How much more than the text itself may be compared before the search goes over to the automaton.
const PATIENCE: usize = 8;

/// One piece, letters folded to lower case.
#[derive(Clone, Debug)]
struct Needle {
    bytes: Box<[u8]>,
    /// Where its rarest byte is, and both cases of that byte.
    rare_at: usize,
    rare: (u8, u8),
    /// For each length of a matched beginning: that of its longest proper beginning that is also its end (Knuth,
    /// Morris, Pratt 1977).
    borders: Box<[u32]>,
}

impl Needle {
    fn new(text: &[u8]) -> Self {
        let bytes = text.to_ascii_lowercase();
        let rarity = |byte: u8| FREQUENT.iter().position(|&b| b == byte).unwrap_or(FREQUENT.len());
        let rarest = bytes.iter().enumerate().max_by_key(|(_, byte)| rarity(**byte));
        let (rare_at, rare) = rarest.map_or((0, 0), |(at, &byte)| (at, byte));
        let borders = borders(&bytes).into();
        Self { bytes: bytes.into(), rare_at, rare: (rare, rare.to_ascii_uppercase()), borders }
    }

    /// Where the first occurrence ends: looked for by its rarest byte, and by the automaton where that is everywhere.
    fn end(&self, text: &[u8]) -> Option<usize> {
        let mut from = 0;
        let mut compared = 0;
        loop {
            let ahead = text.get(from + self.rare_at..)?;
            let (lower, upper) = self.rare;
            let found = if lower == upper {
                memchr::memchr(lower, ahead)
            } else {
                memchr::memchr2(lower, upper, ahead)
            };
            let start = from + found?;
            let window = text.get(start..start + self.bytes.len())?;
            if window.eq_ignore_ascii_case(&self.bytes) {
                return Some(start + self.bytes.len());
            }
            from = start + 1;
            compared += self.bytes.len();
            if compared > PATIENCE * (from + 64) {
                return self.end_by_automaton(text.get(from..)?).map(|end| from + end);
            }
        }
    }

    fn end_by_automaton(&self, text: &[u8]) -> Option<usize> {
        let mut matched = 0;
        for (at, byte) in text.iter().map(u8::to_ascii_lowercase).enumerate() {
            matched = advance(&self.bytes, &self.borders, matched, byte);
            if matched == self.bytes.len() {
                return Some(at + 1);
            }
        }
        None
    }
}

/// How much of the needle is matched once `byte` follows a match of `matched` bytes.
fn advance(needle: &[u8], borders: &[u32], mut matched: usize, byte: u8) -> usize {
    while matched > 0 && needle.get(matched) != Some(&byte) {
        matched = borders.get(matched - 1).map_or(0, |&border| border as usize);
    }
    matched + usize::from(needle.get(matched) == Some(&byte))
}

fn borders(needle: &[u8]) -> Vec<u32> {
    let mut borders = Vec::with_capacity(needle.len());
    for (at, &byte) in needle.iter().enumerate() {
        let border = match borders.last() {
            Some(&last) if at > 0 => advance(needle, &borders, last as usize, byte),
            _ => 0,
        };
        borders.push(border as u32);
    }
    borders
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn naive(needle: &[u8], text: &[u8]) -> Option<usize> {
        let fits = |at: &usize| text[*at..*at + needle.len()].eq_ignore_ascii_case(needle);
        (0..(text.len() + 1).saturating_sub(needle.len())).find(fits).map(|at| at + needle.len())
    }

    proptest! {
        #[test]
        fn the_first_occurrence_is_found(needle in "[aAbB ]{1,5}|[a-z]{1,3}", text in "[aAbB ]{0,60}|[a-zA-Z]{0,200}") {
            let found = Needle::new(needle.as_bytes());
            prop_assert_eq!(found.end(text.as_bytes()), naive(needle.as_bytes(), text.as_bytes()));
            prop_assert_eq!(found.end_by_automaton(text.as_bytes()), naive(needle.as_bytes(), text.as_bytes()));
        }

        #[test]
        fn a_long_needle_of_one_letter_is_found_by_the_automaton(before in 0..200usize, length in 70..90usize) {
            let needle = "a".repeat(length - 1) + "b";
            let text = "A".repeat(before) + "b" + &"a".repeat(300);
            prop_assert_eq!(Needle::new(needle.as_bytes()).end(text.as_bytes()), naive(needle.as_bytes(), text.as_bytes()));
        }
    }

    #[test]
    fn pieces_are_found_in_their_order() {
        let search = |pieces: &[&str]| {
            let pieces = pieces.iter().map(|&piece| piece.to_owned()).collect();
            Search::new(&Glob::from_pieces(pieces)).unwrap()
        };
        assert!(search(&["conn", "refused"]).is_match(b"Connection REFUSED"));
        assert!(!search(&["refused", "conn"]).is_match(b"Connection REFUSED"));
        assert!(!search(&["aba", "aba"]).is_match(b"ababa"));
        assert!(Search::new(&Glob::from_pieces(vec![String::new(), String::new()])).is_none());
    }
}
