//! Numbers as source maps write them: in base 64, relative to another number.

const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Writes the difference of a number from another: five bits a digit, the lowest first. A digit
/// with the sixth bit is not the last, and the lowest bit of all is the sign.
///
/// The mappings are bytes: a letter is pushed to a `String` in three times as many instructions, and
/// an unoptimised build script writes tens of thousands.
pub(super) fn push_number(mappings: &mut Vec<u8>, number: usize, other: usize) {
    let mut rest = number.abs_diff(other) << 1 | usize::from(number < other);
    loop {
        let digit = rest & 0b1_1111;
        rest >>= 5;
        let more = if rest > 0 { 0b10_0000 } else { 0 };
        mappings.push(DIGITS[digit | more]);
        if rest == 0 {
            break;
        }
    }
}

/// The number of each digit. A table, because an unoptimised build script reads all mappings.
const NUMBERS: [u8; 256] = {
    let mut numbers = [u8::MAX; 256];
    let mut number = 0;
    while number < DIGITS.len() {
        numbers[DIGITS[number] as usize] = number as u8;
        number += 1;
    }
    numbers
};

/// Reads a number of [`push_number`]; `None` where there is no digit.
pub(super) fn read_number(mappings: &str, at: &mut usize) -> Option<isize> {
    let bytes = mappings.as_bytes();
    let (mut number, mut shift) = (0_usize, 0);
    loop {
        let digit = usize::from(NUMBERS[usize::from(*bytes.get(*at)?)]);
        if digit >= DIGITS.len() {
            return None;
        }
        *at += 1;
        number |= (digit & 0b1_1111) << shift;
        shift += 5;
        if digit & 0b10_0000 == 0 {
            break;
        }
    }
    let size = (number >> 1) as isize;
    Some(if number & 1 == 1 { -size } else { size })
}
