//! Reads over a socket, which use and fill the cache like all others.

use futures_util::{SinkExt, StreamExt};
use mizan::Server;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::application::{Node, Shop};
use super::faulty::Faulty;
use super::local::two;

/// A client of a server that runs beside the test.
struct Client(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Client {
    async fn open(api: &Server) -> Self {
        let app = axum::Router::new().nest("/api", mizan::axum::router(api.clone()));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let serve = mizan::axum::serve(listener, app, api);
        tokio::spawn(async move { serve.await.unwrap() });
        Self(connect_async(format!("ws://{address}/api/ws/")).await.expect("a socket").0)
    }

    /// Sends a frame and returns its answer.
    async fn ask(&mut self, frame: Value) -> Value {
        self.0.send(Message::text(frame.to_string())).await.unwrap();
        loop {
            if let Message::Text(text) = self.0.next().await.expect("an answer").unwrap() {
                return serde_json::from_str::<Value>(&text).unwrap()["ok"].clone();
            }
        }
    }

    async fn price(&mut self, seen: Option<&str>) -> Value {
        let mut frame =
            json!({"id": 1, "action": "fetch", "context": "product", "params": {"id": 1}});
        if let Some(seen) = seen {
            frame["seen"] = json!(seen);
        }
        self.ask(frame).await["price"].clone()
    }
}

#[tokio::test]
async fn a_socket_and_a_request_share_what_is_kept() {
    let node = Node::alone();
    let mut client = Client::open(&node.api).await;
    assert_eq!(client.price(None).await, 100);
    assert_eq!(node.price(1).await, ("HIT".to_owned(), 100));
    let set = json!({"id": 2, "action": "rpc", "fn": "set_price", "args": {"id": 1, "price": 7}});
    client.ask(set).await;
    assert_eq!(node.price(1).await, ("MISS".to_owned(), 7));
    assert_eq!((client.price(None).await, node.shop.reads()), (json!(7), 2));
}

#[tokio::test]
async fn a_client_sees_over_a_socket_what_it_has_changed_on_another_node() {
    let (store, shop) = (Faulty::new(), Shop::open());
    let [one, other] = two(&shop, &store);
    let mut client = Client::open(&one.api).await;
    assert_eq!(client.price(None).await, 100);
    let answer = other.call("set_price", json!({ "id": 1, "price": 7 })).await;
    let seen = format!("product={}", answer.body["v"]["product"].as_str().unwrap());
    // Kept in the process for a moment, as long as nobody has seen more.
    assert_eq!(client.price(None).await, 100);
    assert_eq!(client.price(Some(&seen)).await, 7);
}
