//! Types as the authors of Rust write them: names without their modules.

use mizan_ir::Type;

/// The text of a type, each path cut to its last name.
pub(crate) fn short(ty: &Type) -> String {
    let text = ty.to_string();
    let mut short = String::new();
    for word in text.split_inclusive(|letter: char| "<>,;()[] ".contains(letter)) {
        short.push_str(word.rsplit("::").next().unwrap_or(word));
    }
    short
}
