//! Who sees the same shares one read, and nobody waits for another one's guard.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::Semaphore;

use crate::application::{Failing, Me};
use crate::running::{Client, Running};

fn team() -> Value {
    json!({"context": "team", "params": {}})
}

fn lobby() -> Value {
    json!({"context": "lobby", "params": {}})
}

async fn bundle(client: &mut Client) -> Value {
    let event = client.next().await;
    assert_eq!(event["event"], "bundle", "{event}");
    event["bundle"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn those_who_are_refused_the_same_part_share_one_read() {
    let server = Running::start().await;
    let (mut ada, mut eve) = (server.open_as("ada").await, server.open_as("eve").await);
    let (mut one, mut other) = (server.open().await, server.open().await);
    assert_eq!(ada.subscribe(team()).await["bundle"]["salaries"], 5000);
    let refused = eve.subscribe(team()).await;
    assert_eq!(refused["bundle"]["$errors"]["salaries"]["code"], "FORBIDDEN", "{refused}");
    for client in [&mut one, &mut other] {
        let refused = client.subscribe(team()).await;
        assert_eq!(refused["bundle"]["$errors"]["salaries"]["code"], "UNAUTHORIZED");
    }
    let reads = server.reads();
    server.call("join_team", json!({"name": "a"})).await;
    for client in [&mut ada, &mut eve, &mut one, &mut other] {
        assert_eq!(bundle(client).await["members"], json!(["a"]));
    }
    // Staff, those who are refused, and those who are not signed in.
    assert_eq!(server.reads(), reads + 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_that_is_lost_or_won_comes_by_itself() {
    let server = Running::start().await;
    let mut ada = server.open_as("ada").await;
    ada.subscribe(team()).await;
    server.tokens.allow("ada", Me { id: 1, is_staff: false });
    let lost = bundle(&mut ada).await;
    assert_eq!((&lost["salaries"], &lost["members"]), (&Value::Null, &json!([])), "{lost}");
    server.tokens.allow("ada", Me { id: 1, is_staff: true });
    assert_eq!(bundle(&mut ada).await["salaries"], 5000);
    server.call("join_team", json!({"name": "a"})).await;
    let pushed = bundle(&mut ada).await;
    assert_eq!((&pushed["salaries"], &pushed["members"]), (&json!(5000), &json!(["a"])));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_who_somebody_is_brings_what_they_see_now() {
    let server = Running::start().await;
    server.tokens.allow("slow", Me { id: 1, is_staff: true });
    let mut client = server.open_as("slow").await;
    client.subscribe(json!({"context": "inbox", "params": {}})).await;
    let lookups = || server.tokens.1.begun.load(Ordering::SeqCst);
    let begun = lookups();
    // Another audience, and the same user: nothing ends.
    server.tokens.allow("slow", Me { id: 1, is_staff: false });
    let (mut sent, mut known) = (0, 0);
    while known < 3 {
        known += usize::from(lookups() > begun);
        server.call("send_mail", json!({"to": 1, "text": "hello"})).await;
        sent += 1;
        assert_eq!(bundle(&mut client).await["mails"].as_array().unwrap().len(), sent + 1);
    }
    client.expect_silence().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_push_is_charged_to_nobody() {
    let asked = Arc::new(AtomicUsize::new(0));
    let hook = Arc::clone(&asked);
    let server = Running::start_with(|builder| {
        builder.before(move |run| {
            hook.fetch_add(usize::from(run.function() == "rated"), Ordering::SeqCst);
            Ok(())
        })
    });
    let server = server.await;
    let rated = json!({"context": "rated", "params": {}});
    let (mut ada, mut eve) = (server.open_as("ada").await, server.open_as("eve").await);
    assert_eq!(ada.subscribe(rated.clone()).await["bundle"]["rated"], json!([]));
    eve.subscribe(rated.clone()).await;
    assert_eq!(asked.load(Ordering::SeqCst), 2);
    for count in 1..10 {
        server.call("rate", json!({"text": "a"})).await;
        for client in [&mut ada, &mut eve] {
            assert_eq!(bundle(client).await["rated"].as_array().unwrap().len(), count);
        }
    }
    assert_eq!(asked.load(Ordering::SeqCst), 2);
    // Subscribing counts like a read: two an hour, of all who are no user here.
    let refused = eve.subscribe(rated.clone()).await;
    assert_eq!(refused["error"]["code"], "TOO_MANY_REQUESTS", "{refused}");
    // What the client shows is confirmed without a read, and counts as none.
    let read = server.call("rate", json!({"text": "b"})).await;
    let mut shown = rated;
    shown["v"] = read["v"]["rated"].clone();
    shown["h"] = bundle(&mut ada).await["$h"].clone();
    let confirmed = server.open().await.subscribe(shown).await;
    assert_eq!(confirmed["same"], true, "{confirmed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_who_is_long_looked_up_stalls_no_other() {
    let server = Running::start().await;
    server.tokens.allow("slow", Me { id: 1, is_staff: true });
    // The slow one comes first, and is asked first.
    let mut slow = server.open_as("slow").await;
    let inbox = json!({"context": "inbox", "params": {}});
    slow.subscribe(inbox.clone()).await;
    let mut ada = server.open_as("ada").await;
    ada.subscribe(inbox).await;
    let lookups = || server.tokens.1.begun.load(Ordering::SeqCst);
    let (begun, mut sent) = (lookups(), 0);
    server.tokens.1.gate.forget_permits(Semaphore::MAX_PERMITS);
    let mut send = async |count: usize| {
        for _ in 0..count {
            server.call("send_mail", json!({"to": 1, "text": "hello"})).await;
            sent += 1;
            assert_eq!(bundle(&mut ada).await["mails"].as_array().unwrap().len(), sent + 1);
        }
        sent
    };
    // Until the identity of the slow one is no longer believed, it gets its bundles as well.
    while lookups() == begun {
        send(1).await;
    }
    let sent = send(10).await;
    // However many pushes wait for it, it is looked up for all of them once. Its token is checked once, and
    // the first push may have looked for a reader when nobody was known.
    assert!(lookups() <= begun + 3, "{} lookups", lookups() - begun);
    server.tokens.1.gate.add_permits(1);
    while bundle(&mut slow).await["mails"].as_array().unwrap().len() <= sent {}
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_is_looked_up_once_for_all_that_is_subscribed() {
    const SHELVES: i64 = 64;
    let server = Running::start().await;
    server.tokens.allow("slow", Me { id: 1, is_staff: true });
    let mut slow = server.open_as("slow").await;
    // What was found when the socket was opened is believed for a second.
    tokio::time::sleep(Duration::from_millis(1100)).await;
    let lookups = || server.tokens.1.begun.load(Ordering::SeqCst);
    let begun = lookups();
    server.tokens.1.gate.forget_permits(Semaphore::MAX_PERMITS);
    let shelf = |number| json!({"context": "shelf", "params": {"number": number}});
    let all: Vec<_> = (0..SHELVES).map(shelf).collect();
    slow.ask(json!({"action": "subscribe", "of": all})).await;
    while lookups() == begun {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    server.tokens.1.gate.add_permits(1);
    let answer = slow.next().await;
    assert!(answer["ok"].as_array().unwrap().iter().all(|it| it["bundle"].is_object()), "{answer}");
    // On a slow machine another second passes meanwhile.
    assert!(lookups() - begun <= 8, "{} lookups for one frame", lookups() - begun);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_costs_the_one_it_is_about() {
    for failing in [Failing::Lookup, Failing::Guard, Failing::Audience] {
        let server = Running::start().await;
        let mut bad = server.try_open(&[("x-guest", "bad")]).await.expect("a socket");
        bad.subscribe(lobby()).await;
        let mut good = server.try_open(&[("x-guest", "good")]).await.expect("a socket");
        good.subscribe(lobby()).await;
        server.guests.0.lock().unwrap().insert("bad".to_owned(), failing);
        for count in 1..4 {
            server.call("wait_in_lobby", json!({"name": "a"})).await;
            let seen = bundle(&mut good).await["lobby"].as_array().unwrap().len();
            assert_eq!(seen, count);
        }
        let mut count = 3;
        // A lookup is believed for a while, and nobody is told before there is something to push.
        let event = loop {
            let event = tokio::time::timeout(Duration::from_millis(500), bad.next()).await;
            if let Ok(event) = event
                && event["error"].is_object()
            {
                break event;
            }
            server.call("wait_in_lobby", json!({"name": "a"})).await;
            bundle(&mut good).await;
            count += 1;
        };
        assert_eq!(event["error"]["code"], "INTERNAL_ERROR", "{event}");
        assert!(!event.to_string().contains("panics"), "{event}");
        let mut third = server.try_open(&[("x-guest", "bad")]).await;
        if let Ok(third) = &mut third {
            let refused = third.subscribe(lobby()).await;
            assert_eq!(refused["error"]["code"], "INTERNAL_ERROR", "{refused}");
        }
        // It is still subscribed, and gets what it has missed.
        server.guests.0.lock().unwrap().clear();
        assert_eq!(bundle(&mut bad).await["lobby"].as_array().unwrap().len(), count);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_that_fails_is_tried_again_and_its_subscribers_stay() {
    let server = Running::start().await;
    let mut client = server.try_open(&[("x-guest", "bad")]).await.expect("a socket");
    client.subscribe(lobby()).await;
    let fail = || server.guests.0.lock().unwrap().insert("bad".to_owned(), Failing::Read);
    let heal = || server.guests.0.lock().unwrap().clear();
    fail();
    server.call("wait_in_lobby", json!({"name": "a"})).await;
    let told = client.next().await;
    assert_eq!(told["error"]["code"], "INTERNAL_ERROR", "{told}");
    // Told once, however often it fails, and pushed when it succeeds, without another change.
    heal();
    assert_eq!(bundle(&mut client).await["lobby"], json!(["a"]));
    // What is read then equals what it had before, and is sent, because the client shows an error.
    fail();
    server.call("wait_in_lobby", json!({"name": "b"})).await;
    assert_eq!(client.next().await["error"]["code"], "INTERNAL_ERROR");
    server.boards.remove(95, "b");
    heal();
    assert_eq!(bundle(&mut client).await["lobby"], json!(["a"]));
    server.call("wait_in_lobby", json!({"name": "c"})).await;
    assert_eq!(bundle(&mut client).await["lobby"], json!(["a", "c"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_subscribes_while_a_read_fails_waits_for_no_pause() {
    let server = Running::start().await;
    let open = async || server.try_open(&[("x-guest", "bad")]).await.expect("a socket");
    let (mut client, mut other) = (open().await, open().await);
    client.subscribe(lobby()).await;
    server.guests.0.lock().unwrap().insert("bad".to_owned(), Failing::Read);
    server.call("wait_in_lobby", json!({"name": "a"})).await;
    assert_eq!(client.next().await["error"]["code"], "INTERNAL_ERROR");
    // Each is read for at once: ten pauses would take minutes.
    let begin = std::time::Instant::now();
    for _ in 0..10 {
        assert_eq!(other.subscribe(lobby()).await["error"]["code"], "INTERNAL_ERROR");
    }
    server.guests.0.lock().unwrap().clear();
    assert_eq!(other.subscribe(lobby()).await["bundle"]["lobby"], json!(["a"]));
    assert_eq!(bundle(&mut client).await["lobby"], json!(["a"]));
    assert!(begin.elapsed() < Duration::from_secs(20), "{:?}", begin.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_that_ends_before_its_answer_reads_no_further() {
    let server = Running::start().await;
    let board = json!({"context": "board", "params": {"board_id": 5}});
    let subscribe = json!({"action": "subscribe", "of": [board.clone()]});
    server.boards.gate.forget_permits(Semaphore::MAX_PERMITS);
    let (mut one, mut other) = (server.open().await, server.open().await);
    one.ask(subscribe.clone()).await;
    while server.reads() == 0 {
        tokio::task::yield_now().await;
    }
    // The read that runs is too old for the second one, which leaves before another begins.
    server.call("add_card", json!({"board_id": 5, "card": "a"})).await;
    other.ask(subscribe).await;
    other.call("echo", json!({"text": "a"})).await;
    for client in [&mut one, &mut other] {
        let unsubscribe = json!({"action": "unsubscribe", "of": [board.clone()]});
        assert_eq!(client.request(unsubscribe).await["ok"], json!({}));
    }
    server.boards.gate.add_permits(1);
    for client in [&mut one, &mut other] {
        client.next().await;
        client.expect_silence().await;
    }
    assert!(server.reads() <= 2, "{} reads", server.reads());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_outside_of_a_function_is_an_error_of_its_request() {
    let server = Running::start().await;
    let mut bad = server.try_open(&[("x-guest", "bad")]).await.expect("a socket");
    server.guests.0.lock().unwrap().insert("bad".to_owned(), Failing::Id);
    let frame = json!({"action": "rpc", "fn": "greet", "args": {}, "key": "k"});
    let answer = bad.request(frame).await;
    assert_eq!(answer["error"]["code"], "INTERNAL_ERROR", "{answer}");
    bad.expect_silence().await;
}
