//! What is served from the cache, and what makes it stale.

use mizan::cache::Cache;
use mizan::{Bypass, CacheResult, Miss};
use serde_json::json;

use super::application::{Node, Product, Shop, Strangers};
use super::faulty::{Faulty, Mood};

#[tokio::test]
async fn a_bundle_is_read_once_and_served_until_it_is_changed() {
    let node = Node::alone();
    assert_eq!(node.price(1).await, ("MISS".to_owned(), 100));
    assert_eq!(node.price(1).await, ("HIT".to_owned(), 100));
    assert_eq!(node.shop.reads(), 1);
    assert_eq!(node.call("set_price", json!({ "id": 1, "price": 7 })).await.status, 200);
    assert_eq!(node.price(1).await, ("MISS".to_owned(), 7));
    assert_eq!(node.price(1).await, ("HIT".to_owned(), 7));
}

#[tokio::test]
async fn a_hit_is_the_answer_that_a_read_would_give() {
    let node = Node::alone();
    let (miss, hit) = (node.get("/ctx/product/?id=1").await, node.get("/ctx/product/?id=1").await);
    assert_eq!((&*miss.cache, &*hit.cache), ("MISS", "HIT"));
    assert_eq!(miss.body, hit.body);
    assert_eq!(hit.body["similar"], json!([2]));
    let again = node.get("/ctx/product/?id=01").await;
    assert_eq!((again.cache.as_str(), &again.body["$p"]), ("HIT", &json!({ "id": 1 })));
}

#[tokio::test]
async fn a_bundle_is_kept_without_the_words_of_who_read_it_first() {
    let node = Node::alone();
    let miss = node.get("/ctx/product/?id=01").await;
    assert_eq!((&*miss.cache, &miss.body["$p"]), ("MISS", &json!({ "id": 1 })));
    let hit = node.get("/ctx/product/?id=1").await;
    assert_eq!((&*hit.cache, &hit.body["price"], hit.body.get("$p")), ("HIT", &json!(100), None));
    assert_eq!(hit.body["$h"], miss.body["$h"]);
}

#[tokio::test]
async fn a_hit_is_sent_from_where_it_is_kept() {
    let node = Node::alone();
    let ask = || http::Request::get("/ctx/product/?id=1").body(String::new()).unwrap();
    node.price(1).await;
    let [one, other] = [node.api.answer(ask()).await, node.api.answer(ask()).await];
    assert_eq!(one.body().as_ptr(), other.body().as_ptr(), "nothing is copied");
    // Another version stands before what is kept.
    node.call("set_price", json!({ "id": 2, "price": 7 })).await;
    let later = node.api.answer(ask()).await;
    let [one, later] = [one, later].map(|answer| answer.body().to_vec());
    let read = |body: &[u8]| serde_json::from_slice::<serde_json::Value>(body).unwrap();
    let (mut one, mut later) = (read(&one), read(&later));
    assert_ne!(one["$v"].take(), later["$v"].take());
    assert_eq!(one, later);
}

#[tokio::test]
async fn a_hit_bears_the_version_of_now() {
    let node = Node::alone();
    let version = |body: &serde_json::Value| body["$v"].as_str().unwrap().to_owned();
    node.price(1).await;
    node.call("set_price", json!({ "id": 2, "price": 7 })).await;
    let hit = node.get("/ctx/product/?id=1").await;
    assert_eq!(hit.cache, "HIT");
    assert!(version(&hit.body).ends_with(":1"), "{}", version(&hit.body));
}

#[tokio::test]
async fn a_change_makes_just_what_it_names_stale() {
    let node = Node::alone();
    node.price(1).await;
    node.price(2).await;
    node.call("set_price", json!({ "id": 1, "price": 7 })).await;
    assert_eq!(node.price(2).await.0, "HIT");
    assert_eq!(node.price(1).await.0, "MISS");
    node.call("raise", json!({})).await;
    assert_eq!(node.price(1).await, ("MISS".to_owned(), 8));
    assert_eq!(node.price(2).await.0, "MISS");
}

#[tokio::test]
async fn members_with_parameters_of_their_own_are_kept_by_themselves() {
    let node = Node::alone();
    let path = "/ctx/product/?id=1&$only=similar&most=2";
    assert_eq!(node.get(path).await.cache, "MISS");
    let hit = node.get(path).await;
    assert_eq!((hit.cache.as_str(), &hit.body["similar"]), ("HIT", &json!([2, 3])));
    assert_eq!(node.get("/ctx/product/?id=1&$only=similar&most=3").await.cache, "MISS");
    assert_eq!(node.get("/ctx/product/?id=1").await.cache, "MISS");
    node.call("set_price", json!({ "id": 1, "price": 7 })).await;
    assert_eq!(node.get(path).await.cache, "MISS");
}

#[tokio::test]
async fn an_answer_of_a_mutation_fills_the_cache() {
    let node = Node::alone();
    node.price(1).await;
    let mounted = json!([{ "context": "product", "params": { "id": 1 } }]);
    let call = json!({ "fn": "set_price", "args": { "id": 1, "price": 7 }, "mounted": mounted });
    let answer = node.post("/call/", call).await;
    assert_eq!(answer.body["contexts"][0]["bundle"]["price"], 7);
    assert_eq!(node.price(1).await, ("HIT".to_owned(), 7));
    assert_eq!(node.shop.reads(), 2);
}

#[tokio::test]
async fn reads_by_a_body_are_kept_as_well() {
    let node = Node::alone();
    node.price(1).await;
    let answer = node.post("/ctx/product/", json!({ "params": { "id": 1 } })).await;
    assert_eq!(answer.cache, "HIT");
    let read = json!({ "read": [{ "context": "product", "params": { "id": 1 } }] });
    let answer = node.post("/ctx/", read).await;
    assert_eq!(answer.body["read"][0]["bundle"]["price"], 100);
    assert_eq!(node.shop.reads(), 1);
}

#[tokio::test]
async fn a_change_outside_of_a_call_purges() {
    let node = Node::alone();
    node.price(1).await;
    node.shop.prices.lock().unwrap().insert(1, 7);
    assert_eq!(node.price(1).await, ("HIT".to_owned(), 100));
    node.api.invalidate(&Product { id: 1 }).await;
    assert_eq!(node.price(1).await, ("MISS".to_owned(), 7));
}

#[tokio::test]
async fn what_must_not_be_kept_is_not() {
    let node = Node::alone();
    for path in ["/ctx/dice/", "/ctx/agent/"] {
        for _ in 0..2 {
            assert_eq!(node.get(path).await.cache, "BYPASS", "{path}");
        }
    }
    assert_eq!(node.results.bypassed(), [Bypass::Uncached; 4]);
}

#[tokio::test]
async fn a_bundle_with_a_failed_member_is_not_kept() {
    let node = Node::alone();
    node.shop.prices.lock().unwrap().insert(1, -1);
    for _ in 0..2 {
        let answer = node.get("/ctx/product/?id=1").await;
        assert_eq!(answer.cache, "MISS");
        assert_eq!(answer.body["$errors"]["price"]["code"], "NOT_FOUND");
    }
    assert_eq!(node.shop.reads(), 2);
}

#[tokio::test]
async fn arguments_that_do_not_fit_purge_nothing_and_are_not_kept() {
    let node = Node::alone();
    node.price(1).await;
    assert_eq!(node.call("set_price", json!({ "id": "one" })).await.status, 422);
    assert_eq!(node.price(1).await.0, "HIT");
    for _ in 0..2 {
        assert_eq!(node.get("/ctx/product/?id=one").await.status, 422);
    }
}

#[tokio::test]
async fn a_mutation_that_fails_purges_for_it_may_have_committed() {
    let node = Node::alone();
    node.price(1).await;
    assert_eq!(node.call("set_price", json!({ "id": 1, "price": 13 })).await.status, 409);
    assert_eq!(node.price(1).await, ("MISS".to_owned(), 13));
}

#[tokio::test]
async fn without_a_cache_there_is_no_header() {
    let builder = mizan::Server::builder().provide(Shop::open());
    let api = builder.identify(super::people::Nobody).identify(Strangers).build().unwrap();
    let request = http::Request::get("/ctx/product/?id=1").body(String::new()).unwrap();
    let response = api.answer(request).await;
    assert_eq!(response.status(), 200);
    assert!(!response.headers().contains_key("x-mizan-cache"));
}

#[tokio::test]
async fn what_is_full_forgets_what_was_not_used() {
    let shop = Shop::open();
    let node = Node::of(&shop, mizan::cache::memory(100_000));
    node.price(1).await;
    for chapter in 0..100 {
        node.get(&format!("/ctx/novel/?chapter={chapter}")).await;
        assert_eq!(node.price(1).await.0, "HIT", "at {chapter}");
    }
    assert_eq!(node.get("/ctx/novel/?chapter=99").await.cache, "HIT");
    assert_eq!(node.get("/ctx/novel/?chapter=0").await.cache, "MISS");
}

#[tokio::test]
async fn a_cleared_cache_is_empty() {
    let node = Node::alone();
    node.price(1).await;
    node.api.clear_cache().await;
    assert_eq!(node.price(1).await.0, "MISS");
}

#[tokio::test]
async fn the_observer_learns_why_a_read_was_a_miss() {
    let (store, shop) = (Faulty::new(), Shop::open());
    let cache = || Cache::new(store.clone(), "a secret of at least thirty-two bytes").unwrap();
    let node = Node::of(&shop, cache());
    node.price(1).await;
    node.call("set_price", json!({ "id": 1, "price": 7 })).await;
    node.price(1).await;
    store.set(Mood::Confused);
    node.price(1).await;
    let misses = [Miss::Absent, Miss::Stale, Miss::Unreadable].map(CacheResult::Miss);
    assert_eq!(node.results.take(), misses);
}

#[tokio::test]
async fn clearing_the_cache_of_one_application_leaves_the_others_alone() {
    let (store, shop) = (Faulty::new(), Shop::open());
    let cache = |prefix| {
        Cache::new(store.clone(), "a secret of at least thirty-two bytes").unwrap().prefix(prefix)
    };
    let [one, other] = ["one", "other"].map(|prefix| Node::of(&shop, cache(prefix)));
    one.price(1).await;
    other.price(1).await;
    one.api.clear_cache().await;
    assert_eq!(one.price(1).await.0, "MISS");
    assert_eq!(other.price(1).await.0, "HIT");
}
