/*!
Number literals as JSON and people write them, read into doubles.
*/

use crate::record::Value;

/// An integer of more digits names something (a trace, an account) and may not fit a double: it stays text.
const MAX_DIGITS: usize = 15;
/// Powers of ten that a double holds exactly.
const EXACT_POWERS: usize = 22;

/// The value of a literal by the grammar of RFC 8259, section 6: a number, or its text where it is an integer of more
/// than 15 digits or larger than any double.
pub(super) fn value(literal: &[u8]) -> Value<'_> {
    let (negative, digits) = match literal.strip_prefix(b"-") {
        Some(digits) => (true, digits),
        None => (false, literal),
    };
    let sign = |number: f64| Value::Number(if negative { -number } else { number });
    let mut mantissa = 0u64;
    let mut point = None;
    for (at, &byte) in digits.iter().enumerate() {
        match byte {
            b'0'..=b'9' => {
                mantissa = mantissa.wrapping_mul(10).wrapping_add(u64::from(byte - b'0'));
            }
            b'.' => point = Some(at),
            _ => return slow(literal),
        }
    }
    let Some(point) = point else {
        let exact = digits.len() <= MAX_DIGITS;
        return if exact { sign(mantissa as f64) } else { Value::Text(literal) };
    };
    // Both operands are exact, so the quotient is the nearest double (Clinger 1990).
    let decimals = digits.len() - point - 1;
    if digits.len() - 1 > MAX_DIGITS || decimals > EXACT_POWERS {
        return slow(literal);
    }
    sign(mantissa as f64 / 10u64.pow(decimals as u32) as f64)
}

fn slow(literal: &[u8]) -> Value<'_> {
    let number = std::str::from_utf8(literal).ok().and_then(|text| text.parse::<f64>().ok());
    match number {
        Some(number) if number.is_finite() => Value::Number(number),
        _ => Value::Text(literal),
    }
}

/// The value of a word that may be a number: digits with a sign and a fraction or none. A number written with
/// a leading zero or an exponent is rather a name.
pub(super) fn of_word(word: &[u8]) -> Value<'_> {
    let digits = word.strip_prefix(b"-").unwrap_or(word);
    let whole = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let zero_padded = whole > 1 && digits.first() == Some(&b'0');
    let is_number = whole > 0
        && !zero_padded
        && match digits.get(whole..) {
            Some([]) => true,
            Some([b'.', decimals @ ..]) => {
                !decimals.is_empty() && decimals.iter().all(u8::is_ascii_digit)
            }
            _ => false,
        };
    if is_number { value(word) } else { Value::Text(word) }
}

/// The number that a word is, padded with zeros or not; nothing where it is none, or has more digits than a double holds.
pub(super) fn literal(word: &[u8]) -> Option<f64> {
    let digits = word.strip_prefix(b"-").unwrap_or(word);
    let point = digits.iter().position(|&byte| byte == b'.').unwrap_or(digits.len());
    let (whole, rest) = digits.split_at_checked(point)?;
    let all = |digits: &[u8]| !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    if !all(whole) || !(rest.is_empty() || all(rest.get(1..)?)) {
        return None;
    }
    match value(word) {
        Value::Number(number) => Some(number),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_are_those_of_the_standard_library(text in "-?(0|[1-9][0-9]{0,14})(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,2})?") {
            prop_assert_eq!(value(text.as_bytes()), Value::Number(text.parse().unwrap()));
        }

        #[test]
        fn any_word_is_survived(word in prop::collection::vec(any::<u8>(), 0..30)) {
            match of_word(&word) {
                Value::Number(number) => prop_assert!(number.is_finite()),
                other => prop_assert_eq!(other, Value::Text(&word)),
            }
        }
    }

    #[test]
    fn long_integers_keep_their_digits() {
        assert_eq!(value(b"123456789012345"), Value::Number(123_456_789_012_345.0));
        assert_eq!(value(b"1234567890123456"), Value::Text(b"1234567890123456"));
        assert_eq!(value(b"1e999"), Value::Text(b"1e999"));
    }

    #[test]
    fn names_made_of_digits_stay_words() {
        for word in ["007", "1e5", "1.2.3.4", ".5", "5.", "-", ""] {
            assert_eq!(of_word(word.as_bytes()), Value::Text(word.as_bytes()), "{word}");
        }
        assert_eq!(of_word(b"-0.25"), Value::Number(-0.25));
    }
}
