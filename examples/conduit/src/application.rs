//! The application, put together: the API, the session, the pictures, the pages.

use std::path::Path;

use axum::Router;
use sqlx::SqlitePool;
use tower_http::services::{ServeDir, ServeFile};

use crate::{identity::Me, sessions};

/// Everything that Conduit answers; `pages` is the bundled frontend.
pub fn serve(db: SqlitePool, pages: &Path) -> Result<Router, mizan::WiringErrors> {
    let api = mizan::Server::builder()
        .provide(db.clone())
        .identify(mizan::auth::sessions::<Me>())
        .build()?;
    let views = mizan::axum::views(&api);
    // React Router knows what to show at any other address.
    let pages = ServeDir::new(pages).fallback(ServeFile::new(pages.join("index.html")));
    Ok(Router::new()
        .nest("/api/mizan", mizan::axum::router(api))
        .layer(sessions::layer(db))
        .merge(views)
        .fallback_service(pages))
}
