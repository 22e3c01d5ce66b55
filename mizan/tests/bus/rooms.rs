//! Rooms whose members are on several nodes: one order for all, nothing lost by a node that is cut off or
//! stopped, and a node that is killed takes its members with it.

use std::time::Duration;

use example_support::services::postgres::Postgres;
use example_support::services::redis::Redis;
use tokio::time::sleep;

use crate::member::Member;
use crate::node::Node;
use crate::proxy::{Network, Proxy};

async fn talk(bus: &str) {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (Node::start(folder.path(), bus), Node::start(folder.path(), bus));
    let (mut ada, mut bob) = (Member::join(&one).await, Member::join(&other).await);
    // What another node says may be on its way.
    bob.until(|bob| bob.present == 2).await;
    // Longer than a notification of Postgres may be.
    let long = "long \u{e9}".repeat(2000);
    for text in ["first", &long, "third"] {
        ada.say(text).await.unwrap();
        bob.say(text).await.unwrap();
    }
    for member in [&mut ada, &mut bob] {
        member.hear(6).await;
    }
    assert_eq!(ada.heard, bob.heard, "all members hear one order");
    assert_eq!(ada.texts().iter().filter(|text| **text == long).count(), 2);
    one.signal("KILL");
    bob.until(|bob| bob.present == 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn members_on_two_nodes_of_redis_are_in_one_room() {
    talk(&Redis::start().url()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn members_on_two_nodes_of_postgres_are_in_one_room() {
    talk(&Postgres::start().url()).await;
}

/// Three nodes with a member each: one is cut off from the bus, one is stopped, one is killed.
async fn talk_in_trouble(bus: &str, proxy: &Proxy, through: &str) {
    let folder = tempfile::tempdir().unwrap();
    let [doomed, frozen, remote] = [bus, bus, through].map(|bus| Node::start(folder.path(), bus));
    let mut ada = Member::join(&doomed).await;
    let mut bob = Member::join(&frozen).await;
    let mut cyd = Member::join(&remote).await;
    for member in [&mut ada, &mut bob, &mut cyd] {
        member.until(|member| member.present == 3).await;
        member.say("here").await.unwrap();
    }
    let mut said = 3;
    for network in [Network::Closed, Network::Silent] {
        proxy.set(network);
        ada.say("unheard by one").await.unwrap();
        said += 1;
        bob.hear(said).await;
        // Where the network is silent, a word that was refused may arrive all the same.
        if network == Network::Closed {
            assert_eq!(cyd.say("refused").await, Err("UNAVAILABLE".into()));
        }
        proxy.set(Network::Whole);
        cyd.hear(said).await;
    }
    // For a moment, and until the node is missing.
    for time in [2, 9] {
        frozen.signal("STOP");
        ada.say("to one who sleeps").await.unwrap();
        said += 1;
        sleep(Duration::from_secs(time)).await;
        frozen.signal("CONT");
        bob.hear(said).await;
        ada.hear(said).await;
    }
    for member in [&mut ada, &mut bob, &mut cyd] {
        member.until(|member| member.present == 3).await;
    }
    doomed.signal("KILL");
    for member in [&mut bob, &mut cyd] {
        member.until(|member| member.present == 2).await;
        member.say("still here").await.unwrap();
    }
    for member in [&mut bob, &mut cyd] {
        member.hear(said + 2).await;
    }
    assert_eq!(bob.heard, cyd.heard, "all members hear one order");
    assert_eq!(ada.heard, bob.heard[..said], "the one that was killed heard the same before");
    assert!(!bob.texts().contains(&"refused"), "{:?}", bob.texts());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_on_three_nodes_of_redis_survives_their_troubles() {
    let redis = Redis::start();
    let proxy = Proxy::start(redis.port()).await;
    talk_in_trouble(&redis.url(), &proxy, &format!("redis://{}/", proxy.address)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_on_three_nodes_of_postgres_survives_their_troubles() {
    let postgres = Postgres::start();
    let proxy = Proxy::start(postgres.port()).await;
    let through = format!("postgres://postgres@{}/postgres", proxy.address);
    talk_in_trouble(&postgres.url(), &proxy, &through).await;
}
