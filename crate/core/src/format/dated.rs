/*!
Records below a named time between rules: a line that is a name and a time and nothing else begins one, what was said stands below the
next rule.

```text
**********************
Command start time: 20240131093013
**********************
PS C:\> Copy-Item D:\data E:\vault
```
*/

use super::Sample;
use super::meaning::read_time;
use crate::record::Value;
use crate::time::{self, Hints, Timestamp};
use memchr::memchr;

/// A name is no longer.
const MAX_NAME: usize = 32;
/// A rule is at least as long.
const MIN_RULE: usize = 8;
/// And stands so many lines above the time.
const ABOVE: usize = 3;
/// A time that begins in so many bytes begins its line.
const WITHIN: usize = 4;

/// The name and the time that a line is.
pub(super) fn head<'a>(line: &'a [u8], hints: &Hints) -> Option<(&'a [u8], Timestamp)> {
    let colon = memchr(b':', line.get(..line.len().min(MAX_NAME))?)?;
    let name = line.get(..colon)?;
    let last = name.rsplit(|byte| *byte == b' ').next()?;
    let times = [&b"time"[..], b"date", b"timestamp"];
    let named = name.first()?.is_ascii_alphabetic()
        && name.iter().all(|byte| byte.is_ascii_alphabetic() || *byte == b' ')
        && times.iter().any(|time| last.eq_ignore_ascii_case(time));
    let value = line.get(colon + 1..).filter(|_| named)?.trim_ascii();
    Some((name, read_time(Value::Text(value), value, hints, &mut Vec::new())?))
}

/// What was said below the time: the first line between the next two rules, if any.
pub(super) fn message(below: &[u8]) -> Option<&[u8]> {
    let mut lines = below.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    lines.find(|line| is_rule(line))?;
    lines.take_while(|line| !is_rule(line)).find(|line| !line.is_empty())
}

/// Whether a sample has such times, all of them below rules, and hardly any other line begins with one.
pub(super) fn learn(sample: &Sample<'_>) -> bool {
    let (mut heads, mut ruled, mut own) = (0usize, 0usize, 0usize);
    for (at, line) in sample.lines.iter().enumerate() {
        if head(line, &sample.hints).is_some() {
            let above = sample.lines.get(at.saturating_sub(ABOVE)..at).unwrap_or_default();
            heads += 1;
            ruled += usize::from(above.iter().any(|line| is_rule(line)));
        } else {
            own += usize::from(time::find(line, WITHIN, &sample.hints).is_some());
        }
    }
    let begins = sample.lines.first().is_some_and(|line| is_rule(line));
    heads > usize::from(!begins) && ruled * 10 >= heads * 9 && own <= heads
}

/// Whether a line is one sign over and over.
fn is_rule(line: &[u8]) -> bool {
    let line = line.trim_ascii_end();
    let Some(sign) = line.first().filter(|sign| sign.is_ascii_punctuation()) else { return false };
    line.len() >= MIN_RULE && line.iter().all(|byte| byte == sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn learns(lines: &[&str]) -> bool {
        let lines: Vec<&[u8]> = lines.iter().map(|line| line.as_bytes()).collect();
        learn(&Sample { lines: &lines, hints: Hints::default() })
    }

    #[test]
    fn named_times_below_rules_begin_records() {
        let (rule, time) = ("**********", "Start time: 20240131093012");
        assert!(learns(&[rule, "run", time, rule, "x"]));
        assert!(learns(&["x", rule, time, rule, "x", rule, "End time: 2024-01-31 09:30:13"]));
        for lines in [
            &["x", rule, time, rule, "x"][..],
            &[time, "x", time, "y"],
            &[rule, time, "2024-01-31 09:30:12 x", "2024-01-31 09:30:13 y"],
            &[rule, "Start time: soon", rule, "Start: 20240131093012", rule],
            &[rule, "Start time: 20240131093012 and more", rule],
            &["***", time, "***"],
            &[],
        ] {
            assert!(!learns(lines), "{lines:?}");
        }
    }

    #[test]
    fn the_message_stands_between_the_next_two_rules() {
        for (below, expected) in [
            ("User: x\n********\n\nstarted\nmore", Some("started")),
            ("********\n********\nnext run\n", None),
            ("User: x", None),
            ("", None),
        ] {
            assert_eq!(message(below.as_bytes()), expected.map(str::as_bytes), "{below:?}");
        }
    }
}
