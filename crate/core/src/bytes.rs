/*!
Comparing and searching short strings: what the hot loops do for each field of a line. Nothing here is called for a string so
long that a function of its own would pay.
*/

use std::ops::RangeInclusive;
use wide::{i8x16, u8x16};

/// So many bytes are compared at a time.
const LANES: usize = 16;

/// Whether two strings are equal, many bytes at a time: WebAssembly's `memcmp` goes byte by byte.
#[inline]
pub(crate) fn same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    // The last bytes are compared at once, which may reach back over those compared before.
    if let (Some(last), Some(other_last)) = (a.last_chunk::<LANES>(), b.last_chunk::<LANES>()) {
        let differing = |x: &[u8; LANES], y: &[u8; LANES]| u8x16::new(*x) ^ u8x16::new(*y);
        let blocks = a.as_chunks::<LANES>().0.iter().zip(b.as_chunks::<LANES>().0);
        let all = blocks.fold(differing(last, other_last), |all, (x, y)| all | differing(x, y));
        all.simd_eq(u8x16::ZERO).to_bitmask() == u32::from(u16::MAX)
    } else if let (Some(first), Some(other_first)) = (a.first_chunk::<8>(), b.first_chunk::<8>()) {
        first == other_first && a.last_chunk::<8>() == b.last_chunk::<8>()
    } else if let (Some(first), Some(other_first)) = (a.first_chunk::<4>(), b.first_chunk::<4>()) {
        first == other_first && a.last_chunk::<4>() == b.last_chunk::<4>()
    } else {
        a.iter().zip(b).all(|(x, y)| x == y)
    }
}

/// Where a byte first occurs.
#[inline]
pub(crate) fn find(byte: u8, text: &[u8]) -> Option<usize> {
    let wanted = u8x16::splat(byte);
    let places = |block: &[u8; LANES]| u8x16::new(*block).simd_eq(wanted).to_bitmask();
    let (blocks, rest) = text.as_chunks::<LANES>();
    for (index, block) in blocks.iter().enumerate() {
        let found = places(block);
        if found != 0 {
            return Some(index * LANES + found.trailing_zeros() as usize);
        }
    }
    match text.last_chunk::<LANES>() {
        // It reaches back over bytes that were searched before, and in which nothing was found.
        Some(last) => match places(last) {
            0 => None,
            found => Some(text.len() - LANES + found.trailing_zeros() as usize),
        },
        None => rest.iter().position(|&other| other == byte),
    }
}

/// Which bytes are outside of a range: all bits of theirs are set, and none of the others'. By vectors all the way: `map` over the
/// bytes becomes a loop where the standard library is built for size.
#[inline(always)]
pub(crate) fn outside(bytes: u8x16, range: RangeInclusive<u8>) -> i8x16 {
    let (first, last) = (*range.start(), *range.end());
    // With the sign turned, the bytes of the range are the lowest.
    let values = (bytes - u8x16::splat(first.wrapping_add(0x80))).cast_signed();
    values.simd_gt(i8x16::splat(last.wrapping_sub(first).wrapping_add(0x80).cast_signed()))
}

/// Bytes of the whole that begin with the part; `None` where it is no part of the whole, is longer, or fewer bytes follow.
#[inline(always)]
pub(crate) fn with_behind<'a, const N: usize>(part: &[u8], whole: &'a [u8]) -> Option<&'a [u8; N]> {
    // What begins and ends at addresses of the whole is a part of it.
    let start = part.as_ptr().addr().checked_sub(whole.as_ptr().addr())?;
    whole.get(start..)?.first_chunk().filter(|_| part.len() <= N)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn bytes_are_outside_of_a_range_as_it_says(bytes: [u8; 16], first: u8, last: u8) {
            let range = first.min(last)..=first.max(last);
            let expected = bytes.map(|byte| if range.contains(&byte) { 0 } else { -1 });
            prop_assert_eq!(outside(u8x16::new(bytes), range).to_array(), expected);
        }

        #[test]
        fn a_part_is_known_by_where_it_stands(whole in prop::collection::vec(any::<u8>(), 0..40), from: prop::sample::Index, to: prop::sample::Index) {
            const BYTES: usize = 8;
            let (from, to) = (from.index(whole.len() + 1), to.index(whole.len() + 1));
            let part = &whole[from.min(to)..from.max(to)];
            let expected = whole.get(from.min(to)..).and_then(<[u8]>::first_chunk::<BYTES>);
            prop_assert_eq!(with_behind(part, &whole), expected.filter(|_| part.len() <= BYTES));
            let elsewhere = whole.clone();
            let found = with_behind::<BYTES>(part, &elsewhere);
            prop_assert_eq!(found.filter(|_| !part.is_empty()), None);
        }

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
