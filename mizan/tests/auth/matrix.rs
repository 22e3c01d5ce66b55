//! Every guard, by every way in, for everybody who may ask.

use serde_json::{Value, json};
use tempfile::tempdir;

use crate::browser::{Browser, Headers, OWN_PAGE, Running};
use crate::doors::DOORS;

/// Somebody who asks, and how each function of `doors.rs` answers, in its order: anybody,
/// borrower, optional, member, staff, superuser, first, knocking, unlucky.
struct Visitor {
    name: &'static str,
    /// Whom they signed in as.
    session: Option<u32>,
    headers: Headers<'static>,
    answers: [u16; 9],
    /// What a mutation answers instead, if its sender is not believed to mean it.
    mutations: Option<[u16; 9]>,
}

const NOBODY: [u16; 9] = [200, 401, 200, 401, 401, 401, 401, 401, 401];
const MEMBER: [u16; 9] = [200, 200, 200, 200, 403, 403, 403, 409, 500];
const FIRST: [u16; 9] = [200, 200, 200, 200, 403, 403, 200, 409, 500];
const STAFF: [u16; 9] = [200, 200, 200, 200, 200, 403, 403, 409, 500];
const KNOCKING: [u16; 9] = [200, 200, 200, 200, 200, 403, 403, 200, 500];
const SUPERUSER: [u16; 9] = [200, 200, 200, 200, 403, 200, 403, 409, 500];
const FOREIGN: [u16; 9] = [200, 403, 403, 403, 403, 403, 403, 403, 403];

const KNOCK: Headers<'static> = &[("sec-fetch-site", "same-origin"), ("x-knock", "1")];
const OTHER_PAGE: Headers<'static> = &[("sec-fetch-site", "cross-site")];

const VISITORS: &[Visitor] = &[
    by_session("nobody", None, OWN_PAGE, NOBODY),
    by_session("first", Some(1), OWN_PAGE, FIRST),
    by_session("staff", Some(2), OWN_PAGE, STAFF),
    by_session("knocking", Some(2), KNOCK, KNOCKING),
    by_session("superuser", Some(3), OWN_PAGE, SUPERUSER),
    by_session("member", Some(4), OWN_PAGE, MEMBER),
    Visitor { mutations: Some(FOREIGN), ..by_session("foreign", Some(1), OTHER_PAGE, FIRST) },
    Visitor { mutations: Some(FOREIGN), ..by_session("without proof", Some(1), &[], FIRST) },
    by_session("nobody from another page", None, OTHER_PAGE, NOBODY),
];

const fn by_session(
    name: &'static str,
    session: Option<u32>,
    headers: Headers<'static>,
    answers: [u16; 9],
) -> Visitor {
    Visitor { name, session, headers, answers, mutations: None }
}

fn status_of(code: &Value) -> u16 {
    match code.as_str().unwrap() {
        "UNAUTHORIZED" => 401,
        "FORBIDDEN" => 403,
        "CONFLICT" => 409,
        "INTERNAL_ERROR" => 500,
        other => panic!("{other}"),
    }
}

/// What a bundle tells of one of its members.
fn member_of(status: u16, bundle: &Value, name: &str) -> u16 {
    if status != 200 {
        return status;
    }
    match bundle.get(name) {
        Some(value) => {
            assert_eq!(value, &json!(true));
            200
        }
        None => status_of(&bundle["$errors"][name]["code"]),
    }
}

struct Attempt<'a> {
    server: &'a Running,
    browser: &'a Browser,
    visitor: &'a Visitor,
}

impl Attempt<'_> {
    async fn get(&self, path: &str) -> (u16, Value) {
        self.browser.send(self.server, ("GET", path), self.visitor.headers, None).await
    }

    async fn call(&self, function: &str, mounted: Value) -> (u16, Value) {
        // Wrong arguments: who is not let in does not even learn that.
        let arguments = if function == "touch" { json!({}) } else { json!({"x": 1}) };
        let body = json!({"fn": function, "args": arguments, "mounted": mounted});
        let headers = self.visitor.headers;
        self.browser.send(self.server, ("POST", "/call/"), headers, Some(body)).await
    }

    async fn expect_call(&self, function: &str, expected: u16) {
        let (status, body) = self.call(function, json!([])).await;
        let answered = if status == 422 { 200 } else { status };
        assert_eq!(answered, expected, "{function} by {}: {body}", self.visitor.name);
        assert!(!body.to_string().contains("secret"), "{body}");
    }

    /// Each function by each way in.
    async fn try_all(&self) {
        let Visitor { name, answers, mutations, .. } = self.visitor;
        let mutations = mutations.unwrap_or(*answers);
        let (bundle_status, bundle) = self.get("/ctx/doors/").await;
        let (touched, reply) = self.call("touch", json!([{"context": "doors"}])).await;
        assert_eq!(touched, 200, "{name}: {reply}");
        let again = &reply["contexts"][0]["bundle"];
        for (index, (read, write)) in DOORS.iter().enumerate() {
            let expected = answers[index];
            let member = member_of(bundle_status, &bundle, read);
            assert_eq!(member, expected, "{read} in a bundle by {name}: {bundle}");
            let member = member_of(if again.is_null() { 401 } else { 200 }, again, read);
            assert_eq!(member, expected, "{read} mounted by {name}: {again}");
            let (only, body) = self.get(&format!("/ctx/doors/?$only={read}")).await;
            assert_eq!(only, expected, "only {read} by {name}: {body}");
            self.expect_call(read, mutations[index]).await;
            self.expect_call(write, mutations[index]).await;
        }
        self.try_unreachable().await;
    }

    /// What nobody reaches, whoever they are.
    async fn try_unreachable(&self) {
        for (function, expected) in [
            ("private_reads", 403),
            ("private_writes", 403),
            ("socket_reads", 501),
            ("socket_writes", 501),
        ] {
            self.expect_call(function, expected).await;
        }
        let (status, body) = self.get("/ctx/doors/?$only=private_reads").await;
        assert_eq!(status, 403, "{body}");
        let (_, bundle) = self.get("/ctx/doors/").await;
        assert!(!bundle.to_string().contains("private_reads"), "{bundle}");
        assert_eq!(self.get("/ctx/sockets/").await.0, 501);
    }
}

#[tokio::test]
async fn every_door_opens_to_those_it_is_for() {
    let directory = tempdir().unwrap();
    let server = Running::start(directory.path()).await;
    for visitor in VISITORS {
        let browser = Browser::default();
        if let Some(id) = visitor.session {
            browser.call(&server, "sign_in", json!({"id": id})).await;
        }
        Attempt { server: &server, browser: &browser, visitor }.try_all().await;
    }
}
