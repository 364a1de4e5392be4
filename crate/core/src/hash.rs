/*!
Hashes that results depend on: the same on every platform and in every session.
*/

/// The hash behind distinct counts, samples and template ids: XXH64 (Collet, xxHash specification) with seed 0.
pub fn stable(bytes: &[u8]) -> u64 {
    xxhash_rust::xxh64::xxh64(bytes, 0)
}

/// Mixes a number so that every bit of it reaches every bit of the result: the finaliser of MurmurHash3 (Appleby).
pub fn mix(mut x: u64) -> u64 {
    x ^= x >> 33;
    x = x.wrapping_mul(0xff51_afd7_ed55_8ccd);
    x ^= x >> 33;
    x = x.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    x ^ (x >> 33)
}
