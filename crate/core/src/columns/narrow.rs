/*!
Vectors of small whole numbers in as few bytes as their largest one needs.
*/

/// Whole numbers of 8, 16 or 32 bits.
#[derive(Clone, Debug)]
pub enum Narrow {
    /// All below 2^8.
    U8(Box<[u8]>),
    /// All below 2^16.
    U16(Box<[u16]>),
    /// The rest.
    U32(Box<[u32]>),
}

/// Runs the same code on whichever width a [`Narrow`] has, as `$slice`, with `$wide` turning an item into a `u32`.
macro_rules! each_width {
    ($narrow:expr, $slice:ident => $body:expr) => {
        match $narrow {
            $crate::columns::Narrow::U8($slice) => $body,
            $crate::columns::Narrow::U16($slice) => $body,
            $crate::columns::Narrow::U32($slice) => $body,
        }
    };
}
pub(crate) use each_width;

/// An item of any width as 32 bits.
pub(super) fn wide(item: impl Into<u32>) -> u32 {
    item.into()
}

impl Narrow {
    /// Packs numbers of which none is above `largest`.
    pub fn pack(numbers: &[u32], largest: u32) -> Self {
        if largest < 1 << 8 {
            Self::U8(numbers.iter().map(|&n| n as u8).collect())
        } else if largest < 1 << 16 {
            Self::U16(numbers.iter().map(|&n| n as u16).collect())
        } else {
            Self::U32(numbers.into())
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        each_width!(self, items => items.len())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number at this place.
    #[inline]
    pub fn get(&self, index: usize) -> Option<u32> {
        match self {
            Self::U8(items) => items.get(index).map(|&n| n.into()),
            Self::U16(items) => items.get(index).map(|&n| n.into()),
            Self::U32(items) => items.get(index).copied(),
        }
    }

    /// The largest number.
    pub fn largest(&self) -> Option<u32> {
        each_width!(self, items => items.iter().copied().max().map(wide))
    }

    /// Memory held, in bytes.
    pub fn size(&self) -> usize {
        each_width!(self, items => std::mem::size_of_val(&**items))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_width_follows_the_largest_number() {
        for (largest, bytes) in [(255, 1), (256, 2), (65_535, 2), (65_536, 4)] {
            let packed = Narrow::pack(&[0, largest], largest);
            assert_eq!(packed.size(), 2 * bytes);
            assert_eq!(
                (packed.get(0), packed.get(1), packed.get(2)),
                (Some(0), Some(largest), None)
            );
        }
    }
}
