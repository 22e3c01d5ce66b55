//! The assembly of the application: the API, the sessions, the pictures and the pages.

use std::path::Path;

use axum::{Router, middleware};
use mizan::{Server, bus::Redis, cache::Cache, render::Renderer};
use sqlx::SqlitePool;
use tower_http::services::{ServeDir, ServeFile};

use crate::{
    identity::Me,
    sessions,
    terminal::{self, Terminal},
};

/// Builds the router and the API; `pages` is the directory of the bundled frontend, and the renderer has its
/// components. The bus connects the nodes, where there are several, and the cache keeps what was read.
pub fn build(
    db: SqlitePool,
    pages: &Path,
    renderer: Option<Renderer>,
    bus: Option<Redis>,
    cache: Option<Cache>,
) -> Result<(Router, Server), mizan::WiringErrors> {
    let terminal = Terminal::default();
    let mut api = Server::builder()
        .provide(db.clone())
        .identify(mizan::auth::sessions::<Me>())
        .observe(terminal.clone());
    if let Some(renderer) = renderer {
        api = api.render(renderer);
    }
    if let Some(bus) = bus {
        api = api.bus(bus);
    }
    if let Some(cache) = cache {
        api = api.cache(cache);
    }
    let api = api.build()?;
    // React Router chooses the page for every other address, in the browser.
    let pages = ServeDir::new(pages).fallback(ServeFile::new(pages.join("index.html")));
    let app = Router::new()
        .nest("/api/mizan", mizan::axum::router(api.clone()))
        .merge(mizan::axum::views(&api))
        .layer(sessions::layer(db))
        .layer(middleware::from_fn_with_state(terminal, terminal::print))
        .fallback_service(pages);
    Ok((app, api))
}
