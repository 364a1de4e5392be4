/*!
Numbers for people: counts with separators, sizes, quantities, shares, spans of time.
*/

/// `1,234,567`.
pub(crate) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `1 line`, `2 lines`.
pub(crate) fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}

/// `12.3 MB`: powers of a thousand, three digits.
pub(crate) fn bytes(number: f64) -> String {
    let (mut number, mut unit) = (number, "B");
    for larger in ["kB", "MB", "GB", "TB", "PB"] {
        // What would be rounded to 1000 takes the larger unit.
        if number < 999.5 {
            break;
        }
        (number, unit) = (number / 1000.0, larger);
    }
    match (unit, number) {
        ("B", _) | (_, 99.95..) => format!("{number:.0} {unit}"),
        _ => format!("{number:.1} {unit}"),
    }
}

/// A number of any size with about four digits: `0.001234`, `12.34`, `1,234,567`.
pub(crate) fn quantity(number: f64) -> String {
    let size = number.abs();
    let sign = if number < 0.0 { "-" } else { "" };
    match size {
        _ if size >= 1e15 || (size > 0.0 && size < 1e-4) => format!("{number:.3e}"),
        999.5.. => format!("{sign}{}", count(size.round() as u64)),
        _ => {
            let whole_digits = if size < 1.0 { 0 } else { size.log10() as usize + 1 };
            let leading_zeros = if size > 0.0 && size < 0.1 { -size.log10() as usize } else { 0 };
            let text = format!("{number:.*}", 4 - whole_digits.min(3) + leading_zeros);
            match text.contains('.') {
                true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
                false => text,
            }
        }
    }
}

/// `12.3 %` of a total.
pub(crate) fn share(part: u64, total: u64) -> String {
    match total {
        0 => "0 %".into(),
        total => match part as f64 / total as f64 * 100.0 {
            tiny if part > 0 && tiny < 0.05 => "<0.1 %".into(),
            percent => format!("{percent:.1} %"),
        },
    }
}

/// `1.5 hours`.
pub(crate) fn span(seconds: f64) -> String {
    let units = [(86_400.0, "days"), (3_600.0, "hours"), (60.0, "minutes"), (1.0, "seconds")];
    match units.iter().find(|(length, _)| seconds >= *length) {
        Some((length, name)) => {
            let amount = quantity((seconds / length * 10.0).round() / 10.0);
            let name = if amount == "1" { name.trim_end_matches('s') } else { name };
            format!("{amount} {name}")
        }
        None => format!("{} ms", quantity(seconds * 1e3)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped_by_three() {
        let counted = [0, 999, 1_000, 123_456, 1_234_567].map(count);
        assert_eq!(counted, ["0", "999", "1,000", "123,456", "1,234,567"]);
        assert_eq!(
            [1, 2].map(|number| super::counted(number, "line", "lines")),
            ["1 line", "2 lines"]
        );
    }

    #[test]
    fn sizes_keep_three_digits_and_never_show_a_thousand() {
        let shown =
            [0.0, 999.0, 1_000.0, 99_949.0, 99_950.0, 999_499.0, 999_500.0, 2e18].map(bytes);
        let wanted = ["0 B", "999 B", "1.0 kB", "99.9 kB", "100 kB", "999 kB", "1.0 MB", "2000 PB"];
        assert_eq!(shown, wanted);
    }

    #[test]
    fn quantities_keep_about_four_digits() {
        let shown =
            [0.0, 0.25, 0.001_234_5, 1.0, 12.345, 999.0, 1234.5, -0.5, -12_345.0, 1e-9, 1e20]
                .map(quantity);
        let wanted = [
            "0", "0.25", "0.001234", "1", "12.35", "999", "1,235", "-0.5", "-12,345", "1.000e-9",
            "1.000e20",
        ];
        assert_eq!(shown, wanted);
    }

    #[test]
    fn shares_and_spans_are_told_in_the_unit_that_suits() {
        assert_eq!(
            [share(1, 3), share(1, 1_000_000), share(0, 5), share(0, 0)],
            ["33.3 %", "<0.1 %", "0.0 %", "0 %"]
        );
        let spans = [0.25, 1.0, 90.0, 3_600.0, 8_640.0, 172_800.0].map(span);
        assert_eq!(spans, ["250 ms", "1 second", "1.5 minutes", "1 hour", "2.4 hours", "2 days"]);
    }
}
