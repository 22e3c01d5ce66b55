//! The errors of shapes. Each file in `mistakes` has one mistake, with the compiler's text beside it.
//! `TRYBUILD=overwrite` writes the texts anew.

#[test]
fn every_mistake_is_told() {
    trybuild::TestCases::new().compile_fail("mistakes/*.rs");
}
