//! Names in `camelCase` and `PascalCase`.

use heck::{ToLowerCamelCase, ToUpperCamelCase};

/// `user_profile` → `userProfile`.
pub(crate) fn camel(name: &str) -> String {
    if is_pascal(name) {
        let mut camel = name.to_owned();
        camel[..1].make_ascii_lowercase();
        return camel;
    }
    join_words(name, false).unwrap_or_else(|| name.to_lower_camel_case())
}

/// `user_profile` → `UserProfile`.
pub(crate) fn pascal(name: &str) -> String {
    join_words(name, true).unwrap_or_else(|| name.to_upper_camel_case())
}

/// Joins the words between `_`, each with a capital letter; `is_first_capital` decides on the
/// first. `None` for the few names whose words need a search, which is slow in an unoptimised
/// build script.
fn join_words(name: &str, is_first_capital: bool) -> Option<String> {
    let mut letters = name.as_bytes().to_vec();
    let (mut length, mut is_capital) = (0, is_first_capital);
    for byte in name.as_bytes() {
        match byte {
            b'_' => is_capital = length > 0 || is_first_capital,
            b'a'..=b'z' | b'0'..=b'9' => {
                letters[length] = if is_capital { byte.to_ascii_uppercase() } else { *byte };
                length += 1;
                is_capital = false;
            }
            _ => return None,
        }
    }
    letters.truncate(length);
    String::from_utf8(letters).ok()
}

/// Returns true for a name such as `UserProfile`, and false for one with an acronym, such as
/// `HTTPServer`.
fn is_pascal(name: &str) -> bool {
    let bytes = name.as_bytes();
    bytes.first().is_some_and(u8::is_ascii_uppercase)
        && bytes.iter().all(u8::is_ascii_alphanumeric)
        && !bytes.windows(2).any(|pair| pair.iter().all(u8::is_ascii_uppercase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_without_a_search_are_as_with_one() {
        for name in [
            "user",
            "user_profile",
            "_user",
            "user_",
            "a__b",
            "user_2",
            "2fa_code",
            "v2_x3y",
            "",
            "_",
        ] {
            assert_eq!(pascal(name), name.to_upper_camel_case(), "{name}");
            assert_eq!(camel(name), name.to_lower_camel_case(), "{name}");
        }
        assert_eq!(pascal("HTTPServer"), "HttpServer");
        for name in
            ["User", "UserProfile", "Part0Entry1", "A1b2C", "HTTPServer", "XY", "Ä", "User_a"]
        {
            assert_eq!(camel(name), name.to_lower_camel_case(), "{name}");
        }
    }
}
