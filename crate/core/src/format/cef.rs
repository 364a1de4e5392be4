/*!
Events of security devices: CEF (ArcSight) and LEEF (QRadar).

```text
CEF:0|Security|threatmanager|1.0|100|worm stopped|10|src=10.0.0.1 dst=2.1.2.2 msg=Found in mail rt=Jan 31 2024 10:11:12
LEEF:2.0|Lancope|StealthWatch|1.0|41|^|src=10.0.1.8^dst=10.0.0.5^sev=5^devTime=Jan 31 2024 10:11:12
```

Cells between bars, then pairs. A value of CEF may hold spaces: it ends where the next key begins; pairs of LEEF end with a tab, or the sign
that its sixth cell names. A backslash stands before bars in cells, equals signs in values, and backslashes; `\n` is the end of a line in a
value. The severity is a number up to ten, of which four ranges have names.

Source: ArcSight Common Event Format, implementation standard, revision 25; IBM, LEEF overview.
*/

use super::meaning::read_time;
use super::{Format, Reader, Sample, State, number};
use crate::field;
use crate::record::{Outcome, Reason, Record, Value};
use crate::severity::Severity;
use crate::time::Hints;
use memchr::{memchr, memchr_iter};
use std::sync::Arc;

/// CEF and LEEF.
pub struct Cef;

/// A sign between pairs is no longer.
const MAX_SIGN: usize = 6;

impl Format for Cef {
    fn name(&self) -> &'static str {
        "cef"
    }

    fn title(&self) -> &'static str {
        "CEF and LEEF (events of security devices)"
    }

    fn sample(&self) -> &'static str {
        "CEF:0|Security|threatmanager|1.0|100|worm stopped|10|src=10.0.0.1 dst=2.1.2.2 rt=Jan 31 2024 10:11:12"
    }

    fn reader(&self, sample: &Sample<'_>) -> Arc<dyn Reader> {
        Arc::new(CefReader { hints: sample.hints })
    }
}

struct CefReader {
    hints: Hints,
}

impl Reader for CefReader {
    fn read<'a>(&self, line: &'a [u8], state: &mut State, record: &mut Record<'a>) -> Outcome {
        let expected = |at| Outcome::Unparsed(Reason::new(at, "CEF: or LEEF: and its cells"));
        let leef = line.starts_with(b"LEEF:");
        if !leef && !line.starts_with(b"CEF:") {
            return expected(0);
        }
        let Some((cells, mut rest)) = header(line, if leef { 5 } else { 7 }) else {
            return expected(line.len());
        };
        let [version, vendor, product, _, id, name, severity] = cells;
        self.put(b"vendor", vendor, state, record);
        if !product.is_empty() {
            record.values.push((field::SERVICE, guarded(product)));
        }
        self.put(b"event.id", id, state, record);
        let mut sign = if leef { b'\t' } else { b' ' };
        if leef {
            if let Some(end) = memchr(b'|', rest.get(..rest.len().min(MAX_SIGN)).unwrap_or(rest))
                .filter(|_| version.ends_with(b"2.0"))
            {
                sign = sign_of(rest.get(..end).unwrap_or_default()).unwrap_or(sign);
                rest = rest.get(end + 1..).unwrap_or_default();
            }
        } else {
            record.severity = grade(severity);
            record.message = Some(guarded(name)).filter(|_| !name.is_empty());
        }
        while let Some((key, value, used)) = pair(rest, sign) {
            self.put(key, value, state, record);
            rest = rest.get(used..).unwrap_or_default();
        }
        Outcome::Record
    }
}

impl CefReader {
    fn put<'a>(&self, key: &[u8], value: &'a [u8], state: &mut State, record: &mut Record<'a>) {
        match key {
            _ if value.is_empty() => return,
            b"rt" | b"devTime" | b"end" | b"start" if record.time.is_none() || key == b"rt" => {
                let word = number::of_word(value);
                let time = read_time(word, value, &self.hints, &mut state.scratch);
                record.time = time.or(record.time);
                // When it began and ended is said of it, too.
                if time.is_some() && !matches!(key, b"start" | b"end") {
                    return;
                }
            }
            b"sev" if record.severity.is_none() => {
                record.severity = grade(value);
                return;
            }
            b"msg" => {
                record.message = Some(guarded(value));
                return;
            }
            _ => {}
        }
        let name = std::str::from_utf8(key).ok();
        if let Some(field) = name.and_then(|name| state.fields.intern(name)) {
            let word = number::of_word(value);
            let text = matches!(word, Value::Text(_));
            record.values.push((field, if text { guarded(value) } else { word }));
        }
    }
}

/// Whether it is the path of a file that nobody guarded: a drive (`C:\new`) or a share (`\\server\new`), with single backslashes.
fn is_path(text: &[u8]) -> bool {
    match text {
        [b'\\', b'\\', share @ ..] => {
            let mut parts = share.split(|byte| *byte == b'\\').skip(1);
            !share.starts_with(b"\\")
                && parts.next().and_then(<[u8]>::first).is_some_and(|first| !b"=|".contains(first))
        }
        [drive, b':', b'\\', next, ..] => drive.is_ascii_alphabetic() && *next != b'\\',
        _ => false,
    }
}

/// A text in which a backslash may guard signs. One before any other letter is rather one of a path that nobody guarded (`C:\temp`).
fn guarded(text: &[u8]) -> Value<'_> {
    if is_path(text) {
        return Value::Text(text);
    }
    let mut rest = text;
    let mut escaped = false;
    while let Some(at) = memchr(b'\\', rest) {
        if !matches!(rest.get(at + 1), Some(b'\\' | b'=' | b'|' | b'n' | b'r')) {
            return Value::Text(text);
        }
        escaped = true;
        rest = rest.get(at + 2..).unwrap_or_default();
    }
    if escaped { Value::Escaped(text) } else { Value::Text(text) }
}

/// Up to seven cells of a header, and what follows their last bar.
fn header(line: &[u8], count: usize) -> Option<([&[u8]; 7], &[u8])> {
    let mut cells: [&[u8]; 7] = [&[]; 7];
    let mut start = 0;
    let escaped = |bar: &usize| {
        let before = line.get(..*bar).unwrap_or_default();
        before.iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
    };
    let mut bars = memchr_iter(b'|', line).filter(|bar| !escaped(bar));
    for cell in cells.iter_mut().take(count) {
        let bar = bars.next()?;
        *cell = line.get(start..bar)?;
        start = bar + 1;
    }
    Some((cells, line.get(start..)?))
}

/// `^`, `x09`, `0x09`
fn sign_of(cell: &[u8]) -> Option<u8> {
    match cell {
        [sign] => Some(*sign),
        _ => {
            let digits = cell.strip_prefix(b"0").unwrap_or(cell).strip_prefix(b"x")?;
            u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
        }
    }
}

/// The key and the value at the start of `rest`, and the bytes up to the next one.
fn pair(rest: &[u8], sign: u8) -> Option<(&[u8], &[u8], usize)> {
    let begin = rest.iter().take_while(|byte| **byte == sign || **byte == b' ').count();
    let text = rest.get(begin..)?;
    let equals = memchr(b'=', text)?;
    let after = text.get(equals + 1..)?;
    let end = match sign {
        b' ' => next_key(after),
        _ => memchr(sign, after).unwrap_or(after.len()),
    };
    let value = after.get(..end)?.trim_ascii();
    Some((text.get(..equals)?.trim_ascii(), value, begin + equals + 1 + end))
}

/// Where the space before the next key stands, which is a word and an equals sign.
fn next_key(text: &[u8]) -> usize {
    for equals in memchr_iter(b'=', text) {
        let before = text.get(..equals).unwrap_or_default();
        let is_key = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.-[]".contains(byte);
        let length = before.iter().rev().take_while(|byte| is_key(byte)).count();
        let space = before.len() - length;
        if length > 0 && space > 0 && before.get(space - 1) == Some(&b' ') {
            return space - 1;
        }
    }
    text.len()
}

/// What a number up to ten says, or the name of its range.
fn grade(text: &[u8]) -> Option<Severity> {
    match std::str::from_utf8(text).ok()?.parse::<u8>() {
        Ok(0..=3) => Some(Severity::Info),
        Ok(4..=6) => Some(Severity::Warn),
        Ok(7..=8) => Some(Severity::Error),
        Ok(9..=10) => Some(Severity::Fatal),
        _ => Severity::from_grade(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_with_spaces_end_where_the_next_key_begins() {
        let text = b"act=blocked a file msg=a \\= b c filePath=C:\\x y.txt";
        assert_eq!(pair(text, b' '), Some((&b"act"[..], &b"blocked a file"[..], 18)));
        assert_eq!(pair(&text[18..], b' '), Some((&b"msg"[..], &b"a \\= b c"[..], 13)));
        assert_eq!(pair(b"", b' '), None);
        assert_eq!(pair(b"a=1^b=2", b'^'), Some((&b"a"[..], &b"1"[..], 3)));
        assert_eq!(sign_of(b"x09"), Some(b'\t'));
        assert_eq!(sign_of(b"^"), Some(b'^'));
        assert_eq!(sign_of(b"xyz"), None);
    }

    #[test]
    fn a_backslash_guards_signs_and_others_stand_for_themselves() {
        for (text, escaped) in [
            (r"a\|b", true),
            (r"https://a.example/?a\=b", true),
            (r"one\ntwo", true),
            (r"C:\\temp\\x", true),
            (r"C:\temp\x", false),
            (r"a\=b C:\temp", false),
            (r"C:\nginx\nginx.exe", false),
            (r"\\server\new\report.txt", false),
            (r"\\\\server\\new", true),
            (r"\\server and no path", true),
            (r"ends\", false),
            ("plain", false),
        ] {
            let value = guarded(text.as_bytes());
            assert_eq!(matches!(value, Value::Escaped(_)), escaped, "{text}");
        }
    }

    #[test]
    fn severities_are_numbers_or_names_of_ranges() {
        for (text, severity) in [
            ("0", Some(Severity::Info)),
            ("5", Some(Severity::Warn)),
            ("Very-High", Some(Severity::Fatal)),
            ("Unknown", None),
            ("11", None),
            ("", None),
        ] {
            assert_eq!(grade(text.as_bytes()), severity, "{text}");
        }
    }
}
