/*!
The escapes of JSON strings (RFC 8259, section 7), and the signs that other formats set a backslash before.
*/

/// Appends the text that the inside of a JSON string stands for. A backslash before `=`, `|` or `]` guards that sign, as in CEF and
/// structured data; what is no valid escape is copied as it stands; an unpaired surrogate becomes U+FFFD.
pub fn unescape(escaped: &[u8], out: &mut Vec<u8>) {
    let mut rest = escaped;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        let (before, from) = rest.split_at(at);
        out.extend_from_slice(before);
        let used = match from.get(1) {
            Some(b'u') => match unicode(from) {
                Some((character, used)) => {
                    let mut utf8 = [0; 4];
                    out.extend_from_slice(character.encode_utf8(&mut utf8).as_bytes());
                    used
                }
                None => copy(from, 2, out),
            },
            Some(escape) => match simple(*escape) {
                Some(byte) => {
                    out.push(byte);
                    2
                }
                None => copy(from, 2, out),
            },
            None => copy(from, 1, out),
        };
        rest = from.get(used..).unwrap_or_default();
    }
    out.extend_from_slice(rest);
}

fn copy(from: &[u8], count: usize, out: &mut Vec<u8>) -> usize {
    out.extend_from_slice(from.get(..count).unwrap_or(from));
    count
}

fn simple(escape: u8) -> Option<u8> {
    Some(match escape {
        b'"' | b'\\' | b'/' | b'=' | b'|' | b']' => escape,
        b'b' => 8,
        b'f' => 12,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        _ => return None,
    })
}

/// The character that `\uXXXX`, or two of them, stand for, and how many bytes they take.
fn unicode(from: &[u8]) -> Option<(char, usize)> {
    let first = code_unit(from)?;
    if let Some(character) = char::from_u32(first) {
        return Some((character, 6));
    }
    let low = from.get(6..).and_then(code_unit).filter(|low| (0xDC00..0xE000).contains(low));
    if let Some(low) = low.filter(|_| first < 0xDC00) {
        let code = 0x10000 + ((first - 0xD800) << 10) + (low - 0xDC00);
        return Some((char::from_u32(code)?, 12));
    }
    Some((char::REPLACEMENT_CHARACTER, 6))
}

fn code_unit(from: &[u8]) -> Option<u32> {
    let digits = from.strip_prefix(b"\\u")?.get(..4)?;
    digits.iter().try_fold(0, |value, &digit| Some(value * 16 + (digit as char).to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn unescaped(escaped: &str) -> String {
        let mut out = Vec::new();
        unescape(escaped.as_bytes(), &mut out);
        String::from_utf8_lossy(&out).into_owned()
    }

    proptest! {
        #[test]
        fn what_serde_writes_is_read_back(text in any::<String>()) {
            let json = serde_json::to_string(&text).unwrap();
            prop_assert_eq!(unescaped(&json[1..json.len() - 1]), text);
        }

        #[test]
        fn any_bytes_are_survived(bytes in prop::collection::vec(prop_oneof![Just(b'\\'), Just(b'u'), any::<u8>()], 0..64)) {
            let mut out = Vec::new();
            unescape(&bytes, &mut out);
            prop_assert!(out.len() <= 3 * bytes.len());
        }
    }

    #[test]
    fn surrogates_pair_up_or_are_replaced() {
        assert_eq!(unescaped(r"\ud83d\ude00"), "\u{1F600}");
        assert_eq!(unescaped(r"\ud83dx\ude00"), "\u{FFFD}x\u{FFFD}");
        assert_eq!(unescaped(r"\q\u12"), r"\q\u12");
        assert_eq!(unescaped(r"a\=b\|c\]"), "a=b|c]");
    }
}
