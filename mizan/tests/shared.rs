//! A value that the application provides in an `Arc`.

use std::sync::Arc;

use mizan::Server;

struct Store(u32);

#[mizan::client]
fn content(store: &Store) -> u32 {
    store.0
}

#[mizan::client]
fn handle(store: &Arc<Store>) -> u32 {
    store.0
}

async fn call(api: &Server, function: &str) -> String {
    let body = format!(r#"{{"fn":"{function}","args":{{}}}}"#);
    let response = api.answer(http::Request::post("/call/").body(body).unwrap()).await;
    String::from_utf8(response.body().to_vec()).unwrap()
}

#[tokio::test]
async fn a_shared_value_is_lent_with_and_without_its_arc() {
    let store = Arc::new(Store(5));
    let api = Server::builder().provide(Arc::clone(&store)).build().unwrap();
    for function in ["content", "handle"] {
        assert_eq!(call(&api, function).await, r#"{"result":5,"invalidate":[]}"#, "{function}");
    }
    let both = Server::builder().provide(store).provide(Store(6)).build().unwrap();
    assert!(call(&both, "content").await.contains("6"), "a value of the very type comes first");
}
