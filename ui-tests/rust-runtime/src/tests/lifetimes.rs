//! Lifetimes: of reads, entries, sessions and stores.

use futures_util::FutureExt;
use serde_json::Value;

use crate::runtime::error::{Code, Error};
use crate::runtime::observe::watch::Watch;
use crate::runtime::spec::Function;

use super::support::by_hand::{Bench, bundle, failure, params, scope, stale};
use super::support::types::{User, rename_to};

#[test]
fn the_last_reader_that_leaves_aborts_the_read() {
    let bench = Bench::new();
    let first: Watch<User> = bench.user(5).watch();
    let second: Watch<User> = bench.user(5).watch();
    bench.settle();
    drop(first);
    bench.settle();
    assert!(!bench.with_read(0, |read| read.is_dropped()));
    drop(second);
    bench.settle();
    assert!(bench.with_read(0, |read| read.is_dropped()));
    // Whoever comes back reads anew.
    let mut third: Watch<User> = bench.user(5).watch();
    bench.settle();
    bench.answer_read(1, Ok(bundle("Ada", None)));
    assert_eq!(third.current().data.unwrap().user_profile.name, "Ada");
}

#[test]
fn an_awaited_read_that_is_dropped_is_aborted() {
    let bench = Bench::new();
    let mut reading = bench.user::<User>(5).into_future();
    assert!(reading.as_mut().now_or_never().is_none());
    bench.settle();
    drop(reading);
    bench.settle();
    assert!(bench.with_read(0, |read| read.is_dropped()));
}

#[test]
fn an_entry_without_readers_goes_when_its_time_has_come() {
    let bench = Bench::new();
    bench.start(bench.user::<User>(5).into_future());
    bench.answer_read(0, Ok(bundle("Ada", None)));
    let entries = || bench.store.with(|core| core.entries.len());
    assert_eq!(entries(), 1);
    bench.executor.fire_timers();
    bench.settle();
    assert_eq!((entries(), bench.executor.timers(), bench.executor.tasks()), (0, 0, 0));
}

#[test]
fn the_end_of_a_session_drops_what_was_read_and_what_is_on_its_way() {
    let bench = Bench::new();
    let mut watch: Watch<User> = bench.user(5).watch();
    bench.settle();
    bench.answer_read(0, Ok(bundle("Ada", None)));
    let call = bench.start_call(bench.rename().optimistic(rename_to("guess")));
    bench.store.start_session();
    assert!(watch.current().data.is_none());
    bench.settle();
    assert_eq!(call.lock().unwrap().take(), Some(Err(Error::aborted())));
    bench.answer_read(1, Ok(bundle("Eve", None)));
    assert_eq!(watch.current().data.unwrap().user_profile.name, "Eve");
}

#[test]
fn a_refusal_for_want_of_a_session_ends_it() {
    let bench = Bench::new();
    let mut watch: Watch<User> = bench.user(5).watch();
    bench.settle();
    bench.answer_read(0, Ok(bundle("Ada", None)));
    bench.store.invalidate(&scope());
    bench.settle();
    bench.answer_read(1, Err(failure(Code::Unauthorized)));
    assert!(watch.current().data.is_none());
    bench.answer_read(2, Err(failure(Code::Unauthorized)));
    assert_eq!(watch.current().error.unwrap().code, Code::Unauthorized);
    assert_eq!(bench.reads(), 3);
}

#[test]
fn a_store_that_is_dropped_ends_what_is_on_its_way() {
    let Bench { executor, store, .. } = {
        let bench = Bench::new();
        bench.user::<User>(5).prefetch();
        bench.start(async {});
        bench
    };
    assert!(executor.tasks() > 0);
    drop(store);
    executor.settle(|| {});
    assert_eq!((executor.tasks(), executor.timers()), (0, 0));
}

#[test]
fn a_call_keeps_its_store() {
    let Bench { executor, store, .. } = Bench::new();
    let call = store.call(&Function { name: "ping", affects: &[] }, params(&[]));
    drop(store);
    let mut call = call.into_future();
    assert!(call.as_mut().now_or_never().is_none());
    drop(call);
    executor.settle(|| {});
    assert_eq!(executor.tasks(), 0);
}

#[test]
fn ten_thousand_entries_are_found_by_their_parameters() {
    let bench = Bench::new();
    let watches: Vec<Watch<Value>> = (0..10_000).map(|id| bench.user(id).watch()).collect();
    bench.settle();
    assert_eq!(bench.reads(), 10_000);
    bench.store.invalidate(&scope());
    bench.settle();
    let due =
        bench.store.with(|core| core.entries.values().filter(|it| it.reads.len() > 1).count());
    assert_eq!(due, 1);
    drop(watches);
    bench.settle();
    bench.executor.fire_timers();
    bench.settle();
    let left = bench.store.with(|core| (core.entries.len(), core.named.len(), core.idle.len()));
    assert_eq!((left, bench.executor.tasks()), ((0, 0, 0), 0));
}

#[test]
fn two_stores_know_nothing_of_each_other() {
    let (one, other) = (Bench::new(), Bench::new());
    let mut watch: Watch<User> = other.user(5).watch();
    other.settle();
    other.answer_read(0, Ok(bundle("Ada", None)));
    one.start(one.rename().into_future());
    one.answer_call(0, Ok(stale()));
    assert!(!watch.current().refreshing);
    assert_eq!(other.reads(), 1);
}
