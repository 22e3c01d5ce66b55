//! The application that the tests speak to.

use std::sync::Mutex;

use mizan::port::{Events, Frame, Port};
use mizan::{Builder, Server, Stream};
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio::time::{Duration, timeout};

/// The longest time that anything of a test may take.
pub(crate) const LIMIT: Duration = Duration::from_secs(20);

#[derive(Default)]
pub(crate) struct Notes(Mutex<Vec<String>>);

/// Held while a slow function runs.
pub(crate) struct Gate(pub(crate) Semaphore);

/// What the port lends.
#[derive(Clone)]
pub(crate) struct Window(pub(crate) &'static str);

#[derive(Clone, mizan::Identity, serde::Serialize, serde::Deserialize)]
pub(crate) struct Me {
    #[mizan(id)]
    pub(crate) name: String,
}

/// All notes.
#[derive(mizan::Context)]
#[mizan(live)]
pub(crate) struct Book;

#[mizan::client(context = Book)]
fn notes(notes: &Notes) -> Vec<String> {
    notes.0.lock().unwrap().clone()
}

#[mizan::client(affects = Book)]
fn add_note(notes: &Notes, text: String) {
    notes.0.lock().unwrap().push(text);
}

/// What is shown in a window.
#[derive(mizan::Context)]
#[mizan(live)]
pub(crate) struct Shown;

#[mizan::client(context = Shown)]
fn shown(window: &Window, notes: &Notes) -> String {
    format!("{}: {}", window.0, notes.0.lock().unwrap().len())
}

#[mizan::client]
fn title(window: &Window) -> String {
    window.0.to_owned()
}

#[mizan::client]
fn title_if_any(window: Option<&Window>) -> Option<String> {
    Some(window?.0.to_owned())
}

#[mizan::client]
fn my_name(me: &Me) -> String {
    me.name.clone()
}

#[mizan::client]
fn language(request: &mizan::Request) -> Option<String> {
    Some(request.headers().get("accept-language")?.to_str().ok()?.to_owned())
}

#[mizan::client]
fn echo(text: String) -> String {
    text
}

#[mizan::client]
async fn slow(gate: &Gate) -> String {
    let _ = gate.0.acquire().await;
    "slow".to_owned()
}

#[mizan::client]
fn count(to: u32) -> impl Stream<Item = u32> {
    futures_util::stream::iter(0..to)
}

#[derive(serde::Serialize, mizan::Type, mizan::Failure)]
pub(crate) enum NameError {
    /// The name is taken.
    #[mizan(conflict)]
    Taken { by: String },
}

#[mizan::client]
fn refuse(name: String) -> Result<(), NameError> {
    Err(NameError::Taken { by: name })
}

/// A room to talk in.
#[derive(mizan::Channel)]
#[mizan(message = String)]
pub(crate) struct Chat {
    pub(crate) name: String,
}

#[mizan::client(join = Chat)]
fn enter(name: String) -> String {
    format!("welcome to {name}")
}

#[mizan::client(send = Chat)]
fn say(name: String, text: String) -> String {
    let _ = name;
    text
}

#[mizan::client]
async fn weigh(file: mizan::Upload) -> u64 {
    file.len()
}

pub(crate) fn build(limit: impl FnOnce(Builder) -> Builder) -> Server {
    let builder = Server::builder()
        .provide(Notes::default())
        .provide(Gate(Semaphore::new(0)))
        .lend_attached::<Window>()
        .identify(mizan::auth::named::<Me>());
    limit(builder).build().expect("everything is provided")
}

pub(crate) fn api() -> Server {
    build(|builder| builder)
}

pub(crate) fn text(frame: Value) -> Frame {
    Frame::text(frame.to_string())
}

pub(crate) fn rpc(id: u64, function: &str, args: Value) -> Frame {
    text(json!({"id": id, "action": "rpc", "fn": function, "args": args}))
}

/// The answer to a request, as JSON.
pub(crate) async fn ask(port: &Port, frame: Frame) -> Value {
    let answer = timeout(LIMIT, port.ask(frame)).await.expect("it answers").expect("it is open");
    serde_json::from_slice(&answer.expect("an answer of its own")).unwrap()
}

/// The next event, as JSON.
pub(crate) async fn next(events: &mut Events) -> Value {
    let event = timeout(LIMIT, events.next()).await.expect("it comes").expect("one more");
    serde_json::from_slice(&event).unwrap()
}
