//! What is read from the source while a mutation runs: what the mutation may change, and nothing else.

use std::sync::Arc;

use mizan::Bypass;
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use super::application::{Answer, Node};
use super::races::until;

/// A node whose prices 1 and 2 are kept, and a mutation on it that runs until its gate opens.
async fn change(function: &'static str, args: Value) -> (Arc<Node>, JoinHandle<Answer>) {
    let node = Arc::new(Node::alone());
    node.price(1).await;
    node.price(2).await;
    node.shop.changing.send_replace(false);
    let changing = tokio::spawn({
        let node = Arc::clone(&node);
        async move { node.call(function, args).await }
    });
    until(|| !node.shop.prices.lock().unwrap().is_empty()).await;
    node.results.take();
    (node, changing)
}

async fn end(node: &Node, changing: JoinHandle<Answer>) {
    node.shop.changing.send_replace(true);
    assert_eq!(changing.await.unwrap().status, 200);
}

#[tokio::test]
async fn what_a_mutation_names_is_read_from_the_source() {
    let (node, changing) = change("set_price", json!({ "id": 1, "price": 7 })).await;
    assert_eq!(node.price(1).await, ("BYPASS".to_owned(), 7));
    assert_eq!(node.results.bypassed(), [Bypass::Changing]);
    end(&node, changing).await;
    assert_eq!(node.price(1).await.0, "MISS");
    assert_eq!(node.price(1).await.0, "HIT");
}

#[tokio::test]
async fn other_instances_are_served_and_kept_meanwhile() {
    let (node, changing) = change("set_price", json!({ "id": 1, "price": 7 })).await;
    assert_eq!(node.price(2).await.0, "HIT");
    assert_eq!(node.price(3).await.0, "MISS");
    assert_eq!(node.price(3).await.0, "HIT");
    end(&node, changing).await;
    assert_eq!(node.price(2).await.0, "HIT");
    assert_eq!(node.price(3).await.0, "HIT");
}

#[tokio::test]
async fn an_expression_that_names_a_value_is_known_before_the_run() {
    let (node, changing) = change("set_price_of", json!({ "product": 1, "price": 7 })).await;
    assert_eq!(node.price(1).await, ("BYPASS".to_owned(), 7));
    assert_eq!(node.price(2).await.0, "HIT");
    end(&node, changing).await;
    assert_eq!(node.price(1).await.0, "MISS");
}

#[tokio::test]
async fn an_expression_that_computes_is_evaluated_once() {
    let (node, changing) = change("set_next_price", json!({ "after": 0, "price": 7 })).await;
    assert_eq!(node.price(1).await, ("BYPASS".to_owned(), 7));
    assert_eq!(node.price(2).await.0, "BYPASS");
    end(&node, changing).await;
    assert_eq!(node.price(1).await.0, "MISS");
    assert_eq!(node.price(2).await.0, "HIT");
}

#[tokio::test]
async fn a_mutation_that_may_name_more_while_it_runs_holds_its_whole_context() {
    let (node, changing) = change("set_price_of_next", json!({ "id": 1, "price": 7 })).await;
    assert_eq!(node.price(1).await.0, "BYPASS");
    assert_eq!(node.price(2).await, ("BYPASS".to_owned(), 7));
    end(&node, changing).await;
    assert_eq!(node.price(1).await.0, "HIT");
    assert_eq!(node.price(2).await, ("MISS".to_owned(), 7));
}
