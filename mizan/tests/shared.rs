//! A value that the application provides in an `Arc`, of a type or of a `dyn Trait`.

use std::sync::Arc;

use mizan::Server;

struct Store(u32);

trait Service: Send + Sync {
    fn content(&self) -> u32;
}

impl Service for Store {
    fn content(&self) -> u32 {
        self.0
    }
}

/// A trait that is not `Send + Sync` itself.
trait Plain {
    fn double(&self) -> u32;
}

impl Plain for Store {
    fn double(&self) -> u32 {
        2 * self.0
    }
}

#[mizan::client]
fn content(store: &Store) -> u32 {
    store.0
}

#[mizan::client]
fn handle(store: &Arc<Store>) -> u32 {
    store.0
}

mod services {
    use super::*;

    #[mizan::client]
    fn service(service: &dyn Service) -> u32 {
        service.content()
    }

    #[mizan::client]
    async fn service_later(service: &dyn super::Service, times: u32) -> u32 {
        tokio::task::yield_now().await;
        times * service.content()
    }

    #[mizan::client]
    fn service_handle(service: &Arc<dyn Service>) -> u32 {
        Arc::clone(service).content()
    }

    #[mizan::client]
    fn any_service(store: &Store, service: Option<&dyn Service>) -> u32 {
        store.0 + service.map_or(0, |service| service.content())
    }

    #[mizan::client]
    fn plain(plain: &(dyn Plain + Send + Sync)) -> u32 {
        plain.double()
    }
}

async fn call(api: &Server, function: &str, arguments: &str) -> String {
    let body = format!(r#"{{"fn":"{function}","args":{arguments}}}"#);
    let response = api.answer(http::Request::post("/call/").body(body).unwrap()).await;
    String::from_utf8(response.body().to_vec()).unwrap()
}

fn answer(result: u32) -> String {
    format!(r#"{{"result":{result},"invalidate":[]}}"#)
}

#[tokio::test]
async fn a_shared_value_is_lent_with_and_without_its_arc() {
    let store = Arc::new(Store(5));
    let with_services = || {
        let service: Arc<dyn Service> = Arc::new(Store(7));
        let plain: Arc<dyn Plain + Send + Sync> = Arc::new(Store(8));
        Server::builder().provide(service).provide(plain)
    };
    let api = with_services().provide(Arc::clone(&store)).build().unwrap();
    for (function, arguments, result) in [
        ("content", "{}", 5),
        ("handle", "{}", 5),
        ("service", "{}", 7),
        ("service_later", r#"{"times":3}"#, 21),
        ("service_handle", "{}", 7),
        ("any_service", "{}", 12),
        ("plain", "{}", 16),
    ] {
        assert_eq!(call(&api, function, arguments).await, answer(result), "{function}");
    }
    let both = with_services().provide(store).provide(Store(6)).build().unwrap();
    assert_eq!(
        call(&both, "content", "{}").await,
        answer(6),
        "a value of the very type comes first"
    );
}

#[test]
fn a_service_that_nobody_provided_is_told_with_its_line() {
    let errors = Server::builder().provide(Arc::new(Store(5))).build().err().unwrap().to_string();
    for line in [
        ".provide(Arc::new(value) as Arc<dyn shared::Service>)",
        ".provide(Arc::new(value) as Arc<dyn shared::Plain + core::marker::Send + core::marker::Sync>)",
        ".provide(value) // of type alloc::sync::Arc<dyn shared::Service>",
    ] {
        assert!(errors.contains(line), "no\n{line}\nin\n{errors}");
    }
    assert!(!errors.contains("shared::Store"), "{errors}");
}
