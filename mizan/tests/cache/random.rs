//! Random schedules of two nodes on one store, which is also lost, emptied and full: whoever reads after a
//! change was answered sees it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
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

async fn play(steps: Vec<Step>, bytes: usize) {
    let (shop, store) = (Shop::open(), Memory::new(bytes));
    let cache = || Cache::new(store.clone(), "a secret of at least thirty-two bytes").unwrap();
    let nodes = [(); 2].map(|()| Arc::new(Node::of(&shop, cache())));
    let truth = Arc::new(Truth([0, 0, 0].map(AtomicI64::new)));
    let next = Arc::new(AtomicI64::new(1000));
    let mut running = Vec::new();
    for step in steps {
        let (truth, next, shop) = (Arc::clone(&truth), Arc::clone(&next), Arc::clone(&shop));
        match step {
            Step::Read { node, id } => {
                let (node, least) = (Arc::clone(&nodes[node]), truth.at_least(id));
                running.push(tokio::spawn(async move {
                    let (cache, price) = node.price(id).await;
                    assert!(price >= least, "{cache}: {price} is shown where {least} was answered");
                }));
            }
            Step::Change { node, id } => {
                let node = Arc::clone(&nodes[node]);
                running.push(tokio::spawn(async move {
                    let price = next.fetch_add(1000, Ordering::SeqCst);
                    let rises = shop.prices.lock().unwrap().get(&id).is_none_or(|old| *old < price);
                    if rises {
                        node.call("set_price", json!({ "id": id, "price": price })).await;
                        let now = shop.prices.lock().unwrap()[&id];
                        truth.answered(id, now.min(price));
                    }
                }));
            }
            Step::Raise { node } => {
                let node = Arc::clone(&nodes[node]);
                running.push(tokio::spawn(async move {
                    node.call("raise", json!({})).await;
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
