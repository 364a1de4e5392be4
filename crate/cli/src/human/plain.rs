/*!
Text from a log made fit for a terminal: on one line, short, and without a character that the terminal obeys.
*/

/// At most `width` characters of the text; one more, an ellipsis, says that it was cut. Control characters (escape
/// sequences move the cursor, retitle the window, paste) are shown by their pictures, marks that turn the direction of
/// writing as U+FFFD.
pub(crate) fn plain(text: &str, width: usize) -> String {
    let mut shown: String = text.chars().take(width).map(picture).collect();
    if text.chars().nth(width).is_some() {
        shown.push('…');
    }
    shown
}

fn picture(character: char) -> char {
    match character {
        '\0'..='\x1F' => char::from_u32(0x2400 + character as u32).unwrap_or('\u{FFFD}'),
        '\x7F' => '\u{2421}',
        '\u{80}'..='\u{9F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => '\u{FFFD}',
        _ => character,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_terminal_obeys_is_left() {
        let hostile = "a\x1b[2J\u{9b}31m\u{202e}\r\nb\x7f";
        let shown = plain(hostile, 100);
        assert_eq!(shown, "a␛[2J\u{FFFD}31m\u{FFFD}␍␊b␡");
        assert!(!shown.chars().any(char::is_control));
    }

    #[test]
    fn long_text_is_cut_between_characters() {
        assert_eq!(plain("äöü", 3), "äöü");
        assert_eq!(plain("äöü", 2), "äö…");
    }
}
