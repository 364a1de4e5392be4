/*!
Comparing and searching short strings: what the hot loops do for each field of a line. Nothing here is called for a string so
long that a function of its own would pay.
*/

use memchr::memchr;

/// Whether two strings are equal, many bytes at a time: WebAssembly's `memcmp` goes byte by byte.
#[inline]
pub(crate) fn same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    // The last bytes are compared as one word, which may reach back over those compared before.
    if let (Some(last), Some(other_last)) = (a.last_chunk::<8>(), b.last_chunk::<8>()) {
        let (blocks, rest) = a.as_chunks::<32>();
        let (other_blocks, other_rest) = b.as_chunks::<32>();
        let equal =
            |x: &[u8; 32], y: &[u8; 32]| x.iter().zip(y).fold(0, |all, (x, y)| all | (x ^ y)) == 0;
        let words = rest.as_chunks::<8>().0;
        let other_words = other_rest.as_chunks::<8>().0;
        last == other_last
            && words.iter().zip(other_words).all(|(x, y)| x == y)
            && blocks.iter().zip(other_blocks).all(|(x, y)| equal(x, y))
    } else if let (Some(first), Some(other_first)) = (a.first_chunk::<4>(), b.first_chunk::<4>()) {
        first == other_first && a.last_chunk::<4>() == b.last_chunk::<4>()
    } else {
        a.iter().zip(b).all(|(x, y)| x == y)
    }
}

/// So many bytes are searched here before the vector code of `memchr` is called, which is slow to get going.
const NEAR: usize = 16;

/// Where a byte first occurs.
#[inline]
pub(crate) fn find(byte: u8, text: &[u8]) -> Option<usize> {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    let near = text.get(..NEAR).unwrap_or_default().as_chunks::<8>().0;
    for (index, word) in near.iter().enumerate() {
        // The lowest byte that is zero after this borrows, and so sets the high bit of its place first (Mycroft).
        let differing = u64::from_le_bytes(*word) ^ (ONES * u64::from(byte));
        let zeros = differing.wrapping_sub(ONES) & !differing & (ONES << 7);
        if zeros != 0 {
            return Some(index * 8 + zeros.trailing_zeros() as usize / 8);
        }
    }
    let from = near.len() * 8;
    memchr(byte, text.get(from..)?).map(|at| from + at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn strings_are_the_same_as_a_plain_comparison_says(a in prop::collection::vec(0..2u8, 0..80), at: prop::sample::Index, cut in any::<bool>()) {
            let mut b = a.clone();
            prop_assert!(same(&a, &b));
            if let Some(byte) = (!a.is_empty()).then(|| at.index(a.len())).and_then(|at| b.get_mut(at)) {
                *byte ^= 1;
                prop_assert!(!same(&a, &b));
            }
            if cut {
                b.pop();
            }
            prop_assert_eq!(same(&a, &b), a == b);
        }
    }

    proptest! {
        #[test]
        fn the_first_occurrence_is_found(text in prop::collection::vec(prop_oneof![126..130u8, any::<u8>()], 0..80), byte in 126..130u8) {
            prop_assert_eq!(find(byte, &text), text.iter().position(|&b| b == byte));
        }
    }
}
