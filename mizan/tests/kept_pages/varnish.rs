//! A real Varnish, configured as the guide says, in front of two nodes: nothing that a mutation has changed is shown
//! longer than is promised.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use example_support::services::varnish::Varnish;
use mizan::edge::{Edge, varnish};

use super::application::{Journal, Node, memory};

/// The time after which a purge is repeated.
const SETTLE: Duration = Duration::from_millis(100);

/// The time within which purges arrive, on a machine that has much to do as well.
const PROMISE: Duration = Duration::from_secs(2);

/// The time for which changes and reads go on.
const PLAYED: Duration = Duration::from_secs(6);

const ARTICLES: i64 = 3;

/// The configuration in the guide, for nodes on these ports of this machine.
fn configuration(ports: [u16; 2]) -> String {
    let guide = include_str!("../../guide/kept_pages.md");
    let (_, listing) = guide.split_once("```vcl\n").expect("the guide has a configuration");
    let (listing, _) = listing.split_once("```").expect("it ends");
    let mut text = listing.to_owned();
    for (address, port) in ["10.0.0.1", "10.0.0.2"].iter().zip(ports) {
        let node = format!(".host = \"{address}\"; .port = \"8080\";");
        assert!(text.contains(&node), "{node} in {text}");
        text = text.replace(&node, &format!(".host = \"127.0.0.1\"; .port = \"{port}\";"));
        text = text.replace(address, "127.0.0.1");
    }
    text
}

/// Two nodes with one cache behind a Varnish.
struct Site {
    journal: Arc<Journal>,
    nodes: [Node; 2],
    varnish: Varnish,
    client: reqwest::Client,
}

impl Site {
    async fn start() -> Self {
        // Varnish knows the ports of the nodes, and the nodes that of Varnish: the nodes are told by a relay.
        let journal = Arc::<Journal>::default();
        let gates = [Node::reserve().await, Node::reserve().await];
        let ports = [gates[0].port(), gates[1].port()];
        let varnish = tokio::task::spawn_blocking(move || Varnish::start(&configuration(ports)));
        let varnish = varnish.await.unwrap();
        let edge = Edge::new(self::varnish(&varnish.url()).unwrap()).settle(SETTLE);
        let cache = memory().edge(edge);
        let [one, two] = gates;
        let nodes = [one.open(&journal, cache.clone()), two.open(&journal, cache)];
        Self { journal, nodes, varnish, client: reqwest::Client::new() }
    }

    /// A page through Varnish: its text, and whether Varnish had it.
    async fn get(&self, path: &str, name: Option<&str>) -> (String, bool) {
        let url = format!("{}{}", self.varnish.url(), path.trim_start_matches('/'));
        let request = self.client.get(url).header("cookie", "any=thing");
        let request = name.iter().fold(request, |request, name| request.header("x-name", *name));
        let response = request.send().await.unwrap();
        // `X-Varnish` has a second number, of the request that filled it, where it is a hit.
        let is_hit = response.headers()["x-varnish"].to_str().unwrap().contains(' ');
        assert!(!response.headers().contains_key("surrogate-key"), "keys are shown to visitors");
        (response.text().await.unwrap(), is_hit)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn varnish_keeps_what_is_for_everybody_until_it_is_purged() {
    let site = Site::start().await;
    // The purge of everything, with which each node begins, may come between the first two.
    while !site.get("/articles/5", None).await.1 {}
    let begin = Instant::now();
    while begin.elapsed() < PROMISE {
        assert_eq!(site.get("/articles/5", None).await.0, "5 en v0");
    }
    assert!(site.get("/articles/5", None).await.1, "it is kept until something changes");
    site.nodes[1].write(5).await;
    let begin = Instant::now();
    while site.get("/articles/5", None).await.0 != "5 en v1" {
        assert!(begin.elapsed() < PROMISE, "the purge did not arrive");
    }
    for _ in 0..3 {
        for name in ["ada", "bob"] {
            let (text, is_hit) = site.get("/articles/5/mine", Some(name)).await;
            assert_eq!((text, is_hit), (format!("{name} 5 v1"), false));
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_shown_longer_than_is_promised() {
    let site = Arc::new(Site::start().await);
    let is_over = Arc::new(AtomicBool::new(false));
    let readers: Vec<_> = (0..4)
        .map(|reader| {
            let (site, is_over) = (Arc::clone(&site), Arc::clone(&is_over));
            tokio::spawn(async move {
                let (mut reads, mut hits) = (Vec::new(), 0);
                for turn in reader.. {
                    if is_over.load(Ordering::SeqCst) {
                        break;
                    }
                    let (id, began) = (turn % ARTICLES, Instant::now());
                    let (text, is_hit) = site.get(&format!("/articles/{id}"), None).await;
                    let version: i64 = text.rsplit('v').next().unwrap().parse().unwrap();
                    hits += usize::from(is_hit);
                    reads.push((id, began, version));
                }
                (reads, hits)
            })
        })
        .collect();
    let begin = Instant::now();
    let (mut acknowledged, mut turn) = (Vec::new(), 7_u64);
    while begin.elapsed() < PLAYED {
        turn = turn.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let (id, node) = ((turn >> 33) as i64 % ARTICLES, (turn >> 40) as usize % 2);
        site.nodes[node].write(id).await;
        acknowledged.push((id, Instant::now(), site.journal.version(id)));
        tokio::time::sleep(Duration::from_millis(turn >> 55)).await;
    }
    // Nothing changes any more: what is shown from now on has to become the last version, and to stay so.
    tokio::time::sleep(PROMISE + Duration::from_millis(200)).await;
    is_over.store(true, Ordering::SeqCst);
    let mut hits = 0;
    for reader in readers {
        let (reads, own) = reader.await.unwrap();
        hits += own;
        for (id, began, version) in reads {
            let due = |(own, at, _): &&(i64, Instant, i64)| *own == id && *at + PROMISE <= began;
            let least = acknowledged.iter().filter(due).map(|(_, _, version)| *version).max();
            assert!(version >= least.unwrap_or(0), "article {id}: v{version}, {least:?} is due");
        }
    }
    assert!(hits > 100 && acknowledged.len() > 10, "{hits} hits, {} changes", acknowledged.len());
}
