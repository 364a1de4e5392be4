/*!
A JSON object on one line (RFC 8259) into its leaves, in one pass and without copying.

All that the grammar demands is checked, with two freedoms: bytes that are not UTF-8 and surrogates without their other
half may stand in strings.
*/

use crate::format::number;
use crate::record::{Reason, Value};

/// Where the leaves of a line go.
pub(in crate::format) trait Leaves<'a> {
    /// A key below its parents.
    type Place: Copy;

    /// The line itself.
    fn root(&self) -> Self::Place;

    /// The key that likely comes next, if `rest` starts with it and a quote: its place and length.
    fn guess(&mut self, parent: Self::Place, rest: &[u8]) -> Option<(Self::Place, usize)>;

    /// A key as it stands in the line; nothing where there is no room for it.
    fn key(&mut self, parent: Self::Place, key: &[u8]) -> Option<Self::Place>;

    /// A value as it stands in the line, without the quotes of a string. Null is not passed on.
    fn leaf(&mut self, place: Self::Place, value: Value<'a>, raw: &'a [u8]);
}

/// Why a line was not read to its end.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::format) enum Stop {
    /// It is no JSON object.
    Reason(Reason),
    /// [`Leaves::key`] refused a key.
    Full,
}

/// Objects inside more than so many others are kept as text.
pub(super) const MAX_DEPTH: usize = 32;

/// Hands the leaves of the object to `leaves`. Objects are gone into, arrays are leaves.
pub(in crate::format) fn object<'a, L: Leaves<'a>>(
    line: &'a [u8],
    leaves: &mut L,
) -> Result<(), Stop> {
    let mut scanner = Scanner { line, at: 0 };
    scanner.space();
    scanner.expect(b'{', "an object in braces")?;
    let mut parents = [leaves.root(); MAX_DEPTH];
    let mut depth = 0;
    let mut parent = leaves.root();
    scanner.space();
    let mut after_value = scanner.eat(b'}');
    loop {
        if !after_value {
            scanner.expect(b'"', "a key in quotes")?;
            let place = match leaves.guess(parent, scanner.rest()) {
                Some((place, length)) => {
                    scanner.at += length + 1;
                    place
                }
                None => {
                    let (key, _) = scanner.string()?;
                    leaves.key(parent, key).ok_or(Stop::Full)?
                }
            };
            scanner.space();
            scanner.expect(b':', "a colon")?;
            scanner.space();
            if scanner.peek() == Some(b'{') && depth + 1 < MAX_DEPTH {
                scanner.at += 1;
                scanner.space();
                if !scanner.eat(b'}') {
                    if let Some(slot) = parents.get_mut(depth) {
                        *slot = parent;
                    }
                    depth += 1;
                    parent = place;
                    continue;
                }
            } else if let Some((value, raw)) = scanner.value()? {
                leaves.leaf(place, value, raw);
            }
            scanner.space();
            if scanner.eat(b',') {
                scanner.space();
                continue;
            }
            scanner.expect(b'}', "a comma or a closing brace")?;
        }
        after_value = true;
        // Every brace that closes here closes one level.
        if depth == 0 {
            break;
        }
        depth -= 1;
        parent = parents.get(depth).copied().unwrap_or(parent);
        scanner.space();
        if scanner.eat(b',') {
            scanner.space();
            after_value = false;
        } else {
            scanner.expect(b'}', "a comma or a closing brace")?;
        }
    }
    scanner.space();
    if scanner.at == line.len() { Ok(()) } else { Err(scanner.reason("the end of the line")) }
}

struct Scanner<'a> {
    line: &'a [u8],
    at: usize,
}

impl<'a> Scanner<'a> {
    fn rest(&self) -> &'a [u8] {
        self.line.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.line.get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let eaten = self.peek() == Some(byte);
        self.at += usize::from(eaten);
        eaten
    }

    fn expect(&mut self, byte: u8, expected: &'static str) -> Result<(), Stop> {
        if self.eat(byte) { Ok(()) } else { Err(self.reason(expected)) }
    }

    #[cold]
    fn reason(&self, expected: &'static str) -> Stop {
        Stop::Reason(Reason::new(self.at, expected))
    }

    #[inline]
    fn space(&mut self) {
        while let Some(b' ' | b'\t' | b'\r' | b'\n') = self.peek() {
            self.at += 1;
        }
    }

    /// A value that is no object to go into, and its bytes; nothing for null.
    #[inline]
    fn value(&mut self) -> Result<Option<(Value<'a>, &'a [u8])>, Stop> {
        let start = self.at;
        Ok(Some(match self.peek() {
            Some(b'"') => {
                self.at += 1;
                let (text, escaped) = self.string()?;
                (if escaped { Value::Escaped(text) } else { Value::Text(text) }, text)
            }
            Some(b'-' | b'0'..=b'9') => {
                self.number()?;
                let raw = self.since(start);
                (number::value(raw), raw)
            }
            Some(b'n') => {
                self.word(b"null")?;
                return Ok(None);
            }
            Some(b't') => {
                self.word(b"true")?;
                (Value::Text(self.since(start)), self.since(start))
            }
            Some(b'f') => {
                self.word(b"false")?;
                (Value::Text(self.since(start)), self.since(start))
            }
            _ => {
                self.nested()?;
                (Value::Text(self.since(start)), self.since(start))
            }
        }))
    }

    fn since(&self, start: usize) -> &'a [u8] {
        self.line.get(start..self.at).unwrap_or_default()
    }

    fn word(&mut self, word: &[u8]) -> Result<(), Stop> {
        if !self.rest().starts_with(word) {
            return Err(self.reason("a value"));
        }
        self.at += word.len();
        Ok(())
    }

    #[inline]
    fn digits(&mut self) -> Result<(), Stop> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        if self.at > start { Ok(()) } else { Err(self.reason("a digit")) }
    }

    fn number(&mut self) -> Result<(), Stop> {
        self.eat(b'-');
        if !self.eat(b'0') {
            self.digits()?;
        }
        if self.eat(b'.') {
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(())
    }

    /// The rest of a string and its closing quote, and whether it holds escapes.
    #[inline]
    fn string(&mut self) -> Result<(&'a [u8], bool), Stop> {
        let start = self.at;
        let mut escaped = false;
        loop {
            // Eight bytes at a time, as long as none of them is special.
            while let Some(chunk) = self.rest().first_chunk::<8>() {
                let special = special(u64::from_le_bytes(*chunk));
                self.at += special.trailing_zeros() as usize / 8;
                if special != 0 {
                    break;
                }
            }
            match self.peek() {
                Some(b'"') => {
                    let text = self.since(start);
                    self.at += 1;
                    return Ok((text, escaped));
                }
                Some(b'\\') => {
                    escaped = true;
                    self.escape()?;
                }
                Some(0x20..) => self.at += 1,
                Some(_) => return Err(self.reason("no control character in a string")),
                None => return Err(self.reason("a closing quote")),
            }
        }
    }

    fn escape(&mut self) -> Result<(), Stop> {
        let rest = self.rest();
        match rest.get(1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.at += 2,
            Some(b'u')
                if rest.get(2..6).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)) =>
            {
                self.at += 6;
            }
            _ => return Err(self.reason("an escape such as \\n or \\u00e9")),
        }
        Ok(())
    }

    /// Passes over an array, or an object too deep to go into, and everything in it.
    fn nested(&mut self) -> Result<(), Stop> {
        // One bit a level, set for objects. The top bit stays clear.
        let mut levels = 0u128;
        let mut depth = 0u32;
        loop {
            // At a value.
            match self.peek() {
                Some(open @ (b'[' | b'{')) => {
                    self.at += 1;
                    if depth == u128::BITS - 1 {
                        return Err(self.reason("at most 127 levels of brackets"));
                    }
                    depth += 1;
                    levels = levels << 1 | u128::from(open == b'{');
                    self.space();
                    if !self.eat(open + 2) {
                        if open == b'{' {
                            self.member()?;
                        }
                        continue;
                    }
                    levels >>= 1;
                    depth -= 1;
                }
                Some(b'"' | b'-' | b'0'..=b'9' | b'n' | b't' | b'f') => {
                    self.value()?;
                }
                _ => return Err(self.reason("a value")),
            }
            // After a value.
            loop {
                if depth == 0 {
                    return Ok(());
                }
                self.space();
                let object = levels & 1 == 1;
                if self.eat(b',') {
                    self.space();
                    if object {
                        self.member()?;
                    }
                    break;
                }
                match object {
                    true => self.expect(b'}', "a comma or a closing brace")?,
                    false => self.expect(b']', "a comma or a closing bracket")?,
                }
                levels >>= 1;
                depth -= 1;
            }
        }
    }

    /// A key and its colon.
    fn member(&mut self) -> Result<(), Stop> {
        self.expect(b'"', "a key in quotes")?;
        self.string()?;
        self.space();
        self.expect(b':', "a colon")?;
        self.space();
        Ok(())
    }
}

/// The high bit of every byte that is a quote, a backslash or a control character; bits above the lowest one set may be
/// wrong (Mycroft's test for a zero byte).
fn special(bytes: u64) -> u64 {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const HIGH: u64 = ONES << 7;
    let zero = |x: u64| x.wrapping_sub(ONES) & !x;
    let quote = zero(bytes ^ (ONES * b'"' as u64));
    let backslash = zero(bytes ^ (ONES * b'\\' as u64));
    let control = bytes.wrapping_sub(ONES * 0x20) & !bytes;
    (quote | backslash | control) & HIGH
}
