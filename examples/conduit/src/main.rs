//! Conduit: the RealWorld application, on Mizan.

mod accounts;
mod application;
mod articles;
mod comments;
mod database;
mod feed;
mod identity;
mod markdown;
mod pages;
mod passwords;
mod pictures;
mod profiles;
mod seed;
mod sessions;
mod slugs;
#[cfg(test)]
mod statements;
mod tags;
mod terminal;

use std::{env, error::Error, path::Path};

use tokio::net::TcpListener;

/// The bytes of memory for what was read, where no other node has to know of it.
const MEMORY: usize = 64 << 20;

const MISSING_SECRET: &str = "nodes that share a Redis share a secret as well: \
    set CACHE_SECRET to the output of `openssl rand -base64 48`";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let pages = example_support::web::prepare(&home.join("web"))?;
    let renderer = mizan::render::node(home.join("web/dist-server/server.js"))
        .workers(2)
        .components(["Conduit"])
        .shell(pages.join("index.html"))
        .build()?;

    let file = home.join(env::var("CONDUIT_DATABASE").unwrap_or("conduit.sqlite".to_owned()));
    let turn = example_support::turn::wait(&file)?;
    let db = database::open(&file).await?;
    seed::sow(&db).await.map_err(|error| error.to_string())?;
    drop(turn);
    let (bus, cache) = match env::var("REDIS_URL") {
        Ok(url) => {
            let secret = env::var("CACHE_SECRET").map_err(|_| MISSING_SECRET)?;
            let cache = mizan::cache::redis(&*url, secret).await?;
            (Some(mizan::bus::redis(url).await?), cache)
        }
        Err(_) => (None, mizan::cache::memory(MEMORY)),
    };
    let (app, api) = application::build(db, &pages, Some(renderer), bus, Some(cache))?;

    let listener = TcpListener::from_std(example_support::port::listen()?)?;
    println!("Conduit is open: http://{}", listener.local_addr()?);
    println!("Sign in as {} with the password {}", seed::EMAIL, seed::PASSWORD);
    mizan::axum::serve(listener, app, &api).await?;
    Ok(())
}
