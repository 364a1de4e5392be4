/*!
Which rows of a slice are meant: all of them, or those whose bit is set.
*/

/// A set of rows of one slice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    rows: usize,
    /// One bit a row; absent when every row is meant.
    words: Option<Box<[u64]>>,
}

impl Selection {
    /// Every row.
    pub fn all(rows: usize) -> Self {
        Self { rows, words: None }
    }

    /// No row.
    pub fn none(rows: usize) -> Self {
        Self { rows, words: Some(vec![0; rows.div_ceil(64)].into()) }
    }

    /// The rows for which the test holds.
    pub fn matching(rows: usize, test: impl FnMut(usize) -> bool) -> Self {
        Self::of((0..rows).map(test))
    }

    /// As many rows as there are items, those meant whose item is true.
    pub fn of(items: impl ExactSizeIterator<Item = bool>) -> Self {
        let rows = items.len();
        let mut words = Vec::with_capacity(rows.div_ceil(64));
        let (mut word, mut bit) = (0u64, 0);
        for item in items {
            word |= u64::from(item) << bit;
            bit += 1;
            if bit == 64 {
                words.push(word);
                (word, bit) = (0, 0);
            }
        }
        if bit > 0 {
            words.push(word);
        }
        Self { rows, words: Some(words.into()) }
    }

    /// Adds one row.
    pub fn insert(&mut self, row: usize) {
        if let Some(words) = &mut self.words
            && let Some(word) = words.get_mut(row / 64)
        {
            *word |= 1 << (row % 64);
        }
    }

    /// How many rows the slice has, meant or not.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Whether this row is meant.
    pub fn contains(&self, row: usize) -> bool {
        match &self.words {
            None => row < self.rows,
            Some(words) => words.get(row / 64).is_some_and(|word| word >> (row % 64) & 1 == 1),
        }
    }

    /// Whether every row is meant without a look at the bits.
    pub fn is_all(&self) -> bool {
        self.words.is_none()
    }

    /// How many rows are meant.
    pub fn count(&self) -> usize {
        match &self.words {
            None => self.rows,
            Some(words) => words.iter().map(|word| word.count_ones() as usize).sum(),
        }
    }

    /// How many rows before this one are meant.
    pub fn count_before(&self, row: usize) -> usize {
        let row = row.min(self.rows);
        let Some(words) = &self.words else { return row };
        let ones = |word: u64| word.count_ones() as usize;
        let whole: usize = words.iter().take(row / 64).map(|&word| ones(word)).sum();
        whole + words.get(row / 64).map_or(0, |word| ones(word & ((1 << (row % 64)) - 1)))
    }

    /// The first row from this one on that is meant.
    pub fn next(&self, row: usize) -> Option<usize> {
        let Some(words) = &self.words else { return (row < self.rows).then_some(row) };
        let first = words.get(row / 64)? & (u64::MAX << (row % 64));
        let rest = words.iter().copied().skip(row / 64 + 1);
        let mut ahead = (row / 64..).zip(std::iter::once(first).chain(rest));
        let (index, word) = ahead.find(|(_, word)| *word != 0)?;
        Some(index * 64 + word.trailing_zeros() as usize)
    }

    /// The row that so many rows which are meant stand before.
    pub fn nth(&self, count: usize) -> Option<usize> {
        let Some(words) = &self.words else { return (count < self.rows).then_some(count) };
        let mut left = count;
        for (index, word) in words.iter().enumerate() {
            let ones = word.count_ones() as usize;
            if left < ones {
                let mut word = *word;
                (0..left).for_each(|_| word &= word - 1);
                return Some(index * 64 + word.trailing_zeros() as usize);
            }
            left -= ones;
        }
        None
    }

    /// Calls `each` with every row that is meant, in order.
    pub fn for_each(&self, mut each: impl FnMut(usize)) {
        match &self.words {
            None => (0..self.rows).for_each(each),
            Some(words) => {
                for (index, &word) in words.iter().enumerate() {
                    let mut left = word;
                    while left != 0 {
                        each(index * 64 + left.trailing_zeros() as usize);
                        left &= left - 1;
                    }
                }
            }
        }
    }

    /// The rows meant by both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self.words, other.words) {
            (None, words) | (words, None) => Self { rows: self.rows, words },
            (Some(mut mine), Some(theirs)) => {
                mine.iter_mut().zip(&theirs).for_each(|(a, b)| *a &= b);
                Self { rows: self.rows, words: Some(mine) }
            }
        }
    }

    /// The rows meant by either.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match (self.words, other.words) {
            (Some(mut mine), Some(theirs)) => {
                mine.iter_mut().zip(&theirs).for_each(|(a, b)| *a |= b);
                Self { rows: self.rows, words: Some(mine) }
            }
            _ => Self::all(self.rows),
        }
    }

    /// The rows not meant.
    #[must_use]
    pub fn complement(self) -> Self {
        match self.words {
            None => Self::none(self.rows),
            Some(mut words) => {
                let rows = self.rows;
                for (index, word) in words.iter_mut().enumerate() {
                    let left = rows - index * 64;
                    let valid = if left >= 64 { u64::MAX } else { (1 << left) - 1 };
                    *word = !*word & valid;
                }
                Self { rows, words: Some(words) }
            }
        }
    }

    /// Memory held, in bytes.
    pub fn size(&self) -> usize {
        self.words.as_ref().map_or(0, |words| words.len() * 8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn listed(selection: &Selection) -> Vec<usize> {
        let mut rows = Vec::new();
        selection.for_each(|row| rows.push(row));
        assert_eq!(rows.len(), selection.count());
        rows
    }

    proptest! {
        #[test]
        fn rows_are_found_by_their_rank_and_ranks_by_their_row(meant in prop::collection::vec(prop::bool::weighted(0.1), 0..400), all in any::<bool>()) {
            let rows = meant.len();
            let selection = if all { Selection::all(rows) } else { Selection::of(meant.into_iter()) };
            let expected = listed(&selection);
            for row in 0..rows + 70 {
                prop_assert_eq!(selection.count_before(row), expected.iter().filter(|&&one| one < row).count());
                prop_assert_eq!(selection.next(row), expected.iter().copied().find(|&one| one >= row));
                prop_assert_eq!(selection.nth(row), expected.get(row).copied());
            }
        }

        #[test]
        fn set_operations_are_those_of_sets(a in prop::collection::vec(any::<bool>(), 0..200), salt: u64) {
            let rows = a.len();
            let b = |row: usize| (salt >> (row % 64)) & 1 == 1;
            let left = Selection::matching(rows, |row| a[row]);
            let right = Selection::matching(rows, b);
            let naive = |test: &dyn Fn(usize) -> bool| (0..rows).filter(|&row| test(row)).collect::<Vec<_>>();
            prop_assert_eq!(listed(&left.clone().and(right.clone())), naive(&|row| a[row] && b(row)));
            prop_assert_eq!(listed(&left.clone().or(right.clone())), naive(&|row| a[row] || b(row)));
            prop_assert_eq!(listed(&left.clone().complement()), naive(&|row| !a[row]));
            prop_assert_eq!(listed(&left.clone().and(Selection::all(rows))), listed(&left));
            prop_assert_eq!(listed(&Selection::all(rows).complement()), Vec::<usize>::new());
            prop_assert_eq!(listed(&left.or(Selection::all(rows))).len(), rows);
        }
    }
}
