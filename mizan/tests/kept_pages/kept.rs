//! What is kept, for whom, and until when.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use super::application::{Journal, Node, memory, page, show};

#[tokio::test]
async fn a_page_is_made_once_until_its_context_changes() {
    let journal = Journal::open();
    let node = Node::start(&journal, memory()).await;
    assert_eq!(node.get("/articles/5").await, page("5 en v0", "MISS"));
    assert_eq!(node.get("/articles/5").await, page("5 en v0", "HIT"));
    assert_eq!(node.get("/articles/6").await, page("6 en v0", "MISS"));
    node.write(5).await;
    let shown = node.get("/articles/5").await;
    assert_eq!((shown.0, shown.1.as_str()), (200, "5 en v1"));
    assert_eq!(node.get("/articles/5").await, page("5 en v1", "HIT"));
    assert_eq!(node.get("/articles/6").await, page("6 en v0", "HIT"), "another one was purged");
}

#[tokio::test]
async fn a_page_with_an_age_is_made_again_when_that_is_over() {
    let journal = Journal::open();
    let node = Node::start(&journal, memory()).await;
    let (begin, mut made, mut hits) = (Instant::now(), BTreeSet::new(), 0);
    while made.len() < 3 {
        assert!(begin.elapsed() < Duration::from_secs(60), "made {} times", made.len());
        let (_, text, cache) = node.get("/moment/1").await;
        made.insert(text);
        hits += usize::from(cache.as_deref() == Some("HIT"));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(hits > 0, "it was never kept");
}

#[tokio::test]
async fn a_hit_is_what_was_made() {
    let (journal, cache) = (Journal::open(), memory());
    let node = Node::start(&journal, cache).await;
    let mut answers = Vec::new();
    for _ in 0..2 {
        let response = node.request("/articles/5").send().await.unwrap();
        let mut headers = response.headers().clone();
        headers.remove("x-mizan-cache");
        headers.remove("date");
        answers.push((headers, response.bytes().await.unwrap()));
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0].0["content-type"], "text/html; charset=utf-8");
    assert_eq!(answers[0].0["cache-control"], "no-store");
}

#[tokio::test]
async fn arguments_tell_pages_apart_and_nothing_else() {
    let node = Node::start(&Journal::open(), memory()).await;
    assert_eq!(node.get("/articles/5").await, page("5 en v0", "MISS"));
    assert_eq!(node.get("/articles/5?lang=de").await, page("5 de v0", "MISS"));
    assert_eq!(node.get("/articles/5?utm=x&lang=de").await, page("5 de v0", "HIT"));
    assert_eq!(node.get("/articles/5?lang=de&lang=en").await.0, 422);
    assert_eq!(node.get("/articles/x").await.0, 422);
    node.write(5).await;
    assert_eq!(node.get("/articles/5?lang=de").await.1, "5 de v1");
    // Another spelling of the number is another entry of the same article.
    assert_eq!(node.get("/articles/05").await.1, "5 en v1");
    node.write(5).await;
    assert_eq!(node.get("/articles/05").await.1, "5 en v2");
}

#[tokio::test]
async fn a_page_that_knows_who_is_asking_is_kept_for_each() {
    let node = Node::start(&Journal::open(), memory()).await;
    for (result, name) in [("MISS", "ada"), ("MISS", "bob"), ("HIT", "ada"), ("HIT", "bob")] {
        let shown = node.get_as(name, "/articles/5/mine").await;
        assert_eq!(shown, page(&format!("{name} 5 v0"), result));
    }
    assert_eq!(node.get("/articles/5/mine").await, page("nobody 5 v0", "MISS"));
    node.write(5).await;
    assert_eq!(node.get_as("ada", "/articles/5/mine").await, page("ada 5 v1", "MISS"));
    node.api.purge_user("ada").await;
    assert_eq!(node.get_as("ada", "/articles/5/mine").await, page("ada 5 v1", "MISS"));
}

#[tokio::test]
async fn no_hit_skips_a_guard() {
    let node = Node::start(&Journal::open(), memory()).await;
    for result in ["MISS", "HIT"] {
        let shown = node.get_as("grace", "/articles/5/drafts").await;
        assert_eq!(shown, page("drafts 5 v0", result));
        assert_eq!(node.get_as("ada", "/articles/5/drafts").await.0, 403);
        assert_eq!(node.get("/articles/5/drafts").await.0, 401);
    }
}

#[tokio::test]
async fn a_hit_is_counted() {
    let node = Node::start(&Journal::open(), memory()).await;
    for result in ["MISS", "HIT", "HIT"] {
        assert_eq!(node.get("/counted/5").await, page("5", result));
    }
    assert_eq!(node.get("/counted/5").await.0, 429);
}

#[tokio::test]
async fn nodes_share_what_is_kept() {
    let (journal, cache) = (Journal::open(), memory());
    let one = Node::start(&journal, cache.clone()).await;
    let other = Node::start(&journal, cache).await;
    assert_eq!(one.get("/articles/5").await, page("5 en v0", "MISS"));
    assert_eq!(other.get("/articles/5").await, page("5 en v0", "HIT"));
    other.write(5).await;
    assert_eq!(one.get("/articles/5").await.1, "5 en v1");
}

#[tokio::test]
async fn a_head_has_no_body_and_fills_what_a_get_finds() {
    let node = Node::start(&Journal::open(), memory()).await;
    let url = node.request("/articles/5").build().unwrap().url().clone();
    let shown = show(reqwest::Client::new().head(url)).await;
    assert_eq!(shown, page("", "MISS"));
    assert_eq!(node.get("/articles/5").await, page("5 en v0", "HIT"));
}
