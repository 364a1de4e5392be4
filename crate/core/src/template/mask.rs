//! The masks: what stands in a template for what varies.

/// A class of variable text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mask {
    Num,
    Size,
    Duration,
    Date,
    Time,
    Hex,
    Uuid,
    Mac,
    Ip,
    Url,
    Email,
    Path,
    Id,
    Str,
    Rest,
}

impl Mask {
    /// All of them.
    const ALL: [Self; 15] = [
        Self::Num,
        Self::Size,
        Self::Duration,
        Self::Date,
        Self::Time,
        Self::Hex,
        Self::Uuid,
        Self::Mac,
        Self::Ip,
        Self::Url,
        Self::Email,
        Self::Path,
        Self::Id,
        Self::Str,
        Self::Rest,
    ];

    /// As it is written in a template.
    pub(super) const fn text(self) -> &'static [u8] {
        match self {
            Self::Num => b"<num>",
            Self::Size => b"<size>",
            Self::Duration => b"<duration>",
            Self::Date => b"<date>",
            Self::Time => b"<time>",
            Self::Hex => b"<hex>",
            Self::Uuid => b"<uuid>",
            Self::Mac => b"<mac>",
            Self::Ip => b"<ip>",
            Self::Url => b"<url>",
            Self::Email => b"<email>",
            Self::Path => b"<path>",
            Self::Id => b"<id>",
            Self::Str => b"<str>",
            Self::Rest => b"<*>",
        }
    }

    /// The same with bytes behind it that do not count, and its length.
    #[inline]
    pub(super) fn padded(self) -> (&'static [u8; MASK], usize) {
        let (bytes, length) = &PADDED[self as usize];
        (bytes, *length)
    }

    /// The same without its brackets.
    pub(super) fn name(self) -> &'static str {
        let text = self.text();
        let inner = text.get(1..text.len() - 1).unwrap_or_default();
        std::str::from_utf8(inner).unwrap_or_default()
    }
}

/// Room for the longest mask, copied at once.
pub(super) const MASK: usize = 16;

static PADDED: [([u8; MASK], usize); Mask::ALL.len()] = padded();

const fn padded() -> [([u8; MASK], usize); Mask::ALL.len()] {
    let mut all = [([0; MASK], 0); Mask::ALL.len()];
    let mut index = 0;
    while index < all.len() {
        let text = Mask::ALL[index].text();
        let mut at = 0;
        while at < text.len() {
            all[index].0[at] = text[at];
            at += 1;
        }
        all[index].1 = text.len();
        index += 1;
    }
    all
}

/// A piece of text recognised at the front of what was looked at: its class and its length in bytes.
pub(super) type Found = Option<(Mask, usize)>;

/// The mask that the text begins with.
pub(super) fn starting(text: &[u8]) -> Option<Mask> {
    Mask::ALL.into_iter().find(|mask| text.starts_with(mask.text()))
}

/// The length of the mask that the text begins with, or 0.
pub(super) fn at(text: &[u8]) -> usize {
    starting(text).map_or(0, |mask| mask.text().len())
}
