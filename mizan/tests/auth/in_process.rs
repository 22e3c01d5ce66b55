//! The functions of `guarded_functions.rs` by the client for tests, which is in the process of the server.

use mizan::Code;
use mizan::port::open;
use mizan::test::{Client, Failure};
use serde_json::{Value, json};

use crate::application::Me;
use crate::browser::{Headers, Running};
use crate::guarded_functions::GUARDED;
use crate::line::{Answers, expect_status, member_of};

/// A client with these headers, for whom the test has signed in, or the code of the refusal.
pub(crate) async fn connect(
    server: &Running,
    headers: Headers<'_>,
    user: Option<u32>,
) -> Result<Client, Code> {
    let opening = headers.iter().fold(open(server.api()), |opening, (name, value)| {
        opening.header(name.parse().unwrap(), value.parse().unwrap())
    });
    let opening = match user {
        Some(id) => opening.identity(Me { id, is_staff: id == 2, is_superuser: id == 3 }),
        None => opening,
    };
    Client::over(opening).await.map_err(|error| error.code())
}

/// Each function by a call, and as a member of its context.
pub(crate) async fn try_client(client: &Client, name: &str, answers: Answers) {
    let bundle = client.read("guarded", ()).await.unwrap();
    for (expected, (read, write, _)) in answers.into_iter().zip(GUARDED) {
        assert_eq!(member_of(bundle.json(), read), expected, "{read} read by {name}");
        for function in [read, write] {
            // Wrong arguments: who is not let in does not even learn that.
            let answer = as_frame(client.call(function, json!({"x": 1})).await.map(drop));
            let expected = if expected == 200 { 422 } else { expected };
            expect_status(&answer, expected, (function, name));
        }
    }
    for function in ["private_reads", "private_writes"] {
        let answer = as_frame(client.call(function, ()).await.map(drop));
        expect_status(&answer, 403, (function, name));
    }
}

fn as_frame(answered: Result<(), Failure>) -> Value {
    match answered {
        Ok(()) => json!({"ok": {}}),
        Err(failure) => json!({"error": {"code": failure.code(), "message": failure.message()}}),
    }
}
