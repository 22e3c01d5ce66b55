//! Live instances over a socket: what is subscribed, what is pushed, and what follows a lost line.

use std::time::Duration;

use futures_util::FutureExt;
use serde_json::{Value, json};

use crate::runtime::error::Code;
use crate::runtime::live::status::LiveStatus;
use crate::runtime::observe::watch::Watch;

use super::support::by_hand::{Bench, bundle, failure};
use super::support::by_socket::BySocket;
use super::support::types::User;

/// A watched user over an open socket, whose subscription is answered by "that is still so".
fn open() -> (Bench, BySocket, Watch<User>) {
    let sockets = BySocket::default();
    let bench = Bench::live(&sockets);
    let watch = bench.live_user(5).watch();
    bench.settle();
    bench.answer_read(0, Ok(bundle("Ada", Some(1))));
    let subscribe = sockets.next().unwrap();
    let of = json!([{ "context": "user", "params": { "user_id": 5 }, "v": "a:1" }]);
    assert_eq!((&subscribe["action"], &subscribe["of"]), (&json!("subscribe"), &of));
    say(&bench, &sockets, json!({ "id": subscribe["id"], "ok": [{ "same": true, "v": "a:1" }] }));
    (bench, sockets, watch)
}

fn say(bench: &Bench, sockets: &BySocket, frame: Value) {
    sockets.say(frame);
    bench.settle();
}

/// A push of user 5.
fn push(name: &str, v: u32) -> Value {
    json!({
        "event": "bundle",
        "context": "user",
        "params": { "user_id": 5 },
        "bundle": {
            "$v": format!("a:{v}"),
            "user_profile": { "id": 5, "name": name },
            "user_orders": [{ "id": 1 }, { "id": 2 }],
        },
    })
}

fn name_of(watch: &mut Watch<User>) -> String {
    watch.current().data.unwrap().user_profile.name.clone()
}

#[test]
fn what_the_server_pushes_is_shown_and_what_is_equal_tells_nobody() {
    let (bench, sockets, mut watch) = open();
    assert_eq!(name_of(&mut watch), "Ada");
    say(&bench, &sockets, push("Bea", 2));
    assert_eq!(name_of(&mut watch), "Bea");
    say(&bench, &sockets, push("Bea", 3));
    assert!(watch.changed().now_or_never().is_none());
    // A push that is proven to be older is not shown.
    say(&bench, &sockets, push("Ada", 1));
    assert_eq!(name_of(&mut watch), "Bea");
    assert_eq!(bench.reads(), 1);
}

#[test]
fn a_push_that_may_be_older_than_ones_own_change_waits_for_the_read() {
    let (bench, sockets, mut watch) = open();
    bench.store.invalidate(&super::support::by_hand::scope());
    bench.settle();
    say(&bench, &sockets, push("Bea", 2));
    assert_eq!(name_of(&mut watch), "Ada");
    bench.answer_read(1, Ok(bundle("Ada", Some(1))));
    // What was pushed is something else than what the read has brought, so another one follows.
    bench.answer_read(2, Ok(bundle("Bea", Some(2))));
    assert_eq!(name_of(&mut watch), "Bea");
}

#[test]
fn a_change_that_is_too_large_to_be_pushed_is_read() {
    let (bench, sockets, mut watch) = open();
    let event = json!({ "event": "invalidate", "context": "user", "params": { "user_id": 5 } });
    say(&bench, &sockets, event);
    bench.answer_read(1, Ok(bundle("Bea", Some(2))));
    assert_eq!(name_of(&mut watch), "Bea");
}

#[test]
fn a_lost_line_is_opened_again_and_says_what_is_shown() {
    let (bench, sockets, mut watch) = open();
    sockets.refuse(true);
    sockets.cut();
    bench.settle();
    assert_eq!(bench.store.live_status(), LiveStatus::Waiting);
    bench.executor.fire_timers();
    bench.settle();
    assert_eq!((bench.store.live_status(), sockets.opened()), (LiveStatus::Waiting, 1));
    sockets.refuse(false);
    bench.executor.fire_timers();
    bench.settle();
    let subscribe = sockets.next().unwrap();
    assert_eq!(subscribe["of"][0]["v"], "a:1");
    let missed = json!([{ "bundle": push("Bea", 2)["bundle"] }]);
    sockets.answer(&subscribe, missed);
    bench.settle();
    assert_eq!(name_of(&mut watch), "Bea");
    assert_eq!(bench.reads(), 1);
}

#[test]
fn a_server_that_goes_down_or_says_nonsense_or_nothing_is_left() {
    for frame in [json!({ "event": "going" }), json!("nonsense")] {
        let (bench, sockets, _watch) = open();
        say(&bench, &sockets, frame);
        assert!(sockets.is_closed());
        bench.executor.fire_timers();
        bench.settle();
        assert_eq!(sockets.opened(), 2);
        assert_eq!(sockets.next().unwrap()["action"], "subscribe");
    }
    let sockets = BySocket::default();
    sockets.set_silence(Duration::from_secs(1));
    let bench = Bench::live(&sockets);
    let _watch: Watch<User> = bench.live_user(5).watch();
    bench.settle();
    assert_eq!(bench.store.live_status(), LiveStatus::Open);
    bench.executor.fire_timers();
    bench.settle();
    assert_eq!(bench.store.live_status(), LiveStatus::Waiting);
}

#[test]
fn what_may_be_missing_is_subscribed_again() {
    let (bench, sockets, _watch) = open();
    say(&bench, &sockets, json!({ "event": "lagged" }));
    assert_eq!(sockets.next().unwrap()["action"], "subscribe");
}

#[test]
fn a_subscription_that_the_server_ends_shows_why_and_keeps_the_data() {
    let (bench, sockets, mut watch) = open();
    let error = json!({ "code": "FORBIDDEN", "message": "not any more" });
    let mut event = push("", 2);
    event.as_object_mut().unwrap().remove("bundle");
    event["error"] = error;
    say(&bench, &sockets, event.clone());
    let state = watch.current();
    assert_eq!((state.error.unwrap().code, state.data.is_some()), (Code::Forbidden, true));
    // The next bundle that lands subscribes again.
    bench.store.retry();
    bench.settle();
    bench.answer_read(1, Ok(bundle("Bea", Some(2))));
    assert_eq!(sockets.next().unwrap()["action"], "subscribe");
    // Without a session nothing of what was read is shown, and another socket takes the place of this one.
    event["error"]["code"] = json!("UNAUTHORIZED");
    say(&bench, &sockets, event);
    assert!(watch.current().data.is_none());
    assert!(sockets.is_closed());
}

#[test]
fn the_token_is_said_first_and_again_when_it_is_another_one() {
    let sockets = BySocket::default();
    sockets.set_token("one");
    let bench = Bench::live(&sockets);
    let _watch: Watch<User> = bench.live_user(5).watch();
    bench.settle();
    bench.answer_read(0, Ok(bundle("Ada", None)));
    let auth = sockets.next().unwrap();
    assert_eq!((&auth["action"], &auth["token"]), (&json!("auth"), &json!("one")));
    // Nothing is asked before the server has answered.
    assert_eq!(sockets.next(), None);
    say(&bench, &sockets, json!({ "id": auth["id"], "ok": null }));
    assert_eq!(sockets.next().unwrap()["action"], "subscribe");
    // Nothing overtakes a token that is new.
    sockets.set_token("two");
    let _other: Watch<User> = bench.live_user(6).watch();
    bench.settle();
    bench.answer_read(1, Ok(bundle("Eve", None)));
    let auth = sockets.next().unwrap();
    assert_eq!((&auth["action"], &auth["token"]), (&json!("auth"), &json!("two")));
    assert_eq!(sockets.next(), None);
    // Nor one that is newer still.
    sockets.set_token("three");
    say(&bench, &sockets, json!({ "id": auth["id"], "ok": null }));
    let auth = sockets.next().unwrap();
    assert_eq!((&auth["token"], sockets.next()), (&json!("three"), None));
    say(
        &bench,
        &sockets,
        json!({ "id": auth["id"], "error": { "code": "UNAUTHORIZED", "message": "" } }),
    );
    assert_eq!(sockets.next().unwrap()["of"][0]["params"], json!({ "user_id": 6 }));
    assert_eq!(sockets.next(), None);
}

#[test]
fn a_token_that_is_replaced_is_said_at_once_over_an_open_socket() {
    let sockets = BySocket::default();
    sockets.set_token("one");
    let bench = Bench::live(&sockets);
    bench.store.renew_token();
    let _watch: Watch<User> = bench.live_user(5).watch();
    bench.settle();
    let auth = sockets.next().unwrap();
    say(&bench, &sockets, json!({ "id": auth["id"], "ok": null }));
    bench.store.renew_token();
    bench.settle();
    assert_eq!((sockets.next(), sockets.opened()), (None, 1), "it is the same token");
    sockets.set_token("two");
    bench.store.renew_token();
    bench.settle();
    assert_eq!((&sockets.next().unwrap()["token"], sockets.opened()), (&json!("two"), 1));
    // Without one another socket takes the place of this one, which nobody is asking over.
    sockets.forget_token();
    bench.store.renew_token();
    bench.executor.fire_timers();
    bench.settle();
    assert_eq!((sockets.next(), sockets.opened()), (None, 2));
    assert_eq!(bench.store.live_status(), LiveStatus::Open);
}

#[test]
fn a_socket_that_is_lost_while_the_token_is_said_leaves_nothing_for_the_next() {
    let sockets = BySocket::default();
    sockets.set_token("one");
    let bench = Bench::live(&sockets);
    let _watch: Watch<User> = bench.live_user(5).watch();
    bench.settle();
    bench.answer_read(0, Ok(bundle("Ada", None)));
    let _room = super::rooms::room(&bench).watch();
    bench.settle();
    assert_eq!(sockets.next().unwrap()["action"], "auth");
    sockets.cut();
    bench.settle();
    assert_eq!(bench.store.live_status(), LiveStatus::Waiting);
    bench.executor.fire_timers();
    bench.settle();
    assert_eq!(sockets.opened(), 2);
    let auth = sockets.next().unwrap();
    assert_eq!((&auth["action"], sockets.next()), (&json!("auth"), None));
    say(&bench, &sockets, json!({ "id": auth["id"], "ok": null }));
    assert_eq!(sockets.next().unwrap()["action"], "join");
    assert_eq!(sockets.next().unwrap()["action"], "subscribe");
    assert_eq!(sockets.next(), None);
}

#[test]
fn the_last_reader_unsubscribes_and_the_socket_closes_after_a_while() {
    let (bench, sockets, watch) = open();
    let again: Watch<User> = bench.live_user(5).watch();
    drop(watch);
    bench.settle();
    assert_eq!(sockets.next(), None);
    drop(again);
    bench.settle();
    let unsubscribe = sockets.next().unwrap();
    assert_eq!(unsubscribe["of"], json!([{ "context": "user", "params": { "user_id": 5 } }]));
    assert!(!sockets.is_closed());
    bench.executor.fire_timers();
    bench.settle();
    assert!(sockets.is_closed());
    assert_eq!(bench.store.live_status(), LiveStatus::Off);
    assert_eq!((bench.executor.tasks(), bench.executor.timers()), (0, 0));
}

#[test]
fn a_store_that_is_dropped_closes_its_socket() {
    let (bench, _sockets, watch) = open();
    let Bench { executor, store, .. } = bench;
    drop((store, watch));
    executor.settle(|| {});
    assert_eq!((executor.tasks(), executor.timers()), (0, 0));
}

#[test]
fn without_a_socket_a_live_instance_is_read_like_any_other() {
    let sockets = BySocket::default();
    sockets.refuse(true);
    let bench = Bench::live(&sockets);
    let mut watch: Watch<User> = bench.live_user(5).watch();
    bench.settle();
    bench.answer_read(0, Err(failure(Code::Unavailable)));
    bench.executor.fire_timers();
    bench.settle();
    bench.answer_read(1, Ok(bundle("Ada", None)));
    assert_eq!(name_of(&mut watch), "Ada");
    assert_eq!(bench.store.live_status(), LiveStatus::Waiting);
}
