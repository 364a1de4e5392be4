/*!
Leaves out what tells a terminal to change its colours, or anything else about it: control sequences (ECMA-48, section 5.4:
`ESC [`, parameters, a last byte) and other escapes.

It works in place on text as it comes. A sequence that breaks off leaves what broke it, so that no line end is lost.
*/

/// What a sequence begins with.
const ESCAPE: u8 = 0x1B;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Text,
    Escape,
    Sequence,
}

#[derive(Debug, Default)]
pub(super) struct Colours {
    state: State,
}

impl Colours {
    /// Whether there are such sequences in a text.
    pub(super) fn are_in(text: &[u8]) -> bool {
        memchr::memchr_iter(ESCAPE, text).any(|at| text.get(at + 1) == Some(&b'['))
    }

    /// Moves what is left of the next text to its front; returns how much that is.
    pub(super) fn leave_out(&mut self, text: &mut [u8]) -> usize {
        let (mut from, mut to) = (0, 0);
        while let Some(&byte) = text.get(from) {
            match self.state {
                State::Text => {
                    let rest = &text[from..];
                    let plain = memchr::memchr(ESCAPE, rest).unwrap_or(rest.len());
                    text.copy_within(from..from + plain, to);
                    (from, to) = (from + plain, to + plain);
                    if from < text.len() {
                        from += 1;
                        self.state = State::Escape;
                    }
                }
                State::Escape if byte == b'[' => {
                    from += 1;
                    self.state = State::Sequence;
                }
                State::Sequence if matches!(byte, 0x20..=0x3F) => from += 1,
                State::Sequence if matches!(byte, 0x40..=0x7E) => {
                    from += 1;
                    self.state = State::Text;
                }
                State::Escape | State::Sequence => self.state = State::Text,
            }
        }
        to
    }
}
