//! What is never kept.

use super::application::{Journal, Node, memory};

#[tokio::test]
async fn what_is_for_its_request_alone_is_made_for_each() {
    let node = Node::start(&Journal::open(), memory()).await;
    for how in
        ["cookie", "vary", "nonce", "private", "redirect", "created", "error", "stream", "large"]
    {
        let path = format!("/never/1/{how}");
        let shown = async || {
            let response = node.request(&path).send().await.unwrap();
            let header = |name| response.headers().get(name).map(|it| format!("{it:?}"));
            let (cache, location) = (header("x-mizan-cache"), header("location"));
            (cache, location, response.text().await.unwrap())
        };
        let (first, second) = (shown().await, shown().await);
        assert_ne!((&first.1, &first.2), (&second.1, &second.2), "{how} was kept");
        assert_ne!(second.0.as_deref(), Some("\"HIT\""), "{how}");
    }
    let first = node.get("/never/1/nothing").await.1;
    assert_eq!(node.get("/never/1/nothing").await.1, first, "nothing was against it");
}

#[tokio::test]
async fn pages_that_say_so_or_look_at_the_request_are_not_kept() {
    let node = Node::start(&Journal::open(), memory()).await;
    for path in ["/off/1", "/request/1", "/about"] {
        let (first, second) = (node.get(path).await, node.get(path).await);
        assert_ne!(first.1, second.1, "{path} was kept");
        assert_eq!((first.2, second.2), (None, None), "{path}");
    }
}
