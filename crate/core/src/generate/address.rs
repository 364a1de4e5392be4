//! Network addresses that belong to nobody: private (RFC 1918), shared (RFC 6598) and documentation
//! ranges (RFC 5737, RFC 3849).

use super::digits::decimal;
use super::rng::mix;

/// An address of a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Address {
    V4([u8; 4]),
    /// `2001:db8:a:b::c`; none of the three is 0, so this is the canonical text of RFC 5952.
    V6([u16; 3]),
}

impl Address {
    /// The address of the client with this rank: distinct ranks have distinct addresses. One in
    /// seven is IPv6, and so are all from rank 2^24 on.
    pub(super) fn of(seed: u64, rank: u32) -> Self {
        if rank >= 1 << 24 || mix(seed ^ u64::from(rank)).is_multiple_of(7) {
            let x = shuffle(u64::from(rank), seed, 45);
            return Self::V6([x >> 30, x >> 15, x].map(|group| (group & 0x7fff) as u16 + 1));
        }
        let x = shuffle(u64::from(rank), seed, 24);
        let [_, a, b, c] = (x as u32).to_be_bytes();
        Self::V4(match a >> 4 {
            0..4 => [100, a | 64, b, c],
            4 => [172, a & 15 | 16, b, c],
            _ => [10, a, b, c],
        })
    }

    #[inline]
    pub(super) fn write(self, out: &mut Vec<u8>) {
        match self {
            Self::V4([a, b, c, d]) => {
                decimal(out, a.into());
                for part in [b, c, d] {
                    out.push(b'.');
                    decimal(out, part.into());
                }
            }
            Self::V6([a, b, c]) => {
                out.extend_from_slice(b"2001:db8");
                for (separator, group) in [(&b":"[..], a), (b":", b), (b"::", c)] {
                    out.extend_from_slice(separator);
                    let digits = (16 - group.leading_zeros()).div_ceil(4);
                    super::digits::hex(out, group.into(), digits);
                }
            }
        }
    }
}

/// A seeded permutation of the numbers of `bits` bits: odd multiplications and xors with the own
/// high half, each of which can be undone.
fn shuffle(x: u64, seed: u64, bits: u32) -> u64 {
    let mask = (1 << bits) - 1;
    let mut x = x.wrapping_add(mix(seed)) & mask;
    for multiplier in [0xd1b5_4a32_d192_ed03_u64, 0xaef1_7502_108e_f2d9] {
        x ^= x >> (bits / 2);
        x = x.wrapping_mul(multiplier) & mask;
    }
    x ^ x >> (bits / 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;
    use std::net::IpAddr;

    #[test]
    fn distinct_clients_have_distinct_addresses() {
        let ranks = (0..200_000).chain(16_700_000..16_800_000).chain(u32::MAX - 1000..=u32::MAX);
        let addresses: Vec<Address> = ranks.map(|rank| Address::of(1, rank)).collect();
        let distinct: HashSet<&Address> = addresses.iter().collect();
        assert_eq!(distinct.len(), addresses.len());
    }

    #[test]
    fn addresses_are_canonical_and_not_public() {
        for rank in 0..20_000 {
            let mut out = Vec::new();
            Address::of(9, rank).write(&mut out);
            let text = String::from_utf8(out).unwrap();
            let address: IpAddr = text.parse().unwrap();
            assert_eq!(address.to_string(), text);
            let unowned = match address {
                IpAddr::V4(v4) => {
                    v4.is_private() || v4.octets()[0] == 100 && v4.octets()[1] >> 6 == 1
                }
                IpAddr::V6(v6) => v6.segments()[..2] == [0x2001, 0xdb8],
            };
            assert!(unowned, "{text}");
        }
    }
}
