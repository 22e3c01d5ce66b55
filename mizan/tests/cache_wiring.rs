//! The mistakes that `build()` finds in the use of a cache.

use std::time::Duration;

use mizan::Server;

/// How this visitor reads, which differs from request to request.
#[derive(mizan::Context)]
struct Agent;

#[mizan::client(context = Agent, cache = 60)]
fn rates() -> u32 {
    1
}

#[mizan::client(context = Agent)]
fn agent(request: &mizan::Request) -> usize {
    request.headers().len()
}

/// A table of which one part is never kept.
#[derive(mizan::Context)]
struct Table;

#[mizan::client(context = Table, cache = 60)]
fn rules() -> u32 {
    1
}

#[mizan::client(context = Table, cache = false)]
fn dice() -> u32 {
    4
}

#[test]
fn a_time_beside_what_is_never_kept_is_an_error() {
    let builder = Server::builder().cache(mizan::cache::memory(1 << 20));
    let text = builder.build().map(drop).unwrap_err().to_string();
    let expected = "`cache_wiring::dice` says `cache = false`, and a context is kept as a whole: leave \
                    `cache` out of one of them, or let `cache_wiring::dice` read a context of its own";
    assert!(text.contains("`cache_wiring::rules` says `cache`"), "{text}");
    assert!(text.contains(expected), "{text}");
}

#[test]
fn a_time_for_what_is_never_kept_is_an_error() {
    let builder = Server::builder().cache(mizan::cache::memory(1 << 20));
    let text = builder.build().map(drop).unwrap_err().to_string();
    assert!(
        text.contains("`cache_wiring::rates` says `cache`, and nothing of its context is kept")
    );
    assert!(text.contains("`cache_wiring::agent` borrows the request or the session"), "{text}");
    assert!(text.contains("borrow an identity there instead, or leave `cache` out here"), "{text}");
    assert!(Server::builder().build().is_ok());
}

#[test]
fn a_cache_of_one_process_does_not_stand_beside_a_bus() {
    let builder = Server::builder().bus(mizan::bus::memory());
    let text = builder.cache(mizan::cache::memory(1 << 20)).build().map(drop).unwrap_err();
    let text = text.to_string();
    assert!(
        text.contains("a cache in memory beside a bus: the other nodes would serve what this one")
    );
    assert!(text.contains(".cache(mizan::cache::redis(url, secret).await?)"), "{text}");
    assert!(text.contains(".local(Duration::from_millis(200))"), "{text}");
}

#[test]
fn a_lease_is_a_second_at_most() {
    let told = |millis| {
        let lease = Duration::from_millis(millis);
        let builder = Server::builder().cache(mizan::cache::memory(1 << 20).local(lease));
        builder.build().map(drop).unwrap_err().to_string()
    };
    let text = told(1001);
    assert!(
        text.contains(
            "the cache would answer for 1.001s without asking its store, and may for a second at most"
        ),
        "{text}"
    );
    assert!(text.contains("write .local(Duration::from_secs(1)), or less"), "{text}");
    assert!(!told(1000).contains("without asking its store"));
}
