//! What a call of the generated client costs beside the same request by hand, with reqwest and serde: the
//! processor time of the thread that calls, in turns, so that whatever slows the machine slows both. The
//! server runs on a thread of its own.
//!
//! `cargo bench -p rust-guide --bench call`

use std::hint::black_box;
use std::thread;
use std::time::Duration;

use axum::Router;
use cpu_time::ThreadTime;
use mizan::auth::sessions;
use rust_guide::api::{Client, Shape};
use rust_guide::{Me, Notes};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::runtime::Builder;

/// The calls of one turn, and the turns.
const CALLS: u32 = 200;
const TURNS: usize = 31;

/// The part of an answer that a caller by hand reads.
#[derive(Deserialize)]
struct Answer<T> {
    result: T,
}

/// A call as a caller by hand writes it.
#[derive(Serialize)]
struct Envelope<T> {
    #[serde(rename = "fn")]
    function: &'static str,
    args: T,
}

fn serve() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.set_nonblocking(true).expect("a listener for tokio");
    let address = listener.local_addr().expect("its own address");
    thread::spawn(move || {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async move {
            let api = mizan::Server::builder()
                .provide(Notes::default())
                .identify(sessions::<Me>())
                .build();
            let api = api.unwrap_or_else(|error| panic!("{error}"));
            let layer = tower_sessions::MemoryStore::default();
            let layer = tower_sessions::SessionManagerLayer::new(layer);
            let app = Router::new().nest("/api/mizan", mizan::axum::router(api)).layer(layer);
            let listener = TcpListener::from_std(listener).expect("a listener");
            axum::serve(listener, app).await
        })
    });
    format!("http://{address}/api/mizan")
}

async fn by_hand(http: &reqwest::Client, address: &str, shape: &Shape) -> Shape {
    let call = Envelope { function: "turn", args: json!({ "shape": shape }) };
    let body = serde_json::to_vec(&call).expect("JSON");
    let request = http.post(format!("{address}/call/")).header("content-type", "application/json");
    let request = request.timeout(Duration::from_secs(30)).body(body);
    let response = request.send().await.and_then(reqwest::Response::error_for_status);
    let bytes = response.expect("an answer").bytes().await.expect("a body");
    serde_json::from_slice::<Answer<Shape>>(&bytes).expect("a shape").result
}

fn main() {
    let address = serve();
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    let http = reqwest::Client::builder().cookie_store(true).build().expect("a client");
    let shape = Shape::Rectangle { width: 3, height: 4 };
    let mut ratios = Vec::new();
    let (mut generated, mut hand) = (Vec::new(), Vec::new());
    runtime.block_on(async {
        let client = Client::new(&address).unwrap_or_else(|error| panic!("{error}"));
        let answered = client.turn(shape.clone()).await.expect("an answer");
        assert_eq!(answered, by_hand(&http, &address, &shape).await, "both do the same work");
        assert_eq!(answered, Shape::Rectangle { width: 4, height: 3 });
        for turn in 0..=TURNS {
            let (mut with_client, mut with_hands) = (Duration::ZERO, Duration::ZERO);
            // One call of each after the other, and the first of them in turns: neither finds the caches warmer.
            for call in 0..2 * CALLS {
                let begun = ThreadTime::now();
                if (call + call / 2) % 2 == 0 {
                    black_box(client.turn(shape.clone()).await.expect("an answer"));
                    with_client += begun.elapsed();
                } else {
                    black_box(by_hand(&http, &address, &shape).await);
                    with_hands += begun.elapsed();
                }
            }
            // The first turn opens connections.
            if turn > 0 {
                ratios.push(with_client.as_secs_f64() / with_hands.as_secs_f64());
                generated.push((with_client / CALLS).as_secs_f64() * 1e6);
                hand.push((with_hands / CALLS).as_secs_f64() * 1e6);
            }
        }
    });
    let [_, generated, _] = quartiles(&mut generated);
    let [_, hand, _] = quartiles(&mut hand);
    let [low, ratio, high] = quartiles(&mut ratios);
    println!(
        "generated {generated:.1} µs, by hand {hand:.1} µs of processor time a call; ratio {ratio:.3}, \
         in half of the turns between {low:.3} and {high:.3}"
    );
}

fn quartiles(values: &mut [f64]) -> [f64; 3] {
    values.sort_by(f64::total_cmp);
    [1, 2, 3].map(|quarter| values[values.len() * quarter / 4])
}
