//! The keys that pages bear at the edge: the tags of the cache, in characters and lengths that every edge takes.

use crate::cache::key::digest;

/// The bytes of the longest key. Services allow 1 024, and fewer for all keys of a page where they are long.
const LONGEST: usize = 128;

/// The key of a tag. A tag with other characters, or a long one, is told by a digest.
pub(crate) fn key_of(tag: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-:".contains(&byte);
    match tag.len() <= LONGEST && tag.bytes().all(is_plain) {
        true => tag.to_owned(),
        false => format!("digest:{}", digest(tag)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_one_word_of_a_header() {
        assert_eq!(key_of("shop:tag:article:0123"), "shop:tag:article:0123");
        let odd = ["tag:*", "tag:größe", "a b", "a,b", "a\nb", "", &"x".repeat(129)];
        let keys: std::collections::BTreeSet<String> = odd.iter().map(|tag| key_of(tag)).collect();
        assert_eq!(keys.len(), odd.len());
        for key in keys.iter().filter(|key| !key.is_empty()) {
            assert!(key.starts_with("digest:") && key.len() == 23, "{key}");
        }
    }
}
