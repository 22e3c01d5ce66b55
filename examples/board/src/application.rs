//! The assembly of the application: one API, a door to it for the page of each framework, and the pages.

use std::path::Path;

use axum::{Router, middleware};
use mizan::{Server, bus::Redis};
use sqlx::SqlitePool;
use tower_http::services::ServeDir;

use crate::{
    guests::{self, Framework, Guests},
    terminal::Terminal,
};

/// Builds the router and the API; `pages` is the directory of the bundled frontend. The bus connects the
/// nodes, where there are several.
pub fn build(
    db: SqlitePool,
    pages: &Path,
    bus: Option<Redis>,
) -> Result<(Router, Server), mizan::WiringErrors> {
    let mut api = Server::builder().provide(db).identify(Guests).observe(Terminal);
    if let Some(bus) = bus {
        api = api.bus(bus);
    }
    let api = api.build()?;
    let mut app = Router::new();
    for framework in Framework::ALL {
        let door = format!("/{}/api/mizan", framework.name());
        app = app.nest(&door, mizan::axum::router(api.clone()));
    }
    let app =
        app.fallback_service(ServeDir::new(pages)).layer(middleware::from_fn(guests::welcome));
    Ok((app, api))
}
