//! JSON strings: text is searched for characters to escape eight bytes at a time.

use crate::json::error::WriteError;

/// Writes a string with its quotes.
#[inline]
pub(super) fn write_text(text: &str, body: &mut Vec<u8>) -> Result<(), WriteError> {
    if let Some(word) = read_short(text.as_bytes())
        && !has_escaped(word | SPACES.checked_shl(8 * text.len() as u32).unwrap_or(0))
    {
        write_short(word, text.len(), body);
        return Ok(());
    }
    if !needs_no_escape(text.as_bytes()) {
        return Ok(serde_json::to_writer(body, text)?);
    }
    write_plain(b"\"", text, b"\"", body);
    Ok(())
}

/// Eight spaces, which need no escape.
const SPACES: u64 = u64::from_ne_bytes([b' '; 8]);

/// Up to eight bytes as one word, the first one lowest; `None` for more.
#[inline]
fn read_short(text: &[u8]) -> Option<u64> {
    let length = text.len();
    match (text.first_chunk::<4>(), text.last_chunk::<4>()) {
        _ if length > 8 => None,
        (Some(first), Some(last)) => {
            let [first, last] = [first, last].map(|half| u64::from(u32::from_le_bytes(*half)));
            Some(first | last << (8 * (length - 4)))
        }
        _ => Some(text.iter().rfold(0, |word, byte| word << 8 | u64::from(*byte))),
    }
}

/// Writes a word of that many bytes between quotes. Writing sixteen bytes and removing those behind
/// the end is cheaper than copying a number of bytes that the compiler does not know.
#[inline]
fn write_short(word: u64, length: usize, body: &mut Vec<u8>) {
    const QUOTE: u128 = b'"' as u128;
    let quoted = QUOTE | u128::from(word) << 8 | QUOTE << (8 * (length + 1));
    let end = body.len() + length + 2;
    body.extend_from_slice(&quoted.to_le_bytes());
    body.truncate(end);
}

/// Writes a text that needs no escapes between two others, with one check of the capacity.
#[inline(always)]
pub(super) fn write_plain(before: &[u8], text: &str, behind: &[u8], body: &mut Vec<u8>) {
    body.reserve(before.len() + text.len() + behind.len());
    body.extend_from_slice(before);
    body.extend_from_slice(text.as_bytes());
    body.extend_from_slice(behind);
}

/// `true` if no byte has to be escaped. For the name of a field the compiler computes it.
#[inline(always)]
pub(super) fn needs_no_escape(text: &[u8]) -> bool {
    let Some((_, last)) = text.split_last_chunk::<8>() else {
        return !text.iter().fold(false, |found, byte| found | is_escaped(*byte));
    };
    let (words, _) = text.as_chunks::<8>();
    !words.iter().chain([last]).any(|word| has_escaped(u64::from_ne_bytes(*word)))
}

#[inline]
const fn is_escaped(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

/// `true` if one of eight bytes has to be escaped, by one computation on all of them. The result is
/// exact: only a byte that has to be escaped borrows from the byte above it.
#[inline]
const fn has_escaped(word: u64) -> bool {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);
    let control = word.wrapping_sub(ONES * 0x20);
    let quote = (word ^ (ONES * b'"' as u64)).wrapping_sub(ONES);
    let backslash = (word ^ (ONES * b'\\' as u64)).wrapping_sub(ONES);
    (control | quote | backslash) & !word & HIGH != 0
}
