//! Observers: the runs and the invalidations that they are told of.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::Request;
use mizan::auth::User;
use mizan::{Error, FunctionKind, Invalidation, Observer, Outcome, Run, Server};
use tokio::sync::Notify;

#[derive(mizan::Context)]
struct Room {
    room_id: i64,
}

#[mizan::client(context = Room)]
fn guests(room_id: i64) -> i64 {
    room_id
}

#[mizan::client(context = Room)]
async fn weather(room_id: i64) -> i64 {
    match room_id {
        7 => std::future::pending().await,
        room_id => room_id,
    }
}

#[mizan::client(affects = Room)]
fn enter(room_id: i64) -> Result<(), Error> {
    match room_id {
        0 => Err(Error::conflict("full")),
        1 => panic!("no such room"),
        _ => Ok(()),
    }
}

/// Waits until a test opens the door.
#[mizan::client(affects = Room)]
async fn knock(door: &Arc<Notify>, request: &mizan::Request, room_id: i64) {
    request.invalidate(&Room { room_id: 100 });
    door.notified().await;
    request.invalidate(&Room { room_id });
}

#[mizan::client(affects = Room)]
fn enter_by_name(user: &User, room_id: i64) -> Result<String, Error> {
    enter(room_id)?;
    Ok(user.id.clone())
}

/// The user whom a proxy has found out.
struct ByProxy;

impl mizan::Identify for ByProxy {
    type Identity = User;

    async fn identify(&self, request: &mizan::Request) -> Result<Option<User>, Error> {
        let name = request.headers().get("x-user").and_then(|name| name.to_str().ok());
        Ok(name.map(|name| User { id: name.to_owned(), staff: true, ..User::default() }))
    }
}

#[mizan::client]
fn ping() {}

#[mizan::client(route = "/rooms/{room_id}")]
fn room_page(room_id: i64) -> String {
    room_id.to_string()
}

#[derive(Default)]
struct Seen {
    runs: Mutex<Vec<(&'static str, FunctionKind, Outcome)>>,
    callers: Mutex<Vec<String>>,
    invalidations: Mutex<Vec<String>>,
    told: Notify,
}

#[derive(Clone, Default)]
struct Eyes(Arc<Seen>);

impl Observer for Eyes {
    fn ran(&self, run: &Run<'_>) {
        assert!(run.duration() < Duration::from_secs(60));
        assert_eq!(run.request().headers()["x-request-id"], run.request().id());
        self.0.runs.lock().unwrap().push((run.function(), run.kind(), run.outcome()));
        if let Some(caller) = run.caller() {
            let is_staff = run.identity::<User>().is_some_and(|user| user.staff);
            let audit = format!("{caller} {} {:?} {is_staff}", run.function(), run.outcome());
            self.0.callers.lock().unwrap().push(audit);
        }
        assert!(run.function() != "ping", "an observer may err");
    }

    fn invalidated(&self, invalidation: &Invalidation<'_>) {
        assert_eq!(invalidation.function(), None, "the context as a whole");
        let parameters: Vec<(&str, &str)> = invalidation.parameters().collect();
        let invalidation = format!("{} {parameters:?}", invalidation.context());
        self.0.invalidations.lock().unwrap().push(invalidation);
        self.0.told.notify_one();
    }
}

impl Eyes {
    fn runs(&self) -> Vec<(&'static str, FunctionKind, Outcome)> {
        let mut runs = std::mem::take(&mut *self.0.runs.lock().unwrap());
        runs.sort_by_key(|(name, ..)| *name);
        runs
    }

    fn invalidations(&self) -> Vec<String> {
        std::mem::take(&mut self.0.invalidations.lock().unwrap())
    }
}

fn start() -> (Server, Eyes) {
    let eyes = Eyes::default();
    let (api, _) = start_with_door(&eyes);
    (api, eyes)
}

fn start_with_door(eyes: &Eyes) -> (Server, Arc<Notify>) {
    let door = Arc::new(Notify::new());
    // Only `weather` of room 7 and `knock` wait: no other function meets the limit.
    let builder = Server::builder()
        .provide(Arc::clone(&door))
        .identify(ByProxy)
        .observe(eyes.clone())
        .time_limit(Duration::from_millis(1));
    (builder.build().unwrap(), door)
}

async fn send(api: &Server, method: &str, path: &str, body: &str) -> (u16, String) {
    let request = Request::builder().method(method).uri(path).header("x-request-id", "r1");
    let response = api.answer(request.body(body.to_owned()).unwrap()).await;
    let body = String::from_utf8(response.body().to_vec()).unwrap();
    (response.status().as_u16(), body)
}

async fn call(api: &Server, function: &str, args: &str) -> u16 {
    let body = format!(r#"{{"fn": "{function}", "args": {args}}}"#);
    send(api, "POST", "/call/", &body).await.0
}

#[tokio::test]
async fn every_function_is_seen_once_with_its_end() {
    let (api, eyes) = start();
    assert_eq!(call(&api, "enter", r#"{"room_id": 5}"#).await, 200);
    assert_eq!(eyes.runs(), [("enter", FunctionKind::Mutation, Outcome::Succeeded)]);
    for (room_id, code) in [("0", mizan::Code::Conflict), ("1", mizan::Code::Internal)] {
        call(&api, "enter", &format!(r#"{{"room_id": {room_id}}}"#)).await;
        assert_eq!(eyes.runs(), [("enter", FunctionKind::Mutation, Outcome::Failed(code))]);
    }
    call(&api, "enter", r#"{"room_id": "five"}"#).await;
    let misfit = Outcome::Failed(mizan::Code::Validation);
    assert_eq!(eyes.runs(), [("enter", FunctionKind::Mutation, misfit)]);
    send(&api, "GET", "/ctx/room/?room_id=7", "").await;
    assert_eq!(
        eyes.runs(),
        [
            ("guests", FunctionKind::Read, Outcome::Succeeded),
            ("weather", FunctionKind::Read, Outcome::Stopped),
        ]
    );
}

#[tokio::test]
async fn an_observer_that_panics_disturbs_nobody() {
    let (api, eyes) = start();
    assert_eq!(call(&api, "ping", "{}").await, 200);
    assert_eq!(eyes.runs(), [("ping", FunctionKind::Call, Outcome::Succeeded)]);
}

#[tokio::test]
async fn every_invalidation_is_seen() {
    let (api, eyes) = start();
    call(&api, "enter", r#"{"room_id": 0}"#).await;
    assert!(eyes.invalidations().is_empty(), "a failure changes nothing");
    call(&api, "enter", r#"{"room_id": 5}"#).await;
    assert_eq!(eyes.invalidations(), [r#"room [("room_id", "5")]"#]);
    let version = async || {
        let (_, bundle) = send(&api, "GET", "/ctx/room/?room_id=5", "").await;
        let bundle: serde_json::Value = serde_json::from_str(&bundle).unwrap();
        let version = bundle["$v"].as_str().unwrap().split_once(':').unwrap().1.to_owned();
        version.parse::<u64>().unwrap()
    };
    let before = version().await;
    api.invalidate(&Room { room_id: 9 }).await;
    assert_eq!(eyes.invalidations(), [r#"room [("room_id", "9")]"#]);
    assert_eq!(version().await, before + 1);
}

#[tokio::test]
async fn a_mutation_that_nobody_waits_for_is_told_where_it_ends() {
    let eyes = Eyes::default();
    let (api, door) = start_with_door(&eyes);
    assert_eq!(call(&api, "knock", r#"{"room_id": 5}"#).await, 504);
    assert!(eyes.invalidations().is_empty(), "it has not ended yet");
    door.notify_one();
    tokio::time::timeout(Duration::from_secs(60), eyes.0.told.notified()).await.unwrap();
    assert_eq!(
        eyes.invalidations(),
        [r#"room [("room_id", "100")]"#, r#"room [("room_id", "5")]"#]
    );
}

#[tokio::test]
async fn a_panic_may_have_changed_something() {
    let (api, eyes) = start();
    assert_eq!(call(&api, "enter", r#"{"room_id": 1}"#).await, 500);
    assert_eq!(eyes.invalidations(), [r#"room [("room_id", "1")]"#]);
}

#[tokio::test]
async fn who_has_called_is_seen() {
    let (api, eyes) = start();
    for (user, room_id) in [(Some("ada"), 5), (Some("eve"), 0), (None, 5)] {
        let body = format!(r#"{{"fn": "enter_by_name", "args": {{"room_id": {room_id}}}}}"#);
        let mut request = Request::post("/call/").header("x-request-id", "r1");
        if let Some(user) = user {
            request = request.header("x-user", user);
        }
        api.answer(request.body(body).unwrap()).await;
    }
    let expected = ["ada enter_by_name Succeeded true", "eve enter_by_name Failed(Conflict) true"];
    assert_eq!(*eyes.0.callers.lock().unwrap(), expected);
}

#[tokio::test]
async fn a_page_is_seen_too() {
    use tower_service::Service;
    let (api, eyes) = start();
    let mut app: axum::Router = mizan::axum::views(&api);
    let request = Request::get("/rooms/5").header("x-request-id", "r1");
    app.call(request.body(axum::body::Body::empty()).unwrap()).await.unwrap();
    assert_eq!(eyes.runs(), [("room_page", FunctionKind::Page, Outcome::Succeeded)]);
}
