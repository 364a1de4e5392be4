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
/// Lines with a time in so many bytes have one of their own.
const WITHIN: usize = 64;

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
    said(below.split(|byte| *byte == b'\n'))
}

fn said<'a>(below: impl Iterator<Item = &'a [u8]>) -> Option<&'a [u8]> {
    let mut lines = below.map(<[u8]>::trim_ascii);
    lines.find(|line| is_rule(line))?;
    lines.take_while(|line| !is_rule(line)).find(|line| !line.is_empty())
}

/// Whether a sample has such times, all of them below rules, something is said below most, and hardly any other line has one.
pub(super) fn learn(sample: &Sample<'_>) -> bool {
    let lines = sample.lines;
    let heads: Vec<usize> = (0..lines.len())
        .filter(|&at| lines.get(at).is_some_and(|line| head(line, &sample.hints).is_some()))
        .collect();
    let (mut ruled, mut spoken) = (0, 0);
    for (place, &at) in heads.iter().enumerate() {
        let above = lines.get(at.saturating_sub(ABOVE)..at).unwrap_or_default();
        ruled += usize::from(above.iter().any(|line| is_rule(line)));
        let next = heads.get(place + 1).copied().unwrap_or(lines.len());
        let below = lines.get(at + 1..next).unwrap_or_default();
        spoken += usize::from(said(below.iter().copied()).is_some());
    }
    let timed = lines.iter().filter(|line| time::find(line, WITHIN, &sample.hints).is_some());
    let own = timed.filter(|line| head(line, &sample.hints).is_none()).count();
    let begins = lines.first().is_some_and(|line| is_rule(line));
    heads.len() > usize::from(!begins)
        && ruled * 10 >= heads.len() * 9
        && spoken * 2 >= heads.len()
        && own <= heads.len()
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
        let own = ["INFO  2024-01-31 09:30:13 x", "ERROR 2024-01-31 09:30:14 y"];
        assert!(!learns(&[&[rule, time, rule][..], &own].concat()));
        let block = [rule, "Timestamp: 1/31/2024 10:00:12 AM", "Message: x", "Severity: Error"];
        assert!(!learns(&[&block[..], &[rule], &block, &[rule]].concat()));
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
