//! What the build read of the library is what is linked.

use linked_corpus as _;

#[test]
fn source_and_program_agree() {
    mizan::assert_ir!();
}

#[test]
fn the_server_finds_what_the_build_read() {
    use mizan::WiringError::{LeftOut, Misread, NotLinked, Unread};

    let errors = mizan::Server::builder().build().err().expect("nobody says who is asking");
    let is_read = |error: &mizan::WiringError| {
        !matches!(error, LeftOut { .. } | Misread { .. } | NotLinked { .. } | Unread { .. })
    };
    assert!(errors.iter().all(is_read), "{errors}");
}
