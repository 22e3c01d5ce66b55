//! Stores in trouble: no stale answer, no error for the caller.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use mizan::Bypass;
use mizan::cache::Cache;
use serde_json::json;

use super::application::{Node, Shop};
use super::faulty::{Faulty, Mood};
use super::log::Log;

const SECRET: &str = "a secret of at least thirty-two bytes";

fn cache(store: &Faulty) -> Cache {
    Cache::new(store.clone(), SECRET).unwrap()
}

/// The pause after which a store that has failed is asked again, and a little more.
const PAUSE: Duration = Duration::from_millis(1100);

#[tokio::test]
async fn a_store_that_is_gone_is_no_store() {
    let (store, shop) = (Faulty::new(), Shop::open());
    let node = Node::of(&shop, cache(&store));
    node.price(1).await;
    store.set(Mood::Gone);
    assert_eq!(node.price(1).await, ("BYPASS".to_owned(), 100));
    assert_eq!(node.call("set_price", json!({ "id": 1, "price": 7 })).await.status, 200);
    let (began, asked) = (Instant::now(), store.asked.load(Ordering::SeqCst));
    assert_eq!(node.price(1).await, ("BYPASS".to_owned(), 7));
    let is_left_alone = store.asked.load(Ordering::SeqCst) == asked || began.elapsed() >= PAUSE;
    assert!(is_left_alone, "a store that has failed is left alone");
    store.set(Mood::Fine);
    tokio::time::sleep(PAUSE).await;
    // What could not be purged is purged first.
    assert_eq!(node.price(1).await, ("MISS".to_owned(), 7));
    assert_eq!(node.price(1).await, ("HIT".to_owned(), 7));
}

#[tokio::test]
async fn a_store_that_says_nothing_is_not_waited_for() {
    let (store, shop) = (Faulty::new(), Shop::open());
    let node = Node::of(&shop, cache(&store));
    store.set(Mood::Silent);
    let began = Instant::now();
    assert_eq!(node.price(1).await, ("BYPASS".to_owned(), 100));
    let first = began.elapsed();
    assert!(first >= Duration::from_millis(200), "{first:?}");
    let (began, asked) = (Instant::now(), store.asked.load(Ordering::SeqCst));
    for _ in 0..20 {
        assert_eq!(node.price(1).await.0, "BYPASS");
    }
    // It is waited for once in a pause, by one.
    let asked = store.asked.load(Ordering::SeqCst) - asked;
    assert!(
        asked as u64 <= 1 + began.elapsed().as_secs(),
        "{asked} times in {:?}",
        began.elapsed()
    );
    assert_eq!(node.results.bypassed()[0], Bypass::Unavailable);
}

#[tokio::test]
async fn a_store_that_is_confused_serves_nothing() {
    let (store, shop) = (Faulty::new(), Shop::open());
    let node = Node::of(&shop, cache(&store));
    store.set(Mood::Confused);
    for _ in 0..2 {
        assert_eq!(node.price(1).await, ("MISS".to_owned(), 100));
    }
    store.set(Mood::Fine);
    assert_eq!(node.price(1).await, ("HIT".to_owned(), 100));
}

#[tokio::test]
async fn a_store_that_gives_too_few_stamps_is_no_store() {
    let (store, shop) = (Faulty::new(), Shop::open());
    let node = Node::of(&shop, cache(&store));
    store.set(Mood::Short);
    assert_eq!(node.price(1).await.0, "BYPASS");
    assert_eq!(node.call("set_price", json!({ "id": 1, "price": 7 })).await.status, 200);
    // An entry without stamps would never be stale.
    assert_eq!(node.price(1).await.1, 7);
    assert_eq!(node.results.bypassed(), [Bypass::Unavailable; 2]);
}

#[tokio::test]
async fn trouble_is_one_line_in_the_log_and_no_error_for_the_caller() {
    for (mood, line) in [
        (
            Mood::Gone,
            "nothing is served from the cache until it is back error=the store of the cache failed: it is gone",
        ),
        (
            Mood::Silent,
            "nothing is served from the cache until it is back error=the store of the cache failed: it took longer than 250ms",
        ),
        (
            Mood::Short,
            "nothing is served from the cache until it is back error=the store of the cache failed: it gave 0 answers for 3 names",
        ),
        (
            Mood::Full,
            "nothing is served from the cache until it is back error=the store of the cache failed: it is full",
        ),
        (Mood::Old, "the store of the cache has entries of another form, which are read anew"),
        (Mood::Confused, "the store of the cache has entries of another form, which are read anew"),
    ] {
        let (log, _guard) = Log::open();
        let (store, shop) = (Faulty::new(), Shop::open());
        let node = Node::of(&shop, cache(&store));
        node.price(1).await;
        store.set(mood);
        for price in 1..4 {
            let answer = node.call("set_price", json!({ "id": 1, "price": price })).await;
            assert_eq!(answer.status, 200);
            for _ in 0..2 {
                assert_eq!(node.price(1).await.1, price);
            }
        }
        let lines = log.lines();
        assert!(lines.len() == 1 && lines[0].ends_with(line), "{lines:#?}");
    }
}

#[tokio::test]
async fn a_store_that_stays_full_is_told_of_once() {
    let (log, _guard) = Log::open();
    let (store, shop) = (Faulty::new(), Shop::open());
    let node = Node::of(&shop, cache(&store));
    node.price(1).await;
    store.set(Mood::Full);
    for price in 1..4 {
        node.call("set_price", json!({ "id": 1, "price": price })).await;
        assert_eq!(node.price(1).await.1, price);
        tokio::time::sleep(PAUSE).await;
        assert_eq!(node.price(1).await.1, price);
    }
    store.set(Mood::Fine);
    tokio::time::sleep(PAUSE).await;
    node.price(1).await;
    assert_eq!(node.price(1).await.0, "HIT");
    let lines = log.lines();
    let is_back = |line: &&String| line.contains("the store of the cache is back");
    assert_eq!(lines.len() - lines.iter().filter(is_back).count(), 1, "{lines:#?}");
    assert!(lines.iter().filter(is_back).count() <= 1, "{lines:#?}");
}

#[tokio::test]
async fn a_strict_cache_refuses_what_it_cannot_purge() {
    let (store, shop) = (Faulty::new(), Shop::open());
    let node = Node::of(&shop, cache(&store).strict());
    store.set(Mood::Gone);
    let answer = node.call("set_price", json!({ "id": 1, "price": 7 })).await;
    assert_eq!((answer.status, &answer.body["error"]["code"]), (503, &json!("UNAVAILABLE")));
    assert!(shop.prices.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_rotated_secret_still_serves_what_the_old_one_has_kept() {
    let (store, shop) = (Faulty::new(), Shop::open());
    Node::of(&shop, cache(&store)).price(1).await;
    let new = || Cache::new(store.clone(), "another secret, of at least 32 bytes").unwrap();
    assert_eq!(Node::of(&shop, new().accept(SECRET).unwrap()).price(1).await.0, "HIT");
    assert_eq!(Node::of(&shop, new()).price(1).await.0, "MISS");
}

#[tokio::test]
async fn applications_with_other_prefixes_share_nothing() {
    let (store, shop) = (Faulty::new(), Shop::open());
    let [one, other] = ["one", "other"].map(|name| Node::of(&shop, cache(&store).prefix(name)));
    one.price(1).await;
    assert_eq!(other.price(1).await.0, "MISS");
    other.call("raise", json!({})).await;
    assert_eq!(one.price(1).await.0, "HIT");
}

#[tokio::test]
async fn another_node_does_not_serve_what_one_has_purged() {
    let (store, shop) = (Faulty::new(), Shop::open());
    let [one, other] = [Node::of(&shop, cache(&store)), Node::of(&shop, cache(&store))];
    one.price(1).await;
    assert_eq!(other.price(1).await.0, "HIT");
    one.call("set_price", json!({ "id": 1, "price": 7 })).await;
    assert_eq!(other.price(1).await, ("MISS".to_owned(), 7));
    assert_eq!(one.price(1).await, ("HIT".to_owned(), 7));
}

#[tokio::test]
async fn the_mark_of_a_node_that_died_ends_and_purges() {
    use mizan::cache::{Mark, Store};
    let (store, shop) = (Faulty::new(), Shop::open());
    let node = Node::of(&shop, cache(&store));
    node.price(1).await;
    // What a mutation leaves whose node is killed between its commit and its purge.
    let mark = Mark { id: "gone".to_owned(), life: Duration::from_millis(300) };
    store.mark(&["tag:product".to_owned()], &mark).await.unwrap();
    shop.prices.lock().unwrap().insert(1, 7);
    let read = loop {
        let read = node.price(1).await;
        if read.0 != "BYPASS" {
            break read;
        }
        assert_eq!(read.1, 7, "what is marked is read from the source");
        tokio::time::sleep(Duration::from_millis(10)).await;
    };
    assert_eq!(read, ("MISS".to_owned(), 7));
    assert_eq!(node.price(1).await.0, "HIT");
}
