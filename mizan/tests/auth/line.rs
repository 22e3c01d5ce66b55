//! The functions of `guarded_functions.rs` over anything that carries frames: a socket, a port, the bridge of a
//! web view.

use serde_json::{Value, json};

use crate::guarded_functions::GUARDED;

/// The status of each function of `guarded_functions.rs`, in its order: anybody, borrower, optional, member, staff,
/// superuser, first, knocking, unlucky.
pub(crate) type Answers = [u16; 9];

/// The place of a function that is for whoever is signed in.
pub(crate) const SIGNED_IN: usize = 1;

pub(crate) const NOBODY: Answers = [200, 401, 200, 401, 401, 401, 401, 401, 401];
pub(crate) const MEMBER: Answers = [200, 200, 200, 200, 403, 403, 403, 409, 500];
pub(crate) const FIRST: Answers = [200, 200, 200, 200, 403, 403, 200, 409, 500];
pub(crate) const STAFF: Answers = [200, 200, 200, 200, 200, 403, 403, 409, 500];
pub(crate) const SUPERUSER: Answers = [200, 200, 200, 200, 403, 200, 403, 409, 500];

/// What carries frames.
pub(crate) trait Line {
    /// Sends a request, and returns its answer.
    async fn ask(&mut self, frame: Value) -> Value;

    async fn call(&mut self, function: &str, arguments: &Value, mounted: Value) -> Value {
        let frame = json!({"action": "rpc", "fn": function, "args": arguments, "mounted": mounted});
        self.ask(frame).await
    }
}

/// The status that a code has over HTTP.
fn status_of(code: &Value) -> u16 {
    match code.as_str().unwrap() {
        "VALIDATION_ERROR" => 422,
        "UNAUTHORIZED" => 401,
        "FORBIDDEN" => 403,
        "CONFLICT" => 409,
        "INTERNAL_ERROR" => 500,
        other => panic!("{other}"),
    }
}

/// The status of one member of a bundle.
pub(crate) fn member_of(bundle: &Value, name: &str) -> u16 {
    match bundle.get(name) {
        Some(value) => {
            assert_eq!(value, &json!(true));
            200
        }
        None => status_of(&bundle["$errors"][name]["code"]),
    }
}

/// Fails unless an answer is the one that has this status over HTTP.
pub(crate) fn expect_status(answer: &Value, expected: u16, (function, visitor): (&str, &str)) {
    let code = &answer["error"]["code"];
    let status = if code.is_null() { 200 } else { status_of(code) };
    assert_eq!(status, expected, "{function} in a frame by {visitor}: {answer}");
    assert!(!answer.to_string().contains("secret"), "{answer}");
}

/// Each function by each way in, as one visitor who gets these answers.
pub(crate) async fn try_line(line: &mut impl Line, name: &str, answers: Answers) {
    let fetched = line.ask(json!({"action": "fetch", "context": "guarded"})).await;
    let mounted = json!([{"context": "guarded"}]);
    let touched = line.call("touch", &json!({}), mounted).await;
    let again = &touched["ok"]["contexts"][0]["bundle"];
    for (index, (read, write, _)) in GUARDED.iter().enumerate() {
        let expected = answers[index];
        assert_eq!(member_of(&fetched["ok"], read), expected, "{read} fetched by {name}");
        assert_eq!(member_of(again, read), expected, "{read} mounted by {name}");
        let fetch = json!({"action": "fetch", "context": "guarded", "only": read});
        expect_status(&line.ask(fetch).await, expected, (read, name));
        for function in [read, write] {
            let answer = line.call(function, &json!({"x": 1}), json!([])).await;
            expect_status(&answer, if expected == 200 { 422 } else { expected }, (function, name));
            // Who is not let in sends no file, and does not learn which the function takes.
            let files = json!([{"argument": "none", "size": 1}]);
            let frame = json!({"action": "rpc", "fn": function, "args": {}, "files": files});
            expect_status(
                &line.ask(frame).await,
                if expected == 200 { 422 } else { expected },
                (function, name),
            );
        }
    }
    for function in ["private_reads", "private_writes"] {
        expect_status(&line.call(function, &json!({}), json!([])).await, 403, (function, name));
    }
    for function in ["socket_reads", "socket_writes"] {
        let answer = line.call(function, &json!({}), json!([])).await;
        expect_status(&answer, answers[SIGNED_IN], (function, name));
    }
}
