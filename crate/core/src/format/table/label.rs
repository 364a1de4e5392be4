/*!
Labels that all cells of a column begin with: `[Client 203.0.113.7]`, `[origin:example.org]`, `[GIN] 2024/01/31 - 10:11:12`.
*/

use crate::severity::Severity;

/// A label is no longer.
const MAX_LABEL: usize = 32;

/// How many bytes at the start of each of these cells are the same label; the cells hold something behind it.
pub(super) fn common<'a>(mut cells: impl Iterator<Item = &'a [u8]>) -> usize {
    let Some(first) = cells.next() else { return 0 };
    let Some(length) = length(first) else { return 0 };
    let label = first.get(..length).unwrap_or_default();
    let mut others = 0usize;
    let same = cells.all(|cell| {
        others += 1;
        length_matches(cell, label)
    });
    if same && others > 0 { length } else { 0 }
}

fn length_matches(cell: &[u8], label: &[u8]) -> bool {
    cell.starts_with(label) && length(cell) == Some(label.len())
}

/// The word that a label is, without what is around it.
pub(super) fn word(label: &[u8]) -> &[u8] {
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric();
    let start = label.iter().position(is_letter).unwrap_or(label.len());
    let end = label.iter().rposition(is_letter).map_or(start, |last| last + 1);
    label.get(start..end).unwrap_or_default()
}

/// The bytes of the label that a cell begins with: a word in brackets, before a colon, or before one other word.
fn length(cell: &[u8]) -> Option<usize> {
    let open = usize::from(cell.first() == Some(&b'['));
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-".contains(byte);
    let window = cell.get(open..cell.len().min(MAX_LABEL))?;
    let name = window.iter().take_while(|byte| is_name(byte)).count();
    let word = window.get(..name).filter(|word| word.len() > 1)?;
    if !word.first()?.is_ascii_alphabetic() || Severity::from_name(word).is_some() {
        return None;
    }
    let behind = window.get(name..)?;
    let mark = match (open, behind) {
        (1, [b']', b' ', ..]) => 1,
        (0, [b':', next, ..]) if *next != b'/' && *next != b':' => 1,
        // A word in capitals is rather a method.
        (0, [b' ', ..]) if word.iter().all(u8::is_ascii_uppercase) => return None,
        (0, [b' ', ..]) if !cell.get(name + 1..)?.trim_ascii().contains(&b' ') => 0,
        _ => return None,
    };
    let end = open + name + mark;
    let spaces = cell.get(end..)?.iter().take_while(|byte| **byte == b' ').count();
    (end + spaces < cell.len()).then_some(end + spaces)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_what_all_cells_begin_with() {
        let common = |cells: &[&str]| common(cells.iter().map(|cell| cell.as_bytes()));
        for (cells, length) in [
            (&["Client 203.0.113.7", "Client 203.0.113.8"][..], 7),
            (&["origin:a.example", "origin:b.example"], 7),
            (&["client: 203.0.113.7", "client: 203.0.113.8"], 8),
            (&["[GIN] 2024/01/31 - 10:11:12", "[GIN] 2024/01/31 - 10:11:13"], 6),
            (&["User logged in", "User logged out"], 0),
            (&["http://a", "http://b"], 0),
            (&["Error: a", "Error: b"], 0),
            (&["Client a", "Server b"], 0),
            (&["GET /a", "GET /b"], 0),
            (&["Client a"], 0),
            (&["Client ", "Client "], 0),
            (&[], 0),
        ] {
            assert_eq!(common(cells), length, "{cells:?}");
        }
        assert_eq!(word(b"[GIN] "), b"GIN");
        assert_eq!(word(b"origin:"), b"origin");
    }
}
