//! Reads: who shares one, who is told of its answer, and what follows a failure.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::FutureExt;
use serde_json::Value;

use crate::runtime::error::{Code, Error};
use crate::runtime::observe::watch::Watch;
use crate::runtime::spec::Member;
use crate::runtime::store::options::Options;

use super::support::by_hand::{Bench, address, bundle, failure, merged, profile, scope};
use super::support::types::{Profile, User};

/// Counts the changes that a watch tells of.
fn count_changes(bench: &Bench) -> Arc<Mutex<Vec<bool>>> {
    let seen: Arc<Mutex<Vec<bool>>> = Arc::default();
    let noted = Arc::clone(&seen);
    let mut watch: Watch<User> = bench.user(5).watch();
    bench.start(async move {
        loop {
            let state = watch.changed().await;
            noted.lock().unwrap().push(state.refreshing);
        }
    });
    seen
}

#[test]
fn readers_share_one_read_and_one_answer() {
    let bench = Bench::new();
    let mut first: Watch<User> = bench.user(5).watch();
    let mut second: Watch<Profile> = bench.store.member(address(5), profile()).watch();
    let third = bench.start(bench.user::<User>(5).into_future());
    assert_eq!(bench.reads(), 1);
    assert!(first.current().pending && second.current().pending);
    bench.answer_read(0, Ok(bundle("Ada", None)));
    assert_eq!(second.current().data.unwrap().name, "Ada");
    assert_eq!(first.current().data.unwrap().user_profile.name, "Ada");
    assert_eq!(third.lock().unwrap().take().unwrap().unwrap().user_orders.len(), 2);
    assert_eq!(bench.reads(), 1);
}

#[test]
fn equal_data_are_the_same_data_and_tell_nobody() {
    let bench = Bench::new();
    let mut watch: Watch<User> = bench.user(5).watch();
    bench.settle();
    bench.answer_read(0, Ok(bundle("Ada", None)));
    let before = watch.current().data.unwrap();
    let changes = count_changes(&bench);
    bench.store.invalidate(&scope());
    bench.settle();
    assert!(watch.current().refreshing);
    bench.answer_read(1, Ok(bundle("Ada", None)));
    assert!(Arc::ptr_eq(&before, &watch.current().data.unwrap()));
    // The first look, and the beginning and the end of the read.
    assert_eq!(*changes.lock().unwrap(), [false, true, false]);
}

#[test]
fn a_change_of_one_member_tells_only_its_readers() {
    let bench = Bench::new();
    bench.start(bench.user::<User>(5).into_future());
    bench.answer_read(0, Ok(bundle("Ada", Some(1))));
    let orders = Member { name: "user_orders", key: None, is_page: false };
    let mut watch: Watch<Value> =
        bench.store.member(address(5), Box::leak(Box::new(orders))).watch();
    watch.current();
    bench.start(bench.rename().into_future());
    bench.answer_call(0, Ok(merged("Bea", Some(2))));
    assert!(watch.changed().now_or_never().is_none());
}

#[test]
fn invalidations_of_one_moment_send_one_read() {
    let bench = Bench::new();
    let _watch: Watch<User> = bench.user(5).watch();
    bench.settle();
    bench.answer_read(0, Ok(bundle("Ada", None)));
    for _ in 0..1000 {
        bench.store.invalidate(&scope());
    }
    bench.settle();
    assert_eq!(bench.reads(), 2);
}

#[test]
fn a_read_that_fails_for_a_moment_is_sent_again() {
    let bench = Bench::new();
    let mut watch: Watch<User> = bench.user(5).watch();
    bench.settle();
    bench.answer_read(0, Err(failure(Code::Unavailable)));
    let state = watch.current();
    assert_eq!((state.pending, state.error, bench.reads()), (true, None, 1));
    assert_eq!(state.retrying.unwrap().code, Code::Unavailable);
    bench.executor.fire_timers();
    bench.settle();
    bench.answer_read(1, Ok(bundle("Ada", None)));
    assert!(watch.current().retrying.is_none() && watch.current().data.is_some());
}

#[test]
fn a_read_that_is_refused_is_not_sent_again_and_keeps_the_data() {
    let bench = Bench::new();
    let mut watch: Watch<User> = bench.user(5).watch();
    bench.settle();
    bench.answer_read(0, Ok(bundle("Ada", None)));
    bench.store.invalidate(&scope());
    bench.settle();
    bench.answer_read(1, Err(failure(Code::Forbidden)));
    let state = watch.current();
    assert_eq!(state.error.unwrap().code, Code::Forbidden);
    assert!(state.data.is_some() && !state.refreshing);
    bench.store.retry();
    bench.settle();
    bench.answer_read(2, Ok(bundle("Bea", None)));
    assert_eq!(watch.current().error, None);
}

#[test]
fn a_server_that_wants_a_long_pause_is_not_asked_again() {
    let bench = Bench::new();
    let mut watch: Watch<User> = bench.user(5).watch();
    bench.settle();
    let late = Error { retry_after: Some(Duration::from_secs(60)), ..failure(Code::Unavailable) };
    bench.answer_read(0, Err(late));
    assert!(watch.current().error.is_some());
}

#[test]
fn an_answer_that_does_not_come_in_time_is_an_error() {
    let options =
        Options { timeout: Some(Duration::from_secs(1)), retries: 0, ..Options::default() };
    let bench = Bench::with_options(options);
    let mut watch: Watch<User> = bench.user(5).watch();
    bench.settle();
    bench.executor.fire_timers();
    bench.settle();
    assert_eq!(watch.current().error.unwrap().code, Code::Timeout);
    assert!(bench.with_read(0, |read| read.is_dropped()));
}
