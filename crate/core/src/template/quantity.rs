//! What a masked number says: its value, and that of its unit.

use serde::Serialize;

/// What a quantity is measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Unit {
    /// Nothing is known of it.
    #[serde(rename = "")]
    None,
    /// Durations.
    #[serde(rename = "s")]
    Seconds,
    /// Sizes.
    #[serde(rename = "By")]
    Bytes,
}

/// The value of a text as it stands behind `<num>`, `<size>` or `<duration>`, in seconds or bytes where it has a unit: `-5`, `1,024`,
/// `17 KiB`, `1h30m`. A version (`1.2.3`) and a number with zeros before it are names, not quantities.
///
/// `kB` is 1,000 bytes, `KiB` 1,024; so is a lone `K`, which programs that count memory write.
pub fn quantity(text: &[u8]) -> Option<(f64, Unit)> {
    let text = std::str::from_utf8(text).ok()?;
    let (negative, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (mut sum, mut of) = (0.0, None);
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ','));
        let (digits, after) = rest.split_at(end.unwrap_or(rest.len()));
        let (exponent, after) = split_exponent(after);
        let word = after.trim_start();
        let end = word.find(|c: char| c.is_ascii_digit()).unwrap_or(word.len());
        let (word, next) = word.split_at(end);
        let (factor, unit) = measure(word)?;
        if of.is_some_and(|of| of != unit) || (of.is_some() && unit != Unit::Seconds) {
            return None;
        }
        of = Some(unit);
        sum += number(digits, exponent)? * factor;
        rest = next;
    }
    Some((if negative { -sum } else { sum } + 0.0, of?))
}

fn split_exponent(text: &str) -> (&str, &str) {
    let sign =
        text.strip_prefix(['e', 'E']).map(|rest| rest.strip_prefix(['+', '-']).unwrap_or(rest));
    let digits = sign.map_or(0, |rest| rest.bytes().take_while(u8::is_ascii_digit).count());
    let length = sign.filter(|_| digits > 0).map_or(0, |rest| text.len() - rest.len() + digits);
    text.split_at(length)
}

fn number(digits: &str, exponent: &str) -> Option<f64> {
    let padded = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    let plain: String = digits.chars().filter(|&c| c != ',').chain(exponent.chars()).collect();
    if padded || !digits.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    plain.parse().ok().filter(|number: &f64| number.is_finite())
}

/// What a unit is worth.
fn measure(word: &str) -> Option<(f64, Unit)> {
    let seconds = |factor| Some((factor, Unit::Seconds));
    match word {
        "" => return Some((1.0, Unit::None)),
        "%" => return Some((1.0, Unit::None)),
        "B" => return Some((1.0, Unit::Bytes)),
        "ns" => return seconds(1e-9),
        "us" | "\u{b5}s" | "\u{3bc}s" => return seconds(1e-6),
        "ms" => return seconds(1e-3),
        "s" | "sec" | "secs" => return seconds(1.0),
        "m" | "min" | "mins" => return seconds(60.0),
        "h" | "hr" | "hrs" => return seconds(3600.0),
        "d" => return seconds(86_400.0),
        _ => {}
    }
    let (prefix, rest) = word.split_at_checked(1)?;
    let power = ["k", "m", "g", "t", "p"].iter().position(|p| prefix.eq_ignore_ascii_case(p))?;
    let base = match rest {
        "iB" | "" => 1024u64,
        "B" | "b" => 1000,
        _ => return None,
    };
    Some((base.pow(power as u32 + 1) as f64, Unit::Bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_in_seconds_and_bytes() {
        for (text, expected) in [
            ("17", Some((17.0, Unit::None))),
            ("-1,024.5", Some((-1024.5, Unit::None))),
            ("+2e3", Some((2000.0, Unit::None))),
            ("34ms", Some((0.034, Unit::Seconds))),
            ("1.2 s", Some((1.2, Unit::Seconds))),
            ("1h30m", Some((5400.0, Unit::Seconds))),
            ("17 KiB", Some((17_408.0, Unit::Bytes))),
            ("1.5GB", Some((1.5e9, Unit::Bytes))),
            ("512K", Some((524_288.0, Unit::Bytes))),
            ("1.2.3", None),
            ("007", None),
            ("0", Some((0.0, Unit::None))),
            ("0.25", Some((0.25, Unit::None))),
            ("eth0", None),
            ("1h2KB", None),
            ("", None),
            ("1e999", None),
        ] {
            assert_eq!(quantity(text.as_bytes()), expected, "{text}");
        }
    }
}
