//! Live instances: what one client changes, every other sees, whatever happens to the lines.

use std::sync::Arc;
use std::time::Duration;

use mizan_rust_runtime::runtime::error::Code;
use mizan_rust_runtime::runtime::live::status::LiveStatus;
use mizan_rust_runtime::runtime::observe::watch::Watch;
use mizan_rust_runtime::runtime::store::handle::Store;
use serde_json::Value;
use tokio::runtime::Handle;

use super::application::{Data, Node};
use super::client::{CHANGE, REFUSE, board, board_params, connect, connect_apart, soon};
use super::proxy::Proxy;

/// Waits until a watch shows a revision; it may never go back.
async fn until(watch: &mut Watch<Value>, revision: u64) {
    let what = format!("revision {revision}");
    let mut last = 0;
    soon(&what, async {
        loop {
            let Some(data) = watch.changed().await.data else { continue };
            let shown = data["revision"].as_u64().unwrap();
            assert!(shown >= last, "from {last} back to {shown}");
            last = shown;
            if shown == revision {
                return;
            }
        }
    })
    .await;
}

async fn until_open(store: &Store) {
    let mut status = store.watch_live_status();
    soon("an open socket", async { while status.changed().await != LiveStatus::Open {} }).await;
}

#[tokio::test]
async fn a_change_on_one_node_is_shown_by_the_clients_of_the_other() {
    let (data, bus) = (Arc::<Data>::default(), mizan::bus::memory());
    let (one, other) = (Node::start(&data, &bus).await, Node::start(&data, &bus).await);
    let (reader, writer) = (connect(&one.address), connect(&other.address));
    let mut watch = board(&reader, 1).watch();
    until(&mut watch, 0).await;
    until_open(&reader).await;
    writer.call(&CHANGE, board_params(1)).await.unwrap();
    until(&mut watch, 1).await;
    let refused = writer.call(&REFUSE, board_params(1)).await.unwrap_err();
    assert_eq!((refused.code, &*refused.message), (Code::Conflict, "Board 1 is closed."));
}

#[tokio::test]
async fn what_was_missed_while_the_line_was_cut_is_shown_after_it() {
    let (data, bus) = (Arc::<Data>::default(), mizan::bus::memory());
    let node = Node::start(&data, &bus).await;
    let proxy = Proxy::start(&node.address).await;
    let reader = connect_apart(&node.address, &proxy.address);
    let writer = connect(&node.address);
    let mut watch = board(&reader, 1).watch();
    until(&mut watch, 0).await;
    until_open(&reader).await;
    proxy.cut("127.0.0.1:1");
    let mut status = reader.watch_live_status();
    soon("a lost socket", async { while status.changed().await != LiveStatus::Waiting {} }).await;
    writer.call(&CHANGE, board_params(1)).await.unwrap();
    // Without a socket it is read like any other.
    assert_eq!(board(&reader, 1).refetch().await.unwrap()["revision"], 1);
    writer.call(&CHANGE, board_params(1)).await.unwrap();
    proxy.cut(&node.address);
    until(&mut watch, 2).await;
}

#[tokio::test]
async fn a_server_that_was_killed_and_is_back_is_believed_again() {
    let (data, bus) = (Arc::<Data>::default(), mizan::bus::memory());
    let node = Node::start(&data, &bus).await;
    let proxy = Proxy::start(&node.address).await;
    let reader = connect(&proxy.address);
    let mut watch = board(&reader, 1).watch();
    until(&mut watch, 0).await;
    until_open(&reader).await;
    drop(node);
    proxy.cut("127.0.0.1:1");
    let other = Node::start(&data, &bus).await;
    let writer = connect(&other.address);
    writer.call(&CHANGE, board_params(1)).await.unwrap();
    proxy.cut(&other.address);
    until(&mut watch, 1).await;
}

#[tokio::test]
async fn the_socket_closes_when_nothing_needs_it_and_no_task_is_left() {
    let (data, bus) = (Arc::<Data>::default(), mizan::bus::memory());
    let node = Node::start(&data, &bus).await;
    let reader = connect(&node.address);
    let mut status = reader.watch_live_status();
    assert_eq!(status.changed().await, LiveStatus::Off);
    let mut watch = board(&reader, 1).watch();
    until(&mut watch, 0).await;
    until_open(&reader).await;
    drop(watch);
    soon("the end of the socket", async { while status.changed().await != LiveStatus::Off {} })
        .await;
    let before = Handle::current().metrics().num_alive_tasks();
    let watches: Vec<_> = (0..200).map(|id| board(&reader, id).watch()).collect();
    until_open(&reader).await;
    drop((watches, status, reader));
    soon("the end of all tasks", async {
        while Handle::current().metrics().num_alive_tasks() > before {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

/// Numbers that follow from a seed.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, below: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

/// Boards that are watched on two nodes while both change them and all lines are cut now and then.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_happens_everybody_shows_the_truth_and_nothing_goes_back() {
    let seed = std::env::var("MIZAN_SEED").map_or(1, |seed| seed.parse().expect("a number"));
    let mut numbers = Numbers(seed);
    let (data, bus) = (Arc::<Data>::default(), mizan::bus::memory());
    let nodes = [Node::start(&data, &bus).await, Node::start(&data, &bus).await];
    let mut proxies = Vec::new();
    let mut stores = Vec::new();
    for at in 0..6 {
        let proxy = Proxy::start(&nodes[at % 2].address).await;
        stores.push(connect_apart(&nodes[(at + 1) % 2].address, &proxy.address));
        proxies.push(proxy);
    }
    let mut watches: Vec<(i32, Watch<Value>, u64)> = Vec::new();
    for _ in 0..600 {
        let store = usize::try_from(numbers.below(6)).unwrap();
        let id = i32::try_from(numbers.below(3)).unwrap();
        match numbers.below(12) {
            0 if watches.len() < 30 => watches.push((id, board(&stores[store], id).watch(), 0)),
            1 if !watches.is_empty() => drop(watches.remove(0)),
            2 => proxies[store].cut(&nodes[usize::try_from(numbers.below(2)).unwrap()].address),
            3 => drop(board(&stores[store], id).refetch().await),
            4 => {
                // Given up before its end, wherever that is.
                let call = stores[store].call(&CHANGE, board_params(id));
                let pause = Duration::from_micros(numbers.below(3000));
                let _ = tokio::time::timeout(pause, call.into_future()).await;
            }
            5..8 => drop(stores[store].call(&CHANGE, board_params(id)).await.unwrap()),
            _ => tokio::task::yield_now().await,
        }
        for (_, watch, last) in &mut watches {
            let Some(data) = watch.current().data else { continue };
            let shown = data["revision"].as_u64().unwrap();
            assert!(shown >= *last, "seed {seed}: from {last} back to {shown}");
            *last = shown;
        }
    }
    for (id, watch, last) in &mut watches {
        soon("the truth", async {
            let mut state = watch.current();
            loop {
                let shown = state.data.map(|data| data["revision"].as_u64().unwrap());
                assert!(
                    shown.is_none_or(|shown| shown >= *last),
                    "seed {seed}: from {last} back to {shown:?}"
                );
                // A call that was given up may still commit.
                if shown == Some(u64::from(data.revision(*id))) {
                    return;
                }
                state = watch.changed().await;
            }
        })
        .await;
    }
}
