/*!
Texts as vectors of a fixed small width: each word goes to one coordinate by its hash, with a sign by another bit of it, so that words
that meet there cancel as often as they add up (Weinberger et al. 2009). Words count the more the fewer texts have them (IDF), and
each vector has length 1, so that long texts are not far from short ones.
*/

use crate::hash::{mix, stable};
use crate::logarithm::ln;
use foldhash::fast::FixedState;
use hashbrown::HashMap;

/// The width of a vector.
pub(super) const WIDTH: usize = 64;

/// The inverse document frequency of what is in so many of `all` documents, never below 1: that of scikit-learn, smoothed as if there
/// were one more document with everything in it.
pub(super) fn idf(all: u64, with: u64) -> f64 {
    ln((all as f64 + 1.0) / (with as f64 + 1.0)) + 1.0
}

/// The words of a text by their hashes: runs of letters and digits, in lower case as far as they are ASCII.
pub(super) fn words(text: &[u8]) -> Vec<u64> {
    let apart = |byte: &u8| !(byte.is_ascii_alphanumeric() || *byte > 127);
    let words = text.split(apart).filter(|word| !word.is_empty());
    words.map(|word| stable(&word.to_ascii_lowercase())).collect()
}

/// Which coordinate a hash goes to, of so many, and whether it counts against it.
pub(super) fn place(hash: u64, width: usize) -> (usize, bool) {
    let mixed = mix(hash);
    ((mixed % width as u64) as usize, mixed >> 63 == 1)
}

/// A vector a text, row by row; a text without a word that another has too is at 0: it is like no other.
pub(super) fn vectors(texts: &[Vec<u64>]) -> Vec<f64> {
    let mut having: HashMap<u64, (u64, usize), FixedState> = HashMap::default();
    for (row, text) in texts.iter().enumerate() {
        for &word in text {
            let (count, last) = having.entry(word).or_insert((0, usize::MAX));
            if *last != row {
                (*count, *last) = (*count + 1, row);
            }
        }
    }
    let all = texts.len() as u64;
    let mut vectors = vec![0.0; texts.len() * WIDTH];
    for (text, vector) in texts.iter().zip(vectors.chunks_exact_mut(WIDTH)) {
        for word in text {
            let Some(&(with @ 2.., _)) = having.get(word) else { continue };
            let (at, negative) = place(*word, WIDTH);
            if let Some(coordinate) = vector.get_mut(at) {
                *coordinate += if negative { -idf(all, with) } else { idf(all, with) };
            }
        }
        let length = vector.iter().map(|x| x * x).sum::<f64>().sqrt();
        if length > 0.0 {
            vector.iter_mut().for_each(|x| *x /= length);
        }
    }
    vectors
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(texts: &[&str]) -> Vec<Vec<f64>> {
        let texts: Vec<Vec<u64>> = texts.iter().map(|text| words(text.as_bytes())).collect();
        vectors(&texts).chunks(WIDTH).map(<[f64]>::to_vec).collect()
    }

    fn distance(a: &[f64], b: &[f64]) -> f64 {
        a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt()
    }

    #[test]
    fn texts_that_share_rare_words_lie_nearest() {
        let all = of(&[
            "Job done: disk full on node",
            "job lost, disk full",
            "job done",
            "job queued",
            "job queued twice on node",
        ]);
        let (shared, other) = (distance(&all[0], &all[1]), distance(&all[0], &all[3]));
        assert!(shared < other, "{shared} {other}");
    }

    #[test]
    fn case_and_marks_make_no_difference() {
        assert_eq!(words(b"Job DONE: <num> x"), words(b"job done num, x"));
        assert!(words(b" -- ").is_empty());
    }

    proptest! {
        #[test]
        fn vectors_have_length_one_or_none_and_no_order(texts in prop::collection::vec("[a-d ]{0,12}", 1..12)) {
            let forwards = of(&texts.iter().map(String::as_str).collect::<Vec<_>>());
            let backwards = of(&texts.iter().rev().map(String::as_str).collect::<Vec<_>>());
            for (one, other) in forwards.iter().zip(backwards.iter().rev()) {
                prop_assert_eq!(one, other);
                let length = one.iter().map(|x| x * x).sum::<f64>();
                prop_assert!(length == 0.0 || (length - 1.0).abs() < 1e-9);
            }
        }
    }
}
