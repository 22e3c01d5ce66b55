//! One page for each feature that the other examples have no use for.

mod chat;
mod orders;
mod plain;
mod rules;
mod shelf;
mod stories;

use std::error::Error;
use std::path::Path;

use axum::Router;
use tokio::net::TcpListener;
use tower_http::services::ServeDir;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let page = example_support::web::prepare(&Path::new(env!("CARGO_MANIFEST_DIR")).join("web"))?;
    let api = mizan::Server::builder()
        .provide(stories::Narrators::default())
        .provide(shelf::Books::default())
        .provide(chat::Talk::default())
        .provide(orders::Stock::default())
        .build()?;
    let app = Router::new()
        .merge(plain::routes(&api))
        .nest("/api/mizan", mizan::axum::router(api))
        .fallback_service(ServeDir::new(page));
    let listener = TcpListener::from_std(example_support::port::listen()?)?;
    println!("The lab is open: http://{}", listener.local_addr()?);
    axum::serve(listener, app).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_client_knows_the_server() {
        mizan::assert_ir!();
    }
}
