//! A client as a generated one is made: its specs, and a store over HTTP and a socket.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use mizan_rust_runtime::runtime::carrier::Params;
use mizan_rust_runtime::runtime::native::Tokio;
use mizan_rust_runtime::runtime::observe::source::Source;
use mizan_rust_runtime::runtime::spec::{Channel, Context, Function, Member};
use mizan_rust_runtime::runtime::store::address::Address;
use mizan_rust_runtime::runtime::store::handle::Store;
use mizan_rust_runtime::runtime::store::options::Options;
use mizan_rust_runtime::sockets::Tungstenite;
use serde_json::{Value, json};

use super::http::Http;

static BOARD: Context = Context {
    name: "board",
    members: &[Member { name: "revision", key: None, is_page: false }],
    is_live: true,
};
pub(crate) static CHANGE: Function = Function { name: "change", affects: &["board"] };
pub(crate) static REFUSE: Function = Function { name: "refuse", affects: &["board"] };
pub(crate) static CHAT: Channel = Channel { name: "chat", key: Some("id") };
pub(crate) static SAY: Function = Function { name: "say", affects: &[] };

/// A store over HTTP and a socket to an address.
pub(crate) fn connect(address: &str) -> Store {
    connect_apart(address, address)
}

/// A store whose requests go to another address than its socket.
pub(crate) fn connect_apart(http: &str, socket: &str) -> Store {
    let base = format!("http://{http}/api/mizan");
    let carrier = Arc::new(Http { base, client: reqwest::Client::new() });
    let base_of_socket = format!("http://{socket}/api/mizan");
    let sockets = Tungstenite::new(&base_of_socket, Vec::new);
    let runtime = Arc::new(Tokio::current().unwrap());
    Store::new(carrier, runtime, Options::default())
        .with_sockets(Arc::new(sockets.silence(Duration::from_secs(40))))
}

pub(crate) fn board(store: &Store, id: i32) -> Source<Value> {
    store.context(Address::new(&BOARD, board_params(id)))
}

pub(crate) fn board_params(id: i32) -> Params {
    params(&[("board_id", json!(id))])
}

pub(crate) fn params(fields: &[(&str, Value)]) -> Params {
    fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}

/// What has to happen soon: a wait that hangs would say nothing.
pub(crate) async fn soon<T>(what: &str, future: impl Future<Output = T>) -> T {
    let patience = Duration::from_secs(30);
    tokio::time::timeout(patience, future).await.unwrap_or_else(|_| panic!("never: {what}"))
}
