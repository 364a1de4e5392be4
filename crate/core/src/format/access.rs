/*!
Access logs of web servers: Common (Apache's `common`, NCSA) and Combined (nginx's default, Apache's `combined`).

```text
203.0.113.7 - alice [10/Oct/2000:13:55:36 -0700] "GET /a?b=c HTTP/1.1" 200 2326
203.0.113.7 - alice [10/Oct/2000:13:55:36 -0700] "GET /a?b=c HTTP/1.1" 200 2326 "https://example.org/" "Mozilla/5.0"
www.example.org:80 203.0.113.7 - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.1" 200 2326 "-" "Mozilla/5.0" "198.51.100.9" 0.012
```

The name of the server may come first (Apache's `vhost_combined`). What follows is taken for what it most often is: a quoted
word for the addresses that a proxy forwards, a number with a point for the time of the request in seconds (nginx's
`$request_time`), a whole number for that time in a unit unknown, anything else for something to be kept as it stands.

Source: Apache HTTP Server documentation, mod_log_config; nginx documentation, ngx_http_log_module.
*/

use super::{Format, Reader, Sample, State, number};
use crate::bytes::find;
use crate::field;
use crate::record::{Outcome, Reason, Record, Value};
use crate::time::{self, Hints, Layout};
use std::sync::Arc;

/// Combined: with the referring page and the user agent.
pub struct Combined;
/// Common: without them.
pub struct Common;

impl Format for Combined {
    fn name(&self) -> &'static str {
        "combined"
    }

    fn title(&self) -> &'static str {
        "Combined access log (nginx, Apache)"
    }

    fn sample(&self) -> &'static str {
        r#"203.0.113.7 - alice [10/Oct/2000:13:55:36 -0700] "GET /a?b=c HTTP/1.1" 200 2326 "https://example.org/" "Mozilla/5.0""#
    }

    fn reader(&self, sample: &Sample<'_>) -> Arc<dyn Reader> {
        Arc::new(Access { hints: sample.hints, combined: true })
    }
}

impl Format for Common {
    fn name(&self) -> &'static str {
        "common"
    }

    fn title(&self) -> &'static str {
        "Common access log (Apache, NCSA)"
    }

    fn sample(&self) -> &'static str {
        r#"203.0.113.7 - alice [10/Oct/2000:13:55:36 -0700] "GET /a?b=c HTTP/1.1" 200 2326"#
    }

    fn reader(&self, sample: &Sample<'_>) -> Arc<dyn Reader> {
        Arc::new(Access { hints: sample.hints, combined: false })
    }
}

struct Access {
    hints: Hints,
    combined: bool,
}

impl Reader for Access {
    fn read<'a>(&self, line: &'a [u8], state: &mut State, record: &mut Record<'a>) -> Outcome {
        match self.fields(line, state, record) {
            Ok(()) => Outcome::Record,
            Err(reason) => Outcome::Unparsed(reason),
        }
    }
}

/// How long `10/Oct/2000:13:55:36 -0700` is.
const TIME: usize = 26;

impl Access {
    fn fields<'a>(
        &self,
        line: &'a [u8],
        state: &mut State,
        record: &mut Record<'a>,
    ) -> Result<(), Reason> {
        let mut cursor = Cursor { line, at: 0 };
        let first = cursor.until(b' ', "the client's address and a space")?;
        let second = cursor.until(b' ', "the identity (or -) and a space")?;
        // With the server's name in front, everything stands one word further behind.
        if is_address(second) {
            name(first, "server.address", state, record);
            record.text(field::CLIENT, second);
            cursor.until(b' ', "the identity (or -) and a space")?;
        } else {
            record.text(field::CLIENT, first);
        }
        // A user name may hold spaces: it ends where the time begins.
        let user = cursor.until(b'[', "a time in brackets")?;
        record.text(field::USER, user.strip_suffix(b" ").unwrap_or(user));
        let time_at = cursor.at;
        let text = cursor.rest().get(..TIME).unwrap_or_default();
        let (time, used) = state
            .times
            .parse(text, |text| {
                // Proxmox writes the month as a number.
                let numeric = || Layout::DayFirst.parse(text, &self.hints);
                time::parse_access_log(text, &self.hints).or_else(numeric)
            })
            .ok_or(Reason::new(time_at, "a time such as 10/Oct/2000:13:55:36 -0700"))?;
        record.time = Some(time);
        cursor.at += used;
        cursor.expect(b"] \"", "] and a quoted request")?;
        request(cursor.quoted("the closing quote of the request")?, record);
        cursor.expect(b" ", "a space and a status code")?;
        let status_at = cursor.at;
        let status = cursor.token();
        let status = count(status).ok_or(Reason::new(status_at, "a status code"))?;
        record.number(field::STATUS, status);
        cursor.expect(b" ", "a space and a size")?;
        let size_at = cursor.at;
        match cursor.token() {
            b"-" => {}
            size => {
                let size = count(size).ok_or(Reason::new(size_at, "a size in bytes or -"))?;
                record.number(field::BYTES, size);
            }
        }
        if self.combined {
            cursor.expect(b" \"", "a quoted referer")?;
            record.text(field::REFERER, cursor.quoted("the closing quote of the referer")?);
            cursor.expect(b" \"", "a quoted user agent")?;
            record.text(field::AGENT, cursor.quoted("the closing quote of the user agent")?);
        }
        match cursor.rest().first() {
            None => Ok(()),
            Some(b' ') => self.extras(cursor, state, record),
            Some(_) => Err(Reason::new(cursor.at, "a space or the end of the line")),
        }
    }

    /// What follows the fields of the format: quoted words and bare ones.
    #[cold]
    fn extras<'a>(
        &self,
        mut cursor: Cursor<'a>,
        state: &mut State,
        record: &mut Record<'a>,
    ) -> Result<(), Reason> {
        let (mut forwarded, mut timed) = (false, false);
        loop {
            let spaces = cursor.rest().iter().take_while(|&&byte| byte == b' ').count();
            cursor.at += spaces;
            let start = cursor.at;
            let rest = cursor.rest();
            if rest.is_empty() {
                return Ok(());
            }
            // A quoted word behind a common line would be the page of a combined one.
            if rest.first() == Some(&b'"') && self.combined {
                cursor.at += 1;
                let text = cursor.quoted("the closing quote of a further field")?;
                if !std::mem::replace(&mut forwarded, true) {
                    name(text, "http.request.header.x-forwarded-for", state, record);
                    continue;
                }
            } else {
                let word = cursor.token();
                let number = number::of_word(word);
                match (number, word.contains(&b'.')) {
                    (Value::Number(seconds), true) if !timed => {
                        timed = true;
                        record.number(field::DURATION, seconds);
                        continue;
                    }
                    (Value::Number(time), false) if !timed && cursor.rest().is_empty() => {
                        if let Some(field) = state.fields.intern("time_taken") {
                            record.number(field, time);
                        }
                        continue;
                    }
                    _ if word == b"-" => continue,
                    _ if !self.combined => return Err(Reason::new(start, "the end of the line")),
                    _ => {}
                }
            }
            // Only the last field can be told by its place: the others are kept together.
            let rest = cursor.line.get(start..).unwrap_or_default();
            name(rest, "extra", state, record);
            return Ok(());
        }
    }
}

/// Adds text to a field that is not among the well-known ones.
fn name<'a>(text: &'a [u8], name: &str, state: &mut State, record: &mut Record<'a>) {
    if let Some(field) = state.fields.intern(name) {
        record.text(field, text);
    }
}

/// Whether a word is an address rather than the identity of a user: digits and dots, or hexadecimal and two colons.
pub(super) fn is_address(word: &[u8]) -> bool {
    if matches!(word, b"-" | []) {
        return false;
    }
    let dots = word.iter().filter(|&&byte| byte == b'.').count();
    let colons = word.iter().filter(|&&byte| byte == b':').count();
    let v4 = || dots == 3 && word.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.');
    let hex = |byte: &u8| byte.is_ascii_hexdigit() || b":.%".contains(byte);
    v4() || (colons >= 2 && word.iter().all(hex))
}

/// The parts of `GET /a?b=c HTTP/1.1`. A request that is not of this shape (an attack, a TLS handshake) is a path as a whole.
pub(super) fn request<'a>(request: &'a [u8], record: &mut Record<'a>) {
    let parts = find(b' ', request).and_then(|first| {
        // The version is short: the last space is near the end.
        let last = request.iter().rposition(|&byte| byte == b' ').filter(|&last| last > first)?;
        let version = request.get(last + 1..)?.strip_prefix(b"HTTP/")?;
        Some((request.get(..first)?, request.get(first + 1..last)?, version))
    });
    let Some((method, target, version)) = parts else {
        return record.text(field::PATH, request);
    };
    record.text(field::METHOD, method);
    match find(b'?', target) {
        Some(at) => {
            record.text(field::PATH, target.get(..at).unwrap_or_default());
            record.text(field::QUERY, target.get(at + 1..).unwrap_or_default());
        }
        None => record.text(field::PATH, target),
    }
    record.text(field::PROTOCOL, version);
}

/// A whole number of at most 15 digits, so that a double holds it.
fn count(digits: &[u8]) -> Option<f64> {
    if digits.is_empty() || digits.len() > 15 {
        return None;
    }
    let mut value = 0u64;
    for digit in digits {
        let digit = digit.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        value = value * 10 + u64::from(digit);
    }
    Some(value as f64)
}

/// A place in a line that only moves forward.
struct Cursor<'a> {
    line: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    #[inline]
    fn rest(&self) -> &'a [u8] {
        self.line.get(self.at..).unwrap_or_default()
    }

    /// The bytes up to the next `stop`, which is passed over.
    #[inline]
    fn until(&mut self, stop: u8, expected: &'static str) -> Result<&'a [u8], Reason> {
        let rest = self.rest();
        let at = find(stop, rest).ok_or(Reason::new(self.at, expected))?;
        self.at += at + 1;
        Ok(rest.get(..at).unwrap_or_default())
    }

    #[inline]
    fn expect(&mut self, bytes: &[u8], expected: &'static str) -> Result<(), Reason> {
        if !self.rest().starts_with(bytes) {
            return Err(Reason::new(self.at, expected));
        }
        self.at += bytes.len();
        Ok(())
    }

    /// The bytes up to the next space or the end, which is not passed over.
    #[inline]
    fn token(&mut self) -> &'a [u8] {
        let rest = self.rest();
        let end = find(b' ', rest).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }

    /// The bytes up to the next quote that no backslash escapes; the quote is passed over.
    #[inline]
    fn quoted(&mut self, expected: &'static str) -> Result<&'a [u8], Reason> {
        let rest = self.rest();
        let mut from = 0;
        loop {
            let tail = rest.get(from..).unwrap_or_default();
            let quote = from + find(b'"', tail).ok_or(Reason::new(self.line.len(), expected))?;
            let before = rest.get(from..quote).unwrap_or_default();
            let backslashes = before.iter().rev().take_while(|&&b| b == b'\\').count();
            if backslashes % 2 == 0 {
                self.at += quote + 1;
                return Ok(rest.get(..quote).unwrap_or_default());
            }
            from = quote + 1;
        }
    }
}

#[cfg(test)]
#[path = "access_tests.rs"]
mod tests;
