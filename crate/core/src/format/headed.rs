/*!
Records under a line of signs: their time stands in the line below it.

```text
** Alert 1706695872.12345: - syslog,sshd          OSSEC and Wazuh
2024 Jan 31 10:11:12 web1->/var/log/auth.log
Rule: 5710 (level 5) -> 'sshd: Attempt to login using a non-existent user'

--4f2a90c1-A--                                    ModSecurity's audit log
[31/Jan/2024:10:11:12 +0000] ZboeIH8AAQE 203.0.113.7 42444 192.0.2.1 80
```

What all these lines begin and end with is found in the sample; a record reaches from one of them to the next. Or the time is named, and
its line begins the record: see [`dated`].
*/

use super::{Format, Reader, Sample, State, dated};
use crate::record::{Outcome, Reason, Record, Value};
use crate::time::{self, Hints};
use memchr::memchr;
use std::sync::Arc;

/// Records under a line of signs.
pub struct Headed;

/// What such lines begin or end with is no longer.
const MAX_SIGNS: usize = 12;
/// A time begins in so many bytes of the line below.
const WITHIN: usize = 4;
/// And in one of so many lines.
const LINES: usize = 3;

impl Format for Headed {
    fn name(&self) -> &'static str {
        "headed"
    }

    fn title(&self) -> &'static str {
        "Records under a line of signs (OSSEC alerts, ModSecurity audits, PowerShell transcripts)"
    }

    fn sample(&self) -> &'static str {
        "--4f2a90c1-A--\n[31/Jan/2024:10:11:12 +0000] ZboeIH8 203.0.113.7 42444 192.0.2.1 80\n--4f2a90c2-A--\n[31/Jan/2024:10:11:13 +0000] ZboeIn8 203.0.113.9 42555 192.0.2.1 80"
    }

    fn weight(&self) -> f64 {
        0.5
    }

    fn reader(&self, sample: &Sample<'_>) -> Arc<dyn Reader> {
        let signs = Signs::learn(sample).map(Shape::Signs);
        let shape = signs.or_else(|| dated::learn(sample).then_some(Shape::Dated));
        Arc::new(HeadedReader { hints: sample.hints, shape })
    }
}

struct HeadedReader {
    hints: Hints,
    /// Nothing where this is not the format.
    shape: Option<Shape>,
}

/// What begins a record.
#[derive(Debug)]
enum Shape {
    Signs(Signs),
    /// A named time.
    Dated,
}

impl Shape {
    fn fits(&self, line: &[u8], hints: &Hints) -> bool {
        match self {
            Self::Signs(signs) => signs.fits(line),
            Self::Dated => dated::head(line, hints).is_some(),
        }
    }
}

impl Reader for HeadedReader {
    fn read<'a>(&self, text: &'a [u8], _: &mut State, record: &mut Record<'a>) -> Outcome {
        let Some(shape) = &self.shape else {
            return Outcome::Unparsed(Reason::new(0, "records under lines of signs"));
        };
        let (head, below) = text.split_at(memchr(b'\n', text).unwrap_or(text.len()));
        let shape = match shape {
            Shape::Signs(signs) if signs.fits(head) => signs,
            Shape::Signs(_) => return Outcome::Continuation,
            Shape::Dated => {
                let Some((name, time)) = dated::head(head, &self.hints) else {
                    return Outcome::Continuation;
                };
                record.time = Some(time);
                let below = below.get(1..).unwrap_or_default();
                record.message = Some(Value::Text(dated::message(below).unwrap_or(name)));
                return Outcome::Record;
            }
        };
        let head = head.trim_ascii_end();
        let lines = text.split(|byte| *byte == b'\n').skip(1).map(<[u8]>::trim_ascii_end);
        let timed = lines.take(LINES).find_map(|line| {
            let found = time::find(line, WITHIN, &self.hints)?;
            Some((found.time, line.get(found.end..)?))
        });
        record.time = timed.map(|(time, _)| time);
        let signs = |byte: &u8| !byte.is_ascii_alphanumeric() && !b"[(".contains(byte);
        let title = head.get(shape.begin.len()..).unwrap_or_default();
        let start = title.iter().position(|byte| !signs(byte)).unwrap_or(title.len());
        let title = title.get(start..).unwrap_or_default();
        // A head of one word is an id.
        let message = match timed {
            Some((_, rest)) if !title.trim_ascii().contains(&b' ') => rest,
            _ => title,
        };
        let message = message.strip_prefix(b"]").unwrap_or(message).trim_ascii();
        record.message = Some(Value::Text(message)).filter(|_| !message.is_empty());
        Outcome::Record
    }

    fn begins_record(&self, line: &[u8]) -> bool {
        self.shape.as_ref().is_none_or(|shape| shape.fits(line, &self.hints))
    }

    fn is_block(&self) -> bool {
        self.shape.is_some()
    }

    fn message_goes_on(&self) -> bool {
        true
    }
}

/// What the lines of signs that begin a record have in common.
#[derive(Debug)]
struct Signs {
    begin: Vec<u8>,
    end: Vec<u8>,
}

impl Signs {
    fn fits(&self, line: &[u8]) -> bool {
        let line = line.trim_ascii_end();
        line.len() >= self.begin.len() + self.end.len()
            && line.starts_with(&self.begin)
            && line.ends_with(&self.end)
    }

    /// That of the first line of the sample that a line with a time follows, if at least two lines have it, nearly all of them are
    /// followed so and have no time themselves. More lines with a time than without are records by themselves, and what stands between
    /// them parts them only.
    fn learn(sample: &Sample<'_>) -> Option<Self> {
        let timed = |line: &[u8]| time::find(line, WITHIN, &sample.hints).is_some();
        let followed = |at: usize| {
            let below = sample.lines.iter().skip(at + 1).take(LINES);
            below.into_iter().any(|line| timed(line))
        };
        let first = (0..sample.lines.len()).find(|&at| {
            let line = sample.lines.get(at).copied().unwrap_or_default();
            line.first().is_some_and(u8::is_ascii_punctuation) && !timed(line) && followed(at)
        })?;
        let shape = Self::of(sample.lines.get(first)?)?;
        let heads: Vec<usize> = (0..sample.lines.len())
            .filter(|&at| sample.lines.get(at).is_some_and(|line| shape.fits(line)))
            .collect();
        let right = heads
            .iter()
            .filter(|&&at| followed(at) && sample.lines.get(at).is_some_and(|line| !timed(line)));
        let usual = heads.len() > 1 && right.count() * 10 >= heads.len() * 9;
        let (before, rest) = sample.lines.split_at_checked(first)?;
        let own = rest.iter().filter(|line| timed(line)).count();
        // The lines before the first of them are few, and go on with a record whose head is not there.
        let begun = before.len() < 10 && !before.iter().any(|line| timed(line));
        (usual && begun && own * 2 <= rest.len() && own <= 2 * heads.len()).then_some(shape)
    }

    /// The signs, with a word among them or not, that a line begins with, and those that it ends with.
    fn of(line: &[u8]) -> Option<Self> {
        let line = line.trim_ascii_end();
        let sign = |byte: &&u8| byte.is_ascii_punctuation() || **byte == b' ';
        let begin = line.iter().take(MAX_SIGNS).take_while(sign).count();
        let tail = line.iter().rev().take(MAX_SIGNS);
        // `-A--`: the letter of a part belongs to it.
        let mut end = tail.clone().take_while(|byte| byte.is_ascii_punctuation()).count();
        if end > 1
            && let Some([b'-', letter, ..]) =
                line.len().checked_sub(end + 2).and_then(|at| line.get(at..))
            && letter.is_ascii_uppercase()
        {
            end += 2;
        }
        let shape = Self {
            begin: before_brackets(line.get(..begin)?).to_vec(),
            end: line.get(line.len() - end..).filter(|_| end > 1).unwrap_or_default().to_vec(),
        };
        let signs = shape.begin.trim_ascii();
        (signs.len() > 1 && memchr(b'#', signs).is_none()).then_some(shape)
    }
}

/// Without the brackets at its end, which open something else.
fn before_brackets(signs: &[u8]) -> &[u8] {
    let end = signs.iter().rposition(|byte| !b"[( ".contains(byte)).map_or(0, |last| last + 1);
    signs.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shape(lines: &[&str]) -> Option<Signs> {
        let lines: Vec<&[u8]> = lines.iter().map(|line| line.as_bytes()).collect();
        Signs::learn(&Sample { lines: &lines, hints: Hints::default() })
    }

    #[test]
    fn lines_of_signs_above_times_begin_records() {
        let time = "2024-01-31 10:11:12 x";
        let found = shape(&["** Alert 1: - a", time, "Rule: 1", "** Alert 2: - b", time]).unwrap();
        assert!(found.fits(b"** Alert 3: - c") && !found.fits(b"Rule: ** Alert"));
        let found = shape(&["--a1-A--", time, "--a1-Z--", "--b2-A--", time, "--b2-Z--"]).unwrap();
        assert!(found.fits(b"--c3-A--\r") && !found.fits(b"--c3-B--"));
        for lines in [
            &["** Alert 1", time, "** Alert 2", "x", "y", "z"][..],
            &["** Alert 1", time],
            &["Alert 1", time, "Alert 2", time],
            &["## a", time, "## b", time],
            &["==> a <==", time, time, time, "==> b <==", time, time, time],
            &["== run 1 ==", time, time, "== run 2 ==", time],
            &[time, "<?xml?>", "<a>0</a>", time, time, "<?xml?>", "<a>1</a>", time],
            &[time, time],
            &[],
        ] {
            assert!(shape(lines).is_none(), "{lines:?}");
        }
    }

    proptest! {
        #[test]
        fn whether_a_line_begins_a_record_agrees_with_reading_it(line in "(--|\\*\\*|Start time: 20240131101112)?[ -~]{0,20}(-A--)?") {
            let known = Signs { begin: b"--".to_vec(), end: b"-A--".to_vec() };
            for shape in [None, Some(Shape::Signs(known)), Some(Shape::Dated)] {
                let reader = HeadedReader { hints: Hints::default(), shape };
                let outcome = reader.read(line.as_bytes(), &mut State::default(), &mut Record::default());
                prop_assert_eq!(reader.begins_record(line.as_bytes()), outcome != Outcome::Continuation);
            }
        }
    }
}
