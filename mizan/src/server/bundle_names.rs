//! The names of bundles: the `$h` by which a client says which bundle it holds.

use std::hash::BuildHasher;

use foldhash::quality::RandomState;

/// Names bundles by a hash of their bytes. The hash is keyed at random for each server, so that no one
/// can make two bundles of one name; servers do not know each other's names.
#[derive(Default)]
pub(crate) struct BundleNames(RandomState);

impl BundleNames {
    /// The name of a bundle: 16 hexadecimal digits.
    pub(crate) fn name(&self, bundle: &[u8]) -> [u8; 16] {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let hash = self.0.hash_one(bundle).to_be_bytes();
        let mut name = [0; 16];
        for (digits, byte) in name.chunks_exact_mut(2).zip(hash) {
            digits[0] = DIGITS[usize::from(byte >> 4)];
            digits[1] = DIGITS[usize::from(byte & 15)];
        }
        name
    }
}
