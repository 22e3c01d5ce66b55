//! Rooms whose members are on two nodes: one order for all, and a node that is killed takes its members
//! with it.

use std::time::Duration;

use example_support::services::postgres::Postgres;
use example_support::services::redis::Redis;
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::node::{Node, Socket};

/// The presence of those who were on a node that was killed ends within this time.
const GONE: Duration = Duration::from_secs(20);

/// A member of the room.
struct Member {
    socket: Socket,
    /// The number of requests.
    asked: u64,
}

impl Member {
    async fn join(node: &Node) -> (Self, Value) {
        let mut member = Self { socket: node.open().await, asked: 0 };
        member.ask(json!({"action": "join"})).await;
        let answer = member.find(|frame| frame["id"] == 1).await;
        (member, answer["ok"].clone())
    }

    async fn ask(&mut self, mut frame: Value) {
        self.asked += 1;
        frame["id"] = json!(self.asked);
        frame["channel"] = json!("chat");
        frame["params"] = json!({"room": "hall"});
        self.socket.send(frame).await;
    }

    async fn say(&mut self, text: &str) {
        self.ask(json!({"action": "send", "fn": "say", "args": {"text": text}})).await;
    }

    /// The next frame of that kind.
    async fn find(&mut self, is_meant: impl Fn(&Value) -> bool) -> Value {
        let limit = Instant::now() + GONE;
        loop {
            let frame = self.socket.next(limit).await.expect("the frame comes in time");
            if is_meant(&frame) {
                return frame;
            }
        }
    }

    /// The next messages, with their places in the order.
    async fn hear(&mut self, count: usize) -> Vec<(Value, Value)> {
        let mut heard = Vec::new();
        while heard.len() < count {
            let frame = self.find(|frame| frame["event"] == "message").await;
            heard.push((frame["seq"].clone(), frame["message"].clone()));
        }
        heard
    }
}

async fn talk(bus: &str) {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (Node::start(folder.path(), bus), Node::start(folder.path(), bus));
    let (mut ada, _) = Member::join(&one).await;
    let (mut bob, answer) = Member::join(&other).await;
    if answer["present"].as_array().map(Vec::len) == Some(1) {
        // What another node says may be on its way.
        bob.find(|frame| frame["event"] == "present" && frame["joined"].is_array()).await;
    }
    // Longer than a notification of Postgres may be.
    let long = "long \u{e9}".repeat(2000);
    for text in ["first", &long, "third"] {
        ada.say(text).await;
        bob.say(text).await;
    }
    let heard = ada.hear(6).await;
    assert_eq!(heard, bob.hear(6).await, "all members hear one order");
    assert_eq!(heard.iter().filter(|(_, message)| *message == long.as_str()).count(), 2);
    one.signal("KILL");
    let left = bob.find(|frame| frame["event"] == "present" && frame["left"].is_array()).await;
    assert_eq!(left["left"].as_array().map(Vec::len), Some(1), "{left}");
}

#[tokio::test(flavor = "multi_thread")]
async fn members_on_two_nodes_of_redis_are_in_one_room() {
    talk(&Redis::start().url()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn members_on_two_nodes_of_postgres_are_in_one_room() {
    talk(&Postgres::start().url()).await;
}
