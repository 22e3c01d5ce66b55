//! Every access rule over the plugin, by every caller that a page can be.

#[path = "../../../tests/auth/guarded_functions.rs"]
mod guarded_functions;
#[path = "../../../tests/auth/line.rs"]
mod line;
#[path = "../support/mod.rs"]
mod support;

/// Who is asking.
mod application {
    use mizan::{Error, Identify, Request};

    #[derive(mizan::Identity)]
    pub(crate) struct Me {
        #[mizan(id)]
        pub(crate) id: u32,
        #[mizan(staff)]
        is_staff: bool,
        #[mizan(superuser)]
        is_superuser: bool,
    }

    /// Knows a user by a number, which is their token.
    pub(crate) struct Numbers;

    impl Identify for Numbers {
        type Identity = Me;

        async fn identify(&self, request: &Request) -> Result<Option<Me>, Error> {
            let Some(header) = request.headers().get("authorization") else { return Ok(None) };
            let token = header.to_str().ok().and_then(|header| header.strip_prefix("Bearer "));
            let id = token.and_then(|token| token.parse().ok());
            let id = id.ok_or_else(|| Error::unauthorized("This token is not valid."))?;
            Ok(Some(Me { id, is_staff: id == 2, is_superuser: id == 3 }))
        }
    }
}

use line::{Answers, FIRST, Line, MEMBER, NOBODY, STAFF, SUPERUSER, try_line};
use serde_json::{Value, json};
use support::{Connection, ID, Page};

impl Line for Connection<'_> {
    async fn ask(&mut self, mut frame: Value) -> Value {
        frame["id"] = json!(ID);
        Connection::ask(self, frame.to_string(), &[])
    }
}

const VISITORS: [(&str, Option<&str>, Answers); 5] = [
    ("nobody", None, NOBODY),
    ("first", Some("1"), FIRST),
    ("staff", Some("2"), STAFF),
    ("superuser", Some("3"), SUPERUSER),
    ("member", Some("4"), MEMBER),
];

#[tokio::test]
async fn every_guard_lets_in_those_it_is_for() {
    let api = mizan::Server::builder().identify(application::Numbers).build().unwrap();
    let page = Page::open(api);
    for (name, token, answers) in VISITORS {
        let mut connection = page.connect();
        if let Some(token) = token {
            let answer = connection.authenticate(token);
            assert!(answer.get("ok").is_some(), "{name}: {answer}");
        }
        try_line(&mut connection, name, answers).await;
    }
    let mut wrong = page.connect();
    let answer = wrong.authenticate("eve");
    assert_eq!(answer["error"]["code"], "UNAUTHORIZED", "{answer}");
    // The refused token changes nothing: who is asking is who was asking before.
    try_line(&mut wrong, "a token that is not valid", NOBODY).await;
}
