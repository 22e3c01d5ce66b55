//! What a hit costs: in memory beside the read that it saves, and in Redis beside a `GET` by hand.

use std::hint::black_box;
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Request, Response, header};
use axum::response::IntoResponse;
use axum::routing::get;
use bytes::Bytes;
use example_support::services::redis::Redis;
use http_body_util::BodyExt;
use mizan::axum::Front;
use mizan::cache::Cache;
use redis::aio::MultiplexedConnection;
use tokio::runtime::Runtime;
use tower_service::Service;

use crate::{Goal, Row, SECRET, callgrind, load, with_mizan};

const BUNDLE: &str = "/api/mizan/ctx/user/?user_id=5";
const ROWS: &str = "/api/mizan/ctx/table/";

/// What a hit may cost. The goals are lower; `benches/README.md` tells what is between.
const BUNDLE_BOUND: f64 = 1.3;
const ROWS_BOUND: f64 = 0.12;

/// The pairs of runs through Redis, of which the one in the middle counts.
const PAIRS: usize = 5;

pub(crate) fn app(cache: Option<Cache>) -> Front<Router> {
    match cache {
        Some(cache) => {
            let api = with_mizan::builder().cache(cache).build().expect("a server");
            mizan::axum::front(&api, "/api/mizan", Router::new())
        }
        None => with_mizan::app(),
    }
}

fn ask_for(path: &str) -> Request<Body> {
    Request::get(path).body(Body::empty()).expect("a request")
}

/// The answer to a request, and what the cache did for it.
pub(crate) async fn ask(
    app: &mut Front<Router>,
    request: Request<Body>,
) -> (Option<String>, Bytes) {
    let Ok(response) = app.call(request).await;
    let cache = response.headers().get("x-mizan-cache");
    let cache = cache.map(|value| value.to_str().expect("a text").to_owned());
    (cache, read_body(response).await)
}

async fn read_body(response: Response<Body>) -> Bytes {
    response.into_body().collect().await.expect("a body").to_bytes()
}

/// A bundle without its version, which differs from server to server.
fn without_version(body: &[u8]) -> serde_json::Value {
    let mut bundle: serde_json::Value = serde_json::from_slice(body).expect("JSON");
    bundle.as_object_mut().expect("a bundle").retain(|name, _| !name.starts_with('$'));
    bundle
}

/// Answers a request a number of times, for callgrind.
pub(crate) fn serve(path: &str, way: &str, requests: &str) {
    let requests: usize = requests.parse().expect("a number of requests");
    let mut app = app((way == "hit").then(|| mizan::cache::memory(64 << 20)));
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(async {
        for _ in 0..requests {
            let Ok(response) = app.call(ask_for(path)).await;
            black_box(read_body(response).await);
        }
    });
}

/// A hit of a bundle of four, whose reads ask no database, and those reads.
pub(crate) fn count_instructions() -> Row {
    assert_same_answers(BUNDLE);
    let ways = ["hit", "read"].map(|way| callgrind::measure(&[BUNDLE, way]));
    let name = "a hit in memory, bundle of four: instructions";
    Row { name, ways, goal: Goal::AtMost(0.5), bound: Goal::AtMost(BUNDLE_BOUND) }
}

/// The turns, of which the one in the middle counts, and how often each asks.
const TURNS: usize = 9;
const TIMES: u32 = 2_000;

/// A hit of 1 000 rows, and the read. It is time that is measured: under callgrind, a large copy counts as an
/// instruction for each byte.
pub(crate) fn measure_memory(runtime: &Runtime) -> Row {
    assert_same_answers(ROWS);
    let [mut kept, mut plain] = [app(Some(mizan::cache::memory(64 << 20))), app(None)];
    let mut turns: Vec<[f64; 2]> = runtime.block_on(async {
        let mut turns = Vec::new();
        for _ in 0..TURNS {
            turns.push([time(&mut kept).await, time(&mut plain).await]);
        }
        turns
    });
    turns.sort_by(|one, other| (one[0] / one[1]).total_cmp(&(other[0] / other[1])));
    let name = "a hit in memory, 1 000 rows: nanoseconds";
    let ways = turns[TURNS / 2];
    Row { name, ways, goal: Goal::AtMost(0.05), bound: Goal::AtMost(ROWS_BOUND) }
}

/// The nanoseconds of an answer with all rows.
async fn time(app: &mut Front<Router>) -> f64 {
    let begun = Instant::now();
    for _ in 0..TIMES {
        let Ok(response) = app.call(ask_for(ROWS)).await;
        black_box(read_body(response).await);
    }
    begun.elapsed().as_nanos() as f64 / f64::from(TIMES)
}

/// A hit gives the answer of the read that it saves.
fn assert_same_answers(path: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(async {
        let mut cached = app(Some(mizan::cache::memory(64 << 20)));
        let (first, _) = ask(&mut cached, ask_for(path)).await;
        let (second, hit) = ask(&mut cached, ask_for(path)).await;
        assert_eq!([first.as_deref(), second.as_deref()], [Some("MISS"), Some("HIT")]);
        let (none, read) = ask(&mut app(None), ask_for(path)).await;
        assert_eq!((none, without_version(&read)), (None, without_version(&hit)));
    });
}

/// Hits in Redis beside a handler by hand, which gets the same bytes over the same kind of connection.
pub(crate) fn measure_redis(server: &Redis, runtime: &Runtime) -> Row {
    let by_hand = runtime.block_on(async {
        let cache = mizan::cache::redis(server.url(), SECRET).await.expect("a cache");
        let mut app = app(Some(cache));
        let (_, read) = ask(&mut app, ask_for(BUNDLE)).await;
        let (cache, hit) = ask(&mut app, ask_for(BUNDLE)).await;
        assert_eq!(cache.as_deref(), Some("HIT"));
        assert_eq!(without_version(&read), without_version(&hit));
        let client = redis::Client::open(server.url()).expect("an address");
        let mut redis = client.get_multiplexed_async_connection().await.expect("a connection");
        let set = redis::cmd("SET").arg("by hand").arg(&*hit).query_async(&mut redis).await;
        let () = set.expect("a value");
        hit
    });
    let mut pairs: Vec<[f64; 2]> = (0..PAIRS).map(|_| measure_pair(server, &by_hand)).collect();
    pairs.sort_by(|one, other| (one[0] / one[1]).total_cmp(&(other[0] / other[1])));
    let ways = pairs[PAIRS / 2];
    let name = "a hit in Redis, and a `GET` by hand: requests a second";
    Row { name, ways, goal: Goal::AtLeast(0.8), bound: Goal::AtLeast(0.5) }
}

/// The requests a second of Mizan and of the handler by hand, one after the other.
fn measure_pair(server: &Redis, expected: &Bytes) -> [f64; 2] {
    let with_mizan =
        async || app(Some(mizan::cache::redis(server.url(), SECRET).await.expect("a cache")));
    let by_hand = async || {
        let client = redis::Client::open(server.url()).expect("an address");
        let redis = client.get_multiplexed_async_connection().await.expect("a connection");
        let app = Router::new().route("/kept", get(get_by_hand)).with_state(redis);
        let Ok(response) = app.clone().call(ask_for("/kept")).await;
        assert_eq!(read_body(response).await, expected);
        app
    };
    [load::count(with_mizan, ask_for(BUNDLE)), load::count(by_hand, ask_for("/kept"))]
}

async fn get_by_hand(State(mut redis): State<MultiplexedConnection>) -> impl IntoResponse {
    let body: Vec<u8> =
        redis::cmd("GET").arg("by hand").query_async(&mut redis).await.expect("a value");
    ([(header::CONTENT_TYPE, "application/json")], body)
}
