//! What the macros say of one item alone: each file in `macros` is a mistake, with the compiler's
//! text beside it. `TRYBUILD=overwrite` writes the texts anew.

#[test]
fn every_mistake_is_told() {
    trybuild::TestCases::new().compile_fail("macros/*.rs");
}
