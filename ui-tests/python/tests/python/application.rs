//! The application as it is served.

use std::sync::Arc;

use axum::Router;
use mizan::Server;
use mizan::auth::sessions;
use python_guide::Me;
use python_guide::live::{Data, Tokens};
use tokio::net::TcpListener;
use tower_sessions::{MemoryStore, SessionManagerLayer};

/// A server, and where it is.
pub(crate) struct Served {
    pub(crate) api: Server,
    pub(crate) address: String,
}

pub(crate) async fn serve(data: &Arc<Data>) -> Served {
    serve_with(data, |app| app).await
}

/// A server whose application has something more in it.
pub(crate) async fn serve_with(data: &Arc<Data>, more: fn(Router) -> Router) -> Served {
    let builder = Server::builder().provide(Arc::clone(data)).frames_limit(u32::MAX);
    let builder = builder.identify(sessions::<Me>()).identify(Tokens(Arc::clone(data)));
    let api = builder.build().unwrap_or_else(|error| panic!("{error}"));
    let layer = SessionManagerLayer::new(MemoryStore::default()).with_secure(false);
    let app = Router::new().nest("/api/mizan", mizan::axum::router(api.clone())).layer(layer);
    Served { api, address: listen(more(app)).await }
}

/// Serves an application at a free port.
pub(crate) async fn listen(app: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("its own address").to_string();
    tokio::spawn(async move { axum::serve(listener, app).await });
    address
}
