//! After a change a public page is made again before anybody asks, and one that may lag is shown meanwhile.

use super::application::{Journal, Node, memory, page, until};

#[tokio::test]
async fn a_public_page_is_made_again_before_anybody_asks() {
    let journal = Journal::open();
    let node = Node::start(&journal, memory()).await;
    assert_eq!(node.get("/articles/5").await, page("5 en v0", "MISS"));
    node.write(5).await;
    until(async || journal.made() == 2).await;
    until(async || node.get("/articles/5").await.2.as_deref() == Some("HIT")).await;
    assert_eq!(node.get("/articles/5").await, page("5 en v1", "HIT"));
    assert_eq!(journal.made(), 2);
}

#[tokio::test]
async fn a_page_that_nobody_has_asked_for_since_is_left() {
    let journal = Journal::open();
    let node = Node::start(&journal, memory()).await;
    node.get("/articles/5").await;
    node.write(5).await;
    until(async || journal.made() == 2).await;
    node.write(5).await;
    // A page of another article, made again, shows that this change was dealt with as well.
    node.get("/articles/6").await;
    node.write(6).await;
    until(async || journal.made() >= 4).await;
    assert_eq!(journal.made(), 4);
    assert_eq!(node.get("/articles/5").await, page("5 en v2", "MISS"));
}

#[tokio::test]
async fn a_page_of_one_person_is_made_when_that_person_asks() {
    let journal = Journal::open();
    let node = Node::start(&journal, memory()).await;
    node.get_as("ada", "/articles/5/mine").await;
    node.get("/articles/5").await;
    node.write(5).await;
    until(async || journal.made() == 3).await;
    assert_eq!(node.get_as("ada", "/articles/5/mine").await, page("ada 5 v1", "MISS"));
}

#[tokio::test]
async fn who_may_be_shown_what_was_does_not_wait() {
    let journal = Journal::open();
    let node = Node::start(&journal, memory()).await;
    assert_eq!(node.get("/").await, page("front v0", "MISS"));
    journal.close();
    assert_eq!(node.call("write_front", "{}").await, 200);
    until(async || journal.made() == 2).await;
    assert_eq!(node.get("/").await, page("front v0", "STALE"));
    journal.reopen();
    until(async || node.get("/").await.2.as_deref() == Some("HIT")).await;
    assert_eq!(node.get("/").await, page("front v1", "HIT"));
}
