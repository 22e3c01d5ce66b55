//! The assembly of the application: the API, the sessions, the pictures and the pages.

use std::path::Path;

use axum::Router;
use mizan::Server;
use sqlx::SqlitePool;
use tower_http::services::{ServeDir, ServeFile};

use crate::{identity::Me, sessions};

/// Builds the router and the API; `pages` is the directory of the bundled frontend.
pub fn build(db: SqlitePool, pages: &Path) -> Result<(Router, Server), mizan::WiringErrors> {
    let api =
        Server::builder().provide(db.clone()).identify(mizan::auth::sessions::<Me>()).build()?;
    let views = mizan::axum::views(&api);
    // React Router chooses the page for every other address.
    let pages = ServeDir::new(pages).fallback(ServeFile::new(pages.join("index.html")));
    let app = Router::new()
        .nest("/api/mizan", mizan::axum::router(api.clone()))
        .layer(sessions::layer(db))
        .merge(views)
        .fallback_service(pages);
    Ok((app, api))
}
