//! Every type of the corpus is the same for the build and for the compiler, and serde does what the
//! client is told of it.

use std::marker::PhantomData;
use std::panic::catch_unwind;

use type_corpus::applications::one_way::{Agent, Delta, Holder, Session, WrittenApplications};
use type_corpus::applications::protocols::{RouteMap, System};
use type_corpus::applications::settings::Proof;
use type_corpus::editor::Buffer;
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
            RouteMap { order: 1, matches: vec![2_u8], marker: PhantomData },
            Buffer::<u8, 4> { items: vec![1], size: 1 },
            // They read texts of a form of their own.
            System::Linux,
            proof(),
            // It holds references.
            written_application(),
        );
    })
    .expect_err("two types cannot be traced");
    let told = panic.downcast_ref::<String>().expect("the panic has a text");
    assert!(!told.contains("serde does otherwise"), "{told}");
    // One has texts of many forms, one an array whose length only the compiler knows.
    let untraced: Vec<&str> = told.lines().filter(|line| line.starts_with('`')).collect();
    assert_eq!(untraced, ["`type_corpus::crates::Crates`", "`type_corpus::standard::Standard`",]);
}

fn proof() -> Proof {
    let json = r#"{"root": "00010203", "accounts": ["1"], "cards": [], "age": 5, "words": {}}"#;
    serde_json::from_str(json).expect("a proof")
}

fn written_application() -> WrittenApplications {
    let agent = Agent { id: 1, started_at: None };
    WrittenApplications {
        session: Session { agent, tag: "lead", lead_id: None },
        delta: Delta::Text { kind: "text", text: "a" },
        holder: Holder { value: &[1], marker: PhantomData },
        holder_of_text: Holder { value: "a", marker: PhantomData },
        many: &[],
    }
}
