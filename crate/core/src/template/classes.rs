//! What each byte can be part of, as one table, and the small questions that the recognisers ask.

pub(super) const DIGIT: u8 = 1;
/// An ASCII letter, or any byte of a character outside ASCII.
pub(super) const LETTER: u8 = 1 << 1;
/// A letter that is a hexadecimal digit.
pub(super) const HEX_LETTER: u8 = 1 << 2;
/// White space and control bytes.
pub(super) const SPACE: u8 = 1 << 3;
/// Ends a token: white space, quotes, brackets, `=`, `,`, `;`, `|`.
pub(super) const DELIMITER: u8 = 1 << 4;
/// `/` and `\`.
pub(super) const SLASH: u8 = 1 << 5;
pub(super) const AT: u8 = 1 << 6;
/// Besides letters and digits, what a segment of a path may hold.
pub(super) const PATH: u8 = 1 << 7;

/// Letter or digit: what words are made of.
pub(super) const WORD: u8 = DIGIT | LETTER;
pub(super) const HEX: u8 = DIGIT | HEX_LETTER;

/// The classes of every byte.
pub(super) static CLASSES: [u8; 256] = table();

const fn table() -> [u8; 256] {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'0'..=b'9' => DIGIT,
            b'a'..=b'f' | b'A'..=b'F' => LETTER | HEX_LETTER,
            b'g'..=b'z' | b'G'..=b'Z' | 0x80.. => LETTER,
            ..=b' ' | 0x7F => SPACE | DELIMITER,
            b'"' | b'\'' | b'`' | b'(' | b')' | b'[' | b']' | b'{' | b'}' | b'<' | b'>' => {
                DELIMITER
            }
            b',' | b';' | b'|' => DELIMITER,
            b'=' => DELIMITER | PATH,
            b'/' | b'\\' => SLASH,
            b'@' => AT | PATH,
            b'_' | b'-' | b'.' | b'+' | b'~' | b'%' | b'#' | b'$' | b'*' | b'&' | b'!' => PATH,
            _ => 0,
        };
        byte += 1;
    }
    classes
}

/// Is the byte in any of these classes?
pub(super) fn is(byte: u8, classes: u8) -> bool {
    CLASSES[usize::from(byte)] & classes != 0
}

/// The byte at `index`; beyond the end there is white space.
pub(super) fn byte(text: &[u8], index: usize) -> u8 {
    text.get(index).copied().unwrap_or(b' ')
}

/// How many bytes of these classes the text begins with.
pub(super) fn run(text: &[u8], classes: u8) -> usize {
    text.iter().position(|&byte| !is(byte, classes)).unwrap_or(text.len())
}

/// Does no word go on at `index`?
pub(super) fn ends_word(text: &[u8], index: usize) -> bool {
    !is(byte(text, index), WORD)
}
