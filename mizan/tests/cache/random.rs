//! Random schedules of two nodes on one store, which is also lost, emptied and full: whoever reads after a
//! change was answered sees it, and a change keeps from the cache just what it names.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::time::Duration;

use mizan::cache::{Cache, Memory};
use proptest::prelude::*;
use serde_json::json;

use super::application::{Node, Shop};

/// What happens in a schedule, each on one of two nodes.
#[derive(Clone, Copy, Debug)]
enum Step {
    Read {
        node: usize,
        id: i64,
    },
    Change {
        node: usize,
        id: i64,
    },
    /// A mutation that says no scope.
    Raise {
        node: usize,
    },
    /// Waits for some of what runs.
    Pause(u8),
    /// The store forgets everything, as after a restart.
    Clear,
    /// Readers or writers are held up, or go on.
    Hold {
        reads: bool,
        changes: bool,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let (node, id) = (0..2_usize, 1..3_i64);
    prop_oneof![
        6 => (node.clone(), id.clone()).prop_map(|(node, id)| Step::Read { node, id }),
        3 => (node.clone(), id).prop_map(|(node, id)| Step::Change { node, id }),
        1 => node.prop_map(|node| Step::Raise { node }),
        4 => (0..6_u8).prop_map(Step::Pause),
        1 => Just(Step::Clear),
        2 => any::<(bool, bool)>().prop_map(|(reads, changes)| Step::Hold { reads, changes }),
    ]
}

/// The price that a read has to show at least: prices only rise, and a change that was answered counts.
struct Truth([AtomicI64; 3]);

impl Truth {
    fn at_least(&self, id: i64) -> i64 {
        self.0[usize::try_from(id).unwrap()].load(Ordering::SeqCst)
    }

    fn answered(&self, id: i64, price: i64) {
        self.0[usize::try_from(id).unwrap()].fetch_max(price, Ordering::SeqCst);
    }
}

/// The changes that have begun and ended, by what they change: a product, or at 0 all of them.
#[derive(Default)]
struct Changes {
    begun: [AtomicUsize; 3],
    ended: [AtomicUsize; 3],
}

/// The changes of a product that had ended when somebody began to read it.
struct Quiet([usize; 2]);

impl Changes {
    async fn run<T>(&self, id: i64, change: impl Future<Output = T>) -> T {
        let at = usize::try_from(id).unwrap();
        self.begun[at].fetch_add(1, Ordering::SeqCst);
        let changed = change.await;
        self.ended[at].fetch_add(1, Ordering::SeqCst);
        changed
    }

    fn ended(&self, id: i64) -> Quiet {
        let ended = |at: usize| self.ended[at].load(Ordering::SeqCst);
        Quiet([ended(0), ended(usize::try_from(id).unwrap())])
    }

    /// `true` if no change of the product has run since.
    fn is_quiet(&self, id: i64, Quiet(since): &Quiet) -> bool {
        let begun = |at: usize| self.begun[at].load(Ordering::SeqCst);
        *since == [begun(0), begun(usize::try_from(id).unwrap())]
    }
}

async fn play(steps: Vec<Step>, bytes: usize) {
    let (shop, store) = (Shop::open(), Memory::new(bytes));
    let cache = || Cache::new(store.clone(), "a secret of at least thirty-two bytes").unwrap();
    let nodes = [(); 2].map(|()| Arc::new(Node::of(&shop, cache())));
    let truth = Arc::new(Truth([0, 0, 0].map(AtomicI64::new)));
    let changes = Arc::new(Changes::default());
    let next = Arc::new(AtomicI64::new(1000));
    let mut running = Vec::new();
    for step in steps {
        let (truth, next, shop) = (Arc::clone(&truth), Arc::clone(&next), Arc::clone(&shop));
        let changes = Arc::clone(&changes);
        match step {
            Step::Read { node, id } => {
                let (node, least) = (Arc::clone(&nodes[node]), truth.at_least(id));
                running.push(tokio::spawn(async move {
                    let quiet = changes.ended(id);
                    let (cache, price) = node.price(id).await;
                    let is_quiet = changes.is_quiet(id, &quiet);
                    assert!(
                        !is_quiet || cache != "BYPASS",
                        "nothing changes {id}, and it is not kept"
                    );
                    assert!(price >= least, "{cache}: {price} is shown where {least} was answered");
                }));
            }
            Step::Change { node, id } => {
                let node = Arc::clone(&nodes[node]);
                running.push(tokio::spawn(async move {
                    let price = next.fetch_add(1000, Ordering::SeqCst);
                    let rises = shop.prices.lock().unwrap().get(&id).is_none_or(|old| *old < price);
                    if rises {
                        let change = node.call("set_price", json!({ "id": id, "price": price }));
                        changes.run(id, change).await;
                        let now = shop.prices.lock().unwrap()[&id];
                        truth.answered(id, now.min(price));
                    }
                }));
            }
            Step::Raise { node } => {
                let node = Arc::clone(&nodes[node]);
                running.push(tokio::spawn(async move {
                    changes.run(0, node.call("raise", json!({}))).await;
                }));
            }
            Step::Pause(count) => {
                for _ in 0..count {
                    tokio::task::yield_now().await;
                }
            }
            Step::Clear => store.clear(),
            Step::Hold { reads, changes } => {
                shop.reading.send_replace(reads);
                shop.changing.send_replace(changes);
            }
        }
    }
    shop.reading.send_replace(true);
    shop.changing.send_replace(true);
    for task in running {
        tokio::time::timeout(Duration::from_secs(10), task).await.unwrap().unwrap();
    }
    for node in &nodes {
        for id in 1..3 {
            let truth = shop.prices.lock().unwrap().get(&id).copied().unwrap_or(100);
            assert_eq!(node.price(id).await.1, truth);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]
    #[test]
    fn nothing_older_than_what_was_answered_is_shown(
        steps in prop::collection::vec(step(), 1..60),
        bytes in prop_oneof![Just(1 << 20), Just(900), Just(2000)],
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(play(steps, bytes));
    }
}
