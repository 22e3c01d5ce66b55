//! Who serves something old: Mizan beside other caches, each with two nodes.
//!
//! `cargo bench -p mizan --bench race` starts a Redis, installs the other caches in a temporary folder
//! (`npm` and `python3` have to be there), and runs `race.mjs`, which prints a table. Behind `--` stand the
//! names of those that run. It is no test: it fails only if Mizan serves something old.

use std::env;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::time::Duration;

use axum::Router;
use example_support::services::redis::Redis;
use mizan::Error;
use tokio::net::TcpListener;

/// Where the data come from: the address of `source.mjs`.
struct Source(String);

impl Source {
    /// Asks on a connection of its own.
    async fn ask(&self, method: &'static str, path: String) -> Result<String, Error> {
        let address = self.0.clone();
        let asked = tokio::task::spawn_blocking(move || {
            let mut stream = TcpStream::connect(&address)?;
            write!(
                stream,
                "{method} /{path} HTTP/1.1\r\nhost: source\r\nconnection: close\r\n\r\n"
            )?;
            let mut answer = Vec::new();
            stream.read_to_end(&mut answer)?;
            Ok::<_, std::io::Error>(String::from_utf8_lossy(&answer).into_owned())
        });
        let answer = asked.await??;
        let body = answer.lines().last().unwrap_or_default();
        Ok(body.to_owned())
    }
}

#[derive(mizan::Context)]
struct Thing {
    id: i64,
}

#[mizan::client(context = Thing)]
async fn value(source: &Source, id: i64) -> Result<String, Error> {
    source.ask("GET", id.to_string()).await
}

#[mizan::client(affects = Thing)]
async fn change(source: &Source, id: i64, value: String) -> Result<(), Error> {
    source.ask("PUT", format!("{id}?value={value}")).await.map(drop)
}

fn main() {
    let words: Vec<String> = env::args().skip(1).filter(|word| word != "--bench").collect();
    match words.as_slice() {
        [word] if word == "--node" => serve(),
        only => race(only),
    }
}

fn race(only: &[String]) {
    let redis = Redis::start();
    let status = Command::new("node")
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/benches/race/race.mjs"))
        .args(only)
        .env("REDIS_URL", redis.url())
        .env("MIZAN", env::current_exe().expect("this program"))
        .status();
    assert!(status.expect("Node.js is installed").success(), "the race has failed");
}

/// A node of Mizan, until it is killed.
#[tokio::main]
async fn serve() {
    let variable = |name| env::var(name).expect("a variable of `race.mjs`");
    let cache = mizan::cache::redis(variable("REDIS_URL"), "a secret of at least thirty-two bytes");
    let life = Duration::from_secs(variable("LIFE").parse().expect("seconds"));
    let source = Source(variable("SOURCE").trim_start_matches("http://").to_owned());
    let cache = cache.await.expect("a cache").max_age(life);
    let api = mizan::Server::builder().provide(source).cache(cache).build().expect("a server");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    println!("port {}", listener.local_addr().expect("an address").port());
    let app = Router::new().nest("/api/mizan", mizan::axum::router(api.clone()));
    mizan::axum::serve(listener, app, &api).await.expect("it serves");
}
