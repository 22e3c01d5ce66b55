//! The observer learns why a read passed by the cache: each reason once.

use std::sync::Arc;

use mizan::Bypass;
use serde_json::json;

use super::application::Node;
use super::races::until;

#[tokio::test]
async fn another_read_that_fails_is_a_reason() {
    let node = Arc::new(Node::alone());
    node.shop.prices.lock().unwrap().insert(1, -1);
    node.shop.reading.send_replace(false);
    let path = "/ctx/product/?id=1&$only=price";
    let (leading, waiting) = (node.begin(path, &[]), node.begin(path, &[]));
    until(|| node.shop.reads() == 1).await;
    node.shop.reading.send_replace(true);
    assert_eq!([leading.await.unwrap().status, waiting.await.unwrap().status], [404, 404]);
    assert_eq!(node.results.bypassed(), [Bypass::Failed]);
}

#[tokio::test]
async fn a_part_of_what_a_client_shows_is_a_reason() {
    let node = Node::alone();
    let mounted = json!([{ "context": "product", "params": { "id": 1 } }]);
    let call = json!({ "fn": "round", "args": { "id": 1 }, "mounted": mounted });
    let answer = node.post("/call/", call).await;
    assert_eq!(answer.body["contexts"][0]["bundle"]["price"], 50);
    assert_eq!(node.results.bypassed(), [Bypass::Partial]);
}

#[tokio::test]
async fn a_caller_without_a_text_is_a_reason() {
    let node = Node::alone();
    for _ in 0..2 {
        let answer = node.get_as("/ctx/street/", &[("x-stranger", "yes")]).await;
        assert_eq!((&*answer.cache, &answer.body["passer_by"]), ("BYPASS", &json!(true)));
    }
    assert_eq!(node.results.bypassed(), [Bypass::Unnamed; 2]);
    // Nobody is somebody of whom one can tell.
    assert_eq!(node.get("/ctx/street/").await.cache, "MISS");
}
