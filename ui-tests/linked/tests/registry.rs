//! What the build read of the library is what is linked.

use linked_corpus as _;

#[test]
fn source_and_program_agree() {
    mizan::assert_ir!();
}
