//! Every type of the corpus is the same for the build and for the compiler.

use type_corpus as _;

#[test]
fn source_and_program_agree() {
    mizan::assert_ir!();
}
