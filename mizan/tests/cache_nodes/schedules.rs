//! Random schedules: two nodes are asked and told at once, while they are killed and stopped and Redis hangs
//! or forgets everything.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use example_support::services::redis::Redis;
use futures_util::FutureExt;
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::application::Prices;
use crate::node::{Client, Node, Site};

/// Numbers that a seed determines.
struct Random(u64);

impl Random {
    /// A number below `end`.
    fn below(&mut self, end: u64) -> u64 {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }
}

/// The changes that were answered, with the moment of the answer.
#[derive(Default)]
struct Answered(Mutex<HashMap<i64, Vec<(Instant, i64)>>>);

impl Answered {
    fn note(&self, id: i64, price: i64) {
        self.0.lock().unwrap().entry(id).or_default().push((Instant::now(), price));
    }

    /// The price that a read has to show at least that begins now, with answers as late as `lag`.
    fn least(&self, id: i64, lag: Duration) -> i64 {
        let known = self.0.lock().unwrap();
        let answers = known.get(&id).into_iter().flatten();
        let old = answers.filter(|(moment, _)| moment.elapsed() >= lag);
        old.map(|(_, price)| *price).max().unwrap_or_default()
    }
}

/// Someone who changes prices and reads them, and has to see what was changed.
struct Person {
    id: i64,
    price: i64,
    token: Option<String>,
}

struct Game {
    site: Site,
    redis: Redis,
    nodes: [Node; 2],
    answered: Arc<Answered>,
    prices: AtomicI64,
}

impl Game {
    fn begin(lease: Option<u64>) -> Self {
        let folder = tempfile::tempdir().unwrap().keep();
        let redis = Redis::start();
        let site = Site { folder, redis: redis.url(), lease };
        let nodes = [Node::start(&site), Node::start(&site)];
        Self { site, redis, nodes, answered: Arc::default(), prices: AtomicI64::new(1) }
    }

    fn lag(&self) -> Duration {
        Duration::from_millis(self.site.lease.unwrap_or_default())
    }

    /// One schedule: some people, each after the other's steps, and one trouble.
    async fn play(&mut self, random: &mut Random) {
        let mut people = JoinSet::new();
        for _ in 0..4 {
            let person = Person { id: 1 + random.below(2).cast_signed(), price: 0, token: None };
            let clients = [self.nodes[0].client(), self.nodes[1].client()];
            let price = self.prices.fetch_add(10, Ordering::SeqCst);
            let (answered, lag) = (Arc::clone(&self.answered), self.lag());
            let random = Random(random.below(u64::MAX));
            people.spawn(live(person, clients, price, answered, lag, random));
        }
        self.trouble(random).await;
        while let Some(person) = people.join_next().await {
            person.unwrap();
        }
    }

    async fn trouble(&mut self, random: &mut Random) {
        sleep(Duration::from_millis(random.below(12))).await;
        let node = usize::from(random.below(2) == 1);
        match random.below(10) {
            0 => {
                let site = self.site.clone();
                self.nodes[node].replace(&site);
            }
            1 => {
                self.nodes[node].signal("STOP");
                sleep(Duration::from_millis(random.below(60))).await;
                self.nodes[node].signal("CONT");
            }
            2 => {
                self.redis.ask("FLUSHALL").unwrap();
            }
            // Some of these are longer than a node waits.
            3 => {
                self.redis.freeze();
                sleep(Duration::from_millis(random.below(300))).await;
                self.redis.thaw();
            }
            _ => {}
        }
    }

    /// When all is quiet every node shows the truth, at the latest when every lease is over.
    async fn check_truth(&self) {
        sleep(self.lag()).await;
        for node in &self.nodes {
            for id in 1..3 {
                let truth = Prices(self.site.folder.clone()).get(id);
                let read = node.client().read(id, "", None).await.unwrap();
                assert_eq!(read.price, truth, "{read:?}");
            }
        }
    }
}

impl Drop for Game {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.site.folder);
    }
}

/// A person's steps.
async fn live(
    mut person: Person,
    clients: [Client; 2],
    first: i64,
    answered: Arc<Answered>,
    lag: Duration,
    mut random: Random,
) {
    for step in 0..5 {
        let client = &clients[usize::from(random.below(2) == 1)];
        if random.below(3) == 0 {
            let price = first + step;
            if let Some(token) = client.set(person.id, price, None).await {
                person = Person { price, token: Some(token), ..person };
                answered.note(person.id, price);
            }
            continue;
        }
        let least = answered.least(person.id, lag).max(person.price);
        if let Some(read) = client.read(person.id, "", person.token.as_deref()).await {
            assert!(read.price >= least, "{read:?} is shown where {least} was answered");
        }
    }
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

async fn play_all(lease: Option<u64>) {
    let (runs, first) = (number("MIZAN_RUNS").unwrap_or(40), number("MIZAN_SEED").unwrap_or(1));
    let mut game = Game::begin(lease);
    for seed in first..first + runs {
        let mut random = Random(seed);
        let playing = async {
            game.play(&mut random).await;
            if seed % 10 == 0 {
                game.check_truth().await;
            }
        };
        if AssertUnwindSafe(playing).catch_unwind().await.is_err() {
            panic!("MIZAN_SEED={seed} MIZAN_RUNS=1 plays it again, with a lease of {lease:?}");
        }
    }
    game.check_truth().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_shown_less_than_what_was_answered() {
    play_all(None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_lease_everybody_sees_the_own_changes_and_others_in_time() {
    play_all(Some(200)).await;
}
