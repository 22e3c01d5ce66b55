//! Sessions by cookie, in a store that outlives the server.

use serde_json::json;
use tempfile::tempdir;

use crate::application::SLOW;
use crate::browser::{Browser, OWN_PAGE, Running};
use crate::line::Line;
use crate::over_socket::Socket;

#[tokio::test]
async fn who_signs_in_is_known_until_they_sign_out() {
    let directory = tempdir().unwrap();
    let server = Running::start(directory.path()).await;
    let browser = Browser::default();
    assert_eq!(browser.viewer(&server).await, json!(null));
    assert_eq!(browser.call(&server, "write", json!({})).await.0, 401);

    let (status, _) = browser.call(&server, "sign_in", json!({"id": 1})).await;
    assert_eq!(status, 200);
    assert_eq!(browser.viewer(&server).await, json!(1));
    assert_eq!(browser.call(&server, "write", json!({})).await.1["result"], json!(1));
    assert_eq!(Browser::default().viewer(&server).await, json!(null), "another browser");

    let before = browser.cookie();
    browser.call(&server, "sign_out", json!({})).await;
    assert_eq!(browser.viewer(&server).await, json!(null));
    let thief = Browser::with(before);
    assert_eq!(thief.viewer(&server).await, json!(null), "the session is over");
}

#[tokio::test]
async fn a_session_outlives_the_server() {
    let directory = tempdir().unwrap();
    let browser = Browser::default();
    let server = Running::start(directory.path()).await;
    browser.call(&server, "sign_in", json!({"id": 1})).await;
    drop(server);
    let server = Running::start(directory.path()).await;
    assert_eq!(browser.viewer(&server).await, json!(1));
}

#[tokio::test]
async fn what_comes_with_the_answer_is_read_by_whoever_is_signed_in_now() {
    let directory = tempdir().unwrap();
    let server = Running::start(directory.path()).await;
    let browser = Browser::default();
    let (_, reply) = browser.call(&server, "sign_in", json!({"id": 1})).await;
    assert_eq!(reply["session"], json!(true), "{reply}");
    assert_eq!(reply["contexts"][0]["bundle"]["viewer"], json!(1), "{reply}");
    let (_, reply) = browser.call(&server, "sign_out", json!({})).await;
    assert_eq!(reply["session"], json!(true), "{reply}");
    assert_eq!(reply["contexts"][0]["bundle"]["viewer"], json!(null), "{reply}");
    // It affects no context, and yet the data of every context belong to another user now.
    let (_, reply) = browser.call(&server, "change_user", json!({"id": 3})).await;
    assert_eq!(reply["contexts"][0]["bundle"]["viewer"], json!(3), "{reply}");
    let (_, reply) = browser.call(&server, "count", json!({})).await;
    assert_eq!(reply.get("session"), None, "{reply}");
}

/// Neither an open socket nor a port has an answer that could set a cookie, and each says what it is.
#[tokio::test]
async fn a_change_of_the_session_that_no_cookie_can_bring_is_refused_by_what_carries_it() {
    let directory = tempdir().unwrap();
    let server = Running::start(directory.path()).await;
    let socket = Socket::open(&server, &[], None).await.unwrap();
    let port = Socket::open_port(&server, None).await.unwrap();
    for (mut line, own, foreign) in
        [(socket, "An open socket cannot", "port"), (port, "behind a port", "socket")]
    {
        for (function, arguments) in [("sign_in", json!({"id": 1})), ("sign_out", json!({}))] {
            let answer = line.call(function, &arguments, json!([])).await;
            assert_eq!(answer["error"]["code"], "BAD_REQUEST", "{answer}");
            let message = answer["error"]["message"].as_str().unwrap();
            assert!(message.contains(own) && !message.contains(foreign), "{message}");
        }
    }
}

#[tokio::test]
async fn a_bundle_after_a_sign_in_never_shows_whoever_was_asking_before() {
    let directory = tempdir().unwrap();
    let server = Running::start(directory.path()).await;
    let browser = Browser::default();
    browser.call(&server, "sign_in", json!({"id": 1})).await;
    let (_, reply) = browser.call(&server, "replace_user", json!({"id": 2})).await;
    assert_eq!(reply["result"], json!(1), "it was asked for by the first: {reply}");
    assert_eq!(reply["contexts"][0]["bundle"]["viewer"], json!(2), "{reply}");
}

#[tokio::test]
async fn a_session_keeps_its_content_for_the_same_person_and_for_nobody_else() {
    let directory = tempdir().unwrap();
    let server = Running::start(directory.path()).await;
    let browser = Browser::default();
    let call = async |function: &str, args: serde_json::Value| {
        let (status, reply) = browser.call(&server, function, args).await;
        assert_eq!(status, 200, "{function}: {reply}");
        reply["result"].clone()
    };
    call("keep_in_cart", json!({"item": "tea"})).await;
    call("sign_in", json!({"id": 1})).await;
    assert_eq!(call("cart", json!({})).await, json!("tea"), "a stranger who says their name");
    call("sign_in", json!({"id": 1})).await;
    assert_eq!(call("cart", json!({})).await, json!("tea"), "the same person");
    call("sign_in", json!({"id": 2})).await;
    assert_eq!(call("cart", json!({})).await, json!(null), "another person");
    call("keep_in_cart", json!({"item": "salt"})).await;
    call("sign_out", json!({})).await;
    assert_eq!(call("cart", json!({})).await, json!(null), "after they have signed out");
}

#[tokio::test]
async fn signing_in_changes_the_session_that_somebody_else_may_know() {
    let directory = tempdir().unwrap();
    let server = Running::start(directory.path()).await;
    let browser = Browser::default();
    browser.call(&server, "keep_in_cart", json!({"item": "tea"})).await;
    let planted = browser.cookie();
    assert!(planted.is_some(), "a session in which no user is signed in");
    for (function, id) in [("sign_in", 1), ("sign_in", 1), ("sign_in", 2), ("change_user", 3)] {
        let before = browser.cookie();
        browser.call(&server, function, json!({"id": id})).await;
        assert_eq!(browser.viewer(&server).await, json!(id));
        let thief = Browser::with(before);
        assert_eq!(thief.viewer(&server).await, json!(null), "{function} {id}");
    }
}

#[tokio::test]
async fn an_identity_of_an_older_form_signs_nobody_in() {
    let directory = tempdir().unwrap();
    let server = Running::start(directory.path()).await;
    let browser = Browser::default();
    browser.call(&server, "sign_in", json!({"id": 1})).await;
    for file in std::fs::read_dir(directory.path()).unwrap() {
        let path = file.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(r#""is_staff":false"#), "{text}");
        std::fs::write(&path, text.replace("is_staff", "was_staff")).unwrap();
    }
    assert_eq!(browser.viewer(&server).await, json!(null));
}

#[tokio::test]
async fn another_page_can_do_nothing_in_a_session() {
    let directory = tempdir().unwrap();
    let server = Running::start(directory.path()).await;
    let browser = Browser::default();
    browser.call(&server, "sign_in", json!({"id": 1})).await;
    let own = format!("http://{}", server.host());
    let cases: [(&[(&str, &str)], u16); 7] = [
        (&[], 403),
        (OWN_PAGE, 200),
        (&[("sec-fetch-site", "cross-site")], 403),
        (&[("sec-fetch-site", "same-site"), ("origin", &own)], 403),
        (&[("origin", &own)], 200),
        (&[("origin", "https://evil.example")], 403),
        // A browser adds what it once was told for the server's own password dialogue.
        (&[("authorization", "Basic YTpi"), ("origin", "https://evil.example")], 403),
    ];
    for (headers, expected) in cases {
        for function in ["write", "sign_out"] {
            let again = Browser::with(browser.cookie());
            let (status, body) = again.call_with(&server, headers, function, json!({})).await;
            assert_eq!(status, expected, "{function} {headers:?}: {body}");
            assert_eq!(body["error"]["kind"] == json!("CSRF"), expected == 403, "{body}");
            if function == "sign_out" && expected == 200 {
                browser.call(&server, "sign_in", json!({"id": 1})).await;
            }
        }
        let (status, _) = browser.call_with(&server, headers, "count", json!({})).await;
        assert_eq!(status, expected, "a function that is open to all");
    }
}

#[tokio::test]
async fn another_page_cannot_sign_its_own_user_in() {
    let directory = tempdir().unwrap();
    let server = Running::start(directory.path()).await;
    let foreign: &[(&str, &str)] = &[("sec-fetch-site", "cross-site")];
    let browser = Browser::default();
    assert_eq!(browser.call_with(&server, foreign, "sign_in", json!({"id": 1})).await.0, 403);
    // A client that is no browser has no session that another page could use.
    assert_eq!(browser.call_with(&server, &[], "sign_in", json!({"id": 1})).await.0, 200);
}

#[tokio::test]
async fn the_token_of_a_session_is_proof() {
    let directory = tempdir().unwrap();
    let server = Running::start(directory.path()).await;
    let [ada, eve] = [Browser::default(), Browser::default()];
    ada.call(&server, "sign_in", json!({"id": 1})).await;
    eve.call(&server, "sign_in", json!({"id": 2})).await;
    let token = ada.csrf_token(&server).await;
    assert_eq!(ada.csrf_token(&server).await, token, "the same for a session's life");
    let eves = eve.csrf_token(&server).await;
    for (token, expected) in [(&token, 200), (&eves, 403), (&json!("x"), 403), (&json!(""), 403)] {
        let headers = [("origin", "https://proxied"), ("x-csrftoken", token.as_str().unwrap())];
        let (status, body) = ada.call_with(&server, &headers, "write", json!({})).await;
        assert_eq!(status, expected, "{token}: {body}");
    }
    ada.call(&server, "sign_in", json!({"id": 1})).await;
    assert_ne!(ada.csrf_token(&server).await, token, "a new session has another");
}

#[tokio::test]
async fn a_sign_in_that_fails_changes_nothing() {
    let directory = tempdir().unwrap();
    let server = Running::start(directory.path()).await;
    let stored = || std::fs::read_dir(directory.path()).unwrap().count();
    let ends = [("conflict", 409), ("internal", 500), ("panic", 500), ("time", 504)];
    let ada = Browser::default();
    ada.call(&server, "sign_in", json!({"id": 1})).await;
    ada.call(&server, "keep_in_cart", json!({"item": "tea"})).await;
    let cookie = ada.cookie();
    for (end, expected) in ends {
        for id in [1, 2] {
            let arguments = json!({"id": id, "end": end});
            let (status, reply) = ada.call(&server, "fail_to_sign_in", arguments).await;
            assert_eq!(status, expected, "{end}: {reply}");
            assert_eq!(reply.get("session"), None, "{reply}");
            assert_eq!(ada.cookie(), cookie, "{end}");
            assert_eq!(ada.viewer(&server).await, json!(1), "after {end}");
            let (_, reply) = ada.call(&server, "cart", json!({})).await;
            assert_eq!(reply["result"], json!("tea"), "after {end}");
        }
    }
    ada.open(&server, ("POST", "/fail-to-sign-in"), OWN_PAGE).await;
    assert_eq!(ada.viewer(&server).await, json!(1), "after a page that reports a failure");
    assert_eq!(stored(), 1);
    for (end, _) in ends {
        let stranger = Browser::default();
        stranger.call(&server, "fail_to_sign_in", json!({"id": 1, "end": end})).await;
        assert_eq!((stranger.cookie(), stored()), (None, 1), "{end}");
    }
}

#[tokio::test]
async fn a_page_signs_in() {
    let directory = tempdir().unwrap();
    let server = Running::start(directory.path()).await;
    for method in ["GET", "POST"] {
        let browser = Browser::default();
        assert_eq!(browser.open(&server, (method, "/sign-in"), OWN_PAGE).await.0, 200);
        assert_eq!(browser.viewer(&server).await, json!(2), "{method}");
    }
}

#[tokio::test]
async fn a_caller_who_leaves_is_not_signed_in_as_another() {
    let directory = tempdir().unwrap();
    let server = Running::start(directory.path()).await;
    let browser = Browser::default();
    browser.call(&server, "sign_in", json!({"id": 1})).await;
    for headers in [OWN_PAGE, KEY] {
        let slow = browser.call_with(&server, headers, "sign_in_slowly", json!({"id": 2}));
        tokio::select! {
            answered = slow => panic!("{answered:?}"),
            () = SLOW[0].notified() => {}
        }
        // The server hears of the caller who left before the function goes on.
        browser.viewer(&server).await;
        SLOW[1].notify_one();
        SLOW[2].notified().await;
        assert_eq!(browser.viewer(&server).await, json!(1), "{headers:?}");
    }
    // The same call again gets the answer of the run that has ended, and the session with it.
    let (status, reply) = browser.call_with(&server, KEY, "sign_in_slowly", json!({"id": 2})).await;
    assert_eq!((status, &reply["session"]), (200, &json!(true)), "{reply}");
    assert_eq!(reply.get("contexts"), None, "they were read as somebody else: {reply}");
    assert_eq!(browser.viewer(&server).await, json!(2));
}

/// A page of the application's own that sends a call which may be sent again.
const KEY: &[(&str, &str)] = &[("sec-fetch-site", "same-origin"), ("idempotency-key", "k")];

#[tokio::test]
async fn a_repetition_signs_in_whoever_has_lost_the_answer() {
    for (id, has_session) in [(1, false), (2, true)] {
        let directory = tempdir().unwrap();
        let server = Running::start(directory.path()).await;
        let browser = Browser::default();
        if has_session {
            browser.call(&server, "keep_in_cart", json!({"item": "tea"})).await;
        }
        let before = browser.cookie();
        let (_, first) = browser.call_with(&server, KEY, "sign_in", json!({"id": id})).await;
        for _ in 0..2 {
            let lost = Browser::with(before.clone());
            let (status, again) = lost.call_with(&server, KEY, "sign_in", json!({"id": id})).await;
            assert_eq!((status, &again), (200, &first), "{again}");
            assert_ne!(lost.cookie(), before);
            assert_eq!(lost.viewer(&server).await, json!(id));
            // A further repetition, after this answer has arrived.
            let cookie = lost.cookie();
            let (status, _) = lost.call_with(&server, KEY, "sign_in", json!({"id": id})).await;
            assert_eq!((status, lost.cookie()), (200, cookie));
        }
        assert_eq!(browser.viewer(&server).await, json!(id), "the first answer may arrive late");
        if let Some(known) = before {
            let thief = Browser::with(Some(known));
            assert_eq!(thief.viewer(&server).await, json!(null), "who knew the session before");
        }
    }
}

#[tokio::test]
async fn a_key_brings_nothing_to_another_session() {
    let directory = tempdir().unwrap();
    let server = Running::start(directory.path()).await;
    let [ada, eve] = [Browser::default(), Browser::default()];
    for browser in [&ada, &eve] {
        browser.call(&server, "keep_in_cart", json!({"item": "tea"})).await;
    }
    ada.call_with(&server, KEY, "sign_in", json!({"id": 1})).await;
    for thief in [eve, Browser::default()] {
        let cookie = thief.cookie();
        let (status, reply) = thief.call_with(&server, KEY, "sign_in", json!({"id": 1})).await;
        assert_eq!((status, &reply["error"]["code"]), (422, &json!("VALIDATION_ERROR")), "{reply}");
        assert_eq!((thief.cookie(), thief.viewer(&server).await), (cookie, json!(null)));
    }
}

#[tokio::test]
async fn a_repetition_signs_out_and_leaves_a_later_session_alone() {
    let directory = tempdir().unwrap();
    let server = Running::start(directory.path()).await;
    let browser = Browser::default();
    browser.call(&server, "sign_in", json!({"id": 1})).await;
    let before = browser.cookie();
    for _ in 0..2 {
        let lost = Browser::with(before.clone());
        let (status, reply) = lost.call_with(&server, KEY, "sign_out", json!({})).await;
        assert_eq!((status, &reply["session"]), (200, &json!(true)), "{reply}");
        assert_eq!(lost.viewer(&server).await, json!(null));
    }
    let later = Browser::default();
    later.call(&server, "sign_in", json!({"id": 2})).await;
    assert_eq!(later.call_with(&server, KEY, "sign_out", json!({})).await.0, 422);
    assert_eq!(later.viewer(&server).await, json!(2));
}
