//! What a process answers without asking a store that others share.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use mizan::cache::Cache;
use mizan::{Bypass, bus};
use serde_json::json;
use tokio::task::yield_now;

use super::application::{Node, Shop};
use super::faulty::{Faulty, Mood};

const PRICE: &str = "/ctx/product/?id=1";

/// Long enough for every step of a test but those that wait for its end.
const LEASE: Duration = Duration::from_millis(900);

fn cache(store: &Faulty) -> Cache {
    let secret = "a secret of at least thirty-two bytes";
    Cache::new(store.clone(), secret).unwrap().local(LEASE)
}

/// Reads until another price is shown, at the latest when a lease is over that began before then.
async fn until_shown(node: &Node, price: i64, began: Instant) {
    loop {
        let asked = began.elapsed();
        if node.price(1).await.1 == price {
            return;
        }
        assert!(asked < LEASE, "the old price is shown after {asked:?}");
        yield_now().await;
    }
}

pub(crate) fn two(shop: &Arc<Shop>, store: &Faulty) -> [Node; 2] {
    [Node::of(shop, cache(store)), Node::of(shop, cache(store))]
}

#[tokio::test]
async fn the_store_is_not_asked_until_the_lease_is_over() {
    let (store, shop) = (Faulty::new(), Shop::open());
    let [one, other] = two(&shop, &store);
    one.price(1).await;
    let began = Instant::now();
    let asked = store.asked.load(Ordering::SeqCst);
    for _ in 0..5 {
        assert_eq!(one.price(1).await, ("HIT".to_owned(), 100));
    }
    let is_unasked = store.asked.load(Ordering::SeqCst) == asked;
    assert!(is_unasked || began.elapsed() >= LEASE, "a lease needs no store");
    other.call("set_price", json!({ "id": 1, "price": 7 })).await;
    assert_eq!(other.price(1).await, ("MISS".to_owned(), 7));
    // Nothing tells the one of the other's change: it is as late as its lease.
    until_shown(&one, 7, began).await;
    assert_eq!(one.price(1).await, ("HIT".to_owned(), 7));
    assert_eq!(shop.reads(), 2);
}

#[tokio::test]
async fn the_node_that_changes_something_shows_it_at_once() {
    let (store, shop) = (Faulty::new(), Shop::open());
    let [one, _] = two(&shop, &store);
    for price in 20..40 {
        one.call("set_price", json!({ "id": 1, "price": price })).await;
        assert_eq!(one.price(1).await, ("MISS".to_owned(), price));
        assert_eq!(one.price(1).await, ("HIT".to_owned(), price));
    }
}

#[tokio::test]
async fn a_client_sees_on_every_node_what_it_has_changed() {
    let (store, shop) = (Faulty::new(), Shop::open());
    let [one, other] = two(&shop, &store);
    one.price(1).await;
    let answer = other.call("set_price", json!({ "id": 1, "price": 7 })).await;
    let seen = format!("product={}", answer.body["v"]["product"].as_str().unwrap());
    assert_eq!(one.price(1).await, ("HIT".to_owned(), 100));
    let own = one.get_as(PRICE, &[("x-mizan-seen", &seen)]).await;
    assert_eq!((&*own.cache, &own.body["price"]), ("MISS", &json!(7)));
}

#[tokio::test]
async fn what_is_heard_on_the_bus_ends_a_lease() {
    let (store, shop, bus) = (Faulty::new(), Shop::open(), bus::memory());
    let node = || Node::build(&shop, cache(&store), |builder| builder.bus(bus.clone()));
    let [one, other] = [node(), node()];
    for price in 20..40 {
        let shown = one.price(1).await.1;
        let answer = other.call("set_price", json!({ "id": 1, "price": price })).await;
        let seen = format!("product={}", answer.body["v"]["product"].as_str().unwrap());
        let own = one.get_as(PRICE, &[("x-mizan-seen", &seen)]).await;
        assert_eq!(own.body["price"], price, "where {shown} was shown");
        // Long before the lease is over.
        until_shown(&one, price, Instant::now() - LEASE / 2).await;
    }
}

#[tokio::test]
async fn a_cache_in_memory_beside_a_bus_is_as_late_as_its_lease() {
    let (shop, bus) = (Shop::open(), bus::memory());
    let node = || {
        let cache = mizan::cache::memory(1 << 20).local(LEASE);
        Node::build(&shop, cache, |builder| builder.bus(bus.clone()))
    };
    let [one, other] = [node(), node()];
    assert_eq!(one.price(1).await.0, "MISS");
    let began = Instant::now();
    assert_eq!(one.price(1).await.0, "HIT");
    // Nobody tells of this change: what is kept ends by its age.
    shop.prices.lock().unwrap().insert(1, 5);
    until_shown(&one, 5, began).await;
    let answer = other.call("set_price", json!({ "id": 1, "price": 7 })).await;
    let seen = format!("product={}", answer.body["v"]["product"].as_str().unwrap());
    let own = one.get_as(PRICE, &[("x-mizan-seen", &seen)]).await;
    assert_eq!(own.body["price"], 7);
    one.results.take();
    let behind = one.get_as(PRICE, &[("x-mizan-seen", "product=elsewhere:1")]).await;
    assert_eq!((&*behind.cache, &behind.body["price"]), ("BYPASS", &json!(7)));
    assert_eq!(one.results.bypassed(), [Bypass::Behind]);
    until_shown(&one, 7, Instant::now() - LEASE / 2).await;
}

#[tokio::test]
async fn a_lease_survives_a_store_that_is_down_and_no_longer() {
    let (store, shop) = (Faulty::new(), Shop::open());
    let [one, _] = two(&shop, &store);
    one.price(1).await;
    let began = Instant::now();
    store.set(Mood::Gone);
    loop {
        let (asked, (cache, _)) = (began.elapsed(), one.price(1).await);
        if cache != "HIT" {
            assert_eq!(cache, "BYPASS");
            break;
        }
        assert!(asked < LEASE, "it answers after {asked:?}");
        yield_now().await;
    }
    assert_eq!(one.call("set_price", json!({ "id": 1, "price": 7 })).await.status, 200);
    assert_eq!(one.price(1).await, ("BYPASS".to_owned(), 7));
}
