//! A page whose making began before a change is never served after it.

use std::sync::Arc;

use futures_util::future::join_all;

use super::application::{Journal, Node, memory, page, until};

#[tokio::test]
async fn a_page_that_overlaps_with_a_change_is_not_kept() {
    let (journal, cache) = (Journal::open(), memory());
    let one = Arc::new(Node::start(&journal, cache.clone()).await);
    let other = Node::start(&journal, cache).await;
    journal.close();
    let early = tokio::spawn({
        let one = Arc::clone(&one);
        async move { one.get("/articles/5").await }
    });
    until(async || journal.made() == 1).await;
    other.write(5).await;
    // Who asks after the change does not get what began before it.
    let late = tokio::spawn({
        let one = Arc::clone(&one);
        async move { one.get("/articles/5").await }
    });
    until(async || journal.made() == 2).await;
    journal.reopen();
    assert_eq!(early.await.unwrap().1, "5 en v0");
    assert_eq!(late.await.unwrap(), page("5 en v1", "MISS"));
    for node in [&*one, &other] {
        assert_eq!(node.get("/articles/5").await, page("5 en v1", "HIT"));
    }
}

#[tokio::test]
async fn one_makes_a_page_for_many_who_wait() {
    let journal = Journal::open();
    let node = Node::start(&journal, memory()).await;
    journal.close();
    let asking = join_all((0..50).map(|_| node.get("/articles/5")));
    let opening = async {
        until(async || journal.made() == 1).await;
        // The others have arrived by now, or find what is kept.
        journal.reopen();
    };
    let (shown, ()) = tokio::join!(asking, opening);
    assert_eq!(journal.made(), 1);
    assert!(shown.iter().all(|shown| shown.1 == "5 en v0"));
    assert_eq!(shown.iter().filter(|shown| shown.2.as_deref() == Some("MISS")).count(), 1);
}

#[tokio::test]
async fn who_makes_a_page_and_goes_away_is_replaced() {
    let journal = Journal::open();
    let node = Arc::new(Node::start(&journal, memory()).await);
    journal.close();
    let asking = |node: &Arc<Node>| {
        let node = Arc::clone(node);
        tokio::spawn(async move { node.get("/articles/5").await })
    };
    let first = asking(&node);
    until(async || journal.made() == 1).await;
    let second = asking(&node);
    first.abort();
    until(async || journal.made() == 2).await;
    journal.reopen();
    assert_eq!(second.await.unwrap().1, "5 en v0");
}

#[tokio::test]
async fn a_change_that_fails_after_its_commit_makes_pages_stale() {
    let journal = Journal::open();
    let node = Node::start(&journal, memory()).await;
    assert_eq!(node.get("/articles/5").await, page("5 en v0", "MISS"));
    assert_eq!(node.call("write_and_panic", r#"{"id":5}"#).await, 500);
    assert_eq!(node.get("/articles/5").await.1, "5 en v1");
}
