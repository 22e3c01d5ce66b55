//! The six races of `mizan/guide/inside/kernel-laws.md`, each with and without tokens.

use serde_json::Value;

use crate::runtime::error::Code;
use crate::runtime::mutations::drafts::Drafts;

use super::support::by_hand::{Bench, address, bundle, failure, merged, scope, stale};

/// Plays a race with tokens and without.
fn both(race: impl Fn(&dyn Fn(u32) -> Option<u32>, bool)) {
    race(&Some, true);
    race(&|_| None, false);
}

#[test]
fn a_an_invalidation_during_the_first_read_is_not_lost() {
    both(|v, is_versioned| {
        let bench = Bench::new();
        let seen = bench.watch_name();
        bench.start_call(bench.rename());
        bench.answer_call(0, Ok(stale()));
        assert_eq!(bench.reads(), 2);
        bench.answer_read(0, Ok(bundle("old", v(1))));
        bench.answer_read(1, Ok(bundle("new", v(2))));
        if !is_versioned {
            bench.answer_read(2, Ok(bundle("new", None)));
        }
        assert_eq!(*seen.lock().unwrap(), ["old", "new"]);
        assert_eq!(bench.reads(), if is_versioned { 2 } else { 3 });
    });
}

#[test]
fn a_the_older_of_two_first_reads_lands_last_and_is_dropped() {
    both(|v, is_versioned| {
        let bench = Bench::new();
        let seen = bench.watch_name();
        bench.start_call(bench.rename());
        bench.answer_call(0, Ok(stale()));
        bench.answer_read(1, Ok(bundle("new", v(2))));
        bench.answer_read(0, Ok(bundle("old", v(1))));
        if !is_versioned {
            bench.answer_read(2, Ok(bundle("new", None)));
        }
        assert_eq!(*seen.lock().unwrap(), ["new"]);
        assert_eq!(bench.reads(), if is_versioned { 2 } else { 3 });
    });
}

#[test]
fn b_an_entry_without_readers_is_read_again_when_it_gets_one() {
    both(|v, _| {
        let bench = Bench::new();
        bench.user::<Value>(5).prefetch();
        bench.settle();
        bench.store.invalidate(&scope());
        bench.answer_read(0, Ok(bundle("old", v(1))));
        let seen = bench.watch_name();
        assert_eq!(bench.reads(), 2);
        bench.answer_read(1, Ok(bundle("new", v(2))));
        assert_eq!(*seen.lock().unwrap(), ["old", "new"]);
    });
}

/// Adds to the name that is shown.
fn add(more: &'static str) -> impl FnMut(&mut Drafts<'_>) + Send {
    move |drafts| {
        drafts.change(&address(5), |user: &mut Value| {
            let name = format!("{}{more}", user["user_profile"]["name"].as_str().unwrap());
            user["user_profile"]["name"] = name.into();
        });
    }
}

#[test]
fn c_of_two_optimistic_mutations_the_first_fails_and_the_second_stays() {
    both(|v, _| {
        let bench = Bench::new();
        let seen = bench.watch_name();
        bench.answer_read(0, Ok(bundle("truth", v(1))));
        let first = bench.start_call(bench.rename().optimistic(add("+A")));
        let second = bench.start_call(bench.rename().optimistic(add("+B")));
        bench.answer_call(0, Err(failure(Code::Conflict)));
        assert_eq!(first.lock().unwrap().take(), Some(Err(failure(Code::Conflict))));
        bench.answer_call(1, Ok(stale()));
        assert!(second.lock().unwrap().is_none());
        bench.answer_read(1, Ok(bundle("B", v(2))));
        assert_eq!(second.lock().unwrap().take(), Some(Ok(Value::Null)));
        assert_eq!(*seen.lock().unwrap(), ["truth", "truth+A", "truth+A+B", "truth+B", "B"]);
    });
}

#[test]
fn d_an_older_read_does_not_undo_the_data_of_a_mutation() {
    both(|v, is_versioned| {
        let bench = Bench::new();
        let seen = bench.watch_name();
        bench.answer_read(0, Ok(bundle("old", v(1))));
        let user = bench.user::<Value>(5);
        bench.start(async move { user.refetch().await.is_ok() });
        bench.start_call(bench.rename());
        bench.answer_call(0, Ok(merged("new", v(2))));
        bench.answer_read(1, Ok(bundle("old", v(1))));
        assert_eq!(*seen.lock().unwrap(), ["old", "new"]);
        assert_eq!(bench.reads(), if is_versioned { 2 } else { 3 });
        if !is_versioned {
            bench.answer_read(2, Ok(bundle("new", None)));
        }
        assert_eq!(*seen.lock().unwrap(), ["old", "new"]);
        assert!(!bench.user::<Value>(5).current().refreshing);
    });
}

#[test]
fn e_payloads_that_arrive_reordered_apply_in_order() {
    both(|v, is_versioned| {
        let bench = Bench::new();
        let seen = bench.watch_name();
        bench.answer_read(0, Ok(bundle("zero", v(0))));
        bench.start_call(bench.rename());
        bench.start_call(bench.rename());
        bench.answer_call(1, Ok(merged("two", v(2))));
        bench.answer_call(0, Ok(merged("one", v(1))));
        if !is_versioned {
            bench.answer_read(1, Ok(bundle("two", None)));
        }
        assert_eq!(*seen.lock().unwrap(), ["zero", "two"]);
        assert_eq!(bench.reads(), if is_versioned { 1 } else { 2 });
    });
}

#[test]
fn f_the_server_ran_the_younger_mutation_first() {
    both(|v, is_versioned| {
        let bench = Bench::new();
        let seen = bench.watch_name();
        bench.answer_read(0, Ok(bundle("zero", v(0))));
        bench.start_call(bench.rename());
        bench.start_call(bench.rename());
        bench.answer_call(0, Ok(merged("older", v(2))));
        bench.answer_call(1, Ok(merged("younger", v(1))));
        if !is_versioned {
            bench.answer_read(1, Ok(bundle("older", None)));
        }
        assert_eq!(seen.lock().unwrap().last().unwrap(), "older");
        assert_eq!(bench.reads(), if is_versioned { 1 } else { 2 });
    });
}
