//! Numbers, addresses and identifiers whose length is told of many bytes at once, with a bit for each: those that are common and short.

use super::super::classes::{self, DELIMITER, is};
use super::kept::{Text, WORD};
use crate::bytes::outside;
use wide::u8x16;

/// How many digits the word begins with.
#[inline(always)]
pub(super) fn digits(word: &[u8; WORD]) -> u32 {
    (no_digits(word) | 1 << WORD).trailing_zeros()
}

/// Where the digits end that the word begins with, and where those end that follow the byte behind them.
#[inline(always)]
pub(super) fn decimal(word: &[u8; WORD]) -> (u32, u32) {
    let others = no_digits(word) | 3 << WORD;
    (others.trailing_zeros(), without_first(others).trailing_zeros())
}

/// The length of an IPv4 address and its port at `at`, as [`ipv4`](super::super::address::ipv4) has it; 0 where that has to be asked.
#[inline(always)]
pub(super) fn ipv4(text: Text<'_>, at: u32) -> u32 {
    let word = text.word(at);
    let within = first_bits(text.left(at));
    let others = no_digits(word) | !within;
    let digits = !others;
    // From the fourth byte on that is no digit.
    let rest = without_first(without_first(without_first(others)));
    let separators = others & !rest;
    let points = u8x16::new(*word).simd_eq(u8x16::splat(b'.')).to_bitmask() & within;
    let octets = 1 | separators << 1;
    let of_three = octets & digits & digits >> 1 & digits >> 2;
    let wrong = octets & others | of_three & digits >> 3 | separators & !points;
    if wrong | of_three & above_255(text, at) != 0 || rest & u32::from(u16::MAX) == 0 {
        return 0;
    }
    let length = rest.trailing_zeros();
    match text.byte(at + length) {
        b'.' => 0,
        b':' => {
            let port = at + length + 1;
            let digits = self::digits(text.word(port)).min(text.left(port));
            let ends = !is(text.byte(port + digits), classes::WORD);
            if ends && (1..=5).contains(&digits) { length + 1 + digits } else { length }
        }
        after if is(after, classes::WORD) => 0,
        _ => length,
    }
}

/// Where three digits stand for more than 255, a bit for the first of them; what stands elsewhere does not count.
#[inline(always)]
fn above_255(text: Text<'_>, at: u32) -> u32 {
    let digits = |from| u8x16::new(*text.word(at + from));
    let (first, second, third) = (digits(0), digits(1), digits(2));
    let equal = |digits: u8x16, digit: u8| digits.simd_eq(u8x16::splat(digit)).cast_signed();
    let rest = outside(second, 0..=b'5') | equal(second, b'5') & outside(third, 0..=b'5');
    (outside(first, 0..=b'2') | equal(first, b'2') & rest).to_bitmask()
}

/// The length of hexadecimal digits at `at` that end a token, or stand before a colon that ends it, as
/// [`whole`](super::vary::whole) has it; 0 where that has to be asked.
#[inline(always)]
pub(super) fn hexadecimal(text: Text<'_>, at: u32) -> u32 {
    let (digits, letters, telling) = hexadecimal_places(text.word(at));
    let more = hexadecimal_places(text.word(at + WORD as u32));
    let digits = digits | more.0 << WORD;
    let others = !(digits | letters | more.1 << WORD) | !first_bits(text.left(at));
    let length = others.trailing_zeros();
    let inside = first_bits(length);
    // Those of digits alone are numbers, those of units durations or sizes.
    let mixed = digits & inside != 0 && (telling | more.2 << WORD) & inside != 0;
    if !mixed || !(8..2 * WORD as u32).contains(&length) {
        return 0;
    }
    let after = text.byte(at + length);
    let ends = is(after, DELIMITER) || after == b':' && is(text.byte(at + length + 1), DELIMITER);
    if ends { length } else { 0 }
}

/// Which bytes are digits, which are the letters of hexadecimal digits, and which are those of them that no unit has, a bit each.
#[inline(always)]
fn hexadecimal_places(word: &[u8; WORD]) -> (u32, u32, u32) {
    let lower = u8x16::new(*word) | u8x16::splat(0x20);
    let letters = !outside(lower, b'a'..=b'f');
    let units = lower.simd_eq(u8x16::splat(b'b')) | lower.simd_eq(u8x16::splat(b'd'));
    let telling = letters & !units.cast_signed();
    (no_digits(word) ^ u32::from(u16::MAX), letters.to_bitmask(), telling.to_bitmask())
}

/// Which bytes are no digits, a bit each.
#[inline(always)]
fn no_digits(word: &[u8; WORD]) -> u32 {
    outside(u8x16::new(*word), b'0'..=b'9').to_bitmask()
}

/// The bits of so many bytes at the front.
#[inline(always)]
pub(super) fn first_bits(bytes: u32) -> u32 {
    !u32::MAX.checked_shl(bytes).unwrap_or(0)
}

/// The bits but the lowest.
#[inline(always)]
fn without_first(bits: u32) -> u32 {
    bits & bits.wrapping_sub(1)
}

#[cfg(test)]
mod tests {
    use super::super::super::mask::Mask;
    use super::super::super::{address, classes};
    use super::super::vary::whole;
    use super::super::{BEHIND, LONGEST};
    use super::*;
    use proptest::prelude::*;

    /// What is told of the message, which others follow.
    fn told(tell: fn(Text<'_>, u32) -> u32, message: &str, behind: &str) -> usize {
        let mut bytes = [b'z'; LONGEST + BEHIND];
        bytes
            .iter_mut()
            .zip(format!("{message}{behind}").bytes())
            .for_each(|(to, byte)| *to = byte);
        tell(Text { bytes: &bytes, length: message.len() as u32 }, 0) as usize
    }

    fn slowly(message: &str) -> (usize, usize) {
        let bytes = message.as_bytes();
        (address::ipv4(bytes).unwrap_or(0), whole(bytes, Mask::Hex))
    }

    proptest! {
        #[test]
        fn addresses_are_those_that_are_told_byte_by_byte(message in "[0-9]{0,4}(\\.[0-9]{1,4}){2,4}[.: a0-9]{0,8}", cut in 0..30usize, behind in "[.: a0-9]{0,30}") {
            let message = message.get(..cut).unwrap_or(&message);
            let told = told(ipv4, message, &behind);
            prop_assert!(told == 0 || told == slowly(message).0, "{}: {}", message, told);
        }

        #[test]
        fn hexadecimal_digits_are_those_that_are_told_byte_by_byte(message in "[0-9a-fA-F]{6,34}[ :,.g-]{0,3}|[0-9]{1,9}[bdBD]{1,2}[0-9bd]{0,9}[ :,]{0,2}", cut in 0..40usize, behind in "[ :,.a0-9]{0,30}") {
            let message = message.get(..cut).unwrap_or(&message);
            let told = told(hexadecimal, message, &behind);
            prop_assert!(told == 0 || told == slowly(message).1, "{}: {}", message, told);
        }

        #[test]
        fn digits_are_those_that_are_counted_one_by_one(word: [u8; WORD], text in "[0-9]{0,17}") {
            let mut word = word;
            word.iter_mut().zip(text.bytes()).for_each(|(to, byte)| *to = byte);
            let count = classes::run(&word, classes::DIGIT);
            prop_assert_eq!(digits(&word) as usize, count);
            let behind = word.get(count + 1..).map_or(0, |rest| classes::run(rest, classes::DIGIT));
            prop_assert_eq!(decimal(&word), (count as u32, (count + 1 + behind) as u32));
        }
    }

    #[test]
    fn what_is_common_is_told_at_once() {
        for address in ["10.0.0.1", "255.255.255.255", "192.168.0.17:8080", "249.25.199.250:1"] {
            for (behind, same) in
                [(" ", true), (", ", true), (": no", true), ("", true), ("x", false)]
            {
                let message = format!("{address}{behind}");
                let wanted = if same { address.len() } else { 0 };
                let found = told(ipv4, &message, "7.8");
                assert!(
                    found == wanted || !same && found == slowly(&message).0,
                    "{message}: {found}"
                );
            }
        }
        for address in ["10.0.0.256", "10.0.0", "10.0.0.1.2", "300.1.1.1", "1.2.3.4a", "1..2.3"] {
            assert_eq!(told(ipv4, address, " "), 0, "{address}");
        }
        for digits in
            ["4f2a90c1", "05455BED", "ff70b23d1059d00c", "0123456789abcdef0123456789abcde"]
        {
            for behind in [" ", ": to", "", "]"] {
                assert_eq!(told(hexadecimal, &format!("{digits}{behind}"), "c"), digits.len());
            }
            assert_eq!(told(hexadecimal, &format!("{digits}."), " "), 0);
        }
        for others in ["12345678", "abcdefab", "1234567d", "4d5d678d", "12345678B", "4f2a90c"] {
            assert_eq!(told(hexadecimal, others, " "), 0, "{others}");
        }
    }
}
