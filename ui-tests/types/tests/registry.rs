//! Every type of the corpus is the same for the build and for the compiler, and serde does what the
//! client is told of it.

use std::marker::PhantomData;
use std::panic::catch_unwind;

use type_corpus::generics::{Bounded, Cells, Counted, Grid, Hidden};

#[test]
fn source_and_program_agree() {
    mizan::assert_ir!();
}

#[test]
fn serde_does_what_the_client_is_told() {
    let grid = || Grid { size: [(); 3], name: 1 };
    let panic = catch_unwind(|| {
        mizan::assert_types!(
            // The test makes no values of types with const parameters and other bounds.
            grid(),
            Cells { cells: [1_u8, 2] },
            Hidden { cells: [1, 2] },
            Bounded { value: 1_u8, marker: PhantomData },
            Counted {
                grid: grid(),
                cells: Cells { cells: [1, 2, 3, 4] },
                hidden: Hidden { cells: [1, 2, 3] },
                cells_of_a_constant: Cells { cells: [[1, 2], [3, 4]] },
            },
        );
    })
    .expect_err("two types cannot be traced");
    let told = panic.downcast_ref::<String>().expect("the panic has a text");
    assert!(!told.contains("serde does otherwise"), "{told}");
    // One has texts of many forms, one an array whose length only the compiler knows.
    let untraced: Vec<&str> = told.lines().filter(|line| line.starts_with('`')).collect();
    assert_eq!(untraced, ["`type_corpus::crates::Crates`", "`type_corpus::standard::Standard`"]);
}
