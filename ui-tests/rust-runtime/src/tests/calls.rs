//! Calls: when they end, what they show before, and what is left of one that fails or is dropped.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use futures_util::FutureExt;
use serde_json::{Value, json};

use crate::runtime::carrier::Bundle;
use crate::runtime::error::Code;
use crate::runtime::mutations::call::Settle;
use crate::runtime::observe::watch::Watch;

use super::support::by_hand::{Bench, bundle, failure, refreshed, scope, stale};
use super::support::types::{User, rename_to};

#[test]
fn a_mutation_lists_what_is_shown_and_one_round_trip_refreshes_it() {
    let bench = Bench::new();
    let mut watch: Watch<User> = bench.user(5).watch();
    let _other: Watch<User> = bench.user(6).watch();
    bench.settle();
    bench.answer_read(0, Ok(bundle("Ada", Some(1))));
    bench.answer_read(1, Ok(bundle("Eve", Some(1))));
    let call = bench.start_call(bench.rename());
    let listed = bench.with_call(0, |call| serde_json::to_value(&call.request.mounted).unwrap());
    assert_eq!(listed, json!([{ "context": "user", "params": { "user_id": 5 } }]));
    assert_eq!(bench.with_call(0, |call| call.request.seen.clone()).unwrap(), "user=a:1");
    bench.answer_call(0, Ok(refreshed("Bea", Some(2))));
    assert_eq!(call.lock().unwrap().take(), Some(Ok(Value::Null)));
    assert_eq!(watch.current().data.unwrap().user_profile.name, "Bea");
    assert_eq!(bench.reads(), 2);
}

#[test]
fn a_mutation_ends_when_what_it_changed_has_been_read_or_with_its_answer() {
    let bench = Bench::new();
    let _watch: Watch<User> = bench.user(5).watch();
    bench.settle();
    bench.answer_read(0, Ok(bundle("Ada", None)));
    let landed = bench.start_call(bench.rename());
    let acked = bench.start_call(bench.rename().settle(Settle::Ack));
    bench.answer_call(1, Ok(stale()));
    assert!(acked.lock().unwrap().is_some());
    bench.answer_call(0, Ok(stale()));
    assert!(landed.lock().unwrap().is_none());
    let last = bench.reads() - 1;
    bench.answer_read(last, Ok(bundle("Bea", None)));
    assert!(landed.lock().unwrap().is_some());
}

#[test]
fn a_call_that_is_dropped_takes_its_change_back_and_reads_again() {
    let bench = Bench::new();
    let mut watch: Watch<User> = bench.user(5).watch();
    bench.settle();
    bench.answer_read(0, Ok(bundle("Ada", None)));
    let mut call = bench.rename().optimistic(rename_to("guess")).into_future();
    assert!(call.as_mut().now_or_never().is_none());
    assert_eq!(watch.current().data.unwrap().user_profile.name, "guess");
    drop(call);
    bench.settle();
    assert!(bench.with_call(0, |call| call.is_dropped()));
    assert_eq!(watch.current().data.unwrap().user_profile.name, "Ada");
    assert_eq!(bench.reads(), 2);
    let left = bench.store.with(|core| (core.layers.len(), core.calls.len()));
    assert_eq!(left, (0, 0));
}

#[test]
fn an_answer_that_has_landed_outlives_the_call() {
    let bench = Bench::new();
    let mut watch: Watch<User> = bench.user(5).watch();
    bench.settle();
    bench.answer_read(0, Ok(bundle("Ada", None)));
    let mut call = bench.rename().optimistic(rename_to("Bea")).into_future();
    assert!(call.as_mut().now_or_never().is_none());
    bench.answer_call(0, Ok(stale()));
    // It lands, and waits for the read.
    assert!(call.as_mut().now_or_never().is_none());
    drop(call);
    bench.settle();
    // The guess stays until the truth is there.
    assert_eq!(watch.current().data.unwrap().user_profile.name, "Bea");
    bench.answer_read(1, Ok(bundle("Bea of the server", None)));
    assert_eq!(watch.current().data.unwrap().user_profile.name, "Bea of the server");
    assert_eq!((bench.reads(), bench.calls()), (2, 1));
}

#[test]
fn a_call_without_a_key_is_sent_once_and_one_with_a_key_again() {
    let bench = Bench::new();
    let once = bench.start_call(bench.rename());
    bench.answer_call(0, Err(failure(Code::Network)));
    assert_eq!(once.lock().unwrap().take(), Some(Err(failure(Code::Network))));
    let again = bench.start_call(bench.rename().idempotency_key("k"));
    bench.answer_call(1, Err(failure(Code::Network)));
    bench.executor.fire_timers();
    bench.settle();
    assert_eq!(bench.with_call(2, |call| call.request.idempotency_key.clone()).unwrap(), "k");
    bench.answer_call(2, Ok(stale()));
    assert_eq!(again.lock().unwrap().take(), Some(Ok(Value::Null)));
}

#[test]
fn a_panic_in_a_change_is_its_callers() {
    let bench = Bench::new();
    let mut watch: Watch<User> = bench.user(5).watch();
    bench.settle();
    bench.answer_read(0, Ok(bundle("Ada", None)));
    let mut call = bench.rename().optimistic(|_| panic!("on purpose")).into_future();
    let caught = catch_unwind(AssertUnwindSafe(|| call.as_mut().now_or_never()));
    assert_eq!(caught.unwrap_err().downcast_ref(), Some(&"on purpose"));
    assert_eq!(bench.store.with(|core| (core.layers.len(), core.calls.len())), (0, 0));
    assert_eq!(bench.calls(), 0);
    bench.store.invalidate(&scope());
    bench.settle();
    bench.answer_read(1, Ok(bundle("Bea", None)));
    assert_eq!(watch.current().data.unwrap().user_profile.name, "Bea");
}

#[test]
fn an_answer_that_overlapped_with_one_that_brought_an_error_is_followed_by_a_read() {
    let bench = Bench::new();
    let mut watch: Watch<User> = bench.user(5).watch();
    bench.settle();
    let failed = |name: &str| (name.to_owned(), failure(Code::Forbidden));
    let errors = BTreeMap::from(["user_profile", "user_orders"].map(failed));
    bench.answer_read(0, Ok(Bundle { errors, ..Bundle::default() }));
    bench.start_call(bench.rename());
    bench.start_call(bench.rename());
    let mut refused = refreshed("", Some(2));
    refused.contexts[0].bundle = None;
    refused.contexts[0].error = Some(failure(Code::Forbidden));
    bench.answer_call(0, Ok(refused));
    assert_eq!(bench.reads(), 1);
    // Nothing proves that these data are newer than what could not be read.
    let mut older = refreshed("older", Some(1));
    older.contexts[0].bundle.as_mut().unwrap().v = Some("a:1~".to_owned());
    bench.answer_call(1, Ok(older));
    assert_eq!(bench.reads(), 2);
    bench.answer_read(1, Ok(bundle("newer", Some(2))));
    assert_eq!(watch.current().data.unwrap().user_profile.name, "newer");
}
