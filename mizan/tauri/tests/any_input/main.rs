//! Any call of a page gets the answer that HTTP gives, and any bytes an answer: the properties of the fuzz targets,
//! over the plugin.

// It is a crate of its own there, whose items are public.
#[allow(unreachable_pub)]
#[expect(dead_code, reason = "the targets of cargo-fuzz use more of it")]
#[path = "../../../fuzz/src/lib.rs"]
mod fuzz;
#[expect(dead_code, reason = "nobody is asking here")]
#[path = "../support/mod.rs"]
mod support;
#[path = "../../../tests/arbitrary_input/values.rs"]
mod values;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use support::Page;

/// Runs a property in one window, whose server is that of the fuzz targets.
///
/// No input begins with the byte 0, behind which the plugin sees bytes of a file, that are not answered.
fn check(input: impl Strategy<Value = Vec<u8>>, property: impl Fn(&Page, Vec<u8>)) {
    let page = Page::open(fuzz::SERVER.clone());
    let input = input.prop_filter("it would be bytes of a file", |bytes| bytes.first() != Some(&0));
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    let tried = TestRunner::new(config).run(&input, |bytes| {
        property(&page, bytes);
        Ok(())
    });
    tried.unwrap();
}

#[test]
fn any_call_is_answered_as_over_http() {
    check(values::body(), |page, body| {
        fuzz::check_framed(&body, |frame| page.connect().ask(frame, &[]));
    });
}

/// Whatever came before it, a connection answers what comes next.
#[test]
fn any_bytes_are_answered_and_harm_nobody() {
    check(any::<Vec<u8>>(), |page, bytes| {
        let connection = page.connect();
        let answer = connection.ask(&bytes, &[]);
        assert!(answer["error"]["code"].is_string(), "{bytes:?}: {answer}");
        let greeting = connection.ask(r#"{"id":7,"action":"hello","protocol":1}"#, &[]);
        assert_eq!(greeting["ok"]["protocol"], 1, "{bytes:?}: {greeting}");
    });
}
