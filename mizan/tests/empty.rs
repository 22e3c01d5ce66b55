//! A program without functions: the server says what to do.

#[test]
fn a_server_without_functions_is_not_built() {
    let errors = mizan::Server::builder().build().err().expect("nothing to serve");
    assert_eq!(
        errors.to_string(),
        "the server cannot be built\n\n\
         there are no functions in this program\n  \
         write one with #[mizan::client]; if they are in a crate of their own, name it in this \
         one, so that it is linked:\n    \
         use my_api as _;"
    );
}
