//! What is live, with a server whose lines the program cuts, refuses and loses.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::routing::post;
use mizan::Server;
use python_guide::live::{Chat, Data, Line};
use tokio::task::spawn_blocking;

use crate::application::{listen, serve};
use crate::play;
use crate::proxy::{Mode, Proxy};

/// What a program may do to its server.
struct Stage {
    api: Server,
    data: Arc<Data>,
    proxy: Proxy,
}

type Asked = (State<Arc<Stage>>, Query<HashMap<String, String>>);

async fn play_live(programs: &'static str) -> String {
    let data: Arc<Data> = Arc::default();
    let served = serve(&data).await;
    let proxy = Proxy::start(served.address.clone()).await;
    let address = format!("http://{}/api/mizan", proxy.address);
    let stage = Arc::new(Stage { api: served.api, data, proxy });
    let control = listen(Router::new().route("/", post(direct)).with_state(stage)).await;
    let arguments = [address, format!("http://{control}/"), served.address];
    spawn_blocking(move || play(programs, &arguments)).await.expect("Python runs")
}

/// Does what a program asks for.
async fn direct((State(stage), Query(asked)): Asked) -> StatusCode {
    let Stage { api, data, proxy } = &*stage;
    for (what, value) in asked {
        match (what.as_str(), value.as_str()) {
            ("lines", "pass") => proxy.set(Mode::Pass),
            ("lines", "refuse") => proxy.set(Mode::Refuse),
            ("lines", "freeze") => proxy.set(Mode::Freeze),
            ("lines", "cut") => proxy.cut(),
            ("allow", token) => drop(data.tokens.lock().unwrap().insert(token.to_owned())),
            ("revoke", token) => drop(data.tokens.lock().unwrap().remove(token)),
            ("database", state) => data.is_down.store(state == "down", Ordering::SeqCst),
            ("say", room) => {
                let line = Line { id: 1_000_000, text: "from the server".to_owned() };
                api.send(&Chat { room: room.to_owned() }, &line).await.expect("it is said");
            }
            _ => return StatusCode::BAD_REQUEST,
        }
    }
    StatusCode::OK
}

#[tokio::test(flavor = "multi_thread")]
async fn what_others_change_is_watched() {
    let told = play_live("live.py").await;
    assert_eq!(told, include_str!("../programs/live.txt"));
}

/// No server is behind these: the programs have their own.
#[test]
fn strange_servers_are_told() {
    let told = play("strange.py", &[]);
    assert_eq!(told, include_str!("../programs/strange.txt"));
    let told = play("answers.py", &[]);
    assert_eq!(told, include_str!("../programs/answers.txt"));
    let told = play("turns.py", &[]);
    assert_eq!(told, include_str!("../programs/turns.txt"));
}
