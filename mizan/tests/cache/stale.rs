//! What is served for a while after a change, and to whom.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;

use super::application::Node;
use super::races::until;

const QUOTE: &str = "/ctx/quote/?id=1";
const BRIEF: &str = "/ctx/brief/?id=1";
const ADA: &[(&str, &str)] = &[("x-name", "ada")];

/// A node that has kept a quote of 100, which was set to 7 then, and that reads it anew.
async fn reading_anew() -> (Arc<Node>, tokio::task::JoinHandle<super::application::Answer>, String)
{
    let node = Arc::new(Node::alone());
    node.get(QUOTE).await;
    let answer = node.call("set_quote", json!({ "id": 1, "price": 7 })).await;
    node.shop.reading.send_replace(false);
    let leading = node.begin(QUOTE, &[]);
    until(|| node.shop.reads() == 2).await;
    (node, leading, answer.body["v"]["quote"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn while_one_reads_anew_the_others_are_shown_what_was() {
    let (node, leading, version) = reading_anew().await;
    for _ in 0..3 {
        let old = node.get(QUOTE).await;
        assert_eq!((&*old.cache, &old.body["quote"]), ("STALE", &json!(100)));
        // It bears the version that it has had, which is proven older.
        assert_eq!(old.body["$v"], json!(version.replace(":1", ":0")));
    }
    node.shop.reading.send_replace(true);
    let new = leading.await.unwrap();
    assert_eq!((&*new.cache, &new.body["quote"]), ("MISS", &json!(7)));
    let hit = node.get(QUOTE).await;
    assert_eq!(
        (&*hit.cache, &hit.body["quote"], &hit.body["$v"]),
        ("HIT", &json!(7), &json!(version))
    );
    assert_eq!(node.shop.reads(), 2);
}

#[tokio::test]
async fn who_has_seen_the_change_waits_for_what_is_new() {
    let (node, leading, version) = reading_anew().await;
    let get = |seen: String| {
        let node = Arc::clone(&node);
        tokio::spawn(async move { node.get_as(QUOTE, &[("x-mizan-seen", &seen)]).await })
    };
    let older = get(format!("quote={}", version.replace(":1", ":0"))).await.unwrap();
    assert_eq!(older.cache, "STALE");
    let seen = [
        get(format!("quote={version}")),
        get(format!("product=x:1, quote={version}~")),
        get(format!("quote={}~", version.replace(":1", ":0"))),
        get("quote=another:0".to_owned()),
    ];
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert!(seen.iter().all(|read| !read.is_finished()));
    node.shop.reading.send_replace(true);
    for read in seen {
        let answer = read.await.unwrap();
        assert_eq!((&*answer.cache, &answer.body["quote"]), ("HIT", &json!(7)));
    }
    assert_eq!(leading.await.unwrap().body["quote"], 7);
}

#[tokio::test]
async fn an_answer_of_a_mutation_never_brings_what_was() {
    let (node, leading, _) = reading_anew().await;
    let mounted = json!([{ "context": "quote", "params": { "id": 1 } }]);
    let call = json!({ "fn": "set_quote", "args": { "id": 1, "price": 8 }, "mounted": mounted });
    let changing = tokio::spawn({
        let node = Arc::clone(&node);
        async move { node.post("/call/", call).await }
    });
    until(|| node.shop.reads() == 3).await;
    node.shop.reading.send_replace(true);
    assert_eq!(changing.await.unwrap().body["contexts"][0]["bundle"]["quote"], 8);
    assert_eq!(leading.await.unwrap().body["quote"], 7);
    assert_eq!(node.get(QUOTE).await.body["quote"], 8);
}

#[tokio::test]
async fn two_changes_are_told_from_one_and_many_from_both() {
    let (node, leading, _) = reading_anew().await;
    for price in 8..11 {
        node.call("set_quote", json!({ "id": 1, "price": price })).await;
        let anew = node.begin(QUOTE, &[]);
        until(|| node.shop.reads() == usize::try_from(price).unwrap() - 5).await;
        assert_eq!(node.get(QUOTE).await.body["quote"], 100);
        anew.abort();
        assert!(anew.await.is_err());
    }
    // Nobody knows any more since when it is stale.
    node.call("set_quote", json!({ "id": 1, "price": 11 })).await;
    let anew = node.begin(QUOTE, &[]);
    until(|| node.shop.reads() == 6).await;
    let waiting = node.begin(QUOTE, &[]);
    node.shop.reading.send_replace(true);
    for read in [anew, waiting] {
        assert_eq!(read.await.unwrap().body["quote"], 11);
    }
    leading.await.unwrap();
}

#[tokio::test]
async fn nothing_is_shown_for_longer_or_to_somebody_else() {
    let node = Arc::new(Node::alone());
    node.get_as(BRIEF, ADA).await;
    node.call("set_brief", json!({ "id": 1, "price": 7 })).await;
    node.shop.reading.send_replace(false);
    let leading = node.begin(BRIEF, ADA);
    until(|| node.shop.reads() == 2).await;
    let old = node.get_as(BRIEF, ADA).await;
    assert_eq!((&*old.cache, &old.body["brief"]), ("STALE", &json!("100 for ada")));
    assert_eq!(node.get(BRIEF).await.status, 401);
    let other = node.begin(BRIEF, &[("x-name", "bob")]);
    until(|| node.shop.reads() == 3).await;
    tokio::time::sleep(Duration::from_millis(3010)).await;
    let late = node.begin(BRIEF, ADA);
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert!(!late.is_finished(), "it is stale for longer than three seconds");
    node.shop.reading.send_replace(true);
    assert_eq!(late.await.unwrap().body["brief"], "7 for ada");
    assert_eq!(leading.await.unwrap().body["brief"], "7 for ada");
    assert_eq!(other.await.unwrap().body["brief"], "7 for bob");
}

#[tokio::test]
async fn who_is_forgotten_is_not_shown_stale() {
    let node = Arc::new(Node::alone());
    node.get_as(BRIEF, ADA).await;
    node.call("set_brief", json!({ "id": 1, "price": 7 })).await;
    node.api.purge_user("ada").await;
    node.shop.reading.send_replace(false);
    let leading = node.begin(BRIEF, ADA);
    until(|| node.shop.reads() == 2).await;
    let waiting = node.begin(BRIEF, ADA);
    node.shop.reading.send_replace(true);
    for read in [leading, waiting] {
        assert_eq!(read.await.unwrap().body["brief"], "7 for ada");
    }
}
