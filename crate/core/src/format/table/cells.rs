/*!
A line into its cells.
*/

use std::ops::Range;

/// How the cells of a line are set apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// By this byte; a cell in quotes may hold it, and a quote doubled (RFC 4180).
    Separated(u8),
    /// By spaces; a cell in quotes or brackets may hold some.
    Spaced,
    /// By tabs if there are any, else by spaces (W3C extended).
    Extended,
}

/// More cells than this are not told apart: the last one holds the rest.
pub(super) const MAX_CELLS: usize = 256;

/// Fills `cells` with the places of the cells, quotes and brackets left out. A quote that is never closed ends with the line.
pub(super) fn split(line: &[u8], style: Style, cells: &mut Vec<Range<usize>>) {
    cells.clear();
    match style {
        Style::Separated(separator) => separated(line, separator, cells),
        Style::Extended if memchr::memchr(b'\t', line).is_some() => {
            separated(line, b'\t', cells);
        }
        Style::Spaced | Style::Extended => spaced(line, style == Style::Spaced, cells),
    }
}

fn separated(line: &[u8], separator: u8, cells: &mut Vec<Range<usize>>) {
    let mut at = 0;
    loop {
        let spaces = line.get(at..).unwrap_or_default().iter().take_while(|&&b| b == b' ').count();
        let start = at + spaces;
        let quoted = line.get(start) == Some(&b'"');
        let end = if quoted { closing(line, start + 1) } else { start };
        let rest = line.get(end..).unwrap_or_default();
        let room = cells.len() + 1 < MAX_CELLS;
        let length = memchr::memchr(separator, rest).filter(|_| room).unwrap_or(rest.len());
        let next = end + length;
        // What stands behind a closing quote makes the quotes a part of the cell.
        let alone = line.get(end..next).unwrap_or_default().iter().skip(1).all(|&b| b == b' ');
        cells.push(if quoted && alone { start + 1..end } else { trimmed(line, start, next) });
        if next >= line.len() {
            return;
        }
        at = next + 1;
    }
}

fn spaced(line: &[u8], brackets: bool, cells: &mut Vec<Range<usize>>) {
    let mut at = 0;
    while cells.len() < MAX_CELLS {
        let rest = line.get(at..).unwrap_or_default();
        at += rest.iter().take_while(|&&byte| byte == b' ').count();
        let Some(&first) = line.get(at) else { return };
        let end = match first {
            b'"' => closing(line, at + 1),
            b'[' if brackets => bracket(line, at).unwrap_or(at),
            _ => at,
        };
        let rest = line.get(end..).unwrap_or_default();
        let next = end + memchr::memchr(b' ', rest).unwrap_or(rest.len());
        let enclosed = end > at && next <= end + 1;
        cells.push(if enclosed { at + 1..end } else { at..next });
        at = next;
    }
}

/// Where the bracket that opens at `at` closes.
fn bracket(line: &[u8], at: usize) -> Option<usize> {
    memchr::memchr(b']', line.get(at..)?).map(|length| at + length)
}

/// The quote that ends what starts at `start`: not doubled, not behind a backslash; or the end of the line.
fn closing(line: &[u8], start: usize) -> usize {
    let mut at = start;
    while let Some(found) = memchr::memchr2(b'"', b'\\', line.get(at..).unwrap_or_default()) {
        at += found;
        let doubled = line.get(at + 1) == Some(&b'"');
        if line.get(at) == Some(&b'"') && !doubled {
            return at;
        }
        at += 2;
    }
    line.len()
}

fn trimmed(line: &[u8], start: usize, end: usize) -> Range<usize> {
    let cell = line.get(start..end).unwrap_or_default();
    start..start + cell.trim_ascii_end().len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cells(line: &str, style: Style) -> Vec<&str> {
        let mut places = Vec::new();
        split(line.as_bytes(), style, &mut places);
        places.into_iter().map(|place| &line[place]).collect()
    }

    #[test]
    fn quotes_and_brackets_hold_cells_together() {
        let comma = Style::Separated(b',');
        assert_eq!(
            cells("a,\"b, c\", d,,\"\",\"e\"\"f\"", comma),
            ["a", "b, c", "d", "", "", "e\"\"f"]
        );
        assert_eq!(cells("a,\"b\" c,\"open, d", comma), ["a", "\"b\" c", "open, d"]);
        assert_eq!(cells("a,", comma), ["a", ""]);
        assert_eq!(
            cells("1  [a b] \"c \\\" d\" - \"\" [x", Style::Spaced),
            ["1", "a b", "c \\\" d", "-", "", "[x"]
        );
        assert_eq!(cells("[a b] c", Style::Extended), ["[a", "b]", "c"]);
        assert_eq!(cells("a b\tc", Style::Extended), ["a b", "c"]);
    }

    proptest! {
        #[test]
        fn any_bytes_give_cells_in_order_and_within_the_line(
            line in prop::collection::vec(prop_oneof![prop::sample::select(b"\", \t[]\\a".to_vec()), any::<u8>()], 0..80),
            style in prop::sample::select(vec![Style::Separated(b','), Style::Separated(b'\t'), Style::Spaced, Style::Extended]),
        ) {
            let mut places = Vec::new();
            split(&line, style, &mut places);
            let mut before = 0;
            for place in places {
                prop_assert!(before <= place.start && place.start <= place.end && place.end <= line.len());
                before = place.end;
            }
        }

        #[test]
        fn without_quotes_a_separator_is_a_plain_split(line in "[a-z,]{0,40}") {
            prop_assert_eq!(cells(&line, Style::Separated(b',')), line.split(',').collect::<Vec<_>>());
        }
    }
}
