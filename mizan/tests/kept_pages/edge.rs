//! What a cache at the edge may keep, and when it is told that it is stale.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::http::HeaderMap;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use mizan::edge::{Edge, KeyHeader, PurgeError, Purger};
use tokio::sync::watch;

use super::application::{Journal, Node, memory, until};

/// Notes what it is to purge. It fails, or does not answer, while it is told to.
#[derive(Clone)]
struct Notes {
    purged: Arc<Mutex<Vec<(Instant, String)>>>,
    failures: Arc<Mutex<usize>>,
    is_open: Arc<watch::Sender<bool>>,
}

impl Notes {
    fn new() -> Self {
        let is_open = Arc::new(watch::Sender::new(true));
        Self { purged: Arc::default(), failures: Arc::default(), is_open }
    }

    fn times(&self, key: &str) -> Vec<Instant> {
        let purged = self.purged.lock().unwrap();
        purged.iter().filter(|(_, own)| own == key).map(|(time, _)| *time).collect()
    }

    /// The times at which the key was purged, once they are so many.
    async fn until(&self, key: &str, times: usize) -> Vec<Instant> {
        until(async || self.times(key).len() >= times).await;
        self.times(key)
    }
}

impl Purger for Notes {
    fn purge<'purger>(
        &'purger self,
        keys: &'purger [String],
    ) -> BoxFuture<'purger, Result<(), PurgeError>> {
        async move {
            let _ = self.is_open.subscribe().wait_for(|is_open| *is_open).await;
            let mut failures = self.failures.lock().unwrap();
            if *failures > 0 {
                *failures -= 1;
                return Err(PurgeError::new("not now"));
            }
            assert!(keys.len() <= 64, "{} keys at once", keys.len());
            let now = Instant::now();
            self.purged.lock().unwrap().extend(keys.iter().map(|key| (now, key.clone())));
            Ok(())
        }
        .boxed()
    }
}

const SETTLE: Duration = Duration::from_millis(100);

async fn start(notes: &Notes) -> (Arc<Journal>, Node) {
    let journal = Journal::open();
    let cache = memory().edge(Edge::new(notes.clone()).settle(SETTLE));
    let node = Node::start(&journal, cache).await;
    (journal, node)
}

async fn headers(node: &Node, path: &str) -> HeaderMap {
    let response = node.request(path).header("x-name", "grace").send().await.unwrap();
    response.headers().clone()
}

/// The keys of a page: of its instance, of its context, of everything.
async fn keys(node: &Node, path: &str) -> Vec<String> {
    let headers = headers(node, path).await;
    let keys = headers["surrogate-key"].to_str().unwrap().split(' ').map(str::to_owned);
    keys.collect()
}

#[tokio::test]
async fn pages_for_everybody_may_be_kept_and_no_others() {
    let (_, node) = start(&Notes::new()).await;
    for _ in ["made", "kept"] {
        let headers = headers(&node, "/articles/5").await;
        assert_eq!(headers["cache-control"], "public, max-age=0, s-maxage=3600");
        assert!(headers.contains_key("surrogate-key"));
    }
    for path in [
        "/timed/1",
        "/articles/5/mine",
        "/articles/5/drafts",
        "/never/1/cookie",
        "/off/1",
        "/request/1",
        "/about",
    ] {
        for _ in ["made", "kept"] {
            let headers = headers(&node, path).await;
            assert_eq!(headers["cache-control"], "no-store", "{path}");
            assert!(!headers.contains_key("surrogate-key"), "{path}");
        }
    }
}

#[tokio::test]
async fn a_change_purges_its_instance_twice_and_no_other_one() {
    let notes = Notes::new();
    let (_, node) = start(&notes).await;
    let (five, six) = (keys(&node, "/articles/5").await, keys(&node, "/articles/6").await);
    let own: Vec<&String> = five.iter().filter(|key| !six.contains(key)).collect();
    assert_eq!((own.len(), five.len(), six.len()), (1, 3, 3), "{five:?} {six:?}");
    let begin = Instant::now();
    node.write(5).await;
    let times = notes.until(own[0], 2).await;
    assert!(times[1] - times[0] >= SETTLE && begin < times[0]);
    assert!(six.iter().filter(|key| !five.contains(key)).all(|key| notes.times(key).is_empty()));
}

#[tokio::test]
async fn a_server_begins_with_a_purge_of_everything_that_every_page_bears() {
    let notes = Notes::new();
    let (_, node) = start(&notes).await;
    let keys = keys(&node, "/articles/5").await;
    let everything = keys.iter().find(|key| key.starts_with("digest:")).unwrap();
    // Each purge is repeated once.
    notes.until(everything, 2).await;
    node.api.clear_cache().await;
    notes.until(everything, 4).await;
}

#[tokio::test]
async fn a_purge_that_fails_is_sent_again_and_one_that_hangs_holds_nobody() {
    let notes = Notes::new();
    let (_, node) = start(&notes).await;
    let own = keys(&node, "/articles/5").await.swap_remove(0);
    notes.is_open.send_replace(false);
    node.write(5).await;
    *notes.failures.lock().unwrap() = 2;
    notes.is_open.send_replace(true);
    notes.until(&own, 2).await;
    assert_eq!(*notes.failures.lock().unwrap(), 0);
}

#[tokio::test]
async fn of_very_many_purges_everything_is_left() {
    let notes = Notes::new();
    let (_, node) = start(&notes).await;
    let everything = keys(&node, "/articles/5").await.pop().unwrap();
    let begun = notes.until(&everything, 2).await.len();
    notes.is_open.send_replace(false);
    for id in 0..1100 {
        node.write(id).await;
    }
    notes.is_open.send_replace(true);
    notes.until(&everything, begun + 1).await;
    assert!(notes.purged.lock().unwrap().len() < 1100);
}

#[tokio::test]
async fn a_server_that_goes_down_has_purged() {
    let notes = Notes::new();
    let (_, node) = start(&notes).await;
    let own = keys(&node, "/articles/5").await.swap_remove(0);
    node.write(5).await;
    assert!(node.api.shutdown(Duration::from_secs(30)).await);
    assert_eq!(notes.times(&own).len(), 2);
}

#[tokio::test]
async fn a_page_that_overlaps_with_a_change_is_for_nobody_else() {
    let notes = Notes::new();
    let (journal, node) = start(&notes).await;
    let node = Arc::new(node);
    journal.close();
    let early = tokio::spawn({
        let node = Arc::clone(&node);
        async move { headers(&node, "/articles/5").await }
    });
    until(async || journal.made() > 0).await;
    node.write(5).await;
    journal.reopen();
    assert_eq!(early.await.unwrap()["cache-control"], "no-store");
}

#[tokio::test]
async fn a_service_is_asked_by_post_with_tags() {
    let (sender, mut asked) = tokio::sync::mpsc::unbounded_channel();
    let note = move |request: axum::extract::Request| {
        sender.send((request.method().to_string(), request.headers().clone())).unwrap();
        std::future::ready(())
    };
    let app = axum::Router::new().fallback(note);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/purge", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    let name = "authorization".parse().unwrap();
    let service = mizan::edge::http(&url).unwrap().header(name, "Bearer x".parse().unwrap());
    let service = service.cache_tag();
    assert_eq!(Purger::header(&service), KeyHeader::CacheTag);
    service.purge(&["a".to_owned(), "b".to_owned()]).await.unwrap();
    let (method, headers) = asked.recv().await.unwrap();
    assert_eq!((method.as_str(), headers["cache-tag"].to_str().unwrap()), ("POST", "a,b"));
    assert_eq!(headers["authorization"], "Bearer x");
    for wrong in ["varnish:6081", "ftp://varnish/", ""] {
        let error = mizan::edge::http(wrong).err().unwrap().to_string();
        assert!(error.contains("write one with its scheme"), "{error}");
    }
}

#[tokio::test]
async fn a_service_that_refuses_has_not_purged() {
    let app = axum::Router::new();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    let error = mizan::edge::varnish(&url).unwrap().purge(&["a".to_owned()]).await.unwrap_err();
    assert!(error.to_string().starts_with("the edge did not purge: "), "{error}");
}
