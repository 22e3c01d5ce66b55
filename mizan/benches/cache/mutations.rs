//! What a mutation with two scopes pays for the marks and purges of the cache.

use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use example_support::services::redis::Redis;
use mizan::axum::Front;
use mizan::cache::Cache;
use tokio::runtime::Runtime;

use crate::hits::{app, ask};
use crate::{Goal, Row, SECRET};

#[derive(mizan::Context)]
struct Stock {
    article: i64,
}

#[derive(mizan::Context)]
struct Price {
    article: i64,
}

#[mizan::client(context = Stock)]
fn stock(article: i64) -> i64 {
    article
}

#[mizan::client(context = Price)]
fn price(article: i64) -> i64 {
    article
}

#[mizan::client(affects = [Stock, Price])]
fn sell(article: i64) -> i64 {
    article
}

/// The turns, of which the one in the middle counts, and how often each does a thing.
const TURNS: usize = 9;
const TIMES: u32 = 2_000;

const BODY: &str = r#"{"fn":"sell","args":{"article":5}}"#;

pub(crate) fn measure(server: &Redis, runtime: &Runtime) -> Row {
    let mut turns: Vec<[f64; 2]> = runtime.block_on(async {
        let cache = mizan::cache::redis(server.url(), SECRET).await.expect("a cache");
        let [mut kept, mut plain] = [app(Some(cache)), app(None::<Cache>)];
        let client = redis::Client::open(server.url()).expect("an address");
        let mut redis = client.get_multiplexed_async_connection().await.expect("a connection");
        let mut turns = Vec::new();
        for _ in 0..TURNS {
            let extra = call(&mut kept).await.saturating_sub(call(&mut plain).await);
            let begun = Instant::now();
            for _ in 0..TIMES {
                for name in ["one", "two"] {
                    let mut set = redis::cmd("SET");
                    set.arg(name).arg("0123456789");
                    let () = set.query_async(&mut redis).await.expect("Redis answers");
                }
            }
            let nanoseconds = |time: Duration| time.as_nanos() as f64 / f64::from(TIMES);
            turns.push([extra, begun.elapsed()].map(nanoseconds));
        }
        turns
    });
    turns.sort_by(|one, other| (one[0] / one[1]).total_cmp(&(other[0] / other[1])));
    let ways = turns[TURNS / 2];
    let name = "a mutation with two scopes, and two `SET`s: extra ns";
    Row { name, ways, goal: Goal::AtMost(1.3), bound: Goal::AtMost(1.9) }
}

/// How long the calls take, which all give the same answer.
async fn call(app: &mut Front<Router>) -> Duration {
    let begun = Instant::now();
    for _ in 0..TIMES {
        let request = Request::post("/api/mizan/call/")
            .header("content-type", "application/json")
            .header("content-length", BODY.len())
            .body(Body::from(BODY))
            .expect("a request");
        let (_, body) = ask(app, request).await;
        assert!(body.starts_with(br#"{"result":5,"#), "{body:?}");
    }
    begun.elapsed()
}
