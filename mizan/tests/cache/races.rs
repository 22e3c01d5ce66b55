//! Fills, changes and waiters in every order.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::task::yield_now;

use super::application::{Node, Shop};

/// Waits until something holds, which other tasks bring about.
pub(crate) async fn until(holds: impl Fn() -> bool) {
    let begin = Instant::now();
    while !holds() {
        assert!(begin.elapsed() < Duration::from_secs(60), "it never holds");
        yield_now().await;
    }
}

#[tokio::test]
async fn a_read_that_began_before_a_change_is_not_served_after_it() {
    let node = Arc::new(Node::alone());
    node.shop.reading.send_replace(false);
    let reading = tokio::spawn({
        let node = Arc::clone(&node);
        async move { node.price(1).await }
    });
    until(|| node.shop.reads() == 1).await;
    assert_eq!(node.call("set_price", json!({ "id": 1, "price": 7 })).await.status, 200);
    node.shop.reading.send_replace(true);
    assert_eq!(reading.await.unwrap(), ("MISS".to_owned(), 100));
    assert_eq!(node.price(1).await, ("MISS".to_owned(), 7));
}

#[tokio::test]
async fn a_reader_behind_a_change_does_not_join_the_fill_before_it() {
    let node = Arc::new(Node::alone());
    node.shop.reading.send_replace(false);
    let read = || {
        let node = Arc::clone(&node);
        tokio::spawn(async move { node.price(1).await })
    };
    let before = read();
    until(|| node.shop.reads() == 1).await;
    node.call("set_price", json!({ "id": 1, "price": 7 })).await;
    let behind = read();
    until(|| node.shop.reads() == 2).await;
    node.shop.reading.send_replace(true);
    assert_eq!(before.await.unwrap().1, 100);
    assert_eq!(behind.await.unwrap().1, 7);
    assert_eq!(node.price(1).await, ("HIT".to_owned(), 7));
}

#[tokio::test]
async fn a_mutation_whose_caller_has_gone_purges_all_the_same() {
    let node = Arc::new(Node::alone());
    node.price(1).await;
    node.shop.changing.send_replace(false);
    let changing = tokio::spawn({
        let node = Arc::clone(&node);
        async move { node.call("set_price", json!({ "id": 1, "price": 7 })).await }
    });
    until(|| !node.shop.prices.lock().unwrap().is_empty()).await;
    changing.abort();
    assert!(changing.await.is_err());
    node.shop.changing.send_replace(true);
    while node.price(1).await.0 == "BYPASS" {
        yield_now().await;
    }
    assert_eq!(node.price(1).await, ("HIT".to_owned(), 7));
}

#[tokio::test]
async fn of_ten_thousand_who_miss_one_reads() {
    let node = Arc::new(Node::build(&Shop::open(), mizan::cache::memory(1 << 20), |builder| {
        builder.concurrency_limit(20_000)
    }));
    node.shop.reading.send_replace(false);
    let tasks: Vec<_> = (0..10_000)
        .map(|_| {
            let node = Arc::clone(&node);
            tokio::spawn(async move { node.price(1).await })
        })
        .collect();
    until(|| node.shop.reads() == 1).await;
    for _ in 0..100 {
        yield_now().await;
    }
    node.shop.reading.send_replace(true);
    let mut misses = 0;
    for task in tasks {
        let (cache, price) = task.await.unwrap();
        assert_eq!(price, 100);
        misses += usize::from(cache == "MISS");
    }
    assert_eq!((misses, node.shop.reads()), (1, 1));
}

#[tokio::test]
async fn a_reader_who_leads_and_goes_is_replaced() {
    let node = Arc::new(Node::alone());
    node.shop.reading.send_replace(false);
    let read = || {
        let node = Arc::clone(&node);
        tokio::spawn(async move { node.price(1).await })
    };
    let leading = read();
    until(|| node.shop.reads() == 1).await;
    let waiting = read();
    for _ in 0..100 {
        yield_now().await;
    }
    assert_eq!(node.shop.reads(), 1);
    leading.abort();
    until(|| node.shop.reads() == 2).await;
    node.shop.reading.send_replace(true);
    assert_eq!(waiting.await.unwrap(), ("MISS".to_owned(), 100));
}

#[tokio::test]
async fn a_fill_that_fails_is_not_remembered() {
    let node = Arc::new(Node::alone());
    node.shop.prices.lock().unwrap().insert(1, -1);
    node.shop.reading.send_replace(false);
    let read = || {
        let node = Arc::clone(&node);
        tokio::spawn(async move { node.get("/ctx/product/?id=1&$only=price").await.status })
    };
    let (leading, waiting) = (read(), read());
    until(|| node.shop.reads() == 1).await;
    node.shop.prices.lock().unwrap().insert(1, 100);
    node.shop.reading.send_replace(true);
    let statuses = [leading.await.unwrap(), waiting.await.unwrap()];
    assert_eq!(statuses, [404, 200]);
}

#[tokio::test]
async fn an_entry_has_an_age_at_most() {
    let shop = Shop::open();
    let cache = mizan::cache::memory(1 << 20).max_age(Duration::ZERO);
    let node = Node::of(&shop, cache);
    node.price(1).await;
    assert_eq!(node.price(1).await.0, "MISS");
}
