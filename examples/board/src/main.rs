//! The board: one live board, whose page is written in four frameworks.

mod application;
mod board;
mod chat;
mod database;
mod guests;
mod terminal;

use std::env;
use std::error::Error;
use std::path::Path;

use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let pages = example_support::web::prepare(&home.join("web"))?;

    let file = env::var("BOARD_DATABASE").unwrap_or("board.sqlite".to_owned());
    let db = database::open(&home.join(file)).await?;
    let bus = match env::var("REDIS_URL") {
        Ok(url) => Some(mizan::bus::redis(url).await?),
        Err(_) => None,
    };
    let (app, api) = application::build(db, &pages, bus)?;

    let listener = TcpListener::from_std(example_support::port::listen()?)?;
    println!("The board is open: http://{}", listener.local_addr()?);
    mizan::axum::serve(listener, app, &api).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_clients_know_the_server() {
        mizan::assert_ir!();
    }
}
