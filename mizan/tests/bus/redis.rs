//! The bus on a real Redis: its laws, and what happens when Redis or the network fails.

use std::time::{Duration, Instant};

use example_support::services::redis::Redis;
use mizan::bus::{Bus, Event, laws, redis};

use crate::hearing::{Hearing, LIMIT, announce};
use crate::proxy::{Network, Proxy};

#[tokio::test(flavor = "multi_thread")]
async fn it_keeps_the_laws() {
    let server = Redis::start();
    let (one, other) = (redis(server.url()).await.unwrap(), redis(server.url()).await.unwrap());
    laws::check(&one, &other).await;
    // Two applications share it, and each keeps the laws.
    let (shop, other_shop) = (one.clone().prefix("shop"), other.prefix("shop"));
    let mut hearing = Hearing::open(&one).await;
    announce(&shop, "in the shop").await.unwrap();
    announce(&one, "here").await.unwrap();
    assert_eq!(hearing.text().await, "here");
    laws::check(&shop, &other_shop).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_without_redis_is_an_error_that_tells_what_to_do() {
    let text = async |url: &str| redis(url).await.map(drop).unwrap_err().to_string();
    let none = text("redis://127.0.0.1:1/").await;
    assert!(none.starts_with("the bus failed: no Redis answers at 127.0.0.1:1: "), "{none}");
    assert!(none.ends_with(". Start one there, or correct the address."), "{none}");
    let wrong = text("localhost:6379").await;
    assert!(wrong.contains("the address of Redis is not valid"), "{wrong}");
    assert!(wrong.ends_with("Write one like `redis://:password@host:6379/0`."), "{wrong}");
    let server = Redis::start();
    assert_eq!(server.ask("CONFIG SET requirepass secret").as_deref(), Ok("+OK"));
    let wrong = text(&server.url().replace("127.0.0.1", ":guess@127.0.0.1")).await;
    assert!(wrong.contains("no Redis answers at 127.0.0.1") && !wrong.contains("guess"), "{wrong}");
    let url = server.url().replace("127.0.0.1", ":secret@127.0.0.1");
    Hearing::open(&redis(url).await.unwrap()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redis_that_comes_back_empty_begins_with_other_clocks() {
    let mut server = Redis::start();
    let bus = redis(server.url()).await.unwrap();
    let mut hearing = Hearing::open(&bus).await;
    let before = announce(&bus, "before").await.unwrap();
    assert_eq!(hearing.text().await, "before");
    server.kill();
    assert!(announce(&bus, "lost").await.is_err());
    hearing.lost().await;
    server.start_again();
    assert_ne!(hearing.opened().await, hearing.clock);
    let after = announce(&bus, "after").await.unwrap();
    assert_eq!(hearing.text().await, "after");
    assert_eq!(after.name, hearing.clock);
    assert_ne!(after.name, before.name);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redis_that_comes_back_as_it_was_long_ago_begins_with_other_clocks() {
    let mut server = Redis::start();
    let bus = redis(server.url()).await.unwrap();
    let mut hearing = Hearing::open(&bus).await;
    announce(&bus, "saved").await.unwrap();
    server.save();
    let undone = announce(&bus, "undone").await.unwrap();
    assert_eq!((hearing.text().await, hearing.text().await), ("saved".into(), "undone".into()));
    server.kill();
    server.start_again();
    // It was away for a moment only, and has forgotten a change all the same.
    let Event::Open { clock, numbers } = (match hearing.next().await {
        Event::Lost => hearing.next().await,
        event => event,
    }) else {
        panic!("the bus opens anew");
    };
    assert_ne!(clock, undone.name);
    assert_eq!((undone.numbers["board"], numbers["board"]), (2, 1));
    let again = announce(&bus, "again").await.unwrap();
    assert_eq!((again.name, again.numbers["board"]), (clock, 2));
    assert_eq!(hearing.text().await, "again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redis_whose_data_were_removed_begins_with_other_clocks() {
    let server = Redis::start();
    let bus = redis(server.url()).await.unwrap();
    let mut hearing = Hearing::open(&bus).await;
    announce(&bus, "before").await.unwrap();
    assert_eq!(hearing.text().await, "before");
    assert_eq!(server.ask("FLUSHALL").as_deref(), Ok("+OK"));
    assert_ne!(hearing.opened().await, hearing.clock);
    announce(&bus, "after").await.unwrap();
    assert_eq!(hearing.text().await, "after");
}

/// A bus through a network that can be cut, and one that always reaches Redis.
async fn cut(server: &Redis) -> (impl Bus, impl Bus, Proxy) {
    let proxy = Proxy::start(server.port()).await;
    let through = redis(format!("redis://{}/", proxy.address)).await.unwrap();
    (through, redis(server.url()).await.unwrap(), proxy)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_short_cut_costs_nothing() {
    let server = Redis::start();
    let (through, direct, proxy) = cut(&server).await;
    let mut hearing = Hearing::open(&through).await;
    proxy.set(Network::Closed);
    announce(&direct, "unheard").await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    proxy.set(Network::Whole);
    assert_eq!(hearing.text().await, "unheard");
    announce(&through, "heard").await.unwrap();
    assert_eq!(hearing.text().await, "heard");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_longer_kept_is_missed() {
    let server = Redis::start();
    let (through, direct, proxy) = cut(&server).await;
    let mut hearing = Hearing::open(&through).await;
    proxy.set(Network::Closed);
    announce(&direct, "unheard").await.unwrap();
    server.ask("XTRIM {mizan}:events MAXLEN 0").unwrap();
    announce(&direct, "a gap before it").await.unwrap();
    proxy.set(Network::Whole);
    hearing.opened().await;
    announce(&direct, "heard").await.unwrap();
    assert_eq!(hearing.text().await, "heard");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_is_cut_without_a_word_is_noticed() {
    let server = Redis::start();
    let (through, direct, proxy) = cut(&server).await;
    let mut hearing = Hearing::open(&through).await;
    let begin = Instant::now();
    proxy.set(Network::Silent);
    assert!(announce(&through, "held up").await.is_err());
    assert!(begin.elapsed() < LIMIT, "an operation ends");
    hearing.lost().await;
    announce(&direct, "unheard").await.unwrap();
    proxy.set(Network::Whole);
    hearing.opened().await;
    announce(&direct, "heard").await.unwrap();
    assert_eq!(hearing.text().await, "heard");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redis_that_stands_still_is_noticed() {
    let server = Redis::start();
    let bus = redis(server.url()).await.unwrap();
    let mut hearing = Hearing::open(&bus).await;
    server.freeze();
    assert!(announce(&bus, "held up").await.is_err());
    hearing.lost().await;
    server.thaw();
    hearing.opened().await;
    let mut texts = Vec::new();
    announce(&bus, "heard").await.unwrap();
    while texts.last().is_none_or(|text| text != "heard") {
        texts.push(hearing.text().await);
    }
}
