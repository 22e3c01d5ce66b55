//! Streamed pages behind a real Varnish, configured as the guide says.

use std::time::{Duration, Instant};

use example_support::services::varnish::Varnish;
use mizan::edge::{Edge, varnish};
use tokio::net::TcpListener;

use super::{Answer, Site, data_of, open, root_of, waiting};
use crate::support::until;

/// The time within which a purge arrives, on a machine that has much to do as well.
const PROMISE: Duration = Duration::from_secs(10);

/// A server behind a Varnish.
struct Behind {
    site: Site,
    varnish: Varnish,
}

impl Behind {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let started = tokio::task::spawn_blocking(move || Varnish::start(&configuration(port)));
        let varnish = started.await.expect("a Varnish");
        let purger = self::varnish(&varnish.url()).expect("an address");
        let edge = Edge::new(purger).settle(Duration::from_millis(100));
        let cache = mizan::cache::memory(8 << 20).edge(edge);
        let site = Site::open_at(listener, Duration::from_secs(60), Some(cache)).await;
        Self { site, varnish }
    }

    async fn ask(&self, path: &str) -> Answer {
        let url = self.varnish.url();
        let address = url.trim_start_matches("http://").trim_end_matches('/');
        Site::send_to(address, "GET", path, "nobody").await
    }

    /// A whole answer, and `true` if Varnish had it.
    async fn get(&self, path: &str) -> (String, String, bool) {
        let (head, body) = self.ask(path).await.whole().await;
        let line = head.lines().find_map(|line| line.strip_prefix("x-varnish: "));
        // The second number is of the request that filled it.
        let is_hit = line.expect("an answer of Varnish").contains(' ');
        (head, body, is_hit)
    }
}

/// The configuration in the guide, for one node on this port of this machine.
fn configuration(port: u16) -> String {
    let guide = include_str!("../../../guide/kept_pages.md");
    let (_, listing) = guide.split_once("```vcl\n").expect("the guide has a configuration");
    let (listing, _) = listing.split_once("```").expect("it ends");
    let text = listing.replace(".port = \"8080\"", &format!(".port = \"{port}\""));
    text.replace("10.0.0.1", "127.0.0.1").replace("10.0.0.2", "127.0.0.1")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_comes_through_varnish_while_it_is_made_and_is_kept_there_until_a_change() {
    let behind = Behind::start().await;
    let url = "/public-stream/Public?key=through";
    let mut first = behind.ask(url).await;
    let begin = first.until("/a.js").await;
    assert!(!begin.contains("through v0"), "{begin}");
    until(async || waiting("through") == 1).await;
    open("through");
    let (_, whole) = first.whole().await;
    assert_eq!(root_of(&whole), "<p>through v0</p>");
    assert!(whole.ends_with("</html>"), "{whole}");
    // The keys of a page are known behind its head: it is kept from another answer on.
    until(async || behind.get(url).await.2).await;
    let (head, kept, _) = behind.get(url).await;
    assert_eq!(data_of(&kept), data_of(&whole));
    assert!(!head.contains("surrogate-key"), "{head}");
    behind.site.call("change_public", "through").await;
    let begin = Instant::now();
    while root_of(&behind.get(url).await.1) != "<p>through v1</p>" {
        assert!(begin.elapsed() < PROMISE, "the purge did not arrive");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn varnish_keeps_no_page_whose_end_says_that_it_is_none() {
    let behind = Behind::start().await;
    open("none");
    for component in ["PublicMissing", "PublicMoved", "PublicThrows"] {
        for _ in 0..5 {
            let (head, _, is_hit) =
                behind.get(&format!("/public-stream/{component}?key=none")).await;
            assert!(!is_hit && head.starts_with("http/1.1 200"), "{component}: {head}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_who_goes_away_behind_varnish_leaves_whole_pages_to_others() {
    let behind = Behind::start().await;
    let url = "/public-stream/Public?key=leaves";
    for _ in 0..3 {
        let mut answer = behind.ask(url).await;
        answer.until("/a.js").await;
    }
    until(async || waiting("leaves") >= 1).await;
    open("leaves");
    for _ in 0..5 {
        let (head, body, _) = behind.get(url).await;
        assert!(head.starts_with("http/1.1 200"), "{head}");
        assert_eq!(root_of(&body), "<p>leaves v0</p>");
        assert!(body.ends_with("</html>"), "{body}");
    }
}
