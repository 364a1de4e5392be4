//! Counts against those of a plain map, cut and merged in any way.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn count(values: &mut Values, seed: Seed, words: &[String]) {
    let mut interner = Interner::new(seed);
    let mut counts: Vec<u32> = Vec::new();
    for word in words {
        let id = interner.intern(word.as_bytes()) as usize;
        counts.resize(interner.len(), 0);
        counts[id] += 1;
    }
    values.add(&interner.take(), &counts);
}

fn of(seed: Seed, words: &[String], limit: usize) -> Values {
    let mut values = Values::new(seed);
    for words in words.chunks(7) {
        count(&mut values, seed, words);
        values.enforce(limit);
    }
    values
}

proptest! {
    #[test]
    fn exact_counts_are_those_of_a_map(words in prop::collection::vec("[a-d]{1,2}", 0..200), seed: u64) {
        let mut naive: BTreeMap<Vec<u8>, u64> = BTreeMap::new();
        words.iter().for_each(|word| *naive.entry(word.clone().into_bytes()).or_default() += 1);
        let values = of(Seed(seed), &words, usize::MAX);
        let mut expected: Vec<_> = naive.into_iter().map(|(value, count)| Counted { value, count }).collect();
        expected.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
        prop_assert_eq!(values.distinct(), expected.len() as u64);
        expected.truncate(5);
        prop_assert_eq!(values.top(5, std::iter::empty()), expected);
    }

    #[test]
    fn a_part_counted_by_the_words_of_its_whole_is_the_same(whole in prop::collection::vec("[a-d]{1,2}", 1..100), picks in prop::collection::vec(any::<prop::sample::Index>(), 0..60), strange in prop::collection::vec("[d-f]", 0..3), limit in 20..400usize) {
        let all = of(Seed(1), &whole, usize::MAX);
        let words = all.words().unwrap();
        let mut part: Vec<String> = picks.iter().map(|at| at.get(&whole).clone()).collect();
        part.extend(strange);
        let (mut shared, mut merged) = (Values::part_of(words.clone()), Values::part_of(words.clone()));
        for (turn, some) in part.chunks(5).enumerate() {
            let mut interner = Interner::new(Seed(1));
            let mut counts: Vec<u32> = Vec::new();
            for word in some {
                let id = interner.intern(word.as_bytes()) as usize;
                counts.resize(interner.len(), 0);
                counts[id] += 1;
            }
            let dictionary = interner.take();
            if turn % 3 > 0 {
                dictionary.look_up_among(words);
            }
            if turn % 2 == 0 { shared.add(&dictionary, &counts) } else { merged.add(&dictionary, &counts) }
        }
        shared.merge(&merged);
        shared.enforce(limit);
        let plain = of(Seed(1), &part, limit);
        prop_assert_eq!(shared.is_exact(), plain.is_exact());
        prop_assert_eq!(shared.distinct(), plain.distinct());
        prop_assert_eq!(shared.total(), part.len() as u64);
        let candidates = || part.iter().map(String::as_bytes);
        prop_assert_eq!(shared.top(30, candidates()), plain.top(30, candidates()));
    }

    #[test]
    fn any_cut_ends_in_the_same_state(words in prop::collection::vec("[a-z]{1,2}", 0..300), at: prop::sample::Index, limit in 100..8000usize) {
        let at = at.index(words.len() + 1).min(words.len());
        let whole = of(Seed(1), &words, limit);
        let mut merged = of(Seed(2), &words[at..], limit);
        merged.merge(&of(Seed(3), &words[..at], limit));
        merged.enforce(limit);
        let candidates = || words.iter().map(String::as_bytes);
        prop_assert_eq!(whole.is_exact(), merged.is_exact());
        prop_assert_eq!(whole.distinct(), merged.distinct());
        prop_assert_eq!(whole.top(30, candidates()), merged.top(30, candidates()));
        prop_assert_eq!(whole.total(), words.len() as u64);
    }
}

#[test]
fn estimates_are_never_too_low_and_seldom_far_too_high() {
    let seed = Seed(7);
    let mut values = Values::new(seed);
    let word = |n| if n % 10 == 0 { "often".to_owned() } else { format!("once{n}") };
    count(&mut values, seed, &(0..50_000).map(word).collect::<Vec<_>>());
    values.enforce(0);
    let top = values.top(1, [&b"often"[..], b"once1"].into_iter());
    assert_eq!(top[0].value, b"often");
    assert!((5_000..5_000 + (50_000.0 * SKETCH_ERROR) as u64).contains(&top[0].count));
}
