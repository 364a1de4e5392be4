/*!
Leaves out what tells a terminal to change its colours, or anything else about it: control sequences (ECMA-48, section 5.4:
`ESC [`, parameters, a last byte) and, in lines that have such, other escapes. A sequence ends with its line at the latest.

No byte moves to another line: what is left of a line moves to its front, and carriage returns, which belong to no line, fill the
room behind it. So the places of lines and records stay those in the file, whatever is in between. A line without a sequence
is not touched, and a text without one costs a look for its first byte.
*/

use crate::split::MAX_LINE;
use std::borrow::Cow;

/// What a sequence begins with.
const ESCAPE: u8 = 0x1B;
/// What fills the room at the end of a line.
const FILL: u8 = b'\r';

/// Where the first sequence of a text begins.
fn find(text: &[u8]) -> Option<usize> {
    memchr::memchr_iter(ESCAPE, text).find(|at| text.get(at + 1) == Some(&b'['))
}

/// Leaves the sequences of a text that starts at the start of a line out of it, in the first [`MAX_LINE`] bytes of each line. False if
/// there are none.
pub fn leave_out(text: &mut [u8]) -> bool {
    let mut rest = text;
    let mut some = false;
    while let Some(at) = find(rest) {
        let start = memchr::memrchr(b'\n', rest.get(..at).unwrap_or_default());
        let begun = std::mem::take(&mut rest);
        let begun = begun.get_mut(start.map_or(0, |newline| newline + 1)..).unwrap_or_default();
        let end = memchr::memchr(b'\n', begun).unwrap_or(begun.len());
        let (line, after) = begun.split_at_mut(end);
        let read = line.len().min(MAX_LINE);
        some |= of_line(line.get_mut(..read).unwrap_or_default());
        rest = after;
    }
    some
}

/// The same for a text that can't be changed.
pub fn left_out(text: &[u8]) -> Cow<'_, [u8]> {
    if find(text).is_none() {
        return Cow::Borrowed(text);
    }
    let mut text = text.to_vec();
    leave_out(&mut text);
    Cow::Owned(text)
}

/// The same for one line. Where a sequence broke off, what broke it stays.
fn of_line(line: &mut [u8]) -> bool {
    if find(line).is_none() {
        return false;
    }
    let (mut from, mut to) = (0, 0);
    while let Some(rest) = line.get(from..).filter(|rest| !rest.is_empty()) {
        let plain = memchr::memchr(ESCAPE, rest).unwrap_or(rest.len());
        let skipped = length(rest.get(plain..).unwrap_or_default());
        line.copy_within(from..from + plain, to);
        from += plain + skipped;
        to += plain;
    }
    line.get_mut(to..).unwrap_or_default().fill(FILL);
    true
}

/// The length of the escape or sequence that a text begins with.
fn length(text: &[u8]) -> usize {
    match text {
        [ESCAPE, b'[', rest @ ..] => {
            let parameters = rest.iter().take_while(|byte| matches!(byte, 0x20..=0x3F)).count();
            let last = matches!(rest.get(parameters), Some(0x40..=0x7E));
            2 + parameters + usize::from(last)
        }
        [ESCAPE, ..] => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::split;
    use proptest::prelude::*;

    /// As slow and obvious as it gets.
    fn plain(line: &[u8]) -> Vec<u8> {
        let mut left = Vec::new();
        let mut at = 0;
        if !line.windows(2).any(|two| two == b"\x1B[") {
            return line.to_vec();
        }
        while at < line.len() {
            if line[at] != 0x1B {
                left.push(line[at]);
                at += 1;
                continue;
            }
            at += 1;
            if line.get(at) == Some(&b'[') {
                at += 1;
                at += line[at..].iter().take_while(|byte| (0x20..0x40).contains(*byte)).count();
                at += usize::from(line.get(at).is_some_and(|byte| (0x40..0x7F).contains(byte)));
            }
        }
        left
    }

    fn without_returns(line: &[u8]) -> &[u8] {
        let end = line.iter().rposition(|&byte| byte != b'\r').map_or(0, |at| at + 1);
        &line[..end]
    }

    #[test]
    fn sequences_are_left_out_and_nothing_else() {
        let cases: [(&[u8], &[u8]); 9] = [
            (b"\x1B[31mred\x1B[0m and plain", b"red and plain"),
            (b"\x1B[1;38;5;208mlevel\x1B[m", b"level"),
            (b"a\x1B[2K\x1B[1Gb", b"ab"),
            (b"\x1B]0;title\x1B[m", b"]0;title"),
            (b"broken \x1B[3", b"broken "),
            (b"broken \x1B[3\xE9", b"broken \xE9"),
            (b"\x1B[mends \x1B", b"ends "),
            (b"\x1B\x1B[31mtwice", b"twice"),
            (b"a bell\x07 and \x1B alone", b"a bell\x07 and \x1B alone"),
        ];
        for (line, wanted) in cases {
            let text = [line, b"\nnext \x1B[1mline\r\n"].concat();
            let found = left_out(&text);
            let lines: Vec<&[u8]> = split::lines(&found).map(|line| line.bytes).collect();
            assert_eq!(lines, [wanted, b"next line"]);
            assert_eq!(found.len(), text.len());
        }
        assert!(matches!(left_out(b"10:00 INFO [32m\n"), Cow::Borrowed(_)));
    }

    #[test]
    fn of_a_line_that_is_too_long_the_same_is_left_however_much_is_there() {
        let whole = [&b"\x1B[1mx"[..], &b"y\x1B[0m".repeat(MAX_LINE / 2), b"\nnext"].concat();
        let cut = &whole[..MAX_LINE + 1];
        let first = |text: &[u8]| split::lines(&left_out(text)).next().unwrap().bytes.to_vec();
        assert_eq!(first(&whole), first(cut));
    }

    proptest! {
        #[test]
        fn every_line_is_left_without_its_sequences_where_it_stands(
            parts in prop::collection::vec(prop_oneof![
                Just(b"\x1B[31m".to_vec()), Just(b"\x1B".to_vec()), Just(b"[".to_vec()), Just(b"\n".to_vec()), Just(b"\r\n".to_vec()),
                prop::collection::vec(any::<u8>(), 0..9),
            ], 0..16),
        ) {
            let text = parts.concat();
            let mut changed = text.clone();
            let some = leave_out(&mut changed);
            prop_assert_eq!(some, text != changed);
            prop_assert_eq!(&*left_out(&text), &*changed);
            for (line, before) in split::lines(&changed).zip(split::lines(&text)) {
                prop_assert_eq!((line.start, line.end), (before.start, before.end));
                let wanted = plain(&text[before.start..before.end]);
                prop_assert_eq!(line.bytes, without_returns(&wanted));
            }
            prop_assert_eq!(split::lines(&changed).count(), split::lines(&text).count());
        }
    }
}
