//! The cache on a real Redis: its laws, two nodes, and what happens when Redis fails.

use std::time::Duration;

use example_support::services::redis::Redis;
use mizan::cache::{Cache, laws, redis};
use serde_json::json;

use super::application::{Node, Shop};

const SECRET: &str = "a secret of at least thirty-two bytes";

async fn cache(server: &Redis) -> Cache {
    redis(server.url(), SECRET).await.unwrap()
}

/// Waits until a server that was away is asked again.
async fn until_back(node: &Node) {
    for _ in 0..200 {
        if node.price(99).await.0 != "BYPASS" {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the store is not asked again");
}

#[tokio::test]
async fn the_stores_keep_the_laws() {
    let server = Redis::start();
    let store = mizan::cache::Memory::new(1 << 20);
    laws::check(&store, &store.clone()).await;
    let stores = [mizan::cache::Redis::open(server.url()), mizan::cache::Redis::open(server.url())];
    let [one, other] = stores.map(|store| store.unwrap());
    laws::check(&one, &other).await;
}

#[tokio::test]
async fn an_address_or_a_secret_that_is_none_is_told() {
    let text =
        async |url: &str, secret: &str| redis(url, secret).await.map(drop).unwrap_err().to_string();
    let none = text("redis://127.0.0.1:1/", SECRET).await;
    assert!(none.starts_with("Redis cannot be reached: "), "{none}");
    assert!(none.ends_with("\nstart it, or write the address where it listens"), "{none}");
    assert!(text("localhost", SECRET).await.ends_with("\nwrite `redis://host:6379`"));
    let server = Redis::start();
    let short = text(&server.url(), "short").await;
    assert!(short.starts_with("the secret of the cache has 5 bytes, and needs 32\n"), "{short}");
}

#[tokio::test]
async fn two_nodes_share_what_they_keep() {
    let (server, shop) = (Redis::start(), Shop::open());
    let nodes = [Node::of(&shop, cache(&server).await), Node::of(&shop, cache(&server).await)];
    assert_eq!(nodes[0].price(1).await, ("MISS".to_owned(), 100));
    assert_eq!(nodes[1].price(1).await, ("HIT".to_owned(), 100));
    nodes[1].call("set_price", json!({ "id": 1, "price": 7 })).await;
    assert_eq!(nodes[0].price(1).await, ("MISS".to_owned(), 7));
    assert_eq!(nodes[1].price(1).await, ("HIT".to_owned(), 7));
    assert_eq!(shop.reads(), 2);
}

#[tokio::test]
async fn a_purge_costs_as_much_however_much_is_kept() {
    let (server, shop) = (Redis::start(), Shop::open());
    let node = Node::of(&shop, cache(&server).await);
    for id in 0..200 {
        node.price(id).await;
    }
    let commands = || {
        let info = server.ask_all("INFO stats").unwrap();
        let line = info.lines().find_map(|it| it.strip_prefix("total_commands_processed:"));
        line.unwrap().trim().parse::<i64>().unwrap()
    };
    let before = commands();
    node.call("raise", json!({})).await;
    let all = commands() - before;
    assert!(all < 20, "{all} commands for a purge of 200 entries");
    assert_eq!(node.price(7).await.0, "MISS");
}

#[tokio::test]
async fn a_redis_that_starts_again_from_a_snapshot_serves_nothing_from_before() {
    let (mut server, shop) = (Redis::start(), Shop::open());
    let node = Node::of(&shop, cache(&server).await);
    node.price(1).await;
    server.save();
    node.call("set_price", json!({ "id": 1, "price": 7 })).await;
    server.kill();
    server.start_again();
    until_back(&node).await;
    // The snapshot has the entry and the stamps from before the purge.
    assert_eq!(node.price(1).await, ("MISS".to_owned(), 7));
}

#[tokio::test]
async fn a_redis_that_is_emptied_or_gone_is_no_error() {
    let (mut server, shop) = (Redis::start(), Shop::open());
    let node = Node::of(&shop, cache(&server).await);
    node.price(1).await;
    assert_eq!(server.ask("FLUSHALL").as_deref(), Ok("+OK"));
    assert_eq!(node.price(1).await.0, "MISS");
    server.kill();
    assert_eq!(node.price(1).await, ("BYPASS".to_owned(), 100));
    assert_eq!(node.call("set_price", json!({ "id": 1, "price": 7 })).await.status, 200);
    server.start_again();
    until_back(&node).await;
    assert_eq!(node.price(1).await, ("MISS".to_owned(), 7));
}

#[tokio::test]
async fn a_redis_that_hangs_delays_one_request_and_keeps_what_was_purged() {
    let (server, shop) = (Redis::start(), Shop::open());
    let nodes = [Node::of(&shop, cache(&server).await), Node::of(&shop, cache(&server).await)];
    nodes[0].price(1).await;
    nodes[1].price(1).await;
    server.freeze();
    assert_eq!(nodes[0].call("set_price", json!({ "id": 1, "price": 7 })).await.status, 200);
    assert_eq!(nodes[0].price(1).await, ("BYPASS".to_owned(), 7));
    server.thaw();
    until_back(&nodes[0]).await;
    assert_eq!(nodes[0].price(1).await.1, 7);
    until_back(&nodes[1]).await;
    assert_eq!(nodes[1].price(1).await.1, 7);
}

#[tokio::test]
async fn a_redis_that_is_full_keeps_nothing_and_serves_nothing_old() {
    let (server, shop) = (Redis::start(), Shop::open());
    let node = Node::of(&shop, cache(&server).await);
    node.price(1).await;
    assert_eq!(node.price(1).await.0, "HIT");
    assert_eq!(server.ask("CONFIG SET maxmemory-policy noeviction").as_deref(), Ok("+OK"));
    assert_eq!(server.ask("CONFIG SET maxmemory 1").as_deref(), Ok("+OK"));
    assert_eq!(node.call("set_price", json!({ "id": 1, "price": 7 })).await.status, 200);
    for _ in 0..5 {
        assert_eq!(node.price(1).await.1, 7);
    }
    assert_eq!(server.ask("CONFIG SET maxmemory 0").as_deref(), Ok("+OK"));
    until_back(&node).await;
    assert_eq!(node.price(1).await.1, 7);
    assert_eq!(node.price(1).await.0, "HIT");
}
