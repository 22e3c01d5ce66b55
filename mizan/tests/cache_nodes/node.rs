//! A node as a process of its own: this test program, started again.

use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use mizan::Server;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::application::Prices;

/// The variables by which a process knows that it is a node, and of what.
const FOLDER: &str = "MIZAN_CACHE_NODE_FOLDER";
const REDIS: &str = "MIZAN_CACHE_NODE_REDIS";
const LEASE: &str = "MIZAN_CACHE_NODE_LEASE";

/// The time limit of a function. A mark stands a little longer.
const LIMIT: Duration = Duration::from_secs(5);

/// The node, where the process is one. It ends when its parent does.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn node() {
    let (Ok(folder), Ok(redis)) = (std::env::var(FOLDER), std::env::var(REDIS)) else { return };
    let lease = std::env::var(LEASE).ok().and_then(|lease| lease.parse().ok());
    let secret = "a secret of at least thirty-two bytes";
    let cache = mizan::cache::redis(&*redis, secret).await.unwrap().strict();
    let builder = Server::builder().provide(Prices(folder.into())).time_limit(LIMIT);
    let builder = match lease {
        Some(lease) => {
            let builder = builder.cache(cache.local(Duration::from_millis(lease)));
            builder.bus(mizan::bus::redis(redis).await.unwrap())
        }
        None => builder.cache(cache),
    };
    let api = builder.build().unwrap();
    let app = axum::Router::new().nest("/api", mizan::axum::router(api.clone()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("\naddress {}", listener.local_addr().unwrap());
    let parent = tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new()));
    let end = async { drop(parent.await) };
    mizan::axum::serve(listener, app, &api).stop_on(end).await.unwrap();
}

/// What a node is made of.
#[derive(Clone)]
pub(crate) struct Site {
    pub(crate) folder: PathBuf,
    pub(crate) redis: String,
    /// The milliseconds for which a node answers without asking Redis.
    pub(crate) lease: Option<u64>,
}

/// A process that is a node.
pub(crate) struct Node {
    process: Child,
    client: Client,
}

impl Node {
    pub(crate) fn start(site: &Site) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "node::node", "--nocapture"]);
        command.env(FOLDER, &site.folder).env(REDIS, &site.redis);
        if let Some(lease) = site.lease {
            command.env(LEASE, lease.to_string());
        }
        let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = pipes.spawn().unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let address = lines
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("address ").map(str::to_owned));
        let address = address.expect("the node starts");
        Self { process, client: Client { address, client: reqwest::Client::new() } }
    }

    pub(crate) fn client(&self) -> Client {
        self.client.clone()
    }

    /// Sends a signal by its name.
    pub(crate) fn signal(&self, name: &str) {
        let id = self.process.id().to_string();
        let sent = Command::new("kill").args([format!("-{name}"), id]).status();
        assert!(sent.is_ok_and(|status| status.success()));
    }

    /// Ends the process at once, and starts another one in its place.
    pub(crate) fn replace(&mut self, site: &Site) {
        self.signal("KILL");
        *self = Self::start(site);
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // It fails where the process was killed before.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Somebody who asks a node.
#[derive(Clone)]
pub(crate) struct Client {
    address: String,
    client: reqwest::Client,
}

/// The longest time for an answer.
const PATIENCE: Duration = Duration::from_secs(8);

/// A read of a price.
#[derive(Debug)]
pub(crate) struct Shown {
    pub(crate) price: i64,
    pub(crate) cache: String,
}

impl Client {
    /// Reads a price; `None` from a node that does not answer.
    pub(crate) async fn read(&self, id: i64, query: &str, seen: Option<&str>) -> Option<Shown> {
        let url = format!("http://{}/api/ctx/price/?id={id}{query}", self.address);
        let request = self.client.get(url).timeout(PATIENCE);
        let request = match seen {
            Some(token) => request.header("x-mizan-seen", format!("price={token}")),
            None => request,
        };
        let answer = request.send().await.ok()?;
        if answer.status() != 200 {
            return None;
        }
        let cache = answer.headers()["x-mizan-cache"].to_str().unwrap().to_owned();
        let text = answer.text().await.ok()?;
        let body: Value = serde_json::from_str(&text).unwrap();
        let price = body["price"].as_i64().unwrap_or_else(|| panic!("no price: {text}"));
        Some(Shown { price, cache })
    }

    /// Sets a price; the token of the change, if it was answered.
    pub(crate) async fn set(&self, id: i64, price: i64, pause: Option<u32>) -> Option<String> {
        let url = format!("http://{}/api/call/", self.address);
        let args = json!({ "id": id, "price": price, "pause": pause });
        let body = json!({ "fn": "set_price", "args": args }).to_string();
        let request = self.client.post(url).header("content-type", "application/json");
        let answer = request.timeout(PATIENCE).body(body).send().await.ok()?;
        if answer.status() != 200 {
            return None;
        }
        let body: Value = serde_json::from_str(&answer.text().await.ok()?).unwrap();
        Some(body["v"]["price"].as_str().unwrap().to_owned())
    }
}
