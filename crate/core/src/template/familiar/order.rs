//! The order in which many messages are looked up: those together that begin alike, since a processor foresees what it has just done.

use super::{LONGEST, SETS};

/// Messages by how they begin, each list from its last message to its first.
#[derive(Debug)]
pub struct Order {
    /// The last of each set, and of those that are kept in none.
    last: [u16; SETS + 1],
    /// Of each message, the one before it in its list.
    before: Vec<u16>,
}

/// No message.
const NONE: u16 = u16::MAX;

impl Default for Order {
    fn default() -> Self {
        Self { last: [NONE; SETS + 1], before: Vec::new() }
    }
}

impl Order {
    /// The set of a message, whatever others there are.
    #[inline]
    pub fn set(message: &[u8]) -> usize {
        set(message)
    }

    /// Takes messages, no more than 65,535, in place of those that it had.
    pub fn take<'a>(&mut self, messages: impl Iterator<Item = &'a [u8]>) {
        let Self { last, before } = self;
        last.fill(NONE);
        before.clear();
        before.extend(messages.enumerate().map(
            |(place, message)| match last.get_mut(set(message)) {
                Some(last) => std::mem::replace(last, place as u16),
                None => NONE,
            },
        ));
    }

    /// The sets that a message can be of.
    pub fn sets() -> std::ops::RangeInclusive<usize> {
        0..=SETS
    }

    /// Which message is the last of a set; beyond all if there is none.
    #[inline(always)]
    pub fn last(&self, set: usize) -> usize {
        self.last.get(set).copied().unwrap_or(NONE).into()
    }

    /// Which one comes before it in its set; beyond all if there is none.
    #[inline(always)]
    pub fn before(&self, message: usize) -> usize {
        self.before.get(message).copied().unwrap_or(NONE).into()
    }
}

/// Where messages are kept that begin with the same letters; beyond all sets for those that are too short or too long to be kept.
#[inline(always)]
pub(super) fn set(message: &[u8]) -> usize {
    const LETTERS: u64 = u64::from_le_bytes([0x40; 8]);
    let Some(&first) = message.first_chunk().filter(|_| message.len() <= LONGEST) else {
        return SETS;
    };
    let first = u64::from_le_bytes(first);
    let others = !first & LETTERS;
    // Zero where all eight are letters.
    let below = (others & others.wrapping_neg()) >> 6;
    let hash = (first & below.wrapping_sub(1)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (hash >> (64 - SETS.ilog2())) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn each_message_is_once_in_the_list_of_its_set(first in messages(), messages in messages()) {
            let mut order = Order::default();
            // What it had before does not count.
            order.take(first.iter().map(String::as_bytes));
            order.take(messages.iter().map(String::as_bytes));
            let mut listed = Vec::new();
            for set in Order::sets() {
                let mut next = order.last(set);
                while let Some(message) = messages.get(next) {
                    prop_assert_eq!(Order::set(message.as_bytes()), set);
                    listed.push(next);
                    next = order.before(next);
                }
            }
            listed.sort_unstable();
            prop_assert_eq!(listed, (0..messages.len()).collect::<Vec<_>>());
        }

        #[test]
        fn the_letters_at_the_front_tell_the_set(letters in "[A-Za-z]{1,8}", rest in "[ 0-9/.]{8,20}", other in "[ 0-9/.]{8,20}") {
            let set = |rest: &str| set(format!("{letters}{rest}").as_bytes());
            prop_assert!(set(&rest) < SETS);
            prop_assert_eq!(set(&rest), set(&other));
        }
    }

    fn messages() -> impl Strategy<Value = Vec<String>> {
        prop::collection::vec("[a-c]{0,2}[ 0-9]{0,9}.{0,4}", 0..40)
    }

    #[test]
    fn what_is_too_short_or_too_long_is_of_no_set() {
        assert_eq!(set(b"message"), SETS);
        assert!(set(b"messages") < SETS);
        assert!(set(&[b'm'; LONGEST]) < SETS);
        assert_eq!(set(&[b'm'; LONGEST + 1]), SETS);
    }
}
