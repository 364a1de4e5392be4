//! Numbers as text, appended to bytes without the formatting machinery: this is the hot path of the
//! generator.

const HEX: &[u8; 16] = b"0123456789abcdef";

/// `value` in decimal.
#[inline]
pub(super) fn decimal(out: &mut Vec<u8>, mut value: u64) {
    let mut text = [0; 20];
    let mut at = text.len();
    loop {
        at -= 1;
        text[at] = b'0' + (value % 10) as u8;
        value /= 10;
        if value == 0 {
            break;
        }
    }
    out.extend_from_slice(&text[at..]);
}

/// The last `N` decimal digits of `value`, with leading zeros.
#[inline]
pub(super) fn padded<const N: usize>(mut value: u64) -> [u8; N] {
    let mut text = [b'0'; N];
    for digit in text.iter_mut().rev() {
        *digit = b'0' + (value % 10) as u8;
        value /= 10;
    }
    text
}

/// The low `count` (at most 16) hexadecimal digits of `value`, with leading zeros.
#[inline]
pub(super) fn hex(out: &mut Vec<u8>, value: u64, count: u32) {
    for digit in (0..count.min(16)).rev() {
        out.push(HEX[(value >> (4 * digit) & 15) as usize]);
    }
}

/// A random UUID (version 4, RFC 9562) from 128 random bits.
pub(super) fn uuid(out: &mut Vec<u8>, high: u64, low: u64) {
    hex(out, high >> 32, 8);
    out.push(b'-');
    hex(out, high >> 16, 4);
    out.extend_from_slice(b"-4");
    hex(out, high, 3);
    out.push(b'-');
    hex(out, low >> 48 & 0x3fff | 0x8000, 4);
    out.push(b'-');
    hex(out, low, 12);
}

/// Microseconds as milliseconds with three decimals.
pub(super) fn milliseconds(out: &mut Vec<u8>, micros: u64) {
    decimal(out, micros / 1000);
    out.push(b'.');
    out.extend_from_slice(&padded::<3>(micros % 1000));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(write: impl Fn(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        write(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn numbers_read_as_the_standard_library_writes_them() {
        for value in [0, 9, 10, 1234, u64::MAX] {
            assert_eq!(text(|out| decimal(out, value)), value.to_string());
        }
        assert_eq!(&padded::<3>(7), b"007");
        assert_eq!(text(|out| hex(out, 0xbeef, 8)), "0000beef");
        assert_eq!(text(|out| milliseconds(out, 34_017)), "34.017");
    }

    #[test]
    fn a_uuid_carries_version_and_variant() {
        assert_eq!(
            text(|out| uuid(out, u64::MAX, u64::MAX)),
            "ffffffff-ffff-4fff-bfff-ffffffffffff"
        );
        assert_eq!(text(|out| uuid(out, 0, 0)), "00000000-0000-4000-8000-000000000000");
    }
}
