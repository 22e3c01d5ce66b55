//! What a server says when the client is not made for the program that it runs in.

use std::process::Command;

fn run(program: &str) -> String {
    let output = Command::new(program).output().expect("the program runs");
    String::from_utf8(output.stdout).expect("a text")
}

#[test]
fn a_crate_that_nobody_names_is_not_linked() {
    assert_eq!(
        run(env!("CARGO_BIN_EXE_forgetful")),
        "the server cannot be built

the build read `greet` in `next_door`, which is not linked into this program
  at ../neighbour/src/lib.rs
  name the crate in this one, and rustc links it:
    use next_door as _;
  or, if another program serves it, give that a package and a client of its own

the build read `alike`, `misread`, `left_out` in `linked_unlike`, which is not linked into this program
  at ../unlike/src/lib.rs
  name the crate in this one, and rustc links it:
    use linked_unlike as _;
  or, if another program serves it, give that a package and a client of its own
"
    );
}

#[test]
fn a_crate_may_be_compiled_otherwise_than_it_was_read() {
    assert_eq!(
        run(env!("CARGO_BIN_EXE_mindful")),
        "the server cannot be built

the client takes `linked_unlike::misread` for another than it is: the build read something else in the source than the compiler
  at ui-tests/linked/unlike/src/lib.rs:13
  write its types by their full path, and see that Cargo.toml asks for the same features of its crate wherever it is built; `mizan::assert_ir!()` in a test shows the difference

the build read `left_out` in `linked_unlike`, and it is not compiled into this program
  at ../unlike/src/lib.rs
  a `cfg` leaves it out: see that Cargo.toml asks for the same features of `linked_unlike` wherever it is built

`linked_unlike::made` is linked into this program, and no client knows it: the build did not read it
  at ui-tests/linked/unlike/src/lib.rs:35
  write it out where no macro makes it; if a feature brings it, ask for that in the package whose build.rs writes the client

`linked_unlike::unread` is linked into this program, and no client knows it: the build did not read it
  at ui-tests/linked/unlike/src/lib.rs:23
  write it out where no macro makes it; if a feature brings it, ask for that in the package whose build.rs writes the client
"
    );
}
