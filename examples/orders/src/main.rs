//! The orders of a customer as one form, which two people edit at once.

mod database;
mod entities;
mod sheet;

use std::env;
use std::error::Error;
use std::path::Path;

use axum::Router;
use tokio::net::TcpListener;
use tower_http::services::ServeDir;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = example_support::web::prepare(&home.join("web"))?;

    let file = env::var("ORDERS_DATABASE").unwrap_or("orders.sqlite".to_owned());
    let db = database::open(&home.join(file)).await?;
    let api = mizan::Server::builder().provide(db).build()?;
    let app = Router::new().fallback_service(ServeDir::new(page));
    let app = mizan::axum::front(&api, "/api/mizan", app);

    let listener = TcpListener::from_std(example_support::port::listen()?)?;
    println!("The orders are open: http://{}", listener.local_addr()?);
    mizan::axum::serve(listener, app, &api).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_client_knows_the_server() {
        mizan::assert_ir!();
    }
}
