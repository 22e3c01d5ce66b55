//! Rooms: who comes in, what is said, who is there, and what follows a lost line.

use std::sync::Arc;

use mizan_rust_runtime::runtime::channels::room::{Room, RoomWatch};
use mizan_rust_runtime::runtime::channels::state::{RoomState, RoomStatus};
use mizan_rust_runtime::runtime::error::Code;
use mizan_rust_runtime::runtime::store::handle::Store;
use serde_json::json;

use super::application::{Data, Line, Node};
use super::client::{CHAT, SAY, connect, params, soon};
use super::proxy::Proxy;

type ChatRoom = Room<Vec<Line>, Line, String>;
type ChatWatch = RoomWatch<Vec<Line>, Line, String>;
type ChatState = RoomState<Vec<Line>, Line, String>;

fn chat(store: &Store, room: &str) -> ChatRoom {
    store.room(&CHAT, params(&[("room", json!(room))]))
}

async fn say(room: &ChatRoom, text: &str) {
    let args = params(&[("text", json!(text))]);
    soon(text, room.send(&SAY, args).into_future()).await.unwrap();
}

/// Waits until a room shows something.
async fn until(watch: &mut ChatWatch, what: &str, is_it: impl Fn(&ChatState) -> bool) -> ChatState {
    soon(what, async {
        let mut state = watch.current();
        while !is_it(&state) {
            state = watch.changed().await;
        }
        state
    })
    .await
}

/// All that a member knows was said.
fn heard(state: &ChatState) -> Vec<String> {
    let first = state.first.iter().flat_map(|first| first.iter());
    let messages = state.messages.iter().map(|line| &**line);
    first.chain(messages).map(|line| line.text.clone()).collect()
}

#[tokio::test]
async fn what_one_says_everybody_hears_in_one_order() {
    let (data, bus) = (Arc::<Data>::default(), mizan::bus::memory());
    let (one, other) = (Node::start(&data, &bus).await, Node::start(&data, &bus).await);
    let (ada, bea) = (connect(&one.address), connect(&other.address));
    let mut hearing = chat(&ada, "hall").watch();
    until(&mut hearing, "in", |room| room.status == RoomStatus::Joined).await;
    // Who is not there yet comes in first, and leaves again.
    say(&chat(&bea, "hall"), "one").await;
    let mut there = chat(&bea, "hall").watch();
    until(&mut there, "in", |room| room.status == RoomStatus::Joined).await;
    say(&chat(&bea, "hall"), "two").await;
    say(&chat(&ada, "hall"), "three").await;
    let all = ["one", "two", "three"];
    for watch in [&mut hearing, &mut there] {
        let state = until(watch, "three lines", |room| heard(room).len() == 3).await;
        assert_eq!(heard(&state), all);
    }
    let state = until(&mut hearing, "two members", |room| room.present.len() == 2).await;
    assert_eq!(*state.present[0], "somebody in hall");
    drop(there);
    until(&mut hearing, "one member", |room| room.present.len() == 1).await;
}

#[tokio::test]
async fn what_was_said_while_the_line_was_cut_follows() {
    let (data, bus) = (Arc::<Data>::default(), mizan::bus::memory());
    let node = Node::start(&data, &bus).await;
    let proxy = Proxy::start(&node.address).await;
    let (ada, bea) = (connect(&proxy.address), connect(&node.address));
    let mut watch = chat(&ada, "hall").watch();
    until(&mut watch, "in", |room| room.status == RoomStatus::Joined).await;
    say(&chat(&bea, "hall"), "before").await;
    until(&mut watch, "a line", |room| heard(room) == ["before"]).await;
    proxy.cut("127.0.0.1:1");
    until(&mut watch, "waiting", |room| room.status == RoomStatus::Waiting).await;
    say(&chat(&bea, "hall"), "missed").await;
    proxy.cut(&node.address);
    let state = until(&mut watch, "both", |room| heard(room).len() == 2).await;
    assert_eq!(heard(&state), ["before", "missed"]);
}

#[tokio::test]
async fn more_than_the_server_keeps_is_a_gap_and_the_room_begins_anew() {
    let (data, bus) = (Arc::<Data>::default(), mizan::bus::memory());
    let node = Node::start(&data, &bus).await;
    let proxy = Proxy::start(&node.address).await;
    let (ada, bea) = (connect(&proxy.address), connect(&node.address));
    let mut watch = chat(&ada, "hall").watch();
    until(&mut watch, "in", |room| room.status == RoomStatus::Joined).await;
    proxy.cut("127.0.0.1:1");
    until(&mut watch, "waiting", |room| room.status == RoomStatus::Waiting).await;
    let room = chat(&bea, "hall");
    let _there = room.watch();
    for number in 0..300 {
        say(&room, &number.to_string()).await;
    }
    proxy.cut(&node.address);
    let state = until(&mut watch, "all", |room| heard(room).len() == 300).await;
    assert_eq!(state.first.unwrap().len(), 300);
}

#[tokio::test]
async fn a_room_that_refuses_says_why() {
    let (data, bus) = (Arc::<Data>::default(), mizan::bus::memory());
    let node = Node::start(&data, &bus).await;
    let store = connect(&node.address);
    let mut watch = chat(&store, "closed").watch();
    let state = until(&mut watch, "failed", |room| room.status == RoomStatus::Failed).await;
    assert_eq!(state.error.unwrap().message, "The room is closed.");
    let args = params(&[("text", json!("hello"))]);
    let refused = soon("refused", chat(&store, "closed").send(&SAY, args).into_future()).await;
    assert_eq!(refused.unwrap_err().code, Code::Forbidden);
}
