/*!
What was derived from the values of earlier slices: logs repeat themselves. Results do not depend on it.
*/

use foldhash::fast::FixedState;
use hashbrown::HashMap;

/// It is emptied when its texts take more bytes than this.
const LIMIT: usize = 4 << 20;
/// Memory of an entry beside its texts, as charged.
const ENTRY: usize = 256;

/// What a value gave, field by field.
type Given = Box<[Box<[u8]>]>;

/// Values with what they gave.
#[derive(Debug)]
pub(super) struct Memo {
    known: HashMap<Box<[u8]>, Given, FixedState>,
    bytes: usize,
}

impl Memo {
    /// Empty, for a session of this seed.
    pub(super) fn new(seed: u64) -> Self {
        Self { known: HashMap::with_hasher(FixedState::with_seed(seed)), bytes: 0 }
    }

    /// Writes what a value gives to `out`, worked out only if it is not known.
    pub(super) fn derive(
        &mut self,
        value: &[u8],
        out: &mut [Vec<u8>],
        work: impl FnOnce(&mut [Vec<u8>]),
    ) {
        if let Some(known) = self.known.get(value) {
            out.iter_mut().zip(known).for_each(|(out, text)| out.extend_from_slice(text));
            return;
        }
        work(out);
        let size = value.len() + out.iter().map(Vec::len).sum::<usize>() + ENTRY;
        if self.bytes + size > LIMIT {
            self.known.clear();
            self.bytes = 0;
        }
        if size <= LIMIT {
            self.bytes += size;
            self.known
                .insert(value.into(), out.iter().map(|text| text.as_slice().into()).collect());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_what_would_be_worked_out_and_stays_within_its_bound() {
        let mut memo = Memo::new(1);
        let mut worked = 0;
        let long = vec![b'x'; LIMIT / 100];
        for round in 0..3 {
            for n in 0..300u32 {
                let value =
                    [&n.to_le_bytes()[..], &long[..if n < 3 { 0 } else { long.len() }]].concat();
                let mut out = [Vec::new()];
                memo.derive(&value, &mut out, |out| {
                    worked += 1;
                    out[0].extend(n.to_string().bytes());
                });
                assert_eq!(out[0], n.to_string().into_bytes());
                assert!(memo.bytes <= LIMIT);
            }
            let mut out = [Vec::new()];
            let before = worked;
            memo.derive(b"again", &mut out, |_| worked += 1);
            memo.derive(b"again", &mut out, |_| worked += 1);
            assert!(worked <= before + 1, "{round}");
        }
    }
}
