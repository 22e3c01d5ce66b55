//! The cases of the protocol over the plugin: the same answers and errors as over HTTP.

#[expect(dead_code, reason = "the tests over HTTP use more of it")]
#[path = "../../../tests/protocol/application.rs"]
mod application;
#[expect(dead_code, reason = "the tests over HTTP use more of it")]
#[path = "../../../tests/protocol/case.rs"]
mod case;
#[path = "../../../tests/protocol/failures.rs"]
mod failures;
#[expect(dead_code, reason = "a port has binary frames of its own")]
#[path = "../../../tests/protocol/frames.rs"]
mod frames;
mod running;
#[path = "../support/mod.rs"]
mod support;

use std::sync::Arc;

use application::{Cookies, Gate, Tokens, Users};
use case::{Case, FRAMED};
use frames::Framed;
use serde_json::Value;
use support::{Connection, ID, Page};

/// The cases of all files that a page can ask.
const ASKED: usize = 81;

fn open() -> Page {
    let api = mizan::Server::builder()
        .provide(Arc::new(Users::with_ada()))
        .provide(Arc::new(Gate::default()))
        .identify(Tokens)
        .identify(Cookies)
        .body_limit(4096)
        .mounted_limit(2)
        .build();
    Page::open(api.unwrap())
}

/// The answer to a case. A page has no headers of its own: it says its token first, whose refusal is the answer
/// then.
fn ask(connection: &Connection<'_>, framed: &Framed) -> Value {
    let token = framed.headers.iter().find(|(name, _)| name == "authorization");
    if let Some((_, token)) = token {
        let answer = connection.authenticate(token.trim_start_matches("Bearer "));
        if answer.get("error").is_some() {
            return answer;
        }
    }
    connection.ask(&framed.text, &framed.bytes)
}

/// Checks the cases of a file, and returns how many a page can ask.
fn check(cases: &str) -> usize {
    let page = open();
    let mut asked = 0;
    for case in Case::read_all(cases) {
        let Some(framed) = case.framed(ID) else { continue };
        // All requests of a window are in one language, which the application knows.
        if framed.headers.iter().any(|(name, _)| name == "accept-language") {
            continue;
        }
        asked += 1;
        case.check_answer(&ask(&page.connect(), &framed));
    }
    asked
}

#[test]
fn the_cases_that_a_page_can_ask_are_answered_as_over_http() {
    let asked: usize = FRAMED.into_iter().map(check).sum();
    assert_eq!(asked, ASKED);
}
