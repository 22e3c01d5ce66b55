//! Every access rule, by every kind of request, for every kind of caller.

use mizan::Code;
use serde_json::{Value, json};
use tempfile::tempdir;

use crate::application::JWT_SECRET;
use crate::browser::{Browser, Headers, OWN_PAGE, Running};
use crate::guarded_functions::GUARDED;
use crate::in_process;
use crate::line::{
    Answers, FIRST, Line, MEMBER, NOBODY, SIGNED_IN, STAFF, SUPERUSER, member_of, try_line,
};
use crate::over_socket::Socket;
use crate::tokens::{forge, me};

/// A caller, and the status of each function.
struct Visitor {
    name: &'static str,
    /// Whom they signed in as.
    session: Option<u32>,
    token: Option<Token>,
    headers: Headers<'static>,
    answers: Answers,
    /// The statuses of mutations, if they differ because another site may have sent the request.
    mutations: Option<Answers>,
    /// `true` if a bundle is refused as a whole, because the token is not valid.
    is_refused: bool,
}

/// A token in a header.
#[derive(Clone, Copy)]
enum Token {
    Jwt(u32),
    Mwt(u32),
    Expired,
    ForeignMwt,
}

impl Token {
    async fn header(self, server: &Running) -> (&'static str, String) {
        match self {
            Self::Jwt(id) => {
                ("authorization", format!("Bearer {}", forge(&JWT_SECRET, me(id), 0, 60)))
            }
            Self::Expired => {
                ("authorization", format!("Bearer {}", forge(&JWT_SECRET, me(1), -60, -30)))
            }
            Self::ForeignMwt => ("x-mizan-token", forge(&JWT_SECRET, me(1), 0, 60)),
            Self::Mwt(id) => {
                let browser = Browser::default();
                browser.call(server, "sign_in", json!({"id": id})).await;
                let (_, body) = browser.call(server, "mwt_obtain", json!({})).await;
                ("x-mizan-token", body["result"].as_str().unwrap().to_owned())
            }
        }
    }
}

const KNOCKING: Answers = [200, 200, 200, 200, 200, 403, 403, 200, 500];
const FOREIGN: Answers = [403; 9];

const KNOCK: Headers<'static> = &[("sec-fetch-site", "same-origin"), ("x-knock", "1")];
const OTHER_PAGE: Headers<'static> = &[("sec-fetch-site", "cross-site")];

const WRONG_TOKEN: Answers = [401; 9];

const VISITORS: &[Visitor] = &[
    by_session("nobody", None, OWN_PAGE, NOBODY),
    by_session("first", Some(1), OWN_PAGE, FIRST),
    by_session("staff", Some(2), OWN_PAGE, STAFF),
    by_session("knocking", Some(2), KNOCK, KNOCKING),
    by_session("superuser", Some(3), OWN_PAGE, SUPERUSER),
    by_session("member", Some(4), OWN_PAGE, MEMBER),
    Visitor { mutations: Some(FOREIGN), ..by_session("foreign", Some(1), OTHER_PAGE, FIRST) },
    Visitor { mutations: Some(FOREIGN), ..by_session("without proof", Some(1), &[], FIRST) },
    Visitor {
        mutations: Some(FOREIGN),
        ..by_session("nobody from another page", None, OTHER_PAGE, NOBODY)
    },
    by_token("first by JWT", Token::Jwt(1), FIRST),
    by_token("staff by JWT", Token::Jwt(2), STAFF),
    by_token("superuser by JWT", Token::Jwt(3), SUPERUSER),
    by_token("member by MWT", Token::Mwt(4), MEMBER),
    by_token("staff by MWT", Token::Mwt(2), STAFF),
    Visitor {
        session: Some(1),
        ..by_token("staff by JWT, not their cookie", Token::Jwt(2), STAFF)
    },
    by_wrong_token("an expired token", None, Token::Expired),
    by_wrong_token("an expired token beside a cookie", Some(1), Token::Expired),
    by_wrong_token("a token of another secret", None, Token::ForeignMwt),
    by_wrong_token("a token of another secret beside a cookie", Some(2), Token::ForeignMwt),
];

const fn by_token(name: &'static str, token: Token, answers: Answers) -> Visitor {
    Visitor { token: Some(token), ..by_session(name, None, OTHER_PAGE, answers) }
}

const fn by_wrong_token(name: &'static str, session: Option<u32>, token: Token) -> Visitor {
    Visitor { session, is_refused: true, ..by_token(name, token, WRONG_TOKEN) }
}

const fn by_session(
    name: &'static str,
    session: Option<u32>,
    headers: Headers<'static>,
    answers: Answers,
) -> Visitor {
    Visitor { name, session, token: None, headers, answers, mutations: None, is_refused: false }
}

struct Attempt<'a> {
    server: &'a Running,
    browser: &'a Browser,
    visitor: &'a Visitor,
    headers: Headers<'a>,
}

impl Attempt<'_> {
    async fn get(&self, path: &str) -> (u16, Value) {
        self.browser.send(self.server, ("GET", path), self.headers, None).await
    }

    async fn call(&self, function: &str, mounted: Value) -> (u16, Value) {
        // Wrong arguments: who is not let in does not even learn that.
        let arguments = if function == "touch" { json!({}) } else { json!({"x": 1}) };
        let body = json!({"fn": function, "args": arguments, "mounted": mounted});
        let headers = self.headers;
        self.browser.send(self.server, ("POST", "/call/"), headers, Some(body)).await
    }

    async fn open(&self, method: &str, route: &str) -> (u16, Value) {
        self.browser.open(self.server, (method, route), self.headers).await
    }

    async fn expect_call(&self, function: &str, expected: u16) {
        let (status, body) = self.call(function, json!([])).await;
        let answered = if status == 422 { 200 } else { status };
        assert_eq!(answered, expected, "{function} by {}: {body}", self.visitor.name);
        assert!(!body.to_string().contains("secret"), "{body}");
    }

    /// The status of a mutation that every caller may call, if it would answer this one.
    fn without_policy(&self, status: u16) -> u16 {
        match self.visitor.mutations.unwrap_or(self.visitor.answers)[0] {
            200 => status,
            refused => refused,
        }
    }

    /// Each function by each way in.
    async fn try_all(&self) {
        let Visitor { name, answers, mutations, is_refused, .. } = self.visitor;
        let mutations = mutations.unwrap_or(*answers);
        let (bundle_status, bundle) = self.get("/ctx/guarded/").await;
        let (touched, reply) = self.call("touch", json!([{"context": "guarded"}])).await;
        assert_eq!(touched, self.without_policy(200), "{name}: {reply}");
        let again = &reply["contexts"][0]["bundle"];
        assert_eq!(
            (bundle_status == 401, again.is_null()),
            (*is_refused, touched != 200),
            "{name}"
        );
        for (index, (read, write, route)) in GUARDED.iter().enumerate() {
            let expected = answers[index];
            if !is_refused {
                let member = member_of(&bundle, read);
                assert_eq!(member, expected, "{read} in a bundle by {name}: {bundle}");
                if !again.is_null() {
                    let member = member_of(again, read);
                    assert_eq!(member, expected, "{read} mounted by {name}: {again}");
                }
            }
            let (only, body) = self.get(&format!("/ctx/guarded/?$only={read}")).await;
            assert_eq!(only, expected, "only {read} by {name}: {body}");
            self.expect_call(read, mutations[index]).await;
            self.expect_call(write, mutations[index]).await;
            for (method, expected) in [("GET", expected), ("POST", mutations[index])] {
                let (status, page) = self.open(method, route).await;
                assert_eq!(status, expected, "{method} {route} by {name}: {page}");
                assert_eq!(page == json!(true), status == 200, "{page}");
                assert!(!page.to_string().contains("secret"), "{page}");
            }
        }
        self.try_unreachable().await;
        self.try_for_sockets().await;
        self.try_over_socket().await;
        self.try_over_port().await;
        self.try_in_process().await;
    }

    /// Each function over a socket. The upgrade demands the proof of a call, whatever token comes with it;
    /// a token comes later, in a frame.
    async fn try_over_socket(&self) {
        let Visitor { name, mutations, is_refused, token, .. } = self.visitor;
        let is_foreign = mutations.is_some() || self.visitor.headers == OTHER_PAGE;
        let cookie = self.browser.cookie();
        let opened = Socket::open(self.server, self.headers, cookie.clone()).await;
        assert_eq!(opened.is_ok(), !is_foreign, "{name}");
        let mut socket = match (opened, token) {
            (Ok(socket), _) => socket,
            (Err(status), None) => return assert_eq!(status, 403, "{name}"),
            (Err(status), Some(_)) => {
                assert_eq!(status, 403, "{name}");
                Socket::open(self.server, OWN_PAGE, cookie).await.expect("a socket")
            }
        };
        if token.is_some() {
            let (_, token) = self.headers.last().unwrap();
            let mut token = token.trim_start_matches("Bearer ").to_owned();
            if *is_refused {
                // A frame does not say of which kind its token is: no kind may accept this one.
                token.push('x');
            }
            let answer = socket.ask(json!({"action": "auth", "token": token})).await;
            assert_eq!(answer["error"]["code"] == "UNAUTHORIZED", *is_refused, "{name}: {answer}");
        }
        if !is_refused {
            try_line(&mut socket, name, self.visitor.answers).await;
        }
    }

    /// Each function over a port, which has no page and no cookie: by a token alone, or by nobody.
    async fn try_over_port(&self) {
        let Visitor { name, session, is_refused, token, .. } = self.visitor;
        let header = token.map(|_| *self.headers.last().unwrap());
        if session.is_some() && header.is_none() {
            return;
        }
        let opened = Socket::open_port(self.server, header).await;
        assert_eq!(opened.as_ref().err(), is_refused.then_some(&Code::Unauthorized), "{name}");
        if let Ok(mut port) = opened {
            try_line(&mut port, name, self.visitor.answers).await;
        }
    }

    /// Each function by the client for tests: by a token, or as whom the visitor has signed in.
    async fn try_in_process(&self) {
        let Visitor { name, session, is_refused, token, .. } = self.visitor;
        let is_of_browsers = |name: &str| name == "sec-fetch-site";
        let headers: Vec<_> =
            self.headers.iter().copied().filter(|(name, _)| !is_of_browsers(name)).collect();
        let user = session.filter(|_| token.is_none());
        let client = in_process::connect(self.server, &headers, user).await;
        assert_eq!(client.as_ref().err(), is_refused.then_some(&Code::Unauthorized), "{name}");
        if let Ok(client) = client {
            in_process::try_client(&client, name, self.visitor.answers).await;
        }
    }

    /// Tries the functions that no caller can reach.
    async fn try_unreachable(&self) {
        for function in ["private_reads", "private_writes"] {
            self.expect_call(function, self.without_policy(403)).await;
        }
        let (status, body) = self.get("/ctx/guarded/?$only=private_reads").await;
        assert_eq!(status, if self.visitor.is_refused { 401 } else { 403 }, "{body}");
        let (_, bundle) = self.get("/ctx/guarded/").await;
        assert!(!bundle.to_string().contains("private_reads"), "{bundle}");
    }

    /// Tries the functions that are for sockets, which answer over HTTP as well: they are for whoever is
    /// signed in.
    async fn try_for_sockets(&self) {
        let Visitor { answers, mutations, .. } = self.visitor;
        let mutations = mutations.unwrap_or(*answers);
        for function in ["socket_reads", "socket_writes"] {
            self.expect_call(function, mutations[SIGNED_IN]).await;
        }
        assert_eq!(self.get("/ctx/sockets/").await.0, answers[SIGNED_IN]);
    }
}

#[tokio::test]
async fn every_guard_lets_in_those_it_is_for() {
    let directory = tempdir().unwrap();
    let server = Running::start(directory.path()).await;
    for visitor in VISITORS {
        let browser = Browser::default();
        if let Some(id) = visitor.session {
            browser.call(&server, "sign_in", json!({"id": id})).await;
        }
        let token = match visitor.token {
            Some(token) => Some(token.header(&server).await),
            None => None,
        };
        let mut headers = visitor.headers.to_vec();
        headers.extend(token.as_ref().map(|(name, value)| (*name, value.as_str())));
        Attempt { server: &server, browser: &browser, visitor, headers: &headers }.try_all().await;
    }
}
