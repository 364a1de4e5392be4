//! Digits at fixed places, eight bytes at a time: SIMD within a register (Lamport, "Multiple byte
//! processing with full-word instructions", CACM 18(8), 1975).

/// What each of eight bytes must be, worked out at compile time.
pub(super) struct Shape {
    /// Turns a digit into its value and any other wanted byte into zero.
    flip: u64,
    /// Added to that, sets the top bit of a byte that is not what it must be.
    limit: u64,
    /// The bytes that are looked at.
    keep: u64,
}

impl Shape {
    /// `0` stands for a digit, `?` for any byte, everything else for itself.
    pub(super) const fn new(pattern: &[u8; 8]) -> Self {
        let (mut flip, mut limit, mut keep) = (0, 0, 0);
        let mut lane = 0;
        while lane < 8 {
            let (byte_flip, byte_limit, byte_keep) = match pattern[lane] {
                b'0' => (b'0', 0x80 - 10, 0xff),
                b'?' => (0, 0, 0),
                other => (other, 0x80 - 1, 0xff),
            };
            flip |= (byte_flip as u64) << (8 * lane);
            limit |= (byte_limit as u64) << (8 * lane);
            keep |= byte_keep << (8 * lane);
            lane += 1;
        }
        Self { flip, limit, keep }
    }

    /// The value of the two digits at each place and the one after it, if `text` has this shape.
    #[inline]
    pub(super) fn pairs(&self, text: [u8; 8]) -> Option<Pairs> {
        const TOP: u64 = 0x8080_8080_8080_8080;
        let values = (u64::from_le_bytes(text) ^ self.flip) & self.keep;
        // A sum that runs over into the next byte comes from a byte whose own top bit is set.
        if (values.wrapping_add(self.limit) | values) & TOP != 0 {
            return None;
        }
        Some(Pairs(values * 10 + (values >> 8)))
    }
}

/// The values of pairs of digits.
#[derive(Clone, Copy)]
pub(super) struct Pairs(u64);

impl Pairs {
    /// The value of the digits at `place` and `place + 1`, 0..=99, where both are digits.
    #[inline]
    pub(super) fn at(self, place: u32) -> u32 {
        (self.0 >> (8 * place)) as u32 & 0xff
    }
}

/// The value of two digits.
#[inline]
pub(super) fn two(digits: [u8; 2]) -> Option<u32> {
    let tens = digits[0].wrapping_sub(b'0');
    let ones = digits[1].wrapping_sub(b'0');
    (tens <= 9 && ones <= 9).then(|| u32::from(tens) * 10 + u32::from(ones))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_takes_exactly_its_bytes() {
        const CLOCK: Shape = Shape::new(b"00:00:?0");
        let good = *b"12:34:x9";
        let pairs = CLOCK.pairs(good).unwrap();
        assert_eq!((pairs.at(0), pairs.at(3)), (12, 34));
        for lane in 0..8 {
            for byte in 0..=255 {
                let mut text = good;
                text[lane] = byte;
                let wanted = match lane {
                    2 | 5 => byte == b':',
                    6 => true,
                    _ => byte.is_ascii_digit(),
                };
                assert_eq!(CLOCK.pairs(text).is_some(), wanted, "{lane} {byte}");
            }
        }
    }

    #[test]
    fn every_pair_has_its_value() {
        const PAIRS: Shape = Shape::new(b"00000000");
        for value in 0..100 {
            let text = format!("{value:02}").into_bytes();
            assert_eq!(two([text[0], text[1]]), Some(value));
            let text = [text.as_slice(); 4].concat();
            let pairs = PAIRS.pairs(text.try_into().unwrap()).unwrap();
            for place in [0, 2, 4, 6] {
                assert_eq!(pairs.at(place), value);
            }
        }
        assert_eq!((two(*b"1:"), two(*b"/0"), two([0xff, b'0'])), (None, None, None));
    }
}
