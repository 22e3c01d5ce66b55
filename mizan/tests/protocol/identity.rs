//! Access: every kind of request, for every kind of caller.

use serde_json::{Value, json};

use crate::running::Running;

/// A caller, by the headers that they send, and the answer to each kind of request: a status,
/// and where that is 200, what is told to them.
struct Visitor {
    headers: &'static [(&'static str, &'static str)],
    read_for_anybody: (u16, &'static str),
    read_for_somebody: (u16, &'static str),
    mutation: (u16, &'static str),
    /// The bundle of both reads.
    bundle: (u16, &'static [&'static str]),
}

const REFUSED: &[&str] = &[];

const VISITORS: [Visitor; 7] = [
    // A caller without an identity.
    Visitor {
        headers: &[],
        read_for_anybody: (200, "Hello stranger"),
        read_for_somebody: (401, ""),
        mutation: (401, ""),
        bundle: (200, &["greeting"]),
    },
    // A caller with a token.
    Visitor {
        headers: &[("authorization", "Bearer ada")],
        read_for_anybody: (200, "Hello Ada"),
        read_for_somebody: (200, "the secrets of Ada"),
        mutation: (200, "Ada whispers psst"),
        bundle: (200, &["greeting", "secrets"]),
    },
    // A caller whom the second provider identifies.
    Visitor {
        headers: &[("cookie", "user=grace"), ("sec-fetch-site", "same-origin")],
        read_for_anybody: (200, "Hello Grace"),
        read_for_somebody: (200, "the secrets of Grace"),
        mutation: (200, "Grace whispers psst"),
        bundle: (200, &["greeting", "secrets"]),
    },
    // The first provider that finds an identity decides.
    Visitor {
        headers: &[("cookie", "user=grace"), ("authorization", "Bearer ada")],
        read_for_anybody: (200, "Hello Ada"),
        read_for_somebody: (200, "the secrets of Ada"),
        mutation: (200, "Ada whispers psst"),
        bundle: (200, &["greeting", "secrets"]),
    },
    // A token that is not valid is refused, also beside a valid cookie.
    Visitor {
        headers: &[("authorization", "Bearer eve"), ("cookie", "user=grace")],
        read_for_anybody: (401, ""),
        read_for_somebody: (401, ""),
        mutation: (401, ""),
        bundle: (401, REFUSED),
    },
    // A provider may fail.
    Visitor {
        headers: &[("authorization", "Bearer io")],
        read_for_anybody: (500, ""),
        read_for_somebody: (500, ""),
        mutation: (500, ""),
        bundle: (500, REFUSED),
    },
    Visitor {
        headers: &[("authorization", "Bearer panic")],
        read_for_anybody: (500, ""),
        read_for_somebody: (500, ""),
        mutation: (500, ""),
        bundle: (500, REFUSED),
    },
];

impl Visitor {
    async fn send(&self, mut request: reqwest::RequestBuilder) -> (u16, Value) {
        for (name, value) in self.headers {
            request = request.header(*name, *value);
        }
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let body = response.text().await.unwrap();
        assert!(!body.contains("secret panic") && !body.contains("secret disk"), "{body}");
        (status, serde_json::from_str(&body).unwrap())
    }

    async fn call(&self, server: &Running, function: &str, arguments: Value) -> (u16, Value) {
        let mounted = json!([{"context": "home", "params": {}}]);
        let body = json!({"fn": function, "args": arguments, "mounted": mounted});
        self.send(server.request("POST", "/call/").body(body.to_string())).await
    }

    async fn expect_call(&self, server: &Running, function: &str, told: (u16, &str)) {
        let arguments = if function == "whisper" { json!({"text": "psst"}) } else { json!({}) };
        let (status, body) = self.call(server, function, arguments).await;
        let result = body["result"].as_str().unwrap_or_default();
        assert_eq!((status, result), told, "{function} by {:?}: {body}", self.headers);
    }
}

fn members(bundle: &Value) -> Vec<&str> {
    let names = bundle.as_object().into_iter().flatten().map(|(name, _)| name.as_str());
    names.filter(|name| !name.starts_with('$') && *name != "error").collect()
}

#[tokio::test]
async fn everybody_gets_what_is_theirs() {
    let server = Running::start().await;
    for visitor in &VISITORS {
        visitor.expect_call(&server, "greeting", visitor.read_for_anybody).await;
        visitor.expect_call(&server, "secrets", visitor.read_for_somebody).await;
        visitor.expect_call(&server, "whisper", visitor.mutation).await;

        let (status, bundle) = visitor.send(server.request("GET", "/ctx/home/")).await;
        assert_eq!((status, members(&bundle).as_slice()), visitor.bundle, "{:?}", visitor.headers);

        let only = server.request("GET", "/ctx/home/?$only=secrets");
        let (status, _) = visitor.send(only).await;
        assert_eq!(status, visitor.read_for_somebody.0, "$only by {:?}", visitor.headers);
    }
}

#[tokio::test]
async fn a_context_that_comes_with_a_mutation_is_read_by_the_same_somebody() {
    let server = Running::start().await;
    let (_, reply) = VISITORS[1].call(&server, "whisper", json!({"text": "psst"})).await;
    assert_eq!(reply["contexts"][0]["bundle"]["secrets"], "the secrets of Ada");
}

#[tokio::test]
async fn a_request_finds_out_once_who_is_asking() {
    let server = Running::start().await;
    let body = json!({
        "fn": "whisper",
        "args": {"text": "psst"},
        "mounted": [{"context": "home"}, {"context": "home"}],
    });
    let request = server.request("POST", "/call/").body(body.to_string());
    let response = request.header("authorization", "Bearer counted").send().await.unwrap();
    let reply: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
    assert_eq!(reply["result"], "number 1 whispers psst");
    assert_eq!(reply["contexts"][1]["bundle"]["secrets"], "the secrets of number 1");
}

#[tokio::test]
async fn who_is_asking_comes_before_what_is_asked() {
    let server = Running::start().await;
    let (status, body) = VISITORS[0].call(&server, "whisper", json!({"wrong": 1})).await;
    assert_eq!((status, &body["error"]["code"]), (401, &json!("UNAUTHORIZED")));
}

#[tokio::test]
async fn a_token_that_the_application_refuses_is_refused_by_a_function_for_everyone_too() {
    let server = Running::start().await;
    for (token, expected) in [("ada", 200), ("eve", 401), ("panic", 200), ("io", 200)] {
        let body = json!({"fn": "ping", "args": {}}).to_string();
        let request = server.request("POST", "/call/").body(body);
        let response = request.header("authorization", format!("Bearer {token}")).send().await;
        assert_eq!(response.unwrap().status(), expected, "{token}");
    }
}

#[tokio::test]
async fn a_cookie_needs_proof_that_no_other_page_has_sent_it() {
    let server = Running::start().await;
    let host = server.host();
    let own = format!("http://{host}");
    let cookie = ("cookie", "user=grace");
    let cases: [(&[(&str, &str)], u16); 9] = [
        (&[cookie], 403),
        (&[cookie, ("sec-fetch-site", "same-origin")], 200),
        (&[cookie, ("sec-fetch-site", "cross-site")], 403),
        (&[cookie, ("sec-fetch-site", "same-site")], 403),
        (&[cookie, ("sec-fetch-site", "cross-site"), ("origin", &own)], 403),
        (&[cookie, ("origin", &own)], 200),
        (&[cookie, ("origin", "http://evil.example")], 403),
        (&[cookie, ("origin", "null")], 403),
        (&[cookie, ("authorization", "Bearer ada"), ("origin", "http://evil.example")], 200),
    ];
    for (headers, expected) in cases {
        let body = json!({"fn": "whisper", "args": {"text": "psst"}}).to_string();
        let mut request = server.request("POST", "/call/").body(body);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        assert_eq!(request.send().await.unwrap().status(), expected, "{headers:?}");
    }
}
