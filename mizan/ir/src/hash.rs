//! The hash of a type, which the compiler (in a `const`) and the build script both compute.
//!
//! The function is 64-bit FNV-1a: it is short enough for a `const fn`, and type names are not
//! chosen by an attacker, so that collisions need no defence.

/// The hash of an empty sequence of bytes.
pub const EMPTY: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

/// The hash of a type that the scan could not resolve, and of a type that the compiler has already
/// reported as wrong. A type that contains such a type has the same hash.
pub const UNRESOLVED: u64 = 0;

/// `true` if the compiler found the type that the scan expected, or if the type is already reported
/// as wrong.
///
/// ```
/// use mizan_ir::hash::{UNRESOLVED, agree, leaf, node};
///
/// assert!(agree(leaf("i64"), leaf("i64")));
/// assert!(!agree(leaf("i64"), leaf("u64")));
/// assert!(agree(node("Vec", &[UNRESOLVED]), leaf("u64")));
/// ```
pub const fn agree(found: u64, expected: u64) -> bool {
    found == expected || found == UNRESOLVED
}

/// The hash of a type without arguments, by its name or path.
///
/// ```
/// assert_ne!(mizan_ir::hash::leaf("i64"), mizan_ir::hash::leaf("u64"));
/// ```
pub const fn leaf(name: &str) -> u64 {
    node(name, &[])
}

/// The hash of a type with arguments.
///
/// ```
/// use mizan_ir::hash::{leaf, node};
///
/// assert_ne!(node("Map", &[leaf("a"), leaf("b")]), node("Map", &[leaf("b"), leaf("a")]));
/// ```
pub const fn node(name: &str, arguments: &[u64]) -> u64 {
    let mut hash = extend(EMPTY, name.as_bytes());
    let mut index = 0;
    while index < arguments.len() {
        if arguments[index] == UNRESOLVED {
            return UNRESOLVED;
        }
        hash = extend(hash, &arguments[index].to_le_bytes());
        index += 1;
    }
    hash
}

/// The hash of the bytes that `hash` covers, followed by `bytes`.
///
/// ```
/// use mizan_ir::hash::{EMPTY, extend};
///
/// assert_eq!(extend(extend(EMPTY, b"ab"), b"c"), extend(EMPTY, b"abc"));
/// ```
pub const fn extend(mut hash: u64, bytes: &[u8]) -> u64 {
    let mut index = 0;
    while index < bytes.len() {
        hash = (hash ^ bytes[index] as u64).wrapping_mul(PRIME);
        index += 1;
    }
    hash
}
